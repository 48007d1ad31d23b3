"""How punctual the reports below an office are, who is latest, who will probably miss the next date."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    Max,
    Min,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Greatest, RowNumber

from tidtam.kernel.actor import Actor
from tidtam.obligations.queries import holiday_set
from tidtam.offices.models import Office
from tidtam.reports import access
from tidtam.reports.choices import GONE_UP, WITH_OFFICE, ReportState
from tidtam.reports.models import Reminder, Report, Template
from tidtam.reports.queries.listing import BEHIND
from tidtam.reports.rules.form import Form
from tidtam.reports.rules.timeliness import LOOK_BACK, Ahead, Outcome, Risk, Standing, forecast
from tidtam.thai.holidays import is_working_day

PERIODS = 12
LEAGUE = 20
SOON = timedelta(days=21)
_DAY = timedelta(days=1)
_PROVINCE = r"^1\.(?:b\.[0-9]+|[ac-z]\.[0-9]+\.[0-9]+)\."


@dataclass(frozen=True, slots=True)
class Part:
    """How the reports of one node and period stand; `report` is the public id when there is exactly one."""

    node: str
    period_end: date
    standing: Standing
    report: str = ""
    nil: bool = False


@dataclass(frozen=True, slots=True)
class Laggard:
    """One office of the league: late or missing reports, the days they were late together."""

    office: Office
    standing: Standing
    days: int

    @property
    def mean(self) -> float:
        """Return the days late for each report that was not in time."""
        bad = self.standing.late + self.standing.missing
        return self.days / bad if bad else 0.0


@dataclass(frozen=True, slots=True)
class Expected:
    """A report to come that may miss its date."""

    report: Report
    ahead: Ahead
    risk: Risk
    reminded: Any = None  # when it was last asked for


@dataclass(frozen=True, slots=True)
class Choice:
    """A template there are reports of, and the levels that send with it, from the bottom up."""

    template: Template
    levels: tuple[str, ...] = field(default=())


def choices(actor: Actor) -> list[Choice]:
    """Return the templates with reports in scope, with the levels that send. Shape: one query."""
    found: dict[int, Choice] = {}
    rows = access.reports(actor).values_list("template_id", "level").distinct().order_by()
    levels: dict[int, set[str]] = defaultdict(set)
    for template_id, level in rows:
        levels[template_id].add(level)
    order = ("lgo", "district", "province")
    for template in Template.objects.filter(pk__in=levels).order_by("code"):
        found[template.pk] = Choice(template, tuple(one for one in order if one in levels[template.pk]))
    return list(found.values())


def _below(actor: Actor, template: Template, level: str, at: Office) -> QuerySet[Report]:
    rows = access.reports(actor).filter(template=template, level=level, counts=True)
    return rows.filter(scope_path__gte=at.path, scope_path__lt=at.path + "~")


def _counts(today: date) -> dict[str, Any]:
    gone = Q(state__in=GONE_UP)
    return {
        "on_time": Count("pk", filter=gone & Q(sent_on__lte=F("due_on"))),
        "late": Count("pk", filter=gone & Q(sent_on__gt=F("due_on"))),
        "missing": Count("pk", filter=~gone & Q(due_on__lt=today)),
        "waiting": Count("pk", filter=~gone & Q(due_on__gte=today)),
    }


def _node(path: str) -> Any:
    """Return the child of `path` a report lies in; above the provinces, its province."""
    steps = path.count(".") + 1
    pattern = _PROVINCE if path.count(".") <= 2 else f"^(?:[0-9a-z]+[.]){{{steps}}}"
    child = Func(F("scope_path"), Value(pattern), function="substring", output_field=TextField())
    return Coalesce(child, Value(path), output_field=TextField())


def matrix(
    actor: Actor, template: Template, level: str, at: Office, today: date, *, periods: int = PERIODS
) -> list[Part]:  # fmt: skip
    """Return how the reports of a level below an office stand, by child and period. Shape: two queries."""
    rows = _below(actor, template, level, at)
    ends = list(
        rows.filter(due_on__lte=today + SOON)
        .order_by("-period_end")
        .values_list("period_end", flat=True)
        .distinct()[:periods]
    )
    if not ends:
        return []
    found: Any = (
        rows.filter(period_end__in=ends).order_by().annotate(node=_node(at.path)).values("node", "period_end")
        .annotate(**_counts(today), one=Min("public_id"), many=Count("pk"), nils=Count("pk", filter=Q(nil=True)))
    )  # fmt: skip
    return [
        Part(
            row["node"], row["period_end"],
            Standing(row["on_time"], row["late"], row["missing"], row["waiting"]),
            row["one"] if row["many"] == 1 else "", row["many"] == row["nils"],
        )
        for row in found
    ]  # fmt: skip


def league(
    actor: Actor, template: Template, level: str, at: Office, today: date, ends: Iterable[date], *, limit: int = LEAGUE
) -> list[Laggard]:  # fmt: skip
    """Return the offices with most days late over some periods, worst first. Shape: two queries."""
    # One that never came has been late until today. The first day it was sent stops the count: one sent in time has no
    # days, however long it is read above before it comes back.
    stop = Case(When(sent_on__isnull=False, then=F("sent_on")), default=Value(today), output_field=DateField())
    late = ExpressionWrapper(stop - F("due_on"), output_field=DurationField())
    days = Greatest(Value(timedelta(0)), late, output_field=DurationField())
    rows = (
        _below(actor, template, level, at).filter(period_end__in=list(ends), due_on__lt=today).order_by()
        .values("office_id").annotate(**_counts(today), days=Sum(days)).filter(days__gt=timedelta(0))
        .order_by("-days", "office_id")[:limit]
    )  # fmt: skip
    found: list[Any] = list(rows)
    offices = Office.objects.in_bulk([row["office_id"] for row in found])
    return [
        Laggard(offices[row["office_id"]], Standing(row["on_time"], row["late"], row["missing"]), row["days"].days)
        for row in found
    ]


def expected(
    actor: Actor, template: Template, form: Form, level: str, at: Office, today: date, *, limit: int = 50
) -> list[Expected]:  # fmt: skip
    """Return the next report of each office of a level, at or below one, that may miss its date; likeliest first.

    Shape: four queries however many reports.
    """
    rows = access.reports(actor).filter(
        template=template, level=level, counts=True, state__in=WITH_OFFICE, due_on__range=(today, today + SOON),
        scope_path__gte=at.path, scope_path__lt=at.path + "~",
    )  # fmt: skip
    nearest: dict[int, Report] = {}
    for row in rows.select_related("office", "template").order_by("due_on", "scope_path"):
        nearest.setdefault(row.office_id, row)
    coming = list(nearest.values())
    past = _past(actor, template, level, at, today)
    missing = _missing_below(actor, template, form, level, coming)
    free, slack = holiday_set(today, today + SOON), _slack(form, level)
    days = {due: _working_days(today, due, free) for due in {one.due_on for one in coming}}
    found = []
    for report in coming:
        below, lacking = missing.get(report.pk, (0, 0))
        ahead = Ahead(
            report.due_on, days[report.due_on], past.get(report.office_id, ()),
            begun=report.state not in (ReportState.OPEN, ReportState.RETURNED),
            returned=report.state == ReportState.RETURNED, below=below, below_missing=lacking, slack=slack,
        )  # fmt: skip
        risk = forecast(ahead)
        if risk.level:
            found.append(Expected(report, ahead, risk))
    found.sort(key=lambda one: (-one.risk.level, one.report.due_on, one.report.scope_path))
    return found[:limit]


def owed(
    actor: Actor, template: Template, level: str, at: Office, today: date, *, end: date | None = None
) -> QuerySet[Report]:  # fmt: skip
    """Return every report of a level, at or below an office, that is not there: of one period, else past its day.

    The newest first. Long past ones are a gap, no work of today.
    """
    rows = _below(actor, template, level, at).filter(state__in=WITH_OFFICE)
    rows = rows.filter(period_end=end) if end else rows.filter(due_on__range=(today - BEHIND, today - _DAY))
    return rows.select_related("office", "template").order_by("-due_on", "scope_path")


def overdue(
    actor: Actor, template: Template, level: str, at: Office, today: date, *, limit: int = 100
) -> tuple[list[Report], int]:  # fmt: skip
    """Return the reports of a level, at or below an office, that are past their day and not there, the newest first.

    Shape: at most `limit` of them and how many there are; two queries.
    """
    rows = owed(actor, template, level, at, today)
    found = rows[:limit]
    return list(found), rows.count()


def _past(actor: Actor, template: Template, level: str, at: Office, today: date) -> dict[int, list[Outcome]]:
    """Return the last outcomes of each office of a level at or below one, newest first."""
    rows = (
        access.reports(actor).filter(
            template=template, level=level, counts=True, due_on__lt=today,
            due_on__gte=today - timedelta(days=31 * LOOK_BACK), scope_path__gte=at.path, scope_path__lt=at.path + "~",
        )
        .annotate(nth=Window(RowNumber(), partition_by=F("office_id"), order_by=F("period_end").desc()))
        .filter(nth__lte=LOOK_BACK).order_by("office_id", "nth").values_list("office_id", "sent_on", "due_on")
    )  # fmt: skip
    found: dict[int, list[Outcome]] = defaultdict(list)
    for office_id, sent_on, due_on in rows:
        found[office_id].append("missing" if sent_on is None else "late" if sent_on > due_on else "on_time")
    return found


def _missing_below(
    actor: Actor, template: Template, form: Form, level: str, coming: Sequence[Report]
) -> Mapping[int, tuple[int, int]]:  # fmt: skip
    """Return (reports below, not gone up) of the reports that compile others, by their id. Shape: one query."""
    below = form.below(level)
    if below is None or not coming:
        return {}
    rows = access.reports(actor).filter(
        template=template, level=below.level, period_end__in={one.period_end for one in coming}
    )
    paths: dict[date, list[str]] = defaultdict(list)
    lacking: dict[date, list[int]] = defaultdict(lambda: [0])  # how many before a place have not gone up
    for path, end, state in rows.order_by("scope_path").values_list("scope_path", "period_end", "state"):
        paths[end].append(path)
        lacking[end].append(lacking[end][-1] + (state not in GONE_UP))
    found = {}
    for one in coming:
        there, count = paths[one.period_end], lacking[one.period_end]
        first, last = bisect_left(there, one.scope_path), bisect_left(there, one.scope_path + "~")
        found[one.pk] = (last - first, count[last] - count[first])
    return found


def _slack(form: Form, level: str) -> int | None:
    below, own = form.below(level), form.step(level)
    if below is None or own is None or not own.days:
        return None
    return min(up - down for up, down in zip(own.days, below.days, strict=True))


def _working_days(today: date, due: date, free: frozenset[date]) -> int:
    days = (today + timedelta(days=n) for n in range((due - today).days + 1))
    return sum(is_working_day(day, free) for day in days)


def newest_form(template: Template) -> Form | None:
    """Return the form in use."""
    version = template.versions.filter(published_at__isnull=False).order_by("-valid_from").first()
    return version.value if version else None


def reminded(reports: Iterable[int]) -> dict[int, Any]:
    """Return when each report was last asked for. Shape: one query."""
    rows = Reminder.objects.filter(report__in=list(reports)).values_list("report_id").annotate(last=Max("at"))
    return dict(rows)
