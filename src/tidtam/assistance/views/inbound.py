"""What others ask of the own office: the list that waits for an answer, one with its verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import access
from tidtam.assistance.actions import answering
from tidtam.assistance.actions.answering import Outcome
from tidtam.assistance.choices import REFERRAL_LIVE, Code
from tidtam.assistance.forms.referrals import AnswerForm, AskForm, RouteForm
from tidtam.assistance.models import Inbound, Referral
from tidtam.assistance.queries import referrals as queries
from tidtam.assistance.views.referrals import chosen, tabs
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.kernel.routes import needs
from tidtam.ui.forms import attach

_PAGE = 50


@needs(Permission.NEEDS_ANSWER)
@require_safe
def listing(request: OfficialRequest) -> HttpResponse:
    """Show what waits for an answer of the own office."""
    show = "all" if request.GET.get("show") == "all" else "waiting"
    page = Paginator(queries.incoming(request.actor, show), _PAGE).get_page(request.GET.get("page"))
    names = (("waiting", _("รอคำตอบจากเรา")), ("all", _("ทั้งหมด")))
    today = clock.today()
    rows = [
        {
            "one": one, "what": str(Code(one.code).label), "state": one.get_state_display(),
            "late": one.state in REFERRAL_LIVE and one.answer_by < today, "live": one.state in REFERRAL_LIVE,
            "kind": one.get_kind_display(), "elsewhere": one.office_id != request.actor.office_id,
        }
        for one in page
    ]  # fmt: skip
    context = {"rows": rows, "page": page, "tabs": tabs(reverse("assistance:inbounds"), names, show), "show": show}
    return render(request, "assistance/inbounds.html", context)


@needs(Permission.NEEDS_ANSWER)
@require_safe
def one(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show what was asked, and note that it was opened."""
    found = access.get_inbound(request.actor, public_id)
    if found.office_id == request.actor.office_id:
        answering.read(referral=queries.behind(found), by=request.actor, at=clock.now())
        found = access.get_inbound(request.actor, public_id)
    return _page(request, found)


def _page(request: OfficialRequest, found: Inbound, *, status: int = 200, **forms: Any) -> HttpResponse:
    row = queries.behind(found)
    facts = queries.facts(row)
    audit.note_read(request, [facts.person_id], "assistance.inbound")
    live = found.state in REFERRAL_LIVE
    groups = queries.routes_for(found) if live else []
    context = {
        "one": found, "facts": facts, "taken": row.acknowledged_at is not None,
        "label": Code(found.code).label, "summary": queries.summary(found),
        "answer_words": queries.answer(found), "said": queries.conversation(inbound=found), "live": live,
        "late": live and found.answer_by < clock.today(), "groups": groups, "today": clock.today(),
        "ask": AskForm(auto_id="ask_%s"), "answer": AnswerForm(auto_id="answer_%s", initial={"on": clock.today()}),
        "route": RouteForm(auto_id="route_%s", groups=groups), "returned": found.kind == "return",
    } | forms  # fmt: skip
    return render(request, "assistance/inbound.html", context, status=status)


def _act(
    request: OfficialRequest, public_id: str, name: str, form: Any, work: Callable[[Referral], Any], told: str
) -> HttpResponse:
    found = access.get_inbound(request.actor, public_id)
    if form is not None and not form.is_valid():
        return _page(request, found, status=422, **{name: form})
    try:
        work(queries.behind(found))
    except Problem as problem:
        if form is None:
            raise
        attach(form, problem)
        return _page(request, access.get_inbound(request.actor, public_id), status=problem.status, **{name: form})
    messages.success(request, told)
    return HttpResponseRedirect(reverse("assistance:inbound", args=[public_id]))


@needs(Permission.NEEDS_ANSWER)
@require_POST
def acknowledge(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Take it on."""

    def work(row: Referral) -> Any:
        return answering.acknowledge(referral=row, by=request.actor, at=clock.now())

    return _act(request, public_id, "", None, work, _("รับเรื่องแล้ว"))


@needs(Permission.NEEDS_ANSWER)
@require_POST
def ask(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Ask the sender something."""
    form = AskForm(request.POST, auto_id="ask_%s")

    def work(row: Referral) -> Any:
        return answering.ask(referral=row, words=form.cleaned_data["words"], by=request.actor, at=clock.now())

    return _act(request, public_id, "ask", form, work, _("ส่งคำถามแล้ว"))


@needs(Permission.NEEDS_ANSWER)
@require_POST
def answer(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Say what came of it."""
    form = AnswerForm(request.POST, request.FILES, auto_id="answer_%s")

    def work(row: Referral) -> Any:
        return answering.answer(referral=row, outcome=outcome_of(form.cleaned_data), by=request.actor, at=clock.now())

    return _act(request, public_id, "answer", form, work, _("แจ้งผลแล้ว"))


@needs(Permission.NEEDS_ANSWER)
@require_POST
def route(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Say whose it is, or pass it further up."""
    found = access.get_inbound(request.actor, public_id)
    form = RouteForm(request.POST, auto_id="route_%s", groups=queries.routes_for(found))

    def work(row: Referral) -> Any:
        agency, office = chosen(form.cleaned_data["to"])
        return answering.route(
            referral=row, agency=agency, office=office, words=form.cleaned_data["words"], by=request.actor,
            at=clock.now(),
        )  # fmt: skip

    return _act(request, public_id, "route", form, work, _("ส่งต่อแล้ว หน่วยงานต้นทางได้รับแจ้ง"))


def outcome_of(data: dict[str, Any]) -> Outcome:
    """Return what a form says came of a referral."""
    upload = data.get("proof")
    return Outcome(
        result=data["result"], words=data["words"], given=data["given"], on=data["on"], amount=data["amount"],
        signed=data["signed"], proof=upload.read() if upload else b"",
    )  # fmt: skip
