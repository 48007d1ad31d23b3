"""The recorder's acts on a case, each with what follows: suspend, resume, close, correct the completion, assess."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare import access
from tidtam.aftercare.actions import cases as actions
from tidtam.aftercare.choices import CaseStatus
from tidtam.aftercare.forms.desk import AssessForm, CloseForm, CompletionForm, ReopenForm, ResumeForm, SuspendForm
from tidtam.aftercare.models import Case
from tidtam.aftercare.views.saying import address
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.kernel.routes import needs
from tidtam.people.choices import Purpose
from tidtam.ui.forms import attach
from tidtam.ui.templatetags.thai import thai_date

_RUNNING = (CaseStatus.REGISTERED, CaseStatus.ACTIVE, CaseStatus.LOST)
_LIVING = (*_RUNNING, CaseStatus.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its words, its form, what follows, in which states it may be done."""

    title: Any
    button: Any
    icon: str
    form: type[Form]
    effects: tuple[Any, ...]
    states: tuple[str, ...]
    done: Any
    danger: bool = False


_SUSPEND = Act(
    gettext_lazy("พักการติดตาม"), gettext_lazy("พักการติดตาม"), "clock", SuspendForm,
    (
        gettext_lazy("นัดที่ตรงกับช่วงพักเป็น “ยกเว้น” ไม่นับว่าขาด"),
        gettext_lazy("วันครบหนึ่งปีไม่เลื่อน"),
        gettext_lazy("ทีมไม่เห็นคนนี้ในงานวันนี้จนกว่าจะกลับมา"),
    ),
    _RUNNING, gettext_lazy("พักการติดตามแล้ว"),
)  # fmt: skip
_RESUME = Act(
    gettext_lazy("กลับมาติดตาม"), gettext_lazy("กลับมาติดตาม"), "arrow-counter-clockwise", ResumeForm,
    (
        gettext_lazy("นัดตั้งแต่วันนั้นกลับมาอยู่ในงานของทีม"),
        gettext_lazy("นัดที่ยกเว้นไปแล้วคงเดิม และวันครบหนึ่งปีไม่เลื่อน"),
    ),
    (CaseStatus.SUSPENDED,), gettext_lazy("กลับมาติดตามแล้ว"),
)  # fmt: skip
_CLOSE = Act(
    gettext_lazy("ปิดเรื่องก่อนครบปี"), gettext_lazy("ปิดเรื่อง"), "x-circle", CloseForm,
    (
        gettext_lazy("ทีมไม่ต้องเยี่ยมอีก นัดที่เหลือเป็น “ยกเว้น”"),
        gettext_lazy("การโอนที่รออยู่ถูกถอน และหน่วยงานเดิมที่ส่งมอบไว้เห็นผลนี้"),
        gettext_lazy("ประวัติทั้งหมดยังอยู่ นัดที่ขาดไปแล้วยังนับว่าขาด"),
    ),
    _LIVING, gettext_lazy("ปิดเรื่องแล้ว"), danger=True,
)  # fmt: skip
_REOPEN = Act(
    gettext_lazy("เปิดเรื่องอีกครั้ง"), gettext_lazy("เปิดเรื่องอีกครั้ง"), "arrow-counter-clockwise", ReopenForm,
    (
        gettext_lazy("นัดที่เหลือกลับมาอยู่ในงานของทีม"),
        gettext_lazy("วันครบหนึ่งปีคงเดิม"),
        gettext_lazy("เหตุผลที่ปิดหรือผลประเมินเดิม และเหตุผลที่เปิด เก็บไว้ให้ตรวจสอบ"),
    ),
    (CaseStatus.CLOSED, CaseStatus.COMPLETED), gettext_lazy("เปิดเรื่องอีกครั้งแล้ว"),
)  # fmt: skip
_CORRECT = Act(
    gettext_lazy("แก้วันจบโครงการ"), gettext_lazy("แก้วันจบโครงการ"), "calendar-check", CompletionForm,
    (
        gettext_lazy("นัดทั้ง 24 ครั้งและวันครบปีคำนวณใหม่จากวันที่แก้"),
        gettext_lazy("การเยี่ยมที่บันทึกไว้เข้านัดใหม่ตามวันที่เยี่ยมจริง"),
        gettext_lazy("แผนเดิมและเหตุผลเก็บไว้ให้ตรวจสอบ"),
    ),
    _LIVING, gettext_lazy("แก้วันจบโครงการแล้ว นัดทั้งหมดคำนวณใหม่"),
)  # fmt: skip
_ASSESS = Act(
    gettext_lazy("ประเมินปิดเมื่อครบปี"), gettext_lazy("บันทึกผลประเมิน"), "seal-check", AssessForm,
    (
        gettext_lazy("เรื่องนี้เป็น “ครบหนึ่งปี” และออกจากงานของทีม"),
        gettext_lazy("คำขอที่ยังรออยู่ยังเดินต่อกับหน่วยงานที่รับไว้"),
        gettext_lazy("หน่วยงานเดิมที่เคยส่งมอบคนนี้เห็นผลเมื่อครบปี"),
    ),
    _LIVING, gettext_lazy("บันทึกผลประเมินแล้ว ครบหนึ่งปี"),
)  # fmt: skip


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Stop the visits for a while."""

    def act(case: Case, data: dict[str, Any]) -> None:
        actions.suspend(
            case=case, kind=data["kind"], from_on=data["from_on"], reason=data["reason"], by=request.actor,
            at=clock.now(),
        )  # fmt: skip

    return _page(request, public_id, _SUSPEND, act, {"from_on": clock.today()})


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Begin the visits again."""

    def act(case: Case, data: dict[str, Any]) -> None:
        actions.resume(case=case, on=data["on"], by=request.actor, at=clock.now())

    return _page(request, public_id, _RESUME, act, {"on": clock.today()})


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Close a case before its year is over."""

    def act(case: Case, data: dict[str, Any]) -> None:
        actions.close(
            case=case, reason=data["reason"], note=data["note"], on=data["on"], by=request.actor, at=clock.now()
        )

    return _page(request, public_id, _CLOSE, act, {"on": clock.today()})


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Open a case that was closed or assessed by mistake."""

    def act(case: Case, data: dict[str, Any]) -> None:
        actions.reopen(case=case, reason=data["reason"], by=request.actor, at=clock.now())

    return _page(request, public_id, _REOPEN, act, {})


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Correct the day of completion; the plan is made anew."""

    def act(case: Case, data: dict[str, Any]) -> None:
        actions.correct_completion(
            case=case, completed_on=data["completed_on"], reason=data["reason"], sure=data["sure"], by=request.actor,
            at=clock.now(),
        )  # fmt: skip

    return _page(request, public_id, _CORRECT, act, {})


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Record the assessment that closes a year."""
    form = AssessForm(request.POST or None, initial={"assessed_on": clock.today()})

    def act(case: Case, data: dict[str, Any]) -> None:
        actions.assess(
            case=case, assessed_on=data["assessed_on"], outcome=data["outcome"], living=form.living(),
            note=data["note"], by=request.actor, at=clock.now(),
        )  # fmt: skip

    return _page(request, public_id, _ASSESS, act, {}, form)


