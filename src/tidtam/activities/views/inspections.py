"""Inspections: what was found at an office, what it answered, what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.activities import access
from tidtam.activities.actions import inspecting
from tidtam.activities.actions.inspecting import Visit
from tidtam.activities.choices import FindingState
from tidtam.activities.forms import CloseForm, Findings, ReplyForm, VisitForm
from tidtam.activities.models import Inspection
from tidtam.activities.queries import plan as queries
from tidtam.activities.views import once
from tidtam.activities.views.listing import tabs
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Link

_PAGE = 50
_SHAPES = {FindingState.OPEN: "due", FindingState.ANSWERED: "upcoming", FindingState.CLOSED: "done"}


@needs(Permission.ACTIVITIES_READ)
@require_safe
def inspections(request: OfficialRequest) -> HttpResponse:
    """List the inspections of the own office and those below."""
    show = "open" if request.GET.get("show") == "open" else ""
    page = Paginator(queries.inspections(request.actor, show=show), _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "total": page.paginator.count, "show": show, "tabs": tabs(request, "inspections"),
        "views": [
            Link(_("ทุกครั้ง"), "?", current=not show), Link(_("ยังมีข้อค้าง"), "?show=open", current=show == "open"),
        ],
        "may_inspect": request.actor.may(Permission.ACTIVITIES_INSPECT),
    }  # fmt: skip
    return render(request, "activities/inspections.html", context)


@needs(Permission.ACTIVITIES_INSPECT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficialRequest) -> HttpResponse:
    """Note an inspection with what it found."""
    offices, sent = {one.code: one for one in queries.offices_to_inspect(request.actor)}, request.method == "POST"
    choices = [(code, str(one)) for code, one in offices.items()]
    first = {"on": clock.today(), "inspector": request.actor.name, "office": request.GET.get("at", "")[:24]}
    form = VisitForm(request.POST if sent else None, initial=first, offices=choices)
    rows, key = Findings(request.POST, prefix="found") if sent else Findings(prefix="found"), once.drawn(request)
    if sent and all([form.is_valid(), rows.is_valid()]):
        data = form.cleaned_data
        found = [one for row in rows if (one := row.found())]
        visit = Visit(data["on"], data["inspector"], data["position"], data["summary"], found)
        try:
            told: dict[str, Any] = {"public_id": key, "by": request.actor, "at": clock.now()}
            made = inspecting.record(office=offices[data["office"]], visit=visit, **told)
            messages.success(request, _("บันทึกการตรวจแล้ว หน่วยงานจะเห็นและตอบได้"))
            return HttpResponseRedirect(reverse("activities:inspection", args=[made.public_id]))
        except (Missing, NotAllowed):
            raise
        except Problem as problem:
            attach(form, problem)
    context = {"form": form, "rows": rows, "tabs": tabs(request, "inspections"), "once": once.sealed(request, key)}
    return render(request, "activities/inspection_form.html", context, status=422 if sent else 200)


@needs(Permission.ACTIVITIES_READ)
@require_safe
def inspection(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show an inspection: each finding, the answer, the verdict."""
    return _page(request, access.get_inspection(request.actor, public_id))


def _page(
    request: OfficialRequest, one: Inspection, bad: tuple[int, ReplyForm | CloseForm] | None = None, status: int = 200
) -> HttpResponse:
    own, today = one.office_id == request.actor.office_id, clock.today()
    rows: list[dict[str, Any]] = []
    may_answer = own and request.actor.may(Permission.ACTIVITIES_MANAGE)
    may_close = not own and request.actor.may(Permission.ACTIVITIES_INSPECT)
    for found in queries.findings(one):
        open_, answered = found.state == FindingState.OPEN, found.state == FindingState.ANSWERED
        form: ReplyForm | CloseForm | None = None
        if may_answer and open_:
            form = ReplyForm(auto_id=f"f{found.seq}_%s")
        elif may_close and answered:
            form = CloseForm(auto_id=f"f{found.seq}_%s")
        if form is not None and bad is not None and bad[0] == found.seq:
            form = bad[1]
        late = open_ and found.due_on is not None and found.due_on < today
        shape = "late" if late else _SHAPES[FindingState(found.state)]
        rows.append({"one": found, "shape": shape, "form": form, "closing": may_close and answered})
    context = {
        "one": one, "rows": rows, "own": own, "left": sum(row["one"].state != FindingState.CLOSED for row in rows),
    }  # fmt: skip
    return render(request, "activities/inspection.html", context, status=status)


@needs(Permission.ACTIVITIES_MANAGE)
@require_POST
def answer(request: OfficialRequest, public_id: str, seq: int) -> HttpResponse:
    """Say what was done about a finding."""
    found, form = access.get_finding(request.actor, public_id, seq), ReplyForm(request.POST, auto_id=f"f{seq}_%s")
    one = access.get_inspection(request.actor, public_id)
    if form.is_valid():
        try:
            inspecting.answer(finding=found, words=form.cleaned_data["answer"], by=request.actor, at=clock.now())
            messages.success(request, _("ตอบแล้ว ผู้ตรวจจะเห็นคำตอบ"))
            return HttpResponseRedirect(reverse("activities:inspection", args=[public_id]) + f"#f{seq}")
        except (Missing, NotAllowed, Conflict):
            raise
        except Problem as problem:
            attach(form, problem)
    return _page(request, one, (seq, form), 422)


@needs(Permission.ACTIVITIES_INSPECT)
@require_POST
def close(request: OfficialRequest, public_id: str, seq: int) -> HttpResponse:
    """Accept an answer, or ask again."""
    found, form = access.get_finding(request.actor, public_id, seq), CloseForm(request.POST, auto_id=f"f{seq}_%s")
    one = access.get_inspection(request.actor, public_id)
    if form.is_valid():
        back = "back" in request.POST
        try:
            inspecting.close(finding=found, verdict=form.cleaned_data["verdict"], back=back, by=request.actor,
                             at=clock.now())  # fmt: skip
            messages.success(request, _("ขอคำตอบเพิ่มแล้ว") if back else _("รับคำตอบแล้ว"))
            return HttpResponseRedirect(reverse("activities:inspection", args=[public_id]) + f"#f{seq}")
        except (Missing, NotAllowed, Conflict):
            raise
        except Problem as problem:
            attach(form, problem)
    return _page(request, one, (seq, form), 422)
