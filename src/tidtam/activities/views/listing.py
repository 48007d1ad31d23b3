"""The list of activities with its figures, and the list taken out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.activities import access, facts, tasks
from tidtam.activities.actions import exporting, looking
from tidtam.activities.choices import ActivityState, Kind, Measure
from tidtam.activities.forms import ExportForm
from tidtam.activities.queries import knowledge as sets
from tidtam.activities.queries import listing as queries
from tidtam.activities.queries import photos
from tidtam.activities.queries import plan as plans
from tidtam.activities.queries.listing import Filters
from tidtam.activities.rules import fiscal_of, measures_of, months_back, visible
from tidtam.files import access as files
from tidtam.files import making
from tidtam.files.choices import ExportState
from tidtam.files.downloads import export_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.kernel.routes import needs
from tidtam.thai.dates import be_year
from tidtam.thai.numbers import amount
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Figure, Link
from tidtam.ui.templatetags.thai import thai_month

_PAGE, _MONTHS, _SHOWN = 50, 18, 50
_STATES = {"waiting": "upcoming", "running": "upcoming", "ready": "done", "failed": "late", "dropped": "returned"}


def kept(filters: Filters) -> dict[str, str]:
    """Return what an address says of these filters: codes and months, never a name."""
    show = filters.show if filters.show != ActivityState.RECORDED else ""
    found = {
        "month": f"{filters.month:%Y-%m}" if filters.month else "", "kind": filters.kind,
        "model": "1" if filters.model else "", "at": filters.at, "show": show, "measure": filters.measure,
        "year": str(filters.year or ""), "until": filters.until.isoformat() if filters.until else "",
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _unread(request: OfficialRequest, address: Mapping[str, str]) -> dict[str, str]:
    """Return what an address asks for and nobody can mean, each with what is shown in its place."""
    words = {
        "month": _("ไม่รู้จักเดือน “%(said)s” จึงแสดงทุกเดือน"), "measure": _("ไม่รู้จักมาตรการ “%(said)s” จึงแสดงทุกมาตรการ"),
        "year": _("ไม่รู้จักปีงบประมาณ “%(said)s” จึงแสดงทุกปี"), "kind": _("ไม่รู้จักประเภท “%(said)s” จึงแสดงทุกประเภท"),
        "show": _("ไม่รู้จักสถานะ “%(said)s” จึงแสดงเฉพาะที่นับ"), "until": _("ไม่รู้จักวันที่ “%(said)s” จึงแสดงถึงล่าสุด"),
    }  # fmt: skip
    said = {name: visible(request.GET.get(name, ""))[:20] for name in words}
    said["show"] = "" if said["show"] == ActivityState.RECORDED else said["show"]
    return {name: words[name] % {"said": text} for name, text in said.items() if text and name not in address}


def tabs(request: OfficialRequest, here: str) -> list[Link]:
    """Return the parts of the room, with what waits in each."""
    may, found = request.actor.may, []
    (open_flags, said_flags), waits = photos.waiting(request.actor), plans.waiting(request.actor)
    for name, label, count in (
        ("activities", _("กิจกรรม"), 0),
        ("projects", _("โครงการ"), waits.to_tell),
        ("plan", _("แผนและผล"), 0),
        ("flags", _("ภาพที่ต้องดู"), open_flags + said_flags),
        ("inspections", _("การตรวจ"), waits.to_answer + (waits.to_close if may(Permission.ACTIVITIES_INSPECT) else 0)),
        ("knowledge", _("องค์ความรู้"), sets.unread(request.actor)),
    ):
        said = _("%(label)s (ใหม่ %(n)s)") if name == "knowledge" else _("%(label)s (%(n)s)")
        told = said % {"label": label, "n": count} if count else label
        found.append(Link(told, reverse(f"activities:{name}"), current=here == name))
    return found


@needs(Permission.ACTIVITIES_READ)
@require_safe
def activities(request: OfficialRequest) -> HttpResponse:
    """List the activities of the own office and those below, with what they come to."""
    filters = exporting.read_filters(request.GET.dict())
    rows = queries.listing(request.actor, filters)
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    sums, months = facts.tally(rows), months_back(clock.today(), _MONTHS)
    if filters.month and filters.month not in months:
        months.append(filters.month)
    address = kept(filters)
    welfare = Measure.WELFARE in measures_of(request.actor.scope)
    context = {
        "types": not welfare, "page": page, "filters": filters, "query": urlencode(address), "narrow": bool(address),
        "figures": _figures(sums, welfare=welfare and filters.measure in ("", Measure.WELFARE)),
        "times": page.paginator.count, "persons": int(sums["persons"]), "kinds": Kind.choices,
        "measures": Measure.choices, "years": _years(filters.year),
        "odd": _unread(request, address),
        "months": [(f"{one:%Y-%m}", thai_month(one)) for one in months], "states": ActivityState.choices,
        "month": address.get("month", ""), "wide": any(one.office_id != request.actor.office_id for one in page),
        "offices": queries.offices_with(request.actor), "tabs": tabs(request, "activities"),
        "may_manage": request.actor.may(Permission.ACTIVITIES_MANAGE),
    }  # fmt: skip
    return render(request, "activities/list.html", context)


def _figures(sums: Mapping[str, Decimal], *, welfare: bool) -> list[Figure]:
    """Return the sums of a list: every column of the welfare report, or what any measure has."""
    short = {"activities": _("กิจกรรม"), "persons": _("ผู้เข้าร่วมหรือรับประโยชน์"), "budget": "", "model_areas": ""}
    return [
        Figure(
            str(one.label) if welfare else short[one.code] or str(one.label),
            amount(sums[one.code]), unit=str(one.unit),
        )
        for one in facts.MEASURES if welfare or one.code in short
    ]  # fmt: skip


def _years(chosen: int) -> list[tuple[str, int]]:
    """Return fiscal years to choose, as Gregorian values and what they are called."""
    now = fiscal_of(clock.today())
    return [(str(year), be_year(date(year, 1, 1))) for year in sorted({now, now - 1, now - 2, chosen or now})]


@needs(Permission.ACTIVITIES_READ)
@require_safe
def flags(request: OfficialRequest) -> HttpResponse:
    """List the photos something speaks against, with what was said to it."""
    show = request.GET.get("show", "open")
    show = show if show in ("open", "said", "all") else "open"
    page = Paginator(photos.listing(request.actor, show), _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "show": show, "tabs": tabs(request, "flags"), "total": page.paginator.count,
        "own": request.actor.office_id, "views": [
            Link(label, f"?show={value}", current=show == value)
            for value, label in (("open", _("รอตอบ")), ("said", _("ตอบแล้ว รอรับทราบ")), ("all", _("ทั้งหมด")))
        ],
    }  # fmt: skip
    return render(request, "activities/flags.html", context)


@needs(Permission.ACTIVITIES_READ)
@require_POST
def see_flag(request: OfficialRequest, public_id: str, pk: int) -> HttpResponse:
    """Note that a superior has read what was said to a flag."""
    looking.see(flag=access.get_flag(request.actor, public_id, pk), by=request.actor, at=clock.now())
    messages.success(request, _("รับทราบแล้ว"))
    return HttpResponseRedirect(reverse("activities:flags") + "?show=said")


@needs(Permission.ACTIVITIES_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def new_export(request: OfficialRequest) -> HttpResponse:
    """Ask what the list is taken out for, then make the sheet: at once when it is short, as a job when long."""
    sent = request.method == "POST"
    asked = kept(exporting.read_filters((request.POST if sent else request.GET).dict()))
    form = ExportForm(request.POST if sent else None)
    if sent and form.is_valid():
        try:
            made = exporting.ask(kept=asked, purpose=form.cleaned_data["purpose"], by=request.actor, at=clock.now())
            if made.total <= making.AT_ONCE:
                exporting.make(export=made, by=request.actor, at=clock.now())
            else:
                tasks.defer_export(export=made, by=request.actor)
            return HttpResponseRedirect(reverse("activities:exports"))
        except Problem as problem:
            attach(form, problem)
    total = exporting.count(request.actor, asked)
    context = {
        "form": form, "asked": asked, "total": total, "heads": exporting.HEADS, "many": total > making.AT_ONCE,
        "as_csv": total > making.AS_CSV,
    }  # fmt: skip
    return render(request, "activities/new_export.html", context, status=422 if form.errors else 200)


@needs(Permission.ACTIVITIES_READ)
@require_safe
def exports(request: OfficialRequest) -> HttpResponse:
    """List the files one took out of this room."""
    now, rows = clock.now(), []
    for one in files.exports(request.actor).filter(what=exporting.WHAT)[:_SHOWN]:
        over = one.state == ExportState.DROPPED or now >= one.expires_at
        state = ExportState.DROPPED if over else ExportState(one.state)
        rows.append({"export": one, "shape": _STATES[state], "text": str(state.label),
                     "ready": state == ExportState.READY})  # fmt: skip
    return render(request, "activities/exports.html", {"rows": rows})


@needs(Permission.ACTIVITIES_READ)
@require_safe
def export_file(request: OfficialRequest, public_id: str) -> StreamingHttpResponse:
    """Hand the file to its owner while its day lasts. Errors: Missing for anybody else."""
    return export_response(public_id=public_id, of=(exporting.WHAT,), by=request.actor, at=clock.now())
