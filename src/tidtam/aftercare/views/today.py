"""The pages a team works from: today, everybody, what was asked for, the month on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare.queries import mine, today
from tidtam.aftercare.views import saying
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.ui.shapes import Link

_PAGE = 20
_FOUND = 200  # what a name finds stands on one page, since the name stands in no address
_SHOWN = ("near", "late", "today", "week")
# Only these pages may ask the phone where it is; everywhere else the policy stays shut.
POSITION = "camera=(), geolocation=(self), microphone=()"


@needs(Permission.CARE_VISIT)
@require_safe
def work(request: OfficialRequest) -> HttpResponse:
    """Show whom to see, village by village, or the longest overdue first."""
    show = request.GET.get("show", "near")
    return _list(request, show if show in _SHOWN else "near", None)


@needs(Permission.CARE_VISIT)
@require_POST
def near(request: OfficialRequest) -> HttpResponse:
    """Show the same list, the nearest first, from a position that is used once and kept nowhere."""
    try:
        here = float(request.POST.get("lat", "")), float(request.POST.get("lon", ""))
    except ValueError:
        return _list(request, "near", None)
    inside = -90 <= here[0] <= 90 and -180 <= here[1] <= 180
    return _list(request, "near", here if inside else None)


def _list(request: OfficialRequest, show: str, here: today.Position | None) -> HttpResponse:
    day, actor = clock.today(), request.actor
    figures = today.counts(actor, day)
    request.care_now = figures.now  # type: ignore[attr-defined]  # the menu shows it and need not count again
    found = today.due(actor, day, show)
    total = {"near": figures.now, "late": figures.late, "today": figures.today, "week": figures.week}[show]
    if here is None:
        pages = Paginator(found, _PAGE)
        pages.count = total
        page = pages.get_page(request.GET.get("page"))
        if page.number == 1:  # what a team opens all day
            page.object_list = today.first(actor, day, show, _PAGE)
        cards = today.cards(actor, list(page))
    else:
        page = None
        cards = today.cards(actor, list(found[: today.MOST]), here)
    back = today.returned(actor)
    wishes = mine.longest_waits(actor, most=6)
    month = mine.month(actor, day.replace(day=1), day)
    seen = [card.case.person_id for card in cards] + [visit.case.person_id for visit in back]
    audit.note_read(request, [*seen, *(need.case.person_id for need in wishes)], "today")
    nearest = cards[0].distance if here is not None and cards else None
    context: dict[str, Any] = {
        "today": day, "counts": figures, "show": show, "page": page, "total": total, "here": here is not None,
        "cards": [shown(card, day) for card in cards], "nearest": saying.distance(nearest),
        "tabs": _tabs(show, figures), "month": month, "bar": _bar(month),
        "returned": [{"visit": v, "nick": saying.nick(v.case.person)} for v in back],
        "wishes": [_wish(need) for need in wishes], "more": max(0, total - len(cards)) if here else 0,
    }  # fmt: skip
    response = render(request, "aftercare/today.html", context)
    response.headers["Permissions-Policy"] = POSITION
    return response


def shown(card: today.Card, day: date) -> dict[str, Any]:
    """Return what the card of a person says."""
    case = card.case
    shape, words = saying.state(case, day)
    return {
        "case": case, "name": saying.full_name(card.person), "nickname": card.person.nickname,
        "nick": saying.nick(card.person), "state": shape, "state_text": words,
        "place": saying.place(card.address, case), "distance": saying.distance(card.distance),
        "last": saying.last_words(case, card.needs),
        "question": card.question, "phone": card.phone, "map_url": saying.map_url(card),
        "total": len(case.strip) or 24, "agreed": saying.agreed(case),
    }  # fmt: skip


def _wish(need: Any) -> dict[str, Any]:
    shape, words = saying.need_chip(need.bucket)
    return {"need": need, "nick": saying.nick(need.case.person), "label": saying.need_label(need.code),
            "state": shape, "state_text": words}  # fmt: skip


def _tabs(show: str, figures: today.Counts) -> list[Link]:
    base = reverse("aftercare:today")
    labels = {
        "near": _("ใกล้ฉัน"), "late": _("เลยกำหนด %(n)d") % {"n": figures.late},
        "today": _("วันนี้ %(n)d") % {"n": figures.today}, "week": _("สัปดาห์นี้ %(n)d") % {"n": figures.week},
    }  # fmt: skip
    return [Link(text, base if one == "near" else f"{base}?show={one}", current=one == show)
            for one, text in labels.items()]  # fmt: skip


def _bar(month: mine.Month) -> list[dict[str, str]]:
    """Return the pieces of the month's bar as geometry of 1000 units."""
    pieces = [("f3", month.done), ("f4", month.late + month.missed), ("f0", month.ahead)]
    total, x, made = month.owed or 1, 0.0, []
    for css, count in pieces:
        width = count * 1000 / total
        made.append({"css": css, "x": f"{x:.1f}", "width": f"{max(0.0, width - 3):.1f}"})
        x += width
    return made


