"""Which cases and rows of aftercare an actor may see. The wall repeats the answer below."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import DateField, Model, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tidtam.aftercare.choices import TaskKind, TaskState, VisitKind
from tidtam.aftercare.models import (
    Alert,
    Case,
    Cohort,
    HandedOver,
    Message,
    Offer,
    RosterImport,
    Round,
    Task,
    TeamMembership,
    TeamOrder,
    Ticket,
    Transfer,
    Visit,
)
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.prepared import prepared
from tidtam.kernel.problem import Missing
from tidtam.offices.choices import Level
from tidtam.offices.models import Office
from tidtam.offices.rules import ancestor_ids

Row = TypeVar("Row", bound=Model)


def within(actor: Actor, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Return the rows inside the actor's scope; none without one. Shape: one range on `scope_path`."""
    if not actor.scope:
        return rows.none()
    return rows.filter(scope_path__gte=actor.scope, scope_path__lt=actor.scope + "~")


def cases(actor: Actor) -> QuerySet[Case]:
    """Return the cases of the own office and the offices below."""
    return within(actor, Case.objects.all())


def get_case(actor: Actor, public_id: str, *, bare: bool = False) -> Case:
    """Return one case with its person, office and programme; `bare`, with the programme alone, for a form that is sent.

    Errors: Missing outside scope.
    """
    found = _case(actor, public_id, bare=bare)
    if not found:
        raise Missing("aftercare.missing", "ไม่พบคนนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    return found[0]


@prepared
def _case(actor: Actor, called: str, *, bare: bool) -> QuerySet[Case]:
    found = cases(actor).filter(public_id=called)
    if bare:
        return found.select_related("programme")
    return found.select_related("person", "office", "programme", "cohort", "member", "area")


def rounds(actor: Actor) -> QuerySet[Round]:
    """Return the rounds in scope."""
    return within(actor, Round.objects.all())


def visits(actor: Actor) -> QuerySet[Visit]:
    """Return the visits in scope."""
    return within(actor, Visit.objects.all())


def get_visit(actor: Actor, case: str, visit_no: int) -> Visit:
    """Return one visit of a case. Errors: Missing outside scope, and for a team when it is older than three rounds."""
    found = (
        visits(actor)
        .select_related("case__person", "case__office", "case__programme")
        .filter(case__public_id=case, visit_no=visit_no)
    )
    visit = found.first()
    if visit is None or not visits_of(actor, visit.case).filter(visit_no=visit_no).exists():
        raise Missing("aftercare.visit_missing", "ไม่พบการเยี่ยมครั้งนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    return visit


def alerts(actor: Actor) -> QuerySet[Alert]:
    """Return the alerts in scope."""
    return within(actor, Alert.objects.all())


def get_alert(actor: Actor, public_id: str) -> Alert:
    """Return one alert. Errors: Missing outside scope."""
    return _one(alerts(actor).select_related("case__person"), public_id, "ไม่พบสัญญาณนี้ในความรับผิดชอบของคุณ")


def tasks(actor: Actor) -> QuerySet[Task]:
    """Return the tasks in scope."""
    return within(actor, Task.objects.all())


def get_task(actor: Actor, public_id: str) -> Task:
    """Return one task. Errors: Missing outside scope."""
    return _one(tasks(actor).select_related("case__person"), public_id, "ไม่พบงานนี้ในความรับผิดชอบของคุณ")


def messages(actor: Actor) -> QuerySet[Message]:
    """Return the questions and answers in scope."""
    return within(actor, Message.objects.all())


def tickets(actor: Actor) -> QuerySet[Ticket]:
    """Return the reports of trouble in scope."""
    return within(actor, Ticket.objects.all())


def get_ticket(actor: Actor, public_id: str) -> Ticket:
    """Return one report of trouble. Errors: Missing outside scope."""
    return _one(tickets(actor).select_related("office"), public_id, "ไม่พบเรื่องแจ้งปัญหานี้")


def transfers(actor: Actor) -> QuerySet[Transfer]:
    """Return what offices in scope offered to others."""
    return within(actor, Transfer.objects.all())


def get_transfer(actor: Actor, public_id: str) -> Transfer:
    """Return one offer as its sender sees it. Errors: Missing outside scope."""
    return _one(transfers(actor).select_related("case", "from_office", "to_office"), public_id, "ไม่พบการโอนนี้")


def offers(actor: Actor) -> QuerySet[Offer]:
    """Return what was offered to offices in scope."""
    return within(actor, Offer.objects.all())


def get_offer(actor: Actor, public_id: str) -> Offer:
    """Return one offer as its receiver sees it. Errors: Missing outside scope."""
    return _one(offers(actor).select_related("office"), public_id, "ไม่พบการโอนนี้")


def handed_over(actor: Actor) -> QuerySet[HandedOver]:
    """Return what offices in scope handed over."""
    return within(actor, HandedOver.objects.all())


def rosters(actor: Actor) -> QuerySet[RosterImport]:
    """Return the roster imports in scope."""
    return within(actor, RosterImport.objects.defer("content_sealed"))


def get_roster(actor: Actor, public_id: str) -> RosterImport:
    """Return one roster import. Errors: Missing outside scope."""
    return _one(rosters(actor).select_related("cohort__programme", "office"), public_id, "ไม่พบการนำเข้ารายชื่อนี้")


def cohorts(actor: Actor) -> QuerySet[Cohort]:
    """Return the cohorts of offices in scope and of the offices above: a province trains for its districts."""
    if not actor.scope:
        return Cohort.objects.none()
    inside = Q(owner__path__gte=actor.scope, owner__path__lt=actor.scope + "~")
    return Cohort.objects.filter(inside | Q(owner_id__in=ancestor_ids(actor.scope)))


def get_cohort(actor: Actor, public_id: str) -> Cohort:
    """Return one cohort. Errors: Missing outside scope."""
    return _one(cohorts(actor).select_related("programme", "owner"), public_id, "ไม่พบรุ่นนี้ในพื้นที่ของคุณ")


def cohort_owners(actor: Actor) -> list[Office]:
    """Return the offices whose cohorts the actor may make: districts and provinces in scope, and the own province."""
    if not actor.scope:
        return []
    inside = Q(path__gte=actor.scope, path__lt=actor.scope + "~")
    above = Q(pk__in=ancestor_ids(actor.scope), level=Level.PROVINCE)
    found = Office.objects.filter(inside | above, valid_to__isnull=True, level__in=[Level.PROVINCE, Level.DISTRICT])
    return list(found.order_by("path"))


def get_order(actor: Actor, public_id: str) -> TeamOrder:
    """Return one team order. Errors: Missing outside scope."""
    return _one(orders(actor).select_related("office", "file"), public_id, "ไม่พบคำสั่งนี้ในพื้นที่ของคุณ")


def get_member(actor: Actor, public_id: str) -> TeamMembership:
    """Return one team member. Errors: Missing outside scope."""
    return _one(members(actor).select_related("office", "order", "user"), public_id, "ไม่พบสมาชิกนี้ในพื้นที่ของคุณ")


def teams(actor: Actor) -> QuerySet[Office]:
    """Return the standing tambon teams in scope."""
    if not actor.scope:
        return Office.objects.none()
    inside = Q(path__gte=actor.scope, path__lt=actor.scope + "~")
    return Office.objects.filter(inside, level=Level.TEAM, valid_to__isnull=True).order_by("path")


def get_team(actor: Actor, code: str) -> Office:
    """Return one team by its office's code. Errors: Missing outside scope."""
    team = teams(actor).select_related("parent", "district", "province").filter(code=code).first()
    if team is None:
        raise Missing("aftercare.team_missing", "ไม่พบทีมนี้ในพื้นที่ของคุณ")
    return team


def orders(actor: Actor) -> QuerySet[TeamOrder]:
    """Return the team orders in scope."""
    return within(actor, TeamOrder.objects.all())


def members(actor: Actor) -> QuerySet[TeamMembership]:
    """Return the team members in scope."""
    return within(actor, TeamMembership.objects.all())


def _one(rows: QuerySet[Row], public_id: str, message: str) -> Row:
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Missing("aftercare.missing", message)
    return found


def reads_everything(actor: Actor) -> bool:
    """Say whether an actor reads all visits of a case; who only visits reads the last three rounds (domain 7.5)."""
    return actor.may(Permission.CARE_REVIEW) or not actor.may(Permission.CARE_VISIT)


def visits_of(actor: Actor, case: Case | int) -> QuerySet[Visit]:
    """Return the visits of a case an actor may read, newest first. Shape: for a team, those of the last 3 rounds.

    Health staff of a team also read the visits that their open tasks hang on, however old.
    """
    found = visits(actor).filter(case=case).order_by("-visited_on", "-visit_no")
    if reads_everything(actor):
        return found
    last = visits(actor).filter(case=case, kind=VisitKind.ROUND).order_by("-visited_on").values("visited_on")[2:3]
    # Fewer than three rounds: everything there is.
    shown = Q(visited_on__gte=Coalesce(Subquery(last), Value(date(1900, 1, 1)), output_field=DateField()))
    if actor.may(Permission.CARE_HEALTH):
        owed = tasks(actor).filter(case=case, kind=TaskKind.HEALTH, state=TaskState.OPEN, visit_no__isnull=False)
        shown |= Q(visit_no__in=owed.values("visit_no"))
    return found.filter(shown)
