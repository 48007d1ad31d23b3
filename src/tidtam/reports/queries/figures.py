"""What a report says now: facts of its records, what is typed, and the editions of the offices below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection
from django.db.models import F, Q, QuerySet

from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.kernel.prepared import prepared
from tidtam.offices.choices import Level
from tidtam.offices.models import Office
from tidtam.offices.rules import ancestor_ids
from tidtam.reports import facts
from tidtam.reports.choices import GONE_UP, ReportState
from tidtam.reports.models import Edition, Report
from tidtam.reports.rules import reading
from tidtam.reports.rules.form import Form, Kind, Value, formulas
from tidtam.reports.rules.sealing import digest


@dataclass(frozen=True, slots=True)
class Child:
    """A report of an office below with its edition. `counted`: accepted, so that it is part of the sum.

    `elsewhere`: another office's signed report holds it already, because its office was moved in between.
    """

    report: Report
    edition: Edition | None
    values: Mapping[str, Value]
    counted: bool
    elsewhere: bool = False

    @property
    def missing(self) -> bool:
        """Say whether the sum lacks it."""
        return not self.counted and not self.elsewhere


@dataclass(frozen=True, slots=True)
class Figures:
    """The values of a report: all of them, and the part that is the office's own."""

    values: dict[str, Value]
    own: dict[str, Value]
    children: Sequence[Child] = field(default_factory=tuple)

    @property
    def missing(self) -> list[Child]:
        """Return the children the sum lacks."""
        return [one for one in self.children if one.missing]


def read_digest(values: Mapping[str, Value], children: Iterable[Child]) -> str:
    """Return the mark of what a signer reads: every figure and whose editions it holds. Shape: 64 hexadecimal digits.

    A signature carries it, so that what came while the page lay open is not signed unread.
    """
    held = sorted([one.report.pk, one.edition.no] for one in children if one.counted and one.edition)
    return digest({"values": reading.kept(values), "children": held})


def accepted(report: Report) -> bool:
    """Say whether a report may be summed: accepted, or amended after it had been."""
    return report.state == ReportState.ACCEPTED or (
        report.state == ReportState.AMENDED and report.accepted_at is not None
    )


def is_leaf(report: Report, form: Form) -> bool:
    """Say whether the figures come from records alone."""
    return form.below(report.level) is None


def children(report: Report, form: Form) -> list[Child]:
    """Return the reports a report compiles, in tree order: below it, with no other report of the period in between.

    Shape: 3 queries however many there are; none for a leaf.
    """
    if is_leaf(report, form):
        return []
    levels = [one.level for one in form.levels]
    rows = Report.objects.filter(
        template=report.template_id, period_end=report.period_end, level__in=levels[: levels.index(report.level)],
        scope_path__gte=report.scope_path, scope_path__lt=report.scope_path + "~",
    )  # fmt: skip
    found = list(rows.exclude(pk=report.pk).select_related("office", "duty").order_by("scope_path"))
    paths = {one.scope_path for one in found}
    found = [one for one in found if not any(path in paths for path in _above(one.scope_path, report.scope_path))]
    editions = current({one.pk for one in found})
    taken = held_elsewhere(report, form, [one.pk for one in found])
    return [_child(one, editions.get(one.pk), form, elsewhere=one.pk in taken) for one in found]


def _child(report: Report, edition: Edition | None, form: Form, *, elsewhere: bool) -> Child:
    values = reading.values(form, edition.values) if edition else {}
    counted = edition is not None and accepted(report) and not elsewhere
    return Child(report, edition, values, counted, elsewhere)


def _above(path: str, top: str) -> Iterable[str]:
    """Yield the paths strictly between an office and one above it."""
    parts = path[len(top) :].rstrip(".").split(".")
    for place in range(1, len(parts)):
        yield top + ".".join(parts[:place]) + "."


def current(reports: Iterable[int]) -> dict[int, Edition]:
    """Return the last signed edition of reports, by report. Shape: one query."""
    rows = Edition.objects.filter(report__in=list(reports), no=F("report__edition"))
    return {one.report_id: one for one in rows}


_ELSEWHERE = """
SELECT DISTINCT (c ->> 0)::bigint FROM reports_report r
JOIN reports_edition e ON e.report_id = r.id AND e.no = r.edition
CROSS JOIN jsonb_array_elements(e.children) c
WHERE r.template_id = %s AND r.period_end = %s AND r.level = ANY(%s) AND r.id <> %s AND r.state = ANY(%s)
  AND (c ->> 0)::bigint = ANY(%s)
"""


