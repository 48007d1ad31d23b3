"""One request: its needs with owner and age, what was checked, what happened, and the one obvious next action."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import access
from tidtam.assistance.choices import ENDED, ICONS, LIVE, OPEN, CheckCode, Code, RequestState, Vulnerable
from tidtam.assistance.forms.request import Ask
from tidtam.assistance.models import Need, Request
from tidtam.assistance.papers.form import form_paper
from tidtam.assistance.queries import citizens, desk, likes, spoken
from tidtam.assistance.queries import requests as asked
from tidtam.assistance.queries.folder import Folder
from tidtam.assistance.transitions import REQUEST
from tidtam.assistance.views import phrasing, showing, verbs
from tidtam.files.downloads import content_disposition, file_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing
from tidtam.kernel.routes import needs
from tidtam.offices.choices import Line
from tidtam.people import queries as people
from tidtam.ui.shapes import Link

_CHECK_ICONS = {
    CheckCode.IDENTITY: "identification-card", CheckCode.ADDRESS: "house-line", CheckCode.PHOTOS: "camera",
    CheckCode.POSITION: "map-pin", CheckCode.FACTS: "list-checks", CheckCode.OTHERS: "buildings",
}  # fmt: skip


@needs(Permission.NEEDS_READ)
@require_safe
def request(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a request."""
    return show(request, access.get_request(request.actor, public_id))


