"""Open a figure: the rows behind a signed cell as they were then, to those who may see them; others the count."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tidtam import audit
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.reports import access
from tidtam.reports.queries.opening import PAGE, open_cell
from tidtam.reports.rules.form import Kind
from tidtam.reports.views import showing


def _number(text: str, most: int) -> int:
    """Return a number of an address, `most` for a larger one, 0 for anything else."""
    return min(int(text[:9]), most) if text.isdecimal() else 0


@needs(Permission.REPORTS_READ)
@require_safe
def cell(request: OfficialRequest, public_id: str, code: str) -> HttpResponse:
    """Show the rows behind a figure of an edition, page by page; of a sum, the figures below it."""
    report = access.get_report(request.actor, public_id)
    no, start = _number(request.GET.get("no", ""), 9_999), _number(request.GET.get("from", ""), 1_000_000)
    first = start - start % PAGE
    opened = open_cell(request.actor, report, no or None, code, offset=first)
    if 0 < opened.seen <= first:  # an address kept from when there were more rows
        first = (opened.seen - 1) // PAGE * PAGE
        opened = open_cell(request.actor, report, no or None, code, offset=first)
    if opened.people:
        audit.note_read(request, opened.people, opened.purpose)
    home = reverse("reports:cell", args=[public_id, code])

    def at(offset: int) -> str:
        asked = {"no": no or "", "from": offset or ""}
        query = urlencode({key: value for key, value in asked.items() if value})
        return f"{home}?{query}" if query else home

    edition = f"?no={opened.edition.no}" if opened.edition else ""
    context: dict[str, Any] = {
        "report": report, "opened": opened, "column": showing.spoken_column(opened.column),
        "period": showing.period_words(report),
        "value": showing.said(opened.column, opened.value), "own": showing.said(opened.column, opened.own),
        "back": reverse("reports:report", args=[public_id]),
        "parts": [
            (part, showing.said(opened.column, part.value),
             "" if part.left else reverse("reports:cell", args=[part.report.public_id, code]) + f"?no={part.edition}")
            for part in opened.parts
        ],
        "terms": [
            (showing.spoken_column(column), showing.said(column, value),
             reverse("reports:cell", args=[public_id, column.code]) + edition)
            for column, value in opened.terms
        ],  # of the same edition
        "formula": opened.column.kind is Kind.FORMULA, "typed": opened.column.kind is Kind.TYPED,
        "before": at(first - PAGE) if first else "", "after": at(first + PAGE) if first + PAGE < opened.seen else "",
        "first": first + 1, "last": min(first + PAGE, opened.seen),
    }  # fmt: skip
    return render(request, "reports/cell.html", context)
