"""The days before a report is due, on which nobody of an invented year goes out: offices compile what was done.

A district sends on the 13th and the 28th what its province sends on the 15th and the 30th. Whatever happens in between
waits for the day after, so that no signature counts what is later than itself.
"""

from __future__ import annotations

from datetime import date, timedelta

COMPILING = frozenset({13, 14, 15, 28, 29, 30})  # of a month: from the district's day to the end of the period
_DAY = timedelta(days=1)


def ahead(day: date) -> date:
    """Return the day itself, or the last one before the days of compiling it lies in."""
    while day.day in COMPILING:
        day -= _DAY
    return day


def behind(day: date) -> date:
    """Return the day itself, or the first one after the days of compiling it lies in."""
    while day.day in COMPILING:
        day += _DAY
    return day
