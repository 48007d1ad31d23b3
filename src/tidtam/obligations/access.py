"""Which duties and obligations an actor may see. The wall repeats the answer below."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing
from tidtam.letters.access import within
from tidtam.obligations.models import Duty, Obligation


def duties(actor: Actor) -> QuerySet[Duty]:
    """Return duties of the own office and the offices below."""
    return Duty.objects.filter(within(actor))


def get_duty(actor: Actor, obligation: str, office: str, due_on: date) -> Duty:
    """Find a duty by what names it. Errors: Missing outside scope."""
    found = (
        duties(actor)
        .filter(obligation__public_id=obligation, office__code=office, due_on=due_on)
        .select_related("obligation__letter", "obligation__owner_office", "office")
        .first()
    )
    if found is None:
        raise Missing("obligations.duty_missing", "ไม่พบหน้าที่นี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    return found


def obligations(actor: Actor) -> QuerySet[Obligation]:
    """Return obligations that bind, or are known to, an office in scope."""
    return Obligation.objects.filter(
        bound__scope_path__gte=actor.scope or "~", bound__scope_path__lt=actor.scope + "~"
    ).distinct()


def get_obligation(actor: Actor, public_id: str) -> Obligation:
    """Errors: Missing outside scope."""
    found = obligations(actor).filter(public_id=public_id).select_related("letter", "owner_office").first()
    if found is None:
        raise Missing("obligations.missing", "ไม่พบข้อนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    return found
