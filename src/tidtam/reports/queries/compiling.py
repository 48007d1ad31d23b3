"""What the page of a report shows: values now, who below has sent what, checks, the period before, what came late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from tidtam.kernel.actor import Actor
from tidtam.obligations.models import Bound
from tidtam.reports import access
from tidtam.reports.choices import GONE_UP, AmendmentState, ReportState
from tidtam.reports.models import Amendment, CellComment, Edition, Report
from tidtam.reports.queries import changes
from tidtam.reports.queries import figures as now
from tidtam.reports.queries.annex import MOVED, MOVERS, Annex, movers
from tidtam.reports.queries.figures import Child, Figures
from tidtam.reports.queries.proven import as_signed, to_amend
from tidtam.reports.rules import reading
from tidtam.reports.rules.form import Failure, Form, Value, failures
from tidtam.reports.rules.timeliness import LOOK_BACK


@dataclass(frozen=True, slots=True)
class Line:
    """One office below with what its edition says. `late_days`: how late it was sent, 0 when in time."""

    child: Child
    values: Mapping[str, Value]
    failed: Sequence[Failure]
    comments: int
    late_days: int

    @property
    def report(self) -> Report:
        """Return the report of the office."""
        return self.child.report

    @property
    def amended(self) -> bool:
        """Say whether it was changed after it had been sent."""
        return self.report.state == ReportState.AMENDED or bool(self.child.edition and self.child.edition.reason)


@dataclass(frozen=True, slots=True)
class Absent:
    """An office below whose figures the sum lacks, and why.

    `days` is how late it is (negative: days left; 0 for one that cannot be late, or that lies here to be accepted).
    `ordered_on`: the day from which the order counts for it; None when no letter binds it. `late_before` of its last
    `past` reports were late or missing.
    """

    report: Report
    days: int
    ordered_on: date | None
    late_before: int
    past: int


@dataclass(frozen=True, slots=True)
class Before:
    """The period before: its edition, the values, and the difference of the numbers."""

    edition: Edition
    values: Mapping[str, Value]
    difference: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report as it is compiled. `signed`: the values of the last edition; `changed`: cells that differ from it now.

    `earlier` are open proposals to amend earlier periods: records that came late.
    """

    report: Report
    form: Form
    values: Mapping[str, Value]
    own: Mapping[str, Value]
    lines: Sequence[Line]
    absent: Sequence[Absent]
    failed: Sequence[Failure]
    comments: Mapping[str, Sequence[CellComment]]
    before: Before | None
    edition: Edition | None
    signed: Mapping[str, Value]
    changed: Sequence[str]
    proposal: Amendment | None
    earlier: Sequence[Amendment]
    annex: Annex | None
    is_leaf: bool
    failed_cells: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def late(self) -> bool:
        """Say whether records came after a signature: this report or an earlier one says another number today."""
        return bool(self.earlier or self.proposal or (self.edition and self.changed))

    @property
    def may_be_signed(self) -> bool:
        """Say whether no check forbids it."""
        return not any(one.check.stops for one in self.failed)


def sheet(actor: Actor, report: Report, *, today: date, live: bool = False, amends: bool = False) -> Sheet:
    """Return all a report's page shows. `report` as `access.get_report` returns it; `live` counts as a signature does.

    What went up keeps the reports below that it holds; `amends` shows what an amendment would sign.
    Shape: at most 13 queries beside those of the facts, however many offices are below.
    """
    form = report.form.value
    edition = now.current([report.pk]).get(report.pk) if report.edition else None
    if edition and amends:
        as_signed(report, edition)
        found = to_amend(report, form, edition)
    else:
        kept = changes.standing(report, form, edition) if edition and report.state in GONE_UP else None
        found = now.figures(report, form, kept, live=live)
    last = now.before(report)
    then = reading.values(form, last.values) if last else None
    signed = reading.values(form, edition.values) if edition else {}
    failed = failures(form, found.values, before=then, notes=report.notes, nil=report.nil)
    open_ones = _proposals(actor, report)
    counts = _comment_counts(found.children)
    return Sheet(
        report=report, form=form, values=found.values, own=found.own,
        lines=[_line(one, form, counts) for one in found.children], absent=_absent(found, report, today), failed=failed,
        comments=_comments(report), before=_before(last, then, found.values, form), edition=edition, signed=signed,
        changed=[code for code, value in found.values.items() if edition and signed.get(code) != value],
        proposal=next((one for one in open_ones if one.report_id == report.pk), None),
        earlier=[one for one in open_ones if one.report_id != report.pk],
        annex=_annex(actor, report, form, found.values), is_leaf=now.is_leaf(report, form),
        failed_cells=_by_cell(failed),
    )  # fmt: skip


