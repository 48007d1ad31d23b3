"""What lies where: cells of a grid, counts by area and by month, the things of a small box.

Who sees a whole line of offices reads folded counts and the changes since; whoever sees less reads the points of the
own scope, which are few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from tidtam.activities import access as activities
from tidtam.console.mapping import access
from tidtam.console.mapping.rules import (
    FINEST,
    FOLDED,
    Box,
    fitting,
    is_wide,
    lat_of,
    lon_of,
    window,
)
from tidtam.console.models import Layer
from tidtam.kernel.actor import Actor
from tidtam.signs import access as signs

Cell = tuple[float, float, int]
_MOST_THINGS = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a picture narrows to: months by number (both ends included), one kind, one area by the start of its code."""

    first: int = 0
    last: int = 10**6
    kind: str = ""
    within: str = ""


@dataclass(slots=True)
class _Where:
    """Conditions of one statement with their values."""

    parts: list[str]
    values: list[Any] = field(default_factory=list)

    def add(self, part: str, *values: Any) -> None:
        self.parts.append(part)
        self.values += values

    def __str__(self) -> str:
        return " AND ".join(self.parts)


def _where(actor: Actor, layer: Layer, asked: Asked) -> _Where:
    made = _Where(["layer = %s", "scope_path >= %s", "scope_path < %s"], [int(layer), actor.scope, actor.scope + "~"])
    if asked.first > 0 or asked.last < 10**6:
        made.add("month BETWEEN %s AND %s", asked.first, asked.last)
    if asked.kind:
        made.add("kind = %s", asked.kind)
    return made


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall())


def cells(actor: Actor, layer: Layer, box: Box, grid: int, asked: Asked) -> list[Cell]:
    """Return longitude, latitude and count of each cell of a box: the middle of what lies in it, not of the cell.

    Shape: at most some 900 cells; one query. Empty without the right.
    """
    if layer not in access.layers(actor):
        return []
    grid = fitting(box, grid)
    folded = is_wide(actor.scope) and grid <= FOLDED
    statement, values = (_folded if folded else _counted)(actor, layer, box, grid, asked)
    found = _rows(statement, values)
    # Half a cell of the finest grid: a point stands in the middle of its own.
    return [
        (round(lon_of(float(x) / n + 0.5), 5), round(lat_of(float(y) / n + 0.5), 5), n) for n, x, y in found
    ]  # fmt: skip


def _folded(actor: Actor, layer: Layer, box: Box, grid: int, asked: Asked) -> tuple[str, list[Any]]:
    """Return the statement over folded cells and the changes since."""
    seen, shift = window(box, grid), FINEST - grid
    kept, since = _where(actor, layer, asked), _where(actor, layer, asked)
    kept.add("grid = %s AND x = ANY(%s) AND y BETWEEN %s AND %s", grid, seen.columns, seen.y0, seen.y1)
    since.add(f"x >> {shift} BETWEEN %s AND %s AND y >> {shift} BETWEEN %s AND %s", seen.x0, seen.x1, seen.y0, seen.y1)
    statement = (
        "SELECT sum(n)::int, sum(sx), sum(sy) FROM ("  # noqa: S608 (our own words)
        f"SELECT x, y, n, sum_x AS sx, sum_y AS sy FROM console_mapcell WHERE {kept} UNION ALL "
        f"SELECT x >> {shift}, y >> {shift}, n, n * x, n * y FROM console_mapchange WHERE {since}"
        ") a GROUP BY x, y HAVING sum(n) > 0"
    )
    return statement, [*kept.values, *since.values]


def _counted(actor: Actor, layer: Layer, box: Box, grid: int, asked: Asked) -> tuple[str, list[Any]]:
    """Return the statement over points; of a whole line they are found by place, else by scope."""
    seen, shift, where = window(box, grid), FINEST - grid, _where(actor, layer, asked)
    if is_wide(actor.scope):
        where.add("tile = ANY(%s)", seen.tiles(grid))
    ends = (seen.x0 << shift, ((seen.x1 + 1) << shift) - 1, seen.y0 << shift, ((seen.y1 + 1) << shift) - 1)
    where.add("x BETWEEN %s AND %s AND y BETWEEN %s AND %s", *ends)
    statement = (
        f"SELECT count(*)::int, sum(x::bigint), sum(y::bigint) FROM console_mappoint WHERE {where}"  # noqa: S608 (our own words)
        f" GROUP BY x >> {shift}, y >> {shift}"
    )
    return statement, where.values


