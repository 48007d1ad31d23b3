"""What every page of the portal has in common: its own page for a problem, its cookies, where somebody comes from."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from tidtam.accounts import clock
from tidtam.assistance.queries import citizens as tickets
from tidtam.files.cleaning import MOST
from tidtam.kernel import wall
from tidtam.kernel.problem import Problem
from tidtam.offices.models import Office
from tidtam.portal import sealing
from tidtam.portal.actions import drafts, flood
from tidtam.portal.actions.drafts import OpenDraft
from tidtam.portal.queries import finding
from tidtam.portal.rules import DRAFT_LIVES, MOST_PHOTOS, STAYS

DRAFT, MINE = "ask", "ask-mine"
_LARGEST = 400 * 1024 * 1024  # more is not even read
View = Callable[..., HttpResponse]


def door(view: View) -> View:
    """Show a Problem on a page of the portal; what led to it is rolled back by the gate."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Problem as problem:
            response = said(request, problem, kwargs.get("code", ""))
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return answered


def said(request: HttpRequest, problem: Problem, code: str = "") -> HttpResponse:
    """Answer a problem: what it is, the other ways to ask, what to do next."""
    office = _office_of(request, code)
    context = {"problem": problem, "said": _(problem.message), "office": office, "busy": problem.status == 429}
    return render(request, "portal/problem.html", context, status=problem.status)


def _office_of(request: HttpRequest, code: str) -> Office | None:
    """Return whose page or whose draft it is, so that a page of a problem can name another way to ask."""
    if code:
        return finding.doors().filter(code=code.upper()[:24]).first()
    try:
        return draft(request).office
    except Problem:
        return None


def key(request: HttpRequest) -> bytes:
    """Return what stands for the place a request comes from, today. The address itself goes nowhere."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:
        address = ""
    return flood.key_of(address, clock.now())


def remember(response: HttpResponse, name: str, value: str, seconds: float) -> None:
    """Set a cookie of the portal: for its own pages, out of reach for scripts and for other sites."""
    response.set_cookie(
        name, value, max_age=int(seconds), path=reverse("portal:home"), httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def forget(response: HttpResponse, name: str) -> None:
    """Take a cookie of the portal away."""
    response.delete_cookie(name, path=reverse("portal:home"), samesite="Strict")


def draft(request: HttpRequest) -> OpenDraft:
    """Return the draft of this browser. Errors: Missing portal.draft_missing."""
    return drafts.find(request.COOKIES.get(DRAFT, "")[:100], at=clock.now())


def keep_draft(response: HttpResponse, token: str) -> HttpResponse:
    """Let the browser hold the token of its draft."""
    remember(response, DRAFT, token, DRAFT_LIVES.total_seconds())
    return response


class Mine(NamedTuple):
    """The office and request a right PIN opened in this browser, and which PIN that was."""

    office: Office
    request: int
    made: str


def mine(request: HttpRequest) -> Mine | None:
    """Return what a right PIN opened in this browser; None when that is over, or the office gave out another PIN."""
    opened = sealing.behind_door(request.COOKIES.get(MINE, ""), clock.now())
    office = finding.doors().filter(pk=opened.office).first() if opened else None
    if opened is None or office is None or made(office, opened.request) != opened.made:
        return None
    return Mine(office, opened.request, opened.made)


def made(office: Office, request: int) -> str:
    """Return what tells the PIN that opens a request now from those before; "" without one. Shape: one query."""
    with wall.lent(office.path):
        found = tickets.made(request)
    return found.isoformat() if found else ""


def stay(response: HttpResponse, opened: Mine) -> HttpResponse:
    """Leave the ticket open for another half hour."""
    value = sealing.open_door(office=opened.office.pk, request=opened.request, made=opened.made, at=clock.now())
    remember(response, MINE, value, STAYS.total_seconds())
    return response


def to(name: str, *args: str) -> HttpResponseRedirect:
    """Lead to a page of the portal."""
    return HttpResponseRedirect(reverse(f"portal:{name}", args=args))


class Refused(UploadedFile):  # type: ignore[type-arg]  # generic in the stubs only
    """Stands for a file that was read past and not kept."""


class Bounded(FileUploadHandler):
    """Lets through as many files as may be attached, each up to its size; the rest is read past and not kept.

    It never raises SkipFile: Django then closes the file of the handlers behind, which is the one before.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.count = self.bytes = 0
        self.past = False
        self.refused: list[str] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Errors: StopFutureHandlers for one file too many."""
        super().new_file(*args, **kwargs)
        self.count, self.bytes, self.past = self.count + 1, 0, False
        if self.count > MOST_PHOTOS:
            self._refuse(_("แนบได้ไม่เกิน 5 ไฟล์ ไฟล์ที่เกินไม่ได้เก็บไว้"))
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Return the piece for the handlers behind, or nothing once the file is refused."""
        self.bytes += len(raw_data)
        if self.bytes > MOST and not self.past:
            self._refuse(_("ไฟล์ใหญ่เกิน 15 MB ไม่ได้เก็บไว้ เลือกภาพที่เล็กลง"))
        return None if self.past else raw_data

    def file_complete(self, file_size: int) -> Refused | None:
        """Return what stands for a refused file; any other belongs to the handlers behind."""
        return Refused(name="refused", size=0) if self.past else None

    def _refuse(self, sentence: str) -> None:
        self.past = True
        if sentence not in self.refused:
            self.refused.append(sentence)


def streamed(view: View) -> View:
    """Take files in within limits. Stands under `csrf_exempt`: the limits must stand before the form is read."""
    protected = csrf_protect(view)

    @wraps(view)
    def bounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            if int(request.META.get("CONTENT_LENGTH") or 0) > _LARGEST:
                return said(request, Problem("portal.large", _("ไฟล์รวมกันใหญ่เกินไป เลือกภาพน้อยลงแล้วส่งใหม่")))
            handler = Bounded(request)
            request.upload_handlers.insert(0, handler)
            request.portal_refused = handler.refused  # type: ignore[attr-defined]  # read by the view
        return protected(request, *args, **kwargs)

    return bounded


def sent_files(request: HttpRequest) -> tuple[list[tuple[bytes, str]], list[Problem]]:
    """Return the files of a form written anew, and a Problem for each that was not kept. Errors: Busy."""
    late = [Problem("portal.refused", one, field="photos") for one in getattr(request, "portal_refused", ())]
    files = [one for one in request.FILES.getlist("photos") if not isinstance(one, Refused)]
    if not files:
        return [], late
    made, problems = drafts.written_anew(one.read() for one in files)
    return made, problems + late