def _annex(actor: Actor, report: Report, form: Form, values: Mapping[str, Value]) -> Annex | None:
    if form.annex != MOVERS:
        return None
    return movers(actor, report, moved=any(values.get(one.code) for one in form.columns if one.measure == MOVED))


def _by_cell(failed: Sequence[Failure]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for one in failed:
        for cell in one.cells:
            out.setdefault(cell, []).append(one.check.words)
    return out


def _line(one: Child, form: Form, counts: Mapping[int, int]) -> Line:
    report = one.report
    failed = failures(form, one.values, notes=one.edition.notes, nil=one.edition.nil) if one.edition else []
    return Line(one, one.values, failed, counts.get(report.pk, 0), late_days(report))


def late_days(report: Report) -> int:
    """Return how many days late a report went up; 0 in time, not sent, or never to be counted late."""
    if not report.counts or report.sent_on is None:
        return 0
    return max(0, (report.sent_on - report.due_on).days)


def _before(
    last: Edition | None, then: Mapping[str, Value] | None, values: Mapping[str, Value], form: Form
) -> Before | None:  # fmt: skip
    if last is None or then is None:
        return None
    moved = {}
    for code, value in values.items():
        earlier = then.get(code)
        if isinstance(value, Decimal) and isinstance(earlier, Decimal):
            moved[code] = value - earlier
    return Before(last, then, moved)


def _comments(report: Report) -> dict[str, list[CellComment]]:
    """Return what was said of the edition that stands; what is signed anew has answered what was said before."""
    out: dict[str, list[CellComment]] = {}
    for one in CellComment.objects.filter(report=report, edition=report.edition).order_by("pk"):
        out.setdefault(one.cell, []).append(one)
    return out


def _comment_counts(children: Sequence[Child]) -> dict[int, int]:
    if not children:
        return {}
    of = [one.report.pk for one in children]
    rows = CellComment.objects.filter(report__in=of, edition=F("report__edition")).order_by()
    return dict(rows.values("report_id").annotate(n=Count("pk")).values_list("report_id", "n"))


def _proposals(actor: Actor, report: Report) -> list[Amendment]:
    rows = access.amendments(actor).filter(
        report__office=report.office_id, report__template=report.template_id, state=AmendmentState.PROPOSED,
        report__period_end__lte=report.period_end,
    )  # fmt: skip
    return list(rows.select_related("report").order_by("report__period_end"))


def _absent(found: Figures, report: Report, today: date) -> list[Absent]:
    """Return who is missing, longest overdue first. Shape: two queries; none when nobody is."""
    gone = [one.report for one in found.missing]
    if not gone:
        return []
    ordered = _ordered(gone)
    bad = _bad_before(gone)
    out = [
        Absent(
            one, (today - one.due_on).days if one.counts and one.state not in GONE_UP else 0, ordered.get(one.pk),
            *bad.get(one.office_id, (0, 0)),
        )
        for one in gone
    ]  # fmt: skip
    return sorted(out, key=lambda one: (-one.days, one.report.scope_path))


def _ordered(gone: Sequence[Report]) -> dict[int, date]:
    wanted = {(one.office_id, one.duty.obligation_id): one.pk for one in gone if one.duty is not None}
    if not wanted:
        return {}
    rows = Bound.objects.filter(
        office__in={office for office, _o in wanted}, obligation__in={obligation for _o, obligation in wanted}
    ).values_list("office_id", "obligation_id", "counts_from")
    return {wanted[office, obligation]: day for office, obligation, day in rows if (office, obligation) in wanted}


def _bad_before(gone: Sequence[Report]) -> dict[int, tuple[int, int]]:
    """Return by office how many of its last six reports of the kind were late or never came, and how many there are."""
    one = gone[0]
    rows = (
        Report.objects.filter(
            office__in=[row.office_id for row in gone], template=one.template_id, counts=True,
            period_end__lt=one.period_end,
        )
        .annotate(place=Window(RowNumber(), partition_by="office_id", order_by=F("period_end").desc()))
        .filter(place__lte=LOOK_BACK)
    )  # fmt: skip
    out: dict[int, tuple[int, int]] = {}
    for office, sent_on, due_on in rows.values_list("office_id", "sent_on", "due_on"):
        bad, many = out.get(office, (0, 0))
        late = sent_on is None or sent_on > due_on
        out[office] = (bad + late, many + 1)
    return out
