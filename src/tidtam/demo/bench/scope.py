"""Work `scope`: what a list costs a person inside a scope, against the same list for the owner, whom no wall stops."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from tidtam.demo.bench import nation
from tidtam.demo.bench.lines import Limit, Line, Reference, line
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.letters import access as letters
from tidtam.letters.choices import Direction
from tidtam.letters.models import RegisterEntry
from tidtam.obligations import access as obligations
from tidtam.obligations.choices import DutyState
from tidtam.obligations.models import Duty
from tidtam.offices.queries import by_code

LIMIT = Limit(1.1)
ROUNDS = 15
PAGE = 50

List = Callable[[QuerySet[Any]], QuerySet[Any]]


def _late(rows: QuerySet[Any]) -> QuerySet[Any]:
    return (
        rows.filter(state=DutyState.OPEN, due_on__lt=nation.AS_OF)
        .select_related("obligation", "office")
        .order_by("due_on", "scope_path")[:PAGE]
    )


def _by_state(rows: QuerySet[Any]) -> QuerySet[Any]:
    counted: QuerySet[Any] = rows.order_by().values("state").annotate(n=Count("id"))
    return counted


def _window(rows: QuerySet[Any]) -> QuerySet[Any]:
    return (
        rows.filter(due_on__range=(nation.AS_OF.replace(day=1), nation.AS_OF))
        .select_related("obligation", "office")
        .order_by("scope_path", "due_on")[:PAGE]
    )


def _register(rows: QuerySet[Any]) -> QuerySet[Any]:
    return (
        rows.filter(direction=Direction.IN)
        .select_related("letter", "office")
        .order_by("scope_path", "-year", "-number")[:PAGE]
    )


def measure(scale: float) -> Iterator[Line]:
    """Yield the ratio of medians for each list and each scope, runs interleaved."""
    with transaction.atomic():
        rows = Duty.objects.using("owner").count()
        lines = RegisterEntry.objects.using("owner").count()
    rounds = max(3, round(ROUNDS * scale))
    for level in ("nation", "province"):
        actor = nation.acting(by_code(nation.CODE[level]))
        duty, entry = obligations.duties(actor), letters.entries(actor)
        for name, table, scoped, shape, n in (
            ("late_duties", Duty, duty, _late, rows),
            ("duties_of_the_month", Duty, duty, _window, rows),
            ("duties_by_state", Duty, duty, _by_state, rows),
            ("register", RegisterEntry, entry, _register, lines),
        ):
            yield _compared(f"scope.{name}.{level}", actor, shape(scoped), _free(table, shape), n=n, rounds=rounds)


def _free(table: Any, shape: List) -> QuerySet[Any]:
    return shape(table.objects.using("owner"))


def _compared(name: str, actor: Actor, scoped: QuerySet[Any], free: QuerySet[Any], *, n: int, rounds: int) -> Line:
    """Run the list as the person, the same scoped list as the owner, and the whole list as the owner, in turn."""
    walled: list[float] = []
    unwalled: list[float] = []
    whole: list[float] = []
    same = scoped.using("owner")
    for _ in range(rounds + 1):
        walled.append(_timed(actor.scope, scoped))
        unwalled.append(_timed("", same))
        whole.append(_timed("", free))
    mine, bare, all_of_it = (_median(times) for times in (walled, unwalled, whole))
    return line(
        name, "times the unscoped list", mine / all_of_it, n=n, limit=LIMIT,
        reference=Reference("the same list, unscoped, as the owner", "ms", all_of_it), scoped_ms=round(mine, 2),
        wall_ratio=round(mine / bare, 2),
    )  # fmt: skip


def _median(times: Sequence[float]) -> float:
    return statistics.median(times[1:])  # the first run fills the caches


def _timed(scope: str, rows: QuerySet[Any]) -> float:
    with wall.scope(scope):
        began = time.perf_counter()
        list(rows.all())
        return (time.perf_counter() - began) * 1000
