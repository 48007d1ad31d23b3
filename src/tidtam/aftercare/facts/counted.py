"""Figures read from the tally: the same numbers as counting the rows, at once for a nation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from tidtam.aftercare.facts.kept import Counts, Look
from tidtam.aftercare.facts.measures import FOUND, NOT_FOUND, inside, of_year, require_inside
from tidtam.aftercare.facts.standing import National
from tidtam.aftercare.facts.windows import Open, less
from tidtam.aftercare.models import Tally
from tidtam.aftercare.rules.periods import DISTRICT, PROVINCE, depth_of
from tidtam.kernel.actor import Actor
from tidtam.kernel.prepared import prepared
from tidtam.thai.numbers import per_cent

CLOSED = ("round.on_time", "round.late", "round.missed", "round.before")
ENOUGH = 10  # people; of fewer one alone moves a per cent by more than ten
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
        """Return the per cent done; None when nothing was owed."""
        return per_cent(self.on_time + self.late, self.owed) if self.owed else None


@dataclass(frozen=True, slots=True)
class Round24:
    """One of the rounds of the year, over everybody whose window of it is over: owed = done + missed."""

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
        """Return the per cent found and not using, of those whose round is over."""
        return per_cent(self.kept, self.owed) if self.owed else 0

    @property
    def relapsed_share(self) -> int:
        """Return the per cent found and using again."""
        return per_cent(self.relapsed, self.owed) if self.owed else 0


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


def kept(look: Look, year: int | None) -> dict[str, Counts]:
    """Return the tally of each province. Shape: no query while nothing has changed; whoever calls asks who may read."""
    return look.tally(year, lambda path: _summed(path, tier=PROVINCE, year=year, by=("node", "measure", "slot")))


def kept_below(look: Look, province: str, year: int | None) -> dict[str, Counts]:
    """Return the tally of each district of a province. Shape: no query while nothing has changed there."""

    def read() -> dict[str, Counts]:
        found: dict[str, dict[str, dict[int, int]]] = {}
        for node, measure, slot, n in _summed(province, tier=DISTRICT, year=year, by=("node", "measure", "slot")):
            found.setdefault(node, {}).setdefault(measure, {})[slot] = n
        return dict(found)

    return look.parts(("tally below", year), province, read)


def of_nation(look: Look, year: int | None) -> Counts:
    """Return the sums over all provinces of a look."""

    def make() -> Counts:
        whole: dict[str, dict[int, int]] = {}
        for counts in kept(look, year).values():
            for measure, slots in counts.items():
                row = whole.setdefault(measure, {})
                for slot, n in slots.items():
                    row[slot] = row.get(slot, 0) + n
        return whole

    return look.made(("whole", year), make)


def _own(actor: Actor, path: str, year: int | None, look: Look | None, *measures: str) -> Counts:
    """Return an office's own counts of measures, of those that start so where a name ends in a full stop."""
    require_inside(actor, path)
    if depth_of(path) == 0:
        whole = of_nation(look or Look(path), year)
        return {name: row for name, row in whole.items() if name in measures or name.startswith(_beginnings(measures))}
    found: dict[str, dict[int, int]] = {}
    begins = _beginnings(measures)
    wanted: dict[str, Any] = {"measure__startswith": begins[0]} if begins else {"measure__in": measures}
    for measure, slot, n in _summed(path, tier=own_tier(path), year=year, by=("measure", "slot"), **wanted):
        found.setdefault(measure, {})[slot] = n
    return found


def _beginnings(measures: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in measures if name.endswith("."))


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


def current(actor: Actor, path: str, year: int | None, *, look: Look | None = None) -> National:
    """Return the four figures as they stand now. Shape: one query on the tally, of the nation none while it stands.

    Errors: Missing outside scope.
    """
    found = _own(actor, path, year, look, "enrolled", "person.asked", "person.waiting")
    enrolled, asked, waiting = (
        sum(found.get(one, {}).values()) for one in ("enrolled", "person.asked", "person.waiting")
    )
    return National(enrolled, asked, asked - waiting)


def by_node(
    actor: Actor, path: str, measures: Iterable[str], year: int | None, *, look: Look | None = None
) -> dict[tuple[str, str], int]:
    """Return (node, measure) -> count of the nodes below an office. Shape: as `current`."""
    require_inside(actor, path)
    if depth_of(path) == 0:
        rows = [
            (node, measure, sum(counts.get(measure, {}).values()))
            for node, counts in kept(look or Look(path), year).items()
            for measure in measures
        ]
    else:
        wanted = tuple(measures)
        rows = _summed(path, tier=child_tier(path), year=year, by=("node", "measure"), measure__in=wanted)
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


def retention(actor: Actor, path: str, year: int, still: Open, *, look: Look | None = None) -> list[Round24]:
    """Return round after round how many were found, not using, using again, not found, missed.

    `still` are the rounds of the place whose window is open (`windows.still_open`): nobody can be late with one yet, so
    whoever was early is not counted. Shape: in order of the rounds; as `current`. Errors: Missing outside scope.
    """
    return of_rounds(less(_own(actor, path, year, look, "nth."), still.get(year, {})))


def of_rounds(counts: Counts) -> list[Round24]:
    """Return the rounds anybody owed, in order, from the counts of `nth.`."""
    table: dict[int, dict[str, int]] = {}
    for measure, slots in counts.items():
        if measure.startswith("nth."):
            for slot, n in slots.items():
                table.setdefault(slot, {})[measure.removeprefix("nth.")] = n
    rows = [of_round(no, found) for no, found in sorted(table.items())]
    return [row for row in rows if row.owed]


def telling(rounds: Sequence[Round24]) -> list[Round24]:
    """Return the rounds a share can be told of: neither a handful, nor the few who are far ahead of the others."""
    least = max(ENOUGH, max((row.owed for row in rounds), default=0) // 20 + 1)
    return [row for row in rounds if row.owed >= least]


def of_round(no: int, counts: Mapping[str, int]) -> Round24:
    """Return one round from counts by how it closed (on_time, late, missed) and by result of its visits."""
    owed = sum(counts.get(one, 0) for one in _OWED)
    kept, relapsed, other = (counts.get(str(result), 0) for result in FOUND)
    not_found = sum(counts.get(str(result), 0) for result in NOT_FOUND)
    missed = counts.get("missed", 0)
    rest = owed - missed - kept - relapsed - other - not_found
    return Round24(no, owed, kept, relapsed, other, not_found, rest, missed)


def substances(actor: Actor, path: str, year: int | None, *, look: Look | None = None) -> dict[str, int]:
    """Return how many people by main substance; "" is not recorded. Shape: as `current`."""
    found = _own(actor, path, year, look, "substance.")
    named = {measure.removeprefix("substance."): sum(slots.values()) for measure, slots in found.items()}
    return {code: n for code, n in named.items() if n}


def needs(actor: Actor, path: str, year: int | None, *, look: Look | None = None) -> dict[tuple[str, str], int]:
    """Return (code, bucket) -> needs. Shape: as `current`."""
    found: dict[tuple[str, str], int] = {}
    for measure, slots in _own(actor, path, year, look, "need.").items():
        _kind, bucket, code = measure.split(".")
        if n := sum(slots.values()):
            found[code, bucket] = n
    return found
