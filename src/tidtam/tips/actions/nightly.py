"""What the night does: count the day, blur when within it things came, destroy what is past its time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.tips.models import DayCount


@transaction.atomic
def close_day(*, day: date, by: Actor, at: datetime) -> DayCount:
    """Seal how many tips and messages a finished day brought, once; blur its rows and destroy what expired.

    Shape: one audit entry with the count, none with anything else; again for the same day changes nothing of it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT tips_blur(%s)", [day - timedelta(days=1)])
        cursor.execute("SELECT tips_expire(%s)", [day + timedelta(days=1)])
        cursor.execute("SELECT received, added FROM tips_day(%s)", [day])
        received, added = cursor.fetchone()
    counted, fresh = DayCount.objects.get_or_create(day=day, defaults={"received": received, "added": added})
    if fresh:
        audit.record("tips.counted", ("tips.daycount", day.isoformat()), by=by, at=at, count=received)
    return counted
