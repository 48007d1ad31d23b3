"""Work `rules`: the deadline calculus against an independent reference, a million random cases."""

from __future__ import annotations

from collections.abc import Iterator

from tidtam.demo import rule_reference
from tidtam.demo.bench.lines import Limit, Line, line, processor
from tidtam.demo.bench.shop import Shop

SEED = 20_240_229


def measure(shop: Shop) -> Iterator[Line]:
    """Yield how many cases differ."""
    reference = processor()
    cases, mismatches, seconds = rule_reference.run(shop.size(1_000_000, 200), SEED)
    yield line(
        "rules.mismatches", "cases", mismatches, n=cases, reference=reference, limit=Limit(0),
        seconds=round(seconds, 1), seed=SEED,
    )  # fmt: skip
