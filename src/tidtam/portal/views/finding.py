"""Find the local government; the page of one; what everybody may read there."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam.accounts import clock
from tidtam.kernel.problem import Missing
from tidtam.kernel.routes import public
from tidtam.offices.choices import LgoType
from tidtam.people.rules import NOTICE
from tidtam.places import queries as places
from tidtam.places.models import Area
from tidtam.portal import papers
from tidtam.portal.actions import flood
from tidtam.portal.choices import CATEGORIES, PAPERS, URGENT, Counted
from tidtam.portal.queries import finding
from tidtam.portal.views import doors

_YEAR_SECONDS = 365 * 24 * 3600


@public("anybody looks for the local government that helps where they are")
@doors.door
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Find a local government by the name of a tambon, or down the lists of province, district and tambon."""
    text = "".join(one for one in request.GET.get("q", "")[:80] if one.isprintable()).strip()
    code = request.GET.get("in", "")[:6]
    follow = request.GET.get("then") == "follow"
    if text or code:
        at, key = clock.now(), doors.key(request)
        flood.check(Counted.FIND, key=key, at=at)
        flood.note(Counted.FIND, key=key, at=at)
    context = {"q": text, "follow": follow, "urgent": URGENT} | (_by_words(text) if text else _by_lists(code))
    response = render(request, "portal/home.html", context)
    response.headers["X-Robots-Tag"] = "noindex" if text or code else "index"
    return response


def _by_words(text: str) -> dict[str, object]:
    found = finding.tambons(text)
    # A whole place was typed, or there is one of that name: its offices are shown at once.
    here = found[0] if len(found) == 1 else None
    return {"tambons": [] if here else found, "offices": finding.named(text), "asked": True} | _near(here)


def _near(here: Area | None) -> dict[str, object]:
    """Return who may answer for a tambon; `villages`: the lists say which each has; `rural`: no town may be meant."""
    found = finding.candidates(here.pk) if here else []
    return {
        "here": here, "line": places.place_line(here) if here else "", "candidates": found,
        "villages": any(one.villages for one in found),
        "rural": any(one.office.lgo_type == LgoType.TAO for one in found),
    }  # fmt: skip


def _by_lists(code: str) -> dict[str, object]:
    """Return one list of the way down: provinces, its districts, its tambons; then who may answer."""
    if not code.isascii() or not code.isdigit() or len(code) not in (2, 4, 6):
        return {"provinces": places.provinces()}
    try:
        here = places.by_code(code)
    except Missing:
        return {"provinces": places.provinces()}
    if len(code) == 6:
        return {"asked": True} | _near(here)
    return {"inside": here, "areas": places.children(code)}


@public("anybody reads what a local government's centre can be asked, and whom to call")
@doors.door
@require_safe
def office(request: HttpRequest, code: str) -> HttpResponse:
    """Show a local government's centre: what can be asked, which papers, where it is, whom to call at once."""
    found, today = finding.door(code), clock.today()
    rules = finding.rules(today)
    kinds = [(kind, PAPERS[kind.value], rules.get(kind.value)) for kind in CATEGORIES]
    context = {"office": found, "centre": finding.centre(found, today), "kinds": kinds, "urgent": URGENT}
    response = render(request, "portal/office.html", context)
    response.headers["X-Robots-Tag"] = "index"
    return response


@public("announcements hang for everybody to read, as long as they hang")
@doors.door
@require_safe
def announced(request: HttpRequest, code: str) -> HttpResponse:
    """Show the names that hang today; nothing that has been taken down."""
    found = finding.door(code)
    context = {"office": found, "announcements": finding.announced(found, clock.today())}
    return render(request, "portal/announced.html", context)


@public("anybody prints the poster that leads to a local government's page")
@doors.door
@require_safe
def poster(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Return the poster with the QR code of the centre's page: A4 as PDF, or the code alone as SVG."""
    found = finding.door(code)
    address = f"{settings.SITE_URL.rstrip('/')}/ask/o/{found.code}/"
    if kind == "svg":
        response = HttpResponse(papers.qr(address), content_type="image/svg+xml")
    elif kind == "pdf":
        at, key = clock.now(), doors.key(request)
        flood.check(Counted.PAPER, key=key, at=at)
        flood.note(Counted.PAPER, key=key, at=at)
        response = HttpResponse(papers.poster(found, address), content_type="application/pdf")
        response.headers["Content-Disposition"] = f'inline; filename="poster-{found.code}.pdf"'
    else:
        raise Missing("portal.missing", _("ไม่พบหน้านี้"))
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@public("everybody may read how personal data are handled")
@doors.door
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the privacy notice given with a request."""
    return render(request, "portal/privacy.html", {"version": NOTICE})


@public("remembers the language of the pages in a cookie, nothing else")
@doors.door
@require_safe
def language(request: HttpRequest, to: str) -> HttpResponse:
    """Switch the language and lead back. A link, so that no page needs a cookie for its form."""
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}) or not back.startswith("/ask/"):
        back = "/ask/"
    response = HttpResponse(status=302, headers={"Location": back})
    if to in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, to, max_age=_YEAR_SECONDS, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response