@needs(Permission.NEEDS_READ)
@require_safe
def paper(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Print the form of a request for signature, with its annex."""
    found = access.get_request(request.actor, public_id)
    audit.note_read(request, [found.person_id], "assistance.form")
    answer = HttpResponse(form_paper(found), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition(f"คำร้อง-{found.shown}.pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs(Permission.NEEDS_READ)
@require_safe
def evidence(request: OfficialRequest, public_id: str, piece: str) -> HttpResponse:
    """Send a photo or document of a request."""
    found = access.get_request(request.actor, public_id)
    row = access.evidence(request.actor).filter(request=found, public_id=piece).select_related("file").first()
    if row is None:
        raise Missing("files.not_found", _("ไม่พบไฟล์นี้"))
    audit.note_read(request, [found.person_id], "assistance.evidence")
    return file_response(row.file)


@needs(Permission.NEEDS_READ)
@require_safe
def proof(request: OfficialRequest, public_id: str, delivery: str) -> HttpResponse:
    """Send what shows that help was given."""
    found = access.get_request(request.actor, public_id)
    row = access.deliveries(request.actor).filter(request=found, public_id=delivery).select_related("proof").first()
    if row is None or row.proof is None:
        raise Missing("files.not_found", _("ไม่พบไฟล์นี้"))
    audit.note_read(request, [found.person_id], "assistance.proof")
    return file_response(row.proof)


def show(
    request: OfficialRequest, found: Request, *, verb: str = "", form: Any = None, status: int = 200
) -> HttpResponse:
    """Show a request; the form of `verb` that was refused stays open as it was typed."""
    audit.note_read(request, [found.person_id], "assistance.request")
    today = clock.today()
    have = verbs.seen(found)
    offered = verbs.offered(request.actor, found, today, have, verb=verb, form=form)
    context = (
        _head(request, found, have)
        | _ledger(found, have)
        | _checking(request, have.folder, verb, form)
        | _said(request, have.folder, verb, form)
        | offered
    )
    moments = phrasing.moments(asked.timeline(have.folder), live=found.state in LIVE)
    context |= {"moments": moments, "today": today, "folder": have.folder}
    return render(request, "assistance/request.html", context, status=status)


def _head(request: OfficialRequest, found: Request, have: verbs.Seen) -> dict[str, Any]:
    today = clock.today()
    step = asked.next_step(found)
    manages = request.actor.may(Permission.NEEDS_MANAGE)
    return {
        "one": found, "words": have.words, "place": phrasing.place_text(found), "rule": have.rule,
        "age": phrasing.age_text(asked.age(found, today)), "owner": phrasing.owner_text(found),
        "steps": phrasing.steps(found, have.days, may_announce=have.hangs), "late": phrasing.is_late(found, today),
        "vulnerable": [Vulnerable(one).label for one in found.vulnerable], "step": step,
        "affected": have.folder.affected, "phone": people.phone(found.person) if manages else "",
        "crumbs": [Link(_("คำขอ"), reverse("assistance:board"))], "manages": manages,
        "live": found.state in LIVE, "ended": found.state in ENDED, "meeting": have.folder.item,
        "ticket": manages and have.folder.has_ticket, "public": found.office.line in (Line.DLA, Line.BANGKOK),
        "state": found.get_state_display() if have.hangs or found.state != RequestState.HELPED
        else _("ช่วยครบแล้ว รอปิดเรื่อง"), "shape": phrasing.shape_of(found, today),
        "merged": found.merged_into if found.state == RequestState.MERGED else None,
    }  # fmt: skip


def _ledger(found: Request, have: verbs.Seen) -> dict[str, Any]:
    today = clock.today()
    balance = desk.balance(have.folder)
    proofs: dict[int, list[Any]] = {}
    for one in have.given:
        proofs.setdefault(one.need_id, []).append(one)
    return {
        "balance": balance, "bar": phrasing.bar(balance.buckets),
        "handed": [(one, spoken(one.to_office)) for one in have.folder.handed],
        "needs": [_need(one, proofs.get(one.pk, []), found, today) for one in have.needs],
    }  # fmt: skip


def _need(need: Need, given: list[Any], found: Request, today: Any) -> dict[str, Any]:
    is_open = need.bucket in OPEN
    step = asked.next_step(found)
    words = need.next_step or (_(step.words) if is_open and step else "")
    return {
        "need": need, "label": Code(need.code).label, "icon": ICONS[need.code], "shape": showing.shape_of(need),
        "state": showing.state_text(need), "age": showing.age_text(need, today),
        "owner": (phrasing.owner_text(found) if need.office_id == found.office_id else spoken(need.office))
        if is_open else "", "step": words, "due": (need.due_on or found.due_on) if is_open else None,
        "given": [(one, showing.baht_text(one.amount_baht)) for one in given],
    }  # fmt: skip


def _as_typed(request: OfficialRequest, line: desk.Ticked) -> desk.Ticked:
    """Return a line of the checklist as it was just sent and refused."""
    note = request.POST.get(f"note_{line.code}", "")[:300]
    return replace(line, done=f"done_{line.code}" in request.POST, note=note)


def _checking(request: OfficialRequest, folder: Folder, verb: str, form: Any) -> dict[str, Any]:
    """Return the checklist, the photos and, while it is looked at, what the registers of the district answer."""
    found = folder.request
    lines = [
        (_as_typed(request, line) if verb == "check_item" else line, str(CheckCode(line.code).label),
         _CHECK_ICONS[CheckCode(line.code)])
        for line in desk.checklist(folder)
    ]  # fmt: skip
    checks = found.state in REQUEST["note_duplicates"].sources
    last = next(iter(folder.duplicate_checks), None)
    return {
        "checks": lines, "may_check": found.state in REQUEST["check_item"].sources
        and request.actor.may(Permission.NEEDS_MANAGE), "undone": sum(not line.done for line, _l, _i in lines),
        "check_form": form if verb == "check_item" else None, "evidence": folder.evidence,
        "photo_form": form if verb == "photos" else None, "compared": last,
        "likes": likes.like(found) if checks else None, "joint": request.actor.may(Permission.NEEDS_JOINT),
    }  # fmt: skip


def _said(request: OfficialRequest, folder: Folder, verb: str, form: Any) -> dict[str, Any]:
    found, said = folder.request, citizens.said(folder)
    ask = form if verb == "ask" else Ask(auto_id="ask_%s")
    return {
        "said": said, "unread": sum(one.side == "citizen" and not one.read for one in said), "ask_form": ask,
        "judged": citizens.judged(folder),
        "may_ask": found.state in LIVE and request.actor.may(Permission.NEEDS_MANAGE),
    }  # fmt: skip
