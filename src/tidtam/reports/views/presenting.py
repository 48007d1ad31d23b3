"""The button by which whoever compiles hands a report to whoever signs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.reports import access
from tidtam.reports.actions import presenting
from tidtam.reports.views import showing


@needs(Permission.REPORTS_COMPILE)
@require_POST
def present(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Put a report before its signer."""
    report = access.get_report(request.actor, public_id)
    try:
        presenting.present(report=report, version=showing.seen(request), by=request.actor, at=clock.now())
    except Missing:
        raise
    except Problem as problem:
        if problem.status == 403:
            raise
        messages.error(request, _(problem.message))
    else:
        messages.success(request, _("ส่งให้ผู้ลงนามแล้ว"))
    return HttpResponseRedirect(reverse("reports:report", args=[report.public_id]))
