"""Work `kill`: kill -9 of the whole server while rows are written; nothing acknowledged may be lost."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tidtam.config.postgres.ensure import embedded
from tidtam.config.postgres.killing import kill_rounds
from tidtam.demo.bench.lines import Limit, Line, Reference, line
from tidtam.demo.bench.shop import PGBENCH, Shop, pgbench


def measure(shop: Shop) -> Iterator[Line]:
    """Yield the acknowledged rows that were missing after a restart."""
    data_dir = shop.folder()
    with embedded(data_dir) as urls:
        reference = Reference(PGBENCH, "tps", pgbench(urls.owner_or_refuse(), seconds=10 * shop.scale))
    began = time.perf_counter()
    trial = kill_rounds(data_dir, rounds=shop.size(50, 2))
    yield line(
        "kill.lost", "rows", trial.lost, n=trial.rounds, reference=reference, limit=Limit(0),
        acknowledged=trial.acknowledged, slowest_restart_seconds=round(trial.slowest_restart, 2),
        seconds=round(time.perf_counter() - began, 1),
    )  # fmt: skip
