"""The map: a picture and a list that work without script, and the answers the map of the island asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.activities.choices import Kind
from tidtam.assistance.choices import Category
from tidtam.console.mapping import access, measures, queries, shapes
from tidtam.console.mapping.measures import Measure, Values
from tidtam.console.mapping.queries import Asked
from tidtam.console.mapping.rules import THAILAND, grid_of, month_day, month_no, read_box, read_month
from tidtam.console.mapping.spreading import Found
from tidtam.console.models import Layer
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing
from tidtam.kernel.routes import needs
from tidtam.offices.choices import Level
from tidtam.offices.models import Office
from tidtam.offices.queries import by_path, offices_of_area
from tidtam.places import gazetteer
from tidtam.places import queries as places
from tidtam.places.models import Area
from tidtam.signs.choices import Place
from tidtam.ui import mapping
from tidtam.ui.shapes import Link
from tidtam.ui.templatetags.thai import thai_date, thai_month

_MONTHS = 24
_KINDS: Mapping[Layer, Any] = {Layer.ACTIVITY: Kind, Layer.REQUEST: Category, Layer.SIGN: Place}
ICONS = {Layer.ACTIVITY: "bank", Layer.REQUEST: "hand-heart", Layer.CASE: "users-three", Layer.SIGN: "signpost"}


@dataclass(frozen=True, slots=True)
class View:
    """What the page was asked for."""

    at: str  # an area: "" is the country
    own: str  # the area of the own office
    measure: Measure | None
    layers: tuple[Layer, ...]
    asked: Asked
    months: tuple[int, ...]
    today: date
    known: tuple[Measure, ...]  # every measure the actor may read

    def url(self, **other: Any) -> str:
        """Return the address of this page with something changed."""
        first, last = self.asked.first, self.asked.last
        told: dict[str, Any] = {
            "at": self.at if self.at != self.own else "", "m": self.measure.code if self.measure else "",
            "k": self.asked.kind, "from": _month(first) if first != self.months[0] else "",
            "to": _month(last) if last != self.months[-1] else "", "l": [one.name.lower() for one in self.layers],
        } | other  # fmt: skip
        return f"{reverse('console:map')}?{urlencode({k: v for k, v in told.items() if v}, doseq=True)}"

    @property
    def dated(self) -> bool:
        """Say whether months change anything: not where today's standing is all that is shown."""
        return self.measure is None or not self.measure.today or bool(self.layers)

    @property
    def query(self) -> str:
        """Return what the island sends along: months, kind and place."""
        first, last = _month(self.asked.first), _month(self.asked.last)
        return urlencode({"from": first, "to": last, "k": self.asked.kind, "at": self.at,
                          "m": self.measure.code if self.measure else ""})  # fmt: skip


def _month(number: int) -> str:
    return f"{month_day(number):%Y-%m}"


def read(request: OfficialRequest) -> View:
    """Return what an address asks for; odd values ask for nothing. Errors: Missing for an area of others."""
    today = clock.today()
    office = by_path(request.actor.scope)
    own = str(office.district_id or office.province_id or "")
    at = request.GET.get("at", "")
    at = at if at.isascii() and at.isdigit() and len(at) in (2, 4) else own
    if not at.startswith(own[: len(at)]):
        raise Missing("places.area_missing", "พื้นที่นี้อยู่นอกความรับผิดชอบของคุณ")
    known = measures.measures(request.actor, request.actor.scope, today)
    measure = _measure(known, request.GET.get("m", ""))
    allowed = [one.kind_of for one in known if one.kind_of]
    layers = tuple(one for one in allowed if one.name.lower() in request.GET.getlist("l"))
    if not layers and measure is not None and measure.kind_of:
        layers = (measure.kind_of,)
    since = month_no(measure.since) if measure and measure.since else month_no(today) - _MONTHS + 1
    months = tuple(range(since, month_no(today) + 1))
    first, last = read_month(request.GET.get("from", "")), read_month(request.GET.get("to", ""))
    first, last = first or months[0], last or months[-1]
    if measure and measure.since:  # months asked for with another measure may lie before what this one counts
        first, last = (max(first, since), last) if last >= since else (months[0], months[-1])
    kinds = _KINDS.get(measure.kind_of) if measure and measure.kind_of else None
    kind = request.GET.get("k", "")[:24]
    asked = Asked(min(first, last), max(first, last), kind if kinds and kind in kinds.values else "", at)
    return View(at, own, measure, layers, asked, months, today, tuple(known))


