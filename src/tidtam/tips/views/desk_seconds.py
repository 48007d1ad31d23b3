"""Pages of those who agree and read no tip: the second officer, the holders of the escrow key. And the counts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.queries import by_path
from tidtam.tips import access, facts
from tidtam.tips.actions import contact, escrow
from tidtam.tips.forms import desk as take
from tidtam.tips.queries import desk as queries
from tidtam.tips.queries import desk_keys, lane
from tidtam.ui.forms import attach, give_back


@needs(Permission.TIPS_SECOND)
@require_safe
def openings(request: OfficialRequest) -> HttpResponse:
    """List who asks to open a sealed contact, and why."""
    rows = [(one, one.asked_by == request.actor.user_id) for one in queries.openings(request.actor)]
    return render(request, "tips/desk/openings.html", {"rows": rows})


@needs(Permission.TIPS_SECOND)
@require_POST
def decide(request: OfficialRequest, key: str) -> HttpResponse:
    """Agree to an opening or refuse it."""
    give_back(request)  # a button is no text
    agree = request.POST.get("agree") == "yes"
    found = access.get_opening(request.actor, take.uuid_of(key))
    contact.decide(opening=found, agree=agree, by=request.actor, at=clock.now())
    messages.success(request, _("อนุมัติให้เปิดซองแล้ว") if agree else _("บันทึกว่าไม่อนุมัติแล้ว"))
    return HttpResponseRedirect(reverse("tipdesk:openings"))


@needs(Permission.TIPS_ESCROW)
@require_http_methods(["GET", "HEAD", "POST"])
def holders(request: OfficialRequest) -> HttpResponse:
    """Show who holds the escrow key and who asks for it; set up a new one."""
    if request.method != "POST":
        return _holders(request, take.EscrowForm())
    form = take.EscrowForm(request.POST)
    if not form.is_valid():
        return _holders(request, form, 422)
    said = form.cleaned_data
    codes = [said[name].strip().upper() for name in ("first", "second", "third")]
    known = desk_keys.offices_by_code(codes)
    for name, code in zip(("first", "second", "third"), codes, strict=True):
        if code not in known:
            form.add_error(name, _("ไม่มีหน่วยงานรหัสนี้"))
    if form.errors:
        return _holders(request, form, 422)
    try:
        escrow.set_up(
            public_key=said["public_key"], offices=[known[one] for one in codes], by=request.actor, at=clock.now()
        )
    except (NotAllowed, Conflict):
        give_back(request, form)
        raise
    except Problem as problem:
        attach(form, problem)
        return _holders(request, form, problem.status)
    messages.success(request, _("ตั้งกุญแจสำรองแล้ว เรื่องใหม่ปิดผนึกให้กุญแจนี้ด้วย"))
    return HttpResponseRedirect(reverse("tipdesk:escrow"))


def _holders(request: OfficialRequest, form: take.EscrowForm, status: int = 200) -> HttpResponse:
    key = desk_keys.escrow_key()
    held = desk_keys.holders(key) if key else []
    context: dict[str, Any] = {
        "form": form, "escrow": key, "holders": held, "uses": desk_keys.uses_to_agree(request.actor),
        "mine": next((one for one in held if one.office_id == request.actor.office_id), None),
    }  # fmt: skip
    return render(request, "tips/desk/escrow.html", context, status=status)


@needs(Permission.TIPS_SCREEN)
@require_POST
def ask_escrow(request: OfficialRequest) -> HttpResponse:
    """Ask the holders for their parts."""
    give_back(request, take.ReasonForm(request.POST, prefix="ask"))
    escrow.ask(reason=request.POST.get("ask-reason", ""), by=request.actor, at=clock.now())
    messages.success(request, _("ส่งคำขอถึงผู้ถือส่วนกุญแจสำรองแล้ว ต้องมีสองหน่วยเห็นชอบ"))
    return HttpResponseRedirect(reverse("tipdesk:keys"))


@needs(Permission.TIPS_ESCROW)
@require_POST
def decide_escrow(request: OfficialRequest, key: str) -> HttpResponse:
    """Agree for the own office, or refuse."""
    give_back(request)  # a button is no text
    agree = request.POST.get("agree") == "yes"
    found = access.get_use(request.actor, take.uuid_of(key))
    escrow.decide(use=found, agree=agree, by=request.actor, at=clock.now())
    messages.success(request, _("บันทึกว่าหน่วยของคุณเห็นชอบแล้ว") if agree else _("บันทึกว่าไม่เห็นชอบแล้ว"))
    return HttpResponseRedirect(reverse("tipdesk:escrow"))


@needs(Permission.TIPS_COUNT)
@require_safe
def counts(request: OfficialRequest) -> HttpResponse:
    """Show how many tips a closed month had, small figures hidden; nothing of any single tip."""
    months = facts.months()
    first = next((one for one in months if f"{one:%Y-%m}" == request.GET.get("month")), months[0] if months else None)
    office = by_path(request.actor.scope)
    province = str(office.province_id or "")
    if first is None:
        return render(request, "tips/desk/counts.html", {"months": []})
    told = facts.month(first, province=province)
    rows = _districts(told, province) if province else _provinces(told)
    context = {
        "months": [(f"{one:%Y-%m}", one) for one in months], "month": f"{first:%Y-%m}",
        "first": first, "rows": rows, "province": dict(lane.provinces()).get(province, ""),
        "at_least": told.at_least, "hidden": sum(1 for _name, n in rows if n is None),
    }  # fmt: skip
    return render(request, "tips/desk/counts.html", context)


def _districts(told: facts.Month, province: str) -> list[tuple[str, int | None]]:
    found = told.provinces[province].districts.items() if province in told.provinces else []
    return [(facts.name_of(code), n) for code, n in found]


def _provinces(told: facts.Month) -> list[tuple[str, int | None]]:
    names = dict(lane.provinces())
    rows = [(names[code], one.at_least or None) for code, one in told.provinces.items()]
    return sorted(rows, key=lambda row: -(row[1] or 0))
