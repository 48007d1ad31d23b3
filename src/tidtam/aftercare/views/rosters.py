"""Pages of rosters: history and upload, dry run, columns, progress, result, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare import access, tasks
from tidtam.aftercare.actions import rosters as actions
from tidtam.aftercare.choices import RosterState
from tidtam.aftercare.forms.rosters import ColumnsForm, RosterForm
from tidtam.aftercare.models import RosterImport
from tidtam.aftercare.papers import rosters as papers
from tidtam.aftercare.queries import programmes
from tidtam.aftercare.queries import rosters as queries
from tidtam.aftercare.rules.roster import template
from tidtam.files.downloads import content_disposition
from tidtam.files.extract import check_size
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.letters.queries import is_worker_alive
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Cell, Column, Figure, Link, Table

PAGE_SIZE, SHOWN, COHORTS = 20, 200, 200
_ORDER = (RosterState.CHECKED, RosterState.APPLYING, RosterState.APPLIED)


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def rosters(request: OfficialRequest) -> HttpResponse:
    """Take a file in for its dry run; below, what was taken in before."""
    cohorts = list(programmes.cohorts(request.actor)[:COHORTS])
    form = RosterForm(
        request.POST or None, request.FILES or None, cohorts=cohorts, initial={"cohort": request.GET.get("cohort", "")}
    )
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            check_size(upload.size or 0)
            made = actions.check(
                content=upload.read(), name=upload.name, cohort=form.chosen(), by=request.actor, at=clock.now(),
                today=clock.today(),
            )  # fmt: skip
        except NotAllowed:
            raise
        except Problem as problem:
            attach(form, problem)
        else:
            return redirect("aftercare:roster" if made.rows else "aftercare:roster_columns", public_id=made.public_id)
    page = Paginator(programmes.rosters(request.actor), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "any_cohort": bool(cohorts)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "aftercare/rosters.html", context, status=status)


@needs(Permission.CARE_MANAGE)
@require_safe
def blank(request: OfficialRequest) -> HttpResponse:
    """Hand out the sheet to fill in."""
    return _sheet(template(made_on=clock.today()), "แบบรายชื่อผู้ผ่านการฟื้นฟู.xlsx")


def _sheet(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=papers.XLSX)
    answer["Content-Disposition"] = content_disposition(name)
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs(Permission.CARE_MANAGE)
@require_safe
def roster(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a roster as far as it is: what would become of it, how far it is, or what it made."""
    return _page(request, access.get_roster(request.actor, public_id))


def _page(
    request: OfficialRequest,
    this: RosterImport,
    problem: Problem | None = None,
    chosen: Mapping[str, str] | None = None,
) -> HttpResponse:
    hard, soft, known = queries.lines(this, hard=True), queries.lines(this, hard=False), queries.known(this)
    twins = []
    if this.state == RosterState.CHECKED:
        twins = queries.twin_lines(this, request.actor)
        audit.note_read(request, [one.pk for _row, _why, people in twins for one in people], "roster")
    context = {
        "this": this,
        "problem": problem,
        "figures": _figures(this, hard, len(known), len(twins)),
        "hard": _table(hard[:SHOWN], _("แถวที่ต้องแก้")) if hard else None,
        "hard_count": len(hard),
        "soft": _table(soft[:SHOWN], _("แถวที่ควรตรวจ")) if soft else None,
        "soft_count": len(soft),
        "known": known[:SHOWN],
        "known_count": len(known),
        "twins": [(row, why, people, (chosen or {}).get(str(row), "")) for row, why, people in twins],
        "steps": _steps(this),
        "shown": SHOWN,
        **_progress(this),
    }
    return render(request, "aftercare/roster.html", context, status=problem.status if problem else 200)


def _figures(this: RosterImport, hard: list[queries.Line], known: int, twins: int) -> list[Figure]:
    bad, unit = len({line.row for line in hard}), _("แถว")
    right = _("นำเข้าแล้ว") if this.state in (RosterState.APPLIED, RosterState.UNDONE) else _("นำเข้าได้")
    figures = [
        Figure(right, this.valid, unit=unit), Figure(
            _("ต้องแก้"), bad, url="#bad" if bad else "", unit=unit, tone="late" if bad else ""
        ),
    ]  # fmt: skip
    if known:
        figures.append(Figure(_("มีอยู่แล้ว"), known, url="#known", unit=unit))
    if twins:
        figures.append(Figure(_("อาจซ้ำกับคนเดิม"), twins, url="#twins", unit=unit, tone="due"))
    return [*figures, Figure(_("ทั้งไฟล์"), this.rows, unit=unit)]


