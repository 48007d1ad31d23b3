"""One measured line: what, how much, of how many, against which reference, within which limit."""

from __future__ import annotations

import hashlib
import math
import os
import time
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

Line = dict[str, Any]
BLOCK = bytes(1024 * 1024)


class Reference(NamedTuple):
    """A fixed work measured in the same run."""

    name: str
    unit: str
    value: float


class Limit(NamedTuple):
    """What a value must not exceed, or with `least` not fall below."""

    value: float
    least: bool = False


def line(
    name: str, unit: str, value: float, *, n: int, reference: Reference | None, limit: Limit | None = None, **extra: Any
) -> Line:
    """Return a line as `tidtam bench --json` prints it.

    Shape: {"name", "unit", "value", "n", "reference", "reference_unit", "reference_value", "limit", "met", "load", …}
    """
    met = None if limit is None else (value >= limit.value if limit.least else value <= limit.value)
    return {
        "name": name,
        "unit": unit,
        "value": rounded(value),
        "n": n,
        "reference": reference.name if reference else None,
        "reference_unit": reference.unit if reference else None,
        "reference_value": rounded(reference.value) if reference else None,
        "limit": limit.value if limit else None,
        "met": met,
        **extra,
        "load": round(os.getloadavg()[0], 2),
    }


def skipped(name: str, why: str) -> Line:
    """Return the line of a work that could not be measured here."""
    return {
        "name": name, "unit": None, "value": None, "n": 0, "reference": None, "reference_unit": None,
        "reference_value": None, "limit": None, "met": None, "skipped": why,
    }  # fmt: skip


def rounded(value: float) -> float:
    """Return a value with as many digits as mean something."""
    return round(value, 4 if abs(value) < 10 else 1)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


@cache
def processor() -> Reference:
    """Measure the processor: SHA-256 of 10 MB, the best of five, in milliseconds."""
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        digest = hashlib.sha256()
        for _ in range(10):
            digest.update(BLOCK)
        digest.digest()
        best = min(best, time.perf_counter() - began)
    return Reference("sha256 of 10 MB", "ms", best * 1000)


def said(found: Line) -> str:
    """Return a line as a person reads it."""
    if found.get("skipped"):
        return f"–    {found['name']}: {found['skipped']}"
    mark = {True: "ผ่าน ", False: "ไม่ผ่าน", None: "     "}[found["met"]]
    words = [f"{mark} {found['name']}: {found['value']:,} {found['unit']} (n={found['n']:,})"]
    if found["limit"] is not None:
        words.append(f"เกณฑ์ {found['limit']:,}")
    if found["reference"]:
        words.append(f"เทียบ {found['reference']} {found['reference_value']:,} {found['reference_unit']}")
    return " · ".join(words)
