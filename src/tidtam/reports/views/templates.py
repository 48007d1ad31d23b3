"""Report forms: the list, one with its versions, the editor of a draft, trying, publishing, putting to work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.obligations import access as obligations
from tidtam.offices.models import Office
from tidtam.reports import access
from tidtam.reports.actions import series
from tidtam.reports.actions import templates as actions
from tidtam.reports.choices import FormState
from tidtam.reports.forms.template import Editor, NewForm, StartForm, StartHereForm
from tidtam.reports.models import Template, TemplateVersion
from tidtam.reports.papers.saying import check_words
from tidtam.reports.queries import templates as queries
from tidtam.reports.rules.days import slots
from tidtam.reports.rules.form import Form
from tidtam.reports.views import showing
from tidtam.ui.forms import attach
from tidtam.ui.templatetags.thai import thai_month


def _office(request: OfficialRequest) -> Office:
    if request.grant is None:
        raise Missing("offices.office_missing", "บัญชีนี้ยังไม่มีหน่วยงาน")
    return request.grant.office


@needs(Permission.REPORTS_READ)
@require_safe
def templates(request: OfficialRequest) -> HttpResponse:
    """List the forms, and which obligations of the office a form fits."""
    return _list(request, None)


def _compiles(request: OfficialRequest) -> bool:
    return request.actor.may(Permission.REPORTS_COMPILE)


def _list(request: OfficialRequest, start: StartForm | None, status: int = 200) -> HttpResponse:
    context = {
        "templates": queries.listing(request.actor), "may_edit": request.actor.may(Permission.REPORTS_TEMPLATE),
        "fitting": queries.proposals(request.grant.office) if request.grant and _compiles(request) else [],
        "start": start, "today": clock.today(), "asked_ob": request.GET.get("ob", "")[:12],
    }  # fmt: skip
    return render(request, "reports/templates.html", context, status=status)


@needs(Permission.REPORTS_TEMPLATE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficialRequest) -> HttpResponse:
    """Begin a template from one that is there."""
    known = {one.template.code: one.template for one in queries.listing(request.actor)}
    choices = [(code, f"{code} {one.title}") for code, one in known.items()]
    form = NewForm(request.POST if request.method == "POST" else None, choices=choices)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        base = replace(queries.versions(request.actor, known[told["like"]])[0].value, layout="")  # its own name
        try:
            made = actions.create(code=told["code"], title=told["title"], form=base, by=request.actor, at=clock.now())
            return redirect("reports:template_edit", made.template.public_id, made.no)
        except Problem as problem:
            attach(form, problem)
    status = 422 if form.is_bound else 200
    return render(request, "reports/template_new.html", {"form": form}, status=status)


@needs(Permission.REPORTS_READ)
@require_safe
def template(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a form with its versions and where it is used; who may puts it to work from here."""
    return _page(request, queries.one(request.actor, public_id))


def _page(request: OfficialRequest, one: Template, start: StartForm | None = None, status: int = 200) -> HttpResponse:
    versions = queries.versions(request.actor, one)
    shown = _newest(versions)
    published = shown.state == FormState.PUBLISHED
    if start is None and published and _may_start(request, one, shown.value):
        start = _start_here(request, one)
    tight = _no_slack(shown.value)
    context: dict[str, Any] = {
        "template": one, "versions": versions, "shown": shown, "form": showing.spoken(shown.value),
        "checks": [check_words(shown.value, one, _) for one in shown.value.checks],
        "steps": [(step, tight.get(step.level, "")) for step in shown.value.levels],
        "running": queries.running(request.actor, one), "start": start, "published": published,
        "may_edit": access.may_edit(request.actor, one),
    }  # fmt: skip
    return render(request, "reports/template.html", context, status=status)


def _newest(versions: Sequence[TemplateVersion]) -> TemplateVersion:
    """Return the version a form is shown by: the newest published one, the draft of one never published."""
    return next((one for one in versions if one.state == FormState.PUBLISHED), versions[0])


def _start_here(request: OfficialRequest, one: Template) -> StartHereForm:
    """Return the form that puts a template to work from its page; a letter's obligation that fits it is chosen."""
    versions = queries.versions(request.actor, one)
    form = _newest(versions).value
    published = [version.valid_from for version in versions if version.state == FormState.PUBLISHED]
    starts_on = max(clock.today(), min(published, default=clock.today()))
    may = queries.answerable(_office(request), form)
    fits = [row.public_id for row in may if queries.fitting(row, [(one, form)])]
    initial = {"template": one.public_id, "starts_on": starts_on, "obligation": fits[0] if len(fits) == 1 else ""}
    return StartHereForm(request.POST if request.method == "POST" else None, obligations=may, initial=initial)


def _may_start(request: OfficialRequest, one: Template, form: Form) -> bool:
    office = request.grant.office if request.grant else None
    if office is None or not _compiles(request) or form.below(office.level) is None:
        return False
    return bool(queries.free(office, [(one, form)]))


