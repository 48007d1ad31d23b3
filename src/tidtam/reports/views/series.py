"""A form at work in a branch: which days hold there, what comes next, its end, what was done to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.obligations.views.showing import letter_url, rule_words
from tidtam.reports.actions import branches
from tidtam.reports.actions import series as actions
from tidtam.reports.forms.series import LEVEL_NAMES, DaysForm, EndForm
from tidtam.reports.models import Series
from tidtam.reports.queries import series as queries
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Moment

_VERBS = {
    "started": (gettext_lazy("เริ่มใช้แบบ"), "plus"), "days_set": (gettext_lazy("ตั้งวันกำหนด"), "calendar-check"),
    "stopped": (gettext_lazy("เลิกใช้แบบ"), "x-circle"),
}  # fmt: skip


@needs(Permission.REPORTS_READ)
@require_safe
def series(request: OfficialRequest, public_id: str, pk: int) -> HttpResponse:
    """Show a series of the own office or of one below."""
    return _page(request, queries.get(request.actor, public_id, pk))


def _page(
    request: OfficialRequest, one: Series, *, days: DaysForm | None = None, end: EndForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    today = clock.today()
    form = queries.form_of(one, today)
    levels = queries.levels(one, form, today) if form else []
    may = request.actor.may(Permission.REPORTS_COMPILE) and one.until is None and bool(levels)
    context: dict[str, Any] = {
        "series": one, "template": one.template, "rule": rule_words(form.rule) if form else "", "form": form,
        "levels": [(LEVEL_NAMES[level.step.level], level) for level in levels], "may": may,
        "days": (days or DaysForm(levels=levels, version=one.version)) if may else None,
        "end": (end or EndForm(initial={"version": one.version})) if may else None, "ending": end is not None,
        "letter_url": letter_url(one.obligation) if one.obligation else "",
        "moments": [_moment(found) for found in queries.history(one)],
    }  # fmt: skip
    return render(request, "reports/series.html", context, status=status)


def _moment(found: queries.Happened) -> tuple[Moment, str]:
    title, icon = _VERBS.get(found.verb, (found.verb, "clock"))
    said = str(title)
    if found.verb == "stopped" and found.count:
        said += " " + _("(ยกรายงานที่ยังไม่เริ่มออก %(n)s ฉบับ)") % {"n": f"{found.count:,}"}
    return Moment(said, found.at, icon, note=found.name or _("ระบบ")), found.reason


@needs(Permission.REPORTS_COMPILE)
@require_POST
def set_days(request: OfficialRequest, public_id: str, pk: int) -> HttpResponse:
    """Set the days of the levels in this branch; what is wrong stands beside its field."""
    one, today = queries.get(request.actor, public_id, pk), clock.today()
    shape = queries.form_of(one, today)
    levels = queries.levels(one, shape, today) if shape else []
    form = DaysForm(request.POST, levels=levels, version=one.version)
    if not form.is_valid():
        return _page(request, one, days=form, status=422)
    try:
        actions.change_days(
            series=one, days=form.days(), version=form.cleaned_data["version"], by=request.actor, at=clock.now()
        )
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        return _refused(request, one, problem, days=form)
    messages.success(request, _("ตั้งวันกำหนดแล้ว รายงานที่ยังไม่ลงนามใช้วันใหม่"))
    return redirect("reports:series", public_id, pk)


@needs(Permission.REPORTS_COMPILE)
@require_POST
def end(request: OfficialRequest, public_id: str, pk: int) -> HttpResponse:
    """End the use of a form in this branch, with the reason."""
    one = queries.get(request.actor, public_id, pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, one, end=form, status=422)
    told = form.cleaned_data
    try:
        branches.end(
            series=one, until=told["until"], reason=told["reason"], version=told["version"], by=request.actor,
            at=clock.now(),
        )  # fmt: skip
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        return _refused(request, one, problem, end=form)
    messages.success(request, _("เลิกใช้แบบนี้แล้ว รายงานที่เริ่มทำหรือลงนามไปแล้วยังอยู่"))
    return redirect("reports:series", public_id, pk)


def _refused(request: OfficialRequest, one: Series, problem: Problem, **form: Any) -> HttpResponse:
    """Show the page again with what was typed; after a conflict it carries the version that stands now."""
    fresh = queries.get(request.actor, one.template.public_id, one.pk)
    (shown,) = form.values()
    if problem.status == 409:
        shown.data = shown.data.copy()
        shown.data["version"] = str(fresh.version)
    attach(shown, problem)
    return _page(request, fresh, status=problem.status, **form)
