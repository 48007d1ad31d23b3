"""Public holidays of Thai government offices, and working days. A table per year; people may edit the stored copy."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

# The library lists these as public, but offices work on Children's Day (a Saturday anyway) and on Labour Day.
_NOT_FOR_OFFICES = ("วันเด็กแห่งชาติ", "วันแรงงานแห่งชาติ")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday: the day and its Thai name."""

    day: date
    name: str


@cache
def seed(year: int) -> tuple[Holiday, ...]:
    """Return the holidays of government offices in a Gregorian year, in order, as first content of the stored table.

    Source: the `holidays` library; days the cabinet adds later are entered by an administrator.
    """
    from holidays import country_holidays

    table = country_holidays("TH", years=year, language="th", categories=("public", "government"))
    out = []
    for day, names in sorted(table.items()):
        kept = [
            name
            for name in dict.fromkeys(part.strip() for part in names.split(";"))
            if not any(skip in name for skip in _NOT_FOR_OFFICES)
        ]
        if kept:
            out.append(Holiday(day, "; ".join(kept)))
    return tuple(out)


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Say whether offices work on a day; `holidays` may be a set of days or a mapping of days to names."""
    return day.weekday() < 5 and day not in holidays


def previous_working_day(due: date, holidays: Collection[date]) -> date:
    """Return the last working day on or before a day."""
    while not is_working_day(due, holidays):
        due -= _DAY
    return due


def next_working_day(due: date, holidays: Collection[date]) -> date:
    """Return the first working day on or after a day."""
    while not is_working_day(due, holidays):
        due += _DAY
    return due


def working_day_after(day: date, holidays: Collection[date]) -> date:
    """Return the first working day strictly after a day."""
    return next_working_day(day + _DAY, holidays)


def add_working_days(day: date, count: int, holidays: Collection[date]) -> date:
    """Return the day that is `count` working days after a day, which itself is not counted."""
    for _ in range(count):
        day = working_day_after(day, holidays)
    return day
