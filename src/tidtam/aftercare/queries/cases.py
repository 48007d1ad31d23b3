"""What the page of one case shows, and what the form of a visit needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from tidtam.aftercare import access, sealing
from tidtam.aftercare.choices import RoundState, TaskState
from tidtam.aftercare.models import (
    Alert,
    Case,
    CaseNeed,
    Message,
    Missed,
    PlanChange,
    Round,
    Screening,
    Suspension,
    Task,
    TeamMembership,
    Transfer,
    Visit,
)
from tidtam.aftercare.models.transfer import LIVE
from tidtam.aftercare.queries.today import text_of
from tidtam.aftercare.rules.answers import Answers
from tidtam.aftercare.rules.cases import ENDED
from tidtam.assistance.choices import COUNTED
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.prepared import prepared
from tidtam.people import sealing as people_sealing
from tidtam.people.models import Caregiver


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the talk between team and district."""

    from_team: bool
    by_name: str
    at: object
    text: str


def visits_of(actor: Actor, case: Case) -> list[Visit]:
    """Return the visits an actor may read, the newest first. Shape: one query, and two for where somebody moved to."""
    found = _visits(actor, case.pk)
    for visit in found:
        visit.case = case  # known, and each visit's address asks for it
    prefetch_related_objects([visit for visit in found if visit.moved_to_id], "moved_to__parent__parent")
    return found


@prepared
def _visits(actor: Actor, case: int) -> QuerySet[Visit]:
    return access.visits_of(actor, case)


def screenings(actor: Actor, case: Case) -> dict[int, Screening]:
    """Return the health answers by visit number; none without the right. Shape: one query, or none."""
    if not actor.may(Permission.CARE_SCREENING):
        return {}
    return {row.visit_no: row for row in _screenings(actor, case.pk)}


@prepared
def _screenings(actor: Actor, case: int) -> QuerySet[Screening]:
    return access.within(actor, Screening.objects.filter(case=case))


def needs_of(actor: Actor, case: Case) -> list[CaseNeed]:
    """Return everything the person ever asked for, the newest first. Shape: one query."""
    return _needs(actor, case.pk)


@prepared
def _needs(actor: Actor, case: int) -> QuerySet[CaseNeed]:
    return access.within(actor, CaseNeed.objects.filter(case=case)).order_by("-asked_on", "pk")


def talk(actor: Actor, case: Case, most: int = 20) -> list[Said]:
    """Return the talk between team and district, the oldest first. Shape: one query."""
    rows = _talk(actor, case.pk, most=most)
    return [Said(m.from_team, m.by_name, m.at, text_of(m, case.public_id)) for m in reversed(rows)]


@prepared
def _talk(actor: Actor, case: int, *, most: int) -> QuerySet[Message]:
    return access.messages(actor).filter(case=case).order_by("-at")[:most]


def open_alerts(actor: Actor, case: Case) -> list[Alert]:
    """Return the signs of danger nobody acknowledged, the newest first. Shape: one query."""
    return _alerts(actor, case.pk)


@prepared
def _alerts(actor: Actor, case: int) -> QuerySet[Alert]:
    return access.alerts(actor).filter(case=case, acknowledged_at__isnull=True).order_by("-raised_at")


def open_tasks(actor: Actor, case: Case) -> list[Task]:
    """Return the open work of a case, the most urgent first. Shape: one query."""
    return _tasks(actor, case.pk)


@prepared
def _tasks(actor: Actor, case: int) -> QuerySet[Task]:
    return access.tasks(actor).filter(case=case, state="open").order_by("due_on")


def rounds_of(actor: Actor, case: Case) -> list[Round]:
    """Return the plan in order. Shape: one query."""
    return _rounds(actor, case.pk)


@prepared
def _rounds(actor: Actor, case: int) -> QuerySet[Round]:
    return access.rounds(actor).filter(case=case).order_by("round_no")


def round_to_do(actor: Actor, case: Case, today: date) -> Round | None:
    """Return the round a visit of today would fill, else the next one. Shape: one query."""
    return next(iter(_to_do(actor, case.pk, today)), None)


@prepared
def _to_do(actor: Actor, case: int, today: date) -> QuerySet[Round]:
    rows = access.rounds(actor).filter(case=case, state__in=[RoundState.DUE, RoundState.PLANNED])
    return rows.filter(end_on__gte=today).order_by("round_no")[:1]


def round_after(actor: Actor, case: Case, today: date) -> Round | None:
    """Return the round after the one that can be visited today; none once the case has ended. Shape: one query."""
    if case.status in ENDED:
        return None
    return access.rounds(actor).filter(case=case, start_on__gt=today).order_by("round_no").first()


def ledger(actor: Actor, case: Case) -> list[Missed]:
    """Return the rounds that were ever missed, in order. Shape: one query."""
    return _ledger(actor, case.pk)


@prepared
def _ledger(actor: Actor, case: int) -> QuerySet[Missed]:
    rows = access.within(actor, Missed.objects.filter(case=case))
    return rows.select_related("office").order_by("round_no", "missed_on")


def suspensions(actor: Actor, case: Case) -> list[Suspension]:
    """Return the times without visits, the newest first. Shape: one query."""
    return _suspensions(actor, case.pk)


@prepared
def _suspensions(actor: Actor, case: int) -> QuerySet[Suspension]:
    return access.within(actor, Suspension.objects.filter(case=case)).order_by("-from_on")


