"""Projects: their plan and money, whether DOPA was told, the activities under each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.activities import access
from tidtam.activities.actions import planning
from tidtam.activities.choices import ProjectState
from tidtam.activities.forms import EndForm, ProjectForm, TellForm
from tidtam.activities.models import Project
from tidtam.activities.queries import listing, plan
from tidtam.activities.rules import measures_of
from tidtam.activities.views import once
from tidtam.activities.views.listing import tabs
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.queries import by_path
from tidtam.thai.numbers import amount
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Figure, Link

_PAGE, _SHOWN = 50, 100


@needs(Permission.ACTIVITIES_READ)
@require_safe
def projects(request: OfficialRequest) -> HttpResponse:
    """List the projects of the own office and those below."""
    show = request.GET.get("show", "")
    show = show if show == "tell" or show in ProjectState.values else ""
    page = Paginator(plan.projects(request.actor, show=show), _PAGE).get_page(request.GET.get("page"))
    labels = (("", _("ทุกโครงการ")), ("tell", _("ยังไม่แจ้งกรมการปกครอง")), *ProjectState.choices)
    context = {
        "page": page, "total": page.paginator.count, "tabs": tabs(request, "projects"), "show": show,
        "views": [Link(str(label), f"?show={value}" if value else "?", current=show == value)
                  for value, label in labels],
        "may_plan": request.actor.may(Permission.ACTIVITIES_PLAN),
        "wide": any(one.office_id != request.actor.office_id for one in page),
        "to_tell": plan.waiting(request.actor).to_tell,
    }  # fmt: skip
    return render(request, "activities/projects.html", context)


@needs(Permission.ACTIVITIES_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficialRequest) -> HttpResponse:
    """Make a project."""
    return _edit(request, None)


@needs(Permission.ACTIVITIES_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Change what a project says."""
    return _edit(request, access.get_project(request.actor, public_id))


def _edit(request: OfficialRequest, one: Project | None) -> HttpResponse:
    office = one.office if one else by_path(request.actor.scope)
    first = one.values() | {"version": one.version} if one else {"starts_on": clock.today()}
    sent, key = request.method == "POST", "" if one else once.drawn(request)
    form = ProjectForm(request.POST if sent else None, initial=first, measures=measures_of(office.path))
    if sent and form.is_valid():
        told: dict[str, Any] = {"values": form.values(), "by": request.actor, "at": clock.now()}
        try:
            if one is None:
                made = planning.make(office=office, public_id=key, **told)
            else:
                made = planning.change(project=one, version=form.cleaned_data["version"], **told)
            messages.success(request, _("บันทึกโครงการแล้ว"))
            return _to(made)
        except (Missing, NotAllowed, Conflict):
            raise
        except Problem as problem:
            attach(form, problem)
    context = {"form": form, "one": one, "office": office, "once": once.sealed(request, key) if key else ""}
    return render(request, "activities/project_form.html", context, status=422 if form.errors else 200)


def _to(one: Project) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("activities:project", args=[one.public_id]))


@needs(Permission.ACTIVITIES_READ)
@require_safe
def project(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a project with the activities under it."""
    return _page(request, access.get_project(request.actor, public_id))


def _page(
    request: OfficialRequest, one: Project, *, tell_form: TellForm | None = None, end_form: EndForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    rows = listing.under(request.actor, one)
    spent, persons = sum(row.budget_baht for row in rows), sum(row.persons for row in rows)
    running = one.state == ProjectState.RUNNING
    own = one.office_id == request.actor.office_id
    context = {
        "one": one, "rows": rows[:_SHOWN], "times": len(rows), "running": running,
        "may_plan": request.actor.may(Permission.ACTIVITIES_PLAN) and running,
        "may_record": request.actor.may(Permission.ACTIVITIES_MANAGE) and running and own,
        "figures": [
            Figure(_("งบประมาณ"), one.baht, unit=_("บาท")),
            Figure(_("ใช้ในกิจกรรมแล้ว"), amount(spent), unit=_("บาท")),
            Figure(_("กิจกรรม"), f"{len(rows):,}", unit=pgettext("unit", "ครั้ง")),
            Figure(_("ถึงคน"), f"{persons:,}", unit=_("คน")),
        ],
        "over": one.budget_baht and spent > one.budget_baht, "today": clock.today(),
        "tell": tell_form or TellForm(initial={"told_on": clock.today()}), "tell_open": tell_form is not None,
        "end": end_form or EndForm(), "end_open": end_form is not None,
    }  # fmt: skip
    return render(request, "activities/project.html", context, status=status)


@needs(Permission.ACTIVITIES_PLAN)
@require_POST
def tell(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Note the letter by which DOPA was told of the money."""
    one, form = access.get_project(request.actor, public_id), TellForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            planning.tell(project=one, told_on=data["told_on"], number=data["told_number"], by=request.actor,
                          at=clock.now())  # fmt: skip
            messages.success(request, _("บันทึกการแจ้งกรมการปกครองแล้ว"))
            return _to(one)
        except (Missing, NotAllowed, Conflict):
            raise
        except Problem as problem:
            attach(form, problem)
    return _page(request, one, tell_form=form, status=422)


@needs(Permission.ACTIVITIES_PLAN)
@require_POST
def end(request: OfficialRequest, public_id: str) -> HttpResponse:
    """End a project, or call it off."""
    one, form = access.get_project(request.actor, public_id), EndForm(request.POST)
    if form.is_valid():
        off = "cancel" in request.POST
        try:
            planning.end(project=one, outcome=form.cleaned_data["outcome"], cancelled=off, by=request.actor,
                         at=clock.now())  # fmt: skip
            messages.success(request, _("ยกเลิกโครงการแล้ว") if off else _("จบโครงการแล้ว"))
            return _to(one)
        except (Missing, NotAllowed, Conflict):
            raise
        except Problem as problem:
            attach(form, problem)
    return _page(request, one, end_form=form, status=422)
