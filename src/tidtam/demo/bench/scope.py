"""Work `scope`: what a list costs a person inside a scope, against the same list for the owner, whom no wall stops."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connections, transaction
from django.db.models import Count, F, QuerySet, Sum

from tidtam.demo.bench import nation
from tidtam.demo.bench.lines import Limit, Line, Reference, line
from tidtam.kernel.actor import Actor
from tidtam.letters import access as letters
from tidtam.letters.choices import Direction
from tidtam.letters.models import RegisterEntry
from tidtam.obligations import access as obligations
from tidtam.obligations.facts import OPEN
from tidtam.obligations.models import Duty, Obligation, Tally
from tidtam.offices.queries import by_code

LIMIT = Limit(1.1)
ROUNDS = 15
PAGE = 50
QUICK = 40  # ms
TOLERANCE = 0.5  # ms


def _late(rows: QuerySet[Any]) -> QuerySet[Any]:
    return (
        rows.filter(state__in=OPEN, due_on__range=(nation.YEAR[0], nation.AS_OF))
        .select_related("office")
        .order_by("due_on", "scope_path")[:PAGE]
    )


def _window(rows: QuerySet[Any]) -> QuerySet[Any]:
    return (
        rows.filter(due_on__range=(nation.AS_OF.replace(day=1), nation.AS_OF))
        .select_related("office")
        .order_by("scope_path", "due_on")[:PAGE]
    )


def _behind(rows: QuerySet[Any]) -> QuerySet[Any]:
    one = Obligation.objects.using("owner").order_by("id").first()
    return (
        rows.filter(obligation=one, due_on=nation.AS_OF.replace(day=1))
        .select_related("office")
        .order_by("scope_path")[:PAGE]
    )


def _heat_map(rows: QuerySet[Any]) -> QuerySet[Any]:
    counted: QuerySet[Any] = rows.filter(tier=1, due_on__range=nation.YEAR).order_by().values("node")
    parts: QuerySet[Any] = counted.annotate(done=Sum(F("on_time") + F("late")), left=Sum("open"))
    return parts


def _by_state(rows: QuerySet[Any]) -> QuerySet[Any]:
    counted: QuerySet[Any] = rows.order_by().values("state").annotate(n=Count("id"))
    return counted


def _register(rows: QuerySet[Any]) -> QuerySet[Any]:
    return (
        rows.filter(direction=Direction.IN)
        .select_related("letter", "office")
        .order_by("scope_path", "-year", "-number")[:PAGE]
    )


def measure(scale: float) -> Iterator[Line]:
    """Yield the ratio of the best times for each list and each scope, runs interleaved.

    A count over the whole table has no limit: the wall asks of every row, so pages read such figures from the tally.
    """
    rounds = max(3, round(ROUNDS * scale))
    for level in ("nation", "province"):
        actor = nation.acting(by_code(nation.CODE[level]))
        duty, entry = obligations.duties(actor), letters.entries(actor)
        for name, table, scoped, shape in (
            ("late_duties", Duty, duty, _late),
            ("duties_of_the_month", Duty, duty, _window),
            ("offices_behind", Duty, duty, _behind),
            ("heat_map", Tally, obligations.tallies(actor), _heat_map),
            ("register", RegisterEntry, entry, _register),
            ("count_of_all", Duty, duty, _by_state),
        ):
            yield compared(
                f"scope.{name}.{level}", actor, shape(scoped), shape(table.objects.using("owner")), rounds=rounds,
                n=table.objects.using("owner").count(), limit=None if shape is _by_state else LIMIT,
            )  # fmt: skip


def compared(
    name: str, actor: Actor, scoped: QuerySet[Any], free: QuerySet[Any], *, n: int, rounds: int, limit: Limit | None
) -> Line:
    """Run the list as the person, the same scoped list as the owner, and the whole list as the owner, in turn."""
    walled: list[float] = []
    unwalled: list[float] = []
    whole: list[float] = []
    same = scoped.using("owner")
    # A list of a few milliseconds needs more tries until one of them is undisturbed.
    for _ in range(rounds * (6 if timed(actor.scope, scoped) < QUICK else 1) + 1):
        walled.append(timed(actor.scope, scoped))
        unwalled.append(timed("", same))
        whole.append(timed("", free))
    mine, bare, all_of_it = (_best(times) for times in (walled, unwalled, whole))
    found = line(
        name, "times the unscoped list", mine / all_of_it, n=n, limit=limit,
        reference=Reference("the same list, unscoped, as the owner", "ms", all_of_it), scoped_ms=round(mine, 2),
        wall_ratio=round(mine / bare, 2), tolerance_ms=TOLERANCE,
    )  # fmt: skip
    # Of a list that takes a millisecond, a tenth is the time of planning its statement.
    return found | {"met": None if limit is None else found["met"] or mine - all_of_it <= TOLERANCE}


def _best(times: Sequence[float]) -> float:
    return min(times[1:])  # the first run fills the caches; what else runs on the machine only adds


def timed(scope: str, rows: QuerySet[Any]) -> float:
    """Return the milliseconds the database takes, without Django's own making of statement and rows."""
    statement, values = rows.query.get_compiler(rows.db).as_sql()
    with transaction.atomic(using=rows.db), connections[rows.db].cursor() as cursor:
        cursor.execute(f"SET LOCAL tidtam.scope = '{scope}'")
        began = time.perf_counter()
        cursor.execute(statement, values)
        cursor.fetchall()
        return (time.perf_counter() - began) * 1000
