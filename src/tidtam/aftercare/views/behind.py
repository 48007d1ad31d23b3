"""The list behind one of the four figures: the places that add up to it, and the people for who may read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare.facts import behind, counted, telling
from tidtam.aftercare.facts.standing import National
from tidtam.aftercare.models import Case
from tidtam.aftercare.queries import board
from tidtam.aftercare.rules.periods import DISTRICT, depth_of
from tidtam.aftercare.views import naming, saying
from tidtam.aftercare.views.asking import Asking, asking
from tidtam.aftercare.views.compliance import HIDDEN, Told, crumbs
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.offices.models import Office
from tidtam.people.choices import Purpose
from tidtam.ui.shapes import Link

_PAGE = 50


@needs(Permission.CARE_FIGURES)
@require_safe
def behind_figure(request: OfficialRequest) -> HttpResponse:
    """Show what a figure is made of, as of today or an earlier day: its list has as many lines as the figure says."""
    asked, _years = asking(request)
    wanted = request.GET.get("what", "")[:40]
    kind = wanted if wanted in behind.KINDS else "waiting"
    unknown = _("ไม่มีรายการ “%(what)s” ที่เห็นคือผู้ที่ขอแล้วและยังรอ") % {"what": wanted}
    actor, today = request.actor, clock.today()
    on = asked.on if asked.has_lists else today
    rows, told = _places(actor, asked, on)
    total = behind.total(rows.values())
    context: dict[str, Any] = {
        "asked": asked, "at": asked.at, "kind": kind, "on": on, "total": total, "tabs": _tabs(asked, total, kind, told),
        "closed": not told.may(asked.at.path, *behind.KINDS, page=True), "words": _words(kind),
        "figure": _of(total, kind), "places": _lines(asked, rows, kind, told), "back": asked.url(),
        "faults": [*filter(None, (asked.day.fault, unknown if wanted not in ("", kind) else ""))],
        "crumbs": crumbs(request, asked.at, "aftercare:behind"), "named": not asked.careful, "now": clock.now(),
        "board": saying.address("aftercare:board") if depth_of(asked.at.path) >= DISTRICT and not asked.careful else "",
    }  # fmt: skip
    if not asked.careful:
        context |= _people(request, asked, kind)
    return render(request, "aftercare/behind.html", context)


def _places(actor: Actor, asked: Asking, on: Any) -> tuple[Mapping[str, National], Told]:
    """Return the figures of each place below; a careful reader is told them from the tally, by its verdicts."""
    path, year = asked.at.path, asked.year
    if asked.nation is None:
        return behind.by_place(actor, path, on, year), Told(path, None)
    names = ("enrolled", "person.asked", "person.waiting")
    found: dict[str, dict[str, int]] = {}
    for (place, name), n in counted.by_node(actor, path, names, year, look=asked.own).items():
        found.setdefault(place, {})[name] = n
    rows = {
        place: National(row.get(names[0], 0), row.get(names[1], 0), row.get(names[1], 0) - row.get(names[2], 0))
        for place, row in found.items()
    }
    return rows, Told(path, telling.people(asked.nation, path, year))


def _of(four: National, kind: str) -> int:
    return {"enrolled": four.to_follow, "asked": four.asked, "helped": four.helped, "waiting": four.waiting}[kind]


def _words(kind: str) -> str:
    return {
        "enrolled": _("คนที่ต้องติดตาม"), "asked": _("คนที่ขอรับความช่วยเหลือ"), "helped": _("คนที่ขอและได้รับครบแล้ว"),
        "waiting": _("คนที่ขอแล้วและยังรอ"),
    }[kind]  # fmt: skip


def _tabs(asked: Asking, four: National, kind: str, told: Told) -> list[Link]:
    labels = {
        "enrolled": _("ต้องติดตาม"), "asked": _("ขอ"), "helped": _("ได้รับแล้ว"), "waiting": _("ยังรอ"),
    }  # fmt: skip
    return [
        Link(
            f"{label} {_of(four, name):,}" if told.may(asked.at.path, name, page=True) else f"{label} {HIDDEN}",
            asked.url("aftercare:behind", what=name), current=name == kind,
        )
        for name, label in labels.items()
    ]  # fmt: skip


def _lines(asked: Asking, rows: Mapping[str, National], kind: str, told: Told) -> list[dict[str, Any]]:
    """Return the places with something to tell, most first; what is hidden gives no place in the order away."""
    places = board.places(set(rows))
    down = asked.down("aftercare:behind", what=kind)
    lines = []
    for path, four in rows.items():
        office = places.get(path)
        if office is None or not four.to_follow:
            continue
        own = path == asked.at.path
        cells = [f"{_of(four, name):,}" if told.may(path, name) else HIDDEN for name in behind.KINDS]
        deeper = not own and (not asked.careful or depth_of(path) <= DISTRICT)
        lines.append({
            "name": _name(office, own=own), "cells": cells, "url": down(office.code) if deeper else "",
            "sort": _of(four, kind) if told.may(path, kind) else 0, "key": office.name_key,
        })  # fmt: skip
    lines.sort(key=lambda one: (-int(one["sort"]), str(one["key"])))
    return lines if len(lines) > 1 else []


def _name(office: Office, *, own: bool) -> str:
    depth = depth_of(office.path)
    if own:
        return _("%(office)s เอง") % {"office": office}
    area = office.province if depth == 1 else office.district if depth == DISTRICT else None
    return area.name_th if area else str(office).removeprefix("ขปต.")


def _people(request: OfficialRequest, asked: Asking, kind: str) -> dict[str, Any]:
    actor = request.actor
    rows = behind.people(actor, asked.at.path, asked.on, asked.year, kind)
    ordered = rows.select_related("person", "office", "area").order_by("scope_path", "pk")
    page = Paginator(ordered, _PAGE).get_page(request.GET.get("page"))
    shown: list[Case] = list(page)
    audit.note_read(request, [one.person_id for one in shown], str(Purpose.AFTERCARE))
    codes = board.open_codes(actor, shown)
    query = asked.url("aftercare:behind", what=kind).partition("?")[2]
    return {
        "page": page, "count": page.paginator.count, "query": query,
        "rows": [
            {
                "name": saying.full_name(one.person), "url": saying.case_address(one.public_id),
                "place": " ".join(filter(None, (one.area.name_th if one.area else "", _moo(one)))),
                "office": str(one.office).removeprefix("ขปต."), "state": str(one.get_status_display()),
                "waits": " · ".join(str(naming.need(code)) for code in codes.get(one.pk, ())),
            }
            for one in shown
        ],
    }  # fmt: skip


def _moo(case: Case) -> str:
    return _("ม.%(moo)s") % {"moo": case.moo} if case.moo else ""
