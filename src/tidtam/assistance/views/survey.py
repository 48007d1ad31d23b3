"""Pages of the mobile team: its days, one day, and the sheet of several households written at their doors."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import access
from tidtam.assistance.actions import desk, surveying
from tidtam.assistance.choices import ICONS, Code, Vulnerable
from tidtam.assistance.forms.survey import FIRST, MORE, VOLUNTEERS, HouseholdForm, Households, SheetForm
from tidtam.assistance.models import SurveySheet
from tidtam.assistance.queries import centre as queries
from tidtam.files import access as files
from tidtam.files.models import StoredFile
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.models import Office
from tidtam.offices.queries import areas_of, by_path
from tidtam.people.views.places import tambon_of
from tidtam.ui.forms import attach

_SALT = "assistance.survey.kept"
_PAGE = 30
_MANY = ("needs", "vulnerable")
# Where a problem of taking a household in is shown: beside what the page asked.
_BESIDE = {"first_name": "name", "last_name": "name", "photos": "photo", "needs": "needs", "detail": "problem"}


@needs(Permission.NEEDS_READ)
@require_safe
def sheets(request: OfficialRequest) -> HttpResponse:
    """List the days of the mobile teams."""
    page = Paginator(queries.sheets(request.actor), _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": list(page), "may_manage": request.actor.may(Permission.NEEDS_MANAGE),
        "wide": any(one.office_id != request.actor.office_id for one in page),
    }  # fmt: skip
    return render(request, "assistance/sheets.html", context)


@needs(Permission.NEEDS_READ)
@require_safe
def sheet(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show what a team brought home on a day."""
    found = access.get_sheet(request.actor, public_id)
    rows = list(found.requests.select_related("person").prefetch_related("needs").order_by("year", "number"))
    audit.note_read(request, [one.person_id for one in rows], "assistance.sheet")
    context = {
        "sheet": found, "may_manage": request.actor.may(Permission.NEEDS_MANAGE),
        "rows": [(one, [(ICONS[n.code], n.get_code_display()) for n in one.needs.all()]) for one in rows],
    }  # fmt: skip
    return render(request, "assistance/sheet.html", context)


@dataclass
class _Typed:
    """A sheet while it is written: the day, its households, the photos that came with an earlier try."""

    office: Office
    form: SheetForm
    rows: Any
    kept: dict[str, str] = field(default_factory=dict)  # prefix of the part → SHA-256
    fresh: list[desk.Clean] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)  # prefix of the part → why its photo cannot be opened


@needs(Permission.NEEDS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficialRequest) -> HttpResponse:
    """Write a sheet: five households on one page, more by a button; what was typed stays, photos too."""
    office = by_path(request.actor.scope)
    if request.method != "POST":
        return _show(request, _begun(request, office))
    if "more" in request.POST:
        typed = _longer(request, office)
        _photos(request, typed)
        return _show(request, typed)
    typed = _Typed(office, SheetForm(request.POST), Households(request.POST, request.FILES, prefix="h"))
    typed.kept = _kept(request, typed.rows)
    _photos(request, typed)
    valid = [typed.form.is_valid(), typed.rows.is_valid(), not typed.unreadable]
    return _take_in(request, typed) if all(valid) else _refuse(request, typed)


def _begun(request: OfficialRequest, office: Office) -> _Typed:
    first: dict[str, Any] = {"uuid": uuid4(), "on": clock.today()}
    like = request.GET.get("like", "")
    tambons = _tambons(office)
    if like:
        other = access.get_sheet(request.actor, like[:12])
        first |= {"on": other.on, "team": other.team, "moo": other.moo, "area": _place(other)}
    elif len(tambons) == 1:
        first["area"] = tambons[0]
    rows = Households(initial=[{"uuid": uuid4()} for _n in range(FIRST)], prefix="h")
    return _Typed(office, SheetForm(initial=first), rows)


def _place(sheet: SurveySheet) -> str:
    above = sheet.area.parent
    return f"ต.{sheet.area.name_th} อ.{above.name_th}" if above else sheet.area.name_th


def _tambons(office: Office) -> list[str]:
    found = [one.area for one in areas_of(office) if one.area.level == "subdistrict"]
    return [f"ต.{area.name_th} อ.{area.parent.name_th}" for area in found if area.parent]


