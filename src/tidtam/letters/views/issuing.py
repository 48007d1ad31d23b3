"""ทะเบียนหนังสือส่ง kept by hand: take the next number for a letter, note that it was sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.files import actions as files
from tidtam.files.extract.kinds import check_size
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.letters import access, queries
from tidtam.letters.actions import issuing
from tidtam.letters.forms import IssueForm, SendForm
from tidtam.letters.models import Letter, RegisterEntry
from tidtam.letters.views.entries import show
from tidtam.ui.forms import attach


@needs(Permission.LETTERS_RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: OfficialRequest) -> HttpResponse:
    """Take the next number for a letter."""
    form = IssueForm(request.POST) if request.method == "POST" else IssueForm()
    if request.method == "POST" and form.is_valid() and request.grant is not None:
        try:
            made = _reserve(request, form.cleaned_data)
        except NotAllowed:
            raise
        except Problem as problem:
            attach(form, problem)
        else:
            messages.success(request, _("จองเลข %(number)s แล้ว") % {"number": made.letter.number})
            return HttpResponseRedirect(reverse("letters:entry", args=[made.public_id]))
    status = 422 if request.method == "POST" else 200
    return render(request, "letters/issue.html", {"form": form}, status=status)


def _reserve(request: OfficialRequest, data: dict[str, Any]) -> RegisterEntry:
    assert request.grant is not None
    return issuing.reserve(
        office=request.grant.office, subject=data["subject"], addressee=data["addressee"],
        on=data["on"] or clock.today(), urgency=data["urgency"], circular=data["circular"],
        answers=_answered(request, data["answers"]), by=request.actor, at=clock.now(),
    )  # fmt: skip


def _answered(request: OfficialRequest, number: str) -> Letter | None:
    if not number.strip():
        return None
    found = list(queries.registered_by_number(request.actor, [number]).values())
    if not found:
        raise Problem("letters.no_such_number", _("ไม่พบเลขที่นี้ในทะเบียนรับของหน่วยงาน"), field="answers")
    return found[0].letter


@needs(Permission.LETTERS_RECEIVE)
@require_POST
def send(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Note that the letter of a reserved number was sent; keep what was sent."""
    found, form = access.get_entry(request.actor, public_id), SendForm(request.POST, request.FILES)
    if found.office_id != request.actor.office_id:
        raise NotAllowed("letters.other_office", _("ออกเลขได้เฉพาะทะเบียนของหน่วยงานที่คุณปฏิบัติหน้าที่อยู่"))
    status = 422
    if form.is_valid():
        upload, now = form.cleaned_data["file"], clock.now()
        try:
            file = None
            if upload:
                check_size(upload.size or 0)
                file = files.store(
                    office=found.office, content=upload.read(), name=upload.name, by=request.actor, at=now
                )
            issuing.send(entry=found, document=file, by=request.actor, at=now)
        except NotAllowed:
            raise
        except Problem as problem:
            attach(form, problem)
            status = problem.status
        else:
            messages.success(request, _("บันทึกว่าส่งหนังสือแล้ว"))
            return HttpResponseRedirect(reverse("letters:entry", args=[public_id]))
    return show(request, found, status=status, send_form=form)
