"""Work `care_scope`: what the lists of follow-up cost a person inside a scope, against the same lists for the owner."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet

from tidtam.aftercare import access
from tidtam.aftercare.models import Case, Round
from tidtam.aftercare.queries import board, today
from tidtam.demo.bench.care import house
from tidtam.demo.bench.lines import Limit, Line, Reference, line
from tidtam.demo.bench.nation import acting
from tidtam.demo.bench.scope import LIMIT, PAGE, ROUNDS, TOLERANCE, compared
from tidtam.demo.nation.build import AS_OF
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.offices.models import Office
from tidtam.offices.queries import by_code
from tidtam.people import queries
from tidtam.people.choices import Purpose
from tidtam.people.matching import asking

LEVELS = {"nation": "DOPA", "province": "DOPA-30", "district": "DOPA-3014"}
NAMES = ("สมชาย แก้วสุข", "สุรชัย ทองดี", "ประเสริฐ บุญมา", "วิชัย ศรีสวัสดิ์")


def _board(actor: Actor, at: Office) -> QuerySet[Any]:
    return board.listing(actor, at, board.Filters(), AS_OF)[: PAGE + 1]


def _today(actor: Actor, at: Office) -> QuerySet[Any]:
    return today.due(actor, AS_OF, "near")[:20]


def _late(actor: Actor, at: Office) -> QuerySet[Any]:
    return today.due(actor, AS_OF, "late")[:20]


def _rounds(actor: Actor, at: Office) -> QuerySet[Any]:
    # The page reads people and offices of these rows in a second statement.
    return access.rounds(actor).order_by("due_on", "scope_path", "case_id", "round_no")[: PAGE + 1]


LISTS: tuple[tuple[str, Any, Callable[[Actor, Office], QuerySet[Any]]], ...] = (
    ("board", Case, _board), ("today", Case, _today), ("late", Case, _late), ("rounds", Round, _rounds),
)  # fmt: skip


def measure(scale: float) -> Iterator[Line]:
    """Yield the ratio of the best times for each list and each scope, runs interleaved, then for the search."""
    rounds, above = max(3, round(ROUNDS * scale)), house.root()
    everything = acting(above)
    for level, code in LEVELS.items():
        office = by_code(code)
        actor = acting(office)
        for name, table, shape in LISTS:
            yield compared(
                f"care_scope.{name}.{level}", actor, shape(actor, office), shape(everything, above).using("owner"),
                rounds=rounds, n=table.objects.using("owner").count(), limit=LIMIT,
            )  # fmt: skip
        yield _search(level, actor, max(3, round(10 * scale)))


def _search(level: str, actor: Actor, tries: int) -> Line:
    """Compare the candidates of names inside a scope with those over the whole register, where no wall hides a row."""
    mine, whole = 0.0, 0.0
    for name in NAMES:
        inside, outside = [], []
        for _ in range(tries):
            inside.append(_candidates(name, actor.scope))
            outside.append(_candidates(name, ROOT))
        mine, whole = mine + min(inside), whole + min(outside)
    found = line(
        f"care_scope.search.{level}", "times the unscoped list", mine / whole, n=len(NAMES), limit=Limit(LIMIT.value),
        reference=Reference("the same search over the whole register", "ms", whole / len(NAMES)),
        scoped_ms=round(mine / len(NAMES), 2), tolerance_ms=TOLERANCE,
    )  # fmt: skip
    return found | {"met": found["met"] or (mine - whole) / len(NAMES) <= TOLERANCE}


def _candidates(name: str, scope: str) -> float:
    asked = asking.parse(name)
    with wall.scope(scope):
        began = time.perf_counter()
        queries.candidates(asked, Purpose.AFTERCARE)
        return (time.perf_counter() - began) * 1000
