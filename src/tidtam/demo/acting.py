"""Who acts in the demo, and when: an office by its path alone, with every right; an hour of Bangkok."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from tidtam.accounts import clock
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.offices.models import Office

OFFICER = "เจ้าหน้าที่ (สาธิต)"


def acting(office: Office, name: str = OFFICER, *, grant: int | None = None) -> Actor:
    """Return an actor of an office; `grant` stands in for the account where an action asks for one."""
    return Actor(
        user_id=None, grant_id=grant, office_id=office.pk, scope=office.path, role="system", name=name,
        permissions=frozenset(Permission),
    )  # fmt: skip


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """Return an hour of a day in Bangkok."""
    return datetime.combine(day, time(hour, minute), clock.BANGKOK)


def ago(as_of: date, days: int, hour: int = 10) -> datetime:
    """Return an hour of the day so many days before the demo's."""
    return moment(as_of - timedelta(days=days), hour)
