"""Taking a list out: what for, the files one took out, fetching one while its day lasts."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare import tasks
from tidtam.aftercare.actions import exporting
from tidtam.aftercare.forms.export import ExportForm
from tidtam.files import access as files
from tidtam.files import making
from tidtam.files.choices import ExportState
from tidtam.files.downloads import export_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.kernel.routes import needs
from tidtam.ui.forms import attach

_KEPT = ("at", "tab", "team", "need", "state", "half")
_SHOWN = 50


def _asked(source: Any) -> dict[str, str]:
    return {name: source.get(name, "")[:24] for name in _KEPT if source.get(name)}


def _back(what: str, asked: dict[str, str]) -> str:
    if what == "review":
        return reverse("aftercare:review")
    return f"{reverse('aftercare:board')}?{urlencode(asked)}" if what == "board" else ""


@needs(Permission.CARE_EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def new_export(request: OfficialRequest) -> HttpResponse:
    """Ask what a list is for, then make it: at once when it is short, as a job when it is long."""
    source = request.POST if request.method == "POST" else request.GET
    what, asked = source.get("what", "board")[:30], _asked(source)
    kind = exporting.kind_of(what)
    request.actor.require(kind.right)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = exporting.ask(
                what=what, asked=asked, purpose=form.cleaned_data["purpose"], by=request.actor, at=clock.now()
            )
            if made.total <= making.AT_ONCE:
                exporting.make(export=made, by=request.actor, at=clock.now())
            else:
                tasks.defer_export(export=made, by=request.actor)
            return HttpResponseRedirect(reverse("aftercare:exports"))
        except Problem as problem:
            attach(form, problem)
    total = kind.count(request.actor, asked, clock.today())
    context = {
        "form": form, "what": what, "asked": asked, "title": kind.title, "heads": kind.heads, "total": total,
        "many": total > making.AT_ONCE, "as_csv": total > making.AS_CSV, "names": what != "figures",
        "back": _back(what, asked),
    }  # fmt: skip
    return render(request, "aftercare/new_export.html", context, status=422 if form.errors else 200)


@needs(Permission.CARE_EXPORT)
@require_safe
def exports(request: OfficialRequest) -> HttpResponse:
    """List the files one took out."""
    now = clock.now()
    shapes = {"waiting": "upcoming", "running": "upcoming", "ready": "done", "failed": "late", "dropped": "returned"}
    rows = []
    for one in files.exports(request.actor).filter(what__in=exporting.KINDS)[:_SHOWN]:
        over = one.state == ExportState.DROPPED or now >= one.expires_at
        state = ExportState.DROPPED if over else ExportState(one.state)
        rows.append(
            {
                "export": one, "shape": shapes[state], "text": str(state.label), "over": over,
                "ready": state == ExportState.READY, "working": state in (ExportState.WAITING, ExportState.RUNNING),
                "url": reverse("aftercare:export_file", args=[one.public_id]),
            }
        )  # fmt: skip
    context = {"rows": rows, "working": any(row["working"] for row in rows)}
    name = "aftercare/_exports.html" if request.headers.get("HX-Request") else "aftercare/exports.html"
    return render(request, name, context)


@needs(Permission.CARE_EXPORT)
@require_safe
def export_file(request: OfficialRequest, public_id: str) -> StreamingHttpResponse:
    """Hand the file to its owner while its day lasts. Errors: Missing for anybody else."""
    return export_response(public_id=public_id, of=exporting.KINDS, by=request.actor, at=clock.now())
