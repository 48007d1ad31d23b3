"""Follow a request with number and PIN: see it, answer, correct, withdraw, say whether it was help."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam.accounts import clock
from tidtam.kernel.problem import Conflict, Problem
from tidtam.kernel.routes import public
from tidtam.offices.models import Office
from tidtam.portal.actions import flood, tickets
from tidtam.portal.choices import URGENT, Counted
from tidtam.portal.forms.following import CorrectForm, FollowForm, OpinionForm, SayForm, WithdrawForm
from tidtam.portal.queries import finding
from tidtam.portal.queries import mine as shown
from tidtam.portal.views import doors
from tidtam.ui.forms import attach

_WHY = "a requester without an account opens their own request with its number and PIN"
_WRONG = gettext_noop("เลขคำขอหรือรหัสไม่ตรง ตรวจจากใบรับเรื่องอีกครั้ง ถ้าลองผิดหลายครั้ง คำขอนั้นจะเปิดไม่ได้ชั่วคราว")
_DONE = {
    "sent": gettext_noop("ส่งถึงเจ้าหน้าที่แล้ว"),
    "withdrawn": gettext_noop("ถอนคำขอแล้ว"),
    "again": gettext_noop("เปิดเรื่องอีกครั้งแล้ว เจ้าหน้าที่ได้รับแจ้งแล้ว"),
    "thanks": gettext_noop("ขอบคุณ เก็บความเห็นไว้แล้ว"),
}
Opened = Callable[..., HttpResponse]


@public(_WHY)
@doors.door
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for number and PIN. A wrong one is answered 200: the count of tries must stay."""
    office = finding.door(code)
    form = FollowForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        found = tickets.try_pin(
            office=office, number=data["number"], pin=data["pin"], key=doors.key(request), at=clock.now()
        )
        if found is not None:
            return doors.stay(doors.to("mine"), doors.Mine(office, found.pk, doors.made(office, found.pk)))
        attach(form, Problem("portal.wrong", _WRONG))
    return render(request, "portal/follow.html", {"office": office, "form": form, "urgent": URGENT})


def opened(view: Opened) -> Opened:
    """Let in who gave the right PIN in this browser within the last half hour, and keep it open for another."""

    @wraps(view)
    def inside(request: HttpRequest) -> HttpResponse:
        found = doors.mine(request)
        if found is None:
            response = render(request, "portal/shut.html", {})
            doors.forget(response, doors.MINE)
            return response
        response = view(request, found.office, found.request)
        return response if response.cookies.get(doors.MINE) else doors.stay(response, found)

    return inside


def _done(what: str) -> HttpResponse:
    """Lead back to the request, and say there what was done; no cookie carries the sentence."""
    response = doors.to("mine")
    response.headers["Location"] += f"?done={what}"
    return response


def _done_words(request: HttpRequest) -> str:
    sentence = _DONE.get(request.GET.get("done", ""))
    return _(sentence) if sentence else ""  # the translation of nothing is the head of the catalogue


def _status(problem: Problem) -> int:
    """Return the status of a page that shows a problem: what was counted stays, unless it was too much."""
    return problem.status if isinstance(problem, flood.Busy) else 200


def _page(request: HttpRequest, office: Office, pk: int, *, status: int = 200, **forms: Any) -> HttpResponse:
    at = clock.now()
    found = shown.mine(office, pk, at)
    may_reopen = tickets.may_reopen(found.request, at)
    context = {
        "office": office, "mine": found, "may_reopen": may_reopen, "say": SayForm(auto_id="say_%s"),
        "withdraw": WithdrawForm(auto_id="wd_%s"), "opinion": OpinionForm(may_reopen=may_reopen, auto_id="op_%s"),
        "urgent": URGENT, "problems": [], "done": _done_words(request),
    } | forms  # fmt: skip
    return render(request, "portal/mine.html", context, status=status)


@public(_WHY)
@doors.door
@require_safe
@opened
def mine(request: HttpRequest, office: Office, pk: int) -> HttpResponse:
    """Show the request: what happened, what comes next, what was decided and why."""
    return _page(request, office, pk)


