"""Work `plan`: a million random histories of visits against an independent reference."""

from __future__ import annotations

from collections.abc import Iterator

from tidtam.demo import plan_reference
from tidtam.demo.bench.lines import Limit, Line, line, processor
from tidtam.demo.bench.shop import Shop

SEED = 20_230_331


def measure(shop: Shop) -> Iterator[Line]:
    """Yield how many histories differ."""
    reference = processor()
    cases, mismatches, seconds = plan_reference.run(shop.size(1_000_000, 200), SEED)
    yield line(
        "plan.mismatches", "cases", mismatches, n=cases, reference=reference, limit=Limit(0),
        seconds=round(seconds, 1), seed=SEED,
    )  # fmt: skip
