"""The table of holidays, year by year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.kernel.routes import needs
from tidtam.obligations import queries
from tidtam.obligations.actions import holidays as actions
from tidtam.obligations.forms import FIRST_YEAR, LAST_YEAR, HolidayForm
from tidtam.thai.dates import be_year, from_be
from tidtam.ui.forms import attach


def _year(text: str) -> int:
    try:
        year = from_be(int(text))
    except ValueError:
        return clock.today().year
    return year if FIRST_YEAR < year < LAST_YEAR else clock.today().year


@needs(Permission.HOLIDAYS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def holidays(request: OfficialRequest) -> HttpResponse:
    """List a year's holidays; add one, for example by a cabinet resolution."""
    form, status = HolidayForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.add(
                    day=form.cleaned_data["day"], name=form.cleaned_data["name"], by=request.actor, at=clock.now()
                )
            except Problem as problem:
                attach(form, problem)
            else:
                messages.success(request, _("เพิ่มวันหยุดแล้ว"))
                return _to(made.day.year)
    year = _year(request.GET.get("year", ""))
    context: dict[str, Any] = {
        "rows": queries.holidays_of(year), "year": be_year(clock.today().replace(year=year, day=1)), "form": form,
    }  # fmt: skip
    context |= {"before": context["year"] - 1, "after": context["year"] + 1}
    return render(request, "obligations/holidays.html", context, status=status)


@needs(Permission.HOLIDAYS_MANAGE)
@require_POST
def seed(request: OfficialRequest) -> HttpResponse:
    """Fill a year that has no rows from the library."""
    year = _year(request.POST.get("year", ""))
    made = actions.seed(years=[year], by=request.actor, at=clock.now())
    messages.success(request, _("เพิ่ม %(count)s วัน") % {"count": made} if made else _("ปีนี้มีรายการอยู่แล้ว"))
    return _to(year)


@needs(Permission.HOLIDAYS_MANAGE)
@require_POST
def switch_off(request: OfficialRequest, pk: int) -> HttpResponse:
    """Take a day out of the table."""
    holiday = actions.switch_off(holiday=queries.get_holiday(pk), by=request.actor, at=clock.now())
    messages.success(request, _("ปิดวันหยุดนี้แล้ว"))
    return _to(holiday.day.year)


def _to(year: int) -> HttpResponseRedirect:
    shown = be_year(clock.today().replace(year=year, day=1))
    return HttpResponseRedirect(f"{reverse('obligations:holidays')}?year={shown}")
