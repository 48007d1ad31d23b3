"""One meeting: who must come, the pack, the agenda, decisions with their tasks, the minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.files.downloads import file_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.meetings import access
from tidtam.meetings.actions import asking
from tidtam.meetings.actions import meetings as actions
from tidtam.meetings.choices import MeetingState
from tidtam.meetings.forms import AskForm, ItemForm, WhyForm
from tidtam.meetings.models import Item, Meeting
from tidtam.meetings.queries import meetings as queries
from tidtam.meetings.queries import packing
from tidtam.meetings.views.meetings import SHAPES
from tidtam.offices.queries import by_code
from tidtam.ui.forms import attach

_DAYS = timedelta(days=14)


def _to(public_id: str, part: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("meetings:meeting", args=[public_id]) + part)


@needs(Permission.MEETINGS_READ)
@require_safe
def meeting(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a meeting."""
    return _page(request, access.get_meeting(request.actor, public_id))


def _page(
    request: OfficialRequest, one: Meeting, *, ask_form: AskForm | None = None, asked: int = 0,
    off: WhyForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    actor = request.actor
    may = actor.may(Permission.MEETINGS_MANAGE) and one.office_id == actor.office_id and not one.frozen
    seats, found, pack = queries.members(one), queries.items(one), queries.pack(one)
    held = one.state == MeetingState.HELD
    choices = [(office.code, str(office)) for office in queries.offices_to_ask(actor)] if may and held else []
    first = {"due_on": clock.today() + _DAYS}
    rows: list[dict[str, Any]] = []
    tasks = queries.tasks_of(one)
    for item_ in found:
        form = ask_form if asked == item_.seq and ask_form else None
        if form is None and choices and item_.decision:
            form = AskForm(initial=first, offices=choices, auto_id=f"i{item_.seq}_%s")
        rows.append({"item": item_, "tasks": [t for t in tasks if t.item == item_.seq], "form": form,
                     "open": asked == item_.seq})  # fmt: skip
    proposed = queries.proposed(actor, one)
    context = {
        "meeting": one, "title": queries.title(one), "members": seats, "musts": queries.musts(one, seats),
        "came": sum(bool(seat.present) for seat in seats), "rows": rows, "pack": pack, "may": may, "held": held,
        "parts": packing.parts(actor, pack), "shape": SHAPES[MeetingState(one.state)], "today": clock.today(),
        "confirmable": may and held and any(item_.decision for item_ in found), "past": one.meets_at <= clock.now(),
        "proposed": proposed,
        "proposed_iso": f"{proposed:%Y-%m-%d}",
        "off": off or WhyForm(), "off_open": off is not None, "own": one.office_id == actor.office_id,
        "may_manage": actor.may(Permission.MEETINGS_MANAGE),
    }  # fmt: skip
    return render(request, "meetings/meeting.html", context, status=status)


@needs(Permission.MEETINGS_MANAGE)
@require_POST
def pack(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Put the figures together as they stand now."""
    found = access.get_meeting(request.actor, public_id)
    try:
        made = actions.put_together(meeting=found, by=request.actor, at=clock.now())
    except Conflict as problem:
        messages.warning(request, _(problem.message))
        return _to(public_id)
    messages.success(request, _("ทำชุดข้อมูลแล้ว %(n)s บรรทัด") % {"n": len(made.lines)})
    return _to(public_id, "#pack")


@needs(Permission.MEETINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: OfficialRequest, public_id: str, seq: int | None = None) -> HttpResponse:
    """Write a point of the agenda."""
    found = access.get_meeting(request.actor, public_id)
    standing: Item | None = actions.get_item(found, seq) if seq is not None else None
    first = {"title": standing.title, "told": standing.told, "decision": standing.decision} if standing else {}
    form = ItemForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.write(meeting=found, seq=seq, title=data["title"], told=data["told"],
                                 decision=data["decision"], by=request.actor, at=clock.now())  # fmt: skip
            messages.success(request, _("บันทึกวาระแล้ว"))
            return _to(public_id, f"#item{made.seq}")
        except (Missing, NotAllowed, Conflict):
            raise
        except Problem as problem:
            attach(form, problem)
    context = {
        "meeting": found, "title": queries.title(found), "form": form, "item": standing,
        "held": found.state == MeetingState.HELD,
    }  # fmt: skip
    return render(request, "meetings/item.html", context, status=422 if form.errors else 200)


@needs(Permission.MEETINGS_MANAGE)
@require_POST
def ask(request: OfficialRequest, public_id: str, seq: int) -> HttpResponse:
    """Ask an office for what was decided."""
    found = access.get_meeting(request.actor, public_id)
    choices = [(office.code, str(office)) for office in queries.offices_to_ask(request.actor)]
    form = AskForm(request.POST, offices=choices, auto_id=f"i{seq}_%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            asking.ask(meeting=found, seq=seq, office=by_code(data["office"]), words=data["words"],
                       due_on=data["due_on"], by=request.actor, at=clock.now())  # fmt: skip
            messages.success(request, _("มอบหมายแล้ว งานอยู่ในกล่องงานของหน่วยงานนั้น"))
            return _to(public_id, f"#item{seq}")
        except (Missing, NotAllowed, Conflict):
            raise
        except Problem as problem:
            attach(form, problem)
    return _page(request, found, ask_form=form, asked=seq, status=422)


@needs(Permission.MEETINGS_MANAGE)
@require_POST
def call_off(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Call a meeting off."""
    found, form = access.get_meeting(request.actor, public_id), WhyForm(request.POST)
    if form.is_valid():
        actions.call_off(meeting=found, why=form.cleaned_data["why"], by=request.actor, at=clock.now())
        messages.success(request, _("ยกเลิกการประชุมแล้ว"))
        return _to(public_id)
    return _page(request, found, off=form, status=422)


@needs(Permission.MEETINGS_MANAGE)
@require_POST
def confirm(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Confirm the minutes."""
    found = access.get_meeting(request.actor, public_id)
    try:
        actions.confirm(meeting=found, by=request.actor, at=clock.now())
    except Conflict as problem:
        messages.warning(request, _(problem.message))
        return _to(public_id)
    messages.success(request, _("รับรองรายงานการประชุมแล้ว แก้ไขไม่ได้อีก"))
    return _to(public_id)


@needs(Permission.MEETINGS_READ)
@require_safe
def minutes(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Send the minutes. Errors: Missing while they are not confirmed."""
    found = access.get_meeting(request.actor, public_id)
    if found.minutes is None:
        raise Missing("meetings.no_minutes", "ยังไม่รับรองรายงานการประชุม")
    return file_response(found.minutes)
