"""What an area can be coloured by: counts of the layers, tips as they may be told, reports that are missing."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tidtam.console.mapping import access, queries
from tidtam.console.mapping.queries import Asked
from tidtam.console.mapping.rules import month_day
from tidtam.console.models import Layer
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.obligations import facts
from tidtam.obligations import queries as duties

Values = Mapping[str, int | None]  # by code of an area; None is a figure too small to be told


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to colour areas: its code, what it is called, what is counted, and its values by area."""

    code: str
    label: str
    unit: str
    values: Callable[[Actor, int, Asked], Values]
    kind_of: Layer | None = None  # the layer it counts


def measures(actor: Actor, path: str, today: date) -> list[Measure]:
    """Return the measures an actor may read, the layers first."""
    units = {Layer.CASE: _("คน"), Layer.REQUEST: _("เรื่อง"), Layer.ACTIVITY: _("ครั้ง"), Layer.SIGN: _("ป้าย")}
    found = [
        Measure(layer.name.lower(), str(layer.label), units[layer], _counting(layer), layer)
        for layer in access.layers(actor)
    ]
    if actor.may(Permission.OVERVIEW_READ):
        found.append(Measure("missing", _("รายงานที่เลยกำหนดยังไม่ส่ง"), _("เรื่อง"), _missing(path, today)))
    tips = _tips()
    if tips is not None and actor.may(Permission.OVERVIEW_READ):
        found.append(Measure("tip", _("เบาะแส (เดือนที่จบแล้ว)"), _("เรื่อง"), _telling(tips, today)))
    return found


def _counting(layer: Layer) -> Callable[[Actor, int, Asked], Values]:
    return lambda actor, digits, asked: queries.by_area(actor, layer, digits, asked)


def _missing(path: str, today: date) -> Callable[[Actor, int, Asked], Values]:
    def values(actor: Actor, digits: int, asked: Asked) -> Values:
        if digits > 4:
            return {}
        last = min(month_day(min(asked.last, 9000 * 12) + 1) - timedelta(days=1), today)
        first = max(month_day(asked.first), date(2000, 1, 1)) if asked.first > 0 else last - timedelta(days=365)
        parts = facts.standings_below(actor, path, first, last, today)
        nodes = duties.offices_at({part.node for part in parts})
        made: dict[str, int] = {}
        for part in parts:
            office = nodes.get(part.node)
            code = str((office.district_id if digits == 4 else office.province_id) or "") if office else ""
            if code.startswith(asked.within) and len(code) == digits and part.standing.missing:
                made[code] = made.get(code, 0) + part.standing.missing
        return made

    return values


def _tips() -> Any:
    """Return the room of tips when this installation has it: it tells months that are over, never a small figure."""
    try:
        return importlib.import_module("tidtam.tips.facts")
    except ImportError:
        return None


def _telling(tips: Any, today: date) -> Callable[[Actor, int, Asked], Values]:
    def values(_actor: Actor, digits: int, asked: Asked) -> Values:
        """Add up the months told. A figure of a month that is hidden stays hidden, however many months are added."""
        if digits > 4:
            return {}
        made: dict[str, int | None] = {}
        this = today.year * 12 + today.month - 1
        for first in tips.months():
            number = first.year * 12 + first.month - 1
            if not (asked.first <= number <= asked.last and number < this):
                continue
            told = tips.month(first, province=asked.within[:2])
            for code, one in told.provinces.items():
                rows = {code: one.at_least or None} if digits == 2 else one.districts
                for area, n in rows.items():
                    if n is not None and area.startswith(asked.within):
                        made[area] = (made.get(area) or 0) + n
        return made

    return values
