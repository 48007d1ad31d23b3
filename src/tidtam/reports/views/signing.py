"""Sign a report, amend one that went up: read it once more, prove who you are, sign."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.accounts.proving import prove_first, proven
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.reports import access
from tidtam.reports.actions import amending, signing
from tidtam.reports.actions.freezing import Signature, moving, require_begun
from tidtam.reports.choices import AmendmentState
from tidtam.reports.forms.report import AmendForm, SignForm
from tidtam.reports.models import Report
from tidtam.reports.queries.compiling import Sheet, sheet
from tidtam.reports.queries.figures import read_digest
from tidtam.reports.rules.form import CheckKind
from tidtam.reports.views import showing
from tidtam.reports.views.editions import returned
from tidtam.ui.forms import attach

_KEPT = ("position", "capacity", "for_position", "reason")
_EXPLAINED = (CheckKind.NEVER_FALLS, CheckKind.REQUIRED)  # by the reason of an amendment, in which nobody types


def _proof(request: OfficialRequest, name: str, public_id: str) -> HttpResponse | None:
    """Return the way to prove who signs; what was typed comes back with it. None when it is proven."""
    if proven(request):
        return None
    source = request.POST if request.method == "POST" else request.GET
    kept = {key: source.get(key, "")[:500] for key in _KEPT if source.get(key)}
    if request.method == "POST":
        messages.warning(request, _("ยืนยันตัวตนอีกครั้งก่อนลงนาม สิ่งที่กรอกไว้ยังอยู่"))
    back = reverse(f"reports:{name}", args=[public_id])
    return prove_first(f"{back}?{urlencode(kept)}" if kept else back)


def _elsewhere(request: OfficialRequest, report: Report, words: str) -> HttpResponse:
    """Lead to the report, with why there is nothing to sign."""
    messages.warning(request, words)
    return HttpResponseRedirect(reverse("reports:report", args=[report.public_id]))


def _initial(request: OfficialRequest, report: Report) -> dict[str, Any]:
    return {"position": report.office.head_title, "capacity": "own"} | {
        key: request.GET[key][:500] for key in _KEPT if key in request.GET
    }


def _signature(form: forms.Form) -> Signature:
    told = form.cleaned_data
    return Signature(
        position=told["position"], capacity=told["capacity"], for_position=told["for_position"],
        reason=told.get("reason", ""),
    )  # fmt: skip


def _read(request: OfficialRequest, problem: Problem | None = None) -> str:
    """Return the mark of what was read, unless the refusal itself says that something moved: then it is read anew."""
    return "" if problem is not None and problem.status == 409 else request.POST.get("read", "")


def _page(
    request: OfficialRequest, report: Report, found: Sheet, form: forms.Form, *, amend: str = "", read: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Draw what is signed. `read`: the mark of figures read before, so that a fault elsewhere passes none unsaid."""
    found = replace(found, form=showing.spoken(found.form))
    figures = [
        (column, showing.said(column, found.values.get(column.code)),
         showing.said(column, found.signed.get(column.code)) if amend and column.code in found.changed else "",
         report.notes.get(column.code, ""))
        for column in found.form.columns
    ]  # fmt: skip
    seen = found.proposal.version if amend and found.proposal else report.version
    stops = [one for one in found.failed if one.check.stops and not (amend and one.check.kind in _EXPLAINED)]
    context = {
        "early": _early(report) if not amend else 0, "returned": returned(found) if not amend else None,
        "figures": figures, "seen": seen, "report": report, "sheet": found, "form": form, "amend": amend,
        "period": showing.period_words(report), "stops": stops,
        "note": report.notes.get("", ""), "name": request.actor.name,
        "url": reverse("reports:report", args=[report.public_id]),
        "read": read or read_digest(found.values, [one.child for one in found.lines]),
    }  # fmt: skip
    return render(request, "reports/sign.html", context, status=status)


def _early(report: Report) -> int:
    """Return how many days of the period are still to come where nobody needs to sign yet; 0 for none."""
    today = clock.today()
    return max(0, (report.period_end - today).days) if today < report.due_on else 0


@needs(Permission.REPORTS_SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show what is signed, and sign it; "send" sends it in the same moment."""
    report = access.get_report(request.actor, public_id)
    if request.method != "POST":
        try:
            moving(report, "sign")
            require_begun(report, clock.now())
        except Problem as problem:
            return _elsewhere(request, report, _(problem.message))
    first = _proof(request, "sign", public_id)
    if first is not None:
        return first
    found = sheet(request.actor, report, today=clock.today(), live=True)
    if request.method != "POST":
        return _page(request, report, found, SignForm(initial=_initial(request, report)))
    form = SignForm(request.POST)
    version = showing.seen(request)
    if not form.is_valid():
        return _page(request, report, found, form, read=_read(request), status=422)
    verb: Any = signing.sign_and_send if "send" in request.POST else signing.sign
    try:
        verb(
            report=report, signature=_signature(form), version=version, read=request.POST.get("read") or None,
            by=request.actor, at=clock.now(),
        )  # fmt: skip
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        if problem.code == "reports.bad_state":  # signed meanwhile: there is nothing left to sign on this page
            return _elsewhere(request, report, problem.message)
        attach(form, problem)
        if problem.code == "reports.figures_moved":  # while this waited for who amends below, perhaps
            found = sheet(request.actor, report, today=clock.today(), live=True)
        return _page(request, report, found, form, read=_read(request, problem), status=problem.status)
    messages.success(request, _("ลงนามและส่งแล้ว") if "send" in request.POST else _("ลงนามแล้ว ส่งได้เมื่อพร้อม"))
    return HttpResponseRedirect(reverse("reports:report", args=[public_id]))


@needs(Permission.REPORTS_SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show what has changed since the report was signed, and sign it anew with the reason."""
    proposal = access.get_amendment(request.actor, public_id)
    report = proposal.report
    if request.method != "POST" and proposal.state != AmendmentState.PROPOSED:
        return _elsewhere(request, report, _("ข้อเสนอนี้มีผู้ตัดสินใจแล้ว"))
    first = _proof(request, "amend", public_id)
    if first is not None:
        return first
    found = sheet(request.actor, report, today=clock.today(), amends=True)
    if request.method != "POST":
        return _page(request, report, found, AmendForm(initial=_initial(request, report)), amend=public_id)
    form = AmendForm(request.POST)
    if not form.is_valid():
        return _page(request, report, found, form, amend=public_id, read=_read(request), status=422)
    try:
        amending.make(
            amendment=proposal,
            signature=_signature(form),
            version=showing.seen(request),
            read=request.POST.get("read") or None,
            by=request.actor,
            at=clock.now(),
        )
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        attach(form, problem)
        return _page(
            request, report, found, form, amend=public_id, read=_read(request, problem), status=problem.status
        )  # fmt: skip
    messages.success(request, _("ลงนามฉบับแก้ไขและส่งแล้ว หน่วยเหนือเห็นส่วนต่างพร้อมเหตุผล"))
    return HttpResponseRedirect(reverse("reports:report", args=[report.public_id]))
