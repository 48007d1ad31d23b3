"""Projects, targets against results, named areas, inspections: what pages and the inbox show of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from tidtam.activities import access, facts
from tidtam.activities.choices import TELL, ActivityState, Counted, FindingState, Kind, ProjectState
from tidtam.activities.models import Finding, Inspection, NamedArea, Project, Target
from tidtam.activities.rules import fiscal_days
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.offices.models import Office
from tidtam.offices.queries import below, by_path, directly_below
from tidtam.places.models import Area
from tidtam.places.queries import place_line
from tidtam.thai.numbers import amount, per_cent


def projects(actor: Actor, *, show: str = "", measure: str = "") -> QuerySet[Project]:
    """Return projects in scope, newest first, with how many activities stand under each and whom they reached."""
    rows = access.projects(actor)
    if show == "tell":
        rows = rows.filter(source__in=TELL, told_on__isnull=True).exclude(state=ProjectState.CANCELLED)
    elif show in ProjectState.values:
        rows = rows.filter(state=show)
    if measure:
        rows = rows.filter(measure=measure)
    counts = Q(activities__state=ActivityState.RECORDED)
    return (
        rows.select_related("office")
        .annotate(
            times=Count("activities", filter=counts), persons=Sum("activities__persons", filter=counts, default=0),
            spent=Sum("activities__budget_baht", filter=counts, default=0),
        )
        .order_by("-starts_on", "-pk")
    )  # fmt: skip


def to_choose(actor: Actor, office: Office) -> list[tuple[str, str]]:
    """Return the running projects of an office as choices. Shape: one query."""
    rows = access.projects(actor).filter(office=office, state=ProjectState.RUNNING).order_by("-starts_on")[:100]
    return [(one.public_id, one.title) for one in rows]


@dataclass(frozen=True, slots=True)
class Aim:
    """A target with what was counted: value (baht with satang), share in percent.

    `of`: how many offices' targets it is the sum of.
    """

    target: Target
    value: int | Decimal
    kind: str
    of: int = 0

    @property
    def said(self) -> str:
        """Return the value as it is read: satang only where there are some."""
        return amount(self.value)

    @property
    def share(self) -> int:
        """Return the result in per cent of the goal, 100 only of one that is reached."""
        return per_cent(self.value, self.target.goal)

    @property
    def reached(self) -> bool:
        """Say whether the goal is met."""
        return self.value >= self.target.goal


def aims(actor: Actor, year: int, *, at: str = "") -> list[Aim]:
    """Return the targets of a fiscal year: those of the own office, or with `at` (a code) of that office.

    Shape: two queries.
    """
    rows = access.targets(actor).filter(year=year, goal__gt=0).select_related("office", "set_by")
    rows = rows.filter(office__code=at) if at else rows.filter(office=actor.office_id)
    return counted(list(rows.order_by("measure", "kind", "counted")))


def aims_summed(actor: Actor, year: int) -> list[Aim]:
    """Return the targets the own office has not set but offices below have, summed, with their results.

    Of a line only the highest office counts: a province that spread its goal over its districts counts once.
    Shape: three queries.
    """
    rows = access.targets(actor).filter(year=year, goal__gt=0).order_by("scope_path")
    named = ("pk", "measure", "kind", "counted", "goal", "scope_path")
    own = {one[1:4] for one in rows.filter(office=actor.office_id).values_list(*named)}
    top: dict[tuple[str, str, str], list[tuple[int, int, str]]] = {}
    for pk, measure, kind, unit, goal, path in rows.exclude(office=actor.office_id).values_list(*named):
        held = top.setdefault((measure, kind, unit), [])
        if (measure, kind, unit) not in own and not (held and path.startswith(held[-1][2])):
            held.append((pk, goal, path))
    found = facts.reached([one[0] for held in top.values() for one in held], *fiscal_days(year)) if top else {}
    return [
        Aim(
            Target(year=year, measure=measure, kind=kind, counted=unit, goal=sum(goal for _pk, goal, _path in held)),
            sum(found[pk][_PLACE[Counted(unit)]] for pk, _goal, _path in held),
            str(Kind(kind).label) if kind else "", len(held),
        )
        for (measure, kind, unit), held in sorted(top.items()) if held
    ]  # fmt: skip


_PLACE = {Counted.TIMES: 0, Counted.PERSONS: 1, Counted.BAHT: 2}


def aims_below(actor: Actor, year: int, measure: str, kind: str, unit: str) -> list[Aim]:
    """Return one target as the offices below have it. Shape: two queries."""
    rows = access.targets(actor).filter(year=year, measure=measure, kind=kind, counted=unit, goal__gt=0)
    return counted(list(rows.exclude(office=actor.office_id).select_related("office", "set_by").order_by("scope_path")))


def counted(targets: Sequence[Target]) -> list[Aim]:
    """Return targets of one fiscal year with their results. Shape: one query."""
    if not targets:
        return []
    found = facts.reached([one.pk for one in targets], *fiscal_days(targets[0].year))
    return [
        Aim(one, found[one.pk][_PLACE[Counted(one.counted)]], str(Kind(one.kind).label) if one.kind else "")
        for one in targets
    ]


def offices_to_set(actor: Actor) -> list[Office]:
    """Return the own office and those directly below: whom one may set targets for. Shape: two queries."""
    own = by_path(actor.scope)
    return [own, *directly_below(own).exclude(level="team").order_by("path")[:120]]


def offices_to_inspect(actor: Actor) -> list[Office]:
    """Return the offices below that may be inspected: provinces, districts, local governments. Shape: two queries."""
    own = by_path(actor.scope)
    return list(below(own).filter(level__in=("province", "district", "lgo")).order_by("path")[:1200])


def goals(actor: Actor, year: int, measure: str, kind: str, unit: str) -> dict[int, int]:
    """Return the goals set for one measure, by office. Shape: one query."""
    rows = access.targets(actor).filter(year=year, measure=measure, kind=kind, counted=unit)
    return dict(rows.values_list("office_id", "goal"))


@dataclass(frozen=True, slots=True)
class Named:
    """An area an order names, with its name today; "" while nobody has said which area the letter means."""

    row: NamedArea
    name: str


def named(on: date, kind: str = "") -> list[Named]:
    """Return the areas orders name, as they stood on a day. Shape: two queries."""
    rows = NamedArea.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)
    found = list(rows.filter(kind=kind) if kind else rows)
    wanted = Area.objects.filter(pk__in=[one.area for one in found if one.area]).select_related("parent")
    titles = {one.pk: place_line(one) for one in wanted}
    return [Named(one, titles.get(one.area, "")) for one in sorted(found, key=lambda one: (one.kind, one.seq))]


def get_named(pk: int) -> NamedArea | None:
    """Return a named area that still stands, or None."""
    return NamedArea.objects.filter(pk=pk, valid_to__isnull=True).first()


def named_of(province: str, on: date) -> list[NamedArea]:
    """Return which orders name a province or a district of it. Shape: two queries."""
    return [one.row for one in named(on) if one.row.area and one.row.area[:2] == province]


def inspections(actor: Actor, *, show: str = "") -> QuerySet[Inspection]:
    """Return inspections in scope, newest first, with how many findings each has and how many are open."""
    rows = access.inspections(actor)
    if show == "open":
        left = Finding.objects.filter(inspection=OuterRef("pk")).exclude(state=FindingState.CLOSED)
        rows = rows.filter(Exists(left))
    still = ~Q(findings__state=FindingState.CLOSED)
    return (
        rows.select_related("office")
        .annotate(found=Count("findings"), left=Count("findings", filter=still))
        .order_by("-on", "-pk")
    )


def findings(inspection: Inspection) -> list[Finding]:
    """Return the findings of an inspection. Shape: one query."""
    return list(inspection.findings.order_by("seq"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for an office in this room."""

    to_tell: int = 0
    to_answer: int = 0
    first_due: date | None = None
    to_close: int = 0


def waiting(actor: Actor) -> Waiting:
    """Return what waits for the own office: money to tell of, findings to answer; and answers to look at below.

    Shape: two queries, one for who does not plan.
    """
    own = Q(state=FindingState.OPEN, scope_path=actor.scope)
    below = Q(state=FindingState.ANSWERED) & ~Q(scope_path=actor.scope)
    found = access.findings(actor).aggregate(
        own=Count("pk", filter=own), first=Min("due_on", filter=own), below=Count("pk", filter=below)
    )
    tell = 0
    if actor.may(Permission.ACTIVITIES_PLAN):
        untold = access.projects(actor).filter(office=actor.office_id, source__in=TELL, told_on__isnull=True)
        tell = untold.exclude(state=ProjectState.CANCELLED).count()
    return Waiting(tell, found["own"], found["first"], found["below"])
