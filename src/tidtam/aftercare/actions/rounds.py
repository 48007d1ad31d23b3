"""What a day does to all rounds: they open, are missed or excused; the year ends; who is lost is looked for monthly.

Set by set, in the open scope, and again without effect. It says the same as `rules.rounds`, in the words of the
database; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from tidtam import audit
from tidtam.aftercare.actions import writing
from tidtam.aftercare.choices import CaseStatus, TaskKind, TaskState
from tidtam.aftercare.rules.cases import next_tracing
from tidtam.kernel.actor import Actor
from tidtam.kernel.ids import public_id
from tidtam.kernel.permissions import Permission


@dataclass(frozen=True, slots=True)
class Ticked:
    """What changed: rounds that opened, were missed or excused; tasks made."""

    due: int = 0
    missed: int = 0
    excused: int = 0
    closing: int = 0
    tracing: int = 0

    @property
    def total(self) -> int:
        """Return how many rows changed or were made."""
        return sum(asdict(self).values())


# Open rounds end at most two windows after they open: so the index of open rounds by their end finds both kinds.
_AFFECTED = """
    CREATE TEMPORARY TABLE tick_cases ON COMMIT DROP AS
    SELECT DISTINCT r.case_id AS id FROM aftercare_round r
    WHERE r.state IN ('planned', 'due')
      AND r.end_on <= %(today)s::date + (SELECT coalesce(max(window_days), 0) * 2 FROM aftercare_programme)
      AND r.scope_path >= %(scope)s AND r.scope_path < %(scope)s || '~'
      AND (r.state = 'planned' AND r.start_on <= %(today)s OR r.state = 'due' AND r.end_on < %(today)s)
"""
# The row of the case is locked first, as by every other act on its rounds.
_LOCK = "SELECT c.id FROM aftercare_case c JOIN tick_cases t USING (id) ORDER BY c.id FOR UPDATE OF c"
_MOVE = """
    WITH moved AS (
        UPDATE aftercare_round r
        SET state = s.state,
            counted_office_id = CASE WHEN s.state = 'due' THEN NULL ELSE s.office_id END
        FROM (
            SELECT r.case_id, r.round_no, c.office_id, CASE
                WHEN EXISTS (
                    SELECT 1 FROM aftercare_suspension h WHERE h.case_id = r.case_id AND h.from_on <= r.due_on
                      AND (h.to_on IS NULL OR r.due_on < h.to_on)
                ) THEN 'excused'
                WHEN r.end_on < %(today)s THEN 'missed' ELSE 'due' END AS state
            FROM tick_cases t JOIN aftercare_case c ON c.id = t.id JOIN aftercare_round r ON r.case_id = c.id
            WHERE r.state = 'planned' AND r.start_on <= %(today)s OR r.state = 'due' AND r.end_on < %(today)s
        ) s
        WHERE r.case_id = s.case_id AND r.round_no = s.round_no
        RETURNING r.case_id, r.round_no, r.state, r.end_on, r.scope_path, r.counted_office_id
    ), lapsed AS (
        INSERT INTO aftercare_missed (case_id, round_no, missed_on, office_id, scope_path)
        SELECT case_id, round_no, end_on, counted_office_id, scope_path FROM moved WHERE state = 'missed'
        ON CONFLICT (case_id, round_no, missed_on) DO NOTHING
    )
    SELECT state, count(*) FROM moved GROUP BY state
"""
_BESIDE = """
    UPDATE aftercare_case c
    SET strip = s.strip, next_round = s.next_round, next_due_on = s.next_due_on, rounds_missed = s.missed
    FROM (
        SELECT r.case_id, string_agg(CASE r.state
                WHEN 'planned' THEN 'p' WHEN 'due' THEN 'u' WHEN 'missed' THEN 'm' WHEN 'excused' THEN 'x'
                WHEN 'done' THEN CASE WHEN v.result IN ('N1', 'C1') THEN 'n' ELSE
                CASE sign(r.visited_on - r.due_on) WHEN 0 THEN 'o' WHEN -1 THEN 'e' ELSE 'l' END END
            END, '' ORDER BY r.round_no) AS strip,
            min(r.round_no) FILTER (WHERE r.state IN ('planned', 'due')) AS next_round,
            min(r.due_on) FILTER (WHERE r.state IN ('planned', 'due')) AS next_due_on,
            count(*) FILTER (WHERE r.state = 'missed') AS missed
        FROM tick_cases t JOIN aftercare_round r ON r.case_id = t.id
        LEFT JOIN aftercare_visit v ON v.case_id = r.case_id AND v.visit_no = r.visit_no
        GROUP BY r.case_id
    ) s WHERE c.id = s.case_id
