"""Half-months and the periods of report R2 as numbers; places in the tree of offices."""

from __future__ import annotations

import re
from datetime import date, timedelta

PROVINCE, DISTRICT = 1, 2
_EARLIEST = 2000 * 24  # the period of a number below is asked for by mistake
_DUE = 30  # of the month; a shorter one has its last day
# What of a path names the province, and the district. Bangkok is one office with its districts right below it.
NODE = {
    PROVINCE: r"^1\.(?:b\.[0-9]+|[ac-z]\.[0-9]+\.[0-9]+)\.",
    DISTRICT: r"^1\.(?:b\.[0-9]+\.[0-9]+|[ac-z]\.[0-9]+\.[0-9]+\.[0-9]+)\.",
}


def half_of(day: date) -> int:
    """Return the number of the half-month a day lies in; the 15th belongs to the first half. Source: letter 001."""
    return day.year * 24 + day.month * 2 - 2 + (day.day > 15)


def half_start(half: int) -> date:
    """Return the first day of a half-month."""
    return date(half // 24, half % 24 // 2 + 1, 16 if half % 2 else 1)


def half_end(half: int) -> date:
    """Return the last day of a half-month: the 15th or the month's end."""
    return half_start(half + 1) - timedelta(days=1)


def period_of(day: date) -> int:
    """Return the number of the period of report R2 a day lies in: its half-month, but the 31st opens the next period.

    The report is due on the 15th and the 30th and covers the days since the one before. Source: domain facts 1.3.
    """
    return half_of(day) + (day.day > _DUE)


def period_start(number: int) -> date:
    """Return the first day of a period of report R2: the 1st or 16th, the 31st of a month that has one."""
    return period_end(number - 1) + timedelta(days=1)


def period_end(number: int) -> date:
    """Return the last day of a period of report R2: the 15th or 30th, the last day of February."""
    end = half_end(number)
    return end.replace(day=min(end.day, _DUE))


def period_asked(text: str, today: date) -> int:
    """Return the number of the period somebody asks for; that of today for none, one to come, or what is no number."""
    now = period_of(today)
    number = int(text) if text.isdecimal() and len(text) <= len(str(now)) else now
    return number if _EARLIEST < number <= now else now


def depth_of(path: str) -> int:
    """Return 0 above the provinces, 1 for a province, 2 for a district, 3 for a team."""
    parts = path.rstrip(".").split(".")
    head = 3 if parts[1:2] == ["b"] else 4
    return max(0, len(parts) - head + 1)


def child_of(path: str, below: str) -> str:
    """Return the node under `path` that `below` lies in: provinces under the nation, then one step at a time."""
    parts = below.rstrip(".").split(".")
    head = 3 if parts[1:2] == ["b"] else 4
    here = path.rstrip(".").split(".")
    step = max(len(here) + 1, head)
    return ".".join(parts[:step]) + "."


def province_of(path: str, tier: int = PROVINCE) -> str:
    """Return the province, or the district (tier 2), a path lies in; "" above it."""
    found = re.match(NODE[tier], path)
    return found[0] if found else ""
