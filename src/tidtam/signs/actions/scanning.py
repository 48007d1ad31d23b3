"""Count that a sign's code was opened: a number of a day, nothing of who opened it, and no entry of the act."""

from __future__ import annotations

from datetime import date

from django.db import connection

from tidtam.signs.rules import read_code


def note_scan(*, code: str, on: date) -> None:
    """Add one to the day's count of the sign that has this code; for any other code nothing is written or said.

    The only write without an actor and without an entry: whoever warns of drugs leaves none. The function sees the
    sign itself, whatever the caller's scope (migration 0002).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT signs_scanned(%s, %s)", [read_code(code), on])
