"""The official areas and points as plain values, read from the carried data; no database.

Source: geothai (codes and names of the Department of Provincial Administration, CC BY 4.0) and
data/area_points.csv (UN/RTSD boundaries, CC BY-IGO).
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import geothai

from tidtam.places.choices import AreaLevel
from tidtam.places.provinces import BY_CODE

DATA_VERSION: str = geothai.DATA_VERSION
POINTS_ATTRIBUTION = "จุดและกรอบพื้นที่คำนวณจากแนวเขต UN/RTSD (กรมแผนที่ทหาร), CC BY-IGO"
NAMES_ATTRIBUTION = "รหัสและชื่อพื้นที่: กรมการปกครอง ผ่าน GeoThai, CC BY 4.0"


class AreaSeed(NamedTuple):
    """One area as the gazetteer knows it; `parent` is '' for a province."""

    code: str
    level: str
    name_th: str
    name_en: str
    parent: str
    letters: str
    postal_codes: tuple[str, ...]


class PointSeed(NamedTuple):
    """Centre and bounding box of an area. Units: degrees, WGS 84."""

    code: str
    lat: float
    lon: float
    south: float
    west: float
    north: float
    east: float


@cache
def areas() -> tuple[AreaSeed, ...]:
    """Return all provinces, then districts, then subdistricts, each by code. Shape: 77 + 928 + 7,436."""
    provinces = [
        AreaSeed(p.code, AreaLevel.PROVINCE, p.name_th, p.name_en, "", BY_CODE[p.code].letters, ())
        for p in geothai.provinces()
    ]
    districts, subdistricts = [], []
    for province in provinces:
        for d in geothai.districts(province.code):
            subs = geothai.subdistricts(d.code)
            postal = tuple(sorted({code for s in subs for code in s.postal_codes}))
            # The source writes เขต before the districts of Bangkok and no อำเภอ elsewhere; names are kept bare.
            name = d.name_th.removeprefix("เขต") if province.code == "10" else d.name_th
            districts.append(AreaSeed(d.code, AreaLevel.DISTRICT, name, d.name_en, province.code, "", postal))
            subdistricts += [
                AreaSeed(s.code, AreaLevel.SUBDISTRICT, s.name_th, s.name_en, d.code, "", tuple(s.postal_codes))
                for s in subs
            ]
    return (*provinces, *districts, *subdistricts)


@cache
def points() -> tuple[PointSeed, ...]:
    """Return the points of provinces and districts. Shape: 77 + 928."""
    text = files("tidtam.places").joinpath("data/area_points.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(PointSeed(row["code"], *(float(row[name]) for name in PointSeed._fields[1:])) for row in rows)


@cache
def _centres() -> dict[str, tuple[float, float]]:
    return {point.code: (point.lat, point.lon) for point in points()}


def centre(code: str) -> tuple[float, float] | None:
    """Return latitude and longitude of the centre of a province or district; None for one without a point."""
    return _centres().get(code)
