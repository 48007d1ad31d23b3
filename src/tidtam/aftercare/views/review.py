"""The recorder's review: what teams sent, accepted one by one or together, or sent back with a comment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare import access
from tidtam.aftercare.actions import visits
from tidtam.aftercare.queries import cases, mine
from tidtam.aftercare.views import saying, visiting
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.kernel.routes import needs
from tidtam.ui.shapes import Link

_PAGE = 25


@needs(Permission.CARE_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: OfficialRequest) -> HttpResponse:
    """List the visits to review by age; accept the ticked ones."""
    if request.method == "POST":
        return _accept(request)
    show = request.GET.get("show", "submitted")
    show = show if show in ("submitted", "returned") else "submitted"
    figures = mine.waiting_counts(request.actor)
    pages = Paginator(mine.waiting(request.actor, show), _PAGE)
    pages.count = figures[show]
    page = pages.get_page(request.GET.get("page"))
    audit.note_read(request, [visit.case.person_id for visit in page], "review")
    base, day = reverse("aftercare:review"), clock.today()
    labels = {"submitted": _("รอตรวจรับ"), "returned": _("ส่งคืนให้แก้")}
    tabs = [Link(f"{text} {figures[one]}", f"{base}?show={one}", current=one == show) for one, text in labels.items()]
    context = {
        "rows": [_row(visit, day, request.actor) for visit in page], "page": page, "tabs": tabs, "show": show,
        "total": figures[show], "may_export": request.actor.may(Permission.CARE_EXPORT) and show == "submitted",
        "export": f"{reverse('aftercare:new_export')}?what=review",
    }  # fmt: skip
    return render(request, "aftercare/review.html", context)


def _row(visit: Any, day: Any, actor: Actor) -> dict[str, Any]:
    return {
        "visit": visit, "case": visit.case, "name": saying.full_name(visit.case.person),
        "rows": saying.visit_rows(visit, cases.note_of(visit), cases.moved_to_of(visit)),
        "days": (day - localdate(visit.recorded_at)).days, "comment": cases.comment_of(visit),
        "url": reverse("aftercare:visit", args=[visit.case.public_id, visit.visit_no]),
        "close_url": saying.close_url(actor, visit.case, visit.result),
    }  # fmt: skip


def _accept(request: OfficialRequest) -> HttpResponse:
    read: dict[tuple[str, int], int] = {}
    for text in request.POST.getlist("visit")[:200]:
        public_id, number, version = (*text.split("."), "", "")[:3]
        if number.isdecimal() and len(number) < 9:
            read[(public_id[:12], int(number))] = _version(version)
    keys = list(read)
    done, at = 0, clock.now()
    for visit in mine.chosen(request.actor, keys):
        seen = read[(visit.case.public_id, visit.visit_no)]
        try:
            visits.accept(visit=visit, by=request.actor, at=at, version=seen)
        except Problem as problem:
            messages.error(request, _(problem.message))  # it travels in a cookie: no name in it
        else:
            done += 1
    if done:
        messages.success(request, _("ตรวจรับแล้ว %(n)d ครั้ง") % {"n": done})
    elif not keys:
        messages.error(request, _("เลือกการเยี่ยมที่จะตรวจรับก่อน"))
    return HttpResponseRedirect(reverse("aftercare:review"))


def _version(text: str) -> int:
    """Return the version a page carried. Shape: 0, which never stands, for none."""
    return int(text) if text.isdecimal() and len(text) < 9 else 0


@needs(Permission.CARE_REVIEW)
@require_POST
def decide(request: OfficialRequest, public_id: str, visit_no: int) -> HttpResponse:
    """Accept one visit, or send it back with what to mend."""
    visit = access.get_visit(request.actor, public_id, visit_no)
    comment = request.POST.get("comment", "").strip()[:500]
    told: Any = {"version": _version(request.POST.get("version", "")), "by": request.actor, "at": clock.now()}
    try:
        if request.POST.get("verb") == "accept":
            visits.accept(visit=visit, **told)
            messages.success(request, _("ตรวจรับแล้ว"))
        else:
            visits.send_back(visit=visit, comment=comment, **told)
            messages.success(request, _("ส่งคืนให้ทีมแก้แล้ว"))
    except Problem as problem:
        # The page shows the visit as it stands now, with what was typed.
        return visiting.visit_page(
            request, access.get_visit(request.actor, public_id, visit_no), typed=comment, wrong=problem
        )
    return HttpResponseRedirect(reverse("aftercare:review"))
