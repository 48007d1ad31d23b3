"""Pages of the tree of offices: the list, one office, and the four ways to change it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.console.administering import tables
from tidtam.console.administering.forms import CloseForm, EditForm, FilterForm, MoveForm, RenameForm
from tidtam.files.downloads import content_disposition
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.kernel.routes import needs
from tidtam.offices import access, actions, importing, papers, queries
from tidtam.offices.choices import UNDER_PROVINCE, LgoType, Line
from tidtam.offices.models import Office
from tidtam.places import queries as places
from tidtam.thai.dates import short_date
from tidtam.ui.forms import attach

PAGE_SIZE = 50
PARENTS_SHOWN = 20
_DETAILS = ("letter_prefix", "head_title", "address", "phone", "email")


def _filter(request: OfficialRequest) -> FilterForm:
    provinces = [(area.code, area.name_th) for area in places.provinces()]
    return FilterForm(request.GET, provinces=provinces)


@needs(Permission.OFFICES_READ)
@require_GET
def offices(request: OfficialRequest) -> HttpResponse:
    """List the standing offices of the actor's branch."""
    form = _filter(request)
    found = queries.listing(**form.wanted(), within=request.actor.scope)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "table": tables.offices(page.object_list, gettext("หน่วยงาน")),
        "may_manage": request.actor.may(Permission.OFFICES_MANAGE),
    }
    return render(request, "console/administering/offices.html", context)


@needs(Permission.OFFICES_READ)
@require_GET
def offices_sheet(request: OfficialRequest) -> HttpResponse:
    """Hand out the list as it is filtered."""
    found = queries.listing(**_filter(request).wanted(), within=request.actor.scope)
    return sheet(papers.listing_xlsx(queries.as_rows(found)), "หน่วยงาน.xlsx")


def sheet(content: bytes, name: str) -> HttpResponse:
    """Return a sheet as a download."""
    answer = HttpResponse(content, content_type=papers.XLSX)
    answer["Content-Disposition"] = content_disposition(name)
    return answer


@needs(Permission.OFFICES_READ)
@require_GET
def office(request: OfficialRequest, pk: int) -> HttpResponse:
    """Show one office: what it is, its names over time, its areas, the offices above and directly below."""
    this = access.get_visible(request.actor, pk)
    below = queries.directly_below(this).select_related("district", "province")
    page = Paginator(below, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "office": this,
        "above": [(o, access.sees(request.actor, o)) for o in queries.ancestors(this)],
        "versions": queries.versions_of(this),
        "areas": queries.areas_of(this),
        "page": page,
        "below": tables.offices(page.object_list, gettext("หน่วยงานที่อยู่ใต้สังกัดโดยตรง")),
        "may_change": request.actor.may(Permission.OFFICES_MANAGE) and this.valid_to is None,
        "may_move": this.line != Line.ROOT,
    }
    return render(request, "console/administering/office.html", context)


def _change(request: OfficialRequest, this: Office, form: BaseForm, template: str, **context: Any) -> HttpResponse:
    """Draw the page of a change; with errors the answer is 422 and everything typed stands in the form."""
    status = 422 if form.is_bound and form.errors else 200
    context |= {"office": this, "form": form}
    return render(request, f"console/administering/{template}.html", context, status=status)


def _require_unchanged(this: Office, form: BaseForm) -> None:
    """Errors: Conflict when another person changed the office since the page was opened."""
    seen = form.cleaned_data["version"]
    if seen is not None and seen != this.version:
        # The page is drawn again with the version of now: who reads the warning and sends again means it.
        form.data = {**form.data.dict(), "version": str(this.version)}  # type: ignore[attr-defined]  # of a request it is a QueryDict
        raise Conflict("offices.changed_meanwhile", gettext("มีผู้แก้ไขหน่วยงานนี้หลังจากคุณเปิดหน้า ตรวจค่าปัจจุบันแล้วส่งอีกครั้ง"))


