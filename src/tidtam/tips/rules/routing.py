"""Who may read a tip: kind, place and the accused's unit decide, as a pure function over units that hold keys.

A tip about an official goes to the named inspectors of the ministry or of the narcotics board alone, never to the
accused's unit, what lies below it, what stands above it up to the province, nor anybody else of that province. Any
other tip goes to the drug centre of its district, the heavier kinds to that of its province, and climbs when nobody
there holds a key; a local government, a team or a village never receives one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tidtam.offices.choices import Level, Line
from tidtam.tips.choices import INSPECTORS, Kind

# Who makes or moves drugs is not a matter for one district.
HEAVY = frozenset({Kind.PRODUCE, Kind.TRANSPORT})
# The ministry commands these; partner agencies and Bangkok stand beside it, though the tree hangs them below.
_COMMANDED = frozenset({Line.ROOT, Line.DOPA, Line.DLA})
_HIGH = frozenset({Level.MINISTRY, Level.DEPARTMENT})


@dataclass(frozen=True, slots=True)
class Unit:
    """An office as routing sees it. `province` and `district` are area codes, '' where it answers for all."""

    id: int
    code: str
    path: str
    level: str
    line: str
    province: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What routing asks of a tip. `area` is a subdistrict's code; `accused` None when the unit is not known."""

    kind: str
    area: str
    official: bool
    accused: Unit | None = None


def excluded(unit: Unit, accused: Unit) -> bool:
    """Say whether `unit` may know nothing of a tip about somebody of `accused`."""
    if unit.path == accused.path:
        return True
    if accused.level == Level.MINISTRY:
        return unit.line in _COMMANDED
    if unit.path.startswith(accused.path):
        return True
    if accused.path.startswith(unit.path) and unit.level not in _HIGH:
        return True
    # The governor commands every line of a province: its other offices are no strangers to the accused.
    return bool(unit.province) and unit.province == accused.province


def _inspector(asked: Asked, units: Iterable[Unit]) -> Unit | None:
    # Somebody high up is first of all nobody's matter who works under the same roof.
    high = asked.accused is not None and asked.accused.level in _HIGH
    order = tuple(reversed(INSPECTORS)) if high else INSPECTORS
    by_code = {unit.code: unit for unit in units if unit.code in INSPECTORS}
    for code in order:
        unit = by_code.get(code)
        if unit is not None and (asked.accused is None or not excluded(unit, asked.accused)):
            return unit
    return None


def _answers(unit: Unit, level: str, area: str) -> bool:
    if unit.line != Line.DOPA or unit.level != level:
        return False
    if level == Level.DISTRICT:
        return unit.district == area[:4]
    return level == Level.DEPARTMENT or unit.province == area[:2]


def route(asked: Asked, units: Iterable[Unit]) -> Unit | None:
    """Return the one unit whose key holders read the tip; None when nobody unconcerned holds a key.

    Shape: `units` are the standing offices with at least one active officer's key.
    """
    held = sorted(units, key=lambda unit: unit.path)
    if asked.official or asked.accused is not None or asked.kind == Kind.OFFICIAL:
        return _inspector(asked, held)
    levels = (Level.DISTRICT, Level.PROVINCE, Level.DEPARTMENT)
    for level in levels[1:] if asked.kind in HEAVY else levels:
        for unit in held:
            if _answers(unit, level, asked.area):
                return unit
    return _inspector(asked, held)