def _page(
    request: OfficialRequest, public_id: str, act: Act, run: Callable[[Case, dict[str, Any]], None],
    initial: dict[str, Any], form: Form | None = None,
) -> HttpResponse:  # fmt: skip
    """Show one act's form with what follows from it, or do it."""
    case = access.get_case(request.actor, public_id)
    form = form or act.form(request.POST or None, initial=initial)
    case_url = address("aftercare:case", case.public_id)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                run(case, form.cleaned_data)
                messages.success(request, str(act.done))
                return HttpResponseRedirect(case_url or reverse("aftercare:tasks"))
        except Problem as problem:
            attach(form, problem)
            status = problem.status
    audit.note_read(request, [case.person_id], Purpose.AFTERCARE)
    blocked = "" if case.status in act.states else _("สถานะตอนนี้คือ “%(state)s” จึงทำเรื่องนี้ไม่ได้") % {
        "state": case.get_status_display()}  # fmt: skip
    context = {
        "case": case, "person": case.person, "case_url": case_url, "form": form, "title": str(act.title),
        "button": str(act.button), "button_icon": act.icon, "effects": act.effects, "danger": act.danger,
        "blocked": blocked, "facts": _facts(case),
    }  # fmt: skip
    return render(request, "aftercare/keeping.html", context, status=status)


def _facts(case: Case) -> list[tuple[str, str]]:
    return [
        (_("จบโครงการ"), thai_date(case.completed_on)), (_("ครบหนึ่งปี"), thai_date(case.ends_on)),
        (_("เยี่ยมแล้ว"), _("%(done)s ครั้ง ขาด %(missed)s ครั้ง") % {
            "done": case.rounds_done, "missed": case.rounds_missed}),
    ]  # fmt: skip
