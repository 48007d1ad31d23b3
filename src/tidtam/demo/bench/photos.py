"""Work `photos`: changed copies of photos are found among ten thousand, new photos are not, and how long one takes.

The photos are invented (`demo.pictures`): textured with the spectrum of photographs, a fifth of them taken at places
they share. What is found on them says how sound the method is, not what real cameras will bring. The table is filled
up with a million prints of random bits, so that a search is as slow as in a nation's house.

Photos of screens are simulated, four as the camera left them to one reduced to 2048 and one to 1600 pixels. How many
show that they are of a screen depends on that: the smaller they come, the less is left of the lattice.
"""

from __future__ import annotations

import hashlib
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from tidtam.activities.matching import Likeness, likeness
from tidtam.activities.models import Activity, Photo, Print
from tidtam.activities.queries.photos import like
from tidtam.activities.screens import is_screen
from tidtam.demo import pictures
from tidtam.demo.bench import nation
from tidtam.demo.bench.lines import Limit, Line, Reference, line, percentile
from tidtam.demo.bench.nation import moment
from tidtam.demo.bench.shop import PGBENCH
from tidtam.files.cleaning import looked_at
from tidtam.files.extract.weave import weave as weave_of
from tidtam.files.models import StoredFile
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.offices.queries import by_code

PHOTOS, COPIED, FILLING, SHARED = 10_000, 500, 1_000_000, 5
CAPTURED, PLAIN, SENT = 150, 2_000, (0, 0, 0, 0, 2048, 1600)
ACTIVITIES, DAY, SEED = 200, date(2026, 4, 1), 1_757
_FILL = """
WITH made AS (
    INSERT INTO files_storedfile (public_id, office_id, scope_path, sha256, size, kind, name, personal, created_at)
    SELECT 'f' || lpad(n::text, 11, '0'), %s, %s, md5('f' || n) || md5('g' || n), 1, 'webp', 'x', true, %s
    FROM generate_series(%s, %s) n
    RETURNING id, sha256
), bits AS (
    SELECT id, sha256, ('x' || substr(sha256, 1, 16))::bit(64) AS rough,
           ('x' || sha256)::bit(256) AS fine FROM made
)
INSERT INTO activities_print (file_id, scope_path, sha256, rough, fine, q0, q1, q2, q3, at)
SELECT id, %s, sha256, rough, fine, substring(rough, 1, 16)::bit(16)::int, substring(rough, 17, 16)::bit(16)::int,
       substring(rough, 33, 16)::bit(16)::int, substring(rough, 49, 16)::bit(16)::int, %s FROM bits
"""


