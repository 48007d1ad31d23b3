"""Boundaries of areas from a GeoJSON file with official codes: read, checked, simplified. No ORM.

Source: RFC 7946 for the file; codes of the Department of Provincial Administration.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tidtam.kernel.problem import Problem
from tidtam.places.choices import CODE_LENGTH, AreaLevel

MOST_BYTES = 400 * 1024 * 1024
_LEVELS = {length: level for level, length in CODE_LENGTH.items()}
# How far a line may lie from the original, so that a tambon is drawn with some dozen points. Units: degrees.
_TOLERANCE = {AreaLevel.PROVINCE: 0.006, AreaLevel.DISTRICT: 0.002, AreaLevel.SUBDISTRICT: 0.0008}
_KEYS = ("code", "area_code", "ADM3_PCODE", "ADM2_PCODE", "ADM1_PCODE", "TAM_CODE", "TAMBON_ID", "AMP_CODE",
         "AMPHOE_ID", "PROV_CODE", "CHANGWAT_ID")  # fmt: skip
_CODE = re.compile(r"(?:TH)?(\d{2}|\d{4}|\d{6})\Z")
_WEST, _SOUTH, _EAST, _NORTH = 97.0, 5.0, 106.0, 21.0
Point = tuple[float, float]
Ring = list[Point]
Polygons = list[list[Ring]]


@dataclass(frozen=True, slots=True)
class Outline:
    """One area's outline with its centre and box. Units: degrees, WGS 84."""

    code: str
    level: str
    shape: Polygons
    lat: float
    lon: float
    box: tuple[float, float, float, float]  # south, west, north, east


def read(content: bytes, key: str = "") -> list[Outline]:
    """Return the outlines of a file, simplified, by code; several features of one code are one outline.

    `key` names the property that holds the code; without it the usual names are tried.
    Errors: Problem places.boundaries_* for a file that is none, too large, without codes, or not in Thailand.
    """
    if len(content) > MOST_BYTES:
        raise Problem("places.boundaries_large", "ไฟล์ใหญ่เกิน 400 MB")
    try:
        found = json.loads(content)
        features = found["features"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Problem("places.boundaries_bad", "ไฟล์นี้ไม่ใช่ GeoJSON แบบ FeatureCollection") from error
    shapes: dict[str, Polygons] = {}
    for number, feature in enumerate(features if isinstance(features, list) else [], 1):
        code = _code(feature, key)
        if not code:
            continue
        shapes.setdefault(code, []).extend(_polygons(feature, number))
    if not shapes:
        raise Problem("places.boundaries_codes", "ไม่พบรหัสพื้นที่ในไฟล์ บอกชื่อช่องรหัสด้วย --key")
    return [_outline(code, shape) for code, shape in sorted(shapes.items())]


def _code(feature: Any, key: str) -> str:
    told = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(told, dict):
        return ""
    for name in (key,) if key else _KEYS:
        match = _CODE.match(str(told.get(name, "")).strip())
        if match:
            return match[1]
    return ""


def _polygons(feature: Any, number: int) -> Polygons:
    shape = feature.get("geometry") or {}
    kind, told = shape.get("type"), shape.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise Problem("places.boundaries_shape", f"รูปที่ {number} ไม่ใช่ Polygon หรือ MultiPolygon")
    try:
        polygons: Any = [told] if kind == "Polygon" else told
        made = [[[(float(x), float(y)) for x, y, *_z in ring] for ring in polygon] for polygon in polygons]
    except (TypeError, ValueError) as error:
        raise Problem("places.boundaries_shape", f"พิกัดของรูปที่ {number} อ่านไม่ได้") from error
    for x, y in _points(made):
        if not (_WEST <= x <= _EAST and _SOUTH <= y <= _NORTH):
            raise Problem("places.boundaries_outside", f"รูปที่ {number} อยู่นอกประเทศไทย ต้องเป็นลองจิจูด ละติจูด (WGS 84)")
    if any(len(ring) < 4 for polygon in made for ring in polygon):
        raise Problem("places.boundaries_shape", f"รูปที่ {number} มีเส้นที่ไม่ปิด")
    return made


def _points(shape: Polygons) -> Iterator[Point]:
    return (point for polygon in shape for ring in polygon for point in ring)


def _outline(code: str, shape: Polygons) -> Outline:
    level = _LEVELS[len(code)]
    xs, ys = [x for x, _y in _points(shape)], [y for _x, y in _points(shape)]
    box = (min(ys), min(xs), max(ys), max(xs))
    lon, lat = _centre(max((polygon[0] for polygon in shape), key=lambda ring: abs(_area(ring))))
    lat, lon = min(max(lat, box[0]), box[2]), min(max(lon, box[1]), box[3])
    thin = [[simplified(ring, _TOLERANCE[AreaLevel(level)]) for ring in polygon] for polygon in shape]
    return Outline(code, level, thin, lat, lon, box)


def _area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring)) / 2


def _centre(ring: Ring) -> Point:
    whole = _area(ring)
    if abs(whole) < 1e-12:
        return sum(x for x, _y in ring) / len(ring), sum(y for _x, y in ring) / len(ring)
    x = y = 0.0
    for a, b in itertools.pairwise(ring):
        cross = a[0] * b[1] - b[0] * a[1]
        x, y = x + (a[0] + b[0]) * cross, y + (a[1] + b[1]) * cross
    return x / (6 * whole), y / (6 * whole)


def simplified(ring: Sequence[Point], tolerance: float) -> Ring:
    """Return a ring with the points that change its look alone (Douglas–Peucker); never fewer than four."""
    kept = {0, len(ring) - 1, len(ring) // 3, 2 * len(ring) // 3}
    ends = sorted(kept)
    waiting = list(itertools.pairwise(ends))
    while waiting:
        first, last = waiting.pop()
        worst, at = tolerance, 0
        for number in range(first + 1, last):
            away = _away(ring[number], ring[first], ring[last])
            if away > worst:
                worst, at = away, number
        if at:
            kept.add(at)
            waiting += [(first, at), (at, last)]
    return [(round(ring[n][0], 5), round(ring[n][1], 5)) for n in sorted(kept)]


def _away(point: Point, one: Point, other: Point) -> float:
    along, up = other[0] - one[0], other[1] - one[1]
    length = math.hypot(along, up)
    if not length:
        return math.hypot(point[0] - one[0], point[1] - one[1])
    return abs(along * (one[1] - point[1]) - (one[0] - point[0]) * up) / length
