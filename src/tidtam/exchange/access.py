"""What of this room an actor may see: that of the own office and the offices below. The wall repeats the answer."""

from __future__ import annotations

from django.db.models import QuerySet

from tidtam.exchange.models import BsortVisit, KeyTask
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing


def tasks(actor: Actor) -> QuerySet[KeyTask]:
    """Return the sheets inside the actor's scope; none without a scope."""
    if not actor.scope:
        return KeyTask.objects.none()
    return KeyTask.objects.filter(scope_path__gte=actor.scope, scope_path__lt=actor.scope + "~")


def bsort(actor: Actor) -> QuerySet[BsortVisit]:
    """Return the visits to be typed into บสต. inside the actor's scope; none without a scope."""
    if not actor.scope:
        return BsortVisit.objects.none()
    return BsortVisit.objects.filter(scope_path__gte=actor.scope, scope_path__lt=actor.scope + "~")


def get_bsort(actor: Actor, public_id: str) -> BsortVisit:
    """Return one of them with its person, team and programme. Errors: Missing outside scope."""
    rows = bsort(actor).select_related("case__person", "case__office", "case__programme")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Missing("exchange.bsort_missing", "ไม่พบบันทึกนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    return found
