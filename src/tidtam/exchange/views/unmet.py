"""What is unmet where and for how long: need × area × age, as charts with their tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import facts
from tidtam.assistance.choices import Code
from tidtam.assistance.counting import band_words
from tidtam.assistance.facts import info
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.offices.choices import Level
from tidtam.offices.models import Office
from tidtam.offices.queries import by_codes, by_path
from tidtam.places import queries as places
from tidtam.thai.dates import parse_date
from tidtam.ui.shapes import Figure, Heat, HeatCell, HeatRow, heat_level

_ROWS = 80
_PLACES = {Level.MINISTRY: "province", Level.DEPARTMENT: "province", Level.PROVINCE: "district"}


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: its sentence, the JSON the island reads, and the table with the same numbers."""

    title: str
    data: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@needs(Permission.NEEDS_READ)
@require_safe
def unmet(request: OfficialRequest) -> HttpResponse:
    """Show the needs that wait, by kind, area and age, as of today or an earlier day."""
    office, today = by_path(request.actor.scope), clock.today()
    on = min(parse_date(request.GET.get("on", "")[:40]) or today, today)
    place = _PLACES.get(Level(office.level), "office")
    past = on if on < today else None
    found = info.unmet(request.actor, office.path, on, place=place, past=on < today)
    four = facts.standing(request.actor, office.path, past)
    names = _names(office, place, {key[0] for key in found.cells})
    codes = sorted(found.along(1), key=lambda code: -found.along(1)[code])
    ages = band_words()
    long = found.along(2).get(len(ages) - 1, 0)
    context: dict[str, Any] = {
        "office": office, "on": on, "total": found.total, "names": names,
        "figures": [
            Figure(_("ขอรับความช่วยเหลือ"), four.asked, hero=True, unit=_("คน")),
            Figure(_("ได้รับแล้ว"), four.helped, hero=True, unit=_("คน")),
            Figure(_("ยังรอ"), four.waiting, hero=True, unit=_("คน"), tone="due" if four.waiting else ""),
            Figure(ages[-1], long, hero=True, unit=pgettext("unit", "เรื่อง"), tone="late" if long else ""),
        ],
        "chart": _chart(codes, found.along(1, 2), ages) if codes else None,
        "by_code": _heat(_("ขออะไร ที่ไหน"), names, [_short(code) for code in codes], codes, found.along(0, 1)),
        "by_age": _heat(_("รอมานานเท่าไร ที่ไหน"), names, ages, range(len(ages)), found.along(0, 2)),
    }  # fmt: skip
    return render(request, "exchange/unmet.html", context)


def _names(office: Office, place: str, keys: set[str]) -> dict[str, str]:
    """Return what the places with needs are called."""
    if place == "office":
        return {code: str(one) for code, one in by_codes(keys).items()}
    areas = places.provinces() if place == "province" else places.children(str(office.province_id or ""))
    known = {str(area.code): area.name_th for area in areas}
    return {key: known.get(key, _("ไม่ระบุพื้นที่")) for key in keys}


def _short(code: str) -> str:
    return str(Code(code).label).split("/")[0]


def _chart(codes: Sequence[str], cells: Mapping[Any, int], ages: Sequence[str]) -> Chart:
    top = codes[0]
    title = _("“%(need)s” ยังรอมากที่สุด %(n)s เรื่อง") % {
        "need": _short(top), "n": f"{sum(n for key, n in cells.items() if key[0] == top):,}",
    }  # fmt: skip
    series = [
        {"name": age, "data": [cells.get((code, band), 0) for code in codes], "color": band + 1}
        for band, age in enumerate(ages)
    ]
    rows = []
    for code in codes:
        line = [cells.get((code, band), 0) for band in range(len(ages))]
        rows.append([str(Code(code).label), *(f"{n:,}" for n in (*line, sum(line)))])
    spec = {"kind": "stack", "title": title, "x": [_short(code) for code in codes], "series": series}
    return Chart(title, json.dumps(spec, ensure_ascii=False), [_("สิ่งที่ขอ"), *ages, _("รวม")], rows)


def _heat(
    caption: str, names: Mapping[str, str], heads: Sequence[str], keys: Sequence[Any], cells: Mapping[Any, int]
) -> Heat | None:
    if not cells:
        return None
    top = max(cells.values())
    rows = []
    for node, name in names.items():
        line = [cells.get((node, key), 0) for key in keys]
        total = sum(line)
        made = [HeatCell(n, heat_level(n, top)) for n in line]
        rows.append((total, HeatRow(name, [*made, HeatCell(total, 0)])))
    rows.sort(key=lambda row: (-row[0], row[1].label))
    return Heat(caption, _("พื้นที่"), [*heads, _("รวม")], [row for _n, row in rows[:_ROWS]])
