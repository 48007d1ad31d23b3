"""Signs for MOI Drugs GIS: what to type beside what was typed, its photos, the workbook, who below has done it."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.exchange.actions import gis as acting
from tidtam.exchange.queries import gis as queries
from tidtam.exchange.rules import after, before, period_of
from tidtam.exchange.views import asked
from tidtam.exchange.views.info import UndoForm
from tidtam.files.downloads import export_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.models import Office
from tidtam.signs.views.register import tabs
from tidtam.ui.forms import attach
from tidtam.ui.templatetags.thai import thai_month

_PAGE = 100


def _url(name: str, period: date, **more: str) -> str:
    return f"{reverse(name)}?{urlencode({'month': f'{period:%Y-%m}'} | {k: v for k, v in more.items() if v})}"


@needs(Permission.SIGNS_READ)
@require_safe
def sheet(request: OfficialRequest) -> HttpResponse:
    """Show the month's signs of an office, to be typed one by one."""
    return _page(request, asked.office(request, request.GET.get("at", "")[:24]), asked.period(request.GET))


def _page(
    request: OfficialRequest, office: Office, period: date, bad: tuple[str, UndoForm] | None = None, status: int = 200
) -> HttpResponse:
    found = queries.gis_sheet(request.actor, office, period)
    own = office.pk == request.actor.office_id
    at = "" if own else office.code
    rows = [
        (line, bad[1] if bad and bad[0] == line.sign.public_id else UndoForm(auto_id=f"{line.sign.public_id}_%s"))
        for line in found.lines
    ]
    context = {
        "sheet": found, "rows": rows, "office": office, "month": thai_month(period), "own": own, "menu": queries.MENU,
        "types": own and request.actor.may(Permission.SIGNS_MANAGE), "bad": bad[0] if bad else "",
        "param": f"{period:%Y-%m}", "before": _url("exchange:gis", before(period), at=at),
        "after": _url("exchange:gis", after(period), at=at) if period < period_of(clock.today()) else "",
        "below": _url("exchange:gis_below", period), "tabs": tabs(request, "gis"),
    }  # fmt: skip
    return render(request, "exchange/gis.html", context, status=status)


@needs(Permission.SIGNS_MANAGE)
@require_POST
def tick(request: OfficialRequest, code: str) -> HttpResponse:
    """Note that a sign was typed in."""
    office, period = asked.office(request, ""), asked.period(request.POST)
    acting.tick_sign(office=office, period=period, code=code, by=request.actor, at=clock.now())
    return HttpResponseRedirect(_url("exchange:gis", period) + f"#s{code}")


@needs(Permission.SIGNS_MANAGE)
@require_POST
def undo(request: OfficialRequest, code: str) -> HttpResponse:
    """Take a sign back, with the reason."""
    office, period, form = asked.office(request, ""), asked.period(request.POST), UndoForm(request.POST)
    if not form.is_valid():
        return _page(request, office, period, (code, form), 422)
    try:
        reason = form.cleaned_data["reason"]
        acting.undo_sign(office=office, period=period, code=code, reason=reason, by=request.actor, at=clock.now())
    except (Missing, NotAllowed, Conflict):
        raise
    except Problem as problem:
        attach(form, problem)
        return _page(request, office, period, (code, form), 422)
    return HttpResponseRedirect(_url("exchange:gis", period) + f"#s{code}")


@needs(Permission.SIGNS_READ)
@require_POST
def take(request: OfficialRequest) -> HttpResponse:
    """Make the month's workbook and hand it over."""
    office = asked.office(request, request.POST.get("at", "")[:24])
    made = acting.make_gis(office=office, period=asked.period(request.POST), by=request.actor, at=clock.now())
    return HttpResponseRedirect(reverse("exchange:gis_file", args=[made.public_id]))


@needs(Permission.SIGNS_READ)
@require_safe
def fetch(request: OfficialRequest, public_id: str) -> StreamingHttpResponse:
    """Hand the workbook to who made it, while its day lasts. Errors: Missing for anybody else."""
    return export_response(public_id=public_id, of=(acting.WHAT,), by=request.actor, at=clock.now())


@needs(Permission.SIGNS_READ)
@require_safe
def below(request: OfficialRequest) -> HttpResponse:
    """List the offices in scope that put signs up in the month: who has typed them, who has not."""
    period = asked.period(request.GET)
    page = Paginator(queries.owners(request.actor, period), _PAGE).get_page(request.GET.get("page"))
    rows = queries.gis_progress(request.actor, page, period)
    context = {
        "page": page, "rows": rows, "month": thai_month(period), "param": f"{period:%Y-%m}",
        "left": sum(one.left for one in rows), "before": _url("exchange:gis_below", before(period)),
        "after": _url("exchange:gis_below", after(period)) if period < period_of(clock.today()) else "",
        "tabs": tabs(request, "gis"),
    }  # fmt: skip
    return render(request, "exchange/gis_below.html", context)
