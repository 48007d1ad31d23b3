"""Which needs an actor may see. The wall repeats the answer below."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tidtam.assistance.models import Movement, Need
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing


def within(actor: Actor, path: str = "") -> Q:
    """Return the explicit scope filter: inside the actor's scope and, if given, inside `path` as well."""
    if not actor.scope:
        return Q(pk__in=[])
    if path.startswith(actor.scope):
        low = path
    elif actor.scope.startswith(path):
        low = actor.scope
    else:
        return Q(pk__in=[])
    return Q(scope_path__gte=low, scope_path__lt=low + "~")


def needs(actor: Actor) -> QuerySet[Need]:
    """Return the needs the own office and the offices below answer for."""
    return Need.objects.filter(within(actor))


def movements(actor: Actor) -> QuerySet[Movement]:
    """Return the ledger of those needs."""
    return Movement.objects.filter(within(actor))


def get_need(actor: Actor, public_id: str) -> Need:
    """Errors: Missing outside scope."""
    found = needs(actor).filter(public_id=public_id).select_related("office", "person", "merged_into", "proof").first()
    if found is None:
        raise Missing("assistance.missing", "ไม่พบคำขอนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    return found
