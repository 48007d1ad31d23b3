"""Write what invented citizens asked of their local governments, through the rooms' own bulk verbs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count as count_from
from time import perf_counter

from tidtam.assistance.actions.delivering import Given, deliver_many
from tidtam.assistance.actions.requests import Step, go_many, receive_many
from tidtam.assistance.choices import Likeness
from tidtam.assistance.models import Need, Request
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
# The order in which verbs are gone through; help and its end lie between.
_BEFORE = ("start_verifying", "note_duplicates", "send_to_committee", "grant", "refuse", "withdraw")
_AFTER = ("announce", "close")


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
    """Take the requests in and let them go through what befell them, verb by verb."""
    asked, started = Asked(), perf_counter()
    offices = Office.objects.in_bulk({tale.seat.office for tale in tales})
    received = receive_many(intakes=[(offices[tale.seat.office], tale.intake) for tale in tales], by=by, at=at)
    asked.receiving = perf_counter() - started
    started = perf_counter()
    pairs = list(zip(received, tales, strict=True))
    for verb in _BEFORE:
        asked.moves += _go(verb, pairs, by, at)
    needs = _needs(received)
    given = [
        (one.pk, Given(
            uuid=told.uuid, need=needs[one.pk][told.place], kind=told.kind, given=told.given, on=told.on,
            amount=told.amount, fund=FUND if told.amount else "", at=tale.verbs["deliver"],
            urgent="grant" not in tale.verbs,
        ))
        for one, tale in pairs for told in tale.help
    ]  # fmt: skip
    deliver_many(given=given, by=by, at=at)
    for verb in _AFTER:
        asked.moves += _go(verb, pairs, by, at)
    asked.advancing = perf_counter() - started
    asked.requests, asked.needs = len(received), sum(map(len, needs.values()))
    asked.deliveries = len(given)
    return asked


def _go(verb: str, pairs: Sequence[tuple[Request, Tale]], by: Actor, at: datetime) -> int:
    steps = [
        Step(
            one.pk, at=tale.verbs[verb], reason=asking.reason_of(verb, tale), until=tale.until, compared=14,
            concluded=Likeness.NONE if verb == "note_duplicates" else "",
        )
        for one, tale in pairs if verb in tale.verbs
    ]  # fmt: skip
    return len(go_many(verb=verb, steps=steps, by=by, at=at))


def _needs(requests: Sequence[Request]) -> dict[int, list[int]]:
    """Return the ids of the needs of each request, in the order asked. Shape: 1 query."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Need.objects.filter(request__in=[one.pk for one in requests]).order_by("pk").values_list("request_id", "pk")
    for request, need in rows:
        if request is not None:
            found[request].append(need)
    return found
