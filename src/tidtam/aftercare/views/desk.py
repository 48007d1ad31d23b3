"""Pages of the desk: alerts, tasks, questions about a person, trouble with national systems."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare import access
from tidtam.aftercare.actions import desk as actions
from tidtam.aftercare.actions import ending
from tidtam.aftercare.choices import TaskKind, TaskState, TicketState
from tidtam.aftercare.forms.desk import AnswerForm, HealthEndForm, MessageForm, NoteForm, TaskForm, TicketForm
from tidtam.aftercare.models import Alert, Case, Task, Ticket
from tidtam.aftercare.queries import desk as queries
from tidtam.aftercare.views import saying
from tidtam.aftercare.views.saying import address
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.people.choices import Purpose
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Link
from tidtam.ui.templatetags.thai import thai_date

_PAGE = 30


def _read(request: OfficialRequest, cases: Iterable[Case]) -> None:
    audit.note_read(request, sorted({case.person_id for case in cases}), Purpose.AFTERCARE)


# Alerts -------------------------------------------------------------------------------------------------------------
@needs(Permission.CARE_ALERT)
@require_safe
def alerts(request: OfficialRequest) -> HttpResponse:
    """List the alerts nobody acknowledged, oldest first, or what was done about the others."""
    return _alerts(request)


def _alerts(request: OfficialRequest, wrong: NoteForm | None = None, of: Alert | None = None) -> HttpResponse:
    known = request.GET.get("show") == "known" and wrong is None
    found = queries.known_alerts(request.actor) if known else queries.open_alerts(request.actor)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    _read(request, [alert.case for alert in page.object_list])
    rows = [
        {
            "alert": alert, "person": alert.case.person, "case_url": address("aftercare:case", alert.case.public_id),
            "note": queries.alert_note(alert) if known else "",
            "form": wrong if of is not None and alert.pk == of.pk else NoteForm(auto_id=f"id_{alert.public_id}_%s"),
        }
        for alert in page.object_list
    ]  # fmt: skip
    here = reverse("aftercare:alerts")
    tabs = [Link(_("รอรับทราบ"), here, not known), Link(_("รับทราบแล้ว"), f"{here}?show=known", known)]
    context = {"rows": rows, "page": page, "known": known, "tabs": tabs}
    return render(request, "aftercare/alerts.html", context, status=422 if wrong else 200)


@needs(Permission.CARE_ALERT)
@require_POST
def acknowledge(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Say what was done about an alert; the reminders stop."""
    found = access.get_alert(request.actor, public_id)
    form = NoteForm(request.POST, auto_id=f"id_{found.public_id}_%s")
    try:
        if form.is_valid():
            actions.acknowledge(alert=found, note=form.cleaned_data["note"], by=request.actor, at=clock.now())
    except Problem as problem:
        if problem.status == 409:
            messages.warning(request, _(problem.message))
            return HttpResponseRedirect(reverse("aftercare:alerts") + "?show=known")
        attach(form, problem)
    if form.errors:
        return _alerts(request, form, found)
    messages.success(request, _("รับทราบแล้ว หยุดเตือน"))
    return HttpResponseRedirect(reverse("aftercare:alerts"))


# Tasks --------------------------------------------------------------------------------------------------------------
@needs(Permission.CARE_READ)
@require_safe
def tasks(request: OfficialRequest) -> HttpResponse:
    """List the open tasks, longest due first, or those that are done."""
    return _tasks(request)


def _tasks(
    request: OfficialRequest, wrong: TaskForm | HealthEndForm | None = None, of: Task | None = None
) -> HttpResponse:
    closed = request.GET.get("show") == "done" and wrong is None
    kind = request.GET.get("kind", "")
    kind = kind if kind in TaskKind.values else ""
    found = queries.closed_tasks(request.actor) if closed else queries.open_tasks(request.actor, kind)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    _read(request, [task.case for task in page.object_list])
    rows = [_task_row(request, task, wrong if of is not None and of.pk == task.pk else None) for task in page]
    here = reverse("aftercare:tasks")
    tabs = [Link(_("ต้องทำ"), here, not closed), Link(_("ทำแล้ว"), f"{here}?show=done", closed)]
    context = {"rows": rows, "page": page, "closed": closed, "tabs": tabs, "kind": kind}
    context["kinds"] = [(one.value, saying.task_label(one.value, request.actor)) for one in TaskKind]
    return render(request, "aftercare/tasks.html", context, status=422 if wrong else 200)


