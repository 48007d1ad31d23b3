"""The page of one case: a brief of one screen for a team, everything for the recorder."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare import access
from tidtam.aftercare.choices import CaseStatus, TaskKind
from tidtam.aftercare.models import Case
from tidtam.aftercare.queries import cases, today
from tidtam.aftercare.queries.transfers import district_of
from tidtam.aftercare.rules.cases import ENDED, MET, MOVES, NOT_MET
from tidtam.aftercare.views import saying
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.people.choices import AddressKind
from tidtam.ui.shapes import Link


@needs(Permission.CARE_READ)
@require_safe
def case(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show who it is, how the last visits went, what is waited for, and what to do next."""
    actor, day = request.actor, clock.today()
    found = access.get_case(actor, public_id)
    audit.note_read(request, [found.person_id], "case")
    context = _brief(request, found) | {"full": access.reads_everything(actor), "today": day}
    if context["full"]:
        context |= _whole(request, found, {row["visit"].visit_no: row["visit"].result for row in context["visits"]})
    return render(request, "aftercare/case.html", context)


def _brief(request: OfficialRequest, found: Case) -> dict[str, Any]:
    actor, day, person = request.actor, clock.today(), found.person
    home = today.home_of(found, today.homes_of([found.person_id]))
    card = today.Card(found, home, today.position_of(person, home), today.phone_of(person))
    visits = cases.visits_of(actor, found)
    screened = cases.screenings(actor, found)
    carer = cases.caregiver_of(found)
    wishes = cases.needs_of(actor, found)
    rows = [_visit(visit, screened.get(visit.visit_no)) for visit in visits]
    place = saying.place(home, found)
    open_case = found.status not in (CaseStatus.CLOSED, CaseStatus.COMPLETED)
    return {
        "case": found, "person": person, "name": saying.full_name(person), "nick": saying.nick(person),
        "state": saying.state(found, day), "place": place, "tambon": saying.tambon(home, place),
        "phone": card.phone, "map_url": saying.map_url(card), "total": len(found.strip) or 24,
        "caregiver": carer, "caregiver_phone": cases.caregiver_phone(found, carer),
        "visits": rows, "recent": rows[:3], "talk": cases.talk(actor, found),
        "alerts": cases.open_alerts(actor, found), "tasks": cases.open_tasks(actor, found),
        "needs": [_need(need) for need in wishes], "waiting": [_need(n) for n in wishes if saying.is_open(n.bucket)],
        "next": cases.round_to_do(actor, found, day) if found.status in today.FOLLOWED else None,
        "stands": saying.no_more_rounds(found),
        "appointment": found.appointment_on if found.status in today.FOLLOWED else None,
        "close_url": saying.close_url(actor, found, found.last_result),
        "moved_in": saying.moved_in(home, found),
        "address_url": saying.address("people:address", person.public_id, AddressKind.CURRENT.value) if actor.may(
            Permission.PEOPLE_REGISTER) else "",
        "notice_url": saying.address("people:notice", person.public_id) if actor.may(
            Permission.PEOPLE_REGISTER) else "",
        "may_visit": actor.may(Permission.CARE_VISIT) and open_case, "screened": bool(screened),
        "talk_url": saying.address("aftercare:messages", found.public_id) or saying.address(
            "aftercare:ask", found.public_id),
        "alert_url": saying.address("aftercare:alerts") if actor.may(Permission.CARE_ALERT) else "",
        # What a sign is about tells a health answer; a team is told that there is one, and whom to call.
        "task_labels": {kind.value: saying.task_label(kind.value, actor) for kind in TaskKind},
        "district_phone": district_of(found.office).phone,
        "names_alert": actor.may(Permission.CARE_ALERT) or actor.may(Permission.CARE_SCREENING),
    }  # fmt: skip


def _visit(visit: Any, screening: Any) -> dict[str, Any]:
    css, icon = _mark(visit)
    return {
        "visit": visit, "health": saying.health_rows(screening), "css": css, "icon": icon,
        "state": {"submitted": "upcoming", "returned": "returned", "accepted": "done"}[visit.state],
        "moved": saying.moved_area(visit) if visit.moved_to_id else "",
        "url": saying.address("aftercare:visit", visit.case.public_id, visit.visit_no),
    }  # fmt: skip


