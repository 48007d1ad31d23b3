"""The line of `reports_exact` from the parts several houses measured at the same time; needs no settings."""

from __future__ import annotations

from collections.abc import Sequence

from tidtam.demo.bench.lines import Line

_ADDED = ("value", "n", "sequences", "editions", "amended")


def together(parts: Sequence[Sequence[Line]]) -> list[Line]:
    """Return the lines of the parts added up: counts are sums, times those of the slowest."""
    out = []
    for rows in zip(*parts, strict=True):
        whole = dict(rows[0])
        for name in _ADDED:
            whole[name] = sum(one[name] for one in rows)
        for name in ("seconds", "milliseconds_an_edition"):
            whole[name] = max(one[name] for one in rows)
        out.append(whole | {"met": all(one["met"] for one in rows), "houses": len(rows)})
    return out
