"""The gallery of components and the two switches every page carries."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tidtam.kernel.routes import public
from tidtam.ui.gallery import gallery_context

_YEAR_SECONDS = 365 * 24 * 3600


@public("shows our components with invented data")
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component with invented data."""
    return render(request, "ui/gallery.html", gallery_context(request.GET))


@public("remembers light or dark in a cookie, nothing else")
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or, for anything else, the system's own theme."""
    response = _back(request)
    chosen = request.POST.get("theme", "")
    if chosen in ("light", "dark"):
        _remember(response, "theme", chosen)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@public("remembers the language of the pages in a cookie, nothing else")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language of the pages: th or en."""
    response = _back(request)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=_YEAR_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )


def _back(request: HttpRequest) -> HttpResponseRedirect:
    # Only our own host: an open redirect would lend our name to any page on the net.
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    return HttpResponseRedirect(target)
