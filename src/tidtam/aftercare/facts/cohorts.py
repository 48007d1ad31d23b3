"""Round after round of one cohort, counted from its records: a cohort is small enough to need no tally."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case as Switch
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from tidtam.aftercare import access
from tidtam.aftercare.choices import CaseStatus, CloseReason, Result, RoundState
from tidtam.aftercare.facts.counted import Round24, of_round, telling
from tidtam.aftercare.facts.kept import Look
from tidtam.aftercare.facts.measures import counted_inside, inside, received, require_inside
from tidtam.aftercare.models import Cohort, Round, Visit
from tidtam.aftercare.rules.periods import province_of
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
    return rows.order_by("-completed_on", "-number", "pk")[:MOST]


@dataclass(frozen=True, slots=True)
class Cohorts:
    """One cohort beside the others: how many people, how its last round went that is over, who waits for help now."""

    cohort: Cohort
    last: Round24 | None  # the last round of which a share can be told; of too few people the last that is over
    people: int
    relapsed: int  # at the last visit
    lost: int
    waiting: int

    @property
    def share(self) -> int | None:
        """Return the per cent found and not using in its last round; None where no per cent is told."""
        return self.last.kept_share if self.last and telling([self.last]) else None


def compared(
    actor: Actor, path: str, year: int, day: date, *, look: Look, most: int | None = 12
) -> tuple[list[Cohorts], int]:  # fmt: skip
    """Return the cohorts of a year at or below an office, completed last first, and how many there are.

    `look` holds the province of the office. Shape: two queries, two more after a change. Errors: Missing.
    """
    every = cohorts_of(actor, path, year)
    known = {one.pk: one for one in every[:most]}
    rows = access.cases(actor).filter(inside("scope_path", path), cohort__in=known, programme__fiscal_year_be=year)
    counted = rows.exclude(close_reason=CloseReason.NOT_A_CASE).order_by().values_list("cohort").annotate(
        people=Count("pk"), relapsed=Count("pk", filter=Q(last_result=Result.F2)),
        lost=Count("pk", filter=Q(status=CaseStatus.LOST)), waiting=Count("pk", filter=Q(open_needs__gt=0)),
    )  # fmt: skip
    found = {pk: tuple(numbers) for pk, *numbers in counted}
    kind = ("cohorts", path, day, *sorted(found))
    rounds = look.parts(kind, province_of(path), lambda: _rounds(path, list(found), day))
    last = {pk: (telling(rows) or rows)[-1] for pk, rows in rounds.items() if rows}
    return [Cohorts(one, last.get(pk), *found[pk]) for pk, one in known.items() if pk in found], len(every)


def retention_of(actor: Actor, path: str, cohort: Cohort, day: date) -> list[Round24]:
    """Return round after round how many of a cohort were found, not using, using again, not found, missed.

    Counts as `counted.retention` does for a year, rounds whose window is over on a day. Shape: in order of the rounds;
    two queries. Errors: Missing.
    """
    require_inside(actor, path)
    return _rounds(path, [cohort.pk], day).get(cohort.pk, [])


def _rounds(path: str, cohorts: Sequence[int], day: date) -> dict[int, list[Round24]]:
    """Return the rounds of cohorts whose window is over. Shape: two queries."""
    tables: dict[int, dict[int, dict[str, int]]] = {}
    result = Visit.objects.filter(case=OuterRef("case"), visit_no=OuterRef("visit_no")).values("result")[:1]
    kind = Switch(
        When(state=RoundState.MISSED, then=Value("missed")), When(visited_on__gt=F("due_on"), then=Value("late")),
        default=Value("on_time"),
    )  # fmt: skip
    with wall.lent(ROOT):  # figures only: a round counts where it was closed, wherever its person lives now
        rows = Round.objects.filter(
            counted_inside(path), received(), case__cohort__in=cohorts, end_on__lt=day,
            state__in=[RoundState.DONE, RoundState.MISSED],
        )  # fmt: skip
        parts = rows.order_by().annotate(kind=kind, said=Subquery(result)).values_list(
            "case__cohort", "round_no", "kind", "said"
        )  # fmt: skip
        for cohort, no, *names, n in parts.annotate(n=Count("*")):
            table = tables.setdefault(cohort, {}).setdefault(no, defaultdict(int))
            for name in filter(None, names):
                table[name] += n
    return {
        cohort: [of_round(no, counts) for no, counts in sorted(table.items())] for cohort, table in tables.items()
    }  # fmt: skip
