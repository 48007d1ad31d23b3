"""Figures of offices on a map of areas: a province is opened into its districts, a district into its offices.

What the map adds up is what lies below the own office, nothing left out: an office that stands in none of the areas
shown (the province's own office on a map of districts) keeps its figure under its own name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tidtam.obligations.facts import depth
from tidtam.obligations.queries import offices_at
from tidtam.offices.models import Office

Below = Callable[[str], Iterable[tuple[str, int]]]  # the figures of what lies directly below a path, and of itself
Found = list[tuple[Office, int]]


@dataclass(slots=True)
class Placed:
    """Figures by area; beside them the offices that stand in none of the areas."""

    areas: dict[str, int] = field(default_factory=dict)
    offices: Found = field(default_factory=list)


def spread(below: Below, path: str, within: str) -> Found:
    """Return the offices at or below a path that stand in an area, as fine as a map of the area needs.

    Shape: two reads; two more for each province office opened, and for each office of a district opened.
    """
    own = offices_at([path]).get(path)
    found = _named(below(path))
    for digits, deeper in ((2, 2), (4, 3)):
        if len(within) < digits:
            break
        found = _inside(found, own, within[:digits])
        if depth(path) < deeper:
            found = [one for office, n in found for one in _opened(below, office, n, digits, deeper)]
    return found


def chosen(each: Iterable[tuple[str, int]], path: str, within: str) -> Found:
    """Return the offices that stand in an area, from figures of every single office below a path. Shape: two reads."""
    own = offices_at([path]).get(path)
    found = _named(each)
    for digits in (2, 4):
        if len(within) >= digits:
            found = _inside(found, own, within[:digits])
    return found


def _inside(found: Found, own: Office | None, area: str) -> Found:
    """Keep what stands in an area; of the own area everything counts, wherever it says it stands."""
    if own is not None and _code(own, len(area)):
        return found
    return [(office, n) for office, n in found if _code(office, len(area)) == area]


def _opened(below: Below, office: Office, n: int, digits: int, deeper: int) -> Found:
    """Open an office that was counted together with those below it, unless it is in one of the areas shown anyway."""
    if depth(office.path) != deeper or (digits == 2 and office.district_id):
        return [(office, n)]
    return _named(below(office.path))


def _named(parts: Iterable[tuple[str, int]]) -> Found:
    """Return the offices of paths with what was counted of each, summed. Shape: one query."""
    sums: dict[str, int] = {}
    for node, n in parts:
        if n:
            sums[node] = sums.get(node, 0) + n
    nodes = offices_at(sums)
    return [(nodes[node], n) for node, n in sums.items() if node in nodes]


def _code(office: Office, digits: int) -> str:
    return str((office.district_id if digits == 4 else office.province_id) or "") if digits <= 4 else ""


def placed(found: Found, digits: int) -> Placed:
    """Add up figures of offices in the province or district each stands in."""
    made = Placed()
    for office, n in found:
        code = _code(office, digits)
        if code:
            made.areas[code] = made.areas.get(code, 0) + n
        else:
            made.offices.append((office, n))
    made.offices.sort(key=lambda one: (-one[1], one[0].path))
    return made
