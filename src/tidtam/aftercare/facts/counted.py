"""Figures read from the tally: the same numbers as counting the rows, at once for a nation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from tidtam.aftercare.facts.measures import FOUND, NOT_FOUND, inside, of_year, require_inside
from tidtam.aftercare.facts.standing import National
from tidtam.aftercare.models import Tally
from tidtam.aftercare.rules.periods import DISTRICT, PROVINCE, depth_of
from tidtam.kernel.actor import Actor
from tidtam.kernel.prepared import prepared

CLOSED = ("round.on_time", "round.late", "round.missed", "round.before")
_OWED = ("on_time", "late", "missed")


@dataclass(frozen=True, slots=True)
class Compliance:
    """Rounds that closed in a period: owed = on time + late + missed."""

    on_time: int = 0
    late: int = 0
    missed: int = 0
    before: int = 0  # over before the office received the person: nobody's, so outside owed

    def __add__(self, other: Compliance) -> Compliance:
        return Compliance(
            self.on_time + other.on_time, self.late + other.late, self.missed + other.missed, self.before + other.before
        )

    @property
    def owed(self) -> int:
        """Return how many rounds were owed."""
        return self.on_time + self.late + self.missed

    @property
    def share(self) -> int | None:
        """Return the per cent done, rounded down so that only all of them is 100; None when nothing was owed."""
        return (self.on_time + self.late) * 100 // self.owed if self.owed else None


@dataclass(frozen=True, slots=True)
class Round24:
    """One of the rounds of the year, over everybody whose round it was: owed = done + missed."""

    no: int
    owed: int
    kept: int  # found, not using
    relapsed: int  # found, using again
    found_other: int  # found, no answer
    not_found: int
    otherwise: int  # moved, jailed, treated again, dead and the like
    missed: int

    @property
    def kept_share(self) -> int:
        """Return the per cent found and not using, of those whose round came."""
        return round(self.kept * 100 / self.owed) if self.owed else 0

    @property
    def relapsed_share(self) -> int:
        """Return the per cent found and using again."""
        return round(self.relapsed * 100 / self.owed) if self.owed else 0


def sums(
    actor: Actor, path: str, tier: int, year: int | None, *by: str, **wanted: Any
) -> list[tuple[Any, ...]]:  # fmt: skip
    """Return (*by, sum) of the rows wanted, whose SQL is kept: a page of figures asks a dozen times."""
    require_inside(actor, path)
    return _summed(path, tier=tier, year=year, by=by, **wanted)


@prepared
def _summed(
    path: str, *, tier: int, year: int | None, by: tuple[str, ...], **wanted: Any
) -> QuerySet[Tally, tuple[Any, ...]]:  # fmt: skip
    first = wanted.pop("measure__startswith", "")
    if first:  # LIKE finds nothing in an index behind the wall
        wanted |= {"measure__gte": first, "measure__lt": first[:-1] + chr(ord(first[-1]) + 1)}
    rows = Tally.objects.filter(inside("node", path), tier=tier, **wanted)
    if year:
        rows = rows.filter(programme__among=of_year(year))
    return rows.order_by().values_list(*by).annotate(total=Sum("n"))


def own_tier(path: str) -> int:
    """Return the tier that holds an office's own figure once: provinces add up to the nation."""
    return PROVINCE if depth_of(path) <= 1 else DISTRICT


def child_tier(path: str) -> int:
    """Return the tier of the nodes shown below an office."""
    return PROVINCE if depth_of(path) == 0 else DISTRICT


def years(actor: Actor, path: str) -> list[int]:
    """Return the programme years (พ.ศ.) with people enrolled, newest first. Shape: one query."""
    rows = sums(actor, path, own_tier(path), None, "programme__fiscal_year_be", measure="enrolled", n__gt=0)
    return sorted((year for year, _n in rows), reverse=True)


def current(actor: Actor, path: str, year: int | None) -> National:
    """Return the four figures as they stand now. Shape: one query on the tally. Errors: Missing outside scope."""
    wanted = ("enrolled", "person.asked", "person.waiting")
    found = dict(sums(actor, path, own_tier(path), year, "measure", measure__in=wanted))
    asked = found.get("person.asked", 0)
    return National(found.get("enrolled", 0), asked, asked - found.get("person.waiting", 0))


def by_node(actor: Actor, path: str, measures: Iterable[str], year: int | None) -> dict[tuple[str, str], int]:
    """Return (node, measure) -> count of the nodes below an office. Shape: one query on the tally."""
    rows = sums(actor, path, child_tier(path), year, "node", "measure", measure__in=tuple(measures))
    return {(node, measure): n for node, measure, n in rows if n}


def compliance(
    actor: Actor, path: str, first: int, last: int, year: int | None = None
) -> dict[tuple[str, int], Compliance]:
    """Return (node, half-month) -> how its rounds closed, of the nodes below an office. Shape: one query."""
    within = {"slot__gte": first, "slot__lte": last}
    rows = sums(actor, path, child_tier(path), year, "node", "measure", "slot", measure__in=CLOSED, **within)
    found: dict[tuple[str, int], Compliance] = {}
    for node, measure, slot, n in rows:
        part = Compliance(**{measure.removeprefix("round."): n})
        found[node, slot] = found.get((node, slot), Compliance()) + part
    return {key: one for key, one in found.items() if one.owed or one.before}


def retention(actor: Actor, path: str, year: int | None) -> list[Round24]:
    """Return round after round how many were found, not using, using again, not found, missed.

    Shape: in order of the rounds; one query on the tally. Errors: Missing outside scope.
    """
    rows = sums(actor, path, own_tier(path), year, "measure", "slot", measure__startswith="nth.")
    table: dict[int, dict[str, int]] = {}
    for measure, slot, n in rows:
        table.setdefault(slot, {})[measure.removeprefix("nth.")] = n
    return of_rounds(table)


def of_rounds(table: Mapping[int, Mapping[str, int]]) -> list[Round24]:
    """Return the rounds anybody owed, in order, from counts by number and name."""
    rows = [of_round(no, counts) for no, counts in sorted(table.items())]
    return [row for row in rows if row.owed]


def of_round(no: int, counts: Mapping[str, int]) -> Round24:
    """Return one round from counts by how it closed (on_time, late, missed) and by result of its visits."""
    owed = sum(counts.get(one, 0) for one in _OWED)
    kept, relapsed, other = (counts.get(str(result), 0) for result in FOUND)
    not_found = sum(counts.get(str(result), 0) for result in NOT_FOUND)
    missed = counts.get("missed", 0)
    rest = owed - missed - kept - relapsed - other - not_found
    return Round24(no, owed, kept, relapsed, other, not_found, rest, missed)


def substances(actor: Actor, path: str, year: int | None) -> dict[str, int]:
    """Return how many people by main substance; "" is not recorded. Shape: one query on the tally."""
    found = sums(actor, path, own_tier(path), year, "measure", measure__startswith="substance.")
    return {measure.removeprefix("substance."): n for measure, n in found if n}


def needs(actor: Actor, path: str, year: int | None) -> dict[tuple[str, str], int]:
    """Return (code, bucket) -> needs. Shape: one query on the tally."""
    found: dict[tuple[str, str], int] = {}
    for measure, n in sums(actor, path, own_tier(path), year, "measure", measure__startswith="need."):
        _kind, bucket, code = measure.split(".")
        if n:
            found[code, bucket] = n
    return found
