"""The holiday table: seeded per year, edited by an administrator; it warns and moves nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.obligations.choices import HolidaySource
from tidtam.obligations.models import Holiday
from tidtam.thai import holidays as thai_holidays


@transaction.atomic
def seed(*, years: Iterable[int], by: Actor, at: datetime) -> int:
    """Fill years that have no holiday yet from the library. Units: Gregorian years. Shape: rows made."""
    by.require(Permission.HOLIDAYS_MANAGE)
    rows = []
    for year in years:
        if not Holiday.objects.filter(day__year=year).exists():
            rows += [
                Holiday(day=one.day, name=one.name, source=HolidaySource.LIBRARY) for one in thai_holidays.seed(year)
            ]
    Holiday.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        audit.record("obligations.holidays.seeded", ("obligations.holiday", "years"), by=by, at=at, count=len(rows))
    return len(rows)


@transaction.atomic
def add(*, day: date, name: str, by: Actor, at: datetime) -> Holiday:
    """Add a day off (cabinet resolution). Errors: NotAllowed; Problem without a name; Conflict when it is there."""
    by.require(Permission.HOLIDAYS_MANAGE)
    if not name.strip():
        raise Problem("obligations.holiday_name", "บอกชื่อวันหยุด", field="name")
    existing = Holiday.objects.filter(day=day).first()
    if existing and existing.active:
        raise Conflict(
            "obligations.holiday_exists", _("วันนี้เป็นวันหยุดอยู่แล้ว: %(name)s") % {"name": existing.name}, field="day"
        )
    holiday = existing or Holiday(day=day)
    holiday.name, holiday.active, holiday.source = name.strip(), True, HolidaySource.OFFICE
    holiday.save()
    audit.record("obligations.holiday.added", holiday, by=by, at=at, fields=["day", "name"])
    return holiday


@transaction.atomic
def switch_off(*, holiday: Holiday, by: Actor, at: datetime) -> Holiday:
    """Take a day out of the table; the row stays. Errors: NotAllowed."""
    by.require(Permission.HOLIDAYS_MANAGE)
    holiday.active = False
    holiday.save(update_fields=["active"])
    audit.record("obligations.holiday.switched_off", holiday, by=by, at=at, fields=["active"])
    return holiday
