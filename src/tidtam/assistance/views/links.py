"""The pages of an agency without an account: a neutral page with a button, then the one need it was asked about.

Exempt from the token of forms: the page tells no other site where it is, so browsers send no origin either. A form is
held by the browser's own cookie (never sent from another site) and by a number that is used once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.assistance.actions import holding, links
from tidtam.assistance.actions.links import Pressed
from tidtam.assistance.choices import REFERRAL_LIVE
from tidtam.assistance.forms.referrals import AnswerForm, AskForm, PinForm
from tidtam.assistance.models import Referral
from tidtam.assistance.queries import referrals as queries
from tidtam.assistance.views.inbound import outcome_of
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import public
from tidtam.thai.digits import to_arabic
from tidtam.ui.forms import attach
from tidtam.ui.quiet import View, quiet

_WHY = "an agency without an account answers one referral with the link or letter it was given"
_LARGEST = 20 * 1024 * 1024
_SAID = {
    "unknown": gettext_noop("ลิงก์นี้ใช้ไม่ได้ อาจพิมพ์ไม่ครบ หรือมีลิงก์ใหม่มาแทนแล้ว"),
    "expired": gettext_noop("ลิงก์นี้หมดอายุแล้ว"),
    "over": gettext_noop("เรื่องนี้จบแล้ว ไม่ต้องทำอะไรต่อ"),
    "other_browser": gettext_noop("ลิงก์นี้เปิดในเครื่องอื่นไปแล้ว จึงเปิดในเครื่องนี้ไม่ได้"),
    "dead": gettext_noop("พิมพ์เลข 6 หลักผิดเกิน 5 ครั้ง ลิงก์นี้จึงปิดแล้ว"),
    "large": gettext_noop("ไฟล์ใหญ่เกินไป กลับไปเลือกไฟล์ที่ไม่เกิน 15 MB แล้วส่งอีกครั้ง"),
    "shut": gettext_noop("หน้านี้ปิดเองแล้ว เปิดจากลิงก์เดิมในเครื่องเดิมอีกครั้ง"),
}
_DONE = {
    "acknowledged": gettext_noop("บันทึกว่ารับเรื่องแล้ว"),
    "asked": gettext_noop("ส่งคำถามถึงหน่วยงานแล้ว"),
    "answered": gettext_noop("บันทึกผลแล้ว ขอบคุณ"),
}


def _shut(request: HttpRequest, stands: str, state: str = "") -> HttpResponse:
    said = holding.ended(state) if stands == "over" and state else _SAID[stands]
    status = {"unknown": 404, "over": 410, "expired": 410}.get(stands, 200)
    context = {"said": _(said), "again": stands in ("unknown", "expired", "other_browser", "dead")}
    return render(request, "assistance/link_shut.html", context, status=status)


@public(_WHY)
@quiet
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show a neutral page with a button: looking at a link consumes nothing and tells nothing."""
    return _door(request, token, links.looked(token[:100], clock.now()))


def _door(request: HttpRequest, token: str, found: Pressed, form: Any = None) -> HttpResponse:
    if found.stands not in ("open", "pin", "wrong_pin"):
        return _shut(request, found.stands, found.state)
    asks = found.stands != "open"
    context = {"token": token, "form": (form or PinForm()) if asks else None}
    return render(request, "assistance/link.html", context)


