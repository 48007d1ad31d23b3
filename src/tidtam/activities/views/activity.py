"""One activity: recorded, changed, voided; its photos and what happened to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.activities import access
from tidtam.activities.actions import looking, recording
from tidtam.activities.choices import Kind
from tidtam.activities.forms import ActivityForm, AnswerForm, PhotosForm, VoidForm, kind_value
from tidtam.activities.models import Activity
from tidtam.activities.queries import knowledge as sets
from tidtam.activities.queries import listing as queries
from tidtam.activities.queries import photos as flags
from tidtam.activities.queries import plan
from tidtam.activities.queries.listing import Past
from tidtam.activities.rules import measures_of
from tidtam.files import access as files
from tidtam.files.cleaning import MOST
from tidtam.files.downloads import file_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.models import Office
from tidtam.offices.queries import areas_of, by_path
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Moment
from tidtam.ui.templatetags.thai import thai_date

_SALT = "activities.photos.kept"
_SAID = {
    "activity.recorded": ("plus-circle", "บันทึกกิจกรรม"), "activity.changed": ("pencil-simple", "แก้ข้อมูล"),
    "activity.voided": ("prohibit", "ยกเลิกรายการ"), "photo.added": ("camera", "เพิ่มภาพ"),
    "photo.removed": ("trash", "นำภาพออก"), "flag.answered": ("chat-text", "ตอบข้อสังเกตของภาพ"),
    "flag.seen": ("eye", "ผู้บังคับบัญชารับทราบคำตอบ"),
}  # fmt: skip


@dataclass
class _Typed:
    """What a form holds while it is filled in; photos that were fine are kept by their SHA-256."""

    office: Office
    form: ActivityForm
    activity: Activity | None = None
    kept: list[str] = field(default_factory=list)


@needs(Permission.ACTIVITIES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficialRequest) -> HttpResponse:
    """Record an activity; sent twice it is one, and what was typed stays."""
    office = by_path(request.actor.scope)
    if request.method != "POST":
        first = {"uuid": uuid4(), "on": clock.today(), "area": next(iter(_tambons(office)), "")}
        wanted = request.GET.get("project", "")[:12]
        form = ActivityForm(initial=first | {"project": wanted}, **_offered(request, office))
        return _show(request, _Typed(office, form))
    return _sent(request, _Typed(office, _bound(request, office), kept=_kept(request)))


@needs(Permission.ACTIVITIES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Change what a record says."""
    one = access.get_activity(request.actor, public_id)
    if not one.counts:
        messages.warning(request, _("รายการนี้ยกเลิกแล้ว จึงแก้ไม่ได้"))
        return _to(one)
    if request.method != "POST":
        area = f"ต.{one.area.name_th} อ.{one.area.parent.name_th}" if one.area.parent else one.area.name_th
        first = one.values() | {"area": area, "version": one.version, "kind": kind_value(one.measure, one.kind)}
        first["project"] = one.project.public_id if one.project else ""
        form = ActivityForm(initial=first, **_offered(request, one.office, one))
        return _show(request, _Typed(one.office, form, one))
    return _sent(request, _Typed(one.office, _bound(request, one.office, one), one, _kept(request)))


def _offered(request: OfficialRequest, office: Office, one: Activity | None = None) -> dict[str, Any]:
    projects = plan.to_choose(request.actor, office)
    if one is not None and one.project and one.project.public_id not in dict(projects):
        projects.append((one.project.public_id, one.project.title))
    return {
        "today": clock.today(), "sets": sets.to_choose(request.actor, one.knowledge if one else ()),
        "measures": measures_of(office.path), "projects": projects,
        "near": str(office.district_id or office.province_id or ""),
    }  # fmt: skip


def _bound(request: OfficialRequest, office: Office, one: Activity | None = None) -> ActivityForm:
    return ActivityForm(request.POST, request.FILES, **_offered(request, office, one))


def _kept(request: OfficialRequest) -> list[str]:
    try:
        found: list[str] = signing.loads(request.POST.get("kept", ""), salt=_SALT)
    except signing.BadSignature:
        return []
    return found[: recording.MOST_PHOTOS]


def _sent(request: OfficialRequest, typed: _Typed) -> HttpResponse:
    valid = typed.form.is_valid()
    try:
        pieces, faults = looking.sort_out(_contents(request))
    except Problem as problem:
        attach(typed.form, problem)
        return _refuse(request, typed, [])
    for fault in faults:
        attach(typed.form, fault)
    if not valid or faults:
        return _refuse(request, typed, pieces)
    try:
        return _keep(request, typed, pieces)
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        attach(typed.form, problem)
        return _refuse(request, typed, pieces, problem.status)


