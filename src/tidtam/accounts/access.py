"""Who is acting: the grant of this session, checked anew at every request; and whose grants one may manage."""

from __future__ import annotations

from datetime import date

from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet

from tidtam.accounts.models import Grant, User
from tidtam.accounts.roles import ROLES
from tidtam.kernel.actor import Actor
from tidtam.kernel.prepared import prepared
from tidtam.kernel.problem import Missing


def live_grants(user: User | int, day: date) -> QuerySet[Grant]:
    """Return the user's grants that hold on `day`, with their offices. Shape: one query."""
    return (
        Grant.objects.filter(user=user, revoked_at__isnull=True, valid_from__lte=day, role__in=ROLES)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .select_related("office__district", "office__province")
        .order_by("id")
    )


def grants_of(user_id: int, day: date) -> list[Grant]:
    """Return what `live_grants` does, for the gate, which asks at every request. Shape: one query, kept."""
    return _grants_of(user_id, day)


@prepared
def _grants_of(user_id: int, day: date) -> QuerySet[Grant]:
    return live_grants(user_id, day)


def acting_again(grant_id: int | None, day: date) -> Actor | None:
    """Return the actor of a grant a job was asked under, if it still holds on `day`; else None. Shape: 2 queries."""
    grant = Grant.objects.select_related("user").filter(pk=grant_id or 0).first()
    if grant is None or not grant.user.is_active:
        return None
    live = live_grants(grant.user, day).filter(pk=grant.pk).first()
    return actor_of(live, grant.user) if live else None


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


def within(actor: Actor, column: str = "office__path") -> Q:
    """Return the scope filter of grants: the actor's office and the offices below; nothing without a scope."""
    return Q(**{f"{column}__gte": actor.scope, f"{column}__lt": actor.scope + "~"}) if actor.scope else Q(pk__in=[])


def managed_grants(actor: Actor) -> QuerySet[Grant]:
    """Return the grants in offices of the actor's scope, ended ones too."""
    return Grant.objects.filter(within(actor))


def get_managed_grant(actor: Actor, pk: int) -> Grant:
    """Return one grant. Errors: Missing outside scope."""
    found = managed_grants(actor).select_related("user", "office").filter(pk=pk).first()
    if found is None:
        raise Missing("accounts.grant_missing", "ไม่พบสิทธิ์นี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    return found


def answers_for(actor: Actor, user: User) -> bool:
    """Say whether every live grant of `user` lies in the actor's scope: nobody takes over a superior's account."""
    live = Grant.objects.filter(user=user, revoked_at__isnull=True)
    return live.exists() and not live.exclude(within(actor)).exists()


def own_sign_ins(user: User) -> QuerySet[UserSession]:
    """Return the places where the user is signed in, the newest use first."""
    found: QuerySet[UserSession] = UserSession.objects.filter(user=user).order_by("-last_seen_at")
    return found


def get_own_sign_in(user: User, pk: int) -> UserSession:
    """Return one of the user's own sign-ins. Errors: Missing for anybody else's."""
    found = own_sign_ins(user).filter(pk=pk).first()
    if found is None:
        raise Missing("accounts.sign_in_missing", "ไม่พบการเข้าระบบนี้ อาจออกไปแล้ว")
    return found
