"""The list of every round in scope by day: a page of it, or batches for a sheet, at one cost wherever one stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from tidtam.aftercare import access
from tidtam.aftercare.choices import RoundState
from tidtam.aftercare.models import Round
from tidtam.kernel.actor import Actor

PAGE = 30  # each reads a case, a person and an office: 50 take more than 50 ms through the server
# A comparison of rows, which the ORM cannot say and one index answers.
_BY_DAY = ("due_on", "scope_path", "case_id", "round_no")
_BEYOND = f"({', '.join(f'aftercare_round.{name}' for name in _BY_DAY)}) > (%s, %s, %s, %s)"
Place = tuple[date, str, int, int]  # where in the list one stands


def listed(actor: Actor, *, state: str = "", after: str = "", size: int = PAGE) -> tuple[list[Round], str]:
    """Return a page of all rounds in scope by day and office, and the place of its last row ("" at the end).

    Shape: keyset on an index whose days are walked one by one in any scope, person and office along; 2 queries.
    """
    rows = access.rounds(actor)
    if state in RoundState.values:
        rows = rows.filter(state=state)
    parts = after.split("_")
    if len(parts) == 4 and all(part.isdecimal() and len(part) < 19 for part in parts[2:]):
        place: Place
        try:
            place = date.fromisoformat(parts[0]), parts[1].replace("\0", ""), int(parts[2]), int(parts[3])
        except ValueError:
            place = date.min, "", 0, 0
        rows = rows.extra(where=[_BEYOND], params=list(place))  # noqa: S610 (the values are parameters)
    found = list(rows.order_by(*_BY_DAY)[: size + 1])
    # Joined in one statement, the walls of three tables look like three unrelated filters, and all rounds are sorted.
    cases = access.cases(actor).select_related("person", "office").in_bulk({row.case_id for row in found})
    for row in found:
        row.case = cases[row.case_id]
    if len(found) <= size:
        return found, ""
    last = found[size - 1]
    return found[:size], f"{last.due_on}_{last.scope_path}_{last.case_id}_{last.round_no}"


def values(rows: QuerySet[Round], place: Place | None, size: int) -> list[tuple[Any, ...]]:
    """Return a batch of rounds after a place, as plain values for a sheet. Shape: keyset as `listed`; 1 query."""
    if place is not None:
        rows = rows.extra(where=[_BEYOND], params=list(place))  # noqa: S610 (the values are parameters)
    names = (
        *_BY_DAY, "state", "visited_on", "start_on", "end_on", "case__public_id",
        "case__person_id", "case__person__first_name", "case__person__last_name", "case__office__name_th",
    )  # fmt: skip
    return list(rows.order_by(*_BY_DAY).values_list(*names)[:size])
