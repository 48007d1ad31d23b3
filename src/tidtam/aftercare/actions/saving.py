"""Save cases in hand: new rows at once, of known rows what has changed; every table in one or two statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection

from tidtam.aftercare.actions import writing
from tidtam.aftercare.actions.live import MUTABLE, Live
from tidtam.aftercare.choices import TaskState
from tidtam.aftercare.rules.plan import Plan
from tidtam.kernel.ids import public_id

_CASE_NEW = (
    "id", "public_id", "person_id", "programme_id", "cohort_id", "roster_id", "office_id", "scope_path", "member_id",
    "area_id", "moo", "enrolled_on", "enrolled_office_id", "certificate_no", "colour", "substance", "bsort_no",
    "made_at", "version", *MUTABLE,
)  # fmt: skip
_SUSPENSION = ("case_id", "kind", "from_on", "to_on", "reason", "scope_path", "made_at", "made_by")
_LAPSE = ("case_id", "round_no", "missed_on", "office_id", "recovered_on", "visit_no", "scope_path")
_TASK = (
    "public_id", "case_id", "visit_no", "kind", "due_on", "office_id", "scope_path", "state", "made_at", "done_at",
    "done_by", "note_sealed",
)  # fmt: skip
_LINE = ("state", "visited_on", "visit_no", "counted_office_id")


def save(lives: Sequence[Live]) -> None:
    """Save cases with their rounds, suspensions, ledger and tasks; visits are written by whoever took them in.

    A new case is saved once.
    """
    new = [live for live in lives if live.is_new]
    if new:
        writing.insert("aftercare_case", _CASE_NEW, [_row(live, _CASE_NEW) for live in new])
        _insert_rounds(new)
    known = [live for live in lives if not live.is_new]
    _update_rounds(known)
    _save_held(lives)
    _save_lapses(lives)
    save_duties(lives)
    changed = [live for live in known if _mutable(live) != live.was]
    writing.update("aftercare_case", ("id",), MUTABLE, [(live.case.pk, *_mutable(live)) for live in changed])
    for live in changed:
        live.case.version += 1
    for live in known:
        live.was = _mutable(live)
        live.was_lines = [line.values() for line in live.lines]


def save_needs(lives: Iterable[Live]) -> None:
    """Save how many needs of new cases are open: they are asked for when the case stands already."""
    rows = [(live.case.pk, live.case.open_needs) for live in lives if live.case.open_needs]
    writing.update("aftercare_case", ("id",), ("open_needs",), rows)


def _row(live: Live, names: Sequence[str]) -> writing.Row:
    return tuple(getattr(live.case, name) for name in names)


def _mutable(live: Live) -> writing.Row:
    return _row(live, MUTABLE)


def _insert_rounds(lives: Sequence[Live]) -> None:
    """Insert the rounds of new cases: one row per case travels, the database makes its rounds of it."""
    rows = []
    for live in lives:
        rows.append(
            (
                live.case.pk, live.case.scope_path, *_days(live.plan),
                writing.array(tuple([line.state for line in live.lines])),
                _array(line.visited_on for line in live.lines), _array(line.visit_no for line in live.lines),
                writing.array(tuple([line.counted for line in live.lines])),
            )
        )  # fmt: skip
    columns = ("id bigint", "scope text", "due date[]", "start date[]", "till date[]", "state text[]",
               "visited date[]", "visit int[]", "counted bigint[]")  # fmt: skip
    with connection.cursor() as cursor:
        if len(rows) < writing.FEW:
            for row in rows:
                cursor.execute(
                    f"{_ROUNDS} FROM (VALUES (%s::bigint, %s::text, %s::date[], %s::date[], %s::date[], %s::text[], "
                    f"%s::date[], %s::int[], %s::bigint[])) c({_NAMES}), {_EACH}",
                    row,
                )
            return
        cursor.execute(f"CREATE TEMPORARY TABLE in_rounds ({', '.join(columns)}) ON COMMIT DROP")
        with cursor.copy(f"COPY in_rounds ({_NAMES}) FROM STDIN") as stream:
            for row in rows:
                stream.write_row(row)
        cursor.execute(f"{_ROUNDS} FROM in_rounds c, {_EACH}")
        cursor.execute("DROP TABLE in_rounds")


@lru_cache(maxsize=4096)
def _days(plan: Plan) -> tuple[str, str, str]:
    slots = plan.rounds
    return _array(s.due for s in slots), _array(s.start for s in slots), _array(s.end for s in slots)


def _array(values: Iterable[Any]) -> str:
    """Return days or numbers as the text of an array; such are never the same twice."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