def held_elsewhere(report: Report, form: Form, below: Sequence[int]) -> set[int]:
    """Return those of the reports below that another signed report of the period holds: none may be counted twice.

    Shape: one query; the ids of the others are not shown, so it may look behind the wall.
    """
    if not below:
        return set()
    upper = [one.level for one in form.levels[1:]]
    states = [str(one) for one in (ReportState.SIGNED, *GONE_UP)]
    with wall.lent(ROOT), connection.cursor() as cursor:
        cursor.execute(
            _ELSEWHERE, [report.template_id, report.period_end, upper, report.pk, states, list(below)]
        )  # fmt: skip
        return {int(row[0]) for row in cursor.fetchall()}


def figures(report: Report, form: Form, below: Sequence[Child] | None = None, *, live: bool = True) -> Figures:
    """Return what a report says now. `live`: counted from the rows themselves, as for a signature."""
    kids = children(report, form) if below is None else below
    own = own_facts(report, form, kids, live=live)
    return put_together(form, own, reading.values(form, report.typed), kids)


def own_facts(report: Report, form: Form, below: Sequence[Child], *, live: bool = True) -> dict[str, Decimal]:
    """Return the figures of records in the report's branch that lie below none of the children, by measure.

    Not `live`, they may be read from what is kept of districts, below which no report of aftercare is made.
    """
    live = live or any(one.report.level == Level.LGO for one in below)
    found = facts.leaves(form.measures, report.scope_path, report.period_start, report.period_end, live=live)
    paths = tuple(one.report.scope_path for one in below)
    own = {place: row for place, row in found.items() if not paths or not place.startswith(paths)}
    return facts.total(own, form.measures)


def put_together(
    form: Form, counted: Mapping[str, Decimal], typed: Mapping[str, Value], below: Sequence[Child]
) -> Figures:
    """Return own values, and the sum with the children that count. Pure."""
    own: dict[str, Value] = {}
    for one in form.columns:
        if one.kind is Kind.FACT:
            own[one.code] = counted.get(one.measure, Decimal(0))
        elif one.kind is Kind.TYPED:
            own[one.code] = typed.get(one.code)
    return Figures(summed(form, own, [one.values for one in below if one.counted]), own, tuple(below))


def summed(form: Form, own: Mapping[str, Value], below: Sequence[Mapping[str, Value]]) -> dict[str, Value]:
    """Return own values plus those of reports below, and the formulas over the sums. Pure."""
    values: dict[str, Value] = {}
    for one in form.columns:
        if one.kind is Kind.FORMULA:
            continue
        mine = own.get(one.code)
        if one.adds_up:
            parts = [value for row in (own, *below) if isinstance(value := row.get(one.code), Decimal)]
            values[one.code] = sum(parts, Decimal(0)) if parts else None
        else:
            values[one.code] = mine
    return values | formulas(form, values)


def before(report: Report) -> Edition | None:
    """Return the edition of the period before, of the same office and template. Shape: one query."""
    rows = Edition.objects.filter(
        report__office=report.office_id, report__template=report.template_id,
        report__period_end__lt=report.period_start, no=F("report__edition"),
    )  # fmt: skip
    return rows.select_related("report").order_by("-report__period_end").first()


def known_before(report: Report, edition: Edition) -> Edition | None:
    """Return the edition of the period before that stood when one was signed, whatever came since. Shape: one query."""
    rows = Edition.objects.filter(
        report__office=report.office_id, report__template=report.template_id,
        report__period_end__lt=report.period_start, signed_at__lte=edition.signed_at,
    )  # fmt: skip
    return rows.order_by("-report__period_end", "-no").first()


def receiver(report: Report, form: Form) -> Office | None:
    """Return the office a report goes to: the nearest one above of a level that receives. Shape: one query."""
    levels = [one.level for one in form.levels]
    at = levels.index(report.level) if report.level in levels else 0
    upper = tuple((str(one.level), str(one.line)) for one in form.levels[at + 1 :])
    above = _of_levels(list(ancestor_ids(report.scope_path)), upper=upper) if upper else []
    return max(above, key=lambda office: len(office.path), default=None)


def recipient(report: Report, above: Office | None) -> Office | None:
    """Return the office that accepted a report, though it was moved since; before, `above`, its receiver of today.

    Shape: no query; one where another office accepted it than would receive it today.
    """
    if report.state != ReportState.ACCEPTED or report.received_by_id in (None, above.pk if above else None):
        return above
    return report.received_by


@prepared
def _of_levels(offices: list[int], *, upper: Sequence[tuple[str, str]]) -> QuerySet[Office]:
    wanted = Q()
    for level, line in upper:
        wanted |= Q(level=level, line=line)
    return Office.objects.filter(wanted, pk__among=offices)
