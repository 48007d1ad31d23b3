"""Which meetings and tasks an actor may see: those of the own office and the offices below. The wall repeats it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing
from tidtam.meetings.models import Meeting, Task


def within(actor: Actor) -> Q:
    """Return the explicit scope filter; nothing without a scope."""
    if not actor.scope:
        return Q(pk__in=[])
    return Q(scope_path__gte=actor.scope, scope_path__lt=actor.scope + "~")


def meetings(actor: Actor) -> QuerySet[Meeting]:
    """Return the meetings of the own office and of the offices below."""
    return Meeting.objects.filter(within(actor))


def get_meeting(actor: Actor, public_id: str) -> Meeting:
    """Errors: Missing outside scope."""
    found = meetings(actor).filter(public_id=public_id).select_related("office", "minutes").first()
    if found is None:
        raise Missing("meetings.missing", "ไม่พบการประชุมนี้ในหน่วยงานของคุณและหน่วยงานในสังกัด")
    return found


def tasks(actor: Actor) -> QuerySet[Task]:
    """Return what meetings asked of the own office and of the offices below."""
    return Task.objects.filter(within(actor))


def get_task(actor: Actor, public_id: str) -> Task:
    """Errors: Missing outside scope."""
    found = tasks(actor).filter(public_id=public_id).select_related("office").first()
    if found is None:
        raise Missing("meetings.task_missing", "ไม่พบงานนี้ในหน่วยงานของคุณและหน่วยงานในสังกัด")
    return found