def _table(lines: list[queries.Line], caption: str) -> Table:
    rows = [[Cell(_("แถว %(n)s") % {"n": line.row}), Cell(line.column), Cell(line.words)] for line in lines]
    columns = [Column(_("แถว")), Column(_("คอลัมน์")), Column(_("ผิดอย่างไร แก้อย่างไร"))]
    return Table(caption=caption, columns=columns, rows=rows, stack=True)


def _steps(this: RosterImport) -> list[Link]:
    labels = (_("เลือกไฟล์"), _("ตรวจ"), _("นำเข้า"), _("เสร็จ"))
    at = {RosterState.CHECKED: 1, RosterState.APPLYING: 2, RosterState.FAILED: 2}.get(RosterState(this.state), 3)
    return [Link(label, current=n == at and at < 3, done=n < at or at == 3) for n, label in enumerate(labels)]


def _progress(this: RosterImport) -> dict[str, Any]:
    running = this.state == RosterState.APPLYING
    return {"running": running, "stuck": running and not is_worker_alive()}


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Say which column of the file holds what, with masked samples; then check again."""
    this = access.get_roster(request.actor, public_id)
    if this.state != RosterState.CHECKED:
        return redirect("aftercare:roster", public_id=this.public_id)
    mapping = this.mapping.get("columns") or None
    seen = queries.columns_of(queries.content_of(this), this.filename, mapping)
    form = ColumnsForm(request.POST or None, seen=seen)
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.remap(
                roster=this, columns=form.columns(), by=request.actor, at=clock.now(), today=clock.today()
            )  # fmt: skip
        except (Missing, NotAllowed):
            raise
        except Problem as found:
            problem = found
        else:
            return redirect("aftercare:roster", public_id=this.public_id)
    status = 422 if problem or (form.is_bound and form.errors) else 200
    context = {"this": this, "form": form, "problem": problem, "steps": _steps(this)}
    return render(request, "aftercare/roster_columns.html", context, status=status)


@needs(Permission.CARE_MANAGE)
@require_POST
def apply(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Begin to take the rows in; the work goes on in the background."""
    this = access.get_roster(request.actor, public_id)
    chosen = {name[1:]: str(value) for name, value in request.POST.items() if name[:1] == "r" and name[1:].isdecimal()}
    try:
        started = actions.start_apply(roster=this, chosen=chosen, by=request.actor, at=clock.now())
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        return _page(request, this, problem, chosen)
    tasks.defer_roster(roster=started, by=request.actor)
    return redirect("aftercare:roster", public_id=this.public_id)


@needs(Permission.CARE_MANAGE)
@require_safe
def progress(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Say how far an import is; when it is over the page is loaded anew."""
    this = access.get_roster(request.actor, public_id)
    answer = render(request, "aftercare/_roster_progress.html", {"this": this, **_progress(this)})
    if this.state != RosterState.APPLYING:
        answer["HX-Redirect"] = reverse("aftercare:roster", args=[this.public_id])
    return answer


@needs(Permission.CARE_MANAGE)
@require_POST
def undo(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Take an import back, as long as nobody has worked with what it made."""
    this = access.get_roster(request.actor, public_id)
    try:
        actions.undo(roster=this, by=request.actor, at=clock.now())
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        return _page(request, this, problem)
    messages.success(request, _("เลิกทำการนำเข้าแล้ว คนและแผนติดตามที่สร้างจากไฟล์นี้ถูกนำออกครบ"))
    return redirect("aftercare:roster", public_id=this.public_id)


@needs(Permission.CARE_MANAGE)
@require_safe
def bad_rows(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Hand out the rows to mend as a sheet."""
    this = access.get_roster(request.actor, public_id)
    lines = [*queries.lines(this, hard=True), *queries.lines(this, hard=False)]
    return _sheet(papers.bad_rows_xlsx(lines), "แถวที่ต้องแก้.xlsx")
