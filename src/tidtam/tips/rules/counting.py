"""How many tips may be told, so that no figure of 1 to 4 follows from those shown. Pure.

A district with fewer than 5 tips in the month, none included, is told as "fewer than 5". The province tells at least
the sum of the districts shown; what is hidden is added only when every hidden district could still have had none. So
for each hidden district both "none" and "some" always fit what is shown. The nation is the sum of what provinces tell.
Source: safety R38. Months never overlap and are counted once, when they are over: no two tables differ by one tip.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SMALL = 5
_MOST_HIDDEN = SMALL - 1


@dataclass(frozen=True, slots=True)
class Told:
    """What a province tells: its districts (None: fewer than 5) and a total that is never more than the truth."""

    districts: Mapping[str, int | None]
    at_least: int


def told(counts: Mapping[str, int]) -> Told:
    """Return what may be told of a province; `counts` names every district of it, those without a tip too."""
    shown = {district: n if n >= SMALL else None for district, n in counts.items()}
    hidden = [n for n in counts.values() if n < SMALL]
    rest = sum(hidden)
    # With a rest beyond this some hidden district must have had one; below 5 the rest itself is a small figure.
    fits = SMALL <= rest <= _MOST_HIDDEN * (len(hidden) - 1)
    return Told(shown, sum(n for n in counts.values() if n >= SMALL) + (rest if fits else 0))
