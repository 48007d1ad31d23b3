"""When a sheet for another system is due. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from tidtam.thai.holidays import working_day_after

DUE_DAY = 5  # of the following month. Source: letter F4 (O40, O44)


def period_of(day: date) -> date:
    """Return the month a day lies in, by its first day."""
    return day.replace(day=1)


def before(period: date) -> date:
    """Return the month before."""
    return (period - timedelta(days=1)).replace(day=1)


def after(period: date) -> date:
    """Return the month after."""
    return (period + timedelta(days=32)).replace(day=1)


def due_on(period: date) -> date:
    """Return the last day to type a month in: the fifth of the next."""
    return after(period).replace(day=DUE_DAY)


def current(today: date) -> date:
    """Return the month that is to be typed in now: the last that is over."""
    return before(period_of(today))


def is_over(period: date, today: date) -> bool:
    """Say whether a month is over, so that its figures stand."""
    return after(period) <= period_of(today)


def read_period(text: str) -> date | None:
    """Read `2026-04`; None for anything else."""
    year, _dash, month = text.partition("-")
    if len(text) != 7 or not (year.isascii() and year.isdigit() and month.isascii() and month.isdigit()):
        return None
    if not (2000 <= int(year) <= 2200 and 1 <= int(month) <= 12):
        return None
    return date(int(year), int(month), 1)


def typed_by(since: date, holidays: Collection[date]) -> date:
    """Return the last day to type an accepted visit into บสต.: the next working day. Source: domain facts O11."""
    return working_day_after(since, holidays)
