"""Open a figure: the rows behind a signed cell as they were then, to those who may see them; others the count."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing
from tidtam.kernel.routes import needs
from tidtam.reports import access
from tidtam.reports.views import showing


@needs(Permission.REPORTS_READ)
@require_safe
def cell(request: OfficialRequest, public_id: str, code: str) -> HttpResponse:
    """Show where a figure comes from."""
    report = access.get_report(request.actor, public_id)
    column = report.form.value.columns_by_code.get(code)
    if column is None:
        raise Missing("reports.cell_unknown", "ไม่มีช่องนี้ในแบบ")
    context = {"report": report, "column": column, "period": showing.period_words(report)}
    return render(request, "reports/cell.html", context)
