"""Pages of programmes and cohorts."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare import access
from tidtam.aftercare.actions import programmes as actions
from tidtam.aftercare.forms.programmes import CohortForm, ProgrammeForm, cohort_initial, programme_initial
from tidtam.aftercare.models import Cohort, Programme
from tidtam.aftercare.queries import programmes as queries
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.people.choices import Purpose
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Cell, Column, Table
from tidtam.ui.templatetags.thai import thai_date

PAGE_SIZE = 50


@needs(Permission.CARE_PROGRAMME)
@require_safe
def programmes(request: OfficialRequest) -> HttpResponse:
    """List the programmes with what their plans stand on."""
    columns = [
        Column(_("โครงการ")), Column(_("รหัส")), Column(_("ปีงบประมาณ"), number=True), Column(_("ครั้ง"), number=True),
        Column(_("ทุกกี่วัน"), number=True), Column(_("ก่อนหลังกี่วัน"), number=True), Column(_("ตรวจปัสสาวะ")),
    ]  # fmt: skip
    rows = [
        [
            Cell(one.name, url=reverse("aftercare:programme", args=[one.pk])), Cell(one.code),
            Cell(str(one.fiscal_year_be)), Cell(one.rounds), Cell(one.interval_days), Cell(one.window_days),
            Cell(_("บันทึก") if one.urine_enabled else _("ไม่บันทึก")),
        ]
        for one in queries.programmes()
    ]  # fmt: skip
    table = Table(caption=_("โครงการ"), columns=columns, rows=rows, stack=True)
    return render(request, "aftercare/programmes.html", {"table": table})


@needs(Permission.CARE_PROGRAMME)
@require_http_methods(["GET", "HEAD", "POST"])
def new_programme(request: OfficialRequest) -> HttpResponse:
    """Make a programme."""
    return _programme_page(request, None)


@needs(Permission.CARE_PROGRAMME)
@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: OfficialRequest, pk: int) -> HttpResponse:
    """Show a programme and change it."""
    return _programme_page(request, queries.programme(pk))


def _programme_page(request: OfficialRequest, this: Programme | None) -> HttpResponse:
    seen = None
    form = ProgrammeForm(request.POST or None, initial=programme_initial(this))
    if this is not None:
        form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        by, at, values = request.actor, clock.now(), form.values()
        try:
            if this is None:
                actions.make_programme(values=values, by=by, at=at)
            else:
                actions.edit_programme(programme=this, values=values, by=by, at=at, version=_read(request))
        except Problem as problem:
            _attach(form, problem)
            seen = problem.details.get("version")
        else:
            messages.success(request, _("บันทึกโครงการแล้ว"))
            return redirect("aftercare:programmes")
    return _form_page(request, "aftercare/programme.html", form, this=this, seen=seen)


def _read(request: OfficialRequest) -> int:
    """Return the version the page carried. Shape: 0, which never stands, for none."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _attach(form: Form, problem: Problem) -> None:
    """Put a problem beside its field; what is no matter of the form goes on. Errors: Missing without a field."""
    if isinstance(problem, NotAllowed) or (isinstance(problem, Missing) and problem.field not in form.fields):
        raise problem
    attach(form, problem)


def _form_page(
    request: OfficialRequest, template: str, form: Form, *, this: Programme | Cohort | None, seen: int | None
) -> HttpResponse:  # fmt: skip
    """Show a form with the version it was filled from; `seen` is the one that stands since somebody wrote meanwhile."""
    status = 422 if form.is_bound and form.errors else 200
    version = seen or (request.POST.get("version", "") if form.is_bound else this.version if this else "")
    context = {"form": form, "this": this, "version": version, "changed": seen is not None}
    return render(request, template, context, status=status)


@needs(Permission.CARE_MANAGE)
@require_safe
def cohorts(request: OfficialRequest) -> HttpResponse:
    """List the cohorts of the own offices and of those above."""
    page = Paginator(queries.cohorts(request.actor), PAGE_SIZE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    counts = queries.people_count(request.actor, found)
    columns = [
        Column(_("รุ่น")), Column(_("หน่วยงาน")), Column(_("วันจบ")), Column(_("คนในพื้นที่ของคุณ"), number=True),
    ]  # fmt: skip
    rows = [
        [
            Cell(_title(one), url=reverse("aftercare:cohort", args=[one.public_id])), Cell(str(one.owner)),
            Cell(thai_date(one.completed_on, "short")), Cell(counts.get(one.pk, 0)),
        ]
        for one in found
    ]  # fmt: skip
    table = Table(caption=_("รุ่น"), columns=columns, rows=rows, stack=True)
    context = {"page": page, "table": table, "any_programme": queries.programmes().exists()}
    return render(request, "aftercare/cohorts.html", context)


def _title(cohort: Cohort) -> str:
    return _("รุ่นที่ %(number)s %(centre)s") % {"number": cohort.number, "centre": cohort.centre_name}


@needs(Permission.CARE_MANAGE)
@require_safe
def cohort(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a cohort: its days, its rosters, its people in scope."""
    this = access.get_cohort(request.actor, public_id)
    page = Paginator(queries.people(request.actor, this), PAGE_SIZE).get_page(request.GET.get("page"))
    audit.note_read(request, [one.person_id for one in page.object_list], Purpose.AFTERCARE)
    context = {
        "cohort": this,
        "title": _title(this),
        "rosters": list(queries.rosters(request.actor, this)[:20]),
        "page": page,
        "may_edit": this.owner.path.startswith(request.actor.scope),
    }
    return render(request, "aftercare/cohort.html", context)


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_cohort(request: OfficialRequest) -> HttpResponse:
    """Make a cohort."""
    return _cohort_page(request, None)


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_cohort(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Change a cohort."""
    return _cohort_page(request, access.get_cohort(request.actor, public_id))


def _cohort_page(request: OfficialRequest, this: Cohort | None) -> HttpResponse:
    seen = None
    form = CohortForm(
        request.POST or None, initial=cohort_initial(this), programmes=list(queries.programmes()),
        owners=access.cohort_owners(request.actor),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        by, at, values = request.actor, clock.now(), form.values()
        try:
            if this is None:
                made = actions.make_cohort(values=values, by=by, at=at)
            else:
                made = actions.edit_cohort(cohort=this, values=values, by=by, at=at, version=_read(request))
        except Problem as problem:
            _attach(form, problem)
            seen = problem.details.get("version")
        else:
            messages.success(request, _("บันทึกรุ่นแล้ว"))
            return redirect("aftercare:cohort", public_id=made.public_id)
    return _form_page(request, "aftercare/cohort_form.html", form, this=this, seen=seen)
