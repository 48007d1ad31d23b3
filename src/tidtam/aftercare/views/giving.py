"""Pages that give people to teams."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare import access
from tidtam.aftercare.actions import giving
from tidtam.aftercare.forms.teams import GiveForm
from tidtam.aftercare.queries import teams as queries
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.models import Office
from tidtam.people.choices import Purpose
from tidtam.ui.forms import attach

PAGE_SIZE = 100


def _district(request: OfficialRequest) -> Office:
    district = queries.district_of(request.actor, request.GET.get("district", ""))
    if district is None:
        raise Missing("offices.missing", _("เลือกอำเภอก่อน จากหน้าทีมตำบล"))
    return district


def _to_teams(district: Office) -> str:
    return f"{reverse('aftercare:teams')}?district={district.code}"


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: OfficialRequest) -> HttpResponse:
    """Show who waits for a team by tambon and one by one; give those chosen."""
    district = _district(request)
    teams = list(access.teams(request.actor).filter(parent=district))
    form, chosen = GiveForm(request.POST or None, teams=teams), request.POST.getlist("case")
    if request.method == "POST" and form.is_valid():
        try:
            given = giving.give(
                case_ids=chosen, district=district, team=form.chosen(), by=request.actor, at=clock.now()
            )  # fmt: skip
        except (Missing, NotAllowed):
            raise
        except Problem as problem:
            attach(form, Problem(problem.code, problem.message, field="team"))
        else:
            messages.success(request, _("มอบ %(n)d คนให้ %(team)s แล้ว") % {"n": given, "team": form.chosen()})
            return redirect(_to_teams(district))
    return _page(request, district, form, chosen)


def _page(request: OfficialRequest, district: Office, form: GiveForm, chosen: list[str]) -> HttpResponse:
    code, tambon = request.GET.get("team", ""), request.GET.get("tambon", "")[:6]
    team = access.get_team(request.actor, code) if code else None
    people = queries.people_of(request.actor, team or district, tambon)
    page = Paginator(people, PAGE_SIZE).get_page(request.GET.get("page"))
    audit.note_read(request, [one.person_id for one in page.object_list], Purpose.AFTERCARE)
    shares = [] if team or tambon else queries.shares(request.actor, district)
    context = {
        "district": district,
        "team": team,
        "tambon": tambon,
        "shares": shares,
        "ready": sum(share.people for share in shares if share.team),
        "page": page,
        "form": form,
        "chosen": chosen,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "aftercare/assign.html", context, status=status)


@needs(Permission.CARE_MANAGE)
@require_POST
def assign_by_tambon(request: OfficialRequest) -> HttpResponse:
    """Give everybody who waits to the team of their tambon."""
    district = _district(request)
    try:
        given = giving.give_by_tambon(district=district, by=request.actor, at=clock.now())
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        messages.info(request, _(problem.message))
    else:
        messages.success(request, _("มอบ %(n)d คนให้ทีมตามตำบลแล้ว") % {"n": given})
    return redirect(_to_teams(district))
