"""Knowledge sets: the list, one with its files, who below has read it, made and handed down."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.activities import access
from tidtam.activities.actions import knowledge as actions
from tidtam.activities.choices import FileRole
from tidtam.activities.forms import SetForm, ShareForm
from tidtam.activities.models import KnowledgeFile, KnowledgeSet
from tidtam.activities.queries import knowledge as queries
from tidtam.activities.views import once as keys
from tidtam.activities.views.listing import tabs
from tidtam.files.downloads import content_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.choices import Level
from tidtam.offices.queries import by_path
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Link

_PAGE = 50


@needs(Permission.ACTIVITIES_READ)
@require_safe
def knowledge(request: OfficialRequest) -> HttpResponse:
    """List the sets in sight: what the own office was given, and who below has read."""
    page = Paginator(queries.listing(request.actor), _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": queries.lines(request.actor, page), "tabs": tabs(request, "knowledge"),
        "may_share": request.actor.may(Permission.KNOWLEDGE_SHARE),
    }  # fmt: skip
    return render(request, "activities/knowledge.html", context)


@needs(Permission.ACTIVITIES_READ)
@require_safe
def one(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a set; to open it is to have read it as it stands."""
    found = access.get_knowledge(request.actor, public_id)
    read = actions.note_read(knowledge=found, by=request.actor, at=clock.now())
    (line,) = queries.lines(request.actor, [found])
    documents, infographic = queries.files(request.actor, found)
    own = queries.own_share(request.actor, found)
    before = queries.read_before(request.actor, found) if read and read.acknowledged_at is None else None
    may_share = request.actor.may(Permission.KNOWLEDGE_SHARE)
    context = {
        "one": found, "documents": documents, "infographic": infographic, "read": read, "before": before, "line": line,
        "own": own, "empty": queries.is_empty(found),
        "letter": queries.letter_of(request.actor, found) if request.actor.may(Permission.LETTERS_READ) else None,
        "owns": may_share and found.office_id == request.actor.office_id, "may_share": may_share and own is not None,
    }  # fmt: skip
    return render(request, "activities/set.html", context)


