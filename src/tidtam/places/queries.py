"""Named reads of areas."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tidtam.kernel.problem import Missing
from tidtam.places import rules
from tidtam.places.choices import AreaLevel
from tidtam.places.models import Area, AreaPoint, Boundary

# One scan over some 8,400 rows answers in a few milliseconds; the rank puts the exact name before a prefix, a prefix
# before the inside of a name, and a near miss (one letter wrong) last; then the larger area, then Thai order.
_SEARCH = """
WITH ranked AS (
    SELECT a.code, a.level, a.name_key,
           CASE WHEN a.name_th = %(name)s OR a.code = %(name)s THEN 0
                WHEN starts_with(a.name_th, %(name)s) THEN 1
                WHEN lower(a.name_en) LIKE %(latin)s THEN 1
                WHEN strpos(a.name_th, %(name)s) > 0 THEN 2
                WHEN similarity(a.name_th, %(name)s) >= 0.3 THEN 3
           END AS rank,
           similarity(a.name_th, %(name)s) AS near
    FROM places_area a
    WHERE (%(level)s::text IS NULL OR a.level = %(level)s)
      AND (%(within)s::text IS NULL OR (starts_with(a.code, %(within)s) AND a.code <> %(within)s))
      {above}
)
SELECT code FROM ranked WHERE rank IS NOT NULL
ORDER BY rank, CASE WHEN rank = 3 THEN -near ELSE 0 END, length(code), name_key, code LIMIT %(limit)s
"""
_ABOVE = """
      AND EXISTS (SELECT 1 FROM places_area up
                  WHERE up.code <> a.code AND starts_with(a.code, up.code)
                    AND (%(level{n})s::text IS NULL OR up.level = %(level{n})s)
                    AND starts_with(up.name_th, %(up{n})s))
"""


def search(text: str, level: str | None = None, within: str | None = None, limit: int = 20) -> list[Area]:
    """Find areas by what a clerk types: `ปักธงชัย`, `อ.ปักธงชัย`, `ต.ตูม อ.ปักธงชัย`, `pak thong`, `3014`.

    Shape: best first (exact, prefix, inside, near), then the larger area, then Thai order; 2 queries.
    """
    words = rules.wanted(text)
    if not words:
        return []
    name = words[0].name
    params: dict[str, Any] = {
        "name": name,
        "latin": name.lower().replace("\\", "").replace("%", r"\%").replace("_", r"\_") + "%",
        "level": level or words[0].level,
        "within": within,
        "limit": limit,
    }
    if name.isascii():  # an English name may have blanks; its words are no levels
        params["latin"] = " ".join(word.name for word in words).lower().replace("%", "").replace("_", "") + "%"
        words = words[:1]
    for n, word in enumerate(words[1:]):
        params |= {f"up{n}": word.name, f"level{n}": word.level}
    sql = _SEARCH.format(above="".join(_ABOVE.format(n=n) for n in range(len(words) - 1)))
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        codes = [row[0] for row in cursor.fetchall()]
    found = Area.objects.select_related("parent__parent").in_bulk(codes)
    return [found[code] for code in codes]


def by_code(code: str) -> Area:
    """Return the area with this official code. Errors: Missing("places.area_missing")."""
    area = Area.objects.filter(pk=code).first()
    if area is None:
        raise Missing("places.area_missing", _("ไม่พบพื้นที่รหัส %(code)s") % {"code": code}, area=code)
    return area


def provinces() -> QuerySet[Area]:
    """Return the 77 provinces in Thai order."""
    return Area.objects.filter(level=AreaLevel.PROVINCE).order_by("name_key")


def children(code: str) -> QuerySet[Area]:
    """Return the areas directly inside `code` in Thai order."""
    return Area.objects.filter(parent_id=code).order_by("name_key", "code")


def points(level: str, within: str = "") -> list[dict[str, Any]]:
    """Return centre and box of each area of a level. Shape: dicts {code, name, lat, lon, box}; 1 query."""
    rows = (
        AreaPoint.objects.filter(area__level=level, area__code__startswith=within).select_related("area").order_by("pk")
    )
    return [
        {
            "code": point.area_id,
            "name": point.area.name_th,
            "lat": point.lat,
            "lon": point.lon,
            "box": [point.south, point.west, point.north, point.east],
        }
        for point in rows
    ]


def place_line(area: Area) -> str:
    """Write the whole place, smallest first: ตำบลตูม อำเภอปักธงชัย จังหวัดนครราชสีมา."""
    parts: list[str] = []
    here: Area | None = area
    while here is not None:
        parts.append(here.title)
        here = here.parent
    return " ".join(parts)


def boundaries(level: str, within: str = "") -> dict[str, Any]:
    """Return the loaded outlines of a level by code, as rings of a MultiPolygon; empty where none is loaded.

    Shape: one query.
    """
    rows = Boundary.objects.filter(level=level)
    if within:
        rows = rows.filter(area__gte=within, area__lt=within + "~")
    return dict(rows.order_by("area").values_list("area", "shape"))