def _contents(request: OfficialRequest) -> Iterator[bytes | Problem]:
    """Yield the photos of a form one by one; one that is too large is not held in memory to find that out."""
    for one in request.FILES.getlist("photos"):
        large = (one.size or 0) > MOST
        yield Problem("files.too_large", "ไฟล์ใหญ่เกิน 15 MB เลือกภาพที่เล็กลง") if large else one.read()


def _keep(request: OfficialRequest, typed: _Typed, pieces: list[looking.Piece]) -> HttpResponse:
    told: dict[str, Any] = {"by": request.actor, "at": clock.now()}
    stored = looking.keep(office=typed.office, pieces=pieces, **told)
    held = files.visible_to(request.actor).filter(office=typed.office, sha256__in=typed.kept) if typed.kept else []
    photos, values = [*held, *stored], typed.form.values()
    if typed.activity is None:
        uuid: UUID = typed.form.cleaned_data["uuid"] or uuid4()
        one = recording.record(office=typed.office, values=values, uuid=uuid, photos=photos, **told)
        messages.success(request, _("บันทึกกิจกรรมแล้ว"))
        return _to(one, _doubts(request, one))
    version = typed.form.cleaned_data["version"]
    one = recording.change(activity=typed.activity, values=values, version=version, **told)
    recording.hang(activity=one, photos=photos, **told)
    messages.success(request, _("แก้ข้อมูลแล้ว"))
    return _to(one, _doubts(request, one))


def _doubts(request: OfficialRequest, one: Activity) -> str:
    """Say at once that a photo was flagged, and return the part of the page to go to."""
    if not flags.open_of(request.actor, one):
        return ""
    messages.warning(request, _("มีภาพที่ต้องยืนยันหรืออธิบาย ดูใต้ภาพ"))
    return "#photos"


def _refuse(
    request: OfficialRequest, typed: _Typed, pieces: list[looking.Piece], status: int = 422
) -> HttpResponse:  # fmt: skip
    """Show the form again; photos that were fine are kept, for no browser sends them a second time by itself."""
    if pieces:
        keep = partial(looking.keep, office=typed.office, pieces=pieces, by=request.actor, at=clock.now())
        typed.kept = list(dict.fromkeys([*typed.kept, *(one.sha256 for one in keep())]))[: recording.MOST_PHOTOS]
        # A refused request leaves nothing behind: keep them once it is over.
        request.after_refusal.append(keep)  # type: ignore[attr-defined]  # set by the gate
    return _show(request, typed, status)


def _show(request: OfficialRequest, typed: _Typed, status: int = 200) -> HttpResponse:
    context = {
        "form": typed.form, "one": typed.activity, "office": typed.office, "tambons": _tambons(typed.office),
        "places": queries.places(request.actor), "kept_count": len(typed.kept),
        "may_plan": request.actor.may(Permission.ACTIVITIES_PLAN),
        "kept": signing.dumps(typed.kept, salt=_SALT) if typed.kept else "",
    }  # fmt: skip
    return render(request, "activities/form.html", context, status=status)


def _tambons(office: Office) -> list[str]:
    found = [one.area for one in areas_of(office) if one.area.level == "subdistrict"]
    return [f"ต.{area.name_th} อ.{area.parent.name_th}" for area in found if area.parent]


def _to(one: Activity, part: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("activities:activity", args=[one.public_id]) + part)


