"""Pages for the officer at the sign: put it up, find it by its code, say what was found."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.files.cleaning import MOST
from tidtam.files.downloads import file_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.places.queries import place_line
from tidtam.signs import access, rules
from tidtam.signs.actions import onsite
from tidtam.signs.actions.onsite import OnSite
from tidtam.signs.choices import Found
from tidtam.signs.forms import CheckForm, CodeForm, InstallForm
from tidtam.signs.models import Sign
from tidtam.signs.transitions import may
from tidtam.signs.views.register import tabs
from tidtam.signs.views.sign import POSITION, to
from tidtam.ui.forms import attach


@needs(Permission.SIGNS_MANAGE)
@require_safe
def find(request: OfficialRequest) -> HttpResponse:
    """Find a sign by the code under its QR: typed, or read by the phone from a picture of it."""
    form = CodeForm(request.GET) if "code" in request.GET else CodeForm()
    if form.is_bound and form.is_valid():
        try:
            one = access.get_by_code(request.actor, form.cleaned_data["code"])
            to_check = may("check", one.state)
            return HttpResponseRedirect(reverse("signs:check" if to_check else "signs:sign", args=[one.public_id]))
        except Missing as problem:
            attach(form, problem)
    status = 422 if form.errors else 200
    return _shown(request, "signs/find.html", {"form": form, "tabs": tabs(request, "check")}, status)


@needs(Permission.SIGNS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def install(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Note that a sign was put up, with its photo and position."""
    one = access.get_sign(request.actor, public_id)
    if not may("install", one.state):
        messages.warning(request, _("ป้ายนี้ถอดแล้ว"))
        return to(one)
    if request.method != "POST":
        place = f"{one.latitude:.6f}, {one.longitude:.6f}" if one.position else ""
        first = {"uuid": uuid4(), "on": clock.today(), "expires_on": one.expires_on, "position": place}
        return _shown(request, "signs/install.html", {"form": InstallForm(initial=first), "one": one})
    form = InstallForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            onsite.install(sign=one, on=data["on"], told=_told(form), expires_on=data["expires_on"],
                           by=request.actor, at=clock.now())  # fmt: skip
        except (Missing, NotAllowed):
            raise
        except Problem as problem:
            attach(form, problem)
        else:
            messages.success(request, _("ติดตั้งแล้ว ป้ายนี้ขึ้นแผนที่และแบบ MOI Drugs GIS แล้ว"))
            return to(one)
    return _shown(request, "signs/install.html", {"form": form, "one": one}, 422)


@needs(Permission.SIGNS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show where a sign should hang and take what was found there."""
    one = access.get_sign(request.actor, public_id)
    if not may("check", one.state):
        messages.warning(request, _("ป้ายนี้ยังไม่ได้ติดตั้งหรือถอดแล้ว จึงยังตรวจไม่ได้"))
        return to(one)
    if request.method != "POST":
        return _check(request, one, CheckForm(initial={"uuid": uuid4()}))
    form = CheckForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            found = form.cleaned_data["found"]
            made = onsite.check(sign=one, found=found, told=_told(form), by=request.actor, at=clock.now())
        except (Missing, NotAllowed):
            raise
        except Problem as problem:
            attach(form, problem)
        else:
            if made.found == Found.RIGHT and (made.metres or 0) > rules.FAR:
                far = _("บันทึกแล้ว แต่ห่างจากที่ควรอยู่ %(n)s เมตร จึงนับเป็นป้ายคัดลอก ถ้าป้ายย้ายที่ ให้แก้พิกัดแล้วตรวจใหม่")
                messages.warning(request, far % {"n": f"{made.metres:,}"})
            else:
                messages.success(request, _("บันทึกผลตรวจแล้ว"))
            return to(one)
    return _check(request, one, form, 422)


def _check(request: OfficialRequest, one: Sign, form: CheckForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "one": one, "line": place_line(one.area)}
    return _shown(request, "signs/check.html", context, status)


def _told(form: InstallForm | CheckForm) -> OnSite:
    """Return what the form says. Errors: Problem beside `photo` when it is too large."""
    data = form.cleaned_data
    sent = data.get("photo")
    if sent and sent.size > MOST:  # said before a byte of it is held
        raise Problem("files.too_large", "ไฟล์ใหญ่เกิน 15 MB เลือกภาพที่เล็กลง", field="photo")
    photo = sent.read() if sent else b""
    return OnSite(uuid=data["uuid"] or uuid4(), photo=photo, position=data["position"], note=data["note"])


def _shown(request: OfficialRequest, name: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    answer = render(request, name, context, status=status)
    answer["Permissions-Policy"] = POSITION  # the phone may say where it is, on a press
    return answer


@needs(Permission.SIGNS_READ)
@require_safe
def check_photo(request: OfficialRequest, public_id: str, pk: int) -> HttpResponse:
    """Send the photo of what was found."""
    found = access.get_check(request.actor, public_id, pk)
    if found.photo is None:
        raise Missing("files.not_found", "ไม่พบภาพนี้")
    return file_response(found.photo)
