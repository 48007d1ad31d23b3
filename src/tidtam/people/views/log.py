"""Who was shown a person's data: a page, and the paper the person may take home."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.people import access, papers, queries
from tidtam.thai.dates import long_date, short_date


@needs(Permission.PEOPLE_LOG)
@require_safe
def show(request: OfficialRequest, public_id: str) -> HttpResponse:
    """List who opened the person's data."""
    person = access.get_logged(request.actor, public_id)
    audit.note_read(request, [person.pk], "log")
    linked = person.purpose in access.purposes(request.actor) and request.actor.may(Permission.PEOPLE_READ)
    context = {"person": person, "linked": linked}
    context["rows"] = [(one, queries.said_times(one)) for one in queries.log_of(person)]
    return render(request, "people/reads.html", context)


@needs(Permission.PEOPLE_LOG)
@require_safe
def paper(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Give the list as PDF."""
    person = access.get_logged(request.actor, public_id)
    audit.note_read(request, [person.pk], "log")
    rows = []
    for one in queries.log_of(person):
        day = one.at.astimezone(clock.BANGKOK).date()
        where = " · ".join(part for part in (one.office, one.role) if part)
        rows.append((f"{short_date(day)} {queries.said_times(one)}", one.name, where, one.purpose))
    content = papers.log_paper(
        title=_("ผู้เปิดดูข้อมูลของคน"),
        lines=[
            _("ของ %(name)s") % {"name": person}, person.office.name_th,
            _("พิมพ์เมื่อ %(day)s") % {"day": long_date(clock.today())},
        ],
        head=[_("เมื่อ"), _("ผู้เปิดดู"), _("หน่วยงานและบทบาท"), _("เพื่อ")], rows=rows,
    )  # fmt: skip
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="reads.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
