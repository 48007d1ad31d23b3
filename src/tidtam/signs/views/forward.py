"""Where a sign's QR code leads: to the one tip address, for everybody alike, with nothing attached."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tidtam.accounts import clock
from tidtam.kernel.routes import public
from tidtam.signs.actions.scanning import note_scan
from tidtam.ui.quiet import quiet


@public("anybody who scans a sign is led to the tip address; nothing of them is read or kept")
@quiet
@require_safe
def forward(request: HttpRequest, code: str) -> HttpResponse:
    """Count the scan of the day and lead on; a code that is unknown or gone leads on the same way.

    Who is signed in is not looked at: an officer who warns of drugs is nobody here. Without a tip address a page says
    whom to call.
    """
    if request.method == "GET":
        note_scan(code=code, on=clock.today())
    to = str(getattr(settings, "TIPS_URL", ""))
    if to.startswith(("https://", "http://", "/")):
        # By hand: the tip lane may live under a name of its own, and the answer must carry nothing else.
        response = HttpResponse(status=302, headers={"Location": to})
    else:
        response = render(request, "signs/call.html")
    request.session.modified = False  # no answer of this page sets a cookie
    return response
