"""Pages of teams: the tambons of a district, one team, orders, members and their accounts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare import access
from tidtam.aftercare.actions import teams as actions
from tidtam.aftercare.forms.teams import FEW_ROWS, AccountForm, EndForm, NewMemberForm, OrderForm, Rows, opened
from tidtam.aftercare.queries import teams as queries
from tidtam.files import downloads
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.models import Office
from tidtam.places import queries as places
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Cell, Column, Table

_MORE_ROWS = 10
PAGE_SIZE = 50


@needs(Permission.CARE_MANAGE)
@require_safe
def teams(request: OfficialRequest) -> HttpResponse:
    """List the tambons of a district with their teams; above a district, the districts first."""
    today = clock.today()
    district = queries.district_of(request.actor, request.GET.get("district", ""))
    if district is None:
        table = _districts(queries.district_lines(request.actor, today), link=True)
        return render(request, "aftercare/team_districts.html", {"table": table})
    lines = queries.team_lines(request.actor, district, today)
    context = {
        "district": district,
        "lines": lines,
        "waiting": sum(line.waiting for line in lines),
        "no_team": sum(line.team is None for line in lines),
        "recorder": queries.has_recorder(district, today),
        "orders": queries.orders(request.actor, district)[:10],
        "many": len(queries.districts(request.actor)) > 1,
        "bangkok": str(district.district_id).startswith("10"),
    }
    return render(request, "aftercare/teams.html", context)


def _districts(lines: list[queries.DistrictLine], *, link: bool) -> Table:
    columns = [
        Column(_("อำเภอ")), Column(_("ผู้บันทึกข้อมูล")), Column(_("ทีม"), number=True),
        Column(_("คนที่ติดตาม"), number=True),
    ]  # fmt: skip
    rows = [
        [
            Cell(str(line.office), url=f"{reverse('aftercare:teams')}?district={line.office.code}" if link else ""),
            Cell(line.recorders) if line.recorders else Cell(_("ยังไม่มี"), state="late"),
            Cell(line.teams),
            Cell(line.people),
        ]
        for line in lines
    ]
    return Table(caption=_("อำเภอ"), columns=columns, rows=rows, stack=True)


@needs(Permission.CARE_FIGURES)
@require_safe
def recorders(request: OfficialRequest) -> HttpResponse:
    """List the districts in scope, those without a recorder first."""
    lines = queries.district_lines(request.actor, clock.today())
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    table = _districts(list(page), link=request.actor.may(Permission.CARE_MANAGE))
    missing = sum(not line.recorders for line in lines)
    context = {"table": table, "page": page, "missing": missing, "total": len(lines)}
    return render(request, "aftercare/recorders.html", context)


@needs(Permission.CARE_MANAGE)
@require_safe
def team(request: OfficialRequest, code: str) -> HttpResponse:
    """Show one team: who is in it, and how many people it has."""
    this = access.get_team(request.actor, code)
    today = clock.today()
    members = [
        (one, queries.phone_of(one), one.valid_from <= today and (one.valid_to is None or one.valid_to >= today))
        for one in queries.members(request.actor, this)
    ]
    context = {
        "team": this,
        "members": members,
        "people": queries.people_of(request.actor, this).count(),
        "any_order": bool(this.parent and queries.orders(request.actor, this.parent)),
    }
    return render(request, "aftercare/team.html", context)


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_order(request: OfficialRequest) -> HttpResponse:
    """Record an order of the district with its teams and members."""
    district = queries.district_of(request.actor, request.GET.get("district", ""))
    if district is None or not district.district_id:
        return redirect("aftercare:teams")
    tambons = list(places.children(str(district.district_id)))
    form = OrderForm(request.POST or None, request.FILES or None, tambons=tambons)
    rows = _rows(request, [(area.code, area.name_th) for area in tambons])
    if request.method == "POST" and "more" not in request.POST and form.is_valid() and rows.is_valid():
        try:
            made = actions.make_order(office=district, order=form.order(rows.forms), by=request.actor, at=clock.now())
        except Problem as problem:
            _attach(form, problem, otherwise="pasted")
        else:
            messages.success(request, _("บันทึกคำสั่งแล้ว ตั้งทีม %(n)d ตำบล") % {"n": len(made.tambons)})
            return redirect(_to_district(district))
    bad = request.method == "POST" and "more" not in request.POST
    context = {"district": district, "form": form, "rows": rows}
    return render(request, "aftercare/team_order_form.html", context, status=422 if bad else 200)


def _rows(request: OfficialRequest, tambons: list[tuple[str, str]]) -> Any:
    """Return the rows of members; the button for more of them keeps what was typed."""
    kwargs = {"tambons": tambons}
    if request.method != "POST":
        return Rows(initial=[{}] * FEW_ROWS, prefix="m", form_kwargs=kwargs)
    data = request.POST.copy()
    if "more" in data:
        asked = data.get("m-TOTAL_FORMS", "")
        data["m-TOTAL_FORMS"] = str((int(asked) if asked.isdecimal() else FEW_ROWS) + _MORE_ROWS)
    data["m-INITIAL_FORMS"] = "0"  # so that a row left blank is none
    return Rows(data, prefix="m", form_kwargs=kwargs)


def _to_district(district: Office) -> str:
    return f"{reverse('aftercare:teams')}?district={district.code}"


def _attach(form: Form, problem: Problem, otherwise: str = "") -> None:
    if isinstance(problem, NotAllowed) or (isinstance(problem, Missing) and problem.field not in form.fields):
        raise problem
    if otherwise and problem.field not in form.fields:
        problem = Problem(problem.code, problem.message, field=otherwise)
    attach(form, problem)


@needs(Permission.CARE_MANAGE)
@require_safe
def order(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show an order: its days, its tambons, whom it named."""
    this = access.get_order(request.actor, public_id)
    context = {
        "order": this,
        "tambons": [area for area in places.children(str(this.office.district_id)) if area.code in this.tambons],
        "members": list(this.members.select_related("office").order_by("office__path", "id")),
    }
    return render(request, "aftercare/team_order.html", context)