def measure(scale: float) -> Iterator[Line]:
    """Yield recall on changed copies, the share of new photos that are flagged, and the time of a search."""
    nation.found_demo()
    total, copied, filling = max(100, round(PHOTOS * scale)), max(40, round(COPIED * scale)), round(FILLING * scale)
    activities = _activities()
    _fill(filling)
    began, flagged, slow = time.perf_counter(), 0, []
    with wall.scope(ROOT):
        for number in range(total):
            image = pictures.photo(number, shared=number % SHARED == 0)
            content = pictures.jpeg(image)
            known, digest = likeness(content), hashlib.sha256(content).hexdigest()
            once = time.perf_counter()
            flagged += like(known, digest, content=partial(bytes, content)) is not None
            slow.append((time.perf_counter() - once) * 1000)
            _keep(number, known, digest, activities)
            if number % 1000 == 999:
                print(f"photos {number + 1}/{total} {time.perf_counter() - began:.0f} s", file=sys.stderr)
    said = {"shared_places": total // SHARED, "prints": filling + total, "seed": SEED, "photos": "invented"}
    yield line("photos.false_flags", "share of new photos flagged", flagged / total, n=total,
               reference=Reference(PGBENCH, "tps", 0), limit=Limit(0.001), **said)  # fmt: skip
    yield from _recall(copied, total, said)
    yield from _screens(max(12, round(CAPTURED * scale)), total, said)
    yield _screens_false(max(60, round(PLAIN * scale)), said)
    yield line("photos.search", "ms p95", percentile(slow, 0.95), n=len(slow), reference=Reference(PGBENCH, "tps", 0),
               limit=Limit(200), median=round(percentile(slow, 0.5), 1), **said)  # fmt: skip


def _recall(copied: int, total: int, said: dict[str, object]) -> Iterator[Line]:
    dice = random.Random(SEED)  # noqa: S311 (repeatable)
    chosen = dice.sample(range(total), min(copied, total))
    for change in pictures.CHANGES:
        found = 0
        with wall.scope(ROOT):
            for number in chosen:
                image = pictures.photo(number, shared=number % SHARED == 0)
                content = pictures.variant(image, change, number)
                digest = hashlib.sha256(content).hexdigest()
                answer = like(likeness(content), digest, content=partial(bytes, content))
                found += answer is not None and answer.on == _day(number)
        yield line(f"photos.recall_{change}", "share of copies found", found / len(chosen), n=len(chosen),
                   reference=Reference(PGBENCH, "tps", 0), limit=Limit(0.98, least=True), **said)  # fmt: skip


def _screens(captured: int, total: int, said: dict[str, object]) -> Iterator[Line]:
    """Yield how many photos of a screen are found to show a photo of the house, and how many to show a screen."""
    dice = random.Random(SEED + 1)  # noqa: S311 (repeatable)
    chosen = dice.sample(range(total), min(captured, total))
    recycled, seen, slow = 0, dict.fromkeys(SENT, 0), []
    for turn, number in enumerate(chosen):
        image, sent = pictures.photo(number, shared=number % SHARED == 0), SENT[turn % len(SENT)]
        content, _ending, weave = looked_at(pictures.screen(image, number, sent=sent))
        seen[sent] += is_screen(weave)
        once = time.perf_counter()
        with wall.scope(ROOT):
            digest = hashlib.sha256(content).hexdigest()
            answer = like(likeness(content), digest, content=partial(bytes, content), screen=is_screen(weave))
        slow.append((time.perf_counter() - once) * 1000)
        recycled += answer is not None and answer.on == _day(number)
    yield line("photos.screens_recycled", "share of photos of screens found", recycled / len(chosen), n=len(chosen),
               reference=Reference(PGBENCH, "tps", 0), limit=Limit(0.85, least=True),
               search_p95_ms=round(percentile(slow, 0.95), 1), **said)  # fmt: skip
    told = {f"of_{sent or 'original'}": f"{seen[sent]}/{sum(SENT[n % len(SENT)] == sent for n in range(len(chosen)))}"
            for sent in seen}  # fmt: skip
    yield line("photos.screens_found", "share of photos of screens flagged", sum(seen.values()) / len(chosen),
               n=len(chosen), reference=Reference(PGBENCH, "tps", 0), limit=Limit(0.6, least=True), **told,
               **said)  # fmt: skip


def _screens_false(plain: int, said: dict[str, object]) -> Line:
    """Return the share of photos, changed or not, that are taken for photos of a screen."""
    changes, flagged, slow = ("", *pictures.CHANGES), 0, []
    for number in range(plain):
        image, change = pictures.photo(number, shared=number % SHARED == 0), changes[number % len(changes)]
        content = pictures.variant(image, change, number) if change else pictures.jpeg(image)
        once = time.process_time()
        flagged += is_screen(weave_of(content))
        slow.append((time.process_time() - once) * 1000)
    return line("photos.screens_false", "share of photos flagged as of a screen", flagged / plain, n=plain,
                reference=Reference(PGBENCH, "tps", 0), limit=Limit(0.001),
                look_p95_ms=round(percentile(slow, 0.95), 1), **said)  # fmt: skip


def _day(number: int) -> date:
    """Return the day of the activity a photo shows: a copy must be found there, not anywhere."""
    return DAY + timedelta(days=number % ACTIVITIES)


def _activities() -> Sequence[Activity]:
    office = by_code("LGO-301409")
    with wall.scope(office.path):
        return Activity.objects.bulk_create(
            Activity(
                uuid=UUID(int=number + 1), office=office, scope_path=office.path, kind="other", title="วัด", place="วัด",
                place_key="วัด", area_id="301409", on=_day(number), persons=1, budget_baht=Decimal(0), at=moment(DAY),
            )
            for number in range(ACTIVITIES)
        )  # fmt: skip


def _keep(number: int, known: Likeness, digest: str, activities: Sequence[Activity]) -> None:
    one = activities[number % ACTIVITIES]
    stored = StoredFile.objects.create(
        office_id=one.office_id, scope_path=one.scope_path, sha256=digest, size=1, kind="webp", name="x", personal=True,
        created_at=moment(DAY),
    )  # fmt: skip
    q0, q1, q2, q3 = known.quarters
    Print.objects.create(
        file=stored, scope_path=one.scope_path, sha256=digest, rough=known.rough, fine=known.fine, q0=q0, q1=q1, q2=q2,
        q3=q3, at=moment(DAY),
    )  # fmt: skip
    Photo.objects.create(activity=one, scope_path=one.scope_path, file=stored, at=moment(DAY))


def _fill(count: int) -> None:
    office, at = by_code("LGO-301409"), moment(DAY)
    for first in range(1, count + 1, 50_000):
        with transaction.atomic(), connection.cursor() as cursor:
            wall.enter(office.path)
            last = min(first + 49_999, count)
            cursor.execute(_FILL, [office.pk, office.path, at, first, last, office.path, at])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE activities_print")
