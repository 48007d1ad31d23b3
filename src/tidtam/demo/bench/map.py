"""Work `map`: a million activities on the map; the cells of a picture by zoom, as nation, province and LGO ask."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from django.db import connections, transaction
from django.urls import reverse

from tidtam.accounts import actions as accounts
from tidtam.console.mapping import actions, queries
from tidtam.console.mapping.queries import Asked
from tidtam.console.mapping.rules import Box, grid_of
from tidtam.console.models import Layer
from tidtam.demo.bench import nation
from tidtam.demo.bench.lines import Limit, Line, Reference, line, percentile
from tidtam.demo.bench.load import Ask, Client
from tidtam.demo.bench.pages import at_work, sign_in
from tidtam.demo.bench.shop import PGBENCH
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.offices.queries import by_code
from tidtam.places import gazetteer

POINTS, BATCH, ROUNDS, CLIENTS, SEED = 1_000_000, 50_000, 40, 8, 1_757
LIMIT = Limit(150)
ZOOMS = (5, 6, 7, 8, 9, 10, 11, 12, 14)
WIDE, HIGH = 1280, 800  # pixels of a picture
CODES = {"nation": "DLA", "province": "DLA-30", "lgo": "LGO-301409"}
# Each activity at an office of its tambon, half of them close to the middle of the district; two years, eight kinds.
FILL = """
INSERT INTO activities_activity (public_id, uuid, office_id, scope_path, measure, kind, title, place, place_key,
    area_id, moo, latitude, longitude, "on", persons, households, partners, budget_baht, fund, given, model_area,
    result, expansion, knowledge, state, void_reason, by_name, at, version)
SELECT left(md5(random()::text), 12), gen_random_uuid(), w.office_id, w.path, 'welfare',
    (ARRAY['relief', 'housing', 'care', 'learning', 'farming', 'disaster', 'place', 'other'])[1 + (n %% 8)],
    'กิจกรรมสมมติ ' || n, 'วัด', 'วัด', w.area, '',
    w.lat + (w.north - w.south) * w.spread * (random() - 0.5), w.lon + (w.east - w.west) * w.spread * (random() - 0.5),
    %(day)s::date - (random() * 729)::int, 10, 5, '{}', 0, '', '', false, '', '', '{}', 'recorded', '', 'การวัด',
    now(), 1
FROM (
    SELECT g.n, (SELECT count(*) FROM bench_where) AS of FROM generate_series(%(first)s::int, %(last)s::int) g (n)
) s JOIN LATERAL (
    SELECT b.*, CASE WHEN s.n %% 2 = 0 THEN 0.2 ELSE 0.9 END AS spread FROM bench_where b
    WHERE b.no = (s.n::bigint * 7919) %% s.of
) w ON true
"""
WHERE = """
CREATE TEMPORARY TABLE bench_where AS
SELECT row_number() OVER (ORDER BY a.area_id) - 1 AS no, o.id AS office_id, o.path, a.area_id AS area, p.lat, p.lon,
    p.south, p.west, p.north, p.east
