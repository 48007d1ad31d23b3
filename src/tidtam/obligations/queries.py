"""Named reads of the obligations room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet

from tidtam.kernel.actor import Actor
from tidtam.letters import queries as letters
from tidtam.obligations import access
from tidtam.obligations.choices import DutyState, ObligationKind, ObligationState
from tidtam.obligations.models import Duty, Holiday, Obligation
from tidtam.obligations.rules import Rule
from tidtam.offices.models import Office

OPEN = (DutyState.OPEN, DutyState.RETURNED)
DONE = (DutyState.SENT, DutyState.ACCEPTED, DutyState.NIL)


def holiday_set(start: date, end: date) -> frozenset[date]:
    """Return the active holidays in a window."""
    return frozenset(Holiday.objects.filter(day__range=(start, end), active=True).values_list("day", flat=True))


def holiday_names(start: date, end: date) -> dict[date, str]:
    """Return the active holidays in a window with their names."""
    return dict(Holiday.objects.filter(day__range=(start, end), active=True).values_list("day", "name"))


def holidays_near(at: datetime) -> frozenset[date]:
    """Return the holidays of the next two weeks."""
    return holiday_set(at.date(), at.date() + timedelta(days=14))


def carried_letters(letter_id: int) -> list[int]:
    """Return a letter and what it carries down (forwarded or enclosed)."""
    return letters.carried(letter_id)


def same_duty_from_above(letter_id: int, from_level: str, rule: Rule, office: Office) -> Obligation | None:
    """Return the live obligation by which a higher office already binds this one through the same letter, if any."""
    related = set(letters.carried(letter_id)) | set(letters.carrying(letter_id))
    for one in (
        Obligation.objects.filter(
            letter__in=related, from_level=from_level, state=ObligationState.LIVE, bound__office=office
        )
        .exclude(owner_office=office)
        .select_related("owner_office")
    ):
        if one.value.kind == rule.kind and office.path.startswith(one.owner_office.path):
            return one
    return None


def state_on(duty: Duty, today: date) -> str:
    """Return the computed state: upcoming, due (within 5 days), late, done, returned, superseded, excused."""
    if duty.state in DONE:
        return "done"
    if duty.state == DutyState.SUPERSEDED:
        return "superseded"
    if duty.state == DutyState.EXCUSED:
        return "excused"
    if duty.due_on < today:
        return "late"
    if duty.state == DutyState.RETURNED:
        return "returned"
    return "due" if duty.due_on <= today + timedelta(days=5) else "upcoming"


def own_duties(actor: Actor, start: date, end: date) -> QuerySet[Duty]:
    """Return the own office's duties in a window, by due date. Shape: obligation and letter in the same query."""
    return (
        access.duties(actor)
        .filter(office=actor.office_id, due_on__range=(start, end))
        .exclude(state=DutyState.SUPERSEDED)
        .select_related("obligation__letter", "obligation__owner_office")
        .order_by("due_on", "obligation_id")
    )


def inbox_duties(actor: Actor, today: date, *, ahead_days: int = 30, limit: int = 60) -> list[Duty]:
    """Return open duties of the own office that are late, due or near. Shape: one query."""
    return list(
        access.duties(actor)
        .filter(office=actor.office_id, state__in=OPEN, due_on__lte=today + timedelta(days=ahead_days))
        .select_related("obligation__letter", "obligation__owner_office")
        .order_by("due_on", "obligation_id")[:limit]
    )


def late_below(actor: Actor, today: date, *, since_days: int = 120, limit: int = 12) -> list[dict[str, Any]]:
    """Return what offices below have not sent, grouped by obligation and due date, latest first.

    Shape: [{"obligation_id", "due_on", "offices"}]; one query over the partial index of open duties.
    """
    return list(
        access.duties(actor)
        .filter(state__in=OPEN, due_on__lt=today, due_on__gte=today - timedelta(days=since_days))
        .exclude(office=actor.office_id)
        .values("obligation_id", "due_on")
        .annotate(offices=Count("id"))
        .order_by("-due_on", "obligation_id")[:limit]
    )


def to_review(actor: Actor, *, limit: int = 30) -> list[Duty]:
    """Return what offices directly below sent and nobody reviewed yet, oldest first."""
    return list(
        access.duties(actor)
        .filter(office__parent=actor.office_id, state__in=[DutyState.SENT, DutyState.NIL])
        .select_related("obligation", "office")
        .order_by("sent_at")[:limit]
    )


def library(actor: Actor, *, state: str = "", kind: str = "") -> QuerySet[Obligation]:
    """Return the obligations the own office is bound by, owns, or passes down. Shape: letter and owner joined."""
    rows = (
        Obligation.objects.filter(bound__office=actor.office_id, bound__scope_path=actor.scope)
        .select_related("letter", "owner_office", "superseded_by")
        .annotate(own=F("bound__binds"))
        .order_by("state", "kind", "first_due", "id")
    )
    if state in ObligationState.values:
        rows = rows.filter(state=state)
    if kind in ObligationKind.values:
        rows = rows.filter(kind=kind)
    return rows


def titles(ids: Iterable[int]) -> dict[int, Obligation]:
    """Return obligations by id, with letter and owner."""
    return {one.pk: one for one in Obligation.objects.filter(pk__in=list(ids)).select_related("letter", "owner_office")}


def duties_for_export(office: Office, start: date, end: date) -> list[dict[str, Any]]:
    """Return an office's duties as the command line prints them.

    Shape: [{"obligation", "office", "due_on", "state", "letter"}]
    """
    rows = (
        Duty.objects.filter(office=office, due_on__range=(start, end))
        .exclude(state=DutyState.SUPERSEDED)
        .select_related("obligation__letter")
        .order_by("due_on", "obligation_id")
    )
    return [
        {
            "obligation": row.obligation.title,
            "office": office.code,
            "due_on": row.due_on.isoformat(),
            "state": row.state,
            "letter": row.obligation.letter.number,
        }
        for row in rows
    ]


def offices_behind(obligation: Obligation, due_on: date, actor: Actor) -> Sequence[Duty]:
    """Return every office's duty of one obligation and date in scope, by office."""
    return (
        access.duties(actor)
        .filter(obligation=obligation, due_on=due_on)
        .select_related("office")
        .order_by("office__path")
    )
