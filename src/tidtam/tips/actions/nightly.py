"""What the night does: count the days, blur when within them things came, destroy what is past its time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.tips.actions import statistics
from tidtam.tips.models import DayCount

_DAY = timedelta(days=1)
_EVER = date(2000, 1, 1)


@transaction.atomic
def close_days(*, today: date, by: Actor, at: datetime) -> int:
    """Seal how many tips and messages each finished day brought, since the last one counted; return how many days.

    Nights that were missed are made up for: each of their days is counted, a month with its last day, all rows since
    are blurred and what expired is destroyed. Shape: one audit entry for each day and month, none with anything else;
    again on the same day changes nothing.
    """
    last = DayCount.objects.order_by("-day").values_list("day", flat=True).first()
    day = last + _DAY if last else today - _DAY
    closed = 0
    while day < today:
        _count(day, by, at)
        if (day + _DAY).day == 1:
            statistics.count_month(month=day, by=by, at=at)
        day, closed = day + _DAY, closed + 1
    if closed:
        # What came after midnight on the last day's night was blurred then; the day itself may have had more since.
        with connection.cursor() as cursor:
            cursor.execute("SELECT tips_blur(%s)", [last or _EVER])
            cursor.execute("SELECT tips_expire(%s)", [today])
    return closed


def _count(day: date, by: Actor, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT received, added FROM tips_day(%s)", [day])
        received, added = cursor.fetchone()
    _counted, fresh = DayCount.objects.get_or_create(day=day, defaults={"received": received, "added": added})
    if fresh:
        audit.record("tips.counted", ("tips.daycount", day.isoformat()), by=by, at=at, count=received)
