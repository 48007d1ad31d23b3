"""What officers do with a tip: one address per verb, each a form of the page of the tip."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.accounts.proving import prove_first, proven
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.tips import access
from tidtam.tips.actions import answering, contact, handover, investigating, screening
from tidtam.tips.forms import desk as take
from tidtam.tips.models import Tip
from tidtam.tips.queries import desk as queries
from tidtam.tips.transitions import TIP
from tidtam.tips.views.desk import address, page, sealed_answer
from tidtam.ui.forms import attach, give_back

Act = Callable[[Tip, dict[str, Any], Actor], object]


def _send_along(tip: Tip, said: dict[str, Any], by: Actor) -> object:
    return screening.send_along(tip=tip, path=said["path"], by=by, at=clock.now())


def _duplicate(tip: Tip, said: dict[str, Any], by: Actor) -> object:
    return screening.close_as_duplicate(tip=tip, of=said["of"], by=by, at=clock.now())


def _insufficient(tip: Tip, _said: dict[str, Any], by: Actor) -> object:
    return screening.close_as_insufficient(tip=tip, by=by, at=clock.now())


def _investigate(tip: Tip, _said: dict[str, Any], by: Actor) -> object:
    return investigating.investigate(tip=tip, by=by, at=clock.now())


def _close(tip: Tip, said: dict[str, Any], by: Actor) -> object:
    return investigating.close(tip=tip, outcome=said["outcome"], by=by, at=clock.now())


def _reopen(tip: Tip, _said: dict[str, Any], by: Actor) -> object:
    return investigating.reopen(tip=tip, by=by, at=clock.now())


def _extend(tip: Tip, said: dict[str, Any], by: Actor) -> object:
    return investigating.extend(tip=tip, until=said["until"], reason=said["reason"], by=by, at=clock.now())


def _answer(tip: Tip, said: dict[str, Any], by: Actor) -> object:
    return answering.answer(tip=tip, sealed=said["sealed"], keys=said["keys"], by=by, at=clock.now())


def _ask_contact(tip: Tip, said: dict[str, Any], by: Actor) -> object:
    return contact.ask(tip=tip, why=said["why"], reason=said["reason"], by=by, at=clock.now())


# The verb of the address: which form of the page it sends, by which name the page knows it, and what it does.
VERBS: dict[str, tuple[type[forms.Form], str, Act]] = {
    "screen": (take.PathForm, "path_form", _send_along),
    "duplicate": (take.DuplicateForm, "duplicate_form", _duplicate),
    "insufficient": (forms.Form, "", _insufficient),
    "investigate": (forms.Form, "", _investigate),
    "close": (take.CloseForm, "close_form", _close),
    "reopen": (forms.Form, "", _reopen),
    "extend": (take.ExtendForm, "extend_form", _extend),
    "answer": (take.AnswerForm, "answer_form", _answer),
    "contact": (take.ContactForm, "contact_form", _ask_contact),
}
_TOLD = {"screen": "enforce", "contact": ""}


@needs(Permission.TIPS_READ)
@require_POST
def act(request: OfficialRequest, public_id: str, verb: str) -> HttpResponse:
    """Do one verb with a tip; a form that is wrong comes back in its page."""
    found = queries.whole(request.actor, public_id)
    if verb not in VERBS:
        raise Missing("tips.no_such", _("ไม่พบรายการนี้"))
    if verb == "extend" and not proven(request):
        return prove_first(address(found.tip))
    kind, name, do = VERBS[verb]
    form = kind(request.POST)
    opened = {name: form, "opened": name} if name else {}
    if not form.is_valid():
        return page(request, found, status=422, **opened)
    try:
        do(found.tip, form.cleaned_data, request.actor)
    except (Missing, NotAllowed, Conflict):
        give_back(request, form)
        raise
    except Problem as problem:
        attach(form, problem)
        return page(request, found, status=problem.status, **opened)
    known = _TOLD.get(verb, verb)
    messages.success(request, _(TIP[known].told) if known else _("ส่งคำขอเปิดซองแล้ว รอผู้ร่วมอนุมัติ"))
    return HttpResponseRedirect(address(found.tip))


@needs(Permission.TIPS_SCREEN)
@require_POST
def hand_over(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Log a package that was made in the browser; only then the browser lets it be saved."""
    tip, form = access.get_tip(request.actor, public_id), take.HandOverForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"problem": _("แฟ้มส่งต่อยังไม่ได้เข้ารหัสในเครื่องของคุณ")}, status=422)
    said = form.cleaned_data
    agency = access.get_agency(request.actor, said["agency"])
    try:
        made = handover.hand_over(
            tip=tip, agency=agency, sha256=said["sha256"], size=said["size"], files=said["enclosed"], by=request.actor,
            at=clock.now(),
        )  # fmt: skip
    except Problem as problem:
        return JsonResponse({"problem": _(problem.message)}, status=problem.status)
    return JsonResponse({"number": made.number})


@needs(Permission.TIPS_SCREEN)
@require_POST
def read_contact(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Give out the sealed contact to the officer two people let read it; it is opened in the browser."""
    tip = access.get_tip(request.actor, public_id)
    return sealed_answer(bytes(contact.read(tip=tip, by=request.actor, at=clock.now()).sealed))