_NAMES = "id, scope, due, start, till, state, visited, visit, counted"
_ROUNDS = (
    "INSERT INTO aftercare_round (case_id, round_no, due_on, start_on, end_on, state, visited_on, visit_no, "
    "counted_office_id, scope_path, version) "
    "SELECT c.id, r.n, r.due, r.start, r.till, r.state, r.visited, r.visit, r.counted, c.scope, 1"
)
_EACH = (
    "LATERAL unnest(c.due, c.start, c.till, c.state, c.visited, c.visit, c.counted) WITH ORDINALITY "
    "AS r(due, start, till, state, visited, visit, counted, n)"
)


def _update_rounds(lives: Sequence[Live]) -> None:
    rows = [
        (live.case.pk, n, *line.values())
        for live in lives
        for n, (line, was) in enumerate(zip(live.lines, live.was_lines, strict=True), 1)
        if line.values() != was
    ]
    writing.update("aftercare_round", ("case_id", "round_no"), _LINE, rows)


def _save_held(lives: Sequence[Live]) -> None:
    changed = [(one.pk, one.until) for live in lives for one in live.held if one.pk and one.changed]
    # What ends is written before what begins: one suspension at most is open.
    writing.update("aftercare_suspension", ("id",), ("to_on",), changed)
    rows = []
    for live in lives:
        for one in live.held:
            if one.pk is None:
                case = live.case
                rows.append(
                    (case.pk, one.kind, one.since, one.until, one.reason, case.scope_path, one.made_at, one.made_by)
                )
    _insert_with_ids("aftercare_suspension", _SUSPENSION, rows, [o for live in lives for o in live.held])


def _save_lapses(lives: Sequence[Live]) -> None:
    changed = [
        (one.pk, one.recovered_on, one.visit_no) for live in lives for one in live.lapses if one.pk and one.changed
    ]
    writing.update("aftercare_missed", ("id",), ("recovered_on", "visit_no"), changed)
    rows = [
        (
            live.case.pk, one.round_no, one.missed_on, one.office_id, one.recovered_on, one.visit_no,
            live.case.scope_path,
        )
        for live in lives for one in live.lapses if one.pk is None
    ]  # fmt: skip
    _insert_with_ids("aftercare_missed", _LAPSE, rows, [o for live in lives for o in live.lapses])


def save_duties(lives: Sequence[Live]) -> None:
    """Save the tasks of cases alone."""
    changed = [
        (one.pk, one.visit_no, one.state, one.done_at, one.done_by)
        for live in lives
        for one in live.duties
        if one.pk and one.changed
    ]
    writing.update("aftercare_task", ("id",), ("visit_no", "state", "done_at", "done_by"), changed)
    rows = [
        (
            public_id(), live.case.pk, one.visit_no, one.kind, one.due_on, live.case.office_id, live.case.scope_path,
            one.state, one.made_at, one.done_at, one.done_by, b"",
        )
        for live in lives for one in live.duties if one.pk is None
    ]  # fmt: skip
    _insert_with_ids("aftercare_task", _TASK, rows, [o for live in lives for o in live.duties])


def _insert_with_ids(table: str, columns: Sequence[str], rows: Sequence[writing.Row], owners: Sequence[Any]) -> None:
    """Insert rows under reserved ids and tell them to the objects they came from, in the same order."""
    ids = writing.reserve(table, len(rows))
    writing.insert(table, ("id", *columns), [(pk, *row) for pk, row in zip(ids, rows, strict=True)])
    for owner in owners:
        owner.changed = False
    for owner, pk in zip([one for one in owners if one.pk is None], ids, strict=True):
        owner.pk = pk


def plan_as_json(live: Live) -> list[dict[str, Any]]:
    """Return the rounds as they stand, to be kept beside a corrected plan."""
    return [
        {
            "n": slot.n, "due": slot.due.isoformat(), "from": slot.start.isoformat(), "to": slot.end.isoformat(),
            "state": line.state, "visit": line.visit_no,
        }
        for slot, line in zip(live.plan.rounds, live.lines, strict=True)
    ]  # fmt: skip


def open_tasks(live: Live, *kinds: str) -> list[Any]:
    """Return the open tasks of some kinds, or of all."""
    return [one for one in live.duties if one.state == TaskState.OPEN and (not kinds or one.kind in kinds)]
