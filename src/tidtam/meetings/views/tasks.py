"""What meetings asked of the own office and of those below."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.meetings import access
from tidtam.meetings.actions import asking as actions
from tidtam.meetings.choices import TaskState
from tidtam.meetings.forms import ResultForm
from tidtam.meetings.models import Task
from tidtam.meetings.queries import meetings as queries
from tidtam.meetings.views.meetings import tabs
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Link

_PAGE = 50


@needs(Permission.MEETINGS_READ)
@require_safe
def tasks(request: OfficialRequest) -> HttpResponse:
    """List tasks: of the own office, or all in scope; open or over."""
    show = "over" if request.GET.get("show") == "over" else "open"
    whose = "all" if request.GET.get("whose") == "all" else "own"
    rows = queries.tasks(request.actor, show=show, own=whose == "own")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    labels = (("open", "own", _("ของเรา")), ("open", "all", _("ทุกหน่วยงาน")), ("over", "all", _("เสร็จแล้ว")))
    context = {
        "page": page, "total": page.paginator.count, "today": clock.today(), "show": show, "whose": whose,
        "tabs": tabs(request, "tasks"),
        "views": [Link(text, f"?show={s}&whose={w}", current=(show, whose) == (s, w)) for s, w, text in labels],
    }  # fmt: skip
    return render(request, "meetings/tasks.html", context)


@needs(Permission.MEETINGS_READ)
@require_safe
def task(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a task with the decision it comes from."""
    return _page(request, access.get_task(request.actor, public_id))


def _page(request: OfficialRequest, one: Task, form: ResultForm | None = None, status: int = 200) -> HttpResponse:
    actor, open_ = request.actor, one.state == TaskState.OPEN
    manages = actor.may(Permission.MEETINGS_MANAGE) and open_
    met = queries.met_in(actor, one)
    context = {
        "one": one, "form": form or ResultForm(), "met": met, "late": open_ and one.due_on < clock.today(),
        "may_finish": manages and one.office_id == actor.office_id,
        "may_drop": manages and met is not None and met.office_id == actor.office_id,
    }  # fmt: skip
    return render(request, "meetings/task.html", context, status=status)


@needs(Permission.MEETINGS_MANAGE)
@require_POST
def finish(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Say what the office did."""
    return _end(request, public_id, dropped=False)


@needs(Permission.MEETINGS_MANAGE)
@require_POST
def drop(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Take a task back."""
    return _end(request, public_id, dropped=True)


def _end(request: OfficialRequest, public_id: str, *, dropped: bool) -> HttpResponse:
    one, form = access.get_task(request.actor, public_id), ResultForm(request.POST)
    if form.is_valid():
        words, now = form.cleaned_data["result"], clock.now()
        try:
            if dropped:
                actions.drop(task=one, why=words, by=request.actor, at=now)
            else:
                actions.finish(task=one, result=words, by=request.actor, at=now)
            messages.success(request, _("ยกเลิกงานแล้ว") if dropped else _("บันทึกผลแล้ว หน่วยงานที่มอบหมายจะเห็น"))
            return HttpResponseRedirect(reverse("meetings:task", args=[public_id]))
        except (Missing, NotAllowed, Conflict):
            raise
        except Problem as problem:
            attach(form, problem)
    return _page(request, one, form, 422)