def _measure(known: Sequence[Measure], code: str) -> Measure | None:
    """Return the measure of a code; of requests where there are none, the persons who asked all the same."""
    found = {one.code: one for one in known}
    if code == "request" and code not in found:
        code = "need"
    return found.get(code) or next(iter(known), None)


@needs(Permission.MAP_READ)
@require_safe
def page(request: OfficialRequest) -> HttpResponse:
    """Show what lies where: a picture, a list beside it, filters; with script a map to move about in."""
    view = read(request)
    told, values = _told(request, view)
    names, urls = told["names"], told["urls"]
    codes = {one.code for one in view.known}
    context = told | {
        "picture": shapes.picture(view.at, values, names, urls), "crumbs": _crumbs(view), "measures": view.known,
        "all_layers": [(one.kind_of, ICONS[one.kind_of], one.kind_of in view.layers)
                       for one in view.known if one.kind_of],
        "asked_in_visits": view.url(m="need", l="", k="") if "need" in codes and "request" not in codes else "",
        "kinds": _kinds(view), "months": [(_month(no), thai_month(month_day(no), "short")) for no in view.months],
        "first": _month(view.asked.first), "last": _month(view.asked.last), "credit": mapping.ATTRIBUTION,
        "tiles": settings.MAP_TILES, "tiles_credit": settings.MAP_TILES_CREDIT, "box": _box(view.at),
        "approximate": any(one not in access.EXACT for one in view.layers),
        "labels": json.dumps(_labels(view.at, names), ensure_ascii=False),
    }  # fmt: skip
    return render(request, "console/map.html", context)


@needs(Permission.MAP_READ)
@require_safe
def told(request: OfficialRequest) -> HttpResponse:
    """Answer what the page says of other months, for the slider. Shape: {head, lead, span, list}, each as markup."""
    context, _values = _told(request, read(request))
    lead = format_html("{} · {}", context["place"], context["span"])
    parts = {"head": "console/_map_head.html", "list": "console/_map_list.html"}
    made = {name: render_to_string(path, context, request) for name, path in parts.items()}
    return JsonResponse(made | {"lead": lead, "span": escape(context["span"])})


def _told(request: OfficialRequest, view: View) -> tuple[dict[str, Any], Values]:
    """Return what headline and list say of the months asked for, and the figures of the areas."""
    names = {str(area.code): area.name_th for area in _areas(view.at)}
    digits = len(view.at) + 2
    values, elsewhere = _counted(request, view)
    urls = {code: view.url(at=code) for code in names} if digits < 6 else {}
    rows: list[dict[str, Any]] = [
        {"code": code, "name": name, "n": values.get(code), "hidden": code in values and values[code] is None,
         "url": urls.get(code, "")}
        for code, name in names.items()
    ]  # fmt: skip
    empty = sum(1 for row in rows if not row["n"] and not row["hidden"])
    rows = [row for row in rows if row["n"] or row["hidden"]]
    rows += [{"code": office.code, "name": str(office), "n": n, "hidden": False, "url": _office_url(view, office)}
             for office, n in elsewhere]  # fmt: skip
    rows.sort(key=lambda row: -(row["n"] or 0))
    top = rows[0]["n"] if rows else 0
    for row in rows:
        row["share"] = round(100 * (row["n"] or 0) / top) if top else 0
    months = dict.fromkeys(thai_month(month_day(one)) for one in (view.asked.first, view.asked.last))
    today = view.measure is not None and view.measure.today
    return {
        "view": view, "rows": rows, "urls": urls, "place": _title(view.at), "names": names,
        "total": sum(n for n in values.values() if n) + sum(n for _office, n in elsewhere),
        # Nobody is told of areas without a figure where the offices stand beside them all.
        "empty": empty if len(rows) > len(elsewhere) else 0,
        "span": thai_date(view.today) if today else " – ".join(months),
        "unit": view.measure.unit if view.measure else "", "today": today, "links": _links(request, view),
    }, _drawn(view, values, elsewhere)  # fmt: skip


def _counted(request: OfficialRequest, view: View) -> tuple[Values, Found]:
    return view.measure.counted(request.actor, len(view.at) + 2, view.asked) if view.measure else ({}, [])


def _drawn(view: View, values: Values, elsewhere: Found) -> Values:
    """Return what the picture shows: in a district, whose parts no office answers for, its offices as one figure."""
    return {view.at: sum(n for _office, n in elsewhere)} if len(view.at) == 4 and elsewhere else values


