"""From the tambon somebody typed to its code."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tidtam.kernel.problem import Problem
from tidtam.places import queries
from tidtam.places.models import Area


def tambon_of(text: str, near: str = "") -> Area:
    """Return the one tambon of what was typed (`ต.ตูม อ.ปักธงชัย`, `301409`). Errors: Problem on the field `area`.

    Of several with the same name the one in `near` (the code of the own district or province) is meant, then the only
    one of that province.
    """
    name = text.replace("ต.", " ").replace("ตำบล", " ").replace("แขวง", " ").split()
    for within in dict.fromkeys((near, near[:2])):
        own = queries.search(text, level="subdistrict", within=within, limit=6) if within and name else []
        same = [area for area in own if area.name_th == name[0]]
        if len(same) == 1:
            return same[0]
    found = queries.search(text, level="subdistrict", limit=6)
    exact = [area for area in found if name and area.name_th == name[0]] or [a for a in found if a.code == text.strip()]
    if len(exact) == 1:
        return exact[0]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Problem("people.area_unknown", _("ไม่พบตำบลนี้ พิมพ์แบบ ต.ตูม อ.ปักธงชัย"), field="area")
    places = " · ".join(queries.place_line(area) for area in (exact or found)[:4])
    raise Problem("people.area_many", _("พบหลายแห่ง พิมพ์ชื่ออำเภอต่อท้าย: %(places)s") % {"places": places}, field="area")
