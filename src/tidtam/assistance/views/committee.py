"""Pages of the committee: meetings, one meeting with its agenda and decisions, its papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import access
from tidtam.assistance.actions import meetings as actions
from tidtam.assistance.choices import MeetingState
from tidtam.assistance.forms.committee import MOST_ROWS, ROWS, ItemForm, MeetingForm, Seats
from tidtam.assistance.models import Meeting
from tidtam.assistance.papers import committee as paper
from tidtam.assistance.queries import committee as queries
from tidtam.assistance.views.showing import baht_text
from tidtam.files.downloads import content_disposition, file_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.queries import by_path
from tidtam.ui.forms import attach

_PAGE = 30
_SHAPES = {MeetingState.PLANNED: "upcoming", MeetingState.HELD: "due", MeetingState.CONFIRMED: "done"}


@needs(Permission.NEEDS_READ)
@require_safe
def meetings(request: OfficialRequest) -> HttpResponse:
    """List the meetings, and say how many requests wait for the next."""
    page = Paginator(queries.listing(request.actor), _PAGE).get_page(request.GET.get("page"))
    rows = [(one, paper.title(one), _SHAPES[MeetingState(one.state)]) for one in page]
    office = by_path(request.actor.scope)
    own = request.actor.may(Permission.NEEDS_MANAGE)
    context = {
        "page": page, "rows": rows, "may_manage": own,
        "waiting": len(queries.waiting(request.actor, office)) if own else 0,
        "wide": any(one.office_id != request.actor.office_id for one in page),
    }  # fmt: skip
    return render(request, "assistance/meetings.html", context)


@needs(Permission.NEEDS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficialRequest) -> HttpResponse:
    """Call a meeting: when, where, who sits, what stands on the agenda."""
    return _edit(request, None)


@needs(Permission.NEEDS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Change a meeting, and note who came."""
    return _edit(request, access.get_meeting(request.actor, public_id))


def _edit(request: OfficialRequest, found: Meeting | None) -> HttpResponse:
    office = found.office if found else by_path(request.actor.scope)
    waiting = queries.waiting(request.actor, office, found)
    audit.note_read(request, [one.person_id for one in waiting], "assistance.agenda")
    options = [(str(one.pk), f"{one.shown} {one.person} {one.title}") for one in waiting]
    sent = request.method == "POST"
    form = MeetingForm(request.POST if sent else None, waiting=options, initial=_first(found, options))
    seats = Seats(request.POST, prefix="seat") if sent else Seats(initial=_seats(request, found), prefix="seat")
    if sent and "more" in request.POST:
        seats = _longer(request)
    elif sent and all([form.is_valid(), seats.is_valid()]):
        try:
            made = _save(request, found, form, [row.member() for row in seats if row.member()])
        except Missing:
            raise
        except Problem as problem:
            attach(form, problem)
        else:
            messages.success(request, _("บันทึกการประชุมแล้ว"))
            return HttpResponseRedirect(reverse("assistance:meeting", args=[made.public_id]))
    context = {"meeting": found, "form": form, "rows": seats, "title": paper.title(found) if found else ""}
    failed = sent and "more" not in request.POST
    return render(request, "assistance/meeting_form.html", context, status=422 if failed else 200)


def _first(found: Meeting | None, options: list[tuple[str, str]]) -> dict[str, Any]:
    if found is None:
        return {"waiting": [value for value, _label in options], "at": "9.30"}
    local = timezone.localtime(found.meets_at)
    return {"on": local.date(), "at": f"{local:%-H.%M}", "place": found.place}


def _seats(request: OfficialRequest, found: Meeting | None) -> list[dict[str, Any]]:
    office = by_path(request.actor.scope)
    sitting = queries.members(found) if found else queries.last_members(request.actor, office)
    words = {True: "yes", False: "no", None: ""}
    rows = [
        {"name": one.name, "position": one.position, "seat": one.seat, "came": words[one.present] if found else ""}
        for one in sitting
    ]
    blank: list[dict[str, Any]] = [{} for _n in range(max(1, ROWS - len(rows)))]
    if not rows:
        blank[0], blank[-1] = {"seat": "chair"}, {"seat": "secretary"}
    return rows + blank


def _longer(request: OfficialRequest) -> Any:
    """Return the rows as typed with five more below."""
    data = request.POST.copy()
    typed = str(data.get("seat-TOTAL_FORMS", ""))
    total = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    data["seat-TOTAL_FORMS"] = str(min(total + 5, MOST_ROWS))
    return Seats(data, prefix="seat")


def _save(request: OfficialRequest, found: Meeting | None, form: MeetingForm, members: list[Any]) -> Meeting:
    by, at, data = request.actor, clock.now(), form.cleaned_data
    chosen = [int(one) for one in data.get("waiting", ())]
    common = {"meets_at": form.meets_at(), "place": data["place"], "members": members, "by": by, "at": at}
    if found is None:
        return actions.call(office=by_path(by.scope), waiting=chosen, **common)
    if chosen:
        actions.put(meeting=found, waiting=chosen, by=by, at=at)
    return actions.change(meeting=found, **common)


