"""Rounds that were kept while their window is open: they are not due yet, for whoever else had one may still be missed.

The tally counts a round when it closes, and one that is kept closes before one that is missed. What is told in per cent
of a round leaves these out, or the newest rounds would look the best.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import connection

from tidtam.aftercare.facts.kept import Counts, Look
from tidtam.aftercare.rules.periods import DISTRICT, NODE, PROVINCE, depth_of, province_of
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT

Open = Mapping[
    int, Counts
]  # programme year -> counts named as the tally names them: `nth.` and how or with what result

# Windows never overlap, so of each person one round at most is found here; whoever was handed over since takes the rows
# along, but not what they count for.
_SQL = """
SELECT coalesce(substring(o.path FROM %(node)s), o.path), p.fiscal_year_be, r.round_no, r.visited_on > r.due_on,
       v.result, count(*)
FROM (
    SELECT * FROM aftercare_round WHERE due_on >= %(first)s AND due_on <= %(last)s
       AND scope_path >= %(low)s AND scope_path < %(high)s AND state = 'done' AND end_on >= %(day)s
    UNION ALL
    SELECT * FROM aftercare_round WHERE case_id = ANY(ARRAY(
            SELECT case_id_was FROM aftercare_handedover WHERE scope_path >= %(low)s AND scope_path < %(high)s
               AND handed_on >= %(since)s
       )) AND NOT (scope_path >= %(low)s AND scope_path < %(high)s) AND state = 'done' AND end_on >= %(day)s
) r
JOIN offices_office o ON o.id = r.counted_office_id AND o.path >= %(low)s AND o.path < %(high)s
JOIN aftercare_case c ON c.id = r.case_id
JOIN aftercare_programme p ON p.id = c.programme_id
LEFT JOIN aftercare_visit v ON v.case_id = r.case_id AND v.visit_no = r.visit_no
GROUP BY 1, 2, 3, 4, 5
"""


def near(path: str) -> Look:
    """Return what what is kept of a place is looked up with: the marks of the nation, or of the province it lies in.

    Shape: one query.
    """
    if depth_of(path) == 0:
        return Look(path)
    with wall.lent(ROOT):
        return Look(province_of(path))


def still_open(path: str, day: date, *, look: Look) -> Open:
    """Return what of the tally of a place is of rounds whose window is open on a day.

    `look` holds the province of the place. Shape: two queries, none while nothing has changed. Whoever calls it asks
    who may read it.
    """
    if depth_of(path) == 0:
        return _added(by_place(look, day).values())
    below = by_place(look, day, province_of(path))
    return _added(counts for place, counts in below.items() if place.startswith(path))


def by_place(look: Look, day: date, province: str = "") -> Mapping[str, Open]:
    """Return the same of each province of a look; with a province, of each district in it. Shape: as `still_open`."""
    if province:

        def read() -> Mapping[str, Open]:
            with wall.lent(ROOT):
                return _named(_read(province, day, NODE[DISTRICT]))

        return look.parts(("windows", day), province, read)

    def make() -> Mapping[str, Open]:
        kept = look.rows(("windows", day), lambda path: _read(path, day, NODE[PROVINCE]))
        return _named((place, *row) for place, rows in kept.items() for row in rows)

    return look.made(("windows", day), make)


def less(counts: Counts, still: Counts) -> Counts:
    """Return counts of the tally without those of rounds whose window is open."""
    return {
        measure: {slot: n - still.get(measure, {}).get(slot, 0) for slot, n in slots.items()}
        for measure, slots in counts.items()
        if measure.startswith("nth.")
    }


def _read(path: str, day: date, node: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        # Days the planner can read: of a nation it then takes another way than of a province.
        cursor.execute("SELECT coalesce(max(window_days), 0) FROM aftercare_programme")
        half = timedelta(days=cursor.fetchone()[0])
        asked: dict[str, Any] = {
            "day": day,
            "first": day - half,
            "last": day + half,
            "since": day - 3 * half,
            "node": node,
        }
        cursor.execute(_SQL, asked | {"low": path, "high": path + "~"})
        return list(cursor.fetchall())


def _named(rows: Iterable[tuple[Any, ...]]) -> Mapping[str, Open]:
    found: dict[str, dict[int, dict[str, dict[int, int]]]] = {}
    for place, year, no, late, result, n in rows:
        counts = found.setdefault(place, {}).setdefault(year, {})
        for name in ("late" if late else "on_time", result):
            slots = counts.setdefault(f"nth.{name}", {})
            slots[no] = slots.get(no, 0) + n
    return dict(found)


def _added(parts: Iterable[Open]) -> Open:
    whole: dict[int, dict[str, dict[int, int]]] = {}
    for part in parts:
        for year, counts in part.items():
            for measure, slots in counts.items():
                row = whole.setdefault(year, {}).setdefault(measure, {})
                for slot, n in slots.items():
                    row[slot] = row.get(slot, 0) + n
    return whole
