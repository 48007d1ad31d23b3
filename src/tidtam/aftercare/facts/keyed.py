"""The keys of the rows behind many columns of R2 at once: each table is read one time, with a mark for each column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import BooleanField, Q, QuerySet, Value, When
from django.db.models import Case as Choice

from tidtam.aftercare.facts.measures import (
    CASES,
    NEEDS,
    ROUNDS,
    VISITS,
    Asked,
    Measure,
    Table,
    again,
    offices_inside,
)
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.kernel.prepared import prepared

# The columns of the key of what stands behind a row of a table, and its version.
_COLUMNS: dict[Table, tuple[str, ...]] = {
    CASES: ("pk", "version"), ROUNDS: ("case_id", "round_no", "version"), VISITS: ("case_id", "visit_no", "version"),
    NEEDS: ("need__case_id", "need__case__version"),
}  # fmt: skip
Key = tuple[int, ...]


def keyed(asked: Asked, measures: Sequence[Measure]) -> dict[str, list[Key]]:
    """Return (*key, version) of the rows behind each column, sorted: the rows `Measure.rows` finds, by code.

    Shape: one query per table and one for the offices. Whoever calls it asks who may read it.
    """
    tables = dict.fromkeys(one.table for one in measures)
    if any(one.by_counted for one in tables):
        asked = replace(asked, offices=offices_inside(asked.path))
    out: dict[str, list[Key]] = {}
    with wall.lent(ROOT):
        for table in tables:
            out |= _of(table, asked, [one for one in measures if one.table is table])
    return out


def _of(table: Table, asked: Asked, measures: Sequence[Measure]) -> dict[str, list[Key]]:
    wide, many = len(_COLUMNS[table]), len(measures)
    kept: list[dict[Key, None]] = [{} for _ in measures]
    less: list[set[Key]] = [set() for _ in measures]
    for row in _marked(*table.told(asked), table=table, measures=tuple(measures), year=asked.year,
                       asks=table.asked_at(asked.path)):  # fmt: skip
        key = row[:wide]
        for place in range(many):
            if row[wide + place]:
                kept[place][key] = None
            if row[wide + many + place]:
                less[place].add(key)
    return {
        one.code: sorted(key for key in kept[place] if key not in less[place]) for place, one in enumerate(measures)
    }


@prepared
def _marked(
    *values: Any, table: Table, measures: Sequence[Measure], asks: Sequence[str], year: int | None
) -> QuerySet[Any, tuple[Any, ...]]:
    asked = again(asks, values, year)
    marks = {f"m_{one.code}": _mark(one.where(asked)) for one in measures}
    marks |= {f"b_{one.code}": _mark(one.but(asked)) if one.but else _no() for one in measures}
    found: QuerySet[Any, tuple[Any, ...]] = table.rows(asked).order_by().values_list(*_COLUMNS[table]).annotate(**marks)
    return found


def _mark(where: Q) -> Any:
    if not where:
        return Value(True, output_field=BooleanField())
    return Choice(When(where, then=Value(True)), default=Value(False), output_field=BooleanField())


def _no() -> Any:
    return Value(False, output_field=BooleanField())
