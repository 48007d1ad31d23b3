"""Round after round of one cohort, counted from its records: a cohort is small enough to need no tally."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Switch
from django.db.models import Count, F, Q, QuerySet, Value, When

from tidtam.aftercare import access
from tidtam.aftercare.choices import CaseStatus, CloseReason, Result, RoundState, VisitKind
from tidtam.aftercare.facts.counted import Round24, of_round
from tidtam.aftercare.facts.measures import counted_for, counted_inside, inside, received, require_inside
from tidtam.aftercare.models import Cohort, Round, Visit
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.prepared import prepared

MOST = 200


def cohorts_of(actor: Actor, path: str, year: int) -> list[Cohort]:
    """Return the cohorts with people at or below an office in a programme year, completed last first.

    Shape: at most `MOST`; one query. Errors: Missing outside scope.
    """
    require_inside(actor, path)
    return _cohorts(actor, path, year=year) if actor.scope else []


@prepared
def _cohorts(actor: Actor, path: str, *, year: int) -> QuerySet[Cohort]:
    people = access.cases(actor).filter(inside("scope_path", path), programme__fiscal_year_be=year)
    rows = Cohort.objects.filter(pk__in=people.order_by().values("cohort"))
    rows = rows.only("public_id", "centre_name", "number", "completed_on")
    return rows.order_by("-completed_on", "number", "pk")[:MOST]


@dataclass(frozen=True, slots=True)
class Cohorts:
    """One cohort beside the others: how many people, how they were found last, who waits for help now."""

    cohort: Cohort
    people: int
    kept: int  # found at the last visit, not using
    relapsed: int
    lost: int
    waiting: int


def compared(actor: Actor, path: str, year: int, *, most: int = 12) -> list[Cohorts]:
    """Return the cohorts of a year at or below an office, completed last first. Shape: two queries. Errors: Missing."""
    known = {one.pk: one for one in cohorts_of(actor, path, year)[:most]}
    rows = access.cases(actor).filter(inside("scope_path", path), cohort__in=known, programme__fiscal_year_be=year)
    counted = rows.exclude(close_reason=CloseReason.NOT_A_CASE).order_by().values_list("cohort").annotate(
        people=Count("pk"), kept=Count("pk", filter=Q(last_result=Result.F1)),
        relapsed=Count("pk", filter=Q(last_result=Result.F2)), lost=Count("pk", filter=Q(status=CaseStatus.LOST)),
        waiting=Count("pk", filter=Q(open_needs__gt=0)),
    )  # fmt: skip
    found = {pk: tuple(numbers) for pk, *numbers in counted}
    return [Cohorts(one, *found[pk]) for pk, one in known.items() if pk in found]


def retention_of(actor: Actor, path: str, cohort: Cohort) -> list[Round24]:
    """Return round after round how many of a cohort were found, not using, using again, not found, missed.

    Counts as `counted.retention` does for a year. Shape: in order of the rounds; two queries. Errors: Missing.
    """
    require_inside(actor, path)
    table: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    done = Switch(When(visited_on__gt=F("due_on"), then=Value("late")), default=Value("on_time"))
    with wall.lent(ROOT):  # figures only: a round counts where it was closed, wherever its person lives now
        for state, kind in ((RoundState.DONE, done), (RoundState.MISSED, Value("missed"))):
            _add(table, Round.objects.filter(counted_for(path), received(), case__cohort=cohort, state=state), kind)
        _add(table, Visit.objects.filter(
            counted_inside(path), case__cohort=cohort, kind=VisitKind.ROUND
        ), F("result"))  # fmt: skip
    return [of_round(no, counts) for no, counts in sorted(table.items()) if any(counts.values())]


def _add(table: dict[int, dict[str, int]], rows: QuerySet[Any], kind: Any) -> None:
    for no, name, n in rows.order_by().annotate(told=kind).values_list("round_no", "told").annotate(n=Count("*")):
        table[no][name] += n