@public(_WHY)
@csrf_exempt
@doors.door
@require_POST
@doors.streamed
@opened
def say(request: HttpRequest, office: Office, pk: int) -> HttpResponse:
    """Send the office a message or an answer, with photos or a document."""
    form = SayForm(request.POST, auto_id="say_%s")
    at, key, status = clock.now(), doors.key(request), 200
    problems: list[Problem] = []
    if form.is_valid():
        try:
            made, problems = _files(request, key, at)
            if not problems:
                tickets.say(office=office, request=pk, words=form.cleaned_data["words"], files=made, key=key, at=at)
                return _done("sent")
        except Problem as problem:
            attach(form, problem)
            status = _status(problem)
    said = list(dict.fromkeys(one.message for one in problems))
    return _page(request, office, pk, status=status, say=form, problems=said)


def _files(request: HttpRequest, key: bytes, at: datetime) -> tuple[list[tuple[bytes, str]], list[Problem]]:
    """Return the files sent and what could not be kept; words alone are not counted as photos. Errors: Busy."""
    if not request.FILES and not getattr(request, "portal_refused", ()):
        return [], []
    flood.check(Counted.PHOTO, key=key, at=at)
    made, problems = doors.sent_files(request)
    flood.note(Counted.PHOTO, key=key, at=at, times=max(len(request.FILES.getlist("photos")), 1))
    return made, problems


@public(_WHY)
@doors.door
@require_http_methods(["GET", "HEAD", "POST"])
@opened
def data(request: HttpRequest, office: Office, pk: int) -> HttpResponse:
    """Show what the office keeps of the requester, and ask it to put something right."""
    form, status = CorrectForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {"words": form.cleaned_data["words"], "about": "ขอแก้ข้อมูล", "files": []}
        try:
            tickets.say(office=office, request=pk, key=doors.key(request), at=clock.now(), **told)
        except Problem as problem:
            attach(form, problem)
            status = _status(problem)
        else:
            return _done("sent")
    found = shown.data(office, pk)
    context = {"office": office, "data": found, "form": form, "urgent": URGENT}
    return render(request, "portal/data.html", context, status=status)


@public(_WHY)
@doors.door
@require_POST
@opened
def withdraw(request: HttpRequest, office: Office, pk: int) -> HttpResponse:
    """Withdraw the request; when it has been decided meanwhile, say so and change nothing."""
    form = WithdrawForm(request.POST, auto_id="wd_%s")
    if form.is_valid():
        try:
            tickets.withdraw(office=office, request=pk, reason=form.cleaned_data["reason"], at=clock.now())
        except Conflict:
            said = _("ระหว่างนี้เจ้าหน้าที่ดำเนินการไปแล้ว จึงถอนเองไม่ได้ ส่งข้อความถึงเจ้าหน้าที่แทน")
            return _page(request, office, pk, failed=said)
        else:
            return _done("withdrawn")
    return _page(request, office, pk, withdraw=form)


@public(_WHY)
@doors.door
@require_POST
@opened
def opinion(request: HttpRequest, office: Office, pk: int) -> HttpResponse:
    """Keep whether it was help; who was not helped has it opened again."""
    at = clock.now()
    may_reopen = tickets.may_reopen(shown.mine(office, pk, at).request, at)
    form, status = OpinionForm(request.POST, may_reopen=may_reopen, auto_id="op_%s"), 200
    if form.is_valid():
        told = form.cleaned_data
        try:
            again = tickets.judge(
                office=office, request=pk, helped=told["helped"], words=told["words"], again=told.get("again", False),
                key=doors.key(request), at=at,
            )  # fmt: skip
        except Problem as problem:
            attach(form, problem)
            status = _status(problem)
        else:
            return _done("again" if again else "thanks")
    return _page(request, office, pk, status=status, opinion=form)


@public(_WHY)
@doors.door
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Shut the request again in this browser."""
    response = doors.to("home")
    doors.forget(response, doors.MINE)
    return response
