"""What is done to a request: the verbs of its state table, ticks, photos, a question to the requester."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import access
from tidtam.assistance.actions import announcing, citizens, desk, requests, voiding
from tidtam.assistance.choices import CheckCode, Side
from tidtam.assistance.forms.request import FORMS, Ask
from tidtam.assistance.models import Request
from tidtam.assistance.queries import likes
from tidtam.assistance.transitions import REQUEST
from tidtam.assistance.views import verbs
from tidtam.assistance.views.request import show
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.people.views.places import tambon_of
from tidtam.ui.forms import attach


@needs(Permission.NEEDS_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: OfficialRequest, public_id: str, verb: str) -> HttpResponse:
    """Move a request by one verb of its state table; what was typed stays when it cannot be."""
    found = access.get_request(request.actor, public_id)
    if verb not in FORMS and verb != "check_item":
        raise Missing("assistance.no_such_verb", _("ไม่มีหน้านี้"))
    if request.method != "POST":
        return HttpResponseRedirect(reverse("assistance:request", args=[public_id]))
    request.actor.require(REQUEST[verb].permission)
    if verb == "check_item":
        return _checked(request, found)
    form = verbs.form_of(found, verb, clock.today(), verbs.seen(found), data=request.POST, files=request.FILES)
    if not form.is_valid():
        return show(request, found, verb=verb, form=form, status=422)
    return _done(request, found, verb, form, lambda: _act(request, found, verb, form), _(REQUEST[verb].told))


def _done(
    request: OfficialRequest, found: Request, verb: str, form: Any, act: Callable[[], Any], told: str
) -> HttpResponse:
    """Run an act and go on; a Problem stands beside the form, which keeps what was typed and takes the new version."""
    try:
        act()
    except Missing:
        raise
    except Problem as problem:
        fresh = access.get_request(request.actor, found.public_id)
        if isinstance(problem, Conflict) and "version" in form.fields:
            form.data = form.data.copy()
            form.data["version"] = str(fresh.version)
        attach(form, problem)
        return show(request, fresh, verb=verb, form=form, status=problem.status)
    messages.success(request, told)
    return HttpResponseRedirect(reverse("assistance:request", args=[found.public_id]))


def _act(request: OfficialRequest, found: Request, verb: str, form: Any) -> Any:
    """Call the action of a verb with what its form gave."""
    common: dict[str, Any] = {
        "request": found, "version": form.cleaned_data.get("version"), "by": request.actor, "at": clock.now()
    }  # fmt: skip
    if verb == "deliver":
        upload = form.cleaned_data["proof"]
        return desk.deliver(given=form.values(), content=upload.read() if upload else b"", **common)
    if verb == "announce":
        return announcing.hang(until=form.cleaned_data["until"], **common)
    if verb == "appoint":
        return requests.appoint(when=form.when(), words=form.cleaned_data["words"], **common)
    if verb == "note_duplicates":
        answer = likes.like(found)
        common |= {"compared": answer.compared, "found": answer.kept}
    given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    if verb == "void_delivery":
        row = access.deliveries(request.actor).filter(request=found, public_id=given.pop("delivery")).first()
        if row is None:
            raise Missing("assistance.missing", _("ไม่พบรายการนี้ในคำขอ"))
        return voiding.void_delivery(delivery=row, **common, **given)
    if verb == "amend":
        given["area"] = tambon_of(given["area"]).pk if given["area"].strip() else None
    if verb == "merge":
        given["into"] = access.get_request(request.actor, given["into"])
    for name in ("refused", "needs"):
        if name in given:
            given[name] = [int(pk) for pk in given[name]]
    return getattr(requests, verb)(**common, **given)


def _checked(request: OfficialRequest, found: Request) -> HttpResponse:
    """Note the ticks of the checklist, those that changed."""
    ticks = {
        code: (f"done_{code}" in request.POST, request.POST.get(f"note_{code}", "")[:300].replace("\x00", ""))
        for code in CheckCode.values
    }
    form = FORMS["start_verifying"](request.POST, auto_id="check_%s")
    version = form.cleaned_data["version"] if form.is_valid() else None
    return _done(
        request, found, "check_item", form,
        lambda: desk.check_items(request=found, ticks=ticks, version=version, by=request.actor, at=clock.now()),
        _(REQUEST["check_item"].told),
    )  # fmt: skip


@needs(Permission.NEEDS_MANAGE)
@require_POST
def photos(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Add photos and documents to a request."""
    found = access.get_request(request.actor, public_id)
    form = FORMS["start_verifying"](request.POST, auto_id="photos_%s")
    contents = (one.read() for one in request.FILES.getlist("photos"))
    return _done(
        request, found, "photos", form,
        lambda: desk.add_photos(request=found, contents=contents, by=request.actor, at=clock.now()),
        _("เพิ่มภาพแล้ว"),
    )  # fmt: skip


@needs(Permission.NEEDS_MANAGE)
@require_POST
def ask(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Ask the requester a question."""
    found = access.get_request(request.actor, public_id)
    form = Ask(request.POST, auto_id="ask_%s")
    if not form.is_valid():
        return show(request, found, verb="ask", form=form, status=422)
    return _done(
        request, found, "ask", form,
        lambda: citizens.say(
            request=found, words=form.cleaned_data["words"], side=Side.OFFICE, asks=True, by=request.actor,
            at=clock.now(),
        ),
        _("ส่งคำถามถึงผู้ขอแล้ว"),
    )  # fmt: skip


@needs(Permission.NEEDS_MANAGE)
@require_POST
def read(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Note that what the requester wrote was read."""
    found = access.get_request(request.actor, public_id)
    citizens.read_messages(request=found, side=Side.CITIZEN, by=request.actor, at=clock.now())
    return HttpResponseRedirect(reverse("assistance:request", args=[public_id]) + "#said")