def _task_form(task: Task, data: Any = None) -> TaskForm | HealthEndForm:
    kind = HealthEndForm if task.kind == TaskKind.HEALTH else TaskForm
    return kind(data, auto_id=f"id_{task.public_id}_%s")


def _task_row(request: OfficialRequest, task: Task, wrong: TaskForm | HealthEndForm | None) -> dict[str, Any]:
    case, today = task.case, clock.today()
    late = (today - task.due_on).days
    health = task.kind == TaskKind.HEALTH
    may = request.actor.may(Permission.CARE_HEALTH) if health else True
    state, text = ("done", task.get_state_display()) if task.state != TaskState.OPEN else (
        ("late", _("เลย %(n)s วัน") % {"n": late}) if late > 0 else
        ("due", _("วันนี้")) if late == 0 else ("upcoming", _("อีก %(n)s วัน") % {"n": -late})
    )  # fmt: skip
    return {
        "task": task, "label": saying.task_label(task.kind, request.actor),
        "person": case.person, "case_url": address("aftercare:case", case.public_id), "state": state,
        "state_text": text, "form": wrong or _task_form(task), "may": may,
        "open": task.state == TaskState.OPEN, "go": _go(request, task), "health": health,
        "note": queries.task_note(task) if task.state != TaskState.OPEN and (may or not health) else "",
    }  # fmt: skip


def _go(request: OfficialRequest, task: Task) -> Link | None:
    """Return the page where a task is done, for those who may open it."""
    actor, case = request.actor, task.case.public_id
    ways = {
        TaskKind.HEALTH: (Permission.CARE_HEALTH, "aftercare:health", _("ประเมินวันนี้")),
        TaskKind.TRACING: (Permission.CARE_VISIT, "aftercare:write", _("บันทึกผลการตามหา")),
        TaskKind.CLOSING: (Permission.CARE_MANAGE, "aftercare:assess", _("ประเมินปิด")),
        TaskKind.MOVE: (Permission.CARE_TRANSFER, "aftercare:offer", _("เสนอโอน")),
    }
    needed, route, label = ways[TaskKind(task.kind)]
    if task.state != TaskState.OPEN or not actor.may(needed):
        return None
    if task.kind == TaskKind.HEALTH:
        url = address(route, case, task.visit_no) if task.visit_no else ""
    else:
        url = address(route, case)
    if url and task.kind == TaskKind.MOVE and task.visit_no:
        url += f"?visit={task.visit_no}"
    return Link(str(label), url) if url else None