@needs(Permission.CARE_VISIT)
@require_http_methods(["GET", "HEAD", "POST"])
def everyone(request: OfficialRequest) -> HttpResponse:
    """Show all people of the office by village, or those a name finds; what is typed never stands in an address."""
    asked = request.POST if request.method == "POST" else request.GET
    words = request.POST.get("q", "")[:60].replace("\0", "").strip()
    ended = asked.get("show") == "ended"
    found_by = mine.everyone(request.actor, words, ended)
    page = Paginator(found_by, _FOUND if words else 30).get_page(request.GET.get("page"))
    day = clock.today()
    found = list(page.object_list)
    rows = [
        {"case": case, "name": saying.full_name(case.person), "nickname": case.person.nickname,
         "state": saying.state(case, day), "place": saying.place(None, case)}
        for case in found
    ]  # fmt: skip
    audit.note_read(request, [case.person_id for case in found], "team")
    base = reverse("aftercare:everyone")
    tabs = [Link(_("ติดตามอยู่"), base, current=not ended), Link(_("จบแล้ว"), f"{base}?show=ended", current=ended)]
    context = {"rows": rows, "page": page, "words": words, "tabs": tabs, "ended": ended}
    return render(request, "aftercare/everyone.html", context)


@needs(Permission.CARE_VISIT)
@require_safe
def asked(request: OfficialRequest) -> HttpResponse:
    """Show what my people asked for and where it stands."""
    show = request.GET.get("show", "open")
    show = show if show in ("open", "met", "closed") else "open"
    figures = mine.asked_counts(request.actor)
    page = Paginator(mine.asked(request.actor, show), 30).get_page(request.GET.get("page"))
    found = list(page.object_list)
    audit.note_read(request, [need.case.person_id for need in found], "needs")
    base, day = reverse("aftercare:asked"), clock.today()
    labels = {"open": _("ยังรอ"), "met": _("ช่วยแล้ว"), "closed": _("จบด้วยเหตุอื่น")}
    tabs = [Link(f"{text} {figures[one]}", f"{base}?show={one}", current=one == show) for one, text in labels.items()]
    rows = [_wish(need) | {"days": (day - need.asked_on).days} for need in found]
    return render(request, "aftercare/asked.html", {"rows": rows, "page": page, "tabs": tabs, "figures": figures,
                                                   "show": show})  # fmt: skip


@needs(Permission.CARE_VISIT)
@require_safe
def month(request: OfficialRequest) -> HttpResponse:
    """Show the rounds of a month, with a sheet for the paper file."""
    day = clock.today()
    first = saying.month_asked(request.GET.get("m", ""), day)
    rows = mine.month_rows(request.actor, first)
    audit.note_read(request, [row.case.person_id for row in rows], "month")
    figures = mine.month(request.actor, first, day)
    base = reverse("aftercare:month")
    context = {
        "first": first, "today": day, "figures": figures, "bar": _bar(figures),
        "before": f"{base}?m={saying.month_moved(first, -1):%Y-%m}",
        "after": f"{base}?m={saying.month_moved(first, 1):%Y-%m}",
        "rows": [{"round": row, "nick": saying.nick(row.case.person), "name": saying.full_name(row.case.person),
                  "state": _round_state(row, day)} for row in rows],
    }  # fmt: skip
    return render(request, "aftercare/month.html", context)


def _round_state(row: Any, day: date) -> tuple[str, str]:
    if row.state == "done":
        return "done", _("ทำแล้ว") if row.visited_on <= row.end_on else _("ทำช้า")
    if row.state == "missed":
        ours = row.end_on >= row.case.enrolled_on
        return ("late", _("ขาด")) if ours else ("upcoming", _("ก่อนรับรายชื่อ"))
    if row.state == "excused":
        return "returned", _("ยกเว้น")
    if row.due_on < day:
        return "late", _("เลย %(n)d วัน") % {"n": (day - row.due_on).days}
    return ("due", _("วันนี้")) if row.due_on == day else ("upcoming", _("ยังไม่ถึง"))
