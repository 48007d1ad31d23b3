"""A form that is sent twice makes one row, also where both come in the same moment."""

from __future__ import annotations

from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def hold(key: str) -> None:
    """Let who makes the same row wait until the first has committed, and so find it. Shape: one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 2611))", [key])


def before(rows: QuerySet[Row], public_id: str) -> Row | None:
    """Return the row that was made with this id already; None for the first, and for a form that brings no id."""
    if not public_id:
        return None
    hold(public_id)
    return rows.filter(public_id=public_id).first()
