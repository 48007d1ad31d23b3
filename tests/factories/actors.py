"""People under one grant in a real office of the template database."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tidtam.accounts import access
from tidtam.accounts.models import Grant, User
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.offices.models import Office

NOW = datetime(2026, 5, 21, 3, 0, tzinfo=UTC)  # 10.00 น. in Bangkok
TODAY = date(2026, 5, 21)


def office(code: str) -> Office:
    """Return the office of that code."""
    return Office.objects.get(code=code)


def member(code: str, role: str = "lgo_clerk", name: str = "กานดา ศรีประทุม") -> tuple[User, Grant]:
    """Make a person with one grant."""
    user = User.objects.create_user(f"u{User.objects.count()}-{code.lower()}", "correct horse battery", name=name)
    return user, Grant.objects.create(user=user, office=office(code), role=role, valid_from=date(2020, 1, 1))


def actor(code: str, role: str = "lgo_clerk", *, enter: bool = True) -> Actor:
    """Make a person with one grant, return the actor, and open the wall for it."""
    user, grant = member(code, role)
    made = access.actor_of(grant, user)
    if enter:
        wall.enter(made.scope)
    return made
