"""What may be told to those who read figures and not people: verdicts on places, from the figures of all of them.

A verdict needs the places beside and above the one shown, also outside the actor's scope: they are counted behind an
open wall, and nothing but the names of hidden columns leaves here. Provinces stand for themselves; only the one a page
lies in is counted by what is below it, which changes no verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from tidtam.aftercare.facts import standing, teams, windows
from tidtam.aftercare.facts.counted import CLOSED, kept, kept_below, of_rounds
from tidtam.aftercare.facts.kept import Counts, Look
from tidtam.aftercare.facts.measures import R2, Asked, leaves, report, require_inside, summed
from tidtam.aftercare.rules.hiding import ROOT, Split, Verdicts, added, alone, divided, own
from tidtam.aftercare.rules.periods import DISTRICT, province_of
from tidtam.assistance.choices import Code
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor, system

Rows = dict[str, dict[str, int]]
# What is told first stays open longest, so what is seldom comes last.
_FOLLOWED = ("found", "not_found", "moved_within", "moved_out", "otherwise", "jailed", "re_treated", "deceased")
_PARTS = ("kept", "missed", "not_found", "relapsed", "otherwise", "found_other")
ROUND = ("owed", *_PARTS)
_AGES = ("age0", "age1", "age2")
_COUNTING = system("aftercare figures")


def told_report(
    actor: Actor, asked: Asked, *, careful: bool, hidden: str
) -> tuple[dict[str, int | str], dict[str, dict[str, int | str]]]:
    """Return `report` as it may be told; a careful reader sees `hidden` where a figure is not.

    Shape: one query per measure; for a careful reader those of the nation. Errors: Missing outside scope.
    """
    codes = [measure.code for measure in R2]
    require_inside(actor, asked.path)
    if not careful:
        totals, below = report(actor, asked)
        return dict(totals), {path: dict(row) for path, row in below.items()}
    rows = leaves(Asked(ROOT, asked.start, asked.end, asked.year))
    verdicts = Verdicts(SPLITS, rows)
    totals, below = summed(asked.path, rows, codes)

    def told(place: str, row: dict[str, int]) -> dict[str, int | str]:
        closed = verdicts.hidden(place)
        return {code: hidden if code in closed else n for code, n in row.items()}

    inside = {path: told(own(path) if path == asked.path else path, row) for path, row in below.items()}
    return told(asked.path, totals), inside


def _columns() -> Sequence[Split]:
    splits = divided(alone("total", "owed", "followed", "asked"), "followed", _FOLLOWED)
    divided(splits, "found", ("no_relapse", "relapse"))
    return divided(divided(splits, "asked", ("waiting", "helped")), "waiting", ("escalated",))


SPLITS = _columns()


def look() -> Look:
    """Return what stands in all provinces, whoever asks: for verdicts, of which nobody sees the figures."""
    with wall.lent(ROOT):
        return Look(ROOT)


def people(nation: Look, path: str, year: int | None) -> Verdicts:
    """Return what may be told of the four figures: enrolled, asked, helped, waiting."""

    def make() -> Verdicts:
        return Verdicts(FOUR, {
            place: four(*(sum(row.get(one, {}).values()) for one in ("enrolled", "person.asked", "person.waiting")))
            for place, row in _tallied(nation, path, year).items()
        })  # fmt: skip

    return nation.made(("people", province_of(path), year), make)


FOUR: Sequence[Split] = divided(alone("enrolled", "asked"), "asked", ("waiting", "helped"))


def four(enrolled: int, asked: int, waiting: int) -> dict[str, int]:
    """Return the four figures as a row of `FOUR`."""
    return {"enrolled": enrolled, "asked": asked, "waiting": waiting, "helped": asked - waiting}


def substances(nation: Look, path: str, year: int | None) -> Verdicts:
    """Return what may be told of people by main substance, by its code."""

    def make() -> Verdicts:
        named: Rows = {}
        for place, counts in _tallied(nation, path, year).items():
            row = {
                measure.removeprefix("substance."): sum(slots.values())
                for measure, slots in counts.items()
                if measure.startswith("substance.")
            }
            named[place] = row | {"all": sum(row.values())}
        return Verdicts(divided(alone("all"), "all", _largest_first(named)), named)

    return nation.made(("substances", province_of(path), year), make)


def needs(nation: Look, path: str, day: date, year: int | None) -> Verdicts:
    """Return what may be told of open needs: `all`, by code, and age0, age1, age2."""
    province = province_of(path)

    def make() -> Verdicts:
        rows = standing.needs_by_place(nation, day, year)
        if province:
            rows.pop(province, None)
            with wall.lent(ROOT):
                rows |= standing.needs_by_place(nation, day, year, province)
        codes = [code for code in _largest_first(rows) if code in Code.values]
        return Verdicts(divided(divided(alone("all"), "all", codes), "all", _AGES), rows)

    return nation.made(("needs", province, day, year), make)


def rounds(nation: Look, path: str, year: int, day: date) -> Verdicts:
    """Return what may be told of each round of the year: its columns are named `<number> <part>`."""
    province = province_of(path)

    def make() -> Verdicts:
        rows: Rows = {}
        numbers: set[int] = set()
        still = windows.by_place(nation, day)
        if province:
            still = {place: one for place, one in still.items() if place != province} | dict(
                windows.by_place(nation, day, province)
            )
        for place, counts in _tallied(nation, path, year).items():
            made = rows.setdefault(place, {})
            for one in of_rounds(windows.less(counts, still.get(place, {}).get(year, {}))):
                numbers.add(one.no)
                made |= {f"{one.no} {name}": getattr(one, name) for name in ROUND}
        splits = alone(*(f"{no} owed" for no in sorted(numbers)))
        # A round is shown with all its parts or not at all.
        for place_of, no in enumerate(sorted(numbers)):
            splits.append(Split(tuple(f"{no} {name}" for name in _PARTS), (f"{no} owed",), place_of))
        return Verdicts(splits, rows)

    return nation.made(("rounds", province, year, day), make)


def compliance(nation: Look, path: str, first: int, last: int, today: date) -> Verdicts:
    """Return what may be told of rounds closed in a period: owed, missed, late, on_time; before; overdue now."""
    district = province_of(path, DISTRICT)
    make = partial(_compliance, nation, path, first, last, today)
    return nation.made(("compliance", district or province_of(path), first, last, today), make)


def _compliance(nation: Look, path: str, first: int, last: int, today: date) -> Verdicts:
    rows: Rows = {}
    for place, measures in _tallied(nation, path, None).items():
        closed = {name: [n for slot, n in measures.get(name, {}).items() if first <= slot <= last] for name in CLOSED}
        if any(closed.values()):
            rows[place] = {name.removeprefix("round."): sum(found) for name, found in closed.items()}
    district = province_of(path, DISTRICT)
    if district:
        rows.pop(district, None)
        for (place, _half), part in teams.compliance(_COUNTING, district, first, last).items():
            row = {"on_time": part.on_time, "late": part.late, "missed": part.missed, "before": part.before}
            rows[place] = added([rows.get(place, {}), row])
    for row in rows.values():
        row["owed"] = row.get("on_time", 0) + row.get("late", 0) + row.get("missed", 0)
    for place, n in standing.overdue_by_place(nation, today).items():
        wider = () if district and place.startswith(district) else (province_of(place, DISTRICT), province_of(place))
        here = next((one for one in wider if one in rows), place)
        rows.setdefault(here, {})["overdue"] = rows.get(here, {}).get("overdue", 0) + n
    return Verdicts(divided(alone("owed", "before", "overdue"), "owed", ("on_time", "missed", "late")), rows)


def _largest_first(rows: Rows) -> list[str]:
    """Return the columns by their figure of the nation, so that every place tells them in one order."""
    whole = added(rows.values())
    return sorted((name for name in whole if name != "all"), key=lambda name: (-whole[name], name))


def _tallied(nation: Look, path: str, year: int | None) -> Mapping[str, Counts]:
    """Return the tally of every province, and of each district of the province a path lies in."""
    province = province_of(path)
    if not province:
        return kept(nation, year)
    return nation.made(("tallied", province, year), partial(_with_districts, nation, province, year))


def _with_districts(nation: Look, province: str, year: int | None) -> Mapping[str, Counts]:
    rows = kept(nation, year)
    with wall.lent(ROOT):
        below = kept_below(nation, province, year)
    # What no district has is the province's own.
    rest: dict[str, dict[int, int]] = {}
    for measure, slots in rows.pop(province, {}).items():
        for slot, n in slots.items():
            inside = sum(counts.get(measure, {}).get(slot, 0) for counts in below.values())
            if n != inside:
                rest.setdefault(measure, {})[slot] = n - inside
    return rows | below | ({province: rest} if rest else {})
