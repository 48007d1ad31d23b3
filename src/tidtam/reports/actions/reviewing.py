"""Review what came from below: return it with comments on cells, accept it, accept many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.offices.models import Office
from tidtam.reports.actions import amending, duty, telling
from tidtam.reports.actions.freezing import locked, moved_on, moving, repeated
from tidtam.reports.choices import ReportState
from tidtam.reports.models import CellComment, Report
from tidtam.reports.queries.figures import receiver
from tidtam.reports.transitions import REPORT

WORDS = 1000  # characters of a comment


@dataclass(slots=True)
class Accepted:
    """What accepting many came to: how many were accepted, and why others were not, by report."""

    done: list[Report] = field(default_factory=list)
    refused: list[tuple[Report, Problem]] = field(default_factory=list)


def _require_receiver(report: Report, by: Actor) -> None:
    above = receiver(report, report.form.value)
    if above is None or above.pk != by.office_id:
        raise NotAllowed("reports.not_receiver", "ตรวจได้เฉพาะหน่วยงานที่รายงานนี้ส่งถึง")


@transaction.atomic
def send_back(
    *, report: Report, comments: Mapping[str, str], version: int | None = None, by: Actor, at: datetime
) -> Report:  # fmt: skip
    """Return a report with comments on its cells ("" is the report as a whole); a new edition will be signed.

    Errors: NotAllowed; Problem("reports.comment_missing", "reports.comment_long", "reports.cell_unknown"); Conflict.
    """
    by.require(REPORT["return"].permission)
    report = locked(report, version)
    _require_receiver(report, by)
    target = moving(report, "return")
    said = _comments(report, comments)
    sender = Office.objects.get(pk=by.office_id or 0)
    CellComment.objects.bulk_create(
        CellComment(
            report=report, scope_path=report.scope_path, edition=report.edition, cell=cell, words=words,
            by=by.grant_id, by_name=by.name, office_name=sender.name_th, at=at,
        )
        for cell, words in said.items()
    )  # fmt: skip
    amended = report.state == ReportState.AMENDED
    report.state, report.accepted_at, report.version = target, None, report.version + 1
    report.presented_at = None  # what is mended is put before the signer anew
    report.received_by = None
    report.save(update_fields=["state", "accepted_at", "received_by", "version", "presented_at"])
    duty.reviewed(report, "return", "\n".join(said.values()), by=by, at=at)
    audit.record("reports.report.returned", report, by=by, at=at, fields=["state"], count=len(said))
    telling.down(report, _("ส่งคืนให้แก้"), what="returned", at=at)
    if amended:
        amending.carry_up(report, at)
    return report


def _comments(report: Report, comments: Mapping[str, str]) -> dict[str, str]:
    found = {cell: words.replace("\x00", "").strip() for cell, words in comments.items()}
    found = {cell: words for cell, words in found.items() if words}
    if not found:
        raise Problem("reports.comment_missing", "บอกว่าต้องแก้ช่องใด หรือแก้อะไร", field="comment")
    known = report.form.value.columns_by_code
    for cell, words in found.items():
        if cell and cell not in known:
            raise Problem("reports.cell_unknown", "ไม่มีช่องนี้ในแบบ", field=cell)
        if len(words) > WORDS:
            raise Problem("reports.comment_long", f"ข้อความยาวได้ไม่เกิน {WORDS:,} ตัวอักษร", field=cell or "comment")
    return found


@transaction.atomic
def accept(*, report: Report, version: int | None = None, by: Actor, at: datetime) -> Report:
    """Accept a report, so that it may be summed. Asked again with the same version, nothing happens again.

    Errors: NotAllowed; Conflict.
    """
    accepted = _accept(report, version, by=by, at=at)
    amending.accepted_late(reports=[accepted], at=at)
    return accepted


def _accept(report: Report, version: int | None, *, by: Actor, at: datetime) -> Report:
    by.require(REPORT["accept"].permission)
    report = repeated(report, version)
    _require_receiver(report, by)
    if version is not None and report.version != version:
        if report.state == ReportState.ACCEPTED and report.version - version == 1:
            return report
        raise moved_on()
    report.state, report.accepted_at, report.version = moving(report, "accept"), at, report.version + 1
    report.received_by_id, report.accepted_no = by.office_id, report.edition
    report.save(update_fields=["state", "accepted_at", "accepted_no", "received_by", "version"])
    duty.reviewed(report, "accept", "", by=by, at=at)
    audit.record("reports.report.accepted", report, by=by, at=at, fields=["state"])
    return report


@transaction.atomic
def accept_many(
    *, reports: Sequence[Report], versions: Mapping[int, int] | None = None, by: Actor, at: datetime
) -> Accepted:  # fmt: skip
    """Accept several reports; one that cannot be, or is not what was seen, is left with the reason.

    `versions`: the version of each that was seen, by its id. Errors: NotAllowed.
    """
    by.require(REPORT["accept"].permission)
    out = Accepted()
    for one in sorted(reports, key=lambda report: report.pk):
        try:
            with transaction.atomic():
                out.done.append(_accept(one, (versions or {}).get(one.pk), by=by, at=at))
        except Problem as problem:
            moved = problem.code == "reports.moved_on"
            said = "เปลี่ยนหลังจากที่คุณเปิดหน้านี้ ยังไม่ได้รับ ดูตัวเลขใหม่แล้วรับอีกครั้ง"
            out.refused.append((one, Conflict("reports.changed_since", said) if moved else problem))
    amending.accepted_late(reports=out.done, at=at)
    return out