def _longer(request: OfficialRequest, office: Office) -> _Typed:
    """Return what was typed, not judged yet, with five more parts below."""
    data, typed = request.POST, request.POST.get("h-TOTAL_FORMS", "")
    total = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    names = [name for name in HouseholdForm.base_fields if name != "photo"]
    rows = []
    for number in range(min(total + MORE, surveying.MOST)):
        first: dict[str, Any] = {
            name: data.getlist(f"h-{number}-{name}") if name in _MANY else data.get(f"h-{number}-{name}", "")
            for name in names
        }
        rows.append(first | {"uuid": first["uuid"] or uuid4()})
    made = _Typed(office, SheetForm(initial=data.dict()), Households(initial=rows, prefix="h"))
    made.kept = _kept(request, made.rows)
    return made


def _kept(request: OfficialRequest, rows: Any) -> dict[str, str]:
    """Return the photos an earlier try brought, by the part they belong to; a token that is not ours is none."""
    found = {}
    for row in rows:
        token = request.POST.get(f"{row.prefix}-kept", "")
        try:
            prefix, sha256 = signing.loads(token, salt=_SALT) if token else ("", "")
        except (signing.BadSignature, ValueError, TypeError):
            continue
        if prefix == row.prefix:
            found[prefix] = sha256
    return found


def _photos(request: OfficialRequest, typed: _Typed) -> None:
    """Write the photos anew and keep them; one that cannot be opened is told beside its part."""
    for row in typed.rows:
        upload = request.FILES.get(f"{row.prefix}-photo")
        if upload is None:
            continue
        try:
            pieces = desk.written_anew([upload.read()])
        except Problem as problem:
            typed.unreadable[row.prefix] = _(problem.message)
            continue
        (stored,) = desk.keep(office=typed.office, pieces=pieces, by=request.actor, at=clock.now())
        typed.kept[row.prefix] = stored.sha256
        typed.fresh += pieces


def _take_in(request: OfficialRequest, typed: _Typed) -> HttpResponse:
    by, at = request.actor, clock.now()
    full = [row for row in typed.rows if not row.blank]
    held: dict[str, StoredFile] = {}
    if typed.kept:
        rows = files.visible_to(by).filter(office=typed.office, sha256__in=typed.kept.values(), personal=True)
        held = {one.sha256: one for one in rows}
    try:
        area = tambon_of(typed.form.cleaned_data["area"]).pk
        households = [row.values(held.get(typed.kept.get(row.prefix, ""))) for row in full]
        day = typed.form.day(area)
        made, requests = surveying.save(office=typed.office, day=day, households=households, by=by, at=at)
    except Missing:
        raise
    except Problem as problem:
        number = problem.details.get("row")
        row = full[number] if isinstance(number, int) and number < len(full) else None
        if row is None:
            attach(typed.form, problem)
        else:
            name = _BESIDE.get(problem.field or "", problem.field)
            row.add_error(name if name in row.fields else None, _(problem.message))
        return _refuse(request, typed)
    messages.success(request, _("รับคำขอแล้ว %(n)s ครัวเรือน") % {"n": len(requests)})
    return HttpResponseRedirect(reverse("assistance:sheet", args=[made.public_id]))


def _refuse(request: OfficialRequest, typed: _Typed) -> HttpResponse:
    """Show the sheet again; the photos are kept once the refusal is over, for no browser sends them twice by itself."""
    if typed.fresh:
        request.after_refusal.append(  # type: ignore[attr-defined]  # set by the gate
            partial(desk.keep, office=typed.office, pieces=typed.fresh, by=request.actor, at=clock.now())
        )
    return _show(request, typed, 422)


def _show(request: OfficialRequest, typed: _Typed, status: int = 200) -> HttpResponse:
    parts = [_part(number, row, typed) for number, row in enumerate(typed.rows, 1)]
    context = {
        "form": typed.form, "rows": typed.rows, "parts": parts, "faults": [part for part in parts if part["bad"]],
        "tambons": _tambons(typed.office), "volunteers": VOLUNTEERS, "full": len(parts) >= surveying.MOST,
        "office": typed.office,
    }  # fmt: skip
    return render(request, "assistance/sheet_form.html", context, status=status)


def _part(number: int, row: HouseholdForm, typed: _Typed) -> dict[str, Any]:
    chosen, cared = set(row["needs"].value() or []), set(row["vulnerable"].value() or [])
    kept, fault = typed.kept.get(row.prefix or "", ""), typed.unreadable.get(row.prefix or "", "")
    return {
        "n": number, "form": row, "kept": signing.dumps([row.prefix, kept], salt=_SALT) if kept else "",
        "photo": fault, "bad": bool(fault or (row.is_bound and row.errors)),
        "codes": [(code, label, ICONS[code], code in chosen) for code, label in Code.choices],
        "vulnerable": [(code, label, code in cared) for code, label in Vulnerable.choices],
    }  # fmt: skip