def _no_slack(form: Form) -> dict[str, str]:
    """Say of each level due no later than the level below that it is, and in which months where not in all."""
    first = clock.today()
    last = first + timedelta(days=366)
    due = {step.level: [slot.due_on for slot in slots(form, step, first, last)] for step in form.levels[:-1]}
    words: dict[str, str] = {}
    for below, above in pairwise(due):
        pairs = list(zip(due[below], due[above], strict=True))
        tight = [high for low, high in pairs if low >= high]
        if any(low > high for low, high in pairs):  # of a form published before such days were refused
            words[above] = _("ก่อนวันของระดับล่าง")
        elif tight and len(tight) == len(pairs):
            words[above] = _("วันเดียวกับระดับล่าง ไม่มีเวลาตรวจ")
        elif tight:
            months = " ".join(dict.fromkeys(thai_month(day, "short").rsplit(" ", 1)[0] for day in tight))
            words[above] = _("เดือน %(months)s วันเดียวกับระดับล่าง ไม่มีเวลาตรวจ") % {"months": months}
    return words


@needs(Permission.REPORTS_TEMPLATE)
@require_POST
def draft(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Begin a draft from the newest version."""
    made = actions.draft(template=queries.one(request.actor, public_id), by=request.actor, at=clock.now())
    return redirect("reports:template_edit", public_id, made.no)


@needs(Permission.REPORTS_TEMPLATE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficialRequest, public_id: str, no: int) -> HttpResponse:
    """Edit a draft; what is wrong stands beside its field, and nothing typed is lost."""
    one = _version(request, public_id, no)
    if one.state != FormState.DRAFT:
        return redirect("reports:template", public_id)
    editor = Editor(one, request.POST if request.method == "POST" else None)
    if request.method == "POST" and editor.is_valid() and editor.form is not None:
        told = editor.head.cleaned_data
        try:
            actions.write(
                draft=one, form=editor.form, valid_from=told["valid_from"], note=told["note"],
                version=told["version"], by=request.actor, at=clock.now(),
            )  # fmt: skip
            messages.success(request, _("บันทึกร่างแล้ว"))
            return redirect("reports:template_try" if "try" in request.POST else "reports:template_edit", public_id, no)
        except Problem as problem:
            attach(editor.head, problem)
    context = {"template": one.template, "draft": one, "editor": editor}
    return render(request, "reports/template_edit.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.REPORTS_TEMPLATE)
@require_GET
def try_out(request: OfficialRequest, public_id: str, no: int) -> HttpResponse:
    """Show a version filled for past periods of the own office."""
    one = _version(request, public_id, no)
    return _tried(request, one, None)


def _tried(request: OfficialRequest, one: TemplateVersion, problem: Problem | None) -> HttpResponse:
    office, form = _office(request), one.value
    tried = queries.trial(form, office, clock.today())
    rows = [(column, [(showing.said(column, trial.values[column.code]), column.code in trial.cells) for trial in tried])
            for column in form.columns]  # fmt: skip
    failing = [(trial, [check_words(form, failure.check, _) for failure in trial.failing]) for trial in tried]
    later = queries.unchecked(form)
    context = {
        "template": one.template, "draft": one, "office": office, "trials": tried, "rows": rows, "failing": failing,
        "problem": problem, "is_draft": one.state == FormState.DRAFT, "outside": queries.outside(form, office),
        "unchecked": [check_words(form, check, _) for check in later],
        "held": len(form.checks) - len(later) if tried and not any(trial.failing for trial in tried) else 0,
    }  # fmt: skip
    return render(request, "reports/template_try.html", context, status=422 if problem else 200)


@needs(Permission.REPORTS_TEMPLATE)
@require_POST
def publish(request: OfficialRequest, public_id: str, no: int) -> HttpResponse:
    """Publish a draft; refused with the reason on the page it was tried on."""
    one = _version(request, public_id, no)
    try:
        actions.publish(draft=one, version=_asked(request), by=request.actor, at=clock.now())
    except Problem as problem:
        return _tried(request, one, problem)
    messages.success(request, _("ประกาศใช้แล้ว รายงานที่ยังไม่ลงนามใช้รุ่นใหม่"))
    return redirect("reports:template", public_id)


@needs(Permission.REPORTS_TEMPLATE)
@require_POST
def discard(request: OfficialRequest, public_id: str, no: int) -> HttpResponse:
    """Throw a draft away, and with the only one its form."""
    one = _version(request, public_id, no)
    actions.discard(draft=one, version=_asked(request), by=request.actor, at=clock.now())
    messages.success(request, _("ทิ้งร่างแล้ว"))
    return redirect("reports:templates")


def _version(request: OfficialRequest, public_id: str, no: int) -> TemplateVersion:
    return queries.version(request.actor, queries.one(request.actor, public_id), no)


def _asked(request: OfficialRequest) -> int | None:
    """Return the version of a draft its page was made of."""
    asked = request.POST.get("version", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else None


@needs(Permission.REPORTS_COMPILE)
@require_POST
def start(request: OfficialRequest) -> HttpResponse:
    """Put a form to work in the own branch, because of an obligation or of itself; refused on the page it came from."""
    one = queries.one(request.actor, request.POST.get("template", ""))
    here = "here" in request.POST
    form = _start_here(request, one) if here else StartForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        obligation = obligations.get_obligation(request.actor, told["obligation"]) if told["obligation"] else None
        try:
            series.start(
                template=one, office=_office(request), obligation=obligation, starts_on=told["starts_on"],
                by=request.actor, at=clock.now(),
            )  # fmt: skip
            messages.success(request, _("เริ่มใช้แบบรายงานแล้ว รายงานของทุกงวดเตรียมไว้ให้"))
            return HttpResponseRedirect("/reports/")
        except Problem as problem:
            attach(form, problem)
    return _page(request, one, form, 422) if here else _list(request, form, 422)
