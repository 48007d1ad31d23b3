"""The library of obligations: what is live, replaced, ended; what has no dates; and two fragments for other pages."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.kernel.routes import needs
from tidtam.obligations import access, queries
from tidtam.obligations.actions import binding, keeping
from tidtam.obligations.choices import Level, ObligationKind, ObligationState
from tidtam.obligations.forms import AnnounceForm, EndForm
from tidtam.obligations.models import Obligation
from tidtam.obligations.rules import Kind
from tidtam.obligations.views import levels, showing
from tidtam.obligations.views.showing import rule_words
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Link

_NAME = re.compile(r"[A-Za-z0-9_.\-]{1,60}\Z")


def _row(one: Obligation, gap: levels.Gap | None = None, **more: Any) -> dict[str, Any]:
    return {
        "one": one, "rule": rule_words(one.value), "level": str(Level(one.from_level).label), "gap": gap,
        "letter_url": showing.letter_url(one), "url": reverse("obligations:obligation", args=[one.public_id]),
    } | more  # fmt: skip


@needs(Permission.OBLIGATIONS_READ)
@require_safe
def library(request: OfficialRequest) -> HttpResponse:
    """List what letters demand of the own office or of those it passes them to."""
    state = request.GET.get("state", ObligationState.LIVE)
    state = state if state in ObligationState.values else ObligationState.LIVE
    kind = request.GET.get("kind", "")
    kind = kind if kind in ObligationKind.values else ""
    rows = list(queries.library(request.actor, state=state, kind=kind)[:500])
    found = {gap.below.pk: gap for gap in levels.gaps(rows)} if state == ObligationState.LIVE else {}
    groups = [
        {"kind": one, "title": label, "rows": [_row(row, found.get(row.pk)) for row in rows if row.kind == one]}
        for one, label in ObligationKind.choices
    ]
    context = {
        "groups": [group for group in groups if group["rows"]], "state": state, "kind": kind,
        "states": _tabs(state, kind), "kinds": ObligationKind.choices, "count": len(rows),
        "may_manage": request.actor.may(Permission.OBLIGATIONS_MANAGE),
    }  # fmt: skip
    return render(request, "obligations/library.html", context)


def _tabs(state: str, kind: str) -> list[Link]:
    more = {"kind": kind} if kind else {}
    return [
        Link(str(label), f"?{urlencode({'state': one} | more)}", current=one == state)
        for one, label in ObligationState.choices
    ]


@needs(Permission.OBLIGATIONS_READ)
@require_safe
def obligation(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show one obligation: its words, whom it binds, what it replaced, its next dates."""
    return _page(request, access.get_obligation(request.actor, public_id))


def _page(request: OfficialRequest, one: Obligation, *, status: int = 200, **forms: Any) -> HttpResponse:
    owner = one.owner_office_id == request.actor.office_id and request.actor.may(Permission.OBLIGATIONS_MANAGE)
    live = one.state == ObligationState.LIVE
    today = clock.today()
    bound = queries.bound_of(one, request.actor.office_id)
    replaced = [_row(old) for old in queries.replaced_by(one)]
    gap = next((g for g in levels.gaps([one, *queries.same_family(request.actor, one)]) if g.below.pk == one.pk), None)
    context = _row(one, gap) | {
        "counts": queries.bound_counts(request.actor, one), "bound": bound, "replaced": replaced,
        "new": _row(one.superseded_by) if one.superseded_by else None, "live": live, "today": today,
        "dates": queries.next_duties(request.actor, one, today),
        "code": request.grant.office.code if request.grant else "",
        "may_check": live and one.kind != ObligationKind.DATED and bound is not None
        and request.actor.may(Permission.OBLIGATIONS_MANAGE),
        "may_end": live and owner, "may_announce": live and owner and one.value.kind is Kind.ANNOUNCED,
        "end": forms.get("end") or EndForm(), "announce": forms.get("announce") or AnnounceForm(),
    }  # fmt: skip
    return render(request, "obligations/obligation.html", context, status=status)


@needs(Permission.OBLIGATIONS_MANAGE)
@require_POST
def check(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Note today's self-check of a standing duty."""
    one = access.get_obligation(request.actor, public_id)
    keeping.self_check(obligation=one, by=request.actor, at=clock.now())
    messages.success(request, _("บันทึกการตรวจตนเองวันนี้แล้ว"))
    return _to(one)


@needs(Permission.OBLIGATIONS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: OfficialRequest, public_id: str) -> HttpResponse:
    """End an obligation of the own office, with a reason."""
    one = access.get_obligation(request.actor, public_id)
    if request.method != "POST":
        return _to(one)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, one, status=422, end=form)
    try:
        binding.end(
            obligation=one, ends_on=form.cleaned_data["ends_on"], reason=form.cleaned_data["reason"], by=request.actor,
            at=clock.now(),
        )  # fmt: skip
    except Problem as problem:
        attach(form, problem)
        return _page(request, one, status=problem.status, end=form)
    messages.success(request, _("สิ้นสุดแล้ว งวดหลังจากนั้นปิดทั้งหมด"))
    return _to(one)


@needs(Permission.OBLIGATIONS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Add an announced date; its duties are made at once."""
    one = access.get_obligation(request.actor, public_id)
    if request.method != "POST":
        return _to(one)
    form = AnnounceForm(request.POST)
    if not form.is_valid():
        return _page(request, one, status=422, announce=form)
    try:
        keeping.announce(obligation=one, day=form.cleaned_data["day"], by=request.actor, at=clock.now())
    except Problem as problem:
        attach(form, problem)
        return _page(request, one, status=problem.status, announce=form)
    messages.success(request, _("เพิ่มวันที่ประกาศแล้ว หน้าที่เกิดขึ้นในปฏิทินทันที"))
    return _to(one)


def _to(one: Obligation) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("obligations:obligation", args=[one.public_id]))


@needs(Permission.OBLIGATIONS_READ)
@require_safe
def of_letter(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Return the panel of duties of a letter, for the letter's page."""
    rows = queries.of_letter(request.actor, public_id)
    next_due = queries.next_due(request.actor, [one.pk for one in rows], clock.today())
    code = request.grant.office.code if request.grant else ""
    shown = [
        _row(one, due=next_due.get(one.pk), due_url=_due_url(one, code, next_due.get(one.pk))) for one in rows
    ]  # fmt: skip
    name = "_of_letter" if request.headers.get("HX-Request") else "of_letter"
    return render(request, f"obligations/{name}.html", {"rows": shown})


def _due_url(one: Obligation, code: str, due: Any) -> str:
    return reverse("obligations:duty", args=[one.public_id, code, due.isoformat()]) if due and code else ""


@needs(Permission.OBLIGATIONS_READ)
@require_safe
def replaceable(request: OfficialRequest) -> HttpResponse:
    """Return a list of check boxes: live obligations of the own office that a new deadline may replace.

    `name` is the name of the boxes; `chosen` (repeated) are ids already ticked.
    """
    name = request.GET.get("name", "replaces")
    name = name if _NAME.match(name) else "replaces"
    chosen = {value for value in request.GET.getlist("chosen") if value.isdigit()}
    rows = [_row(one, checked=str(one.pk) in chosen) for one in queries.replaceable(request.actor)]
    page = "_replaceable" if request.headers.get("HX-Request") else "replaceable"
    return render(request, f"obligations/{page}.html", {"rows": rows, "name": name})