@needs(Permission.ACTIVITIES_READ)
@require_POST
def acknowledge(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Say that the office knows the version it has before it."""
    found, told = access.get_knowledge(request.actor, public_id), request.POST.get("version", "")[:9]
    version = int(told) if told.isascii() and told.isdigit() else None
    try:
        if actions.note_read(knowledge=found, acknowledge=True, version=version, by=request.actor, at=clock.now()):
            messages.success(request, _("บันทึกว่ารับทราบแล้ว"))
    except Conflict as changed:
        messages.warning(request, _(changed.message))
    return _to(found)


@needs(Permission.ACTIVITIES_READ)
@require_safe
def file(request: OfficialRequest, public_id: str, pk: int) -> HttpResponse:
    """Send a file of a set. Errors: Missing."""
    found = access.get_knowledge_file(request.actor, public_id, pk)
    return content_response(sha256=found.sha256, kind=found.kind, name=found.name)


@needs(Permission.KNOWLEDGE_SHARE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficialRequest) -> HttpResponse:
    """Make a set of the own office."""
    return _form(request, None)


@needs(Permission.KNOWLEDGE_SHARE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Change a set of the own office and its files."""
    return _form(request, _own(request, public_id))


def _own(request: OfficialRequest, public_id: str) -> KnowledgeSet:
    found = access.get_knowledge(request.actor, public_id)
    if found.office_id != request.actor.office_id:
        raise Missing("activities.knowledge_missing", "แก้ได้เฉพาะองค์ความรู้ของหน่วยงานที่คุณปฏิบัติอยู่")
    return found


def _form(request: OfficialRequest, found: KnowledgeSet | None) -> HttpResponse:
    sent = request.method == "POST"
    key = "" if found else keys.drawn(request)
    letter = queries.letter_of(request.actor, found) if found else None
    chosen = request.POST.get("letter", "")[:12] if sent else letter.public_id if letter else ""
    choices = queries.letters_to_choose(request.actor, chosen.replace("\x00", ""))
    first: dict[str, Any] = {}
    if found is not None:
        first = {"title": found.title, "summary": found.summary, "source": found.source, "version": found.version,
                 "letter": chosen}  # fmt: skip
    form = SetForm(request.POST, request.FILES, letters=choices) if sent else SetForm(initial=first, letters=choices)
    if sent and form.is_valid():
        try:
            made = _keep(request, form, found, key)
            messages.success(request, _("บันทึกองค์ความรู้แล้ว"))
            return _to(made)
        except (Missing, NotAllowed):
            raise
        except Problem as problem:
            attach(form, problem)
    for name in ("documents", "infographic"):
        if form.errors and request.FILES.getlist(name):  # no browser sends them a second time by itself
            form.add_error(name, _("ยังไม่ได้เก็บไฟล์ที่เลือก เลือกอีกครั้ง"))
    documents, infographic = queries.files(request.actor, found) if found else ([], None)
    context = {
        "form": form, "one": found, "documents": documents, "infographic": infographic,
        "once": keys.sealed(request, key) if key else "",
        "given": found is not None and queries.given_below(request.actor, found).exists(),
    }  # fmt: skip
    return render(request, "activities/set_form.html", context, status=422 if form.errors else 200)


def _keep(request: OfficialRequest, form: SetForm, found: KnowledgeSet | None, key: str) -> KnowledgeSet:
    told: dict[str, Any] = {"by": request.actor, "at": clock.now()}
    if found is None:
        made = actions.make(office=by_path(request.actor.scope), values=form.values(), public_id=key, **told)
    else:
        made = actions.change(knowledge=found, values=form.values(), version=form.cleaned_data["version"], **told)
    for upload in request.FILES.getlist("documents"):
        actions.add_file(knowledge=made, content=upload.read(), name=upload.name or "", **told)
    picture = form.cleaned_data["infographic"]
    if picture:
        actions.add_file(knowledge=made, content=picture.read(), name="", role=FileRole.INFOGRAPHIC, **told)
    return made


@needs(Permission.KNOWLEDGE_SHARE)
@require_POST
def remove_file(request: OfficialRequest, public_id: str, pk: int) -> HttpResponse:
    """Take a file of an own set away."""
    found: KnowledgeFile = access.get_knowledge_file(request.actor, public_id, pk)
    try:
        actions.remove_file(file=found, by=request.actor, at=clock.now())
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        messages.error(request, _(problem.message))
    else:
        messages.success(request, _("นำไฟล์ออกแล้ว"))
    return HttpResponseRedirect(reverse("activities:edit_set", args=[public_id]))


@needs(Permission.KNOWLEDGE_SHARE)
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Hand a set down the own branch."""
    found = access.get_knowledge(request.actor, public_id)
    below = queries.levels_below(by_path(request.actor.scope))
    choices = [
        (level, _("%(level)s %(n)s หน่วยงาน") % {"level": Level(level).label, "n": f"{n:,}"}) for level, n in below
    ]
    sent = request.method == "POST"
    form = ShareForm(request.POST, choices=choices) if sent else ShareForm(
        initial={"levels": [level for level, _n in below]}, choices=choices
    )  # fmt: skip
    if sent and form.is_valid():
        try:
            new = actions.share(knowledge=found, levels=form.cleaned_data["levels"], by=request.actor, at=clock.now())
        except (Missing, NotAllowed):
            raise
        except Problem as problem:
            attach(form, problem)
        else:
            said = _("ส่งให้ %(n)s หน่วยงานแล้ว") if new else _("ทุกหน่วยงานที่เลือกมีชุดนี้แล้ว")
            messages.success(request, said % {"n": f"{new:,}"} if new else said)
            return HttpResponseRedirect(reverse("activities:readers", args=[found.public_id]))
    (line,) = queries.lines(request.actor, [found])
    context = {
        "one": found, "form": form, "line": line, "nobody": not below, "empty": queries.is_empty(found),
        "owns": found.office_id == request.actor.office_id,
    }  # fmt: skip
    return render(request, "activities/share.html", context, status=422 if form.errors else 200)


@needs(Permission.ACTIVITIES_READ)
@require_safe
def readers(request: OfficialRequest, public_id: str) -> HttpResponse:
    """List the offices below that were given a set: who has read it, who has not."""
    found = access.get_knowledge(request.actor, public_id)
    show = request.GET.get("show", "unread")
    show = show if show in ("unread", "changed", "read", "all") else "unread"
    page = Paginator(queries.given_below(request.actor, found, show=show), _PAGE).get_page(request.GET.get("page"))
    (line,) = queries.lines(request.actor, [found])
    changed = queries.given_below(request.actor, found, show="changed").count()
    left = line.given - line.read - changed
    links = [
        Link(f"{label} ({n:,})", f"?show={key}", current=key == show)
        for key, label, n in (
            ("unread", _("ยังไม่อ่าน"), left), ("changed", _("แก้ไขหลังอ่าน"), changed), ("read", _("อ่านแล้ว"), line.read),
            ("all", _("ทั้งหมด"), line.given),
        )
        if key != "changed" or changed or show == key
    ]  # fmt: skip
    context = {
        "one": found, "page": page, "rows": queries.readers(request.actor, found, page), "line": line, "left": left,
        "changed": changed, "links": links, "show": show, "may_share": request.actor.may(Permission.KNOWLEDGE_SHARE),
    }  # fmt: skip
    return render(request, "activities/readers.html", context)


def _to(found: KnowledgeSet) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("activities:set", args=[found.public_id]))
