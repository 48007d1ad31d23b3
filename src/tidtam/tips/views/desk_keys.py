"""Keys of officers, what must be sealed anew, agencies' keys."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.tips import access
from tidtam.tips.actions import escrow, handover
from tidtam.tips.actions import keys as acts
from tidtam.tips.choices import Asked
from tidtam.tips.forms import desk as take
from tidtam.tips.queries import desk as queries
from tidtam.tips.queries import desk_keys, recipients
from tidtam.ui.forms import attach


@needs(Permission.TIPS_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: OfficialRequest) -> HttpResponse:
    """Show the keys of the unit; take the public half of a new one."""
    if request.method != "POST":
        return _page(request)
    form = take.KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    said = form.cleaned_data
    try:
        acts.add(public_key=said["public_key"], label=said["label"], by=request.actor, at=clock.now())
    except NotAllowed:
        raise
    except Problem as problem:
        attach(form, problem)
        return _page(request, form=form, status=problem.status)
    messages.success(request, _("ลงทะเบียนกุญแจแล้ว เก็บไฟล์กุญแจไว้ในที่ปลอดภัย"))
    return HttpResponseRedirect(reverse("tipdesk:keys"))


def _page(request: OfficialRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    actor, needing = request.actor, desk_keys.needing(request.actor)
    agreed = [
        one
        for one in desk_keys.uses(actor)
        if one.state == Asked.AGREED and one.decided_at and one.decided_at > clock.now() - escrow.GOOD_FOR
    ]
    key = desk_keys.escrow_key()
    context = {
        "lines": desk_keys.lines(actor, clock.today()), "form": take.KeyForm(), "reason_form": take.ReasonForm(),
        "needing": needing, "contacts_needing": desk_keys.contacts_needing(actor), "uses": desk_keys.uses(actor),
        "parts": [{"kind": one.kind, "id": str(one.pk), "reply": one.reply} for one in needing],
        "present": [{"id": str(one.pk), "key": one.public_key} for one in recipients.keys_of(actor.office_id or 0)],
        "escrow": key, "holders": desk_keys.holders(key) if key else [], "agreed": agreed[:1],
        "ask_form": take.ReasonForm(prefix="ask"), "who": actor.user_id, **more,
    }  # fmt: skip
    return render(request, "tips/desk/keys.html", context, status=status)


@needs(Permission.TIPS_READ)
@require_POST
def revoke(request: OfficialRequest, key: str) -> HttpResponse:
    """Take a key out of use."""
    found = access.get_key(request.actor, take.uuid_of(key))
    form = take.ReasonForm(request.POST)
    form.is_valid()
    try:
        acts.revoke(key=found, reason=form.cleaned_data.get("reason", ""), by=request.actor, at=clock.now())
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        attach(form, problem)
        return _page(request, reason_form=form, revoking=found, status=problem.status)
    messages.success(request, _("ถอนกุญแจแล้ว เรื่องที่ปิดผนึกไว้ให้กุญแจนี้ต้องปิดผนึกใหม่"))
    return HttpResponseRedirect(reverse("tipdesk:keys"))


@needs(Permission.TIPS_READ)
@require_POST
def seal_anew(request: OfficialRequest) -> HttpResponse:
    """Take one sealed thing back, sealed for the present keys. The page sends them one by one and may stop anywhere."""
    form = take.SealAnewForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"problem": _("ปิดผนึกไม่สำเร็จ โหลดหน้าใหม่แล้วลองอีกครั้ง")}, status=422)
    said = form.cleaned_data
    try:
        acts.seal_anew(
            kind=said["kind"], pk=said["part"], was=said["was"], sealed=said["sealed"].read(), keys=said["keys"],
            by=request.actor, at=clock.now(),
        )  # fmt: skip
    except Problem as problem:
        return JsonResponse({"problem": _(problem.message)}, status=problem.status)
    return JsonResponse({"left": len(desk_keys.needing(request.actor))})


@needs(Permission.TIPS_SCREEN)
@require_http_methods(["GET", "HEAD", "POST"])
def agencies(request: OfficialRequest) -> HttpResponse:
    """Show the agencies the unit hands tips to; register another."""
    form = take.AgencyForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                handover.add_agency(
                    name=said["name"], kind=said["kind"], public_key=said["public_key"], by=request.actor,
                    at=clock.now(),
                )  # fmt: skip
            except NotAllowed:
                raise
            except Problem as problem:
                attach(form, problem)
                status = problem.status
            else:
                messages.success(request, _("ลงทะเบียนหน่วยงานแล้ว"))
                return HttpResponseRedirect(reverse("tipdesk:agencies"))
    context = {"form": form, "rows": queries.agencies(request.actor)}
    return render(request, "tips/desk/agencies.html", context, status=status)


@needs(Permission.TIPS_SCREEN)
@require_POST
def end_agency(request: OfficialRequest, key: str) -> HttpResponse:
    """Hand nothing more to an agency under this key."""
    handover.end_agency(
        agency=access.get_agency(request.actor, take.uuid_of(key)), by=request.actor, at=clock.now()
    )  # fmt: skip
    messages.success(request, _("เลิกใช้กุญแจของหน่วยงานนี้แล้ว"))
    return HttpResponseRedirect(reverse("tipdesk:agencies"))
