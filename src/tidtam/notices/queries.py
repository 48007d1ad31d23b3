"""Named reads of notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from tidtam.accounts.models import Grant, User
from tidtam.accounts.roles import ROLES
from tidtam.kernel.actor import Actor
from tidtam.kernel.prepared import prepared
from tidtam.notices import access
from tidtam.notices.models import Notice


def unread_count(actor: Actor) -> int:
    """Return how many notices nobody of the office has read, at most 100. Shape: one query on a partial index."""
    return len(_unread(actor))


@prepared
def _unread(actor: Actor) -> QuerySet[Notice, int]:
    return access.notices(actor).filter(read_at__isnull=True).values_list("pk", flat=True)[:100]


def listing(actor: Actor) -> QuerySet[Notice]:
    """Return the office's notices, newest first."""
    return access.notices(actor).order_by("-at", "-id")


def to_mail(limit: int) -> list[Notice]:
    """Return notices not handed to the mail server yet, oldest first, locked against a second worker."""
    rows = (
        Notice.objects.filter(mailed_at__isnull=True).order_by("id").select_for_update(skip_locked=True, of=("self",))
    )
    return list(rows[:limit])


def recipients(notices: Iterable[Notice], day: date) -> dict[tuple[int, str, int | None], list[User]]:
    """Return whom to e-mail, by office, permission and person: people with a live grant there whose role holds it.

    Shape: one query; accounts without an address are left out.
    """
    wanted = {(one.office_id, one.audience, one.user_id) for one in notices}
    grants = (
        Grant.objects.filter(office__in={one[0] for one in wanted}, revoked_at__isnull=True, user__is_active=True)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)
        .exclude(user__email="")
        .select_related("user")
    )
    found: dict[tuple[int, str, int | None], list[User]] = {key: [] for key in wanted}
    for grant in grants:
        role = ROLES.get(grant.role)
        for key in wanted:
            office, audience, person = key
            held = role is not None and (not audience or audience in {str(one) for one in role.permissions})
            meant = grant.office_id == office and person in (None, grant.user_id)
            if meant and held and grant.user not in found[key]:
                found[key].append(grant.user)
    return found