def _links(request: OfficialRequest, view: View) -> list[Link]:
    """Return where the same figure is told; the overview opens at the office of the area on the map."""
    links = list(view.measure.links) if view.measure else []
    if not links or view.at == view.own or view.measure is None or view.measure.code != "missing":
        return links
    level = Level.DISTRICT if len(view.at) == 4 else Level.PROVINCE
    scope = request.actor.scope
    found = [one for one in offices_of_area(view.at, level=level) if one.path.startswith(scope)]
    return [Link(links[0].label, f"{links[0].url}?at={found[0].code}"), *links[1:]] if len(found) == 1 else links


def _office_url(view: View, office: Office) -> str:
    """Return where the figure of one office is told in full."""
    pages = {"missing": "console:overview", "reports": "reports:timeliness"}
    page = pages.get(view.measure.code if view.measure else "")
    return f"{reverse(page)}?{urlencode({'at': office.code})}" if page else ""


def _labels(at: str, names: Mapping[str, str]) -> list[tuple[float, float, str]]:
    """Return the names to be written on the map; where parts have no point, those of the districts round them."""
    if len(at) > 2:
        names = {str(area.code): area.name_th for area in _areas(at[:2])}
    found = ((gazetteer.centre(code), name) for code, name in names.items())
    return [(round(point[1], 4), round(point[0], 4), name) for point, name in found if point]


def _areas(at: str) -> list[Area]:
    return list(places.children(at) if at else places.provinces())


def _title(code: str) -> str:
    return places.by_code(code).title if code else _("ทั้งประเทศ")


def _crumbs(view: View) -> list[Link]:
    steps = [code for code in ("", view.at[:2], view.at[:4]) if code == "" or len(code) <= len(view.at)]
    steps = [code for code in dict.fromkeys(steps) if code.startswith(view.own[: max(len(code), len(view.own))])
             or len(code) >= len(view.own)]  # fmt: skip
    return [Link(_title(code), view.url(at=code), current=code == view.at) for code in steps]


def _kinds(view: View) -> list[tuple[str, str]]:
    layer = view.measure.kind_of if view.measure else None
    found = _KINDS.get(layer) if layer else None
    return [(str(value), str(label)) for value, label in found.choices] if found else []


def _box(at: str) -> str:
    """Return where the map begins: `west,south,east,north`."""
    point = next((one for one in gazetteer.points() if one.code == at), None)
    box = (point.west, point.south, point.east, point.north) if point else THAILAND
    return ",".join(f"{one:.4f}" for one in box)


@needs(Permission.MAP_READ)
@require_safe
def cells(request: OfficialRequest) -> HttpResponse:
    """Answer the cells of a box for each layer asked for. Shape: {layer: [[lon, lat, n], …]}."""
    view = read(request)
    box = read_box(request.GET.get("box", "")[:120])
    try:
        zoom = float(request.GET.get("z", "5")[:8])
    except ValueError:
        zoom = 5.0
    return JsonResponse(
        {
            layer.name.lower(): queries.cells(request.actor, layer, box, grid_of(zoom), _of_layer(view, layer))
            for layer in view.layers
        }
    )


def _of_layer(view: View, layer: Layer) -> Asked:
    """Return what is asked of one layer: a kind is one of the measure's own."""
    kind = view.asked.kind if view.measure and view.measure.kind_of == layer else ""
    return Asked(view.asked.first, view.asked.last, kind)


@needs(Permission.MAP_READ)
@require_safe
def outlines(request: OfficialRequest) -> HttpResponse:
    """Answer the outlines of the areas on the page with the measure's figures, as GeoJSON."""
    view = read(request)
    digits = len(view.at) + 2
    found, names = shapes.outlines(digits, view.at), {str(area.code): area.name_th for area in _areas(view.at)}
    values = _drawn(view, *_counted(request, view))
    names.setdefault(view.at, _title(view.at))
    if found:
        return JsonResponse(shapes.geojson(found, values, names))
    # No boundaries of this level are loaded: the province, with a bubble for each district.
    told = shapes.geojson(shapes.outlines(2, view.at[:2]), {}, names)
    told["features"] += shapes.bubbles(values, names)
    return JsonResponse(told)


@needs(Permission.MAP_READ)
@require_safe
def things(request: OfficialRequest) -> HttpResponse:
    """Answer the activities and signs of a small box, with where they open. Shape: {things: [{title, place, url}]}."""
    view, box = read(request), read_box(request.GET.get("box", "")[:120])
    routes = {Layer.ACTIVITY: "activities:activity", Layer.SIGN: "signs:sign"}
    told = []
    for layer in view.layers:
        for one in queries.things(request.actor, layer, box, _of_layer(view, layer)):
            url = reverse(routes[layer], args=[one.public_id])
            told.append({"title": one.title, "place": one.place, "url": url, "layer": layer.name.lower()})
    return JsonResponse({"things": told})
