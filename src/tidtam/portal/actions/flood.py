"""Count what comes from one place, goes to one office, or comes at all; say so clearly when it is too much.

Rows are only added, so that nobody waits for a counter. No entry in the audit: it is no act of anybody, and gone
after a day.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tidtam.kernel import rows
from tidtam.kernel.problem import Problem
from tidtam.portal import sealing
from tidtam.portal.models import Attempt
from tidtam.portal.rules import ALTOGETHER, FROM_ADDRESS, TO_OFFICE, Limit, place_of_address

KEPT = timedelta(days=1)
_SLOTS = {"photo": (7_312_100, 2), "pin": (7_312_110, 4)}  # first lock, how many may work at once


class Busy(Problem):
    """Too much came at once: nothing is lost, another way is open."""

    status = 429


def key_of(address: str, at: datetime) -> bytes:
    """Return what stands for an address today."""
    return sealing.daily(place_of_address(address), timezone.localdate(at))


def check(kind: str, *, key: bytes, office: int | None = None, at: datetime) -> None:
    """Refuse what is more than the limits. Errors: Busy. Shape: one query, each count bounded by its limit."""
    asked: list[tuple[str, Limit]] = [("place", limit) for limit in FROM_ADDRESS.get(kind, ())]
    if office is not None:
        asked += [("office", limit) for limit in TO_OFFICE.get(kind, ())]
    asked += [("all", limit) for limit in ALTOGETHER.get(kind, ())]
    if not asked:
        return
    counts = [what for what, _limit in asked]
    since, most = [at - limit.within for _what, limit in asked], [limit.most for _what, limit in asked]
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_over(%s, %s, %s, %s, %s, %s)", [str(kind), key, office, counts, since, most])
        over = cursor.fetchone()[0]
    if over:
        raise Busy("portal.busy", _("มีการใช้งานจากที่เดียวกันหรือเข้ามาพร้อมกันมากเกินไป รอสักครู่แล้วลองใหม่"))


def note(kind: str, *, key: bytes, office: int | None = None, at: datetime, times: int = 1) -> None:
    """Count one more."""
    rows.insert("portal_attempt", ("kind", "key", "office_id", "at"), [(str(kind), key, office, at)] * times)


def wait_turn(what: str) -> None:
    """Wait until few enough do the same costly thing; the turn ends with the transaction. Errors: Busy."""
    first, slots = _SLOTS[what]
    _take_lock(first + secrets.randbelow(slots))


def one_at_a_time(name: str) -> None:
    """Let one at a time try the same thing, until the transaction ends. Errors: Busy."""
    _take_lock(int.from_bytes(sealing.daily(name, timezone.localdate())[:7], "big"))


def _take_lock(number: int) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '8s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as error:
        raise Busy("portal.busy", _("ตอนนี้มีคนใช้พร้อมกันมาก รอสักครู่แล้วลองใหม่")) from error


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Delete counts older than a day. Shape: how many."""
    return Attempt.objects.filter(at__lt=at - KEPT).delete()[0]