"""
_TASK = ("public_id", "case_id", "kind", "due_on", "office_id", "scope_path", "state", "made_at", "note_sealed")
_CLOSING = """
    SELECT c.id, c.ends_on, c.office_id, c.scope_path
    FROM aftercare_case c JOIN aftercare_programme p ON p.id = c.programme_id
    WHERE c.scope_path >= %(scope)s AND c.scope_path < %(scope)s || '~'
      AND c.status NOT IN ('closed', 'completed') AND c.ends_on - p.closing_before::int <= %(today)s
      AND NOT EXISTS (SELECT 1 FROM aftercare_task t WHERE t.case_id = c.id AND t.kind = %(kind)s
                      AND t.due_on = c.ends_on)
    ORDER BY c.id FOR UPDATE OF c
"""
_TRACING = """
    SELECT c.id, (SELECT max(t.due_on) FROM aftercare_task t WHERE t.case_id = c.id AND t.kind = %(kind)s),
        c.office_id, c.scope_path
    FROM aftercare_case c
    WHERE c.scope_path >= %(scope)s AND c.scope_path < %(scope)s || '~' AND c.status = %(lost)s
      AND NOT EXISTS (SELECT 1 FROM aftercare_task t WHERE t.case_id = c.id AND t.kind = %(kind)s
                      AND (t.state = 'open' OR t.due_on > %(today)s))
    ORDER BY c.id FOR UPDATE OF c
"""


@transaction.atomic
def tick(*, today: date, at: datetime, by: Actor) -> Ticked:
    """Bring every round of the open scope to a day, and make the tasks that follow. Shape: what changed.

    Errors: NotAllowed.
    """
    by.require(Permission.CARE_MANAGE)
    values: dict[str, Any] = {"today": today, "scope": by.scope}
    with connection.cursor() as cursor:
        cursor.execute(_AFFECTED, values)
        cursor.execute(_LOCK)
        cursor.execute(_MOVE, values)
        moved: dict[str, int] = dict(cursor.fetchall())
        if moved:
            cursor.execute(_BESIDE)
        cursor.execute("DROP TABLE tick_cases")
    ticked = Ticked(
        moved.get("due", 0), moved.get("missed", 0), moved.get("excused", 0),
        _make_closing(values, at), _make_tracing(values, today, at),
    )  # fmt: skip
    if ticked.total:
        digest = writing.digest([today, asdict(ticked)])
        audit.record(
            "aftercare.rounds.ticked", ("aftercare.round", "batch"), by=by, at=at, count=ticked.total, digest=digest
        )
    return ticked


def _make_closing(values: dict[str, Any], at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_CLOSING, values | {"kind": TaskKind.CLOSING.value})
        found = cursor.fetchall()
    return _make(TaskKind.CLOSING, [tuple(row) for row in found], at)


def _make_tracing(values: dict[str, Any], today: date, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TRACING, values | {"kind": TaskKind.TRACING.value, "lost": CaseStatus.LOST.value})
        found = cursor.fetchall()
    return _make(TaskKind.TRACING, [(case, _next(last, today), *rest) for case, last, *rest in found], at)


def _next(last: date | None, today: date) -> date:
    """Return the next monthly day from the last task on, not in the past."""
    day = next_tracing(last or today)
    while day <= today:
        day = next_tracing(day)
    return day


def _make(kind: str, found: list[tuple[Any, ...]], at: datetime) -> int:
    rows = [
        (public_id(), case, str(kind), due_on, office, path, TaskState.OPEN.value, at, b"")
        for case, due_on, office, path in found
    ]
    writing.insert("aftercare_task", _TASK, rows)
    return len(rows)
