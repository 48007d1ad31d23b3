"""The month's INFO sheet: what to type beside what was typed, ticks, nil, the workbook; who below has done it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance.facts import info as facts
from tidtam.assistance.queries import centre
from tidtam.exchange.actions import exporting, typing
from tidtam.exchange.choices import SheetState
from tidtam.exchange.queries import info as queries
from tidtam.exchange.rules import after, before, current, due_on, is_over, period_of, read_period
from tidtam.files.downloads import export_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.choices import Level
from tidtam.offices.models import Office
from tidtam.ui.forms import attach
from tidtam.ui.templatetags.thai import thai_month

_PAGE = 100


class UndoForm(forms.Form):
    """Why a line is typed again."""

    reason = forms.CharField(label=gettext_lazy("เพราะอะไร"), max_length=200)


def _period(source: Any) -> date:
    return read_period(source.get("month", "")[:10]) or current(clock.today())


def _url(name: str, period: date, **more: str) -> str:
    return f"{reverse(name)}?{urlencode({'month': f'{period:%Y-%m}'} | more)}"


@needs(Permission.NEEDS_READ)
@require_safe
def sheet(request: OfficialRequest) -> HttpResponse:
    """Show the sheet of an office and month; above a local government, who has done it."""
    office = centre.office_of(request.actor, request.GET.get("at", "")[:24])
    if office.level != Level.LGO:
        return HttpResponseRedirect(_url("exchange:info_below", _period(request.GET)))
    return _page(request, office, _period(request.GET))


def _page(
    request: OfficialRequest, office: Office, period: date, bad: tuple[str, UndoForm] | None = None, status: int = 200
) -> HttpResponse:
    found, today = queries.sheet(request.actor, office, period), clock.today()
    own = office.pk == request.actor.office_id
    types = own and request.actor.may(Permission.NEEDS_MANAGE) and is_over(found.period, today)
    state = found.task.state if found.task else SheetState.OPEN
    rows = [
        (line, bad[1] if bad and bad[0] == line.code else UndoForm(auto_id=f"{line.code.replace('.', '_')}_%s"))
        for line in found.lines
    ]
    context = {
        "sheet": found, "rows": rows, "office": office, "month": thai_month(found.period), "types": types, "own": own,
        "due": due_on(found.period), "late": state == SheetState.OPEN and today > due_on(found.period),
        "over": is_over(found.period, today), "state": state, "nil": state == SheetState.NIL,
        "done": state == SheetState.DONE, "bad": bad[0] if bad else "", "param": f"{found.period:%Y-%m}",
        "before": _url("exchange:info", before(found.period), **({} if own else {"at": office.code})),
        "after": _url("exchange:info", after(found.period), **({} if own else {"at": office.code}))
        if found.period < period_of(today) else "",
        "undone": [one for one in queries.history(found.task) if one.undone_at] if found.task else [],
        "labels": {one.code: one.label for one in facts.R7},
    }  # fmt: skip
    return render(request, "exchange/info.html", context, status=status)


def _own(request: OfficialRequest) -> Office:
    office = centre.office_of(request.actor, "")
    if office.level != Level.LGO:
        raise Missing("exchange.missing", "แบบนี้เป็นของ อปท.")
    return office


@needs(Permission.NEEDS_MANAGE)
@require_POST
def tick(request: OfficialRequest, code: str) -> HttpResponse:
    """Note that a line was typed in."""
    office, period = _own(request), _period(request.POST)
    typing.tick(office=office, period=period, code=code, by=request.actor, at=clock.now())
    return HttpResponseRedirect(_url("exchange:info", period) + f"#{code}")


@needs(Permission.NEEDS_MANAGE)
@require_POST
def undo(request: OfficialRequest, code: str) -> HttpResponse:
    """Take a line back, with the reason."""
    office, period, form = _own(request), _period(request.POST), UndoForm(request.POST)
    if not form.is_valid():
        return _page(request, office, period, (code, form), 422)
    reason = form.cleaned_data["reason"]
    try:
        typing.undo(office=office, period=period, code=code, reason=reason, by=request.actor, at=clock.now())
    except Problem as problem:
        if problem.field != "reason":
            raise
        attach(form, problem)
        return _page(request, office, period, (code, form), 422)
    messages.success(request, _("ยกเลิกบรรทัดนี้แล้ว คีย์ใหม่ได้"))
    return HttpResponseRedirect(_url("exchange:info", period) + f"#{code}")


@needs(Permission.NEEDS_MANAGE)
@require_POST
def nil(request: OfficialRequest) -> HttpResponse:
    """Say that a month has nothing, or take it back."""
    office, period = _own(request), _period(request.POST)
    act: Any = typing.withdraw_nil if "withdraw" in request.POST else typing.say_nil
    try:
        act(office=office, period=period, by=request.actor, at=clock.now())
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        messages.warning(request, _(problem.message))
    return HttpResponseRedirect(_url("exchange:info", period))


@needs(Permission.NEEDS_READ)
@require_POST
def take(request: OfficialRequest) -> HttpResponse:
    """Make the month's workbook and hand it over."""
    office = centre.office_of(request.actor, request.POST.get("at", "")[:24])
    made = exporting.make(office=office, period=_period(request.POST), by=request.actor, at=clock.now())
    return HttpResponseRedirect(reverse("exchange:info_file", args=[made.public_id]))


@needs(Permission.NEEDS_READ)
@require_safe
def fetch(request: OfficialRequest, public_id: str) -> StreamingHttpResponse:
    """Hand the workbook to who made it, while its day lasts. Errors: Missing for anybody else."""
    return export_response(public_id=public_id, of=(exporting.WHAT,), by=request.actor, at=clock.now())


@needs(Permission.NEEDS_READ)
@require_safe
def below(request: OfficialRequest) -> HttpResponse:
    """List the local governments below: who has typed the month, who has not."""
    period, today = _period(request.GET), clock.today()
    page = Paginator(centre.lgos(request.actor), _PAGE).get_page(request.GET.get("page"))
    rows = queries.progress(request.actor, page, period)
    total, finished = page.paginator.count, queries.finished(request.actor, period)
    show = request.GET.get("show", "")
    if show == "late":
        rows = [one for one in rows if one.state in ("", SheetState.OPEN)]
    context = {
        "page": page, "rows": rows, "month": thai_month(period), "param": f"{period:%Y-%m}", "due": due_on(period),
        "late": today > due_on(period), "total": total, "finished": finished, "open": max(0, total - finished),
        "lines": len(facts.R7), "show": show, "before": _url("exchange:info_below", before(period)),
        "after": _url("exchange:info_below", after(period)) if period < period_of(today) else "",
    }  # fmt: skip
    return render(request, "exchange/below.html", context)
