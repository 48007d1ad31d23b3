"""Work `care_rounds`: the first page of all rounds of the nation, and of a province through its page."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db import connections
from django.urls import reverse

from tidtam.aftercare.queries import rounds
from tidtam.demo.bench.care import house
from tidtam.demo.bench.lines import Limit, Line, Reference, line, percentile
from tidtam.demo.bench.load import Ask, Client, flat_out
from tidtam.demo.bench.nation import BY
from tidtam.demo.bench.pages import REFERENCE, greet, server, sign_in
from tidtam.demo.bench.shop import PGBENCH
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.offices.queries import by_code

LIMIT = Limit(50)
TRIES = 60


def measure(scale: float) -> Iterator[Line]:
    """Yield the milliseconds of the first page over the nation, of one deep in it, and of a province's page."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM aftercare_round")
        count = int(cursor.fetchone()[0])
    tries = max(5, round(TRIES * scale))
    first, following = _timed("", tries)
    yield _line("care_rounds.first_page", first, count)
    for _ in range(20):
        following = _page(following)
    deep, _next = _timed(following, tries)
    yield _line("care_rounds.page_21", deep, count)
    yield _of_page(count, scale)


def _page(after: str) -> str:
    """Read one page with people and offices, as the page does."""
    with wall.scope(ROOT):
        rows, following = rounds.listed(BY, after=after)
        assert all(row.case.person.first_name and row.case.office.code for row in rows)
    return following


def _timed(after: str, tries: int) -> tuple[list[float], str]:
    times, following = [], _page(after)  # the first fills the caches
    for _ in range(tries):
        began = time.perf_counter()
        following = _page(after)
        times.append((time.perf_counter() - began) * 1000)
    return times, following


def _line(name: str, times: list[float], count: int) -> Line:
    return line(
        name, "ms, p95", percentile(times, 0.95), n=count, reference=Reference(PGBENCH, "tps", 0), limit=LIMIT,
        p50=round(percentile(times, 0.5), 1), tries=len(times),
    )  # fmt: skip


def _of_page(count: int, scale: float) -> Line:
    """Ask one after the other for the page of a province."""
    office = by_code("DOPA-30")
    (user,) = house.people([(office, "drug_coordinator")], "rounds")
    client = Client("drug_coordinator", sign_in(user), (Ask("rounds", reverse("aftercare:rounds")),))
    with server() as port:
        greet(port, [client])
        shots, _seconds = flat_out(port, [client], seconds=max(1.0, 10 * scale))
    times = [shot.ms for shot in shots]
    return line(
        "care_rounds.page", "ms, p95", percentile(times, 0.95), n=len(times), reference=REFERENCE, limit=LIMIT,
        p50=round(percentile(times, 0.5), 1), errors=sum(not shot.ok for shot in shots), rounds=count,
        kilobytes=round(max(shot.size for shot in shots) / 1000),
    )  # fmt: skip
