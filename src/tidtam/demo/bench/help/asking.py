"""Work `citizens`: half a million citizens ask their local governments, and most are answered."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

from django.db import connection

from tidtam.demo.bench.care.building import SEED
from tidtam.demo.bench.care.house import settle_down
from tidtam.demo.bench.lines import Limit, Line, Reference, line
from tidtam.demo.bench.shop import PGBENCH
from tidtam.demo.nation import citizens
from tidtam.demo.nation.build import AS_OF, build
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT

REFERENCE = Reference(PGBENCH, "tps", 0)
TIME, NONE = Limit(600), Limit(0)
# Every need of every request: one bucket of one office, as the sums of its movements say.
UNBALANCED = """
    SELECT count(*) FROM assistance_need n LEFT JOIN (
        SELECT need_id, count(*) FILTER (WHERE total <> 0) AS held, sum(total) AS whole,
            max(bucket) FILTER (WHERE total = 1) AS bucket, max(office_id) FILTER (WHERE total = 1) AS office
        FROM (SELECT need_id, bucket, office_id, sum(delta) AS total FROM assistance_movement GROUP BY 1, 2, 3) s
        GROUP BY 1
    ) m ON m.need_id = n.id
    WHERE m.held IS DISTINCT FROM 1 OR m.whole <> 1 OR m.bucket <> n.bucket OR m.office <> n.office_id
"""


def measure(scale: float) -> Iterator[Line]:
    """Yield seconds of taking requests in with all they went through, and ledgers that do not balance."""
    province = os.environ.get("TIDTAM_BENCH_PROVINCE", "")
    built = build(
        seed=SEED, as_of=AS_OF, province=province, scale=scale, requests=citizens.FULL,
        say=lambda text: print(text, file=sys.stderr),
    )  # fmt: skip
    seconds = built.receiving + built.advancing
    yield line(
        "citizens.build", "seconds", seconds, n=built.requests, reference=REFERENCE, limit=TIME,
        requests_per_second=round(built.requests / max(seconds, 0.001)), deliveries=built.deliveries,
        inventing_seconds=round(built.inventing, 1), cores=os.cpu_count(),
    )  # fmt: skip
    settle_down()
    began = time.perf_counter()
    with wall.scope(ROOT), connection.cursor() as cursor:
        cursor.execute(UNBALANCED)
        wrong = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM assistance_need")
        needs = cursor.fetchone()[0]
    yield line(
        "citizens.unbalanced", "needs", wrong, n=needs, reference=REFERENCE, limit=NONE,
        seconds=round(time.perf_counter() - began, 1),
    )  # fmt: skip