FROM offices_officearea a JOIN offices_office o ON o.id = a.office_id AND o.level = 'lgo'
JOIN places_areapoint p ON p.area_id = left(a.area_id, 4) WHERE length(a.area_id) = 6;
CREATE UNIQUE INDEX ON bench_where (no); ANALYZE bench_where;
"""


def measure(scale: float) -> Iterator[Line]:
    """Yield how fast points come, p95 of an answer in the database by scope, and of the whole answer at eight users."""
    nation.found_demo()
    total = max(5_000, round(POINTS * scale))
    yield _filled(total)
    for level, code in CODES.items():
        yield _by_database(level, code, total, scale)
    yield from at_work("map", _clients(), {"cells": LIMIT}, scale)


def _filled(total: int) -> Line:
    """Let the first activities come as they do in life, point by point; load the rest at once and count anew."""
    alive = min(total, BATCH)
    inserted = _insert(0, alive, "")
    folded = _timed(actions.fold)
    _insert(alive, total, "SET LOCAL tidtam.map = 'off'")
    rebuilt = _timed(actions.rebuild)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) console_mappoint, console_mapcell, console_mapchange, activities_activity")
        cursor.execute("SELECT count(*), (SELECT count(*) FROM console_mapcell) FROM console_mappoint")
        points, cells = cursor.fetchone()
    return line(
        "map.filled", "activities per second, their points kept by triggers", alive / inserted, n=points,
        reference=Reference(PGBENCH, "tps", 0), cells=cells, fold_seconds=round(folded, 1),
        rebuild_seconds=round(rebuilt, 1),
    )  # fmt: skip


def _insert(first: int, until: int, before: str) -> float:
    began = time.perf_counter()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.bench_where")
        cursor.execute(WHERE)
        if before:
            cursor.execute(before)
        for number in range(first, until, BATCH):
            last = min(number + BATCH, until) - 1
            cursor.execute(FILL, {"day": nation.AS_OF, "first": number, "last": last})
    return time.perf_counter() - began


def _timed(act: Callable[[], int]) -> float:
    began = time.perf_counter()
    with wall.scope(ROOT):
        act()
    return time.perf_counter() - began


def _pictures(dice: random.Random, within: str, zoom: int) -> Box:
    """Return what a screen shows round the middle of some district."""
    point = dice.choice([one for one in gazetteer.points() if len(one.code) == 4 and one.code.startswith(within)])
    wide = WIDE / (512 * 2**zoom) * 360 / 2
    high = wide * HIGH / WIDE
    return Box(point.lon - wide, point.lat - high, point.lon + wide, point.lat + high)


def _by_database(level: str, code: str, total: int, scale: float) -> Line:
    dice, actor = random.Random(SEED), nation.acting(by_code(code))  # noqa: S311 (repeatable pictures, no secret)
    within = {"nation": "", "province": "30", "lgo": "3014"}[level]
    times: dict[int, list[float]] = {}
    most = 0
    with wall.scope(actor.scope):
        for _round in range(max(4, round(ROUNDS * scale))):
            for zoom in ZOOMS:
                box = _pictures(dice, within, zoom)
                asked = dice.choice([Asked(), Asked(first=2026 * 12, last=2026 * 12 + 4), Asked(kind="care")])
                began = time.perf_counter()
                found = queries.cells(actor, Layer.ACTIVITY, box, grid_of(zoom), asked)
                times.setdefault(zoom, []).append((time.perf_counter() - began) * 1000)
                most = max(most, len(found))
    every = [one for part in times.values() for one in part]
    return line(
        f"map.cells.{level}", "ms, p95", percentile(every, 0.95), n=total, reference=Reference(PGBENCH, "tps", 0),
        limit=LIMIT, answers=len(every), p50=round(percentile(every, 0.5), 1), cells_at_most=most,
        by_zoom={zoom: round(percentile(part, 0.95), 1) for zoom, part in times.items()},
    )  # fmt: skip


def _clients() -> list[Client]:
    dice = random.Random(SEED)  # noqa: S311 (repeatable pictures, no secret)
    made = []
    base = reverse("console:map_cells")
    for number in range(CLIENTS):
        level = list(CODES)[number % len(CODES)]
        within = {"nation": "", "province": "30", "lgo": "3014"}[level]
        with wall.scope(ROOT):
            office, at = by_code(CODES[level]), nation.moment(nation.AS_OF)
            user, _secret = accounts.create_user(
                username=f"map{number}",
                name="การวัด",
                password=secrets.token_urlsafe(24),
                by=nation.BY,
                at=at,
            )
            accounts.give(user=user, office=office, role=nation.ROLE[level], valid_from=nation.YEAR[0], by=nation.BY,
                          at=at)  # fmt: skip
        asks = []
        for zoom in ZOOMS:
            box = _pictures(dice, within, zoom)
            told = {"l": "activity", "z": zoom, "box": f"{box.west},{box.south},{box.east},{box.north}"}
            asks.append(Ask("cells", f"{base}?{urlencode(told)}"))
        made.append(Client(level, sign_in(user), tuple(asks)))
    return made
