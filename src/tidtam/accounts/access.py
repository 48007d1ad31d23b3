"""Who is acting: the grant of this session, checked anew at every request."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from tidtam.accounts.models import Grant, User
from tidtam.accounts.roles import ROLES
from tidtam.kernel.actor import Actor


def live_grants(user: User, day: date) -> QuerySet[Grant]:
    """Return the user's grants that hold on `day`, with their offices. Shape: one query."""
    return (
        Grant.objects.filter(user=user, revoked_at__isnull=True, valid_from__lte=day, role__in=ROLES)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .select_related("office")
        .order_by("id")
    )


def actor_of(grant: Grant, user: User) -> Actor:
    """Return the actor that `grant` makes of `user`."""
    return Actor(
        user_id=user.pk,
        grant_id=grant.pk,
        office_id=grant.office_id,
        scope=grant.office.path,
        role=grant.role,
        name=user.name,
        permissions=ROLES[grant.role].permissions,
    )