@needs(Permission.ACTIVITIES_READ)
@require_safe
def activity(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show an activity with its photos and what happened to it."""
    return _page(request, access.get_activity(request.actor, public_id))


def _page(
    request: OfficialRequest, one: Activity, *, void: VoidForm | None = None, photos: PhotosForm | None = None,
    answer: AnswerForm | None = None, answering: int = 0, status: int = 200,
) -> HttpResponse:  # fmt: skip
    may = request.actor.may(Permission.ACTIVITIES_MANAGE) and one.counts
    shots = queries.photos(request.actor, one)
    against = flags.of_photos(request.actor, [photo.pk for photo in shots])
    context = {
        "one": one, "may_manage": may, "photos": [(photo, against.get(photo.pk, [])) for photo in shots],
        "sets": sets.titles(request.actor, one.knowledge) if one.knowledge else [],
        "void": void or VoidForm(initial={"version": one.version}), "void_open": void is not None,
        "add": photos or PhotosForm(), "moments": [_moment(past) for past in queries.history(one)],
        "own": one.office_id == request.actor.office_id, "answer": answer, "answering": answering,
    }  # fmt: skip
    return render(request, "activities/activity.html", context, status=status)


def _moment(past: Past) -> Moment:
    icon, said = _SAID[past.verb]
    told = []
    for name, was in past.was:
        bound = ActivityForm.base_fields.get(name.removesuffix("_id"))
        if bound is not None and name != "knowledge":
            told.append(_("%(label)s เดิม %(was)s") % {"label": bound.label, "was": _was(name, was)})
    note = " · ".join(one for one in (past.who, past.reason, *told) if one)
    return Moment(_(said), past.at, icon, note=note)


def _was(name: str, value: Any) -> str:
    """Return what a field said before, as a page says it; the row comes from the database as JSON."""
    if name == "kind":
        return str(Kind(value).label)
    if name == "project_id":
        return _("โครงการอื่น") if value else "–"
    if name in ("on", "until"):
        return thai_date(date.fromisoformat(value), "short") if value else "–"
    if isinstance(value, bool):
        return _("ใช่") if value else _("ไม่ใช่")
    if isinstance(value, list):
        return ", ".join(value) or "–"
    if isinstance(value, int | float):
        return f"{value:,}"
    return str(value)[:120] or "–"


@needs(Permission.ACTIVITIES_MANAGE)
@require_POST
def void(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Take a record out of the figures, with the reason."""
    one, form = access.get_activity(request.actor, public_id), VoidForm(request.POST)
    if not form.is_valid():
        return _page(request, one, void=form, status=422)
    told = form.cleaned_data
    try:
        recording.void(activity=one, reason=told["reason"], version=told["version"], by=request.actor, at=clock.now())
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        attach(form, problem)
        return _page(request, one, void=form, status=problem.status)
    messages.success(request, _("ยกเลิกรายการแล้ว ไม่นับในรายงาน"))
    return _to(one)


@needs(Permission.ACTIVITIES_MANAGE)
@require_POST
def add_photos(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Add photos to an activity."""
    one, form = access.get_activity(request.actor, public_id), PhotosForm(request.POST, request.FILES)
    form.is_valid()
    try:
        recording.add_photos(activity=one, contents=_contents(request), by=request.actor, at=clock.now())
    except (Missing, NotAllowed, Conflict):
        raise
    except Problem as problem:
        attach(form, problem)
        if len(request.FILES.getlist("photos")) > 1:
            form.add_error("photos", _("ยังไม่ได้เพิ่มภาพใด เลือกภาพที่ใช้ได้อีกครั้ง"))
        return _page(request, one, photos=form, status=problem.status)
    messages.success(request, _("เพิ่มภาพแล้ว"))
    _doubts(request, one)
    return _to(one, "#photos")


@needs(Permission.ACTIVITIES_READ)
@require_safe
def photo(request: OfficialRequest, public_id: str, pk: int) -> HttpResponse:
    """Send a photo."""
    return file_response(access.get_photo(request.actor, public_id, pk).file)


@needs(Permission.ACTIVITIES_MANAGE)
@require_POST
def remove_photo(request: OfficialRequest, public_id: str, pk: int) -> HttpResponse:
    """Take a photo away."""
    found = access.get_photo(request.actor, public_id, pk)
    recording.remove_photo(photo=found, by=request.actor, at=clock.now())
    messages.success(request, _("นำภาพออกแล้ว"))
    return _to(found.activity, "#photos")


@needs(Permission.ACTIVITIES_MANAGE)
@require_POST
def answer_flag(request: OfficialRequest, public_id: str, pk: int) -> HttpResponse:
    """Say that a flagged photo is of this activity, or explain how it came about."""
    found, form = access.get_flag(request.actor, public_id, pk), AnswerForm(request.POST)
    one = access.get_activity(request.actor, public_id)
    if "confirm" not in request.POST and not form.is_valid():
        return _page(request, one, answer=form, answering=pk, status=422)
    words = "" if "confirm" in request.POST else form.cleaned_data["words"]
    try:
        looking.answer(flag=found, words=words, by=request.actor, at=clock.now())
    except (Missing, NotAllowed, Conflict):
        raise
    except Problem as problem:
        attach(form, problem)
        return _page(request, one, answer=form, answering=pk, status=problem.status)
    messages.success(request, _("ตอบข้อสังเกตแล้ว หน่วยงานเหนือขึ้นไปจะเห็นคำตอบ"))
    return _to(one, "#photos")
