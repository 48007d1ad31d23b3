"""Who was handed over from where to where: counts alone, for the side that hands over and the side that receives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from tidtam.aftercare.facts.measures import inside, offices_inside, require_inside
from tidtam.aftercare.models import HandedOver
from tidtam.aftercare.rules.hiding import Verdicts, alone, divided, is_small
from tidtam.aftercare.rules.periods import DISTRICT, depth_of, province_of
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor, system
from tidtam.kernel.prepared import prepared


@dataclass(frozen=True, slots=True)
class Flow:
    """How many people were handed over from one place to another, by the code and the name of each."""

    start: tuple[str, str]
    end: tuple[str, str]
    people: int
    inner: bool  # both places are districts of the province shown

    @property
    def name(self) -> str:
        """Return what tells it from the others."""
        return f"{self.start[0]} > {self.end[0]}"


def flows(actor: Actor, path: str, start: date, end: date) -> list[Flow]:
    """Return how people were handed over from and to the places at or below an office, most first.

    Of the nation from province to province; below that from district to district inside the province, and beyond it
    province to province, of a district itself to province. Who receives counts too, so the rows are read behind an open
    wall: counts alone leave here. Shape: two queries. Errors: Missing outside scope.
    """
    require_inside(actor, path)
    deep = depth_of(path) > 0
    found: dict[tuple[Any, ...], int] = {}
    with wall.lent(ROOT):
        if deep:
            rows = _handed_over(path, start, end, list(offices_inside(path) or ()), deep=True)
        else:
            rows = _handed_over(path, start, end, deep=False)
    own = depth_of(path) >= DISTRICT
    for row in rows:
        sides = [_Side(*row[at : at + 5]) for at in (0, 5)] if deep else [_Side(*row[at : at + 2]) for at in (0, 2)]
        inner = deep and sides[0].province == sides[1].province
        key = (*(one.place(deep=inner or (own and one.path.startswith(path))) for one in sides), inner)
        found[key] = found.get(key, 0) + row[-1]
    told = [Flow(a, b, n, inner) for (a, b, inner), n in found.items()]
    return sorted(told, key=lambda one: (-one.people, one.start[1], one.end[1]))


@dataclass(frozen=True, slots=True)
class _Side:
    province: str | None
    province_name: str | None
    district: str | None = None
    district_name: str | None = None
    path: str = ""

    def place(self, *, deep: bool) -> tuple[str, str]:
        """Return the code and the name of the district, or of the province."""
        if deep and self.district:
            return self.district, self.district_name or ""
        return self.province or "", self.province_name or ""


@prepared
def _handed_over(
    path: str, start: date, end: date, offices: list[int] | None = None, *, deep: bool
) -> QuerySet[HandedOver, tuple[Any, ...]]:  # fmt: skip
    where = inside("scope_path", path)
    if offices is not None:
        where |= Q(to_office__among=offices)
    rows = HandedOver.objects.filter(where, handed_on__gte=start, handed_on__lte=end).order_by()
    names = ["province_id", "province__name_th", *(("district_id", "district__name_th", "path") if deep else ())]
    sides = [f"{side}__{name}" for side in ("from_office", "to_office") for name in names]
    return rows.values_list(*sides).annotate(n=Count("*"))


def moved_since(actor: Actor, path: str, day: date) -> tuple[int, int]:
    """Return how many people an office looked after at the end of a day stand elsewhere now, and how many came since.

    People are counted where they stand now, of an earlier day too: these are who a figure of that day lacks, and who it
    has too many. Shape: one query. Errors: Missing outside scope.
    """
    require_inside(actor, path)
    ends = inside("from_office__path", path) | inside("to_office__path", path)
    with wall.lent(ROOT):
        rows = HandedOver.objects.filter(ends, handed_on__gt=day).order_by("handed_on", "pk")
        moves = list(rows.values_list("case_id_was", "from_office__path", "to_office__path"))
    first = {case: from_ for case, from_, _to in reversed(moves)}
    last = {case: to for case, _from, to in moves}
    gone = [case for case, at in first.items() if at.startswith(path) and not last[case].startswith(path)]
    came = [case for case, at in last.items() if at.startswith(path) and not first[case].startswith(path)]
    return len(gone), len(came)


def hidden(path: str, found: Sequence[Flow], start: date, end: date) -> set[str]:
    """Return the names of those flows of a place that are not told to who reads no people.

    The flows inside a province add up to what the nation is told of it, so no small one may be left to subtract. What a
    district has beyond its province is part of what the province has there, and told of the province alone.
    Shape: no query, of a district two.
    """
    few = {one.name for one in found if is_small(one.people)}
    if depth_of(path) == 0:
        return few
    whole = found
    if depth_of(path) >= DISTRICT:
        few |= {one.name for one in found if not one.inner}
        whole = flows(system("aftercare figures"), province_of(path), start, end)
    row = {one.name: one.people for one in whole if one.inner}
    order = sorted(row, key=lambda name: (-row[name], name))
    verdicts = Verdicts(divided(alone("all"), "all", order), {ROOT: row | {"all": sum(row.values())}})
    return few | verdicts.hidden(ROOT)
