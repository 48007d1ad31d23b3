"""The list behind a figure: which offices, which duties, which letter; and reminding them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.obligations import access, queries
from tidtam.obligations.actions.reminders import remind
from tidtam.obligations.models import Duty
from tidtam.obligations.views import showing
from tidtam.obligations.views.showing import rule_words
from tidtam.offices import queries as offices
from tidtam.offices.models import Office
from tidtam.ui.shapes import Link

_PAGE = 50
_MOST = 2_000  # rows one may leaf through
_REMIND = 10_000
_SHOWN = ("missing", "waiting", "late", "on_time", "all")


def node(request: OfficialRequest, code: str) -> Office:
    """Return the office of that code inside the actor's scope, else the own one. Errors: Missing outside scope."""
    if not code and request.grant:
        return request.grant.office
    found = offices.by_code(code[:24])
    if not request.actor.scope or not found.path.startswith(request.actor.scope):
        raise Missing("offices.office_missing", "ไม่พบหน่วยงานนี้ในความรับผิดชอบของคุณ")
    return found


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


@needs(Permission.OBLIGATIONS_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def behind(request: OfficialRequest) -> HttpResponse:
    """List the duties behind a figure; remind the ticked ones, or all that have not sent."""
    asked = request.POST if request.method == "POST" else request.GET
    today = clock.today()
    at = node(request, asked.get("at", ""))
    start, end = _day(asked.get("from", ""), today - timedelta(days=120)), _day(asked.get("to", ""), today)
    show = asked.get("show", "all")
    show = show if show in _SHOWN else "all"
    wanted = asked.get("ob", "")[:12]
    if wanted:
        one = access.get_obligation(request.actor, wanted)
    rows = queries.behind(request.actor, at.path, start, end, today, obligation=wanted, show=show)
    if request.method == "POST":
        return _remind(request, rows)
    page = Paginator(rows, _PAGE)
    # Nobody leafs through a nation's duties: the count stops early, the list does not.
    page.count = min(rows.order_by()[:_MOST].count(), _MOST)
    shown = page.get_page(request.GET.get("page"))
    kept = {"at": at.code, "ob": wanted, "from": start.isoformat(), "to": end.isoformat()}
    context: dict[str, Any] = {
        "page": shown, "at": at, "start": start, "end": end, "show": show, "total": page.count,
        "most": _MOST, "obligation": one if wanted else None, "rule": rule_words(one.value) if wanted else "",
        "letter_url": showing.letter_url(one) if wanted else "", "kept": kept, "tabs": _tabs(kept, show),
        "may_remind": request.actor.may(Permission.DUTIES_REVIEW),
        "rows": [_row(duty, today, request.actor.office_id) for duty in shown],
    }  # fmt: skip
    return render(request, "obligations/behind.html", context)


def _row(duty: Duty, today: date, own: int | None) -> dict[str, Any]:
    return {
        "duty": duty, "url": showing.duty_url(duty, duty.office.code), "state": showing.shape_of(duty, today),
        "text": showing.state_text(duty, today), "letter_url": showing.letter_url(duty.obligation),
        "open": duty.state in queries.OPEN and duty.office_id != own,
        "place": duty.office.district.name_th if duty.office.district else "",
    }  # fmt: skip


def _tabs(kept: dict[str, str], show: str) -> list[Link]:
    labels = {
        "missing": _("ยังไม่ส่ง"), "late": _("ส่งช้า"), "on_time": _("ส่งทัน"), "all": _("ที่ถึงกำหนดทั้งหมด"),
        "waiting": _("ยังไม่ถึงกำหนด"),
    }  # fmt: skip
    return [Link(text, f"?{urlencode(kept | {'show': one})}", current=one == show) for one, text in labels.items()]


def _remind(request: OfficialRequest, rows: QuerySet[Duty]) -> HttpResponse:
    chosen = [int(value) for value in request.POST.getlist("duty") if value.isdecimal() and len(value) < 19]
    picked = rows.filter(state__in=queries.OPEN)
    if request.POST.get("all") != "1":
        picked = picked.filter(pk__in=chosen)
    try:
        told = remind(duties=list(picked[:_REMIND]), by=request.actor, at=clock.now())
    except Problem as problem:
        messages.error(request, _(problem.message))
    else:
        messages.success(
            request, _("เตือนแล้ว %(count)s เรื่อง") % {"count": f"{told:,}"} if told else _("วันนี้เตือนไปแล้วทั้งหมด")
        )
    asked = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "duty", "all"):
        asked.pop(name, None)
    return HttpResponseRedirect(f"{reverse('obligations:behind')}?{asked.urlencode()}")
