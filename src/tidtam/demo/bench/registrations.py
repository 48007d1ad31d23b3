"""Work `registrations`: two hundred at once into one office's number book; no gap, no double."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence

from django.db import connection

from tidtam.demo.bench import nation
from tidtam.demo.bench.lines import Limit, Line, Reference, line, percentile
from tidtam.demo.bench.shop import PGBENCH
from tidtam.kernel import wall
from tidtam.letters.actions.register import register
from tidtam.letters.choices import Direction
from tidtam.letters.models import RegisterEntry
from tidtam.offices.queries import by_code

AT_ONCE = 200


def measure(scale: float) -> Iterator[Line]:
    """Yield how many numbers are missing or given twice."""
    count = max(5, round(AT_ONCE * scale))
    office = by_code("LGO-301409")
    entries = nation.delivered(office, count)
    begin = threading.Barrier(count + 1)
    times: list[float] = []
    failed: list[str] = []

    def work(key: int) -> None:
        begin.wait()
        began = time.perf_counter()
        try:
            with wall.scope(office.path):
                entry = RegisterEntry.objects.get(pk=key)
                register(entry=entry, by=nation.acting(office), at=nation.moment(nation.AS_OF))
            times.append((time.perf_counter() - began) * 1000)
        except Exception as error:
            failed.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(key,)) for key in entries]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    begin.wait()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    with wall.scope(office.path):
        rows = RegisterEntry.objects.filter(office=office, direction=Direction.IN, year=nation.AS_OF.year)
        numbers = list(rows.exclude(number=None).values_list("number", flat=True))
    yield line(
        "registrations.gaps_and_doubles", "numbers", wrong(numbers, count), n=count,
        reference=Reference(PGBENCH, "tps", 0), limit=Limit(0), seconds=round(seconds, 2),
        per_second=round(count / seconds, 1), failed=len(failed), errors=sorted(set(failed))[:3],
        p50_ms=round(percentile(times or [0], 0.5)), p95_ms=round(percentile(times or [0], 0.95)),
    )  # fmt: skip


def wrong(numbers: Sequence[int | None], count: int) -> int:
    """Return how many of the numbers 1 to `count` are missing, plus how many were given twice or beyond."""
    return len(set(range(1, count + 1)) - set(numbers)) + len(numbers) - len(set(numbers) & set(range(1, count + 1)))
