"""The sum of what an office at the top of a form has accepted, report by report; every figure opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.obligations.views.behind import node
from tidtam.reports.choices import GONE_UP, WITH_OFFICE
from tidtam.reports.queries import rolling as queries
from tidtam.reports.queries.figures import Child
from tidtam.reports.queries.listing import standing
from tidtam.reports.rules.form import Column, Type
from tidtam.reports.views import showing
from tidtam.ui.shapes import Link
from tidtam.ui.templatetags.thai import thai_date

_PAGE = 100
_NAMED = 100  # of so many that are missing each is named; of more there is a count, and the page of timeliness


@needs(Permission.REPORTS_READ)
@require_safe
def rolled(request: OfficialRequest) -> HttpResponse:
    """Show one period of a form: each report that went up, the sum of the accepted ones, who is missing."""
    at, today, wanted = node(request, request.GET.get("at", "")), clock.today(), request.GET.get("t", "")
    known = queries.choices(at)
    if not known:
        return render(request, "reports/sum.html", {"at": at})
    template, form = next((one for one in known if one[0].code == wanted), known[0])
    periods = queries.periods(request.actor, at, template, form, today)
    asked = request.GET.get("end", "")
    over = next((one for one in periods if one[1] <= today), periods[0] if periods else (today, today))
    start, end = next((one for one in periods if one[1].isoformat() == asked), over)
    found = queries.rolled(at, template, start, end) if periods else None

    def url(**other: Any) -> str:
        told = {"at": at.code, "t": template.code} | other
        return f"{reverse('reports:sum')}?{urlencode(told)}"

    context: dict[str, Any] = {
        "at": at, "template": template, "found": found, "start": start, "end": end,
        "first_end": None if periods else queries.first_end(request.actor, at, template, form),
        "forms": [Link(one.code, url(t=one.code), current=one == template) for one, _form in known],
        "periods": [Link(thai_date(day, "short"), url(end=day.isoformat()), current=day == end) for _s, day in periods],
    }  # fmt: skip
    if found is not None:
        columns = [one for one in found.form.columns if one.type is not Type.TEXT]
        sent = [one for one in found.children if one.report.state in GONE_UP]
        page = Paginator(sent, _PAGE).get_page(request.GET.get("page"))
        missing, level = [one.report for one in found.children if one.missing], form.levels[-2].level
        late = urlencode({"t": template.code, "level": level, "at": at.code})
        context |= {
            "columns": columns, "page": page, "rows": _rows(list(page), columns, today),
            "counted": found.counted, "all": len(found.children),
            "total": [showing.said(one, found.values.get(one.code)) for one in columns],
            "missing": missing, "named": len(missing) <= _NAMED, "late_url": f"{reverse('reports:timeliness')}?{late}",
            "ends": end.isoformat(), "level": level, "may_remind": _may_remind(request, found.children),
        }  # fmt: skip
    return render(request, "reports/sum.html", context)


def _may_remind(request: OfficialRequest, children: Sequence[Child]) -> bool:
    owing = any(one.report.state in WITH_OFFICE for one in children)
    return owing and request.actor.may(Permission.REPORTS_REVIEW)


def _rows(children: Sequence[Child], columns: Sequence[Column], today: Any) -> list[dict[str, Any]]:
    chips = standing([one.report for one in children], today)
    return [
        {
            "report": one.report, "chip": chips[one.report.pk], "words": showing.state_words(one.report, today),
            "counted": one.counted, "url": reverse("reports:report", args=[one.report.public_id]),
            "cells": [
                (showing.said(column, one.values.get(column.code)),
                 reverse("reports:cell", args=[one.report.public_id, column.code]))
                for column in columns
            ],
        }
        for one in children
    ]  # fmt: skip
