"""The clock every edge asks: real time, or the demo's own day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone

BANGKOK = ZoneInfo("Asia/Bangkok")


@lru_cache(maxsize=1)
def _installation() -> tuple[bool, timedelta]:
    from tidtam.accounts.models import Installation

    row = Installation.objects.filter(pk=1).first()
    if row is None or row.as_of is None:
        return bool(row and row.is_demo), timedelta()
    made = row.created_at.astimezone(BANGKOK)
    return row.is_demo, datetime.combine(row.as_of, time(), BANGKOK) - datetime.combine(made.date(), time(), BANGKOK)


def forget() -> None:
    """Read the installation row again (after it was made, and between tests)."""
    _installation.cache_clear()


def is_demo() -> bool:
    """Say whether this database is marked as a demo."""
    return _installation()[0]


def now() -> datetime:
    """Return this moment; in a demo, on the demo's own day."""
    return timezone.now() + _installation()[1]


def today() -> date:
    """Return today's date in Bangkok."""
    return now().astimezone(BANGKOK).date()
