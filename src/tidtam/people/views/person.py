"""One person: identity, addresses, caregiver, notice, and the forms that change them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.kernel.routes import needs
from tidtam.people import access, actions, queries, rules
from tidtam.people.choices import AddressKind
from tidtam.people.forms import ADDRESS_KINDS, AddressForm, CaregiverForm, NoticeForm, PersonForm
from tidtam.people.models import Person
from tidtam.people.rules import NoticeValues, Registration
from tidtam.people.views.places import tambon_of
from tidtam.places.queries import place_line
from tidtam.thai.dates import be_year
from tidtam.ui.forms import attach


@needs(Permission.PEOPLE_READ)
@require_safe
def show(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show what is known of a person; a merged row leads to the one that remains."""
    person = access.get_person(request.actor, public_id)
    audit.note_read(request, [person.pk], "person")
    homes = [(home, place_line(home.area)) for home in queries.addresses(person)]
    missing = [kind for kind in AddressKind if kind.value not in {home.kind for home, _ in homes}]
    may = request.actor.may
    context = {
        "person": person, "homes": homes, "missing": missing, "masked": queries.masked_id(person),
        "phone": queries.phone(person), "line": queries.line_id(person), "birth": birth_said(person),
        "age": queries.age(person, clock.today()), "caregiver": getattr(person, "caregiver", None),
        "caregiver_phone": queries.caregiver_phone(person), "merges": queries.merges_of(request.actor, person),
        "may_edit": may(Permission.PEOPLE_REGISTER) and person.merged_into_id is None,
        "may_merge": may(Permission.PEOPLE_MERGE) and person.merged_into_id is None,
        "may_unmerge": may(Permission.PEOPLE_MERGE), "may_log": may(Permission.PEOPLE_LOG),
    }  # fmt: skip
    return render(request, "people/person.html", context)


def birth_said(person: Person) -> str:
    """Say a birth date as far as it is known."""
    if person.birth_date is None:
        return ""
    if person.birth_precision == "year":
        return _("พ.ศ. %(year)s (รู้เฉพาะปี)") % {"year": be_year(person.birth_date)}
    return ""


def _asked(request: OfficialRequest, made: Callable[..., Any], initial: dict[str, Any]) -> Any:
    return made(request.POST) if request.method == "POST" else made(initial=initial)


def _answer(
    request: OfficialRequest, person: Person, form: forms.Form, title: str, act: Callable[[], object], done: str,
    seen: str = "",
) -> HttpResponse:  # fmt: skip
    """Show a form, or do what it asks and go back to the person; a Problem stands beside its field.

    `seen` marks what the form was filled from. After a conflict the page carries on the mark that stands now.
    """
    audit.note_read(request, [person.pk], "edit")
    status, changed = 200, False
    seen = request.POST.get("seen", "") if request.method == "POST" else seen
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act()
            except Problem as problem:
                attach(form, problem)
                changed = "seen" in problem.details
                seen = problem.details.get("seen", seen)
            else:
                messages.success(request, done)
                return HttpResponseRedirect(reverse("people:person", args=[person.public_id]))
    context = {"form": form, "person": person, "said": title, "seen": seen, "changed": changed}
    return render(request, "people/form.html", context, status=status)


@needs(Permission.PEOPLE_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Change who somebody is."""
    person = access.get_person(request.actor, public_id)
    values = queries.values_of(person)
    initial = {name: getattr(values, name) for name in PersonForm.base_fields}
    initial["birth"] = queries.birth_typed(person)
    form = _asked(request, PersonForm, initial)

    def act() -> None:
        one = Registration(person=form.values(), office_id=person.office_id, scope_path=person.scope_path)
        problems = rules.check(one, today=clock.today())
        for problem in problems[:-1]:
            attach(form, problem)
        if problems:
            raise problems[-1]
        version = request.POST.get("seen", "")
        actions.edit(person=person, values=form.values(), by=request.actor, at=clock.now(),
                     version=int(version) if version.isdecimal() and len(version) < 9 else 0)  # fmt: skip

    return _answer(request, person, form, _("แก้ข้อมูล"), act, _("แก้ข้อมูลแล้ว"), str(person.version))


@needs(Permission.PEOPLE_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: OfficialRequest, public_id: str, which: str) -> HttpResponse:
    """Set one of the two addresses; the exact position is kept while the tambon is."""
    person = access.get_person(request.actor, public_id)
    if which not in ADDRESS_KINDS:
        raise Http404
    held = next((home for home in queries.addresses(person) if home.kind == which), None)
    initial = {name: getattr(held, name) for name in AddressForm.base_fields if name != "area"} if held else {}
    form = _asked(request, AddressForm, initial | ({"area": place_line(held.area)} if held else {}))

    def act() -> None:
        values = form.values(tambon_of(form.cleaned_data["area"]).code, which)
        actions.set_address(
            person=person, values=values, by=request.actor, at=clock.now(), seen=request.POST.get("seen", "")
        )

    title, seen = str(AddressKind(which).label), queries.mark_of_address(held)
    return _answer(request, person, form, title, act, _("แก้ที่อยู่แล้ว"), seen)


@needs(Permission.PEOPLE_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def caregiver(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Set who cares for the person."""
    person = access.get_person(request.actor, public_id)
    held = getattr(person, "caregiver", None)
    initial = {"relation": "9"}
    if held:
        initial = {
            "caregiver_name": held.name, "relation": held.relation, "caregiver_phone": queries.caregiver_phone(person)
        }  # fmt: skip
    form = _asked(request, CaregiverForm, initial)

    def act() -> None:
        actions.set_caregiver(
            person=person, values=form.values(), by=request.actor, at=clock.now(), seen=request.POST.get("seen", "")
        )

    seen = queries.mark_of_caregiver(person, held)
    return _answer(request, person, form, _("ผู้ดูแล"), act, _("แก้ผู้ดูแลแล้ว"), seen)


@needs(Permission.PEOPLE_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Record that the person was given the privacy notice."""
    person = access.get_person(request.actor, public_id)
    form = _asked(
        request, NoticeForm, {"notice_version": person.notice_version or "2569-1", "notice_at": clock.today()}
    )

    def act() -> None:
        at = datetime.combine(form.cleaned_data["notice_at"], time(12), clock.BANGKOK)
        given = NoticeValues(version=form.cleaned_data["notice_version"], at=at)
        actions.give_notice(person=person, notice=given, by=request.actor, at=clock.now())

    return _answer(request, person, form, _("ประกาศความเป็นส่วนตัว"), act, _("บันทึกการแจ้งแล้ว"))