@needs(Permission.CARE_MANAGE)
@require_safe
def order_file(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Hand out the order as it was signed."""
    this = access.get_order(request.actor, public_id)
    if this.file is None:
        raise Missing("aftercare.order_file", _("คำสั่งนี้ยังไม่มีไฟล์"))
    return downloads.file_response(this.file)


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_member(request: OfficialRequest, code: str) -> HttpResponse:
    """Put somebody into a team."""
    this = access.get_team(request.actor, code)
    orders = queries.orders(request.actor, this.parent) if this.parent else []
    initial = opened(max([clock.today(), *(one.valid_from for one in orders[:1])]))
    form = NewMemberForm(request.POST or None, orders=orders, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_member(
                order=form.chosen_order(), team=this, member=form.member(), valid_from=form.cleaned_data["valid_from"],
                by=request.actor, at=clock.now(),
            )  # fmt: skip
        except Problem as problem:
            _attach(form, problem)
        else:
            messages.success(request, _("เพิ่มสมาชิกแล้ว"))
            return redirect("aftercare:team", code=this.code)
    return _form_page(request, "aftercare/team_member_new.html", form, team=this, orders=orders)


def _form_page(request: OfficialRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, context | {"form": form}, status=status)


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def end_member(request: OfficialRequest, public_id: str) -> HttpResponse:
    """End a membership."""
    this = access.get_member(request.actor, public_id)
    form = EndForm(request.POST or None, initial=opened(clock.today()))
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_member(
                member=this, valid_to=form.cleaned_data["valid_to"], by=request.actor, at=clock.now()
            )  # fmt: skip
        except Problem as problem:
            _attach(form, problem)
        else:
            messages.success(request, _("บันทึกวันพ้นจากทีมแล้ว"))
            return redirect("aftercare:team", code=this.office.code)
    return _form_page(request, "aftercare/team_member_end.html", form, member=this)


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def member_account(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Let a member sign in; a new account's first password is shown once."""
    this = access.get_member(request.actor, public_id)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            linked, password = actions.link_account(
                member=this, username=form.cleaned_data["username"], by=request.actor, at=clock.now()
            )
        except Problem as problem:
            _attach(form, problem)
        else:
            if password:
                return render(request, "aftercare/team_password.html", {"member": linked, "password": password})
            messages.success(request, _("เชื่อมบัญชีแล้ว"))
            return redirect("aftercare:team", code=this.office.code)
    return _form_page(request, "aftercare/team_account.html", form, member=this)
