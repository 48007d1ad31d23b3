"""Activities for MOI Drugs GIS and NISPA: what to type beside what was typed, and the workbook."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.exchange.actions import activities as acting
from tidtam.exchange.choices import System
from tidtam.exchange.queries import activities as queries
from tidtam.exchange.queries.activities import SYSTEMS
from tidtam.exchange.rules import after, before, period_of
from tidtam.exchange.views import asked
from tidtam.exchange.views.info import UndoForm
from tidtam.files.downloads import export_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.models import Office
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Link
from tidtam.ui.templatetags.thai import thai_month


def _known(system: str) -> System:
    if system not in SYSTEMS:
        raise Missing("exchange.no_such_system", "ไม่มีระบบนี้")
    return System(system)


def _url(name: str, system: str, period: date, at: str = "") -> str:
    query = {"month": f"{period:%Y-%m}"} | ({"at": at} if at else {})
    return f"{reverse(name, args=[system])}?{urlencode(query)}"


@needs(Permission.ACTIVITIES_READ)
@require_safe
def sheet(request: OfficialRequest, system: str) -> HttpResponse:
    """Show the month's activities of an office, to be typed one by one."""
    office = asked.office(request, request.GET.get("at", "")[:24])
    return _page(request, office, asked.period(request.GET), _known(system))


def _page(
    request: OfficialRequest, office: Office, period: date, system: str, bad: tuple[str, UndoForm] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    found = queries.act_sheet(request.actor, office, period, system)
    own = office.pk == request.actor.office_id
    at = "" if own else office.code
    rows = [
        (line, bad[1] if bad and bad[0] == line.one.public_id else UndoForm(auto_id=f"{line.one.public_id}_%s"))
        for line in found.lines
    ]
    context = {
        "sheet": found, "rows": rows, "office": office, "month": thai_month(period), "own": own, "system": system,
        "name": SYSTEMS[_known(system)], "types": own and request.actor.may(Permission.ACTIVITIES_MANAGE),
        "bad": bad[0] if bad else "", "param": f"{period:%Y-%m}",
        "before": _url("exchange:acts", system, before(period), at),
        "after": _url("exchange:acts", system, after(period), at) if period < period_of(clock.today()) else "",
        "systems": [
            Link(text, _url("exchange:acts", value, period, at), current=value == system)
            for value, text in SYSTEMS.items()
        ],
    }  # fmt: skip
    return render(request, "exchange/acts.html", context, status=status)


@needs(Permission.ACTIVITIES_MANAGE)
@require_POST
def tick(request: OfficialRequest, system: str, code: str) -> HttpResponse:
    """Note that an activity was typed in."""
    office, period = asked.office(request, ""), asked.period(request.POST)
    told: dict[str, Any] = {"office": office, "period": period, "system": _known(system), "by": request.actor}
    acting.tick_act(code=code, at=clock.now(), **told)
    return HttpResponseRedirect(_url("exchange:acts", system, period) + f"#a{code}")


@needs(Permission.ACTIVITIES_MANAGE)
@require_POST
def undo(request: OfficialRequest, system: str, code: str) -> HttpResponse:
    """Take an activity back, with the reason."""
    office, period, form = asked.office(request, ""), asked.period(request.POST), UndoForm(request.POST)
    if not form.is_valid():
        return _page(request, office, period, _known(system), (code, form), 422)
    told: dict[str, Any] = {"office": office, "period": period, "system": _known(system), "by": request.actor}
    try:
        acting.undo_act(code=code, reason=form.cleaned_data["reason"], at=clock.now(), **told)
    except (Missing, NotAllowed, Conflict):
        raise
    except Problem as problem:
        attach(form, problem)
        return _page(request, office, period, system, (code, form), 422)
    return HttpResponseRedirect(_url("exchange:acts", system, period) + f"#a{code}")


@needs(Permission.ACTIVITIES_READ)
@require_POST
def take(request: OfficialRequest, system: str) -> HttpResponse:
    """Make the month's workbook and hand it over."""
    office = asked.office(request, request.POST.get("at", "")[:24])
    made = acting.make_acts(
        office=office, period=asked.period(request.POST), system=_known(system), by=request.actor, at=clock.now()
    )
    return HttpResponseRedirect(reverse("exchange:acts_file", args=[system, made.public_id]))


@needs(Permission.ACTIVITIES_READ)
@require_safe
def fetch(request: OfficialRequest, system: str, public_id: str) -> StreamingHttpResponse:
    """Hand the workbook to who made it, while its day lasts. Errors: Missing for anybody else."""
    _known(system)
    return export_response(public_id=public_id, of=(acting.WHAT,), by=request.actor, at=clock.now())
