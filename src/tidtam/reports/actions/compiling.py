"""Compile a report: open it, type what records do not say, say that nothing was done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Problem
from tidtam.reports.actions.freezing import locked, moved_on, moving, repeated, require_nothing, require_own
from tidtam.reports.models import Report
from tidtam.reports.queries import figures as now
from tidtam.reports.rules import reading
from tidtam.reports.rules.form import Form, Kind
from tidtam.reports.transitions import REPORT

NOTE = 1000  # characters of a note


@transaction.atomic
def open_up(*, report: Report, version: int | None = None, by: Actor, at: datetime) -> Report:
    """Begin or take up a report; one that was returned is open again. Opening an open one changes nothing.

    Errors: NotAllowed; Conflict.
    """
    by.require(REPORT["compile"].permission)
    report = repeated(report, version)
    require_own(report, by)
    target = moving(report, "compile")
    if report.state == target:
        return report
    if version is not None and report.version != version:
        raise moved_on()
    # A nil return that came back is nil until something is said to have been done.
    report.state, report.opened_at = target, report.opened_at or at
    return _kept(report, "reports.report.opened", ["state", "opened_at"], by=by, at=at)


@transaction.atomic
def fill(
    *, report: Report, values: Mapping[str, str], notes: Mapping[str, str] | None = None, version: int | None = None,
    by: Actor, at: datetime,
) -> Report:  # fmt: skip
    """Keep what is typed into cells and the notes on cells ("" is the report as a whole); an empty one is taken out.

    Errors: NotAllowed; Problem("reports.cell_unknown", "reports.cell_invalid", "reports.note_long") with the cells;
    Conflict.
    """
    by.require(REPORT["fill"].permission)
    report = locked(report, version)
    require_own(report, by)
    report.state = moving(report, "fill")
    form = report.form.value
    typed = _read(form, values)
    said = _notes(form, notes or {})
    report.typed = {code: text for code, text in (report.typed | typed).items() if text != ""}
    report.notes = {code: text for code, text in (report.notes | said).items() if text}
    fields = ["typed", "notes"]
    if report.nil and reading.happened(form, reading.values(form, typed)):
        report.nil = False
        fields.append("nil")
    return _kept(report, "reports.report.filled", fields, by=by, at=at)


def _read(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    found, wrong = {}, {}
    for code, text in values.items():
        column = form.columns_by_code.get(code)
        if column is None or column.kind is not Kind.TYPED:
            raise Problem("reports.cell_unknown", "ช่องนี้นับจากข้อมูลที่บันทึก กรอกเองไม่ได้", field=code)
        try:
            found[code] = reading.typed(column, text)
        except ValueError as error:
            wrong[code] = str(error)
    if wrong:
        first = next(iter(wrong))
        raise Problem("reports.cell_invalid", wrong[first], field=first, cells=wrong)
    return found


def _notes(form: Form, notes: Mapping[str, str]) -> dict[str, str]:
    found = {code: text.replace("\x00", "").strip() for code, text in notes.items()}
    for code, text in found.items():
        if code and code not in form.columns_by_code:
            raise Problem("reports.cell_unknown", "ไม่มีช่องนี้ในแบบ", field=code)
        if len(text) > NOTE:
            raise Problem("reports.note_long", f"หมายเหตุยาวได้ไม่เกิน {NOTE:,} ตัวอักษร", field=code or "note")
    return found


@transaction.atomic
def set_nil(
    *, report: Report, nil: bool = True, note: str | None = None, version: int | None = None, by: Actor, at: datetime
) -> Report:  # fmt: skip
    """Say that nothing was done in the period, or take that back. `note` says why when records say otherwise.

    Errors: NotAllowed; Problem("reports.nil_not_offered", "reports.nil_not_nothing"); Conflict.
    """
    by.require(REPORT["compile"].permission)
    report = locked(report, version)
    require_own(report, by)
    form = report.form.value
    if nil and not form.nil:
        raise Problem("reports.nil_not_offered", "แบบรายงานนี้ต้องกรอกทุกงวด")
    report.state = moving(report, "compile")
    report.opened_at = report.opened_at or at
    report.nil = nil
    if note is not None:
        report.notes = {code: text for code, text in (report.notes | _notes(form, {"": note})).items() if text}
    require_nothing(report, form, now.figures(report, form).values)
    return _kept(report, "reports.report.nil", ["state", "opened_at", "nil", "notes"], by=by, at=at)


def _kept(report: Report, verb: str, fields: list[str], *, by: Actor, at: datetime) -> Report:
    report.version += 1
    report.prepared_name, report.prepared_at = by.name, at
    report.save(update_fields=[*fields, "prepared_name", "prepared_at", "version"])
    audit.record(verb, report, by=by, at=at, fields=fields)
    return report
