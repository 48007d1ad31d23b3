"""The centre's board and its register: what waits, for how long, whose it is, what comes next."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import access
from tidtam.assistance.choices import LIVE, Category, RequestState, Source, Track
from tidtam.assistance.counting import band_words, bands
from tidtam.assistance.queries import lines
from tidtam.assistance.queries import requests as asked
from tidtam.assistance.queries.requests import Board, Filters
from tidtam.assistance.views import phrasing
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs as demands
from tidtam.ui.shapes import Figure, Link

_KEPT = ("show", "category", "track", "door", "division", "age", "late", "unread", "unchecked")


def filters_of(query: QueryDict | dict[str, str], show: str = "live") -> Filters:
    """Read what an address narrows to; odd values narrow nothing. A name never stands in an address."""
    age = query.get("age", "")
    chosen = query.get("show", show)
    return Filters(
        show=chosen if chosen in asked.SHOWN else show,
        category=_one(query, "category", Category.values), track=_one(query, "track", Track.values),
        door=_one(query, "door", Source.values), division=query.get("division", "")[:60].replace("\x00", ""),
        age=int(age) if age in {str(index) for index in range(len(bands()))} else None,
        late=query.get("late") == "1", unread=query.get("unread") == "1", unchecked=query.get("unchecked") == "1",
    )  # fmt: skip


def _one(query: QueryDict | dict[str, str], name: str, allowed: list[str]) -> str:
    value = query.get(name, "")
    return value if value in allowed else ""


def kept(filters: Filters) -> dict[str, str]:
    """Return what an address says of these filters."""
    found = {}
    for name in _KEPT:
        value = getattr(filters, name)
        if value not in ("", None, False) and not (name == "show" and value == "live"):
            found[name] = "1" if value is True else str(value)
    return found


@demands(Permission.NEEDS_READ)
@require_safe
def board(request: OfficialRequest) -> HttpResponse:
    """Show how many requests stand where, and those that wait the longest. An office without any begins with needs."""
    filters, today = filters_of(request.GET), clock.today()
    figures = asked.board(request.actor, Filters(), today)
    if not request.GET and not figures.total and _has_needs_only(request):
        return HttpResponseRedirect(reverse("assistance:needs"))
    total = figures.states.get(filters.show, figures.total if filters.show == "live" else None)
    context = _page(request, filters, total if filters == Filters(show=filters.show) else None) | {
        "figures": _figures(figures, answers=request.actor.may(Permission.NEEDS_ANSWER)),
        "total": figures.total, "tabs": _tabs(filters, figures), "board": figures,
        "categories": _counted(Category.choices, figures.categories),
        "ages": [(n, f"{text} ({figures.ages[n][2]:,})") for n, text in enumerate(band_words())],
        "divisions": [(one, count) for one, count in sorted(figures.divisions.items()) if one],
        "tracks": Track.choices, "doors": Source.choices,
    }  # fmt: skip
    return render(request, "assistance/board.html", context)


def _has_needs_only(request: OfficialRequest) -> bool:
    return not access.requests(request.actor).exists() and access.needs(request.actor).exists()


@demands(Permission.NEEDS_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: OfficialRequest) -> HttpResponse:
    """Show the register by number, newest first; a name or number is posted and stands in no address."""
    filters = filters_of(request.POST if request.method == "POST" else request.GET, "all")
    text = request.POST.get("text", "")[:120] if request.method == "POST" else ""
    if text.strip():
        filters = Filters(show="all", text=text.replace("\x00", ""))
    context = _page(request, filters) | {
        "text": text, "states": RequestState.choices, "categories": Category.choices, "tracks": Track.choices,
        "doors": Source.choices,
    }  # fmt: skip
    return render(request, "assistance/register.html", context)


def _page(request: OfficialRequest, filters: Filters, total: int | None = None) -> dict[str, Any]:
    """Return the lines of a page of requests, and what the page says of its filters. `total`: if it is known."""
    today = clock.today()
    pages = Paginator(asked.Pages(request.actor, filters, today, total), lines.PAGE)
    page = pages.get_page(request.GET.get("page"))
    shown = list(page)
    if shown:
        audit.note_read(request, [one.person_id for one in shown], "assistance.list")
    address = kept(filters)
    owners = lines.owners(shown, request.grant.office if request.grant else None)
    return {
        "page": page, "count": pages.count, "filters": filters, "kept": address,
        "rows": phrasing.rows_of(shown, owners, today),
        "narrow": bool(set(address) - {"show"}) or bool(filters.text), "query": urlencode(address),
        "may_manage": request.actor.may(Permission.NEEDS_MANAGE), "joint": request.actor.may(Permission.NEEDS_JOINT),
    }  # fmt: skip


def _counted(choices: list[tuple[str, Any]], counts: dict[str, int]) -> list[tuple[str, str]]:
    return [(value, f"{label} ({counts.get(value, 0):,})") for value, label in choices]


def _figures(board: Board, *, answers: bool) -> list[Figure]:
    """Return what needs an eye, each leading to its requests; what others ask leads on for who may answer it."""
    found = [
        (_("เลยกำหนดก้าวถัดไป"), board.late, "?late=1", "late"),
        (_("ยังไม่ได้ตรวจข้อเท็จจริง"), board.unchecked, "?unchecked=1", "due"),
        (_("ผู้ขอส่งข้อความมา ยังไม่อ่าน"), board.unread, "?unread=1", "due"),
        (_("หน่วยอื่นขอมา รอเราตอบ"), board.waiting_inbound, reverse("assistance:inbounds") if answers else "", "due"),
        (_("ส่งต่อแล้วยังไม่ตอบ เกินกำหนด"), board.unanswered, reverse("assistance:referrals"), "late"),
    ]
    return [
        Figure(label, count, url=url if count else "", tone=tone if count else "")  # type: ignore[arg-type]  # as above
        for label, count, url, tone in found
    ]


def _tabs(filters: Filters, board: Board) -> list[Link]:
    """Return the states that have requests, with their counts; the parts add up to the first."""
    other = {name: value for name, value in kept(filters).items() if name != "show"}
    tabs = [("live", _("ที่ยังไม่จบ"), board.total)]
    tabs += [(state, str(RequestState(state).label), board.states[state]) for state in LIVE if board.states[state]]
    return [
        Link(f"{label} {count:,}", "?" + urlencode({"show": value} | other), current=value == filters.show)
        for value, label, count in tabs
    ]
