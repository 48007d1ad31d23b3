"""Write what invented citizens asked of their local governments, through the rooms' own bulk verbs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count as count_from
from time import perf_counter

from tidtam.assistance.actions.delivering import Given
from tidtam.assistance.actions.histories import Past, receive_with_history
from tidtam.assistance.actions.requests import Step
from tidtam.assistance.choices import Likeness
from tidtam.demo.lgos import STORY
from tidtam.demo.nation import asking
from tidtam.demo.nation.allotment import chance, split
from tidtam.demo.nation.asking import FUND, Seat, Tale
from tidtam.kernel.actor import Actor
from tidtam.offices.choices import Level, Line
from tidtam.offices.models import Office
from tidtam.places import gazetteer
from tidtam.places.choices import AreaLevel
from tidtam.places.provinces import BANGKOK, PROVINCES

FULL = 500_000  # requests of the whole nation in a year


@dataclass
class Asked:
    """What was written. Units: rows, seconds."""

    requests: int = 0
    needs: int = 0
    deliveries: int = 0
    moves: int = 0
    inventing: float = 0.0
    receiving: float = 0.0
    advancing: float = 0.0


def shares(total: int) -> dict[str, int]:
    """Return how many requests each province has, by its code; the parts add up to the total."""
    weights = {p.code: 0.0 for p in PROVINCES}
    for area in gazetteer.areas():
        if area.level == AreaLevel.SUBDISTRICT:
            weights[area.code[:2]] += 0.4 + chance("asks", area.code)
    return split(total, weights)


def seats(province: str) -> list[Seat]:
    """Return the local governments of a province with their tambons. Shape: 2 queries."""
    rows = Office.objects.filter(province_id=province, valid_to=None).order_by("code")
    line, level = (Line.BANGKOK, Level.DISTRICT) if province == BANGKOK else (Line.DLA, Level.LGO)
    rows = rows.filter(line=line, level=level)
    pairs = rows.filter(areas__isnull=False).values_list("pk", "code", "areas__area_id")
    tambons: dict[tuple[int, str], list[str]] = defaultdict(list)
    below = _below(province)
    for pk, code, area in pairs:
        tambons[pk, code] += [area] if len(area) == 6 else below.get(area, [])
    return [Seat(pk, code, tuple(sorted(set(found)))) for (pk, code), found in sorted(tambons.items()) if found]


def _below(province: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for area in gazetteer.areas():
        if area.level == AreaLevel.SUBDISTRICT and area.code[:2] == province:
            found[area.code[:4]].append(area.code)
    return found


def invent(province: str, count: int, seed: int, as_of: date) -> list[Tale]:
    """Return the requests of a province in the order they came; the offices of the story have more than others."""
    places = {seat.code: seat for seat in seats(province)}
    weights = {code: (0.3 + chance("asks", code)) * len(seat.tambons) ** 0.5 for code, seat in places.items()}
    for code in STORY:
        if f"LGO-{code}" in weights:
            weights[f"LGO-{code}"] *= 20
    # Numbers of citizens lie above those of people under follow-up.
    serials = count_from(50_000_000_000 + int(province) * 10_000_000 + seed % 9 * 1_000_000)
    tales = [
        asking.invent(seed, places[code], number, next(serials), as_of)
        for code, its in split(count, weights).items() for number in range(its)
    ]  # fmt: skip
    return sorted(tales, key=lambda tale: (tale.intake.at or datetime.min, tale.seat.code))


def write(tales: Sequence[Tale], *, by: Actor, at: datetime) -> Asked:
    """Take the requests in with what befell them, verb by verb."""
    asked, started = Asked(), perf_counter()
    offices = Office.objects.in_bulk({tale.seat.office for tale in tales})
    pasts = [Past(offices[tale.seat.office], tale.intake, tuple(_deeds(tale))) for tale in tales]
    received = receive_with_history(pasts=pasts, by=by, at=at)
    asked.receiving = perf_counter() - started
    asked.requests, asked.needs = len(received), sum(len(tale.intake.needs) for tale in tales)
    asked.deliveries = sum(len(tale.help) for tale in tales)
    asked.moves = sum(len(past.deeds) for past in pasts)
    return asked


def _deeds(tale: Tale) -> Iterator[tuple[str, Step | Given]]:
    """Yield what befell a request, in the order it did."""
    for verb, at in tale.verbs.items():
        if verb == "deliver":
            for told in tale.help:
                yield verb, Given(
                    uuid=told.uuid, need=told.place, kind=told.kind, given=told.given, on=told.on, amount=told.amount,
                    fund=FUND if told.amount else "", at=at, urgent="grant" not in tale.verbs,
                )  # fmt: skip
        else:
            yield verb, Step(
                0, at=at, reason=asking.reason_of(verb, tale), until=tale.until, compared=14,
                concluded=Likeness.NONE if verb == "note_duplicates" else "",
            )  # fmt: skip
