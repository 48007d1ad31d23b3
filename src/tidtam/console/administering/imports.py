"""Pages of imports of offices: history, upload with dry run, apply, undo."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.console.administering import tables
from tidtam.console.administering.forms import UploadForm
from tidtam.console.administering.views import PAGE_SIZE, sheet
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.offices import access, actions, papers
from tidtam.offices.choices import ImportState
from tidtam.offices.models import OfficeImport
from tidtam.ui.forms import attach


@needs(Permission.OFFICES_READ)
@require_GET
def history(request: OfficialRequest) -> HttpResponse:
    """List the imports the actor may see, newest first."""
    page = Paginator(access.imports_visible_to(request.actor), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "table": tables.imports(page.object_list),
        "may_manage": request.actor.may(Permission.OFFICES_MANAGE),
    }
    return render(request, "console/administering/imports.html", context)


@needs(Permission.OFFICES_READ)
@require_GET
def template(request: OfficialRequest) -> HttpResponse:
    """Hand out the sheet to fill in."""
    return sheet(papers.template_xlsx(), "แบบนำเข้าหน่วยงาน.xlsx")


@needs(Permission.OFFICES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: OfficialRequest) -> HttpResponse:
    """Take a sheet in and make its dry run."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            this = actions.check_import(content=file.read(), filename=file.name, by=request.actor, at=clock.now())
            return redirect("console:offices_admin:import", pk=this.pk)
        except Problem as problem:
            attach(form, problem)
    status = 422 if form.errors else 200
    context = {"form": form, "steps": tables.steps("upload")}
    return render(request, "console/administering/upload.html", context, status=status)


@needs(Permission.OFFICES_READ)
@require_GET
def checked(request: OfficialRequest, pk: int) -> HttpResponse:
    """Show what an import would do, or what it did."""
    return _page(request, access.get_visible_import(request.actor, pk))


def _page(request: OfficialRequest, this: OfficeImport, problem: Problem | None = None) -> HttpResponse:
    waiting = this.state == ImportState.CHECKED
    preview = actions.preview(this=this, by=request.actor) if waiting else None
    context = {
        "this": this,
        "problem": problem,
        "preview": preview,
        "figures": tables.preview_figures(preview) if preview else tables.result_figures(this),
        "errors": tables.errors(preview.errors) if preview and preview.errors else None,
        "fresh": tables.fresh(preview.fresh) if preview and preview.fresh else None,
        "changed": tables.changed(preview.changed) if preview and preview.changed else None,
        "minutes": tables.minutes(preview) if preview else 0,
        "does_nothing": preview is not None and not (preview.fresh or preview.changed or preview.errors),
        "steps": tables.steps(this.state),
        "shown": tables.SHOWN,
        "may_manage": request.actor.may(Permission.OFFICES_MANAGE),
    }
    return render(request, "console/administering/import.html", context, status=problem.status if problem else 200)


@needs(Permission.OFFICES_READ)
@require_GET
def errors(request: OfficialRequest, pk: int) -> HttpResponse:
    """Hand out the rows to mend."""
    this = access.get_visible_import(request.actor, pk)
    found = actions.preview(this=this, by=request.actor).errors if this.state == ImportState.CHECKED else this.errors
    return sheet(papers.errors_xlsx(found), "จุดที่ต้องแก้.xlsx")


@needs(Permission.OFFICES_MANAGE)
@require_POST
def apply(request: OfficialRequest, pk: int) -> HttpResponse:
    """Carry a checked import out, all of it or nothing."""
    this = access.get_visible_import(request.actor, pk)
    try:
        actions.apply_import(this=this, by=request.actor, at=clock.now(), today=clock.today())
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        return _page(request, this, problem)
    messages.success(request, gettext("นำเข้าหน่วยงานแล้ว"))
    return redirect("console:offices_admin:import", pk=this.pk)


@needs(Permission.OFFICES_MANAGE)
@require_POST
def undo(request: OfficialRequest, pk: int) -> HttpResponse:
    """Take an import back, when nothing has used it since."""
    this = access.get_visible_import(request.actor, pk)
    try:
        actions.undo_import(this=this, by=request.actor, at=clock.now())
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        return _page(request, this, problem)
    messages.success(request, gettext("เลิกทำการนำเข้าแล้ว"))
    return redirect("console:offices_admin:import", pk=this.pk)
