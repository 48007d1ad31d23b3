"""Counts of months that are over: written once, read through the rule of small figures."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.tips.actions.moving import day_of
from tidtam.tips.models import MonthCount


def after(month: date) -> date:
    """Return the first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


@transaction.atomic
def count_month(*, month: date, by: Actor, at: datetime) -> int:
    """Count the tips of a month that is over by district, those about officials left out; a second run does nothing.

    Shape: how many districts had any. What is destroyed later stays counted, so that no figure ever moves.
    Errors: Problem("tips.month_open").
    """
    by.require(Permission.TIPS_COUNT)
    first, until = month.replace(day=1), after(month)
    if day_of(at) < until:
        raise Problem("tips.month_open", "เดือนนี้ยังไม่สิ้นสุด")
    if MonthCount.objects.filter(month=first).exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT district, count FROM tips_month(%s, %s)", [first, until])
        rows = [MonthCount(month=first, province=code[:2], district=code, count=n) for code, n in cursor.fetchall()]
    MonthCount.objects.bulk_create(rows, ignore_conflicts=True)
    audit.record("tips.month.counted", ("tips.monthcount", f"{first:%Y-%m}"), by=by, at=at, count=len(rows))
    return len(rows)
