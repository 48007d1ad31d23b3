"""The list of reports: to do now, to review, sent."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing
from tidtam.kernel.routes import needs
from tidtam.reports.queries import listing, templates
from tidtam.reports.queries.rolling import ends_at
from tidtam.reports.views import showing
from tidtam.ui.shapes import Link

_PAGE = 50
_PROPOSALS = 20  # of reports whose figures changed after they were sent: the oldest
_SHOWN = ("do", "review", "below", "sent")


@needs(Permission.REPORTS_READ)
@require_safe
def reports(request: OfficialRequest) -> HttpResponse:
    """List the reports of the office and of those below it, by what is to be done."""
    if request.grant is None:
        raise Missing("offices.office_missing", "บัญชีนี้ยังไม่มีหน่วยงาน")
    actor, office, today = request.actor, request.grant.office, clock.today()
    forms = listing.forms_in_use()
    lists = {
        "do": listing.to_do(actor, today),
        "review": listing.to_review(actor, office, forms),
        "below": listing.below(actor, office, forms, today),
        "sent": listing.gone_up(actor),
    }
    proposals = list(listing.proposals(actor)[:_PROPOSALS])
    counts = {"do": lists["do"].count() + len(proposals), "review": lists["review"].count()}
    show = request.GET.get("show", "")
    if show not in _SHOWN:
        show = "review" if counts["review"] and not counts["do"] else "do"
    page = Paginator(lists[show], _PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "show": show, "tabs": _tabs(show, counts), "page": page, "counts": counts, "office": office,
        "rows": showing.rows(list(page), today, own=office.pk),
        "proposals": proposals if show == "do" else [],
        "fitting": templates.proposals(office, 3) if show == "do" and actor.may(Permission.REPORTS_COMPILE) else [],
        "today": today, "may_review": actor.may(Permission.REPORTS_REVIEW),
        "sums": any(ends_at(form, office) for form in forms.values()),
        "may_template": actor.may(Permission.REPORTS_TEMPLATE),
    }  # fmt: skip
    return render(request, "reports/reports.html", context)


def _tabs(show: str, counts: dict[str, int]) -> list[Link]:
    words = {"do": _("ต้องทำ"), "review": _("รอตรวจ"), "below": _("หน่วยใต้สังกัด"), "sent": _("ส่งแล้ว")}
    return [
        Link(
            f"{text} {counts[one]:,}" if counts.get(one) else text, f"{reverse('reports:reports')}?show={one}",
            current=one == show,
        )
        for one, text in words.items()
    ]  # fmt: skip
