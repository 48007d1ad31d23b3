"""Pages of announcements: those that hang, drawing one up, posting it, taking it down; how long they hang."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import access
from tidtam.assistance.actions import announcing as actions
from tidtam.assistance.choices import AnnouncementState
from tidtam.assistance.forms.centre import DaysForm, DownForm, PostForm
from tidtam.assistance.models import Announcement
from tidtam.assistance.papers import board
from tidtam.assistance.queries import announcing as queries
from tidtam.assistance.queries.folder import names_of
from tidtam.files.downloads import content_disposition
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.queries import by_path
from tidtam.thai.dates import be_year
from tidtam.ui.forms import attach

_PAGE = 30
_SHAPES = {AnnouncementState.DRAFT: "upcoming", AnnouncementState.POSTED: "due", AnnouncementState.TAKEN_DOWN: "done"}


def number(one: Announcement) -> str:
    """Return `3/2569`."""
    return f"{one.number}/{be_year(one.from_on)}"


@needs(Permission.NEEDS_READ)
@require_safe
def announcements(request: OfficialRequest) -> HttpResponse:
    """List the announcements, and say how many names wait for one."""
    return _list(request)


def _list(request: OfficialRequest, form: DaysForm | None = None, status: int = 200) -> HttpResponse:
    page = Paginator(queries.listing(request.actor), _PAGE).get_page(request.GET.get("page"))
    may = request.actor.may(Permission.CENTRE_MANAGE)
    office = by_path(request.actor.scope)
    fits, others = queries.ready(request.actor, office) if may else ([], 0)
    audit.note_read(request, [one.person_id for one in fits], "assistance.announcement")
    own = queries.setting(office)
    context = {
        "page": page, "rows": [(one, number(one), _SHAPES[AnnouncementState(one.state)]) for one in page],
        "may_manage": may, "ready": len(fits), "others": others, "own": own,
        "days": queries.days_of(office, [one.rule for one in fits]),
        "days_form": form or DaysForm(initial={"days": queries.days_of(office)}),
        "wide": any(one.office_id != request.actor.office_id for one in page), "today": clock.today(),
    }  # fmt: skip
    return render(request, "assistance/announcements.html", context, status=status)


@needs(Permission.CENTRE_MANAGE)
@require_POST
def draw_up(request: OfficialRequest) -> HttpResponse:
    """Draw up the next announcement."""
    try:
        one = actions.draw_up(office=by_path(request.actor.scope), by=request.actor, at=clock.now())
    except Missing:
        raise
    except Problem as problem:
        messages.warning(request, _(problem.message))
        return HttpResponseRedirect(reverse("assistance:announcements"))
    return HttpResponseRedirect(reverse("assistance:announcement", args=[one.public_id]))


@needs(Permission.CENTRE_MANAGE)
@require_POST
def days(request: OfficialRequest) -> HttpResponse:
    """Set how long the office's announcements hang."""
    form = DaysForm(request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    actions.set_days(
        office=by_path(request.actor.scope), days=form.cleaned_data["days"], by=request.actor, at=clock.now()
    )
    messages.success(request, _("ตั้งจำนวนวันแล้ว ใช้กับประกาศครั้งต่อไป"))
    return HttpResponseRedirect(reverse("assistance:announcements"))


@needs(Permission.NEEDS_READ)
@require_safe
def announcement(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show an announcement with its names and categories."""
    return _page(request, access.get_announcement(request.actor, public_id))


@needs(Permission.CENTRE_MANAGE)
@require_POST
def act(request: OfficialRequest, public_id: str, verb: str) -> HttpResponse:
    """Post a draft, take down what hangs, or leave a name out."""
    found = access.get_announcement(request.actor, public_id)
    if verb == "leave":
        return _leave(request, found)
    if verb not in ("post", "down"):
        raise Missing("assistance.no_such_verb", "ไม่มีหน้านี้")
    form: Any = PostForm(request.POST) if verb == "post" else DownForm(request.POST)
    if form.is_valid():
        try:
            _done(request, found, verb, form.cleaned_data)
        except Missing:
            raise
        except Problem as problem:
            attach(form, problem)
            fresh = access.get_announcement(request.actor, public_id)
            return _page(request, fresh, form, status=problem.status)
        return HttpResponseRedirect(reverse("assistance:announcement", args=[public_id]))
    return _page(request, found, form, status=422)


def _done(request: OfficialRequest, found: Announcement, verb: str, data: dict[str, Any]) -> None:
    given: dict[str, Any] = {"announcement": found, "by": request.actor, "at": clock.now()} | data
    if verb == "down":
        actions.take_down(**given)
        messages.success(request, _("ปลดประกาศแล้ว"))
        return
    told = actions.post(**given)
    for one in told.left_out:
        said = _("คำขอ %(number)s “%(state)s” ไปแล้ว จึงไม่อยู่ในประกาศ")
        messages.warning(request, said % {"number": one.shown, "state": one.get_state_display()})
    messages.success(request, _("ปิดประกาศแล้ว ระบบปลดให้เองเมื่อครบกำหนด"))


def _leave(request: OfficialRequest, found: Announcement) -> HttpResponse:
    wanted = request.POST.get("request", "")
    if not wanted.isdecimal() or len(wanted) > 18:
        raise Missing("assistance.missing", "ไม่พบชื่อนี้ในประกาศ")
    actions.leave_out(announcement=found, request=int(wanted), by=request.actor, at=clock.now())
    messages.success(request, _("เอาชื่อออกแล้ว"))
    return HttpResponseRedirect(reverse("assistance:announcement", args=[found.public_id]))


@needs(Permission.NEEDS_READ)
@require_safe
def paper(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Send an announcement as PDF for the board."""
    found = access.get_announcement(request.actor, public_id)
    audit.note_read(request, list(found.lines.values_list("request__person_id", flat=True)), "assistance.announcement")
    answer = HttpResponse(board.announcement(found), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition(f"ประกาศ {found.number}-{found.year}.pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _page(request: OfficialRequest, found: Announcement, form: Any = None, *, status: int = 200) -> HttpResponse:
    lines = list(found.lines.select_related("request").order_by("seq"))
    audit.note_read(request, [line.request.person_id for line in lines], "assistance.announcement")
    may = request.actor.may(Permission.CENTRE_MANAGE)
    length = (found.to_on - found.from_on).days + 1
    post = form if isinstance(form, PostForm) else PostForm(
        initial={"title": found.title, "places": found.places, "days": length}
    )  # fmt: skip
    down = form if isinstance(form, DownForm) else DownForm()
    names = names_of((found.posted_by, found.taken_down_by))
    context = {
        "one": found, "number": number(found), "lines": lines, "shape": _SHAPES[AnnouncementState(found.state)],
        "post": post if may and found.state == AnnouncementState.DRAFT else None,
        "down": down if may and found.state == AnnouncementState.POSTED else None, "days": length,
        "early": clock.today() <= found.to_on, "posted_by": names.get(found.posted_by or 0, ""),
        "taken_down_by": names.get(found.taken_down_by or 0, ""),
    }  # fmt: skip
    return render(request, "assistance/announcement.html", context, status=status)