def _mark(visit: Any) -> tuple[str, str]:
    """Return class and icon of a visit in the timeline: a tick is for somebody met alone."""
    if visit.state == "returned":
        return "now", "arrow-u-up-left"
    if visit.result in NOT_MET:
        return "gone", "question"
    if visit.result in MOVES:
        return "", "truck"
    return ("ok", "check") if visit.result in MET else ("", "dots-three-circle")


def _need(need: Any) -> dict[str, Any]:
    shape, words = saying.need_chip(need.bucket)
    return {"need": need, "label": saying.need_label(need.code), "state": shape, "state_text": words}


def _whole(request: OfficialRequest, found: Case, results: dict[int, str]) -> dict[str, Any]:
    actor, day = request.actor, clock.today()
    plan = cases.rounds_of(actor, found)
    missed = cases.ledger(actor, found)
    return {
        "rounds": [{"round": row, "state": _round_state(row, day, results.get(row.visit_no or 0), found.enrolled_on),
                    "is_next": row.round_no == found.next_round} for row in plan],
        "ledger": missed, "suspensions": cases.suspensions(actor, found), "changes": cases.plan_changes(actor, found),
        "transfers": cases.transfers_of(actor, found), "actions": _actions(request, found),
    }  # fmt: skip


def _round_state(row: Any, day: Any, result: str | None, received: date) -> tuple[str, str]:
    if row.state == "done" and result in NOT_MET:
        return "gone", _("ไปแล้ว ไม่พบ")
    if row.state == "done":
        if row.visited_on == row.due_on:
            return "done", _("ทำแล้ว")
        early = row.visited_on < row.due_on
        days = abs((row.visited_on - row.due_on).days)
        return "done", (_("ก่อน %(n)d วัน") if early else _("หลัง %(n)d วัน")) % {"n": days}
    if row.state == "missed" and row.end_on < received:
        return "upcoming", _("ก่อนรับรายชื่อ")
    if row.state == "missed":
        return "late", _("ขาด")
    if row.state == "excused":
        return "returned", _("ยกเว้น")
    if row.due_on < day:
        return "late", _("เลย %(n)d วัน") % {"n": (day - row.due_on).days}
    return ("due", _("วันนี้")) if row.due_on == day else ("upcoming", _("ยังไม่ถึง"))


# What a recorder may do with a case: label, route, permission, statuses in which it makes sense ("" is any).
_RUNNING = (CaseStatus.ACTIVE, CaseStatus.LOST, CaseStatus.REGISTERED)
_ALIVE = (*_RUNNING, CaseStatus.SUSPENDED)
_MENU = (
    (_("เสนอโอนความรับผิดชอบ"), "aftercare:offer", Permission.CARE_TRANSFER, _ALIVE),
    (_("มอบหมายทีม"), "aftercare:assign", Permission.CARE_MANAGE, _ALIVE),
    (_("พักการติดตาม"), "aftercare:suspend", Permission.CARE_MANAGE, _RUNNING),
    (_("กลับมาติดตาม"), "aftercare:resume", Permission.CARE_MANAGE, (CaseStatus.SUSPENDED,)),
    (_("ประเมินปิดเมื่อครบปี"), "aftercare:assess", Permission.CARE_MANAGE, _ALIVE),
    (_("แก้วันจบโครงการ"), "aftercare:correct", Permission.CARE_MANAGE, _ALIVE),
    (_("ปิดเรื่อง"), "aftercare:close", Permission.CARE_MANAGE, _ALIVE),
    (_("เปิดเรื่องอีกครั้ง"), "aftercare:reopen", Permission.CARE_MANAGE, ENDED),
)


def _actions(request: OfficialRequest, found: Case) -> list[Link]:
    links = [
        Link(_(label), saying.address(route, found.public_id))
        for label, route, permission, statuses in _MENU
        if request.actor.may(permission) and found.status in statuses
    ]
    person = found.person.public_id
    if request.actor.may(Permission.PEOPLE_REGISTER):
        links.append(Link(_("แก้ข้อมูลบุคคล"), saying.address("people:person", person)))
    if request.actor.may(Permission.PEOPLE_LOG):
        links.append(Link(_("ใครเปิดดูข้อมูลคนนี้"), saying.address("people:reads", person)))
    return [link for link in links if link.url]
