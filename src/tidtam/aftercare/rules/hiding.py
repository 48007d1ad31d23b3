"""Small figures hidden from those who may read figures and not people, so that none can be computed back. Pure.

Figures stand in a tree of places, and in each place they are parts of one another. A `Split` divides one figure into
parts; a place that has a small part (1 to 4) there, or a small remainder, is closed for the split: none of its parts is
told, and nothing that divides them further. What is left could still be subtracted from the figure of the place above,
so of the places below an open one never exactly one is closed, and a closed place has a closed one below it.

Then no figure of 1 to 4 follows from those shown: one person can always be thought from a closed place into another
closed one. The verdict on a place is reckoned from its own figures and those beside it and above it, never from the
page that asks: so it is the same wherever the figure is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SMALL = 5
ROOT = "1."
_TOP = 3  # parts of a path that name a department, or Bangkok: what the nation is made of
Row = Mapping[str, int]


def is_small(n: int) -> bool:
    """Say whether a figure tells about too few people."""
    return 0 < n < SMALL


@dataclass(frozen=True, slots=True)
class Split:
    """How one figure divides: `whole` less the figures after it is made of the parts and a remainder nobody shows.

    Without a whole the part stands alone. `after` is the place in the list of the split it divides further, or -1.
    """

    parts: tuple[str, ...]
    whole: tuple[str, ...] = ()
    after: int = -1

    def judged(self, row: Row) -> tuple[int, bool]:
        """Return the figure that is divided, and whether a part or the remainder tells about too few people."""
        parts = [row.get(part, 0) for part in self.parts]
        size = told = sum(parts)
        if self.whole:
            size = row.get(self.whole[0], 0) - sum([row.get(one, 0) for one in self.whole[1:]])
            parts.append(size - told)
        return size, any(0 < n < SMALL for n in parts)


def alone(*columns: str) -> list[Split]:
    """Return figures that are part of nothing."""
    return [Split((column,)) for column in columns]


def divided(splits: list[Split], whole: str, parts: Sequence[str]) -> list[Split]:
    """Add that a figure is the sum of others, told one after another: what comes first stays open longest."""
    after = next(number for number, split in enumerate(splits) if whole in split.parts)
    for number, part in enumerate(parts):
        splits.append(Split((part,), (whole, *parts[:number]), after))
        after = len(splits) - 1
    return splits


def own(place: str) -> str:
    """Return the name of what a place has itself and none of the places below it."""
    return place + "."


def above(place: str) -> str:
    """Return the place a place lies in: departments and Bangkok in the nation, then one step at a time."""
    if place.endswith(".."):
        return place[:-1]
    parts = place.rstrip(".").split(".")
    return ".".join(parts[: len(parts) - 1 if len(parts) > _TOP else 1]) + "."


def below(place: str, lower: str) -> str:
    """Return the place right below `place` that a lower one lies in, `own` for itself."""
    if lower == place:
        return own(place)
    parts, here = lower.rstrip(".").split("."), place.rstrip(".").count(".") + 1
    return ".".join(parts[: max(here + 1, _TOP)]) + "."


class Verdicts:
    """What may be told of each place. `rows` holds the figures of the lowest places known, by path."""

    def __init__(self, splits: Sequence[Split], rows: Mapping[str, Row]) -> None:
        """Keep the figures; nothing is reckoned before it is asked for."""
        self._splits, self._rows = tuple(splits), rows
        self._families: dict[str, dict[str, frozenset[int]]] = {}

    def hidden(self, place: str) -> frozenset[str]:
        """Return the figures of a place that are told nowhere."""
        return frozenset(part for number in self._closed(place) for part in self._splits[number].parts)

    def _closed(self, place: str) -> frozenset[int]:
        """Return the splits a place is closed for."""
        if place == ROOT:
            return frozenset(self._thin(added(self._rows.values())))
        family = above(place)
        if family not in self._families:
            self._families[family] = self._family(family)
        return self._families[family].get(place, frozenset())

    def _family(self, place: str) -> dict[str, frozenset[int]]:
        gathered: dict[str, list[Row]] = defaultdict(list)
        for path, row in self._rows.items():
            if path.startswith(place):
                gathered[below(place, path)].append(row)
        rows = {child: added(members) for child, members in gathered.items()}
        return {child: frozenset(closed) for child, closed in self._closed_among(rows, self._closed(place)).items()}

    def _closed_among(self, rows: Mapping[str, Row], upper: frozenset[int]) -> dict[str, set[int]]:
        """Return the splits each of the places beside each other is closed for; `upper` is closed above them."""
        found: dict[str, set[int]] = {place: set() for place in rows}
        for number, split in enumerate(self._splits):
            judged = {place: split.judged(row) for place, row in rows.items()}
            sizes = {place: size for place, (size, _thin) in judged.items()}
            closed = [place for place, (_size, thin) in judged.items() if thin or split.after in found[place]]
            for place in (*closed, *_others(sizes, closed, number in upper)):
                found[place].add(number)
        return found

    def _thin(self, row: Row) -> set[int]:
        """Return the splits a place beside which nothing stands is closed for."""
        found: set[int] = set()
        for number, split in enumerate(self._splits):
            if split.after in found or split.judged(row)[1]:
                found.add(number)
        return found


def _others(sizes: Mapping[str, int], closed: Sequence[str], upper_closed: bool) -> list[str]:
    """Return more places to close, the smallest first, until what is closed cannot be subtracted."""
    if not closed and not upper_closed:
        return []
    known = set(closed)
    told = sorted((n, place) for place, n in sizes.items() if n > 0 and place not in known)
    counted = [sizes[place] for place in closed if sizes[place] > 0]
    more: list[str] = []
    while told and (not counted if upper_closed else len(counted) < 2 or sum(counted) < SMALL):
        n, place = told.pop(0)
        counted.append(n)
        more.append(place)
    return more


def added(rows: Iterable[Row]) -> dict[str, int]:
    """Return the sums of figures, by name."""
    total: dict[str, int] = defaultdict(int)
    for row in rows:
        for name, n in row.items():
            total[name] += n
    return dict(total)
