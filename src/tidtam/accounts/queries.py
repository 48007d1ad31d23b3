"""Named reads of people and their grants."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone

from tidtam.accounts import access
from tidtam.accounts.models import Grant, User
from tidtam.accounts.roles import ROLES
from tidtam.kernel.actor import Actor
from tidtam.offices.models import Office
from tidtam.offices.queries import listing


@dataclass
class Factors:
    """The second factors a person has."""

    app: bool = False
    passkeys: list[str] = field(default_factory=list)
    codes_left: int | None = None

    @property
    def any(self) -> bool:
        """Say whether a second factor stands."""
        return self.app or bool(self.passkeys)


def factors_of(user: User) -> Factors:
    """Return the person's second factors. Shape: 1 query."""
    found = Factors()
    for row in Authenticator.objects.filter(user=user).order_by("id"):
        if row.type == Authenticator.Type.TOTP:
            found.app = True
        elif row.type == Authenticator.Type.WEBAUTHN:
            found.passkeys.append(row.wrap().name)
        else:
            found.codes_left = len(row.wrap().get_unused_codes())
    return found


def sign_ins(user: User) -> list[UserSession]:
    """Return the person's standing sign-ins, the newest use first; those whose session ended are left out.

    Shape: 2 queries.
    """
    rows = list(access.own_sign_ins(user))
    keys = [row.session_key for row in rows]
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
            "session_key", flat=True
        )
    )
    return [row for row in rows if row.session_key in alive]


def grants(actor: Actor, *, text: str = "", ended: bool = False, day: date) -> QuerySet[Grant]:
    """Return grants in scope with person and office, by office then name. Shape: 1 query; page it.

    `text` matches name, user name, office code or office name; `ended` adds those that no longer hold.
    """
    found = access.managed_grants(actor).select_related("user", "office").order_by("office__path", "user__name", "id")
    if not ended:
        found = found.filter(revoked_at__isnull=True).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    for word in text.split()[:5]:
        roles = [role.code for role in ROLES.values() if word in role.title]
        found = found.filter(
            Q(user__name__icontains=word)
            | Q(user__username__icontains=word)
            | Q(office__code__istartswith=word)
            | Q(office__name_th__icontains=word)
            | Q(office__short_name__icontains=word)
            | Q(role__in=roles)
        )
    return found


def person(username: str) -> User | None:
    """Return the person with exactly this user name."""
    return User.objects.filter(username=username.strip().lower()).first()


def offices_called(text: str, *, scope: str, most: int = 8) -> list[Office]:
    """Return the offices in `scope` with this code, or called so; the code wins. Shape: at most `most`."""
    text = text.strip()
    exact = Office.objects.filter(code=text.upper(), path__gte=scope, path__lt=scope + "~").first()
    if exact:
        return [exact]
    return list(listing(text=text, within=scope)[:most]) if text else []
