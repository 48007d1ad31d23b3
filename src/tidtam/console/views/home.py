"""The inbox: what to do now, why, until when."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.console import queries
from tidtam.console.views import report_rows, rows
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.letters.choices import Secrecy
from tidtam.letters.forms import TakeInForm
from tidtam.letters.views.desk import MAX_MB
from tidtam.obligations.models import Duty
from tidtam.obligations.views import showing
from tidtam.thai.dates import fiscal_year
from tidtam.ui.templatetags.thai import thai_date

_COMING = 5


@needs(Permission.HOME_READ)
@require_safe
def home(request: OfficialRequest) -> HttpResponse:
    """Show the inbox of the grant worked under."""
    now, today = clock.now(), clock.today()
    found = queries.inbox(request.actor, now, today)
    code = request.grant.office.code if request.grant else ""
    groups = rows.groups(found, code, now)
    now_count, later_count = len(groups[0]["rows"]) + len(groups[1]["rows"]), len(groups[2]["rows"])
    main = next((group["state"] for group in groups if group["rows"]), "")
    duties = [*found.today_due, *found.returned, *found.near, *found.later]
    coming = sorted([*(_coming(duty, found, code) for duty in duties), *_reports(found)], key=lambda row: row["due_on"])
    visits = reverse("aftercare:today") if request.actor.may(Permission.CARE_VISIT) else ""
    take_in = reverse("letters:letters") if request.actor.may(Permission.LETTERS_RECEIVE) else ""
    if visits and not take_in and not now_count and not later_count:
        return HttpResponseRedirect(visits)  # whoever only visits starts where the visits are
    context: dict[str, Any] = {
        "today": today, "groups": groups, "main": main, "now_count": now_count, "later_count": later_count,
        "coming": coming[:_COMING], "standing": found.standing,
        "fiscal_year": fiscal_year(today), "office": str(request.grant.office) if request.grant else "",
        "take_in": take_in,
        "form": TakeInForm(initial={"secrecy": Secrecy.NORMAL}), "max_mb": MAX_MB,
        "may_duties": request.actor.may(Permission.OBLIGATIONS_READ), "next": coming[0] if coming else None,
        "next_text": _next(coming[0]) if coming else "", "next_url": coming[0]["url"] if coming else "",
    }  # fmt: skip
    return render(request, "console/home.html", context)


def _coming(duty: Duty, found: queries.Inbox, code: str) -> dict[str, Any]:
    """Return a duty ahead; what a report answers leads to it."""
    report, today = found.reports.of_duty(duty.pk), found.today
    return {
        "due_on": duty.due_on, "day": thai_date(duty.due_on, "short weekday noyear"), "title": duty.obligation.title,
        "state": showing.shape_of(duty, today), "text": showing.state_text(duty, today),
        "url": reverse("reports:report", args=[report.public_id]) if report else showing.duty_url(duty, code),
    }  # fmt: skip


def _reports(found: queries.Inbox) -> list[dict[str, Any]]:
    """Return the own reports ahead that fulfil no duty shown."""
    out = []
    for item in report_rows.alone(found):
        if item.due_on >= found.today:
            state, text = report_rows.state_of(item, found)
            out.append({
                "due_on": item.due_on, "day": thai_date(item.due_on, "short weekday noyear"), "title": item.title,
                "state": state, "text": text, "url": reverse("reports:report", args=[item.public_id]),
            })  # fmt: skip
    return out


def _next(row: dict[str, Any]) -> str:
    return _("กำหนดถัดไปคือ %(title)s %(day)s เริ่มก่อนได้") % {
        "title": row["title"], "day": thai_date(row["due_on"], "short weekday"),
    }  # fmt: skip
