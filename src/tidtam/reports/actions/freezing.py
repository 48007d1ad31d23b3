"""Freeze a report into an edition: values, the rows behind them, the editions below, signer, hash. All or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tidtam.kernel.actor import Actor
from tidtam.kernel.prepared import prepared
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.reports.choices import Capacity
from tidtam.reports.models import CellRows, Edition, Report
from tidtam.reports.queries import figures as now
from tidtam.reports.queries.annex import kept_for
from tidtam.reports.queries.figures import Child
from tidtam.reports.queries.proven import proven
from tidtam.reports.queries.sealed import seal
from tidtam.reports.rules import reading
from tidtam.reports.rules.form import CheckKind, Failure, Form, Value, failures, total
from tidtam.reports.transitions import REPORT
from tidtam.thai.dates import short_date

_POSITION = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How somebody signs: the position, in which capacity, for whom; why there is another edition."""

    position: str
    capacity: str = Capacity.OWN
    for_position: str = ""
    reason: str = ""

    def check(self) -> None:
        """Errors: Problem("reports.position_missing", "reports.capacity_unknown", "reports.for_position_missing")."""
        if not self.position.strip() or len(self.position) > _POSITION:
            raise Problem("reports.position_missing", "กรอกตำแหน่งของผู้ลงนาม", field="position")
        if self.capacity not in Capacity.values:
            raise Problem("reports.capacity_unknown", "เลือกว่าลงนามในฐานะใด", field="capacity")
        if len(self.for_position) > _POSITION or (self.capacity != Capacity.OWN and not self.for_position.strip()):
            raise Problem("reports.for_position_missing", "กรอกตำแหน่งที่ลงนามแทน", field="for_position")

    @property
    def block(self) -> tuple[str, str, str]:
        """Return position, capacity and for whom, as an edition keeps them."""
        instead = self.for_position.strip() if self.capacity != Capacity.OWN else ""
        return self.position.strip(), self.capacity, instead

    def stands_in(self, edition: Edition) -> bool:
        """Say whether an edition was signed in just this position and capacity."""
        return (edition.signer_position, edition.capacity, edition.for_position) == self.block


def locked(report: Report, version: int | None) -> Report:
    """Return the report, locked for this transaction. Errors: Conflict when it moved on since `version`."""
    fresh = _fresh(report)
    if version is not None and fresh.version != version:
        raise moved_on()
    return fresh


def _fresh(report: Report) -> Report:
    found = _locking(report.pk)
    if not found:
        raise Report.DoesNotExist
    return found[0]


@prepared
def _locking(key: int) -> QuerySet[Report]:
    rows = Report.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("office", "form", "template", "duty").filter(pk=key)


def repeated(report: Report, version: int | None) -> Report:
    """Return the report, locked, whatever its version: the verb says whether it is asked a second time."""
    return _fresh(report) if version is not None else locked(report, None)


def moved_on() -> Conflict:
    """Return the refusal of what was typed on a state that is past; the form keeps it."""
    return Conflict("reports.moved_on", "มีคนแก้รายงานนี้ไปก่อนแล้ว สิ่งที่กรอกไว้ยังอยู่ ตรวจแล้วบันทึกอีกครั้ง")


def moving(report: Report, verb: str) -> str:
    """Return the state a verb leads to. Errors: Conflict in a state that does not allow it."""
    move = REPORT[verb]
    if report.state not in move.sources:
        raise Conflict(
            "reports.bad_state",
            _("รายงานนี้%(state)s จึง%(verb)sไม่ได้") % {"state": report.get_state_display(), "verb": _(move.label)},
        )
    return move.target


def require_own(report: Report, by: Actor) -> None:
    """Errors: NotAllowed for a report of another office."""
    if report.office_id != by.office_id:
        raise NotAllowed("reports.other_office", "ทำได้เฉพาะรายงานของหน่วยงานที่คุณปฏิบัติอยู่")


def require_begun(report: Report, at: datetime) -> None:
    """Errors: Problem("reports.period_to_come") before the first day of the period."""
    if report.period_start > at.astimezone().date():
        day = short_date(report.period_start)
        raise Problem("reports.period_to_come", _("งวดนี้ยังไม่เริ่ม ลงนามได้ตั้งแต่ %(day)s") % {"day": day})


def hold_children(report: Report) -> None:
    """Keep the reports below as they are until this transaction ends; wait for one that is being amended.

    Locks are taken from below upwards, in the order of ids: whoever amends a child locks it before this report.
    """
    below = now.children(report, report.form.value)
    if below:
        ids = sorted(one.report.pk for one in below)
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM reports_report WHERE id = ANY(%s) ORDER BY id FOR SHARE", [ids])


