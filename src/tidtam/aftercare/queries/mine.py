"""What a team looks up beside the day's list: everybody, what was asked for, the month; and what a recorder reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Length

from tidtam.aftercare import access
from tidtam.aftercare.choices import CaseStatus, RoundState, VisitState
from tidtam.aftercare.models import Case, CaseNeed, Round, Visit
from tidtam.aftercare.queries.today import mine
from tidtam.assistance.choices import OPEN, Bucket
from tidtam.kernel.actor import Actor
from tidtam.kernel.prepared import prepared, totals

ENDED = (CaseStatus.COMPLETED, CaseStatus.CLOSED)


def everyone(actor: Actor, words: str = "", ended: bool = False) -> QuerySet[Case]:
    """Return the office's people by village, found by nickname or name as typed.

    Shape: for pages; with person, office and place.
    """
    found = access.cases(actor).select_related("person", "office", "area")
    found = found.filter(status__in=ENDED) if ended else found.exclude(status__in=ENDED)
    for word in words.split()[:4]:
        found = found.filter(
            Q(person__nickname__contains=word) | Q(person__first_name__contains=word)
            | Q(person__last_name__contains=word)
        )  # fmt: skip
    return found.order_by("area_id", Length("moo"), "moo", "person__first_name", "pk")


def asked(actor: Actor, show: str = "open") -> QuerySet[CaseNeed]:
    """Return what my people asked for and where it stands: `open` the longest wait first, else the newest answer first.

    Shape: for pages; with the person.
    """
    found = access.within(actor, CaseNeed.objects.filter(case__in=mine(actor).values("pk")))
    found = found.select_related("case__person")
    if show == "met":
        return found.filter(bucket=Bucket.MET).order_by("-closed_on", "-pk")
    if show == "closed":
        return found.exclude(bucket__in=[*OPEN, Bucket.MET]).order_by("-closed_on", "-pk")
    return found.filter(bucket__in=OPEN).order_by("asked_on", "pk")


@prepared
def longest_waits(actor: Actor, *, most: int) -> QuerySet[CaseNeed]:
    """Return the open needs of my people that wait the longest. Shape: one query, kept."""
    return asked(actor)[:most]


def asked_counts(actor: Actor) -> dict[str, int]:
    """Return how many needs stand where: open, met, closed. Shape: one query."""
    found = access.within(actor, CaseNeed.objects.filter(case__in=mine(actor).values("pk")))
    return found.aggregate(
        open=Count("pk", filter=Q(bucket__in=OPEN)), met=Count("pk", filter=Q(bucket=Bucket.MET)),
        closed=Count("pk", filter=~Q(bucket__in=[*OPEN, Bucket.MET])),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Month:
    """The rounds whose day falls in a month, by what became of them."""

    done: int
    late: int
    ahead: int
    missed: int
    excused: int

    @property
    def owed(self) -> int:
        """Return how many were to be visited."""
        return self.done + self.late + self.ahead + self.missed


def month(actor: Actor, first: date, today: date) -> Month:
    """Return the figures of a month of my rounds. Shape: one query."""
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return Month(*_month(actor, first, after, today)[0]) if actor.scope else Month(0, 0, 0, 0, 0)


@prepared
def _month(actor: Actor, first: date, after: date, today: date) -> QuerySet[Round, tuple[int, ...]]:
    return totals(
        _between(actor, first, after),
        done=Count("case_id", filter=Q(state=RoundState.DONE)),
        late=Count("case_id", filter=Q(state__in=[RoundState.DUE, RoundState.PLANNED], due_on__lt=today)),
        ahead=Count("case_id", filter=Q(state__in=[RoundState.DUE, RoundState.PLANNED], due_on__gte=today)),
        # What was over before the person was received is nobody's, here as in the figures.
        missed=Count("case_id", filter=Q(state=RoundState.MISSED, end_on__gte=F("case__enrolled_on"))),
        excused=Count("case_id", filter=Q(state=RoundState.EXCUSED)),
    )  # fmt: skip


def my_rounds(actor: Actor, first: date) -> QuerySet[Round]:
    """Return the rounds of my people whose day falls in the month of `first`, by day."""
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return _between(actor, first, after).order_by("due_on", "case_id")


def _between(actor: Actor, first: date, after: date) -> QuerySet[Round]:
    return access.rounds(actor).filter(due_on__gte=first, due_on__lt=after, case__in=mine(actor).values("pk"))


def month_rows(actor: Actor, first: date) -> list[Round]:
    """Return the rounds of a month with their people, for the paper file. Shape: one query, at most 500."""
    return list(my_rounds(actor, first).select_related("case__person")[:500])


def waiting(actor: Actor, state: str) -> QuerySet[Visit]:
    """Return the visits to review, the oldest first: `submitted` waits for the recorder, `returned` for the team.

    Shape: for pages; with the person and the team.
    """
    state = state if state in (VisitState.SUBMITTED, VisitState.RETURNED) else VisitState.SUBMITTED
    rows = access.visits(actor).filter(state=state)
    return rows.select_related("case__person", "case__office", "moved_to").order_by("recorded_at", "case_id")


def waiting_counts(actor: Actor) -> dict[str, int]:
    """Return how many visits wait for whom. Shape: one query."""
    rows = access.visits(actor).filter(state__in=[VisitState.SUBMITTED, VisitState.RETURNED])
    return rows.aggregate(
        submitted=Count("case_id", filter=Q(state=VisitState.SUBMITTED)),
        returned=Count("case_id", filter=Q(state=VisitState.RETURNED)),
    )  # fmt: skip


def chosen(actor: Actor, keys: Sequence[tuple[str, int]]) -> list[Visit]:
    """Return the visits named by case and number that the actor sees. Shape: one query."""
    named = Q()
    for public_id, number in keys[:200]:
        named |= Q(case__public_id=public_id, visit_no=number)
    return list(access.visits(actor).filter(named).select_related("case__person")) if keys else []
