"""The outlines of provinces as shapes on the globe: the drawing's paths, turned back into degrees. No ORM.

Source: @svg-maps/thailand (CC BY 4.0), fitted to the points of UN/RTSD (`npm run outlines`): drawn, not surveyed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from tidtam.ui.mapping import fitted

Ring = list[tuple[float, float]]
_PATH = re.compile(r'<path id="p(\d\d)" d="([^"]+)"')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@cache
def provinces() -> Mapping[str, list[list[Ring]]]:
    """Return the outline of each province by code, as polygons of one ring. Units: degrees. Shape: 77."""
    drawing = files("tidtam.ui").joinpath("static/ui/thailand.svg").read_text("utf-8")
    return {code: _polygons(path) for code, path in _PATH.findall(drawing)}


def _polygons(path: str) -> list[list[Ring]]:
    made = []
    for part in re.split(r"[Mm]", path.replace("z", "").replace("Z", "")):
        numbers = [float(one) for one in _NUMBER.findall(part)]
        ring = [globe(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=False)]
        if len(ring) > 2:
            made.append([[*ring, ring[0]]])
    return made


def globe(x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude of a place on the drawing."""
    (a, b), (c, d) = fitted()
    lat = math.degrees(2 * math.atan(math.exp(math.radians((y - d) / c))) - math.pi / 2)
    return round((x - b) / a, 4), round(lat, 4)
