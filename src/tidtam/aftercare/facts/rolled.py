"""The columns of R2 of a whole province or the nation at once: from the tally where it keeps them, else counted.

A report of half-months asks for nothing else there. What is reckoned of a province is kept until its mark changes, so
a page of the nation counts again only where something was written. Equal to `measures.leaves`, district by district.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet, Sum

from tidtam.aftercare.facts.kept import Look
from tidtam.aftercare.facts.measures import Asked, Measure, inside, leaves, of_year
from tidtam.aftercare.models import Tally
from tidtam.aftercare.rules.periods import DISTRICT, PROVINCE, depth_of, half_end, half_of, half_start, province_of
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.kernel.prepared import prepared


def rolled(asked: Asked, measures: Sequence[Measure]) -> dict[str, dict[str, int]]:
    """Return the columns by district, and by province for what lies in none, by path; zero rows are left out.

    Within a district, or for a period that is not of half-months, the rows are counted: by answerable office then.
    Shape: one query for the marks; none more while nothing has changed, else one of the tally and those of `leaves`.
    Whoever calls it asks who may read it.
    """
    if depth_of(asked.path) > PROVINCE or not _halves(asked):
        return leaves(asked, measures)
    with wall.lent(ROOT):  # the tally of a province stands on rounds that counted there, wherever people live now
        look = Look(asked.path)
        kind = ("rolled", asked.start, asked.end, asked.year, *(one.code for one in measures))
        kept = look.rows(kind, lambda path: _read(replace(asked, path=path), measures))
    codes = [one.code for one in measures]
    return {node: dict(zip(codes, counts, strict=True)) for rows in kept.values() for node, *counts in rows}


def _halves(asked: Asked) -> bool:
    return half_start(half_of(asked.start)) == asked.start and half_end(half_of(asked.end)) == asked.end


def _read(asked: Asked, measures: Sequence[Measure]) -> list[tuple[Any, ...]]:
    """Return (province, node, one count for each column)."""
    found = _tallied(asked, [one for one in measures if one.tally])
    for path, row in leaves(asked, [one for one in measures if not one.tally]).items():
        _add(found.setdefault(province_of(path, DISTRICT) or province_of(path) or path, {}), row, 1)
    rows = [(node, [row.get(one.code, 0) for one in measures]) for node, row in found.items()]
    return [(province_of(node) or node, node, *counts) for node, counts in rows if any(counts)]


def _tallied(asked: Asked, measures: Sequence[Measure]) -> dict[str, dict[str, int]]:
    """Return what the tally keeps by district; a province stands there for what it has beyond its districts."""
    if not measures:
        return {}
    found: dict[str, dict[str, int]] = {}
    named = tuple((one.code, one.tally) for one in measures)
    halves = list(range(half_of(asked.start), half_of(asked.end) + 1))
    rows = _sums(asked.path, halves, named=named, year=asked.year)
    for tier, node, *counts in sorted(rows):
        row = {one.code: n or 0 for one, n in zip(measures, counts, strict=True)}
        found[node] = row
        if tier == DISTRICT:
            _add(found.setdefault(province_of(node), {}), row, -1)
    return found


@prepared
def _sums(
    path: str, halves: list[int], *, named: Sequence[tuple[str, Sequence[str]]], year: int | None
) -> QuerySet[Tally, tuple[Any, ...]]:
    every = {name for _code, names in named for name in names}
    rows = Tally.objects.filter(
        inside("node", path), tier__in=[PROVINCE, DISTRICT], measure__in=sorted(every), slot__among=halves
    )
    if year:
        rows = rows.filter(programme__among=of_year(year))
    sums = {f"m_{code}": Sum("n", filter=Q(measure__in=names)) for code, names in named}
    return rows.order_by().values_list("tier", "node").annotate(**sums)


def _add(row: dict[str, int], more: Mapping[str, int], sign: int) -> None:
    for code, n in more.items():
        row[code] = row.get(code, 0) + sign * n