def freeze(
    *, report: Report, signature: Signature, read: str | None = None, by: Actor, at: datetime,
    amends: Edition | None = None,
) -> Edition:  # fmt: skip
    """Write the next edition of a locked report; one that `amends` another keeps the children that left meanwhile.

    `read` is the mark of what the signer read (`figures.read_digest`); None when nobody says what was read.
    Errors: Problem("reports.checks_fail") with the cells; Problem("reports.nil_not_nothing"); Conflict when records
    keep changing while they are read, "reports.figures_moved" when a figure is another than the one that was read.
    """
    signature.check()
    form = report.form.value
    found, proved = proven(report, form, amends)
    if read is not None and read != now.read_digest(found.values, found.children):
        raise Conflict("reports.figures_moved", "ตัวเลขเปลี่ยนหลังจากที่คุณเปิดหน้านี้ ยังไม่ได้ลงนาม อ่านตัวเลขใหม่แล้วลงนามอีกครั้ง")
    last = now.current([report.pk]).get(report.pk)
    if amends is not None:
        _explain(report, form, found.values, amends, signature.reason.strip())
    _require_checks(report, form, found.values, amends=amends is not None)
    require_nothing(report, form, found.values)
    upper = not now.is_leaf(report, form)
    position, capacity, instead = signature.block
    edition = Edition(
        report=report, scope_path=report.scope_path, no=report.edition + 1, form=report.form,
        values=reading.kept(found.values), own=reading.kept(found.own) if upper else {}, notes=report.notes,
        nil=report.nil, children=[[one.report.pk, one.edition.no, one.edition.hash] for one in found.children
                                  if one.counted and one.edition],
        missing=[_missing(one) for one in found.missing], facts_at=at, signed_at=at, signer=by.grant_id,
        signer_name=by.name, signer_position=position, capacity=capacity, for_position=instead,
        prepared_name=report.prepared_name, prepared_at=report.prepared_at, reason=signature.reason.strip(),
        annex=kept_for(report, form), office_name=report.office.name_th, office_short=str(report.office),
    )  # fmt: skip
    edition.diff = reading.difference(last.values, edition.values) if last else []
    cells = [
        CellRows(
            scope_path=report.scope_path, cell=cell, relation=one.relation, fold=one.fold, keys=one.keys,
            versions=one.versions,
        )
        for cell, one in sorted(proved.items())
    ]  # fmt: skip
    edition.hash = seal(report, edition, cells)
    edition.save(force_insert=True)
    for one in cells:
        one.edition = edition
    CellRows.objects.bulk_create(cells)
    return edition


def _missing(one: Child) -> dict[str, Any]:
    return {"office": one.report.office_id, "name": one.report.office.name_th, "state": one.report.state}


def _explain(report: Report, form: Form, values: Mapping[str, Value], amends: Edition, reason: str) -> None:
    """Let an amendment stand for what was typed: nobody types then, so its reason explains a running total that fell.

    A nil return to which something came that was done is none any more.
    """
    then = reading.values(form, amends.values)
    if report.nil and any(total(values, [code]) > total(then, [code]) for code in reading.happened(form, values)):
        report.nil = False
    fell = [one for one in _failed(report, form, values, nil=True) if one.check.kind is CheckKind.NEVER_FALLS]
    report.notes = report.notes | {one.cells[0]: reason for one in fell}


def _failed(report: Report, form: Form, values: Mapping[str, Value], *, nil: bool) -> list[Failure]:
    last = now.before(report)
    then = reading.values(form, last.values) if last else None
    return failures(form, values, before=then, notes=report.notes, nil=nil)


def _require_checks(report: Report, form: Form, values: Mapping[str, Value], *, amends: bool) -> None:
    failed = [one for one in _failed(report, form, values, nil=report.nil or amends) if one.check.stops]
    if failed:
        cells = {code: one.check.words for one in failed for code in one.cells}
        raise Problem(
            "reports.checks_fail", _("ยังลงนามไม่ได้: %(words)s") % {"words": failed[0].check.words},
            field=failed[0].cells[0], cells=cells,
        )  # fmt: skip


def require_nothing(report: Report, form: Form, values: Mapping[str, Value]) -> None:
    """Refuse a nil return of an office whose records say that something was done, unless its note says why.

    Errors: Problem("reports.nil_not_nothing") with the cells.
    """
    done = reading.happened(form, values)
    if report.nil and done and not str(report.notes.get("", "")).strip():
        labels = ", ".join(form.columns_by_code[code].label for code in done[:3])
        said = _("มีข้อมูลที่บันทึกไว้ในงวดนี้ (%(cells)s) ถ้าไม่มีการดำเนินงานจริง เขียนหมายเหตุว่าเพราะอะไร") % {"cells": labels}
        raise Problem("reports.nil_not_nothing", said, field="note", cells=dict.fromkeys(done, said))


def children_moved(report: Report, edition: Edition) -> Sequence[Child]:
    """Return the children whose signed state is not the one an edition was signed with."""
    held = {one[0]: one[1] for one in edition.children}
    below = now.children(report, report.form.value)
    return [one for one in below if one.counted and one.edition and held.get(one.report.pk) != one.edition.no]
