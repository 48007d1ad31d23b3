"""The next number of something an office counts by the year: its meetings, its announcements."""

from __future__ import annotations

from django.db import connection, models
from django.db.models import Max

from tidtam.offices.models import Office


def following(model: type[models.Model], office: Office, year: int) -> int:
    """Return the next number of `model` at an office in a year; nobody else draws one until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s::int)", [model._meta.db_table, office.pk])
    rows = model._default_manager.filter(office=office, year=year)
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1
