"""Mark reports that went up when a record of their period changes: cheap, at once; they are compared a little later.

Each is one statement that passes the wall (migration 0006) and writes nothing but the mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from tidtam.kernel.gathering import later


def touch(*, path: str, since: date, at: datetime) -> int:
    """Mark the leaf reports of the office of a path and those above whose period ends on or after a day.

    Shape: reports marked.
    """
    return _run("SELECT reports_touch(ARRAY[%s], %s, %s)", [path, since, at])


def touch_visit(*, case: int, no: int, slack: int, at: datetime) -> int:
    """Mark the reports a visit counts in, and those of `slack` days before it. Shape: reports marked."""
    return _run("SELECT reports_touch_visit(%s, %s, %s, %s)", [case, no, slack, at])


def touch_needs(*, needs: Sequence[int], at: datetime) -> None:
    """Mark the reports of who helps and of who follows, from the day the needs moved last."""
    later("SELECT reports_touch_needs(%s, %s)", [list(needs), at])


def _run(sql: str, values: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchone()
    return int(found[0] or 0) if found else 0
