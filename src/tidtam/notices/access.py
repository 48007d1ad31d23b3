"""Which notices an actor may read: those of the own office."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing
from tidtam.notices.models import Notice


def notices(actor: Actor) -> QuerySet[Notice]:
    """Return the notices of the actor's own office that its role, or the actor alone, is meant for."""
    if not actor.scope or actor.office_id is None:
        return Notice.objects.none()
    meant = Q(audience="") | Q(audience__in=[str(one) for one in actor.permissions])
    mine = Q(user__isnull=True) | Q(user=actor.user_id)
    return Notice.objects.filter(meant, mine, office=actor.office_id, scope_path=actor.scope)


def get_notice(actor: Actor, public_id: str) -> Notice:
    """Errors: Missing for another office's."""
    found = notices(actor).filter(public_id=public_id).first()
    if found is None:
        raise Missing("notices.missing", "ไม่พบการแจ้งเตือนนี้")
    return found
