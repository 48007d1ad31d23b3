"""The map: outlines of the provinces, bubbles of what lies in them. No ORM; the outlines are one cached file.

Source: @svg-maps/thailand (CC BY 4.0) drawn by `npm run outlines`; points are degrees, WGS 84.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext_lazy

from tidtam.ui.shapes import heat_level
from tidtam.ui.tiles import PLACES

WIDTH, HEIGHT = 560, 1025
ATTRIBUTION = gettext_lazy("เส้นเขตจังหวัด: @svg-maps/thailand, CC BY 4.0 · จุด: UN/RTSD, CC BY-IGO")
_PAD = 0.06  # of the province's box, round it
_BIGGEST = 0.07  # radius of the largest bubble, of the drawing's shorter side
_SMALLEST = 0.012


@dataclass(frozen=True, slots=True)
class Spot:
    """Something on the map before it is drawn."""

    name: str
    lat: float
    lon: float
    value: int | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A province: the id of its path in the file, its figure and step. None as level is no figure."""

    code: str
    name: str
    value: int | None
    level: int | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    """A circle whose area says how many."""

    name: str
    x: float
    y: float
    r: float
    value: int | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What `ui/map.html` draws: outlines below, bubbles above, largest first so that small ones stay pressable."""

    box: str
    outlines: Sequence[Outline]
    bubbles: Sequence[Bubble] = ()
    line: float = 1.0  # width of a line that looks the same at any size of the box


@cache
def _drawn() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(files("tidtam.ui").joinpath("outlines.json").read_text("utf-8"))
    return found


def fitted() -> tuple[tuple[float, float], tuple[float, float]]:
    """Return how longitude and Mercator's latitude become x and y of the drawing: factor and offset of each."""
    (a, b), (c, d) = _drawn()["x"], _drawn()["y"]
    return (a, b), (c, d)


def project(lat: float, lon: float) -> tuple[float, float]:
    """Return where a point stands on the drawing of the whole country. Units: of the drawing."""
    mercator = math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))
    (a, b), (c, d) = fitted()
    return a * lon + b, c * mercator + d


def nation(values: Mapping[str, int], *, urls: Mapping[str, str] | None = None, top: int | None = None) -> Drawing:
    """Colour the provinces by a figure per official code; one without a figure stays empty. Shape: 77 outlines."""
    scale = top or max(values.values(), default=0)
    links = urls or {}
    outlines = [
        Outline(
            code, PLACES[code][1], values.get(code), heat_level(values[code], scale) if code in values else None,
            links.get(code, ""),
        )
        for code in sorted(_drawn()["boxes"])
    ]  # fmt: skip
    return Drawing(f"0 0 {WIDTH} {HEIGHT}", outlines)


def province(code: str, spots: Sequence[Spot]) -> Drawing:
    """Draw one province with a bubble per spot; its area is to the largest as its figure is."""
    left, up, right, down = _drawn()["boxes"][code]
    wide, high = right - left, down - up
    pad = _PAD * max(wide, high)
    box = (left - pad, up - pad, wide + 2 * pad, high + 2 * pad)
    short = min(box[2], box[3])
    most = max((spot.value or 0 for spot in spots), default=0)
    found = []
    for spot in spots:
        x, y = project(spot.lat, spot.lon)
        share = math.sqrt((spot.value or 0) / most) if most else 0.0
        r = max(_SMALLEST, _BIGGEST * share) * short
        found.append(Bubble(spot.name, round(x, 1), round(y, 1), round(r, 2), spot.value, spot.url))
    found.sort(key=lambda one: -one.r)
    outline = Outline(code, PLACES[code][1], None, None)
    return Drawing(" ".join(f"{one:.1f}" for one in box), [outline], found, line=round(short / 400, 3))
