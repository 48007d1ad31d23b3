"""Public pages of a paper that went out: whether it is real, and taking it by a link. No sign-in, no cookie, no script.

No counting of tries stands before the code: it has 100 bits drawn by chance, and a page tells nothing of a person.
"""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from tidtam.accounts import clock
from tidtam.files.downloads import content_disposition
from tidtam.kernel.problem import Missing
from tidtam.kernel.routes import public
from tidtam.reports.actions import answering as act
from tidtam.reports.forms.answer import CheckForm
from tidtam.reports.papers import saying
from tidtam.reports.queries import answering as queries
from tidtam.ui.quiet import quiet

_WHY = "anybody who holds a paper may ask whether it is real"
_WHY_LINK = "an office without an account takes the paper it was sent a link to"
_CODE = re.compile(r"[0-9a-hjkmnp-tv-z]{20}\Z")
_HASH = re.compile(r"[0-9a-f]{64}\Z")


@public(_WHY)
@quiet
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the code that stands under a QR; whole addresses are taken as well."""
    typed = request.GET.get("code", "").strip().lower().rstrip("/").rpartition("/")[2].replace(" ", "")
    if _CODE.match(typed):
        return HttpResponseRedirect(reverse("reports:verify", args=[typed]))
    form = CheckForm(request.GET if "code" in request.GET else None)
    return render(request, "reports/verify.html", {"form": form, "unknown": bool(typed)}, status=404 if typed else 200)


@public(_WHY)
@quiet
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Tell number, day, office, period and hash of a paper; compare a hash somebody has.

    A code typed in capitals is the same code.
    """
    code = code.lower()
    found = queries.verify(code) if _CODE.match(code) else None
    if found is None:
        return render(request, "reports/verify.html", {"form": CheckForm(), "unknown": True}, status=404)
    typed = re.sub(r"[\s-]", "", request.GET.get("hash", "")).lower()
    same = typed == found.hash if _HASH.match(typed) else None
    context = {
        "proof": found, "period": saying.period(found.period_start, found.period_end), "code": code,
        "typed": request.GET.get("hash", "")[:100], "same": same, "odd": bool(typed) and same is None,
    }  # fmt: skip
    return render(request, "reports/verify.html", context)


@public(_WHY_LINK)
@quiet
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link leads to, with buttons: looking at it takes nothing."""
    try:
        row = act.looked(token[:100], clock.now())
    except Missing:
        return render(request, "reports/verify_shut.html", status=404)
    context = {"link": row, "one": row.answer, "token": token, "left": act.LINK_TIMES - row.taken}
    return render(request, "reports/verify_take.html", context)


@public(_WHY_LINK)
@csrf_exempt  # the page names no origin and sets no cookie; a form from elsewhere would need the token of the link
@quiet
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, token: str, what: str) -> HttpResponse:
    """Hand over one paper of a link, and log it. Who typed the address is led to the page with the buttons."""
    if request.method != "POST" or what not in act.PAPERS:
        return HttpResponseRedirect(reverse("reports:link", args=[token]))
    try:
        stored, body = act.take(shown=token[:100], what=what, at=clock.now())
    except Missing:
        return render(request, "reports/verify_shut.html", status=404)
    return HttpResponse(
        body, content_type="application/pdf",
        headers={"Content-Disposition": content_disposition(stored.name), "X-Content-Type-Options": "nosniff"},
    )  # fmt: skip