@needs(Permission.NEEDS_READ)
@require_safe
def meeting(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a meeting: who sits, the agenda, what was decided."""
    return _page(request, access.get_meeting(request.actor, public_id))


@needs(Permission.NEEDS_DECIDE)
@require_POST
def decide(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Note the decisions of a meeting, all that were chosen at once."""
    found = access.get_meeting(request.actor, public_id)
    forms = {line.item.pk: _item(line, request) for line in queries.lines(found) if _open(found, line)}
    valid = [form.is_valid() for form in forms.values()]  # each one, so that each shows its faults
    if not all(valid):
        return _page(request, found, forms, status=422)
    decided = [form.decided(pk) for pk, form in forms.items() if form.cleaned_data["decision"]]
    try:
        told = actions.decide(meeting=found, decided=decided, by=request.actor, at=clock.now())
    except Problem as problem:
        item = problem.details.get("item")
        if not isinstance(item, int) or item not in forms:
            raise
        attach(forms[item], problem)
        return _page(request, access.get_meeting(request.actor, public_id), forms, status=422)
    for one in told.passed_over:
        said = _("คำขอ %(number)s “%(state)s” ก่อนการพิจารณา จึงไม่ได้บันทึกมติ")
        messages.warning(request, said % {"number": one.shown, "state": one.get_state_display()})
    if told.noted:
        messages.success(request, _("บันทึกมติแล้ว %(n)s เรื่อง") % {"n": told.noted})
    return HttpResponseRedirect(reverse("assistance:meeting", args=[public_id]))


@needs(Permission.NEEDS_MANAGE)
@require_POST
def leave_out(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Take an item off the agenda."""
    found, item = access.get_meeting(request.actor, public_id), request.POST.get("item", "")
    if not item.isdecimal() or len(item) > 18:
        raise Missing("assistance.missing", "ไม่พบเรื่องนี้ในระเบียบวาระ")
    actions.leave_out(meeting=found, item=int(item), by=request.actor, at=clock.now())
    messages.success(request, _("เอาออกจากวาระแล้ว"))
    return HttpResponseRedirect(reverse("assistance:meeting", args=[public_id]))


@needs(Permission.NEEDS_DECIDE)
@require_POST
def confirm(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Confirm the minutes."""
    found = access.get_meeting(request.actor, public_id)
    actions.confirm(meeting=found, by=request.actor, at=clock.now())
    messages.success(request, _("รับรองรายงานการประชุมแล้ว แก้ไขไม่ได้อีก"))
    return HttpResponseRedirect(reverse("assistance:meeting", args=[public_id]))


@needs(Permission.NEEDS_READ)
@require_safe
def agenda(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Send the agenda as PDF."""
    found = access.get_meeting(request.actor, public_id)
    lines = queries.lines(found)
    audit.note_read(request, [line.request.person_id for line in lines], "assistance.agenda")
    answer = HttpResponse(paper.agenda(found, lines), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition(f"ระเบียบวาระ {found.number}-{found.year}.pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs(Permission.NEEDS_READ)
@require_safe
def minutes(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Send the confirmed minutes."""
    found = access.get_meeting(request.actor, public_id)
    if found.minutes is None:
        raise Missing("files.not_found", _("ยังไม่ได้รับรองรายงานการประชุม"))
    people = list(found.items.values_list("request__person_id", flat=True))
    audit.note_read(request, people, "assistance.minutes")
    return file_response(found.minutes)


def _open(found: Meeting, line: queries.Line) -> bool:
    return found.state != MeetingState.CONFIRMED and not line.item.decision and not line.gone


def _item(line: queries.Line, request: OfficialRequest | None = None) -> ItemForm:
    return ItemForm(request.POST if request else None, prefix=f"i{line.item.pk}", auto_id="id_%s")


def _page(
    request: OfficialRequest, found: Meeting, forms: dict[int, ItemForm] | None = None, *, status: int = 200
) -> HttpResponse:
    lines = queries.lines(found)
    audit.note_read(request, [line.request.person_id for line in lines], "assistance.agenda")
    decides = request.actor.may(Permission.NEEDS_DECIDE) and found.state == MeetingState.HELD
    known = forms or {}
    rows = [
        {
            "line": line,
            "baht": baht_text(line.amount),
            "form": (known.get(line.item.pk) or _item(line)) if decides and _open(found, line) else None,
        }
        for line in lines
    ]
    members = queries.members(found)
    context = {
        "meeting": found, "title": paper.title(found), "rows": rows, "members": members,
        "came": sum(one.present is True for one in members), "decides": any(row["form"] for row in rows),
        "shape": _SHAPES[MeetingState(found.state)], "may_manage": request.actor.may(Permission.NEEDS_MANAGE),
        "frozen": found.state == MeetingState.CONFIRMED, "held": found.state == MeetingState.HELD,
        "may_confirm": request.actor.may(Permission.NEEDS_DECIDE) and found.state == MeetingState.HELD
        and not any(_open(found, line) for line in lines),
    }  # fmt: skip
    return render(request, "assistance/meeting.html", context, status=status)
