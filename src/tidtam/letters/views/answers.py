"""How the pages of this room answer: where to go next, with or without HTMX."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidtam.accounts import clock


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser on; an upload by script is told the address, so that it does not spend our message."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def optional_url(name: str, *args: Any) -> str:
    """Return the address of a page of a higher room; "" where this installation has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def page_of(rows: QuerySet[Any], request: HttpRequest, size: int = 50) -> Page[Any]:
    """Return the page of a list the address asks for; a number out of range gives the nearest page."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def waited(since: datetime, now: datetime) -> str:
    """Say how long something has waited, in the two largest units: `2 ชม. 5 นาที`, `3 วัน`."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    days, hours = divmod(minutes // 60, 24)
    if days:
        return ngettext("%(n)s วัน", "%(n)s วัน", days) % {"n": days}
    if hours:
        return _("%(h)s ชม. %(m)s นาที") % {"h": hours, "m": minutes % 60}
    return _("%(n)s นาที") % {"n": minutes}


def today() -> date:
    """Return today's date in Bangkok."""
    return clock.today()
