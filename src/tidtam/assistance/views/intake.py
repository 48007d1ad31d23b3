"""Taking a request in at the counter, by telephone or letter: who asks is looked for first, then the form."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance.actions import desk, requests
from tidtam.assistance.choices import ICONS, Code
from tidtam.assistance.forms.intake import IntakeForm, PersonForm, SearchForm, person_values
from tidtam.assistance.papers.form import DIVISIONS
from tidtam.files import access as files
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.models import Office
from tidtam.offices.queries import areas_of, by_path
from tidtam.people import access as people_access
from tidtam.people import queries as people
from tidtam.people import rules
from tidtam.people.matching.asking import parse
from tidtam.people.models import Person
from tidtam.people.queries import Duplicate
from tidtam.people.rules import NOTICE, NoticeValues, Registration
from tidtam.people.views.places import tambon_of
from tidtam.thai.national_id import is_valid
from tidtam.ui.forms import attach

_SALT = "assistance.intake.kept"


@needs(Permission.NEEDS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: OfficialRequest) -> HttpResponse:
    """Look for the requester first, so that one human has one row; what is typed stands in no address."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "asked": False}
    if form.is_bound and form.is_valid():
        text = form.cleaned_data["text"]
        found = [match for match in people.search(request.actor, text, purpose="help")
                 if match.person.scope_path == request.actor.scope]  # fmt: skip
        audit.note_read(request, [match.person.pk for match in found], "search")
        context |= {"asked": True, "found": found, "text": text}
    return render(request, "assistance/intake_search.html", context, status=422 if form.errors else 200)


@dataclass
class _Typed:
    """What an intake holds while it is filled in: its forms, who was chosen, who may be the same, photos kept."""

    office: Office
    form: IntakeForm
    person_form: PersonForm | None
    person: Person | None = None
    twins: list[Duplicate] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # SHA-256 of photos sent with an earlier try


@needs(Permission.NEEDS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: OfficialRequest) -> HttpResponse:
    """Fill in the form and take the request in; sent twice it is one request, and what was typed stays."""
    office = by_path(request.actor.scope)
    if request.method != "POST" or "begin" in request.POST:
        return _show(request, _begun(request, office))
    typed = _typed(request, office)
    valid = [typed.form.is_valid(), typed.person_form is None or typed.person_form.is_valid()]
    pieces = _pieces(request, typed)
    if not all(valid) or pieces is None:
        return _refuse(request, typed, pieces or [])
    try:
        return _take_in(request, typed, pieces)
    except Missing:
        raise
    except Problem as problem:
        names_person = typed.person_form is not None and problem.field in typed.person_form.fields
        attach(typed.person_form if names_person and typed.person_form else typed.form, problem)
        return _refuse(request, typed, pieces, status=problem.status)


def _begun(request: OfficialRequest, office: Office) -> _Typed:
    today, areas = clock.today(), areas_of(office)
    person = _chosen(request)
    first = {"uuid": uuid4(), "asked_on": today, "door": "counter"}
    if len(areas) == 1 and areas[0].area.level == "subdistrict":
        area = areas[0].area
        first["area"] = f"ต.{area.name_th} อ.{area.parent.name_th}" if area.parent else area.name_th
    home = next(iter(people.addresses(person)), None) if person else None
    if home is not None:
        place = f"ต.{home.area.name_th} อ.{home.area.parent.name_th}" if home.area.parent else home.area.name_th
        first |= {"area": place, "moo": home.moo, "house_no": home.house_no, "village": home.village}
    made = None if person else PersonForm(initial=_searched(request.POST.get("searched", "")))
    return _Typed(office, IntakeForm(initial=first, today=today), made, person)


def _searched(text: str) -> dict[str, str]:
    """Return the first values of the form from what was searched."""
    found = parse(text.replace("\x00", "")[:120])
    words = (*found.words, "", "")
    phone = next((one for one in found.numbers if len(one) in (9, 10) and one.startswith("0")), "")
    number = next((one for one in found.numbers if is_valid(one)), "")
    return {"first_name": words[0], "last_name": words[1], "id_number": number, "phone": phone}


def _chosen(request: OfficialRequest) -> Person | None:
    """Return the person chosen, of the own register. Errors: Missing for anybody else."""
    public_id = request.POST.get("person", "") or request.POST.get("same", "")
    if not public_id or public_id == "other":
        return None
    person = people_access.get_person(request.actor, public_id)
    if person.scope_path != request.actor.scope or person.purpose != "help":
        raise Missing("people.missing", _("ไม่พบคนนี้ในทะเบียนขอความช่วยเหลือของหน่วยงาน"))
    return person


def _typed(request: OfficialRequest, office: Office) -> _Typed:
    person = _chosen(request)
    try:
        kept: list[str] = signing.loads(request.POST.get("kept", ""), salt=_SALT)
    except signing.BadSignature:
        kept = []
    return _Typed(
        office, IntakeForm(request.POST, request.FILES, today=clock.today()),
        None if person else PersonForm(request.POST), person, kept=kept[: desk.MOST_PHOTOS],
    )  # fmt: skip