def plan_changes(actor: Actor, case: Case) -> list[PlanChange]:
    """Return the corrections of the day of completion, the newest first. Shape: one query."""
    return _changes(actor, case.pk)


@prepared
def _changes(actor: Actor, case: int) -> QuerySet[PlanChange]:
    return access.within(actor, PlanChange.objects.filter(case=case)).order_by("-made_at")


def transfers_of(actor: Actor, case: Case) -> list[Transfer]:
    """Return what was offered to other offices, the newest first. Shape: one query."""
    return _transfers(actor, case.pk)


@prepared
def _transfers(actor: Actor, case: int) -> QuerySet[Transfer]:
    rows = access.transfers(actor).filter(case=case)
    return rows.select_related("from_office", "to_office").order_by("-offered_at")


def caregiver_of(case: Case) -> Caregiver | None:
    """Return who cares for the person. Shape: one query."""
    return Caregiver.objects.filter(person=case.person_id).first()


def caregiver_phone(case: Case, caregiver: Caregiver | None) -> str:
    """Return how to reach the caregiver; "" without a number."""
    if caregiver is None:
        return ""
    return people_sealing.unseal(caregiver.phone_sealed, column="caregiver", row=case.person.public_id)


def note_of(visit: Visit) -> str:
    """Return the free words of a visit."""
    return sealing.unseal(visit.note_sealed, column="visit.note", row=str(visit.uuid))


def comment_of(visit: Visit) -> str:
    """Return why the recorder sent a visit back."""
    return sealing.unseal(visit.comment_sealed, column="visit.comment", row=str(visit.uuid))


def moved_to_of(visit: Visit) -> str:
    """Return the words about where the person moved."""
    return sealing.unseal(visit.moved_to_sealed, column="visit.moved_to", row=str(visit.uuid))


def position_of(visit: Visit) -> tuple[float, float, float] | None:
    """Return where a visit was written: latitude, longitude, accuracy in metres."""
    text = sealing.unseal(visit.position_sealed, column="visit.position", row=str(visit.uuid))
    numbers = [float(part) for part in text.split(",")] if text else []
    return (numbers[0], numbers[1], numbers[2]) if len(numbers) == 3 else None


def answers_of(visit: Visit, screening: Screening | None) -> Answers:
    """Return what a visit says as its form would send it again, without the words about its needs."""
    health: dict[str, Any] = {}
    if screening is not None:
        health = {
            "q2": (screening.q2[0], screening.q2[1]) if len(screening.q2) == 2 else None, "q9": tuple(screening.q9),
            "q8": tuple(screening.q8), "signs": tuple(screening.signs), "urine": screening.urine,
            "urine_substances": tuple(screening.urine_substances), "craving": screening.craving,
            "medication": screening.medication,
        }  # fmt: skip
    return Answers(
        uuid=visit.uuid, visited_on=visit.visited_on, mode=visit.mode, result=visit.result, used=visit.used,
        substances=tuple(visit.substances), days_used=visit.days_used, family=visit.family, living=visit.living,
        needs=tuple((code, "") for code in visit.needs), needs_declined=visit.needs_declined,
        counselling=tuple(visit.counselling), note=note_of(visit), position=position_of(visit),
        visitors=tuple(visit.visitors), next_on=visit.next_on, not_found_why=visit.not_found_why,
        moved_to_area=visit.moved_to_id, moved_to_text=moved_to_of(visit), acknowledge_warnings=True, **health,
    )  # fmt: skip


def visitors(actor: Actor, today: date) -> list[str]:
    """Return the names of the team's members of a day, in Thai order. Shape: one query."""
    return list(dict.fromkeys(_visitors(actor, today)))


@prepared
def _visitors(actor: Actor, today: date) -> QuerySet[TeamMembership, str]:
    rows = access.members(actor).filter(valid_from__lte=today).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    if actor.office_id:
        rows = rows.filter(office_id=actor.office_id)
    return rows.order_by("name").values_list("name", flat=True)[:30]


def screening_of(actor: Actor, visit: Visit) -> Screening | None:
    """Return the health answers of one visit; nothing without the right. Shape: one query, or none."""
    if not actor.may(Permission.CARE_SCREENING):
        return None
    return access.within(actor, Screening.objects.filter(case=visit.case_id, visit_no=visit.visit_no)).first()


@dataclass(frozen=True, slots=True)
class Follows:
    """What came of one visit: work for others, signs of danger, wishes passed on, an offer to another office."""

    tasks: list[Task]
    alerts: list[Alert]
    needs: list[CaseNeed]
    standing: list[CaseNeed]  # no longer asked for, and kept: somebody began to help, or another visit asks too
    transfer: Transfer | None


def follows(actor: Actor, visit: Visit) -> Follows:
    """Return what came of a visit, to be told after saving. Shape: 4 queries."""
    case, number = visit.case_id, visit.visit_no
    needs = list(access.within(actor, CaseNeed.objects.filter(case=case, visit_no=number)).order_by("pk"))
    return Follows(
        list(access.tasks(actor).filter(case=case, visit_no=number, state=TaskState.OPEN).order_by("due_on")),
        list(access.alerts(actor).filter(case=case, visit_no=number)),
        [need for need in needs if need.code in visit.needs],
        [need for need in needs if need.code not in visit.needs and need.bucket in COUNTED],
        access.transfers(actor).filter(case=case, stage__in=LIVE).select_related("to_office").first(),
    )