def _done(request: OfficialRequest, this: Office, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("console:offices_admin:office", pk=this.pk)


@needs(Permission.OFFICES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficialRequest, pk: int) -> HttpResponse:
    """Change address, telephone, e-mail, head's title and letter prefix."""
    this = _changeable(request, pk)
    initial = {name: getattr(this, name) for name in _DETAILS} | {"version": this.version}
    form = EditForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _require_unchanged(this, form)
            details = {name: form.cleaned_data[name] for name in _DETAILS}
            actions.edit(office=this, by=request.actor, at=clock.now(), **details)
            return _done(request, this, gettext("บันทึกรายละเอียดหน่วยงานแล้ว"))
        except Problem as problem:
            attach(form, problem)
    return _change(request, this, form, "edit")


@needs(Permission.OFFICES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: OfficialRequest, pk: int) -> HttpResponse:
    """Give the office another name or kind from a day on."""
    this = _changeable(request, pk)
    initial = {name: getattr(this, name) for name in ("name_th", "short_name", "lgo_type", "version")}
    form = RenameForm(request.POST or None, initial=initial | {"valid_from": short_date(clock.today())}, office=this)
    if request.method == "POST" and form.is_valid():
        before = this.lgo_type
        try:
            _require_unchanged(this, form)
            changed = actions.rename_or_retype(office=this, by=request.actor, at=clock.now(), **_new_name(this, form))
        except Problem as problem:
            attach(form, problem)
        else:
            if before and (before in UNDER_PROVINCE) != (changed.lgo_type in UNDER_PROVINCE):
                kind = LgoType(changed.lgo_type).label
                messages.warning(
                    request, gettext("%(kind)sสังกัดคนละระดับกับเดิม ตรวจว่าต้องย้ายสังกัดด้วยหรือไม่") % {"kind": kind}
                )
            return _done(request, this, gettext("บันทึกชื่อหรือประเภทแล้ว ตรวจตำแหน่งหัวหน้าหน่วยงานด้วย"))
    return _change(request, this, form, "rename", versions=queries.versions_of(this))


def _new_name(this: Office, form: RenameForm) -> dict[str, Any]:
    """Return what the action takes; a short name nobody touched follows the full name of a local government."""
    new = {name: form.cleaned_data[name] for name in ("name_th", "short_name", "valid_from", "reason")}
    new["lgo_type"] = form.cleaned_data.get("lgo_type", this.lgo_type)
    before = {"name_th": this.name_th, "lgo_type": this.lgo_type}
    left = new["short_name"] == this.short_name == importing.said_by_name(before).get("short_name")
    if left or not new["short_name"]:
        new["short_name"] = importing.said_by_name(new).get("short_name", new["short_name"])
    return new


@needs(Permission.OFFICES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: OfficialRequest, pk: int) -> HttpResponse:
    """Put the office and all below it under another parent, found by a search."""
    this = _changeable(request, pk)
    text = request.GET.get("text", "").replace("\x00", "").strip()[:100]
    chosen = request.POST.get("parent", "")
    found = queries.possible_parents(this, within=request.actor.scope, text=text, limit=PARENTS_SHOWN)
    if chosen.isdigit() and all(str(office.pk) != chosen for office in found):
        # The choice may come from a search made in another window; it is judged like any other.
        found += queries.possible_parents(this, within=request.actor.scope, pk=int(chosen), limit=1)
    form = MoveForm(request.POST or None, initial={"version": this.version}, parents=found)
    if request.method == "POST" and form.is_valid():
        parent = next(office for office in found if str(office.pk) == form.cleaned_data["parent"])
        try:
            _require_unchanged(this, form)
            given = form.cleaned_data["reason"]
            actions.move(office=this, parent=parent, reason=given, by=request.actor, at=clock.now())
            return _done(request, this, gettext("ย้ายไปอยู่ใต้ %(parent)s แล้ว") % {"parent": parent})
        except Problem as problem:
            attach(form, problem)
    count = queries.below(this).count()
    context = {"text": text, "count": count, "found": found}
    return _change(request, this, form, "move", **context)


@needs(Permission.OFFICES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: OfficialRequest, pk: int) -> HttpResponse:
    """End the office on a day."""
    this = _changeable(request, pk)
    form = CloseForm(request.POST or None, initial={"version": this.version})
    if request.method == "POST" and form.is_valid():
        try:
            _require_unchanged(this, form)
            day, given = form.cleaned_data["valid_to"], form.cleaned_data["reason"]
            actions.close(office=this, valid_to=day, reason=given, by=request.actor, at=clock.now())
            return _done(request, this, gettext("ยุบเลิก %(office)s แล้ว") % {"office": this})
        except Problem as problem:
            attach(form, problem)
    count = queries.directly_below(this).count()
    sentence = gettext("ยังมี %(count)d หน่วยงานใต้สังกัด") % {"count": count}
    return _change(request, this, form, "close", count=count, sentence=sentence if count else "")


def _changeable(request: OfficialRequest, pk: int) -> Office:
    """Return the office to change. Errors: Missing outside the branch; Conflict when it is closed."""
    this = access.get_visible(request.actor, pk)
    if this.valid_to is not None:
        raise Conflict("offices.closed", gettext("%(office)s ถูกยุบเลิกแล้ว แก้ไขต่อไม่ได้") % {"office": this})
    return this
