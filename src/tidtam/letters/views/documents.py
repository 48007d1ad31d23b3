"""One document on its way: being read, failed, put aside; its file and the pictures of its pages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.files import access as files
from tidtam.files.downloads import file_response, page_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.letters import access, queries, tasks
from tidtam.letters.actions import intake as intakes
from tidtam.letters.choices import IntakeState
from tidtam.letters.forms import ReasonForm
from tidtam.letters.models import Intake
from tidtam.letters.views.answers import go, optional_url
from tidtam.letters.views.desk import next_page
from tidtam.ui.forms import attach

_PATIENCE = 8  # seconds before the page says that nothing seems to read


def _context(intake: Intake, actor: Any, form: ReasonForm | None = None) -> dict[str, Any]:
    waited = (clock.now() - intake.taken_at).total_seconds()
    stuck = intake.state == IntakeState.READING and waited > _PATIENCE and not queries.is_worker_alive()
    return {
        "intake": intake,
        "entry": queries.entry_of_intake(actor, intake) if intake.state == IntakeState.CONFIRMED else None,
        "earlier_entry": queries.entry_of_intake(actor, intake.same_as) if intake.same_as else None,
        "stuck": stuck,
        "confirm_url": optional_url("console:confirm", intake.public_id),
        "reason": form or ReasonForm(),
        "may": actor.may(Permission.LETTERS_RECEIVE),
    }


@needs(Permission.LETTERS_READ)
@require_safe
def intake(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show how far a document is; it may be left, and works without script by the link to look again."""
    found = access.get_intake(request.actor, public_id)
    return render(request, "letters/intake.html", _context(found, request.actor))


@needs(Permission.LETTERS_READ)
@require_safe
def progress(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Answer the page that waits: the bar again, or the address to go on to."""
    found = access.get_intake(request.actor, public_id)
    if found.state != IntakeState.READING:
        return go(request, next_page(found))
    return render(request, "letters/_progress.html", _context(found, request.actor))


@needs(Permission.LETTERS_RECEIVE)
@require_POST
def read_again(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Read a document once more."""
    found = access.get_intake(request.actor, public_id)
    found = intakes.read_again(intake=found, by=request.actor, at=clock.now())
    tasks.defer(intake=found, by=request.actor)
    messages.success(request, _("ส่งอ่านใหม่แล้ว"))
    return HttpResponseRedirect(reverse("letters:intake", args=[public_id]))


@needs(Permission.LETTERS_RECEIVE)
@require_POST
def discard(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Put a document aside with a reason."""
    found = access.get_intake(request.actor, public_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            intakes.discard(intake=found, reason=form.cleaned_data["reason"], by=request.actor, at=clock.now())
        except Problem as problem:
            attach(form, problem)
        else:
            messages.success(request, _("เก็บออกจากรายการแล้ว ยังเปิดดูย้อนหลังได้"))
            return HttpResponseRedirect(reverse("letters:letters"))
    return render(request, "letters/intake.html", _context(found, request.actor, form), status=422)


@needs(Permission.LETTERS_READ)
@require_safe
def download(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Send the document as it came in."""
    found = access.get_intake(request.actor, public_id)
    if found.file is None:
        raise Missing("files.not_found", _("เรื่องนี้ไม่มีไฟล์"))
    return file_response(found.file)


@needs(Permission.LETTERS_READ)
@require_safe
def page_image(request: OfficialRequest, public_id: str, page: int) -> HttpResponse:
    """Send the picture of one page."""
    found = access.get_intake(request.actor, public_id)
    if found.file is None:
        raise Missing("files.not_found", _("เรื่องนี้ไม่มีไฟล์"))
    kept = files.get_page(request.actor, found.file.public_id, page)
    if not kept.image:
        raise Missing("files.not_found", _("หน้านี้ไม่มีภาพ"))
    return page_response(kept)