@needs(Permission.CARE_READ)
@require_POST
def finish(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Close a task with what came of it; an assessment not done is put off, or closed with a reason of the list."""
    found = access.get_task(request.actor, public_id)
    form, done = _task_form(found, request.POST), _("ปิดงานแล้ว")
    try:
        if form.is_valid() and found.kind == TaskKind.HEALTH:
            told = form.cleaned_data
            ended = ending.end_assessment(
                task=found, why=told["why"], on=told["on"], note=told["note"], by=request.actor, at=clock.now()
            )
            if ended.state == TaskState.OPEN:
                done = _("เลื่อนไปวันที่ %(day)s งานยังเปิดอยู่") % {"day": thai_date(ended.due_on, "short weekday")}
        elif form.is_valid():
            actions.finish(
                task=found, note=form.cleaned_data["note"], cancelled=request.POST.get("verb") == "cancel",
                by=request.actor, at=clock.now(),
            )  # fmt: skip
    except Problem as problem:
        if problem.status in (403, 409):
            raise
        attach(form, problem)
    if form.errors:
        return _tasks(request, form, found)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("aftercare:tasks"))


# Questions ----------------------------------------------------------------------------------------------------------
@needs(Permission.CARE_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show the questions and answers about a person, and take the next."""
    case = access.get_case(request.actor, public_id)
    form = MessageForm(request.POST or None)
    seen = request.POST.get("verb") == "seen"
    if request.method == "POST" and (seen or form.is_valid()):
        try:
            if seen:
                actions.mark_seen(case=case, by=request.actor, at=clock.now())
                messages.success(request, _("อ่านแล้ว"))
            else:
                actions.ask(case=case, text=form.cleaned_data["text"], by=request.actor, at=clock.now())
                messages.success(request, _("ส่งข้อความแล้ว"))
            return HttpResponseRedirect(reverse("aftercare:messages", args=[case.public_id]))
        except NotAllowed:
            raise
        except Problem as problem:
            attach(form, problem)
    _read(request, [case])
    team = actions.is_team(request.actor, case)
    thread = queries.thread(case)
    context = {
        "case": case, "person": case.person, "thread": thread, "team": team, "form": form,
        "case_url": address("aftercare:case", case.public_id),
        "unseen": any(one.message.seen_at is None and one.message.from_team != team for one in thread),
        "may": request.actor.may(Permission.CARE_VISIT) or request.actor.may(Permission.CARE_MANAGE),
    }  # fmt: skip
    return render(request, "aftercare/talk.html", context, status=422 if form.errors else 200)


@needs(Permission.CARE_READ)
@require_safe
def questions(request: OfficialRequest) -> HttpResponse:
    """List the people about whom something was asked or answered and not read yet."""
    page = Paginator(queries.unseen(request.actor), _PAGE).get_page(request.GET.get("page"))
    _read(request, page.object_list)
    rows = [{"case": case, "url": reverse("aftercare:messages", args=[case.public_id])} for case in page]
    return render(request, "aftercare/questions.html", {"rows": rows, "page": page})


# Trouble ------------------------------------------------------------------------------------------------------------
@needs(Permission.CARE_FIGURES)
@require_safe
def tickets(request: OfficialRequest) -> HttpResponse:
    """List the reports of trouble with national systems, the own office's and those below."""
    return _tickets(request)


def _tickets(request: OfficialRequest, wrong: AnswerForm | None = None, of: Ticket | None = None,
             status: int = 200) -> HttpResponse:  # fmt: skip
    page = Paginator(queries.tickets(request.actor), _PAGE).get_page(request.GET.get("page"))
    rows = []
    for ticket in page:
        answering = request.actor.may(Permission.CARE_ROUTE) and ticket.state != TicketState.CLOSED
        form = AnswerForm(initial={"version": ticket.version}, auto_id=f"id_{ticket.public_id}_%s")
        closing = ticket.office_id == request.actor.office_id and request.actor.may(Permission.CARE_MANAGE)
        rows.append(
            {
                "ticket": ticket, "system": queries.TROUBLED.get(ticket.system, ticket.system),
                "form": (wrong if of is not None and of.pk == ticket.pk else form) if answering else None,
                "may_close": closing and ticket.state != TicketState.CLOSED,
                "state": {"open": "due", "answered": "done"}.get(ticket.state, "upcoming"),
            }
        )  # fmt: skip
    context = {"rows": rows, "page": page, "may_report": request.actor.may(Permission.CARE_MANAGE)}
    return render(request, "aftercare/tickets.html", context, status=status)


@needs(Permission.CARE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_ticket(request: OfficialRequest) -> HttpResponse:
    """Report trouble with a national system to the province."""
    form = TicketForm(request.POST or None, initial={"system": request.GET.get("system", "")[:12]})
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_trouble(
                system=form.cleaned_data["system"], text=form.cleaned_data["text"], by=request.actor, at=clock.now()
            )
        except Problem as problem:
            attach(form, problem)
        else:
            messages.success(request, _("แจ้งจังหวัดแล้ว คำตอบจะขึ้นที่กระดิ่งแจ้งเตือน"))
            return HttpResponseRedirect(reverse("aftercare:tickets"))
    return render(request, "aftercare/ticket_form.html", {"form": form}, status=422 if form.errors else 200)


@needs(Permission.CARE_ROUTE)
@require_POST
def answer(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Answer a report of trouble."""
    found = access.get_ticket(request.actor, public_id)
    form = AnswerForm(request.POST, auto_id=f"id_{found.public_id}_%s")
    try:
        if form.is_valid():
            actions.answer(
                ticket=found, text=form.cleaned_data["answer"], version=form.cleaned_data["version"],
                by=request.actor, at=clock.now(),
            )  # fmt: skip
    except Problem as problem:
        attach(form, problem)
        if problem.status == 409:
            form.data = {**request.POST.dict(), "version": str(access.get_ticket(request.actor, public_id).version)}
        return _tickets(request, form, found, problem.status)
    if form.errors:
        return _tickets(request, form, found, 422)
    messages.success(request, _("ตอบแล้ว อำเภอได้รับแจ้ง"))
    return HttpResponseRedirect(reverse("aftercare:tickets"))


@needs(Permission.CARE_MANAGE)
@require_POST
def close_ticket(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Say that the trouble is over."""
    found = access.get_ticket(request.actor, public_id)
    actions.close_ticket(ticket=found, by=request.actor, at=clock.now())
    messages.success(request, _("ปิดเรื่องแล้ว"))
    return HttpResponseRedirect(reverse("aftercare:tickets"))
