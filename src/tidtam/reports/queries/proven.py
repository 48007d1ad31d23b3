"""Figures with the rows behind them, both of one moment: what a signature freezes, and what its page shows."""

from __future__ import annotations

from decimal import Decimal

from tidtam.kernel.problem import Conflict
from tidtam.reports import facts
from tidtam.reports.facts.moved import MOVING, settle
from tidtam.reports.facts.proof import proofs
from tidtam.reports.models import Edition, Report
from tidtam.reports.queries import changes
from tidtam.reports.queries import figures as now
from tidtam.reports.queries.figures import Figures
from tidtam.reports.rules import reading
from tidtam.reports.rules.form import Form, Kind

_TRIES = 3


def as_signed(report: Report, last: Edition) -> None:
    """Take what was typed from the edition that went up: an amendment changes figures, not words. Nothing is saved."""
    form = report.form.value
    typed = {code: text for code, text in (last.own or last.values).items() if text is not None}
    report.typed = {one.code: typed[one.code] for one in form.columns if one.kind is Kind.TYPED and one.code in typed}
    report.notes, report.nil = last.notes, last.nil


def to_amend(report: Report, form: Form, last: Edition) -> Figures:
    """Return the figures an amendment would sign, for its page: the rows are read only where they may change a figure.

    Shape: the queries of the figures and one; those of `proven` where somebody was handed over since.
    """
    if changes.turned(report, last):
        return proven(report, form, last)[0]
    return now.figures(report, form, changes.standing(report, form, last))


def proven(report: Report, form: Form, amends: Edition | None) -> tuple[Figures, dict[str, facts.Rows]]:
    """Return what would be signed now, and the rows behind each cell; read again when a record changed in between.

    One that `amends` an edition says what is known today of what that edition counted. Shape: the queries of the
    figures and one for each measure. Errors: Conflict when records keep changing while they are read.
    """
    measures = {one.code: one.measure for one in form.columns if one.kind is Kind.FACT}
    for _try in range(_TRIES):
        below = changes.standing(report, form, amends) if amends else now.children(report, form)
        found = now.figures(report, form, below)
        told = {one.measure: found.own[one.code] for one in form.columns if one.kind is Kind.FACT}
        without = [one.report.scope_path for one in below]
        proved = proofs(
            {code: value for code, value in told.items() if not isinstance(value, str | None)},
            report.scope_path, without, report.period_start, report.period_end,
        )  # fmt: skip
        if proved is not None:
            rows = {cell: proved[measure] for cell, measure in measures.items() if measure in proved}
            return _settled(report, form, found, rows, amends) if amends else (found, rows)
    raise Conflict("reports.records_moving", "ข้อมูลกำลังถูกบันทึกเพิ่มขณะลงนาม ยังไม่ได้ลงนาม ลองอีกครั้ง")


def _settled(
    report: Report, form: Form, found: Figures, rows: dict[str, facts.Rows], amends: Edition
) -> tuple[Figures, dict[str, facts.Rows]]:
    """Return figures and rows as the office that signed answers for them: who was handed over since stays."""
    sources = {one.code: facts.SOURCES[one.measure] for one in form.columns if one.kind is Kind.FACT}
    every = {cell: rows.get(cell, facts.Rows(one.relation, one.fold, [], [])) for cell, one in sources.items()}
    since = changes.bangkok_day(amends.facts_at)
    settled = settle(every, changes.signed_rows(amends), report.scope_path, since)
    counted = {one.measure: found.own[one.code] for one in form.columns if one.kind is Kind.FACT}
    told = {code: value for code, value in counted.items() if isinstance(value, Decimal)}
    told |= {sources[cell].code: Decimal(len(one.keys)) for cell, one in settled.items() if one.relation in MOVING}
    again = now.put_together(form, told, reading.values(form, report.typed), found.children)
    return again, {cell: one for cell, one in settled.items() if one.keys}
