"""The bell: what the office was told."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.notices import access, actions, queries


@needs(Permission.HOME_READ)
@require_safe
def notices(request: OfficialRequest) -> HttpResponse:
    """List the office's notices, unread ones marked."""
    page = Paginator(queries.listing(request.actor), 30).get_page(request.GET.get("page"))
    context = {"page": page, "unread": queries.unread_count(request.actor)}
    return render(request, "console/notices.html", context)


@needs(Permission.HOME_READ)
@require_POST
def open_notice(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Mark a notice as read and go to what it tells of."""
    notice = access.get_notice(request.actor, public_id)
    actions.mark_read(notice=notice, by=request.actor, at=clock.now())
    own = url_has_allowed_host_and_scheme(notice.url, {request.get_host()})
    return HttpResponseRedirect(notice.url if own else reverse("console:notices"))


@needs(Permission.HOME_READ)
@require_POST
def read_all(request: OfficialRequest) -> HttpResponse:
    """Mark all notices of the office as read."""
    actions.mark_read(by=request.actor, at=clock.now())
    messages.success(request, _("อ่านทั้งหมดแล้ว"))
    return HttpResponseRedirect(reverse("console:notices"))
