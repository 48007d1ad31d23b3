"""Counts of tips with no content: months that are over, small figures hidden, those about officials never counted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache

from tidtam.places import gazetteer
from tidtam.places.choices import AreaLevel
from tidtam.tips.models import MonthCount
from tidtam.tips.rules.counting import Told, told


@dataclass(frozen=True, slots=True)
class Month:
    """What a month tells: each province by code, and the nation as the sum of what provinces tell."""

    month: date
    provinces: dict[str, Told]

    @property
    def at_least(self) -> int:
        """Return the nation's figure: never more than the truth."""
        return sum(one.at_least for one in self.provinces.values())


def _districts() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for area in gazetteer.areas():
        if area.level == AreaLevel.DISTRICT:
            found[area.code[:2]].append(area.code)
    return found


def months() -> list[date]:
    """Return the months counted, newest first. Shape: one query."""
    return list(MonthCount.objects.order_by("-month").values_list("month", flat=True).distinct()[:24])


def month(first: date, *, province: str = "") -> Month:
    """Return what a month may tell, of one province or of all: the same figures for whoever asks. Shape: one query."""
    rows = MonthCount.objects.filter(month=first)
    if province:
        rows = rows.filter(province=province)
    counted = dict(rows.values_list("district", "count"))
    wanted = {code: of for code, of in _districts().items() if not province or code == province}
    return Month(first, {code: told({one: counted.get(one, 0) for one in of}) for code, of in sorted(wanted.items())})


def name_of(code: str) -> str:
    """Return the name of an area by its code."""
    return _names().get(code, code)


@cache
def _names() -> dict[str, str]:
    return {area.code: area.name_th for area in gazetteer.areas()}
