"""The outlines under the map: provinces as drawn or loaded, districts where they are loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tidtam.console.mapping.measures import Values
from tidtam.places import gazetteer, queries
from tidtam.places.choices import AreaLevel
from tidtam.ui import mapping, outlining
from tidtam.ui.mapping import Drawing, Outline, Spot
from tidtam.ui.shapes import heat_level

_LEVEL = {2: AreaLevel.PROVINCE, 4: AreaLevel.DISTRICT, 6: AreaLevel.SUBDISTRICT}


@dataclass(frozen=True, slots=True)
class Path:
    """A loaded outline as a path of the drawing."""

    code: str
    name: str
    d: str
    value: int | None
    level: int | None
    url: str = ""
    hidden: bool = False  # there is a figure, too small to be told


@dataclass(frozen=True, slots=True)
class Picture:
    """What the page draws without script: the base of `ui/map.html` and paths of loaded outlines over it."""

    drawing: Drawing
    paths: Sequence[Path] = ()


def outlines(digits: int, within: str) -> Mapping[str, Any]:
    """Return the polygons of areas by code: loaded ones first, for provinces else those of the drawing.

    Shape: at most one query.
    """
    if digits == 2:
        loaded = queries.boundaries(AreaLevel.PROVINCE, within)
        drawn = {code: shape for code, shape in outlining.provinces().items() if code.startswith(within)}
        return drawn | loaded
    return queries.boundaries(_LEVEL[digits], within)


def geojson(shapes: Mapping[str, Any], values: Values, names: Mapping[str, str]) -> dict[str, Any]:
    """Return outlines with their figure and step as a GeoJSON FeatureCollection."""
    top = max((n for n in values.values() if n), default=0)
    features = []
    for code, shape in shapes.items():
        n = values.get(code)
        told = {"code": code, "name": names.get(code, code), "n": n, "step": heat_level(n, top) if n else 0}
        features.append(
            {"type": "Feature", "properties": told, "geometry": {"type": "MultiPolygon", "coordinates": shape}}
        )
    return {"type": "FeatureCollection", "features": features}


def bubbles(values: Values, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the districts as points with a radius, for where no outline of them is loaded. Units: pixels."""
    top = max((n for n in values.values() if n), default=0)
    made = []
    for code, n in values.items():
        point = gazetteer.centre(code)
        if point is None or not n:
            continue
        told = {"code": code, "name": names.get(code, code), "n": n, "step": heat_level(n, top),
                "r": round(8 + 26 * (n / top) ** 0.5, 1)}  # fmt: skip
        lat, lon = point
        made.append({"type": "Feature", "properties": told, "geometry": {"type": "Point", "coordinates": [lon, lat]}})
    return made


def picture(
    at: str, values: Values, names: Mapping[str, str], urls: Mapping[str, str]
) -> Picture | None:  # fmt: skip
    """Return the drawing of the country, or of the province of an area with bubbles or loaded outlines."""
    known = {code: n for code, n in values.items() if n is not None}
    if not at:
        return Picture(mapping.nation(known, urls=urls))
    digits = len(at) + 2
    shapes = outlines(digits, at)
    if shapes:
        return _of_shapes(at, shapes, values, names, urls)
    if len(at) > 2:
        point = gazetteer.centre(at)
        spots = [Spot(names.get(at, at), *point, sum(known.values()))] if point else []
        return Picture(mapping.province(at[:2], spots))
    spots = []
    for code, name in names.items():
        point = gazetteer.centre(code)
        if point:
            spots.append(Spot(name, *point, values.get(code), urls.get(code, "")))
    return Picture(mapping.province(at, spots))


def _of_shapes(
    at: str, shapes: Mapping[str, Any], values: Values, names: Mapping[str, str], urls: Mapping[str, str]
) -> Picture:
    top = max((n for n in values.values() if n), default=0)
    paths, xs, ys = [], [], []
    for code, shape in shapes.items():
        rings = [[mapping.project(lat, lon) for lon, lat in ring] for polygon in shape for ring in polygon]
        xs += [x for ring in rings for x, _y in ring]
        ys += [y for ring in rings for _x, y in ring]
        d = "".join("M" + "L".join(f"{x:.2f},{y:.2f}" for x, y in ring) + "z" for ring in rings)
        n = values.get(code)
        level, hidden = heat_level(n, top) if n is not None else None, code in values and n is None
        paths.append(Path(code, names.get(code, code), d, n, level, urls.get(code, ""), hidden))
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    pad = 0.06 * max(wide, high)
    box = (min(xs) - pad, min(ys) - pad, wide + 2 * pad, high + 2 * pad)
    # The province lies under its parts, so that a part no file has still has land under it.
    under = [Outline(at[:2], names.get(at[:2], ""), None, None)]
    drawing = Drawing(" ".join(f"{one:.2f}" for one in box), under, line=round(min(box[2:]) / 400, 4))
    return Picture(drawing, paths)