def _pieces(request: OfficialRequest, typed: _Typed) -> list[desk.Clean] | None:
    """Write the photos anew; None with the fault beside the field when one cannot be."""
    try:
        return desk.written_anew(one.read() for one in request.FILES.getlist("photos"))
    except Problem as problem:
        attach(typed.form, problem)
        return None


def _take_in(request: OfficialRequest, typed: _Typed, pieces: list[desk.Clean]) -> HttpResponse:
    by, at = request.actor, clock.now()
    tambon = tambon_of(typed.form.cleaned_data["area"])
    area = tambon.pk
    who = _who(request, typed, area)
    if who is None:
        return _refuse(request, typed, pieces, status=200 if typed.twins else 422)
    stored = desk.keep(office=typed.office, pieces=pieces, by=by, at=at)
    held = files.visible_to(by).filter(office=typed.office, sha256__in=typed.kept) if typed.kept else []
    intake = replace(typed.form.intake(area, **who), evidence=desk.as_evidence([*held, *stored]))
    made = requests.receive(office=typed.office, intake=intake, by=by, at=at)
    messages.success(request, _("รับคำขอแล้ว เลขที่ %(number)s") % {"number": made.shown})
    if not _answers_for(typed.office, area):
        said = _("%(area)s อยู่นอกพื้นที่ของหน่วยงาน ถ้าไม่ใช่งานของเรา ส่งต่อได้จากหน้านี้")
        messages.warning(request, said % {"area": tambon.title})
    return HttpResponseRedirect(reverse("assistance:request", args=[made.public_id]))


def _answers_for(office: Office, area: str) -> bool:
    """Say whether a tambon lies in what an office answers for; an office nobody gave an area to answers for any."""
    codes = [one.area_id for one in areas_of(office)]
    return not codes or any(area.startswith(code) or code.startswith(area) for code in codes)


def _who(request: OfficialRequest, typed: _Typed, area: str) -> dict[str, Any] | None:
    """Return who asks, for the intake; None when the form must be shown again: a fault, or somebody alike."""
    if typed.person is not None:
        return {"person_id": typed.person.pk}
    assert typed.person_form is not None
    at, today = clock.now(), clock.today()
    values = person_values(typed.person_form, typed.form.cleaned_data["door"])
    address = typed.form.address(area)
    notice = NoticeValues(NOTICE, at) if typed.form.cleaned_data["notice"] else None
    one = Registration(
        person=values, office_id=typed.office.pk, scope_path=typed.office.path, addresses=(address,), notice=notice
    )
    problems = rules.check(one, today=today)
    for problem in problems:
        attach(typed.person_form if problem.field in typed.person_form.fields else typed.form, problem)
    if problems:
        return None
    ready = rules.checked(one, today=today)
    if request.POST.get("same") != "other":
        found = people.duplicates_of(request.actor, ready.person, purpose="help", areas=[area])
        typed.twins = [twin for twin in found if twin.person.scope_path == typed.office.path]
        if typed.twins:
            audit.note_read(request, [twin.person.pk for twin in typed.twins], "search")
            return None
    return {"person": values, "addresses": (address,), "notice": notice}


def _refuse(
    request: OfficialRequest, typed: _Typed, pieces: list[desk.Clean], *, status: int = 422
) -> HttpResponse:  # fmt: skip
    """Show the form again; photos that were fine are kept, for no browser sends them a second time by itself."""
    if pieces:
        by, at, office = request.actor, clock.now(), typed.office
        stored = desk.keep(office=office, pieces=pieces, by=by, at=at)
        typed.kept = list(dict.fromkeys([*typed.kept, *(one.sha256 for one in stored)]))[: desk.MOST_PHOTOS]
        if status >= 400:  # a refused request leaves nothing behind: keep them once it is over
            request.after_refusal.append(  # type: ignore[attr-defined]  # set by the gate
                partial(desk.keep, office=office, pieces=pieces, by=by, at=at)
            )
    return _show(request, typed, status=status)


def _show(request: OfficialRequest, typed: _Typed, status: int = 200) -> HttpResponse:
    form = typed.form
    chosen = set(form["needs"].value() or [])
    if typed.person is not None:
        audit.note_read(request, [typed.person.pk], "assistance.intake")
    context = {
        "form": form, "person_form": typed.person_form, "person": typed.person, "twins": typed.twins,
        "masked": people.masked_id(typed.person) if typed.person else "", "kept_count": len(typed.kept),
        "kept": signing.dumps(typed.kept, salt=_SALT) if typed.kept else "", "office": typed.office,
        "codes": [(code, label, ICONS[code], code in chosen) for code, label in Code.choices],
        "divisions": DIVISIONS, "tambons": _tambons(typed.office), "same": request.POST.get("same", ""),
    }  # fmt: skip
    return render(request, "assistance/intake.html", context, status=status)


def _tambons(office: Office) -> list[str]:
    """Return the tambons an office answers for, as they are typed."""
    found = [one.area for one in areas_of(office) if one.area.level == "subdistrict"]
    return [f"ต.{area.name_th} อ.{area.parent.name_th}" for area in found if area.parent]
