"""Pages to enrol one person: search first, then cohort and team."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare import access
from tidtam.aftercare.actions import enrol as actions
from tidtam.aftercare.forms.rosters import EnrolForm
from tidtam.aftercare.queries import programmes
from tidtam.aftercare.queries import teams as queries
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.models import Office
from tidtam.people import access as people_access
from tidtam.people import queries as people
from tidtam.people.choices import AddressKind, Purpose
from tidtam.people.models import Address, Person
from tidtam.ui.forms import attach

COHORTS, FOUND = 200, 10


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: OfficialRequest) -> HttpResponse:
    """Find the person first; then choose the cohort and who is responsible."""
    chosen = request.GET.get("person", "")
    if chosen:
        return _person(request, people_access.get_person(request.actor, chosen))
    text = request.POST.get("q", "")[:200].replace("\0", "").strip()  # posted, so that no address holds a name
    found = people.search(request.actor, text, purpose=Purpose.AFTERCARE, limit=FOUND) if text else []
    audit.note_read(request, [match.person.pk for match in found], "enrol")
    context = {"text": text, "found": found, "may_register": request.actor.may(Permission.PEOPLE_REGISTER)}
    return render(request, "aftercare/enrol.html", context)


def _person(request: OfficialRequest, person: Person) -> HttpResponse:
    if person.purpose != Purpose.AFTERCARE:
        raise Missing("people.missing", _("ไม่พบคนนี้ในงานติดตาม"))
    home = _home(person)
    offices = _offices(request)
    form = EnrolForm(
        request.POST or None, cohorts=list(programmes.cohorts(request.actor)[:COHORTS]), offices=offices,
        initial={"office": _guess(offices, home)},
    )  # fmt: skip
    audit.note_read(request, [person.pk], "enrol")
    if request.method == "POST" and form.is_valid():
        area, moo = (str(home.area_id), home.moo) if home else (None, "")
        wanted = form.enrolment(person_id=person.pk, today=clock.today(), area_id=area, moo=moo)
        try:
            case = actions.enrol(enrolment=wanted, by=request.actor, at=clock.now())
        except (NotAllowed, Missing):
            raise
        except Problem as problem:
            attach(form, problem)
        else:
            messages.success(request, _("ลงทะเบียนแล้ว แผนติดตามเริ่มนับจากวันจบ"))
            return redirect("aftercare:case", public_id=case.public_id)
    place = home.area.title if home else ""
    context: dict[str, Any] = {"person": person, "form": form, "place": place, "masked": people.masked_id(person)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "aftercare/enrol_person.html", context, status=status)


def _home(person: Person) -> Address | None:
    """Return where the person lives, or at least where they are registered."""
    by_kind = {one.kind: one for one in people.addresses(person)}
    return by_kind.get(AddressKind.CURRENT) or by_kind.get(AddressKind.REGISTERED)


def _offices(request: OfficialRequest) -> list[Office]:
    return [*access.teams(request.actor), *queries.districts(request.actor)]


def _guess(offices: list[Office], home: Address | None) -> str:
    """Return the code of the team of the tambon, else of the district, else nothing."""
    area = str(home.area_id) if home else ""
    codes = {one.code for one in offices}
    return next((code for code in (f"TEAM-{area[:6]}", f"DOPA-{area[:4]}", f"BKK-{area[:4]}") if code in codes), "")
