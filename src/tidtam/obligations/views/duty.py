"""One duty: what, why, until when; the office sends, the office above answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.files.actions import store
from tidtam.files.downloads import file_response
from tidtam.files.extract import check_size
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.obligations import access, facts, queries
from tidtam.obligations.actions import duties as actions
from tidtam.obligations.actions.reminders import behind_address
from tidtam.obligations.choices import FulfilmentKind
from tidtam.obligations.forms import ReviewForm, SendForm
from tidtam.obligations.models import Duty
from tidtam.obligations.rules import warnings
from tidtam.obligations.transitions import DUTY
from tidtam.obligations.views import levels, showing
from tidtam.obligations.views.showing import rule_words
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Link, Moment, Offer

# What rooms above offer for a duty: each says it when it is ready, and is asked once a page.
offers: list[Callable[[OfficialRequest, Duty], Offer | None]] = []


def _found(request: OfficialRequest, obligation: str, office: str, due_on: str) -> Duty:
    try:
        day = date.fromisoformat(due_on)
    except ValueError:
        raise Missing("obligations.duty_missing", "ไม่มีหน้าที่ในวันนี้") from None
    return access.get_duty(request.actor, obligation, office, day)


@needs(Permission.OBLIGATIONS_READ)
@require_safe
def duty(request: OfficialRequest, obligation: str, office: str, due_on: str) -> HttpResponse:
    """Show a duty with the words that demand it."""
    return _page(request, _found(request, obligation, office, due_on))


@needs(Permission.DUTIES_SEND)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: OfficialRequest, obligation: str, office: str, due_on: str) -> HttpResponse:
    """Send a statement, or say that there was nothing to report."""
    found = _found(request, obligation, office, due_on)
    if request.method != "POST":
        return HttpResponseRedirect(showing.duty_url(found, office))
    form = SendForm(request.POST, request.FILES)
    nil = request.POST.get("nil") == "1"
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    try:
        upload, file = form.cleaned_data["file"], None
        if upload is not None and not nil:
            check_size(upload.size)  # before the content is in memory
            # Nobody knows what a statement's file says about people, so it is kept encrypted.
            file = store(
                office=found.office, content=upload.read(), name=upload.name, by=request.actor, at=clock.now(),
                personal=True,
            )  # fmt: skip
        sent = actions.send(
            duty=found, kind=FulfilmentKind.NIL if nil else FulfilmentKind.STATEMENT, words=form.cleaned_data["words"],
            file=file, version=form.cleaned_data["version"], by=request.actor, at=clock.now(),
        )  # fmt: skip
    except Problem as problem:
        return _refused(request, found, form, problem, "form")
    said = _("บันทึกว่าไม่มีการดำเนินงานแล้ว") if nil else _("ส่งรายงานแล้ว")
    messages.success(request, said)
    return HttpResponseRedirect(showing.duty_url(sent, office))


@needs(Permission.DUTIES_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: OfficialRequest, obligation: str, office: str, due_on: str) -> HttpResponse:
    """Accept what an office below sent, return it with a comment, or excuse it."""
    found = _found(request, obligation, office, due_on)
    verb = request.POST.get("verb", "")
    if request.method != "POST" or verb not in ("accept", "return", "excuse"):
        return HttpResponseRedirect(showing.duty_url(found, office))
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, found, answer=form, status=422)
    try:
        answered = actions.review(
            duty=found, verb=verb, comment=form.cleaned_data["comment"], version=form.cleaned_data["version"],
            by=request.actor, at=clock.now(),
        )  # fmt: skip
    except Problem as problem:
        return _refused(request, found, form, problem, "answer")
    messages.success(request, _("%(what)sแล้ว") % {"what": _(DUTY[verb].label)})
    return HttpResponseRedirect(showing.duty_url(answered, office))


@needs(Permission.OBLIGATIONS_READ)
@require_safe
def attachment(request: OfficialRequest, obligation: str, office: str, due_on: str, public_id: str) -> HttpResponse:
    """Hand out a file that was sent with a duty."""
    found = _found(request, obligation, office, due_on)
    for sent in queries.history(found):
        if sent.file is not None and sent.file.public_id == public_id:
            return file_response(sent.file)
    raise Missing("files.not_found", "ไม่พบไฟล์นี้")


@needs(Permission.DUTIES_REVIEW)
@require_POST
def remind(request: OfficialRequest, obligation: str, office: str, due_on: str) -> HttpResponse:
    """Remind one office of one duty."""
    from tidtam.obligations.actions.reminders import remind as tell

    found = _found(request, obligation, office, due_on)
    told = tell(duties=[found], by=request.actor, at=clock.now())
    messages.success(request, _("เตือนแล้ว") if told else _("วันนี้เตือนเรื่องนี้ไปแล้ว"))
    return HttpResponseRedirect(showing.duty_url(found, office))


def _refused(request: OfficialRequest, found: Duty, form: Any, problem: Problem, name: str) -> HttpResponse:
    """Show the page again with everything typed; after a conflict it carries the version that stands now."""
    fresh = access.get_duty(request.actor, found.obligation.public_id, found.office.code, found.due_on)
    if problem.status == 409:
        form.data = form.data.copy()
        form.data["version"] = str(fresh.version)
    attach(form, problem)
    given = {"form": form} if name == "form" else {"answer": form}
    return _page(request, fresh, status=problem.status, **given)


def _page(
    request: OfficialRequest, found: Duty, *, form: Any = None, answer: Any = None, status: int = 200
) -> HttpResponse:
    today = clock.today()
    own = found.office_id == request.actor.office_id
    holidays = queries.holiday_names(found.due_on, found.due_on) | queries.holiday_names(*_fortnight(found.due_on))
    obligation = found.obligation
    sendings = queries.history(found)
    letter_url = showing.letter_url(obligation)
    may_send = own and found.state in DUTY["send"].sources and request.actor.may(Permission.DUTIES_SEND)
    may_answer = not own and request.actor.may(Permission.DUTIES_REVIEW)
    reviewed = may_answer and found.state in DUTY["accept"].sources and not actions.claimed([found.pk], "review")
    below = facts.owed_below(request.actor, obligation.pk, found.due_on) if request.actor.may(
        Permission.OVERVIEW_READ) and own else None  # fmt: skip
    context = {
        "duty": found, "obligation": obligation, "own": own, "today": today, "rule": rule_words(obligation.value),
        "shape": showing.shape_of(found, today), "state_text": showing.state_text(found, today),
        "period": showing.period_text(found), "warnings": warnings(found.due_on, holidays), "letter_url": letter_url,
        "is_history": showing.is_history(found), "successor": _successor(found),
        "thread": _thread(found, letter_url), "moments": _moments(found, sendings),
        "may_send": may_send and not actions.claimed([found.pk], "send"),
        "may_answer": reviewed or (may_answer and found.state in DUTY["excuse"].sources),
        "may_excuse": found.state in DUTY["excuse"].sources, "below": below,
        "below_url": behind_address(
            found.office.code, obligation, found.due_on, "missing" if found.due_on < today else "waiting"
        )
        if below
        else "",
        "levels": levels.of(request.actor, obligation, found.due_on), "info_month": f"{found.period_start:%Y-%m}",
        "form": form or SendForm(initial={"version": found.version, "words": _returned_words(found, sendings)}),
        "answer": answer or ReviewForm(initial={"version": found.version}),
        "offers": [one for one in (offer(request, found) for offer in offers) if one is not None],
    }  # fmt: skip
    return render(request, "obligations/duty.html", context, status=status)


def _returned_words(found: Duty, sendings: list[Any]) -> str:
    """Return the words of a report sent back, so that it is mended and not written again."""
    return str(sendings[-1].words) if found.state == "returned" and sendings else ""


def _fortnight(day: date) -> tuple[date, date]:
    return day - timedelta(days=14), day


def _successor(found: Duty) -> dict[str, str] | None:
    new = queries.successor(found) if found.state == "superseded" else None
    if new is None:
        return None
    return {"title": new.obligation.title, "url": showing.duty_url(new, new.office.code)}


def _thread(found: Duty, letter_url: str) -> list[Link]:
    letter = found.obligation.letter
    return [
        Link(_("หนังสือ %(number)s") % {"number": letter.number or letter.title}, letter_url),
        Link(found.obligation.title, showing.address("obligations:obligation", found.obligation.public_id)),
        Link(_("หน้าที่งวดนี้"), current=True),
    ]


def _moments(found: Duty, sendings: list[Any]) -> list[dict[str, Any]]:
    """Return what was sent, with its words and file, oldest first, and the superior's last answer."""
    out: list[dict[str, Any]] = []
    for sent in sendings:
        title = _("ไม่มีการดำเนินงาน") if sent.kind == FulfilmentKind.NIL else _("ส่งรายงาน")
        args = [found.obligation.public_id, found.office.code, found.due_on.isoformat()]
        url = showing.address("obligations:attachment", *args, sent.file.public_id) if sent.file else ""
        out.append(
            {"moment": Moment(title, sent.at, "paper-plane-tilt", note=sent.by_name), "words": sent.words,
             "file": sent.file, "url": url}
        )  # fmt: skip
    if found.state == "returned":
        out.append({"moment": Moment(_("หน่วยเหนือส่งคืน"), "", "arrow-u-up-left", "now"), "words": found.comment})
    if found.state == "accepted":
        out.append(
            {"moment": Moment(_("หน่วยเหนือรับแล้ว"), found.closed_at or "", "check-circle"), "words": found.comment}
        )
    return out
