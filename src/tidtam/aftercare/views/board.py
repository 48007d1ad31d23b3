"""The recorder's board: what is due, late and to review in a district, filters that keep their address, reminding."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare import facts
from tidtam.aftercare.actions.nudging import nudge
from tidtam.aftercare.choices import CaseStatus, RoundState
from tidtam.aftercare.models import Case
from tidtam.aftercare.queries import board as queries
from tidtam.aftercare.queries import rounds as every_round
from tidtam.aftercare.queries import transfers
from tidtam.aftercare.queries.board import Filters
from tidtam.aftercare.views import naming, offers, saying
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.kernel.routes import needs
from tidtam.obligations.queries import holiday_set
from tidtam.obligations.views.behind import node
from tidtam.offices.choices import Level
from tidtam.offices.models import Office
from tidtam.ui.shapes import Figure, Heat, HeatCell, HeatRow, Link, heat_level
from tidtam.ui.templatetags.thai import thai_date, thai_time

HALVES = 5
_REACH = timedelta(days=60)


@needs(Permission.CARE_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: OfficialRequest) -> HttpResponse:
    """Show the board of a district. A name is sent by POST, so that no address has it."""
    actor, today = request.actor, clock.today()
    asked = request.POST if request.method == "POST" else request.GET
    at = node(request, asked.get("at", ""))
    filters = queries.filters_of(asked)
    figures = queries.figures(actor, at, today)
    cases, following = queries.shown(actor, at, filters, today, asked.get("after", "")[:40])
    audit.note_read(request, [case.person_id for case in cases], "board")
    teams = queries.teams(actor, at)
    incoming = transfers.incoming(actor, today, holiday_set(today - _REACH, today + _REACH))
    context: dict[str, Any] = {
        "at": at, "today": today, "filters": filters, "rows": _rows(actor, cases, today),
        "figures": _figures(actor, at, figures, len(incoming), transfers.going(actor), today),
        "tabs": _tabs(at, filters, figures), "teams": [(team.code, str(team)) for team in teams],
        "tambons": len(teams), "codes": queries.need_codes(), "alert": _alert(actor, at),
        "heat": _heat(actor, at, teams, today), "incoming": _incoming(actor, incoming[:3], at, teams),
        "followed": figures.followed,
        "next": _address(at, filters, after=following) if following else "",
        "states": _states(), "may_remind": actor.may(Permission.CARE_REVIEW), "narrow": _is_narrow(filters),
        "may_export": actor.may(Permission.CARE_EXPORT), "kept": _kept(at, filters),
        "export": f"{reverse('aftercare:new_export')}?{urlencode({'what': 'board', **_kept(at, filters)})}",
        "wide": at.level not in (Level.DISTRICT, Level.TEAM),
    }  # fmt: skip
    return render(request, "aftercare/board.html", context)


def _incoming(
    actor: Actor, waiting: list[transfers.Waiting], at: Office, teams: list[Office]
) -> list[dict[str, Any]]:  # fmt: skip
    """Return the offers of the panel; with `to`, who would answer, where the actor may take the person right there."""
    may = actor.may(Permission.CARE_TRANSFER) and at.level == Level.DISTRICT
    answering = transfers.would_answer(actor, [one.offer for one in waiting], at, teams) if may else {}
    return [
        {"offer": one.offer, "to": answering.get(one.offer.pk),
         "waited": offers.waited(one.days, today=one.since_today)}
        for one in waiting
    ]  # fmt: skip


def _is_narrow(filters: Filters) -> bool:
    return bool(filters.team or filters.need or filters.state or filters.words or filters.half)


def _kept(at: Office, filters: Filters) -> dict[str, str]:
    """Return the filters as they stand in an address."""
    found = {
        "at": at.code, "tab": filters.tab, "team": filters.team, "need": filters.need, "state": filters.state,
        "half": str(facts.half_of(filters.half[0])) if filters.half else "",
    }  # fmt: skip
    return {key: value for key, value in found.items() if value}


def _address(at: Office, filters: Filters, **other: str) -> str:
    return f"{saying.address('aftercare:board')}?{urlencode({**_kept(at, filters), **other})}"


def _tabs(at: Office, filters: Filters, figures: queries.Figures) -> list[Link]:
    counts = {"todo": figures.todo, "review": figures.review, "all": figures.followed}
    words = {"todo": _("ต้องทำ"), "review": _("รอตรวจ"), "all": _("ทั้งหมด")}
    return [
        Link(f"{words[tab]} {counts[tab]:,}", _address(at, Filters(tab, filters.team, filters.need)),
             current=tab == filters.tab and not filters.state)
        for tab in queries.TABS
    ]  # fmt: skip


def _states() -> list[tuple[str, str]]:
    return [
        ("late", _("เลยกำหนด")), ("today", _("ถึงกำหนดวันนี้")), ("done", _("ทำแล้ววันนี้")),
        ("returned", _("ส่งคืนแก้")), ("unowned", _("ขอไว้ รอเจ้าของรับเรื่อง")), ("closing", _("ใกล้ครบปี")),
        ("suspended", str(CaseStatus.SUSPENDED.label)), ("lost", str(CaseStatus.LOST.label)),
        ("waiting", _("ยังรอความช่วยเหลือ")), ("ended", _("จบแล้ว")),
    ]  # fmt: skip


def _figures(
    actor: Actor, at: Office, found: queries.Figures, coming: int, going: int, today: date
) -> list[Figure]:  # fmt: skip
    """Return the tiles of the board; each leads to where the actor works on it, or to the list of who is counted."""

    def url(state: str) -> str:
        return _address(at, Filters("all", state=state))

    def work(needed: Permission, page: str) -> str:
        return reverse(f"aftercare:{page}") if actor.may(needed) else ""

    def age(since: Any) -> str:
        if since is None:
            return ""
        days = (today - (since.astimezone(clock.BANGKOK).date() if hasattr(since, "hour") else since)).days
        return _("เก่าสุด %(n)s วัน") % {"n": f"{days:,}"} if days else _("เก่าสุดวันนี้")

    worst = _("มากสุด %(team)s %(n)s") % {"team": found.worst, "n": f"{found.worst_n:,}"} if found.late else ""
    return [
        Figure(_("ถึงกำหนดวันนี้"), found.today, url("today"), tone="due" if found.today else "",
               note=_("ทำแล้ว %(n)s") % {"n": f"{found.done_today:,}"}),
        Figure(_("เลยกำหนด"), found.late, url("late"), tone="late" if found.late else "done",
               note=worst or _("ไม่มีใครค้าง")),
        Figure(_("รอตรวจรับ"), found.review, work(Permission.CARE_REVIEW, "review") or url("review"),
               note=age(found.review_since)),
        Figure(_("ขอไว้ รอเจ้าของรับเรื่อง"), found.unowned, url("unowned"), note=age(found.unowned_since)),
        Figure(_("โอนเข้า–ออก"), coming + going, work(Permission.CARE_TRANSFER, "transfers"),
               note=_("รอเรารับ %(n)s") % {"n": f"{coming:,}"}),
        Figure(_("ใกล้ครบปี"), found.closing, url("closing"), note=_("ภายใน 30 วัน")),
    ]  # fmt: skip


def _alert(actor: Any, at: Office) -> dict[str, Any] | None:
    found = queries.alarm(actor, at)
    if found is None:
        return None
    return {
        "n": found.people, "office": found.office, "at": found.since, "time": thai_time(found.since),
        "url": saying.address("aftercare:alerts"),
    }  # fmt: skip


def _state(case: Case, today: date, returned: set[int]) -> tuple[str, str]:
    """Return the shape and the words of where a person stands."""
    if case.pk in returned:
        return "returned", _("ส่งคืนแก้")
    if case.status in (CaseStatus.CLOSED, CaseStatus.COMPLETED):
        return "done", str(case.get_status_display())
    if case.last_visited_on == today:
        return "done", _("ทำแล้ววันนี้")
    day = queries.day_of(case)
    if case.status == CaseStatus.SUSPENDED or day is None:
        return "upcoming", str(case.get_status_display())
    days = (day - today).days
    if days < 0:
        return "late", _("เลย %(n)s วัน") % {"n": -days}
    if days <= 1:
        return "due", _("วันนี้") if days == 0 else _("พรุ่งนี้")
    return "upcoming", _("อีก %(n)s วัน") % {"n": days}


def _rows(actor: Any, cases: list[Case], today: date) -> list[dict[str, Any]]:
    codes, sent_back = queries.open_codes(actor, cases), queries.returned(actor, cases)
    made = []
    for case in cases:
        state, text = _state(case, today, sent_back)
        asked = [naming.need(code) for code in codes.get(case.pk, ())]
        made.append(
            {
                "case": case, "name": saying.full_name(case.person), "state": state, "text": text,
                "url": saying.case_address(case.public_id), "nth": case.next_round or len(case.strip),
                "of": len(case.strip), "asked": f"{asked[0]} +{len(asked) - 1}" if len(asked) > 1 else "".join(asked),
                "place": _place(case),
                "member": case.member.name if case.member else str(case.office).removeprefix("ขปต."),
            }
        )  # fmt: skip
    return made


def _place(case: Case) -> str:
    if saying.moved_in(None, case):
        return saying.place(None, case)
    parts = [case.area.name_th if case.area else "", _("ม.%(moo)s") % {"moo": case.moo} if case.moo else ""]
    return " ".join(part for part in parts if part)


def _heat(actor: Any, at: Office, teams: list[Office], today: date) -> Heat | None:
    if at.level not in (Level.DISTRICT, Level.TEAM):
        return None
    here = facts.half_of(today)
    numbers = range(here - HALVES + 1, here + 1)
    halves = [(facts.half_start(n), facts.half_end(n)) for n in numbers]
    found = queries.late_by_team(actor, at, halves, today)
    # A team is among its teams; of a district, those no team has yet stand above them.
    names = [at, *teams] if at.level == Level.DISTRICT and any(office == at.pk for office, _n in found) else teams
    if not names:
        return None
    top = max(found.values(), default=0)
    rows = []
    for team in names:
        everyone = _address(at, Filters("all", team.code))
        late = [found.get((team.pk, i), 0) for i in range(HALVES)]
        cells = [
            HeatCell(n, heat_level(n, top), f"{everyone}&half={half}") for half, n in zip(numbers, late, strict=True)
        ]
        label = str(team).removeprefix("ขปต.") if team != at or at.level == Level.TEAM else _("ยังไม่มอบทีม")
        rows.append(HeatRow(label, cells, _address(at, Filters("todo", team.code))))
    # The month stands once; the column beside it needs the day alone, so that five of them fit.
    heads = [
        thai_date(last, "short noyear").replace(" ", "\n") if i == 0 or last.day == 15 else str(last.day)
        for i, (_first, last) in enumerate(halves)
    ]
    return Heat(_("จำนวนคนที่เลยกำหนด แยกทีมและรอบ"), _("ทีม"), heads, rows)


@needs(Permission.CARE_REVIEW)
@require_POST
def remind(request: OfficialRequest) -> HttpResponse:
    """Remind the teams of the ticked people."""
    at = node(request, request.POST.get("at", ""))
    cases = queries.chosen(request.actor, at, request.POST.getlist("case"))
    back = _address(at, queries.filters_of(request.POST))
    try:
        told = nudge(cases=cases, by=request.actor, at=clock.now())
    except Problem as problem:
        messages.error(request, _(problem.message))
    else:
        said = _("เตือนแล้ว %(n)s ทีม") % {"n": f"{told:,}"} if told else _("วันนี้เตือนทีมเหล่านี้ไปแล้ว")
        messages.success(request, said)
    return HttpResponseRedirect(back)


@needs(Permission.CARE_READ)
@require_safe
def rounds(request: OfficialRequest) -> HttpResponse:
    """List every round in scope by day."""
    state = request.GET.get("state", "")
    state = state if state in RoundState.values else ""
    rows, following = every_round.listed(request.actor, state=state, after=request.GET.get("after", "")[:60])
    audit.note_read(request, [row.case.person_id for row in rows], "rounds")
    base = reverse("aftercare:rounds")
    shapes = {"planned": "upcoming", "due": "due", "done": "done", "missed": "late", "excused": "upcoming"}
    tabs = [Link(_("ทุกสถานะ"), base, current=not state)] + [
        Link(str(label), f"{base}?state={value}", current=value == state) for value, label in RoundState.choices
    ]
    made = [
        {"row": row, "name": saying.full_name(row.case.person), "shape": shapes[row.state],
         "text": str(row.get_state_display()), "url": saying.case_address(row.case.public_id)}
        for row in rows
    ]  # fmt: skip
    asked = {"what": "rounds"} | ({"state": state} if state else {})
    context = {
        "rows": made, "tabs": tabs,
        "next": f"{base}?{urlencode({'state': state, 'after': following})}" if following else "",
        "may_export": request.actor.may(Permission.CARE_EXPORT),
        "export": f"{reverse('aftercare:new_export')}?{urlencode(asked)}",
    }  # fmt: skip
    return render(request, "aftercare/rounds.html", context)
