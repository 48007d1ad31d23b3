"""The landing page of the room: take a letter in, and what waits."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.files.extract import check_size, kind_of
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.kernel.routes import needs
from tidtam.letters import queries, tasks
from tidtam.letters.actions import intake as intakes
from tidtam.letters.choices import Direction, IntakeState, Secrecy
from tidtam.letters.forms import TakeInForm
from tidtam.letters.models import Intake
from tidtam.letters.views import rows
from tidtam.letters.views.answers import go, optional_url
from tidtam.ui.forms import attach

MAX_MB = 50
_READ_AT_ONCE = 300_000  # bytes of plain text; read in well under a second


def desk_context(request: OfficialRequest, form: TakeInForm) -> dict[str, Any]:
    """Return what the landing page rows. Shape: four queries however long the lists are."""
    actor, now = request.actor, clock.now()
    return {
        "form": form,
        "max_mb": MAX_MB,
        "may_take_in": actor.may(Permission.LETTERS_RECEIVE),
        "to_confirm": [rows.intake_row(one, now) for one in queries.to_confirm(actor)[:30]],
        "to_register": [rows.delivered_row(one, now) for one in queries.to_register(actor)[:30]],
        "to_route": [rows.route_row(one, now) for one in queries.to_route(actor)[:30]],
        "recent": [rows.register_line(one) for one in queries.register(actor, Direction.IN)[:8]],
    }


@needs(Permission.LETTERS_READ)
@require_safe
def letters(request: OfficialRequest) -> HttpResponse:
    """Show the drop zone and what waits: to confirm, to register, to route."""
    form = TakeInForm(initial={"secrecy": Secrecy.NORMAL})
    return render(request, "letters/letters.html", desk_context(request, form))


@needs(Permission.LETTERS_RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: OfficialRequest) -> HttpResponse:
    """Take a file or pasted text in; short text is read at once, the rest in the background."""
    if request.method != "POST":  # a reload, or the way back after signing in again
        return redirect("letters:letters")
    form = TakeInForm(request.POST, request.FILES)
    if form.is_valid() and request.grant is not None:
        try:
            intake = _take(form.cleaned_data, request)
        except Problem as problem:
            attach(form, problem)
        else:
            return go(request, next_page(intake))
    return render(request, "letters/letters.html", desk_context(request, form), status=422)


def _take(data: dict[str, Any], request: OfficialRequest) -> Intake:
    assert request.grant is not None
    now, upload = clock.now(), data["file"]
    content = _bytes(upload) if upload else None
    intake = intakes.take_in(
        office=request.grant.office, name=upload.name if upload else "", content=content,
        text="" if upload else data["text"], secrecy=data["secrecy"] or Secrecy.NORMAL, by=request.actor, at=now,
    )  # fmt: skip
    if content is None or (len(content) <= _READ_AT_ONCE and kind_of(content) == "text"):
        return intakes.read(intake=intake, by=request.actor, at=now)
    tasks.defer(intake=intake, by=request.actor)
    messages.success(request, _("รับไฟล์แล้ว ระบบกำลังอ่าน"))
    return intake


def _bytes(upload: UploadedFile[Any]) -> bytes:
    check_size(upload.size or 0)  # before a byte is held in memory
    return bytes(upload.read())


def next_page(intake: Intake) -> str:
    """Return where a document is dealt with: its confirmation when read, else its own page."""
    if intake.state == IntakeState.READ:
        found = optional_url("console:confirm", intake.public_id)
        if found:
            return found
    return reverse("letters:intake", args=[intake.public_id])
