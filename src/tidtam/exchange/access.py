"""Which sheets an actor may see: those of the own office and the offices below. The wall repeats the answer."""

from __future__ import annotations

from django.db.models import QuerySet

from tidtam.exchange.models import KeyTask
from tidtam.kernel.actor import Actor


def tasks(actor: Actor) -> QuerySet[KeyTask]:
    """Return the sheets inside the actor's scope; none without a scope."""
    if not actor.scope:
        return KeyTask.objects.none()
    return KeyTask.objects.filter(scope_path__gte=actor.scope, scope_path__lt=actor.scope + "~")
