"""The calendar: month, list, by obligation. The same duties in each; no date moves for a holiday."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.obligations import queries
from tidtam.obligations.actions.duties import horizon
from tidtam.obligations.models import Duty, Obligation
from tidtam.obligations.rules import Rule
from tidtam.obligations.views.showing import address, asked_month, event_of, letter_url, moved, rule_words
from tidtam.thai.dates import be_year
from tidtam.ui.shapes import Day, Event, Link, month

_VIEWS = ("month", "list", "letters")
_LIST_MONTHS = 6


@needs(Permission.OBLIGATIONS_READ)
@require_safe
def calendar(request: OfficialRequest) -> HttpResponse:
    """Show the own office's duties: a month, the half year from it, or obligation by obligation."""
    today = clock.today()
    first = asked_month(request.GET, today)
    view = request.GET.get("view", "month")
    view = view if view in _VIEWS else "month"
    obligation = request.GET.get("ob", "")[:12]
    last = _last_day(first, 1 if view == "month" else _LIST_MONTHS)
    obligations = queries.own_obligations(request.actor)
    duties = queries.calendar_duties(request.actor, first, last, obligation=obligation)
    holidays = queries.holiday_names(first, last)
    # The grant's office is this page's only office: no query for its code.
    code = request.grant.office.code if request.grant else ""
    events = _events(duties, today, code, holidays)
    context: dict[str, Any] = {
        "view": view, "first": first, "today": today, "obligations": obligations, "chosen": obligation,
        "month_names": _month_names(), "year": be_year(first), "tabs": _tabs(view, first, obligation),
        "before": _at(moved(first, -1), view, obligation), "after": _at(moved(first, 1), view, obligation),
        "this_month": _at(today.replace(day=1), view, obligation) if first != today.replace(day=1) else "",
        "feeds_url": address("obligations:feeds"), "library_url": address("obligations:library"),
        "beyond": horizon(clock.now()) if last > horizon(clock.now()) else None, "any": bool(duties),
    }  # fmt: skip
    if view == "month":
        office = str(request.grant.office) if request.grant else ""
        context["month"] = month(first, events, holidays=holidays, today=today, office=office)
        context["next"] = next((d for d in duties if d.due_on >= today and d.state in queries.OPEN), None)
    elif view == "list":
        context["days"] = _days(events, holidays)
    else:
        context["groups"] = _groups(obligations, duties, events, obligation)
    return render(request, "obligations/calendar.html", context)


def _events(
    duties: Sequence[Duty], today: date, office_code: str, holidays: dict[date, str]
) -> dict[date, list[Event]]:
    found: dict[date, list[Event]] = {}
    for duty in duties:
        found.setdefault(duty.due_on, []).append(event_of(duty, today, office_code, holidays))
    return found


def _days(events: dict[date, list[Event]], holidays: dict[date, str]) -> list[Day]:
    return [Day(on=day, events=tuple(found), holiday=holidays.get(day, "")) for day, found in sorted(events.items())]


def _groups(
    obligations: Sequence[Obligation], duties: Sequence[Duty], events: dict[date, list[Event]], chosen: str
) -> list[dict[str, Any]]:
    """Put the duties under the obligation they come from, with its words and its letter."""
    order: dict[date, int] = {}
    by_obligation: dict[int, list[Day]] = {}
    for duty in duties:
        place = order.get(duty.due_on, 0)
        order[duty.due_on] = place + 1
        day = Day(on=duty.due_on, events=(events[duty.due_on][place],))
        by_obligation.setdefault(duty.obligation_id, []).append(day)
    return [
        {
            "obligation": one, "rule": rule_words(Rule.from_json(one.rule)), "letter_url": letter_url(one),
            "days": by_obligation.get(one.pk, []),
        }
        for one in obligations
        if (by_obligation.get(one.pk) or one.state == "live") and chosen in ("", one.public_id)
    ]  # fmt: skip


def _month_names() -> list[tuple[int, str]]:
    return [(n, date_format(date(2000, n, 1), "F")) for n in range(1, 13)]


def _last_day(first: date, months: int) -> date:
    after = moved(first, months)
    return (after or date(first.year, 12, 31) + timedelta(days=1)) - timedelta(days=1)


def _at(first: date | None, view: str, obligation: str) -> str:
    if first is None:
        return ""
    asked = (
        {"m": f"{first:%Y-%m}"}
        | ({"view": view} if view != "month" else {})
        | ({"ob": obligation} if obligation else {})
    )
    return f"?{urlencode({name: value for name, value in asked.items() if value})}"


def _tabs(view: str, first: date, obligation: str) -> list[Link]:
    labels = {"month": _("เดือน"), "list": _("รายการ"), "letters": _("ตามหนังสือ")}
    return [Link(labels[one], _at(first, one, obligation), current=one == view) for one in _VIEWS]