@public(_WHY)
@csrf_exempt
@quiet
@require_POST
def press(request: HttpRequest, token: str) -> HttpResponse:
    """Open the link in this browser. A refusal is answered 200 where a count must stay."""
    kept = {name.removeprefix("r-"): value for name, value in request.COOKIES.items() if name.startswith("r-")}
    form = PinForm(request.POST)
    pin = "".join(sign for sign in to_arabic(request.POST.get("pin", "")) if sign.isdigit())[:12]
    found = links.press(token=token[:100], kept=kept, pin=pin, at=clock.now())
    if found.stands == "wrong_pin":
        form.is_valid()
        attach(form, Problem("link.pin", _("เลข 6 หลักไม่ตรง ตรวจจากหนังสืออีกครั้ง ผิดได้ไม่เกิน 5 ครั้ง"), field="pin"))
    if found.stands != "open":
        return _door(request, token, found, form)
    response = HttpResponseRedirect(reverse("assistance:link_page", args=[found.key]))
    if found.cookie and found.expires_at is not None:
        seconds = int((found.expires_at - clock.now()).total_seconds())
        response.set_cookie(
            f"r-{found.key}", found.cookie, max_age=seconds, path=_path(), httponly=True, samesite="Strict",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


def _path() -> str:
    return reverse("assistance:link", args=["x"]).removesuffix("x")


def seated(view: View) -> View:
    """Let in the browser that opened the link within the last hour; show everybody else a shut page."""

    @wraps(view)
    def inside(request: HttpRequest, key: str) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > _LARGEST:
            return _shut(request, "large")
        try:
            row = links.seat(key[:20], request.COOKIES.get(f"r-{key[:20]}", "")[:100], clock.now())
        except Missing:
            return _shut(request, "shut")
        return view(request, row)

    return inside


@public(_WHY)
@quiet
@require_safe
@seated
def page(request: HttpRequest, row: Referral) -> HttpResponse:
    """Show the one need: what is asked, for whom, whom to call, and three buttons."""
    return _page(request, row)


def _page(request: HttpRequest, row: Referral, *, problem: str = "", **forms: Any) -> HttpResponse:
    live = row.state in REFERRAL_LIVE
    context: dict[str, Any] = {
        "row": row, "live": live, "once": links.once(row), "problem": problem,
        "done": _(_DONE[request.GET["done"]]) if request.GET.get("done") in _DONE else "",
    }  # fmt: skip
    if live:
        facts = queries.facts(row)
        audit.note_read(request, [facts.person_id], "assistance.referral")
        context |= {
            "facts": facts, "summary": queries.summary(row), "said": queries.said_to(row),
            "ask": AskForm(auto_id="ask_%s"), "answer": AnswerForm(auto_id="answer_%s", initial={"on": clock.today()}),
        }  # fmt: skip
    else:
        context["ended"] = _(holding.ended(row.state))
    return render(request, "assistance/link_page.html", context | forms)


def _after(request: HttpRequest, row: Referral, name: str, form: Any, work: Callable[[str], Any], done: str) -> Any:
    """Do what a form asks once, and show where it stands now."""
    if form is not None and not form.is_valid():
        return _page(request, row, **{name: form})
    try:
        work(request.POST.get("once", "")[:100])
    except Problem as found:
        fresh = links.seat(row.public_id, request.COOKIES.get(f"r-{row.public_id}", "")[:100], clock.now())
        if form is not None and found.field in form.fields:
            attach(form, found)
            return _page(request, fresh, **{name: form})
        return _page(request, fresh, problem=_(found.message), **({name: form} if form is not None else {}))
    response = HttpResponseRedirect(reverse("assistance:link_page", args=[row.public_id]))
    response.headers["Location"] += f"?done={done}"
    return response


@public(_WHY)
@csrf_exempt
@quiet
@require_POST
@seated
def acknowledge(request: HttpRequest, row: Referral) -> HttpResponse:
    """Take it on."""
    answered: HttpResponse = _after(
        request, row, "", None, lambda number: links.acknowledge(row=row, number=number, at=clock.now()), "acknowledged"
    )
    return answered


@public(_WHY)
@csrf_exempt
@quiet
@require_POST
@seated
def ask(request: HttpRequest, row: Referral) -> HttpResponse:
    """Ask the sender something."""
    form = AskForm(request.POST, auto_id="ask_%s")

    def work(number: str) -> Any:
        return links.ask(row=row, number=number, words=form.cleaned_data["words"], at=clock.now())

    answered: HttpResponse = _after(request, row, "ask", form, work, "asked")
    return answered


@public(_WHY)
@csrf_exempt
@quiet
@require_POST
@seated
def answer(request: HttpRequest, row: Referral) -> HttpResponse:
    """Say what came of it."""
    form = AnswerForm(request.POST, request.FILES, auto_id="answer_%s")

    def work(number: str) -> Any:
        return links.answer(row=row, number=number, outcome=outcome_of(form.cleaned_data), at=clock.now())

    answered: HttpResponse = _after(request, row, "answer", form, work, "answered")
    return answered


@public(_WHY)
@csrf_exempt
@quiet
@require_POST
@seated
def leave(request: HttpRequest, row: Referral) -> HttpResponse:
    """Close the page in this browser."""
    links.leave(row=row, at=clock.now())
    return _shut(request, "shut")
