"""Taking the register out: what for, the files one took out, fetching one while its day lasts."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import tasks
from tidtam.assistance.actions import exporting
from tidtam.assistance.views.board import filters_of, kept
from tidtam.files import access as files
from tidtam.files import making
from tidtam.files.choices import ExportState
from tidtam.files.downloads import export_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.kernel.routes import needs
from tidtam.ui.forms import attach

_SHOWN = 50


class ExportForm(forms.Form):
    """What an export is for."""

    purpose = forms.CharField(
        label=_("จะนำไปใช้ทำอะไร"), min_length=10, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("จะพิมพ์ไว้ทุกแผ่น เช่น ประชุมคณะกรรมการ 25 พ.ย. วาระ 3"),
    )  # fmt: skip


@needs(Permission.NEEDS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_export(request: OfficialRequest) -> HttpResponse:
    """Ask what the register is taken out for, then make the sheet: at once when it is short, as a job when long."""
    asked = kept(filters_of(request.POST if request.method == "POST" else request.GET))
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = exporting.ask(kept=asked, purpose=form.cleaned_data["purpose"], by=request.actor, at=clock.now())
            if made.total <= making.AT_ONCE:
                exporting.make(export=made, by=request.actor, at=clock.now())
            else:
                tasks.defer_export(export=made, by=request.actor)
            return HttpResponseRedirect(reverse("assistance:exports"))
        except Problem as problem:
            attach(form, problem)
    total = exporting.count(request.actor, asked, clock.today())
    context = {
        "form": form, "asked": asked, "total": total, "heads": exporting.HEADS, "many": total > making.AT_ONCE,
        "as_csv": total > making.AS_CSV,
    }  # fmt: skip
    return render(request, "assistance/new_export.html", context, status=422 if form.errors else 200)


@needs(Permission.NEEDS_MANAGE)
@require_safe
def exports(request: OfficialRequest) -> HttpResponse:
    """List the files one took out."""
    now = clock.now()
    shapes = {"waiting": "upcoming", "running": "upcoming", "ready": "done", "failed": "late", "dropped": "returned"}
    rows = []
    for one in files.exports(request.actor).filter(what=exporting.WHAT)[:_SHOWN]:
        over = one.state == ExportState.DROPPED or now >= one.expires_at
        state = ExportState.DROPPED if over else ExportState(one.state)
        rows.append({"export": one, "shape": shapes[state], "text": str(state.label),
                     "ready": state == ExportState.READY})  # fmt: skip
    return render(request, "assistance/exports.html", {"rows": rows})


@needs(Permission.NEEDS_MANAGE)
@require_safe
def export_file(request: OfficialRequest, public_id: str) -> StreamingHttpResponse:
    """Hand the file to its owner while its day lasts. Errors: Missing for anybody else."""
    return export_response(public_id=public_id, of=(exporting.WHAT,), by=request.actor, at=clock.now())
