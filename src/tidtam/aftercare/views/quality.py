"""What does not add up, what to do about it, and where."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare.queries import quality as queries
from tidtam.aftercare.views import saying
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs

# Where a finding is mended when that is not the page of the case.
_ELSEWHERE = {"no_team": "aftercare:assign", "sums": "aftercare:tickets", "need_sums": "aftercare:tickets"}


@needs(Permission.CARE_READ)
@require_safe
def quality(request: OfficialRequest) -> HttpResponse:
    """List what cannot be right in the data of the office and those below."""
    today = clock.today()
    found = queries.findings(request.actor, today)
    audit.note_read(request, [case.person_id for one in found for case in one.rows], "quality")
    sections = [
        {
            "code": one.check.code, "title": one.check.title, "todo": one.check.todo, "count": one.count,
            "url": saying.address(_ELSEWHERE[one.check.code]) if one.check.code in _ELSEWHERE else "",
            "rows": [
                {"name": saying.full_name(case.person), "office": case.office,
                 "url": saying.address("aftercare:case", case.public_id)}
                for case in one.rows
            ],
        }
        for one in found
    ]  # fmt: skip
    unrecorded, unreachable = queries.lacking(request.actor, today)
    context = {
        "sections": sections, "districts": unrecorded, "unreachable": unreachable, "today": today,
        "total": sum(one.count for one in found), "may_export": request.actor.may(Permission.CARE_EXPORT),
        "export": f"{reverse('aftercare:new_export')}?what=quality",
        "title": _("ข้อมูลที่ต้องตรวจ"), "recorders_url": saying.address("aftercare:recorders"),
    }  # fmt: skip
    return render(request, "aftercare/quality.html", context)
