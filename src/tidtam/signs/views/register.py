"""The register of signs: the list, what is missing where, what fell quiet, many printed at once."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.files.downloads import content_disposition
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.choices import Level
from tidtam.offices.models import Office
from tidtam.offices.queries import by_path
from tidtam.places import queries as places
from tidtam.signs.actions import printing, registering
from tidtam.signs.choices import SHORT, Place, SignState, Size
from tidtam.signs.queries import coverage as covering
from tidtam.signs.queries import listing as queries
from tidtam.signs.queries import scanning
from tidtam.signs.queries.coverage import Cells, Cover
from tidtam.ui.shapes import Figure, Heat, HeatCell, HeatRow, Link, heat_level

_PAGE = 50
STATES = {
    SignState.PLANNED: "upcoming", SignState.PRINTED: "upcoming", SignState.INSTALLED: "done",
    SignState.DAMAGED: "late", SignState.LOST: "late", SignState.EXPIRED: "due", SignState.REMOVED: "returned",
}  # fmt: skip


def tabs(request: OfficialRequest, here: str) -> list[Link]:
    """Return the parts of the room."""
    found = [
        ("signs", _("ทะเบียน"), "signs:signs"), ("coverage", _("ยังขาดที่ไหน"), "signs:coverage"),
        ("quiet", _("เงียบไป"), "signs:quiet"), ("check", _("ตรวจป้าย"), "signs:find"),
        ("gis", _("MOI Drugs GIS"), "exchange:gis"),
    ]  # fmt: skip
    if not request.actor.may(Permission.SIGNS_MANAGE):
        found = [one for one in found if one[0] != "check"]
    return [Link(label, reverse(route), current=name == here) for name, label, route in found]


@needs(Permission.SIGNS_READ)
@require_safe
def signs(request: OfficialRequest) -> HttpResponse:
    """List the signs of the own office and those below; choose some to print."""
    filters = queries.read_filters(request.GET.dict())
    return _list(request, filters)


def _list(request: OfficialRequest, filters: queries.Filters, status: int = 200, said: str = "") -> HttpResponse:
    actor, today = request.actor, clock.today()
    page = Paginator(queries.listing(actor, filters), _PAGE).get_page(request.GET.get("page"))
    states = queries.by_state(actor)
    total = sum(states[state] for state in SignState.values if state != SignState.REMOVED)
    kept = filters.kept()
    context = {
        "page": page, "filters": filters, "query": urlencode(kept), "narrow": bool(kept), "states": states,
        "total": total, "tabs": tabs(request, "signs"), "kinds": Place.choices, "shows": SignState.choices,
        "shapes": STATES, "sizes": Size.choices, "said": said, "wide": any(
            one.office_id != actor.office_id for one in page
        ), "may_manage": actor.may(Permission.SIGNS_MANAGE), "figures": _figures(request, states),
        "soon": queries.expiring(actor, today), "area": _area(filters.at),
    }  # fmt: skip
    return render(request, "signs/list.html", context, status=status)


def _area(code: str) -> str:
    if not code:
        return ""
    try:
        return places.by_code(code).title
    except Missing:
        return ""


def _figures(request: OfficialRequest, states: dict[str, int]) -> list[Figure]:
    url, today = reverse("signs:signs"), clock.today()
    week = scanning.total_of_week(request.actor, today)
    work = states["work"]
    return [
        Figure(_("ติดตั้งแล้ว มีภาพ"), states[SignState.INSTALLED], f"{url}?show=installed", unit=_("ป้าย"), tone="done"),
        Figure(
            _("รอติดตั้ง"), states[SignState.PLANNED] + states[SignState.PRINTED], f"{url}?show=printed", unit=_("ป้าย")
        ),
        Figure(_("ต้องดูแล"), work, f"{url}?show=work", unit=_("ป้าย"), tone="late" if work else "",
               note=_("ชำรุด หาย หมดอายุ หรือถูกคัดลอก")),
        Figure(_("สแกนสัปดาห์ก่อน"), week if week is not None else _("น้อยกว่า 5"), unit=_("ครั้ง") if week else "",
               note=_("ทุกป้ายรวมกัน")),
    ]  # fmt: skip


@needs(Permission.SIGNS_MANAGE)
@require_POST
def print_signs(request: OfficialRequest) -> HttpResponse:
    """Return the PDF of the chosen signs, or of the whole list as it is filtered."""
    told = request.POST.dict()
    filters = queries.read_filters(told)
    size = told.get("size", "")
    if "all" in told:
        most = printing.MOST[Size(size)] + 1 if size in Size.values else 1
        chosen = [one.public_id for one in queries.listing(request.actor, filters)[:most]]
    else:
        chosen = request.POST.getlist("signs")[:500]
    found = queries.to_print(request.actor, chosen)
    try:
        made = printing.print_signs(
            signs=found, size=size, base=settings.SITE_URL, by=request.actor, at=clock.now()
        )  # fmt: skip
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        return _list(request, filters, problem.status, _(problem.message))
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition(f"ป้าย {len(found)} แผ่น.pdf")
    return answer


@needs(Permission.SIGNS_READ)
@require_safe
def coverage(request: OfficialRequest) -> HttpResponse:
    """Show which places of letter 002 have a sign and which have none."""
    office = by_path(request.actor.scope)
    inside = request.GET.get("in", "")[:4]
    inside = inside if inside.isascii() and inside.isdigit() and _is_inside(office, inside) else ""
    found = covering.coverage(request.actor, office, inside)
    done = sum(cell.met for cell in found.total.values())
    context = {
        "office": office, "found": found, "inside": _area(inside), "tabs": tabs(request, "coverage"), "done": done,
        "heat": _heat(found), "figures": [_figure(kind, found.total[kind]) for kind in Place],
        "may_plan": request.actor.may(Permission.SIGNS_MANAGE) and not inside
        and office.level in (Level.PROVINCE, Level.DISTRICT, Level.LGO), "sizes": Size.choices,
        "gaps": covering.gaps(request.actor, office) if not inside else [],
    }  # fmt: skip
    return render(request, "signs/coverage.html", context)


def _is_inside(office: Office, code: str) -> bool:
    own = str(office.district_id or office.province_id or "")
    return len(code) in (2, 4) and code.startswith(own) and len(code) > len(own)


def _figure(kind: Place, cell: Cover) -> Figure:
    if kind == Place.OTHER:
        return Figure(str(SHORT[kind]), cell.signs, unit=_("ป้าย"))
    value = f"{cell.met:,}/{cell.wanted:,}" if cell.wanted else f"{cell.signs:,}"
    note = _("ยังขาด %(n)s แห่ง") % {"n": f"{cell.missing:,}"} if cell.missing else ""
    return Figure(str(SHORT[kind]), value, note=note, tone="late" if cell.missing else "done" if cell.wanted else "")


def _heat(found: covering.Coverage) -> Heat:
    top = max((cell.missing for row in found.rows for cell in row.cells.values()), default=0)
    rows = []
    for row in found.rows:
        into = f"{reverse('signs:coverage')}?in={row.code}" if len(row.code) < 6 else ""
        listed = f"{reverse('signs:signs')}?at={row.code}"
        rows.append(HeatRow(row.name, [*(_cell(row.cells, kind, top, listed) for kind in Place),
                                       HeatCell(row.missing, 0)], into or listed))  # fmt: skip
    heads = [str(SHORT[kind]) for kind in Place]
    return Heat(_("ป้ายตามประเภทสถานที่และพื้นที่"), _("พื้นที่"), [*heads, _("ยังขาด")], rows)


def _cell(cells: Cells, kind: Place, top: int, listed: str) -> HeatCell:
    cell = cells[kind]
    url = f"{listed}&kind={kind}" if cell.signs else ""
    if not cell.wanted:
        return HeatCell(cell.signs or "–", 0, url)
    return HeatCell(f"{cell.met:,}/{cell.wanted:,}", heat_level(cell.missing, top), url)


@needs(Permission.SIGNS_MANAGE)
@require_POST
def plan(request: OfficialRequest) -> HttpResponse:
    """Plan a sign for each place of the own area that has none."""
    size = request.POST.get("size", "")
    size = size if size in Size.values else Size.VINYL
    try:
        n = registering.plan_missing(
            office=by_path(request.actor.scope), size=size, by=request.actor, at=clock.now()
        )  # fmt: skip
    except Conflict as nothing:
        messages.info(request, _(nothing.message))
        return HttpResponseRedirect(reverse("signs:coverage"))
    messages.success(request, _("วางแผนป้ายแล้ว %(n)s ป้าย พิมพ์และติดตั้งได้เลย") % {"n": f"{n:,}"})
    return HttpResponseRedirect(f"{reverse('signs:signs')}?show=planned")


@needs(Permission.SIGNS_READ)
@require_safe
def quiet(request: OfficialRequest) -> HttpResponse:
    """List the signs whose scans fell to nothing: perhaps gone, covered or copied over."""
    page = Paginator(scanning.quiet(request.actor, clock.today()), _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "tabs": tabs(request, "quiet"), "n": page.paginator.count,
        "may_manage": request.actor.may(Permission.SIGNS_MANAGE),
    }  # fmt: skip
    return render(request, "signs/quiet.html", context)
