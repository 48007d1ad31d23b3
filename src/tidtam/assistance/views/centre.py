"""Pages of the centre itself: its signs and channels, a round of them, and which centre below has not been round."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance.actions import centre as actions
from tidtam.assistance.choices import ChannelKind, Condition
from tidtam.assistance.forms.centre import ChannelForm, SignForm
from tidtam.assistance.queries import centre as queries
from tidtam.assistance.rules import answers_citizens
from tidtam.files.downloads import file_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.models import Office
from tidtam.ui.forms import attach

_PAGE = 100
SHAPES = {Condition.GOOD: "done", Condition.DAMAGED: "due", Condition.ABSENT: "late"}


@needs(Permission.NEEDS_READ)
@require_safe
def centre(request: OfficialRequest) -> HttpResponse:
    """Show the signs and channels of a centre; above a local government, how those below stand."""
    code = request.GET.get("at", "")[:24]
    office = queries.office_of(request.actor, code)
    if not answers_citizens(office.level, office.line):
        return _below(request)
    signs = queries.signs(request.actor, office)
    today = clock.today()
    (standing,) = queries.centres(request.actor, [office])
    context = {
        "office": office, "signs": [(one, SHAPES[Condition(one.condition)]) for one in signs], "standing": standing,
        "channels": queries.channels(request.actor, office), "late": standing.late(today),
        "may_manage": request.actor.may(Permission.CENTRE_MANAGE) and office.pk == request.actor.office_id,
        "own": office.pk == request.actor.office_id,
    }  # fmt: skip
    return render(request, "assistance/centre.html", context)


def _below(request: OfficialRequest) -> HttpResponse:
    show, today = request.GET.get("show", ""), clock.today()
    page = Paginator(queries.lgos(request.actor), _PAGE).get_page(request.GET.get("page"))
    rows = queries.centres(request.actor, page)
    late, broken = [one for one in rows if one.late(today)], [one for one in rows if one.to_do and one.last]
    if show in ("late", "broken"):
        rows = late if show == "late" else broken
    context = {
        "page": page, "rows": [(one, one.late(today)) for one in rows], "show": show, "late": len(late),
        "broken": len(broken), "total": page.paginator.count,
    }  # fmt: skip
    return render(request, "assistance/centres.html", context)


def _own(request: OfficialRequest) -> Office:
    office = queries.office_of(request.actor, "")
    if not answers_citizens(office.level, office.line):
        raise Missing("assistance.missing", "หน้านี้เป็นของศูนย์ช่วยเหลือประชาชนของ อปท.")
    return office


@needs(Permission.CENTRE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def check_sign(request: OfficialRequest) -> HttpResponse:
    """Note a round of a sign, with its photo."""
    office, sent = _own(request), request.method == "POST"
    first = {"on": clock.today(), "place": request.GET.get("place", "")[:200]}
    form = SignForm(request.POST, request.FILES) if sent else SignForm(initial=first)
    if sent and form.is_valid():
        data = dict(form.cleaned_data)
        upload = data.pop("photo")
        try:
            actions.check_sign(
                office=office, photo=upload.read() if upload else b"", by=request.actor, at=clock.now(), **data
            )
        except Missing:
            raise
        except Problem as problem:
            attach(form, problem)
        else:
            messages.success(request, _("บันทึกการตรวจป้ายแล้ว"))
            return HttpResponseRedirect(reverse("assistance:centre"))
    places = [one.place for one in queries.signs(request.actor, office)]
    context = {"form": form, "places": places, "office": office}
    return render(request, "assistance/sign_form.html", context, status=422 if sent else 200)


@needs(Permission.CENTRE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def check_channel(request: OfficialRequest, kind: str) -> HttpResponse:
    """Note that a channel was tried."""
    office, sent = _own(request), request.method == "POST"
    if kind not in ChannelKind.values:
        raise Missing("assistance.missing", "ไม่มีช่องทางนี้")
    row = next(one.row for one in queries.channels(request.actor, office) if one.kind == kind)
    first: dict[str, Any] = {"on": clock.today()}
    if row is not None:
        first |= {"works": "yes" if row.works else "no", "detail": row.detail}
    form = ChannelForm(request.POST, request.FILES) if sent else ChannelForm(initial=first)
    if sent and form.is_valid():
        data = dict(form.cleaned_data)
        upload, works = data.pop("photo"), data.pop("works") == "yes"
        try:
            actions.check_channel(
                office=office, kind=kind, works=works, photo=upload.read() if upload else b"", by=request.actor,
                at=clock.now(), **data,
            )  # fmt: skip
        except Missing:
            raise
        except Problem as problem:
            attach(form, problem)
        else:
            messages.success(request, _("บันทึกช่องทางแล้ว"))
            return HttpResponseRedirect(reverse("assistance:centre"))
    context = {"form": form, "label": ChannelKind(kind).label, "office": office}
    return render(request, "assistance/channel_form.html", context, status=422 if sent else 200)


@needs(Permission.NEEDS_READ)
@require_safe
def channel_photo(request: OfficialRequest, kind: str) -> HttpResponse:
    """Send the photo that shows how a channel was tried."""
    office = queries.office_of(request.actor, request.GET.get("at", "")[:24])
    row = next((one.row for one in queries.channels(request.actor, office) if one.kind == kind), None)
    if row is None or row.photo is None:
        raise Missing("files.not_found", _("การตรวจครั้งนี้ไม่มีภาพ"))
    return file_response(row.photo)


@needs(Permission.NEEDS_READ)
@require_safe
def sign_photo(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Send the photo of a sign."""
    found = queries.get_sign(request.actor, public_id)
    if found.photo is None:
        raise Missing("files.not_found", _("การตรวจครั้งนี้ไม่มีภาพ"))
    return file_response(found.photo)
