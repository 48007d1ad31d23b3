"""Where the pages of needs stood before the desk had an address of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs as demands


@demands(Permission.NEEDS_READ)
@require_safe
def needs(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Lead on from an old notice or bookmark; what was asked for stays in the address."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(reverse("assistance:needs") + rest + (f"?{query}" if query else ""))