def by_area(actor: Actor, layer: Layer, digits: int, asked: Asked) -> dict[str, int]:
    """Return counts by the first digits of the area's code (2 province, 4 district, 6 tambon). Shape: one query."""
    if layer not in access.layers(actor):
        return {}
    if is_wide(actor.scope) and digits <= 4 and len(asked.within) <= 4:
        return _summed(f"left(code::text, {digits})", actor, layer, asked)
    return {code: n for code, n in _each(f"left(area, {digits})", actor, layer, asked).items() if len(code) == digits}


def by_month(actor: Actor, layer: Layer, asked: Asked) -> dict[int, int]:
    """Return counts by month. Shape: one query."""
    if layer not in access.layers(actor):
        return {}
    wide = is_wide(actor.scope) and len(asked.within) <= 4
    return (_summed if wide else _each)("month", actor, layer, asked)


def _summed(column: str, actor: Actor, layer: Layer, asked: Asked) -> dict[Any, int]:
    """Return folded counts by district or month, with the changes since."""
    kept, since = _where(actor, layer, asked), _where(actor, layer, asked)
    kept.add("grid = 0")
    if asked.within:
        low, high = int(asked.within.ljust(4, "0")), int(asked.within.ljust(4, "9"))
        kept.add("x BETWEEN %s AND %s", low, high)
        since.add("district BETWEEN %s AND %s", low, high)
    statement = (
        f"SELECT {column}, sum(n)::int FROM (SELECT x AS code, month, n FROM console_mapcell WHERE {kept}"  # noqa: S608 (our own words)
        f" UNION ALL SELECT district, month, n FROM console_mapchange WHERE {since}) a"
        " GROUP BY 1 HAVING sum(n) > 0"
    )
    return dict(_rows(statement, [*kept.values, *since.values]))


def _each(column: str, actor: Actor, layer: Layer, asked: Asked) -> dict[Any, int]:
    """Return counts of the points of a scope or area."""
    where = _where(actor, layer, asked)
    if asked.within:
        where.add("area >= %s AND area < %s", asked.within, asked.within + "~")
    statement = f"SELECT {column}, count(*)::int FROM console_mappoint WHERE {where} GROUP BY 1"  # noqa: S608 (our own words)
    return dict(_rows(statement, where.values))


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a small box that may be opened."""

    layer: Layer
    public_id: str
    title: str
    place: str


def things(actor: Actor, layer: Layer, box: Box, asked: Asked) -> list[Thing]:
    """Return the activities or signs of a small box, at most 200; of people nothing. Shape: two queries."""
    if layer not in access.EXACT or layer not in access.layers(actor):
        return []
    seen = window(box, FINEST)
    rows = access.points(actor, layer).filter(
        tile__in=seen.tiles(FINEST), x__range=(seen.x0, seen.x1), y__range=(seen.y0, seen.y1),
        month__range=(asked.first, asked.last),
    )  # fmt: skip
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    refs = list(rows.order_by("-month", "-ref").values_list("ref", flat=True)[:_MOST_THINGS])
    rows_of: list[tuple[str, str, str]]
    if layer == Layer.SIGN:
        hung = signs.signs(actor).filter(pk__in=refs).order_by("-pk")
        rows_of = list(hung.values_list("public_id", "place", "area__name_th"))
    else:
        done = activities.activities(actor).filter(pk__in=refs).order_by("-on", "-pk")
        rows_of = list(done.values_list("public_id", "title", "area__name_th"))
    return [Thing(layer, key, title, f"ต.{tambon}") for key, title, tambon in rows_of]
