"""One sign: registered, changed, taken down; its photo and what happened to it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.files.downloads import file_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.models import Office
from tidtam.offices.queries import areas_of, by_path
from tidtam.places.models import Area
from tidtam.places.queries import children
from tidtam.signs import access, rules
from tidtam.signs.actions import registering
from tidtam.signs.choices import Found, SignState, Size
from tidtam.signs.forms import RemoveForm, SignForm
from tidtam.signs.models import Check, Sign
from tidtam.signs.queries import listing as queries
from tidtam.signs.queries import scanning
from tidtam.signs.transitions import may
from tidtam.signs.views.register import STATES
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Moment

POSITION = "camera=(self), geolocation=(self), microphone=()"
_ICONS = {
    Found.INSTALLED: "signpost", Found.RIGHT: "check-circle", Found.DAMAGED: "wrench", Found.DEAD: "qr-code",
    Found.COPIED: "copy", Found.LOST: "question",
}  # fmt: skip


def to(one: Sign) -> HttpResponseRedirect:
    """Lead to the page of a sign."""
    return HttpResponseRedirect(reverse("signs:sign", args=[one.public_id]))


def tambons(office: Office) -> list[str]:
    """Return the tambons an office's sign may hang in, as they are typed."""
    own: list[Area] = [one.area for one in areas_of(office) if one.area.level == "subdistrict"]
    if not own and office.district_id:
        own = list(children(str(office.district_id)).select_related("parent"))
    return [f"ต.{area.name_th} อ.{area.parent.name_th}" for area in own if area.parent]


def near(office: Office) -> str:
    """Return where an office looks for a place first: its district, or its province."""
    return str(office.district_id or office.province_id or "")


@needs(Permission.SIGNS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficialRequest) -> HttpResponse:
    """Put a sign into the register; sent twice it is one."""
    office = by_path(request.actor.scope)
    if request.method != "POST":
        first = {"uuid": uuid4(), "size": Size.VINYL, "area": next(iter(tambons(office)), "")}
        return _form(request, SignForm(initial=first, today=clock.today()), office)
    form = SignForm(request.POST, today=clock.today(), near=near(office))
    if not form.is_valid():
        return _form(request, form, office, status=422)
    try:
        uuid = form.cleaned_data["uuid"] or uuid4()
        one = registering.register(office=office, values=form.values(), uuid=uuid, by=request.actor, at=clock.now())
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        attach(form, problem)
        return _form(request, form, office, status=problem.status)
    messages.success(request, _("ลงทะเบียนแล้ว พิมพ์ป้าย แล้วติดตั้งพร้อมถ่ายภาพ"))
    return to(one)


@needs(Permission.SIGNS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Change what the register says of a sign."""
    one = access.get_sign(request.actor, public_id)
    if request.method != "POST":
        area = f"ต.{one.area.name_th} อ.{one.area.parent.name_th}" if one.area.parent else one.area.name_th
        first: dict[str, Any] = {
            "version": one.version, "kind": one.kind, "place": one.place, "area": area, "size": one.size,
            "expires_on": one.expires_on, "note": one.note,
            "position": f"{one.latitude:.6f}, {one.longitude:.6f}" if one.position else "",
        }  # fmt: skip
        return _form(request, SignForm(initial=first, today=clock.today()), one.office, one)
    form = SignForm(request.POST, today=clock.today(), standing=one.expires_on, near=near(one.office))
    if not form.is_valid():
        return _form(request, form, one.office, one, 422)
    try:
        version = form.cleaned_data["version"]
        registering.change(sign=one, values=form.values(), version=version, by=request.actor, at=clock.now())
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        attach(form, problem)
        return _form(request, form, one.office, one, problem.status)
    messages.success(request, _("แก้ข้อมูลแล้ว"))
    return to(one)


def _form(
    request: OfficialRequest, form: SignForm, office: Office, one: Sign | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    context = {"form": form, "one": one, "tambons": tambons(office)}
    answer = render(request, "signs/form.html", context, status=status)
    answer["Permissions-Policy"] = POSITION
    return answer


@needs(Permission.SIGNS_READ)
@require_safe
def sign(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a sign: where it should hang, how it stands, what was found, how often it is scanned."""
    return _page(request, access.get_sign(request.actor, public_id))


def _page(
    request: OfficialRequest, one: Sign, *, remove: RemoveForm | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    checks = queries.checks(request.actor, one)
    weeks = scanning.weeks(request.actor, one, clock.today())
    manages = request.actor.may(Permission.SIGNS_MANAGE)
    context = {
        "one": one, "shape": STATES[SignState(one.state)], "checks": checks, "sizes": Size.choices,
        "moments": [_moment(check, one) for check in checks], "weeks": list(reversed(weeks)),
        "told": any(n is not None for _monday, n in weeks), "may_manage": manages and may("change", one.state),
        "may_check": manages and may("check", one.state), "remove": remove or RemoveForm(
            initial={"version": one.version}
        ), "remove_open": remove is not None, "own": one.office_id == request.actor.office_id,
        "shots": [check for check in checks if check.photo_id], "far": rules.FAR,
    }  # fmt: skip
    return render(request, "signs/sign.html", context, status=status)


def _moment(check: Check, one: Sign) -> Moment:
    far = ""
    if check.metres is not None and check.metres > rules.FAR:
        far = _("ห่างจากที่ควรอยู่ %(n)s เมตร") % {"n": f"{check.metres:,}"}
    note = " · ".join(part for part in (check.by_name, check.note, far) if part)
    good = check.found in (Found.RIGHT, Found.INSTALLED)
    url = reverse("signs:check_photo", args=[one.public_id, check.pk]) if check.photo_id else ""
    return Moment(str(check.get_found_display()), check.at, _ICONS[Found(check.found)], "ok" if good else "to",
                  note=note, url=url)  # fmt: skip


@needs(Permission.SIGNS_MANAGE)
@require_POST
def remove(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Take a sign down for good, with the reason."""
    one, form = access.get_sign(request.actor, public_id), RemoveForm(request.POST)
    if not form.is_valid():
        return _page(request, one, remove=form, status=422)
    told = form.cleaned_data
    try:
        registering.remove(
            sign=one, reason=told["reason"], version=told["version"], by=request.actor, at=clock.now()
        )  # fmt: skip
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        attach(form, problem)
        return _page(request, one, remove=form, status=problem.status)
    messages.success(request, _("ถอดป้ายแล้ว ผู้ที่ยังสแกนป้ายเก่าจะไปหน้าแจ้งเบาะแสตามเดิม"))
    return to(one)


@needs(Permission.SIGNS_READ)
@require_safe
def photo(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Send the photo of the sign as it hangs."""
    one = access.get_sign(request.actor, public_id)
    if one.photo is None:
        raise Missing("files.not_found", "ไม่พบภาพนี้")
    return file_response(one.photo)
