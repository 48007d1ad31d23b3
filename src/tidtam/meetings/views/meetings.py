"""The list of meetings; a meeting called, changed, announced to the provinces."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.meetings import access
from tidtam.meetings.actions import meetings as actions
from tidtam.meetings.actions.meetings import MOST_MEMBERS
from tidtam.meetings.choices import MeetingKind, MeetingState, Seat
from tidtam.meetings.forms import AnnounceForm, Seats, WhenForm
from tidtam.meetings.models import Meeting
from tidtam.meetings.queries import meetings as queries
from tidtam.meetings.rules import A_MONTH
from tidtam.offices.queries import by_path
from tidtam.thai.dates import parse_date
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Link

_PAGE, _ROWS = 30, 6
SHAPES = {
    MeetingState.PLANNED: "upcoming", MeetingState.HELD: "due", MeetingState.CONFIRMED: "done",
    MeetingState.CANCELLED: "returned",
}  # fmt: skip
_FIRST = {
    MeetingKind.JOINT: (Seat.GOVERNOR, Seat.PALAD, Seat.DEFENCE, Seat.AGENCY),
    MeetingKind.CENTRE: (Seat.CHAIR, Seat.SECRETARY), MeetingKind.COMMITTEE: (Seat.CHAIR, Seat.SECRETARY),
}  # fmt: skip


def tabs(request: OfficialRequest, here: str) -> list[Link]:
    """Return the two halves of the room."""
    waiting = queries.tasks(request.actor).count()
    label = _("งานตามมติ (%(n)s)") % {"n": waiting} if waiting else _("งานตามมติ")
    return [
        Link(_("การประชุม"), reverse("meetings:meetings"), current=here == "meetings"),
        Link(label, reverse("meetings:tasks"), current=here == "tasks"),
    ]


@needs(Permission.MEETINGS_READ)
@require_safe
def meetings(request: OfficialRequest) -> HttpResponse:
    """List the meetings of the own office and those below; say when the next is."""
    actor, now, today = request.actor, clock.now(), clock.today()
    page = Paginator(queries.listing(actor), _PAGE).get_page(request.GET.get("page"))
    rows = [(one, queries.title(one), SHAPES[MeetingState(one.state)]) for one in page]
    ahead = queries.next_of(actor, now)
    joint = queries.in_month(actor, MeetingKind.JOINT, today)
    context = {
        "page": page, "rows": rows, "tabs": tabs(request, "meetings"), "next": ahead,
        "next_title": queries.title(ahead) if ahead else "", "joint": joint, "of": A_MONTH,
        "may_manage": actor.may(Permission.MEETINGS_MANAGE),
        "announces": actor.may(Permission.MEETINGS_MANAGE) and bool(queries.provinces_below(actor)),
        "wide": any(one.office_id != actor.office_id for one in page),
    }  # fmt: skip
    return render(request, "meetings/list.html", context)


@needs(Permission.MEETINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: OfficialRequest) -> HttpResponse:
    """Announce the day of a joint meeting to every province below."""
    offices, sent = queries.provinces_below(request.actor), request.method == "POST"
    if not offices:
        raise Missing("meetings.no_province", "หน่วยงานนี้ไม่มีจังหวัดในสังกัด")
    form = AnnounceForm(request.POST if sent else None, initial={"at": "9.30", "place": _("ระบบประชุมทางไกล")})
    if sent and form.is_valid():
        try:
            made = actions.announce(when=form.when(), offices=offices, by=request.actor, at=clock.now())
            messages.success(request, _("แจ้งวันประชุมให้ %(n)s จังหวัดแล้ว") % {"n": len(made)})
            return HttpResponseRedirect(reverse("meetings:meetings"))
        except (Missing, NotAllowed):
            raise
        except Problem as problem:
            attach(form, problem)
    context = {"form": form, "total": len(offices)}
    return render(request, "meetings/announce.html", context, status=422 if form.errors else 200)


@needs(Permission.MEETINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficialRequest) -> HttpResponse:
    """Call a meeting: which, when, where, who is to come."""
    return _edit(request, None)


@needs(Permission.MEETINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Change a meeting, and note who came."""
    found = access.get_meeting(request.actor, public_id)
    if found.frozen or found.office_id != request.actor.office_id:
        messages.warning(request, _("การประชุมนี้แก้ไขไม่ได้"))
        return HttpResponseRedirect(reverse("meetings:meeting", args=[public_id]))
    return _edit(request, found)


def _edit(request: OfficialRequest, found: Meeting | None) -> HttpResponse:
    sent = request.method == "POST"
    form = WhenForm(request.POST if sent else None, initial=_first(request, found))
    if found:
        form.fields["kind"].disabled = True
    seats = Seats(request.POST, prefix="seat") if sent else Seats(initial=_seats(request, found), prefix="seat")
    if sent and "more" in request.POST:
        seats = _longer(request)
    elif sent and all([form.is_valid(), seats.is_valid()]):
        members = [member for row in seats if (member := row.member())]
        told: dict[str, Any] = {"when": form.when(), "members": members, "by": request.actor, "at": clock.now()}
        try:
            if found is None:
                kind = form.cleaned_data["kind"]
                made = actions.call(office=by_path(request.actor.scope), kind=kind, **told)
            else:
                made = actions.change(meeting=found, **told)
            messages.success(request, _("บันทึกการประชุมแล้ว"))
            return HttpResponseRedirect(reverse("meetings:meeting", args=[made.public_id]))
        except (Missing, NotAllowed, Conflict):
            raise
        except Problem as problem:
            attach(form, problem)
    context = {"meeting": found, "form": form, "rows": seats, "title": queries.title(found) if found else ""}
    failed = sent and "more" not in request.POST
    return render(request, "meetings/form.html", context, status=422 if failed else 200)


def _first(request: OfficialRequest, found: Meeting | None) -> dict[str, Any]:
    if found is None:
        kind = request.GET.get("kind", "")
        first = {"at": "9.30", "kind": kind if kind in MeetingKind.values else MeetingKind.CENTRE}
        return first | {"on": parse_date(request.GET.get("on", "")[:10])}
    local = timezone.localtime(found.meets_at)
    return {
        "kind": found.kind, "title": found.title, "on": local.date(), "at": f"{local:%-H.%M}", "place": found.place,
        "announced": found.announced,
    }  # fmt: skip


def _seats(request: OfficialRequest, found: Meeting | None) -> list[dict[str, Any]]:
    kind = str(_first(request, found)["kind"])
    sitting = queries.members(found) if found else []
    sitting = sitting or queries.last_members(request.actor, kind)
    words = {True: "yes", False: "no", None: ""}
    rows: list[dict[str, Any]] = [
        {"name": one.name, "position": one.position, "seat": one.seat,
         "came": words[one.present] if found and one.meeting_id == found.pk else ""}
        for one in sitting
    ]  # fmt: skip
    if not rows:
        rows = [{"seat": seat} for seat in _FIRST[MeetingKind(kind)]]
    return rows + [{} for _n in range(max(1, _ROWS - len(rows)))]


def _longer(request: OfficialRequest) -> Any:
    """Return the rows as typed with five more below."""
    data = request.POST.copy()
    text = data.get("seat-TOTAL_FORMS", "")
    total = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    data["seat-TOTAL_FORMS"] = str(min(total + 5, MOST_MEMBERS))
    return Seats(data, prefix="seat")
