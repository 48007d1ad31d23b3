"""Named reads of the desk: alerts, tasks, questions, trouble, and what of them stands on the first page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tidtam.aftercare import access, sealing
from tidtam.aftercare.choices import TaskKind, TaskState, TicketState, VisitState
from tidtam.aftercare.models import Alert, Case, Message, Task, Ticket
from tidtam.aftercare.queries import transfers
from tidtam.aftercare.queries.today import text_of
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission

_MOST = 200
# National systems a district works in; the last takes what has no name here. Source: domain facts 6.
TROUBLED: dict[str, Any] = {
    "bsort": _("บสต."), "nispa": _("NISPA"), "moi_gis": _("MOI Drugs GIS"), "info": _("INFO"),
    "dopa_report": _("Dopa Drug Report"), "tidtam": _("ติดตาม (ระบบนี้)"), "other": _("ระบบอื่น"),
}  # fmt: skip


# Alerts -------------------------------------------------------------------------------------------------------------
def open_alerts(actor: Actor) -> QuerySet[Alert]:
    """Return the alerts nobody has acknowledged, oldest first. Shape: one range of a partial index."""
    rows = access.alerts(actor).filter(acknowledged_at__isnull=True)
    return rows.select_related("case__person", "case__office").order_by("raised_at", "id")


def known_alerts(actor: Actor) -> QuerySet[Alert]:
    """Return the alerts somebody acknowledged, newest first."""
    rows = access.alerts(actor).filter(acknowledged_at__isnull=False)
    return rows.select_related("case__person", "case__office").order_by("-acknowledged_at", "-id")


def alert_note(alert: Alert) -> str:
    """Return what was done about an alert."""
    return sealing.unseal(alert.note_sealed, column="alert.note", row=alert.public_id)


# Tasks --------------------------------------------------------------------------------------------------------------
def open_tasks(actor: Actor, kind: str = "") -> QuerySet[Task]:
    """Return the open tasks, the longest due first. Shape: one range of a partial index."""
    rows = access.tasks(actor).filter(state=TaskState.OPEN)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.select_related("case__person", "case__office", "office").order_by("due_on", "id")


def closed_tasks(actor: Actor) -> QuerySet[Task]:
    """Return the closed tasks, newest first."""
    rows = access.tasks(actor).exclude(state=TaskState.OPEN)
    return rows.select_related("case__person", "case__office", "office").order_by("-done_at", "-id")


def task_note(task: Task) -> str:
    """Return what came of a task."""
    return sealing.unseal(task.note_sealed, column="task.note", row=task.public_id)


# Questions ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Said:
    """One message of a thread, opened."""

    message: Message
    text: str


def thread(case: Case) -> list[Said]:
    """Return the questions and answers about a case, oldest first."""
    rows = Message.objects.filter(case=case).order_by("at", "id")
    return [Said(one, text_of(one, case.public_id)) for one in rows[:_MOST]]


def unseen(actor: Actor) -> QuerySet[Case]:
    """Return the cases with a message the actor's side has not read, the longest waiting first.

    A district's people wait for what teams wrote; a team for what its district wrote.
    """
    from_team = actor.may(Permission.CARE_MANAGE)
    rows = Q(messages__seen_at__isnull=True, messages__from_team=from_team)
    found = access.cases(actor).filter(rows).select_related("person", "office")
    return found.annotate(waiting=Count("messages"), since=Min("messages__at"), last=Max("messages__at")).order_by(
        "since"
    )


# Trouble ------------------------------------------------------------------------------------------------------------
def tickets(actor: Actor, state: str = "") -> QuerySet[Ticket]:
    """Return the reports of trouble in scope, open ones first, then newest."""
    rows = access.tickets(actor).select_related("office")
    if state:
        return rows.filter(state=state).order_by("-made_at", "-id")
    return rows.order_by("-state", "-made_at", "-id")


# The first page -----------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class CareInbox:
    """What of this room waits for one grant. Shape: at most six small queries; counts and no names."""

    alerts: int = 0
    alerts_since: date | None = None
    offers: int = 0
    decisions: int = 0
    tasks: int = 0
    tasks_oldest: date | None = None
    tasks_health: int = 0
    returned: int = 0
    to_review: int = 0
    questions: int = 0
    tickets: int = 0
    kinds: dict[str, int] = field(default_factory=dict)


def inbox(actor: Actor, today: date) -> CareInbox:
    """Count what waits for the actor: alerts, transfers, tasks due, returned visits, questions, trouble."""
    found = CareInbox()
    if actor.may(Permission.CARE_ALERT):
        row = access.alerts(actor).filter(acknowledged_at__isnull=True).aggregate(n=Count("id"), since=Min("raised_at"))
        found.alerts, found.alerts_since = row["n"], row["since"].astimezone().date() if row["since"] else None
    if actor.may(Permission.CARE_TRANSFER):
        found.offers = transfers.incoming_count(actor)
    if actor.may(Permission.CARE_DECIDE):
        found.decisions = len(transfers.deciding(actor, today, frozenset()))
    if actor.may(Permission.CARE_VISIT) or actor.may(Permission.CARE_HEALTH):
        _tasks(found, actor, today)
    if actor.may(Permission.CARE_VISIT):
        found.returned = access.visits(actor).filter(state=VisitState.RETURNED).count()
        found.questions = unseen(actor).count()
    if actor.may(Permission.CARE_REVIEW):
        found.to_review = access.visits(actor).filter(state=VisitState.SUBMITTED).count()
    if actor.may(Permission.CARE_ROUTE):
        found.tickets = access.tickets(actor).filter(state=TicketState.OPEN).count()
    return found


def _tasks(found: CareInbox, actor: Actor, today: date) -> None:
    rows = access.tasks(actor).filter(state=TaskState.OPEN, due_on__lte=today)
    if not actor.may(Permission.CARE_HEALTH):
        rows = rows.exclude(kind=TaskKind.HEALTH)
    elif not actor.may(Permission.CARE_VISIT):
        rows = rows.filter(kind=TaskKind.HEALTH)  # health staff do not search for people
    health = Count("id", filter=Q(kind=TaskKind.HEALTH))
    row = rows.aggregate(n=Count("id"), oldest=Min("due_on"), health=health)
    found.tasks, found.tasks_oldest, found.tasks_health = row["n"], row["oldest"], row["health"]
