"""The way back of somebody who asked at the counter: a number and a PIN on a receipt, made when they show up."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import access
from tidtam.assistance.actions import citizens
from tidtam.assistance.models import Request
from tidtam.assistance.papers.receipt import receipt
from tidtam.assistance.queries import citizens as queries
from tidtam.assistance.queries.folder import Folder
from tidtam.files.downloads import content_disposition
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing
from tidtam.kernel.routes import needs
from tidtam.thai.dates import long_date


@needs(Permission.NEEDS_MANAGE)
@require_POST
def issue(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Give the requester a new PIN and show it this once; the one before opens nothing any more."""
    found = access.get_request(request.actor, public_id)
    again = Folder(found).has_ticket
    pin = citizens.issue_ticket(request=found, by=request.actor, at=clock.now())
    audit.note_read(request, [found.person_id], "assistance.ticket")
    context = {"one": found, "pin": pin, "again": again, "address": _address(found)}
    answer = render(request, "assistance/ticket.html", context)
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


@needs(Permission.NEEDS_MANAGE)
@require_POST
def paper(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Print the receipt with the PIN just made; the page that shows it sends it along, for it is kept nowhere."""
    found, pin = access.get_request(request.actor, public_id), request.POST.get("pin", "")[:6]
    if not queries.opens(found, pin):
        raise Missing("assistance.ticket.over", _("รหัสนี้ใช้ไม่ได้แล้ว ออกรหัสใหม่จากหน้าคำขอ"))
    audit.note_read(request, [found.person_id], "assistance.ticket")
    made = receipt(found.office, found.shown, pin, long_date(found.asked_on), _address(found))
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition(f"ใบรับเรื่อง-{found.shown}.pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _address(found: Request) -> str:
    return settings.SITE_URL + reverse("portal:follow", args=[found.office.code])
