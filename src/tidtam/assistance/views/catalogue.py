"""Who helps with what in a province, and the rules of reference with who has read their text."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import access
from tidtam.assistance.actions import catalogue as act
from tidtam.assistance.choices import AgencyKind, Code
from tidtam.assistance.forms.referrals import AgencyForm, RuleForm
from tidtam.assistance.queries import catalogue as queries
from tidtam.assistance.queries import checking, referrals
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Figure

_PAGE = 60


def _labels(codes: Iterable[str]) -> list[str]:
    return [str(Code(code).label) for code in codes if code in Code.values]


@needs(Permission.HOME_READ)
@require_safe
def agencies(request: OfficialRequest) -> HttpResponse:
    """Show the partners of a province, the own one unless another is chosen."""
    provinces = queries.provinces()
    own = queries.province_of(request.actor)
    chosen = request.GET.get("province") or own or (provinces[0].code if provinces else "")
    code, kind, text = (request.GET.get(name, "")[:100] for name in ("code", "kind", "q"))
    rows = referrals.catalogue(province=chosen[:2], code=code, kind=kind, text=text)
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [{"one": one, "codes": _labels(one.codes)} for one in page],
        "provinces": provinces, "province": chosen, "code": code, "kind": kind, "q": text, "codes": Code.choices,
        "kinds": AgencyKind.choices,
    }  # fmt: skip
    return render(request, "assistance/agencies.html", context)


@needs(Permission.HOME_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def agency(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show how a partner is reached; the province keeps it."""
    one = access.get_agency(public_id)
    start = {name: getattr(one, name) for name in ("phone", "email", "address", "active", "version")}
    form = AgencyForm(request.POST or None, initial=start)
    status = 200
    if request.method == "POST":
        request.actor.require(Permission.CENTRE_MANAGE)
        if form.is_valid():
            data = form.cleaned_data
            try:
                act.keep_agency(agency=one, **data, by=request.actor, at=clock.now())
            except NotAllowed:
                raise
            except Problem as problem:
                attach(form, problem)
                status = problem.status
            else:
                messages.success(request, _("บันทึกแล้ว"))
                return HttpResponseRedirect(reverse("assistance:agency", args=[public_id]))
        else:
            status = 422
    context = {
        "one": one, "form": form, "may": act.may_keep(request.actor, one),
        "codes": _labels(one.codes),
    }  # fmt: skip
    return render(request, "assistance/agency.html", context, status=status)


@needs(Permission.HOME_READ)
@require_safe
def rules(request: OfficialRequest) -> HttpResponse:
    """Show the rules of reference, newest versions first, and which nobody has read yet."""
    context = {"rows": queries.rules(), "may": _may(request)}
    return render(request, "assistance/rules.html", context)


def _may(request: OfficialRequest) -> bool:
    return request.actor.may(Permission.RULES_VERIFY) and act.is_department(request.actor)


@needs(Permission.RULES_VERIFY)
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: OfficialRequest, pk: int) -> HttpResponse:
    """Say what the text says, and that it was read."""
    one = queries.get_rule(pk)
    start = {name: getattr(one, name) for name in ("clause", "announce_days", "valid_from")}
    form = RuleForm(request.POST or None, initial=start | {"source": one.verified_source})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            act.verify_rule(rule=one, **form.cleaned_data, by=request.actor, at=clock.now())
        except NotAllowed:
            raise
        except Problem as problem:
            attach(form, problem)
            status = problem.status
        else:
            messages.success(request, _("บันทึกว่าอ่านตัวบทแล้ว"))
            return HttpResponseRedirect(reverse("assistance:rules"))
    elif request.method == "POST":
        status = 422
    return render(request, "assistance/rule.html", {"one": one, "form": form, "may": _may(request)}, status=status)


@needs(Permission.AUDIT_READ)
@require_safe
def ledger(request: OfficialRequest) -> HttpResponse:
    """Show whether the ledger agreed with itself, now and the times before."""
    rows = checking.watched(request.actor)
    last = rows[0] if rows else None
    figures = [] if last is None else [
        Figure(_("คำขอ"), last.requests), Figure(_("รายการ"), last.needs), Figure(_("การเคลื่อนไหว"), last.movements),
    ]  # fmt: skip
    return render(request, "assistance/ledger.html", {"last": last, "rows": rows, "figures": figures})
