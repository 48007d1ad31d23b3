"""The buttons of a report: fill, nil, put before the signer, send, accept, return, take back. One verb each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.reports import access
from tidtam.reports.actions import amending, compiling, presenting, reviewing, signing
from tidtam.reports.choices import ReportState
from tidtam.reports.forms.report import NOTE, VALUE, FillForm, ReasonForm, ReturnForm
from tidtam.reports.models import Report
from tidtam.reports.queries.words import cell_of, offered
from tidtam.reports.rules.joining import joined
from tidtam.reports.views import showing
from tidtam.reports.views.report import page
from tidtam.ui.forms import attach
from tidtam.ui.templatetags.thai import thai_date

_MOVED_ON = gettext_noop("รายงานเปลี่ยนหลังจากที่คุณเปิดหน้านี้ ยังไม่ได้ทำตามที่กด ดูข้อมูลล่าสุดแล้วกดอีกครั้ง")


def _home(report: Report, fragment: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("reports:report", args=[report.public_id]) + fragment)


def _do(
    request: OfficialRequest, report: Report, act: Callable[..., Any], done: str, *, version: int | None = None
) -> HttpResponse:
    """Run a verb that asks for nothing more; what stands against it is said on the page.

    Nothing was typed, so what moved on meanwhile is said without words about what was. `version`: of the report, where
    it is not the one the page was made of.
    """
    try:
        act(version=version or showing.seen(request), by=request.actor, at=clock.now())
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        words = _MOVED_ON if problem.code == "reports.moved_on" else problem.message
        messages.error(request, _(words))
    else:
        messages.success(request, done)
    return _home(report)


def _beside(form: BaseForm, problem: Problem, prefix: str) -> None:
    """Put a refusal beside its cells, each with its own words."""
    cells: dict[str, str] = problem.details.get("cells") or {}
    for code, words in cells.items() if isinstance(cells, dict) else ():
        attach(form, Problem(problem.code, words, field=f"{prefix}{code}"))
    if not cells or not isinstance(cells, dict):
        named = f"{prefix}{problem.field}" if problem.field is not None else None
        known = named if named in form.fields else f"{NOTE}{problem.field}"
        attach(form, Problem(problem.code, problem.message, field=known))


def _say_what_stands(form: FillForm, report: Report) -> None:
    """Say beside each cell what somebody else kept in it meanwhile, so that saving again overwrites knowingly."""
    for name, typed in list(form.cleaned_data.items()):
        kept = (report.typed if name.startswith(VALUE) else report.notes).get(name[len(VALUE) :], "")
        if kept not in ("", typed):
            said = _("อีกคนบันทึกไว้ว่า “%(text)s”") % {"text": kept}
            attach(form, Problem("reports.moved_on", said, field=name))


def _keep(request: OfficialRequest, report: Report, sent: QueryDict | None = None) -> Report | HttpResponse:
    """Keep typed cells and notes, the report begun when it was not; return it, or its page with what is wrong."""
    form = FillForm(showing.spoken(report.form.value), report.typed, report.notes, data=sent or request.POST)
    at, version = clock.now(), showing.seen(request)
    if not form.is_valid():
        return page(request, report, fill=form, status=422)
    try:
        if report.state in (ReportState.OPEN, ReportState.RETURNED):
            report = compiling.open_up(report=report, version=version, by=request.actor, at=at)
            version = report.version
        return compiling.fill(
            report=report, values=form.values, notes=form.notes, version=version, by=request.actor, at=at
        )  # fmt: skip
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        if problem.code == "reports.moved_on":
            report = access.get_report(request.actor, report.public_id)
            _say_what_stands(form, report)
        _beside(form, problem, VALUE)
        return page(request, report, fill=form, status=problem.status)


def _keep_and_do(request: OfficialRequest, report: Report, act: Callable[..., Any], done: str) -> HttpResponse:
    """Run a verb whose button stands beside the sheet: what was typed there and not kept yet is kept first."""
    if not _is_typed(request, report):
        return _do(request, report, act, done)
    kept = _keep(request, report)
    return _do(request, kept, act, done, version=kept.version) if isinstance(kept, Report) else kept


def _is_typed(request: OfficialRequest, report: Report) -> bool:
    """Say whether the fields of the sheet came along and say something else than what is kept."""
    kept = {VALUE + code: text for code, text in report.typed.items()}
    kept |= {NOTE + code: text for code, text in report.notes.items()}
    fields = (name for name in request.POST if name.startswith((VALUE, NOTE)))
    return any(request.POST[name].strip() != kept.get(name, "") for name in fields)


@needs(Permission.REPORTS_COMPILE)
@require_POST
def fill(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Keep typed cells and notes."""
    kept = _keep(request, access.get_report(request.actor, public_id))
    if not isinstance(kept, Report):
        return kept
    messages.success(request, _("บันทึกร่างแล้ว"))
    return _home(kept)


