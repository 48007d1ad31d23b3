"""How many people each province has and how many of them asked and were helped: exact shares that add up."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from tidtam.places import gazetteer
from tidtam.places.choices import AreaLevel
from tidtam.places.provinces import PROVINCES

# Source: letter of 15 November 2566, figures of the programme of fiscal year 2566.
TO_FOLLOW, ASKED, HELPED = 101_295, 18_943, 10_907


@dataclass(frozen=True, slots=True)
class Share:
    """People of one province: all, those who asked, those of them who were helped."""

    to_follow: int
    asked: int
    helped: int


def chance(what: str, code: str) -> float:
    """Return a number in [0, 1) that depends on nothing but its arguments."""
    return int.from_bytes(hashlib.sha256(f"{what}:{code}".encode()).digest()[:6], "big") / 2**48


def split(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Split a whole number by weights so that the parts add up (largest remainders; ties in the order of the keys)."""
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items()} if whole else dict.fromkeys(weights, 0.0)
    parts = {key: int(value) for key, value in exact.items()}
    order = sorted(exact, key=lambda key: (parts[key] - exact[key], key))
    for key in order[: total - sum(parts.values())]:
        parts[key] += 1
    return parts


def shares(scale: float = 1.0) -> dict[str, Share]:
    """Return the share of every province, by its code; the nation's figures are their sums.

    Shape: `scale` shrinks the three figures, rounded; at 1 they are those of the letter.
    """
    tambons: dict[str, float] = {p.code: 0.0 for p in PROVINCES}
    for area in gazetteer.areas():
        if area.level == AreaLevel.SUBDISTRICT:
            tambons[area.code[:2]] += 1
    weights = {code: count * (0.5 + chance("province", code)) for code, count in tambons.items()}
    people = split(round(TO_FOLLOW * scale), weights)
    asked = split(
        round(ASKED * scale), {code: count * (0.8 + 0.4 * chance("asked", code)) for code, count in people.items()}
    )
    helped = split(round(HELPED * scale), {code: float(count) for code, count in asked.items()})
    return {code: Share(people[code], asked[code], helped[code]) for code in people}
