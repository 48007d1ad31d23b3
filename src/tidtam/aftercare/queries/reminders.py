"""Counts the reminders are made of: by office and day, never by person. Each is one set-based query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from tidtam.accounts.models import Grant
from tidtam.aftercare.choices import CaseStatus, RoundState, TaskState
from tidtam.aftercare.models import Alert, Case, Round, Task
from tidtam.offices.models import Office

_OPEN_CASE = (CaseStatus.REGISTERED, CaseStatus.ACTIVE, CaseStatus.LOST)
Waiting = tuple[str, date, int | None, int]
_WIDEST = 31  # no programme's window is wider; it lets the partial index of open rounds answer


def offices_by_path(paths: Iterable[str]) -> dict[str, Office]:
    """Return standing offices by path, with the office above. Shape: 1 query."""
    rows = Office.objects.filter(path__in=list(paths)).select_related("parent__parent")
    return {office.path: office for office in rows}


def accounts_of(users: set[int], day: date) -> set[tuple[int | None, str]]:
    """Return which accounts may act where on a day, as (account, path of the office). Shape: 1 query, or none."""
    if not users:
        return set()
    live = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    rows = Grant.objects.filter(live, user__in=users, revoked_at__isnull=True, valid_from__lte=day)
    return set(rows.filter(user__is_active=True).values_list("user_id", "office__path"))


def open_rounds(today: date, offsets: Sequence[int]) -> list[Waiting]:
    """Return how many rounds wait, by office, due day and account of the member, for all `offsets`. Shape: 1 query."""
    first, last = today - timedelta(days=offsets[-1]), today - timedelta(days=offsets[0])
    return _by_due_day(
        Round.objects.filter(
            state__in=[RoundState.PLANNED, RoundState.DUE], due_on__range=(first, last), end_on__gte=first,
            end_on__lte=last + timedelta(days=_WIDEST),
        )
    )  # fmt: skip


def just_missed(today: date, offset: int, days: int) -> list[Waiting]:
    """Return how many rounds were missed, of those `offset` days old lately but not today. Shape: 1 query.

    For the telling of the last day, where nothing ran on that day.
    """
    first, last = today - timedelta(days=offset + days), today - timedelta(days=offset + 1)
    rows = Round.objects.filter(state=RoundState.MISSED, due_on__range=(first, last))
    return _by_due_day(rows.filter(end_on__gte=F("case__enrolled_on")))  # of those that could be kept at all


def _by_due_day(rows: QuerySet[Round]) -> list[Waiting]:
    counted = rows.filter(case__status__in=_OPEN_CASE).values_list("scope_path", "due_on", "case__member__user")
    return list(counted.annotate(n=Count("round_no")).order_by())


def agreed(first: date, last: date) -> list[Waiting]:
    """Return how many people are expected on a day agreed on, by office, day and account of the member. Shape: 1 query.

    Who is expected on the day of a round is told with the round.
    """
    rows = Case.objects.filter(appointment_on__range=(first, last), status__in=_OPEN_CASE)
    rows = rows.filter(Q(next_due_on__isnull=True) | ~Q(next_due_on=F("appointment_on")))
    counted = rows.values_list("scope_path", "appointment_on", "member__user").annotate(n=Count("id")).order_by()
    return [(path, day, user, n) for path, day, user, n in counted if day is not None]


def open_alerts() -> dict[str, int]:
    """Return how many alerts nobody acknowledged, by office path. Shape: 1 query."""
    rows = Alert.objects.filter(acknowledged_at__isnull=True).values_list("scope_path").annotate(n=Count("id"))
    return dict(rows.order_by())


def near_closing(first: date, last: date) -> list[tuple[str, date, int]]:
    """Return how many people's year ends, by office path and day. Shape: 1 query."""
    rows = Case.objects.filter(ends_on__range=(first, last), status__in=[*_OPEN_CASE, CaseStatus.SUSPENDED])
    return list(rows.values_list("scope_path", "ends_on").annotate(n=Count("id")).order_by())


def tasks_due(first: date, last: date) -> list[tuple[str, date, str, int]]:
    """Return how many open tasks fall due, by office path, day and kind. Shape: 1 query."""
    rows = Task.objects.filter(state=TaskState.OPEN, due_on__range=(first, last))
    return list(rows.values_list("scope_path", "due_on", "kind").annotate(n=Count("id")).order_by())


# The last movement of a mirrored need is the day something happened to it.
_IDLE = """
    WITH idle AS (
        SELECT c.need_id, c.scope_path,
               coalesce((SELECT max(m.on) FROM aftercare_caseneedmove m WHERE m.need_id = c.id), c.asked_on) AS since
        FROM aftercare_caseneed c WHERE c.bucket IN ('unmet', 'in_progress')
    )
"""
_OWNER = """
    SELECT n.office_id, i.since, count(*) FROM idle i JOIN assistance_need n ON n.id = i.need_id
    WHERE i.since BETWEEN %s AND %s GROUP BY 1, 2 ORDER BY 1, 2
"""
# A team's district and a district's province stand above it in the path.
_DISTRICT = """
    SELECT o.id, i.since, count(*) FROM idle i
    JOIN offices_office own ON own.path = i.scope_path
    JOIN offices_office o ON o.id = CASE WHEN own.level = 'team' THEN own.parent_id ELSE own.id END
    WHERE i.since BETWEEN %s AND %s GROUP BY 1, 2 ORDER BY 1, 2
"""
_PROVINCE = """
    SELECT p.id, count(*) FROM aftercare_caseneed c
    JOIN offices_office own ON own.path = c.scope_path
    JOIN offices_office d ON d.id = CASE WHEN own.level = 'team' THEN own.parent_id ELSE own.id END
    JOIN offices_office p ON p.id = d.parent_id
    WHERE c.bucket IN ('unmet', 'in_progress') AND c.asked_on < %s GROUP BY 1 ORDER BY 1
"""


def idle_by_owner(first: date, last: date) -> list[tuple[Office, date, int]]:
    """Return how many open needs nobody moved since a day, by the office that has them and day. Shape: 2 queries."""
    return [(office, since, n) for office, (since, n) in _counted(_IDLE + _OWNER, first, last)]


def idle_by_district(first: date, last: date) -> list[tuple[Office, date, int]]:
    """Return the same by the district that answers for the person. Shape: 2 queries."""
    return [(office, since, n) for office, (since, n) in _counted(_IDLE + _DISTRICT, first, last)]


def long_by_province(before: date) -> list[tuple[Office, int]]:
    """Return how many needs asked before a day are still open, by province. Shape: 2 queries."""
    return [(office, n) for office, (n,) in _counted(_PROVINCE, before)]


def _counted(sql: str, *days: date) -> list[tuple[Office, tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(days))
        rows: list[Any] = cursor.fetchall()
    offices = Office.objects.in_bulk([pk for pk, *_ in rows])
    return [(offices[pk], tuple(rest)) for pk, *rest in rows if pk in offices]