@needs(Permission.REPORTS_COMPILE)
@require_POST
def take_in(request: OfficialRequest, public_id: str, code: str) -> HttpResponse:
    """Put what the activities of the period say under what is typed into a cell, and keep the sheet as it is typed."""
    report = access.get_report(request.actor, public_id)
    form = report.form.value
    if code != cell_of(form):
        raise Missing("reports.cell_unknown", "ไม่มีช่องนี้ในแบบ")
    sent, said = request.POST.copy(), offered(request.actor, report, form)
    lines = [(one.words, f"{one.words} ({one.place} {thai_date(one.on, 'short')})") for one in said]
    text, put, left = joined(sent.get(VALUE + code, report.typed.get(code, "")), lines)
    sent[VALUE + code] = text
    kept = _keep(request, report, sent)
    if not isinstance(kept, Report):
        return kept
    if put:
        messages.success(request, _("ใส่ข้อความจากกิจกรรม %(n)s รายการแล้ว ตรวจและแก้ได้ก่อนลงนาม") % {"n": put})
    if left:
        messages.warning(request, _("อีก %(n)s รายการไม่ได้ใส่ ช่องนี้รับได้ไม่เกิน 2,000 ตัวอักษร สรุปเองเพิ่มได้") % {"n": left})
    return _home(kept, f"#c-{code}")


@needs(Permission.REPORTS_COMPILE)
@require_POST
def nil(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Say that nothing was done in the period, or take that back."""
    report, taken_back = access.get_report(request.actor, public_id), "back" in request.POST
    act = partial(
        compiling.set_nil, report=report, nil=not taken_back, note=request.POST.get("note", "")[:1000] or None
    )
    done = _("ยกเลิก “ไม่มีการดำเนินงาน” แล้ว") if taken_back else _("บันทึกว่าไม่มีการดำเนินงานแล้ว ส่งให้ผู้ลงนามได้")
    if request.actor.may(Permission.REPORTS_SIGN) and not taken_back:
        done = _("บันทึกว่าไม่มีการดำเนินงานแล้ว ลงนามแล้วส่งได้")
    return _keep_and_do(request, report, act, done)


@needs(Permission.REPORTS_COMPILE)
@require_POST
def present(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Put a report before its signer."""
    report = access.get_report(request.actor, public_id)
    return _keep_and_do(request, report, partial(presenting.present, report=report), _("ส่งให้ผู้ลงนามแล้ว"))


@needs(Permission.REPORTS_READ)
@require_POST
def unsign(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Take a signed report that was not sent back to its draft."""
    report = access.get_report(request.actor, public_id)
    return _do(request, report, partial(signing.unsign, report=report), _("ถอนกลับเป็นร่างแล้ว แก้แล้วลงนามใหม่"))


@needs(Permission.REPORTS_READ)
@require_POST
def send(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Send a signed report to the office above."""
    report = access.get_report(request.actor, public_id)
    return _do(request, report, partial(signing.send, report=report), _("ส่งรายงานแล้ว"))


@needs(Permission.REPORTS_SIGN)
@require_POST
def set_aside(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Leave a report as it was signed, with the reason."""
    proposal = access.get_amendment(request.actor, public_id)
    report, form = proposal.report, ReasonForm(request.POST)
    if not form.is_valid():
        return page(request, report, aside=form, status=422)
    try:
        amending.set_aside(
            amendment=proposal, reason=form.cleaned_data["reason"], version=showing.seen(request), by=request.actor,
            at=clock.now(),
        )  # fmt: skip
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        attach(form, problem)
        return page(request, report, aside=form, status=problem.status)
    messages.success(request, _("บันทึกแล้วว่าไม่แก้ไข ตัวเลขที่ลงนามไว้คงเดิม"))
    return _home(report)


@needs(Permission.REPORTS_REVIEW)
@require_POST
def accept(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Accept the report of an office below."""
    report = access.get_report(request.actor, public_id)
    return _do(request, report, partial(reviewing.accept, report=report), _("รับรายงานแล้ว"))


@needs(Permission.REPORTS_REVIEW)
@require_POST
def accept_many(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Accept the ticked reports below, or all that came and hold."""
    report = access.get_report(request.actor, public_id)
    wanted = dict(showing.picked(value) for value in request.POST.getlist("child"))
    rows = list(
        access.reports(request.actor).filter(public_id__in=list(wanted)).select_related("office", "form", "template")
    )
    if not rows:
        messages.warning(request, _("เลือกรายงานที่จะรับอย่างน้อยหนึ่งฉบับ"))
        return _home(report)
    versions = {one.pk: seen for one in rows if (seen := wanted[one.public_id]) is not None}
    done = reviewing.accept_many(reports=rows, versions=versions, by=request.actor, at=clock.now())
    if done.done:
        messages.success(request, _("รับแล้ว %(count)s ฉบับ") % {"count": f"{len(done.done):,}"})
    for one, problem in done.refused:
        messages.warning(request, f"{one.office}: {_(problem.message)}")
    return _home(report)


@needs(Permission.REPORTS_REVIEW)
@require_POST
def send_back(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Return a report with what must be mended, cell by cell."""
    report = access.get_report(request.actor, public_id)
    form = ReturnForm(showing.spoken(report.form.value).columns, data=request.POST)
    if not form.is_valid():
        return page(request, report, back=form, status=422)
    try:
        reviewing.send_back(
            report=report, comments=form.comments, version=showing.seen(request), by=request.actor, at=clock.now()
        )
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        name = f"c_{problem.field}" if f"c_{problem.field}" in form.fields else "c_"
        attach(form, Problem(problem.code, problem.message, field=name))
        return page(request, report, back=form, status=problem.status)
    messages.success(request, _("ส่งคืนแล้ว หน่วยงานเห็นว่าต้องแก้ช่องใด"))
    return HttpResponseRedirect(reverse("reports:reports") + "?show=review")
