"""The desk: acknowledge an alert, finish a task, ask and answer about a case, report trouble with a system."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.db.models import F

from tidtam import audit
from tidtam.aftercare import sealing
from tidtam.aftercare.actions import telling
from tidtam.aftercare.actions.locking import lock_case
from tidtam.aftercare.choices import TaskKind, TaskState, TicketState
from tidtam.aftercare.models import Alert, Case, Message, Task, Ticket
from tidtam.aftercare.queries.desk import TROUBLED
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.notices.choices import NoticeKind
from tidtam.offices.choices import Level
from tidtam.offices.models import Office

_MOST = 1000
_NUMBER = re.compile(r"(?:\d[\s-]?){12}\d")
_WORKS = (Permission.CARE_VISIT, Permission.CARE_MANAGE, Permission.CARE_HEALTH)


def _require_any(by: Actor, *wanted: Permission) -> None:
    if not any(by.may(one) for one in wanted):
        raise NotAllowed("accounts.not_allowed", "บทบาทของคุณยังไม่มีสิทธิ์ทำเรื่องนี้")


def _words(text: str, field: str, missing: str) -> str:
    text = text.strip()
    if not text:
        raise Problem("aftercare.words_missing", missing, field=field)
    if len(text) > _MOST:
        raise Problem("aftercare.words_long", "ข้อความยาวเกินไป ย่อให้ไม่เกิน 1,000 ตัวอักษร", field=field)
    return text


@transaction.atomic
def acknowledge(*, alert: Alert, note: str, by: Actor, at: datetime) -> Alert:
    """Say that the office knows of an alert and what it did; until then the reminders go on.

    Errors: NotAllowed; Conflict when somebody did so before; Problem aftercare.words_missing.
    """
    by.require(Permission.CARE_ALERT)
    note = _words(note, "note", "บอกสั้น ๆ ว่าทำอะไรไปแล้ว หรือใครรับไปดูแล")
    case = lock_case(alert.case_id)
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    if alert.acknowledged_at is not None:
        raise Conflict("aftercare.alert_known", "มีผู้รับทราบเรื่องนี้ไปแล้ว โหลดหน้าใหม่เพื่อดูว่าทำอะไรไป")
    alert.acknowledged_at, alert.acknowledged_by, alert.by_name = at, by.grant_id, by.name
    alert.note_sealed = sealing.seal(note, column="alert.note", row=alert.public_id)
    alert.save(update_fields=["acknowledged_at", "acknowledged_by", "by_name", "note_sealed"])
    case.open_alerts = Alert.objects.filter(case=case, acknowledged_at__isnull=True).count()
    case.save(update_fields=["open_alerts"])
    audit.record("aftercare.alert.acknowledged", alert, by=by, at=at, fields=("acknowledged_at", "note"))
    return alert


@transaction.atomic
def finish(*, task: Task, note: str, cancelled: bool = False, by: Actor, at: datetime) -> Task:
    """Close a task with what came of it, or say why it need not be done.

    A health assessment ends by being done, or as `ending.end_assessment` says. Errors: NotAllowed; Conflict when it
    was closed before; Problem aftercare.words_missing, aftercare.screening_missing.
    """
    if task.kind == TaskKind.HEALTH:
        by.require(Permission.CARE_HEALTH)
        raise Problem("aftercare.screening_missing", "ยังไม่ได้ถาม 9Q กด “ประเมินวันนี้” หรือเลือกเหตุที่ไม่ได้ถาม", field="note")
    _require_any(by, *_WORKS)
    note = _words(note, "note", "บอกเหตุผลที่ไม่ต้องทำ" if cancelled else "บอกสั้น ๆ ว่าได้ผลอย่างไร")
    lock_case(task.case_id)
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.state != TaskState.OPEN:
        raise Conflict("aftercare.task_closed", "งานนี้มีผู้ทำไปแล้ว โหลดหน้าใหม่เพื่อดูล่าสุด")
    task.state = TaskState.CANCELLED if cancelled else TaskState.DONE
    task.done_at, task.done_by = at, by.grant_id
    task.note_sealed = sealing.seal(note, column="task.note", row=task.public_id)
    task.save(update_fields=["state", "done_at", "done_by", "note_sealed"])
    verb = "aftercare.task.cancelled" if cancelled else "aftercare.task.done"
    audit.record(verb, task, by=by, at=at, fields=("state", "note"))
    return task


def is_team(by: Actor, case: Case) -> bool:
    """Say whether the actor speaks for the team of a case and not for its district."""
    return case.office.level == Level.TEAM and by.scope == case.office.path


@transaction.atomic
def ask(*, case: Case, text: str, by: Actor, at: datetime) -> Message:
    """Write a question or an answer about a case, from the team to its district or back; answering marks as read.

    Errors: NotAllowed; Conflict when the case left the scope; Problem aftercare.words_missing.
    """
    _require_any(by, Permission.CARE_VISIT, Permission.CARE_MANAGE)
    text = _words(text, "text", "พิมพ์คำถามหรือคำตอบก่อนส่ง")
    case = lock_case(case.pk)
    team = is_team(by, case)
    Message.objects.filter(case=case, from_team=not team, seen_at__isnull=True).update(seen_at=at)
    message = Message.objects.create(
        case=case, scope_path=case.scope_path, from_team=team, by_grant=by.grant_id, by_name=by.name, at=at,
        text_sealed=sealing.seal(text, column="message", row=case.public_id),
    )  # fmt: skip
    other = case.office.parent if team else case.office
    if other is not None and case.office.level == Level.TEAM:
        telling.tell_up(
            other, "question", f"{case.public_id}:{at.isoformat()}", kind=NoticeKind.WORK, at=at,
            audience=Permission.CARE_MANAGE if team else Permission.CARE_VISIT,
            url=telling.address("messages", case.public_id),
        )  # fmt: skip
    audit.record("aftercare.message.sent", message, by=by, at=at, fields=("text",))
    return message


@transaction.atomic
def mark_seen(*, case: Case, by: Actor, at: datetime) -> int:
    """Mark what the other side wrote about a case as read. Shape: how many were unread."""
    _require_any(by, Permission.CARE_VISIT, Permission.CARE_MANAGE)
    case = lock_case(case.pk)
    rows = Message.objects.filter(case=case, from_team=not is_team(by, case), seen_at__isnull=True)
    count = rows.update(seen_at=at)
    if count:
        audit.record("aftercare.message.seen", case, by=by, at=at, count=count)
    return count


def _nameless(text: str, field: str) -> str:
    if _NUMBER.search(text):
        said = "ข้อความมีเลข 13 หลัก ลบเลขประจำตัวออกก่อน เล่าเฉพาะอาการของระบบ"
        raise Problem("aftercare.number_in_words", said, field=field)
    return text


@transaction.atomic
def report_trouble(*, system: str, text: str, by: Actor, at: datetime) -> Ticket:
    """Tell the province of trouble with a national system (O13). Errors: NotAllowed; Problem of `system`, `text`."""
    by.require(Permission.CARE_MANAGE)
    if system not in TROUBLED:
        raise Problem("aftercare.system_missing", "เลือกระบบที่ติดปัญหา", field="system")
    text = _nameless(_words(text, "text", "เล่าว่าทำอะไรแล้วเกิดอะไรขึ้น"), "text")
    office = Office.objects.get(path=by.scope)
    ticket = Ticket.objects.create(
        office=office, scope_path=office.path, system=system, text=text, made_at=at, made_by=by.grant_id
    )
    if office.parent is not None:
        telling.tell_up(
            office.parent, "ticket", ticket.public_id, kind=NoticeKind.WORK, audience=Permission.CARE_ROUTE,
            url=telling.address("tickets"), at=at,
        )  # fmt: skip
    audit.record("aftercare.ticket.opened", ticket, by=by, at=at, fields=("system", "text"))
    return ticket


@transaction.atomic
def answer(*, ticket: Ticket, text: str, version: int | None = None, by: Actor, at: datetime) -> Ticket:
    """Answer a report of trouble as the province; a second answer takes the place of the first.

    Errors: NotAllowed; Conflict when it is closed or somebody answered meanwhile; Problem aftercare.words_missing.
    """
    by.require(Permission.CARE_ROUTE)
    text = _nameless(_words(text, "answer", "พิมพ์คำตอบก่อนส่ง"), "answer")
    ticket = _locked(ticket, version)
    ticket.state, ticket.answer, ticket.answered_at, ticket.answered_by = TicketState.ANSWERED, text, at, by.grant_id
    ticket.version = F("version") + 1
    ticket.save(update_fields=["state", "answer", "answered_at", "answered_by", "version"])
    ticket.refresh_from_db(fields=["version"])
    telling.tell_up(
        ticket.office, "answered", f"{ticket.public_id}:{ticket.version}", kind=NoticeKind.WORK, at=at,
        audience=Permission.CARE_MANAGE, url=telling.address("tickets"),
    )  # fmt: skip
    audit.record("aftercare.ticket.answered", ticket, by=by, at=at, fields=("state", "answer"))
    return ticket


@transaction.atomic
def close_ticket(*, ticket: Ticket, version: int | None = None, by: Actor, at: datetime) -> Ticket:
    """Say as the office that had the trouble that it is over. Errors: NotAllowed; Conflict."""
    by.require(Permission.CARE_MANAGE)
    ticket = _locked(ticket, version)
    ticket.state, ticket.version = TicketState.CLOSED, F("version") + 1
    ticket.save(update_fields=["state", "version"])
    ticket.refresh_from_db(fields=["version"])
    audit.record("aftercare.ticket.closed", ticket, by=by, at=at, fields=("state",))
    return ticket


def _locked(ticket: Ticket, version: int | None) -> Ticket:
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("office").get(pk=ticket.pk)
    if ticket.state == TicketState.CLOSED or (version is not None and version != ticket.version):
        raise Conflict("aftercare.ticket_moved", "มีผู้ตอบหรือปิดเรื่องนี้ไปก่อนแล้ว ข้อความที่พิมพ์ยังอยู่ ตรวจแล้วส่งอีกครั้ง")
    return ticket
