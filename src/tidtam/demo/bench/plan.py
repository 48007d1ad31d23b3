"""Work `plan`: a million random histories of visits against an independent reference."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from tidtam.demo import plan_reference
from tidtam.demo.bench.lines import Limit, Line, line, processor
from tidtam.demo.bench.shop import Shop

SEED, PART = 20_230_331, 20_000


def measure(shop: Shop) -> Iterator[Line]:
    """Yield how many histories differ. Parts have seeds of their own, so that every processor takes its share."""
    reference, began = processor(), time.perf_counter()
    wanted = shop.size(1_000_000, 200)
    size = min(PART, wanted)
    seeds = range(SEED, SEED + -(-wanted // size))
    # Workers begin anew: the run holds servers and locks of its own.
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        done = list(pool.map(partial(plan_reference.run, size), seeds))
    yield line(
        "plan.mismatches", "cases", sum(mismatches for _, mismatches, _ in done), n=sum(cases for cases, _, _ in done),
        reference=reference, limit=Limit(0), seconds=round(time.perf_counter() - began, 1), seed=SEED,
        processors=os.cpu_count(),
    )  # fmt: skip
