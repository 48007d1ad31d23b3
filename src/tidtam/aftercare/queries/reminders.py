"""Counts the reminders are made of: by office and day, never by person. Each is one set-based query."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count

from tidtam.aftercare.choices import CaseStatus, RoundState, TaskState
from tidtam.aftercare.models import Alert, Case, Round, Task
from tidtam.offices.models import Office

_OPEN_CASE = (CaseStatus.REGISTERED, CaseStatus.ACTIVE, CaseStatus.LOST)
_WIDEST = 31  # no programme's window is wider; it lets the partial index of open rounds answer


def offices_by_path(paths: Iterable[str]) -> dict[str, Office]:
    """Return standing offices by path, with the office above. Shape: 1 query."""
    rows = Office.objects.filter(path__in=list(paths)).select_related("parent__parent")
    return {office.path: office for office in rows}


def open_rounds(today: date, offsets: Iterable[int]) -> list[tuple[str, date, int]]:
    """Return how many rounds of each office wait, by due day, on the days `offsets` before today. Shape: 1 query."""
    days = [today - timedelta(days=offset) for offset in offsets]
    return list(
        Round.objects.filter(
            state__in=[RoundState.PLANNED, RoundState.DUE], due_on__in=days, end_on__gte=min(days),
            end_on__lte=max(days) + timedelta(days=_WIDEST), case__status__in=_OPEN_CASE,
        )
        .values_list("scope_path", "due_on")
        .annotate(n=Count("round_no"))
        .order_by()
    )  # fmt: skip


def open_alerts() -> dict[str, int]:
    """Return how many alerts nobody acknowledged, by office path. Shape: 1 query."""
    rows = Alert.objects.filter(acknowledged_at__isnull=True).values_list("scope_path").annotate(n=Count("id"))
    return dict(rows.order_by())


def near_closing(day: date) -> dict[str, int]:
    """Return how many people's year ends on a day, by office path. Shape: 1 query."""
    rows = Case.objects.filter(ends_on=day, status__in=[*_OPEN_CASE, CaseStatus.SUSPENDED])
    return dict(rows.values_list("scope_path").annotate(n=Count("id")).order_by())


def tasks_due(today: date) -> list[tuple[str, str, int]]:
    """Return how many open tasks fall due today, by office path and kind. Shape: 1 query."""
    rows = Task.objects.filter(state=TaskState.OPEN, due_on=today)
    return list(rows.values_list("scope_path", "kind").annotate(n=Count("id")).order_by())


# The last movement of a mirrored need is the day something happened to it.
_IDLE = """
    WITH idle AS (
        SELECT c.need_id, c.scope_path,
               coalesce((SELECT max(m.on) FROM aftercare_caseneedmove m WHERE m.need_id = c.id), c.asked_on) AS since
        FROM aftercare_caseneed c WHERE c.bucket IN ('unmet', 'in_progress')
    )
"""
_OWNER = """
    SELECT n.office_id, count(*) FROM idle i JOIN assistance_need n ON n.id = i.need_id
    WHERE i.since = %s GROUP BY 1 ORDER BY 1
"""
# A team's district and a district's province stand above it in the path.
_DISTRICT = """
    SELECT o.id, count(*) FROM idle i
    JOIN offices_office own ON own.path = i.scope_path
    JOIN offices_office o ON o.id = CASE WHEN own.level = 'team' THEN own.parent_id ELSE own.id END
    WHERE i.since = %s GROUP BY 1 ORDER BY 1
"""
_PROVINCE = """
    SELECT p.id, count(*) FROM aftercare_caseneed c
    JOIN offices_office own ON own.path = c.scope_path
    JOIN offices_office d ON d.id = CASE WHEN own.level = 'team' THEN own.parent_id ELSE own.id END
    JOIN offices_office p ON p.id = d.parent_id
    WHERE c.bucket IN ('unmet', 'in_progress') AND c.asked_on < %s GROUP BY 1 ORDER BY 1
"""


def idle_by_owner(since: date) -> list[tuple[Office, int]]:
    """Return how many open needs nobody has moved since a day, by the office that has them. Shape: 2 queries."""
    return _counted(_IDLE + _OWNER, since)


def idle_by_district(since: date) -> list[tuple[Office, int]]:
    """Return the same by the district that answers for the person. Shape: 2 queries."""
    return _counted(_IDLE + _DISTRICT, since)


def long_by_province(before: date) -> list[tuple[Office, int]]:
    """Return how many needs asked before a day are still open, by province. Shape: 2 queries."""
    return _counted(_PROVINCE, before)


def _counted(sql: str, day: date) -> list[tuple[Office, int]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [day])
        rows: list[Any] = cursor.fetchall()
    offices = Office.objects.in_bulk([pk for pk, _ in rows])
    return [(offices[pk], n) for pk, n in rows if pk in offices]
