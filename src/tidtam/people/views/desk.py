"""Search first, then register."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.queries import by_path
from tidtam.people import access, actions, queries, rules
from tidtam.people.choices import IdKind
from tidtam.people.forms import RegisterForm, SearchForm
from tidtam.people.matching.asking import parse
from tidtam.people.queries import Duplicate
from tidtam.people.rules import NOTICE, AddressValues, NoticeValues, Registration
from tidtam.people.views.places import tambon_of
from tidtam.thai.national_id import is_valid
from tidtam.ui.forms import attach


@needs(Permission.PEOPLE_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: OfficialRequest) -> HttpResponse:
    """Find people by name in any spelling, identifier, telephone; what is typed never stands in an address."""
    purposes = access.purposes(request.actor)
    form = SearchForm(request.POST if request.method == "POST" else None, purposes=purposes)
    context: dict[str, Any] = {"form": form, "asked": False, "may_register": _may_register(request)}
    if form.is_valid() and purposes:
        purpose = form.cleaned_data["purpose"] or purposes[0]
        found = queries.search(request.actor, form.cleaned_data["text"], purpose=purpose)
        audit.note_read(request, [match.person.pk for match in found], "search")
        context |= {"asked": True, "found": found, "purpose": purpose}
    return render(request, "people/search.html", context, status=422 if form.is_bound and form.errors else 200)


def _may_register(request: OfficialRequest) -> bool:
    return request.actor.may(Permission.PEOPLE_REGISTER)


@needs(Permission.PEOPLE_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficialRequest) -> HttpResponse:
    """Register somebody the search did not find; likely duplicates are shown before anything is kept."""
    purposes = access.purposes(request.actor)
    if not purposes:
        raise NotAllowed("accounts.not_allowed", _("บทบาทของคุณยังไม่มีสิทธิ์ทำเรื่องนี้"))
    purpose = request.POST.get("purpose", "")
    purpose = purpose if purpose in purposes else purposes[0]
    if request.method != "POST" or "searched" in request.POST:
        form = RegisterForm(initial=_begun(request.POST.get("searched", "")))
        return _show(request, form, purpose)
    form = RegisterForm(request.POST)
    if not form.is_valid():
        return _show(request, form, purpose, status=422)
    try:
        address = form.address(tambon_of(form.cleaned_data["area"]).code)
    except Problem as problem:
        attach(form, problem)
        return _show(request, form, purpose, status=422)
    one = _registration(request, form, address)
    problems = rules.check(one, today=clock.today())
    for one_of_them in problems:
        attach(form, one_of_them)
    if problems:
        return _show(request, form, purpose, status=422)
    ready = rules.checked(one, today=clock.today())
    twins = queries.duplicates_of(request.actor, ready.person, purpose=purpose, areas=[address.area])
    # One identity card is one human, whatever somebody has looked at; a passport number may be another country's.
    same = ready.person.id_kind == IdKind.NATIONAL and any("id" in twin.why for twin in twins)
    if twins and (same or request.POST.get("another") != "yes"):
        audit.note_read(request, [twin.person.pk for twin in twins], "search")
        return _show(request, form, purpose, twins=twins, same=same, status=422 if same else 200)
    return _register(request, one, purpose)


def _register(request: OfficialRequest, one: Registration, purpose: str) -> HttpResponse:
    made = actions.register(
        person=one.person, purpose=purpose, office=by_path(one.scope_path), by=request.actor, at=clock.now(),
        addresses=one.addresses, notice=one.notice,
    )  # fmt: skip
    messages.success(request, _("ลงทะเบียนแล้ว"))
    return HttpResponseRedirect(reverse("people:person", args=[made.public_id]))


def _registration(request: OfficialRequest, form: RegisterForm, address: AddressValues) -> Registration:
    given = form.cleaned_data["notice_given"]
    return Registration(
        person=form.values(), office_id=request.actor.office_id or 0, scope_path=request.actor.scope,
        addresses=(address,), notice=NoticeValues(NOTICE, clock.now()) if given else None,
    )  # fmt: skip


def _begun(text: str) -> dict[str, str]:
    """Return the first values of the form from what was searched."""
    asked = parse(text)
    words = (*asked.words, "", "")
    number = next((digits for digits in asked.numbers if is_valid(digits)), "")
    phone = next((d for d in asked.numbers if len(d) in (9, 10) and d.startswith("0")), "")
    return {
        "first_name": words[0], "last_name": words[1], "id_number": number, "phone": phone,
        "area": " ".join(asked.places), "sex": "9", "nationality": "TH",
    }  # fmt: skip


def _show(
    request: OfficialRequest,
    form: RegisterForm,
    purpose: str,
    *,
    twins: list[Duplicate] | None = None,
    same: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "purpose": purpose, "twins": twins or [], "same": same}
    return render(request, "people/new.html", context, status=status)
