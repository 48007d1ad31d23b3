"""Ask an office for what a meeting decided; the office says when it is done; who met may take it back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.meetings import access, rules
from tidtam.meetings.actions import meetings
from tidtam.meetings.choices import MeetingState, TaskState
from tidtam.meetings.models import Meeting, Task
from tidtam.meetings.queries.meetings import title
from tidtam.offices.models import Office


@transaction.atomic
def ask(
    *, meeting: Meeting, seq: int, office: Office, words: str, due_on: date, by: Actor, at: datetime
) -> Task:  # fmt: skip
    """Ask the own office or one below for what was decided at a point; it stands in that office's inbox.

    Errors: NotAllowed; Missing; Conflict before the meeting; Problem beside `words`, `due_on`, `office`.
    """
    one = meetings.lock(meeting, by)
    if one.state != MeetingState.HELD:
        raise Conflict("meetings.not_held", "บันทึกผู้เข้าประชุมก่อน แล้วจึงมอบหมายงาน")
    item = meetings.get_item(one, seq)
    if not item.decision:
        raise Problem("meetings.decision_missing", "บันทึกมติก่อน แล้วจึงมอบหมาย", field="words")
    if not by.scope or not office.path.startswith(by.scope):
        raise Problem("meetings.office_outside", "มอบหมายได้เฉพาะหน่วยงานของคุณและหน่วยงานในสังกัด", field="office")
    said = rules.line(words, 500)
    if not said:
        raise Problem("meetings.words_missing", "บอกว่าให้ทำอะไร", field="words")
    if due_on < timezone.localdate(at):
        raise Problem("meetings.due_past", "กำหนดเสร็จต้องไม่ก่อนวันนี้", field="due_on")
    with override("th"):  # it is kept, and read by others
        meeting_said, asked_by = title(one)[:200], str(one.office)[:200]
    made = Task.objects.create(
        meeting=one, item=seq, office=office, scope_path=office.path, asked_by=asked_by,
        meeting_said=meeting_said, decision=item.decision, words=said, due_on=due_on, by=by.grant_id, at=at,
    )  # fmt: skip
    audit.record("meetings.task.asked", made, by=by, at=at, fields=("office", "due_on"))
    return made


@transaction.atomic
def finish(*, task: Task, result: str, by: Actor, at: datetime) -> Task:
    """Say what the office did. Errors: NotAllowed; Missing for another office; Conflict; Problem beside `result`."""
    by.require(Permission.MEETINGS_MANAGE)
    one = _lock(task, by)
    if one.office_id != by.office_id:
        raise Missing("meetings.task_missing", "หน่วยงานที่ได้รับมอบหมายเป็นผู้ตอบ")
    words = rules.words(result, 2000)
    if not words:
        raise Problem("meetings.result_missing", "บอกว่าทำอะไรไปแล้ว ได้ผลอย่างไร", field="result")
    return _end(one, TaskState.DONE, words, "meetings.task.finished", by, at)


@transaction.atomic
def drop(*, task: Task, why: str, by: Actor, at: datetime) -> Task:
    """Take a task back, by the office that met. Errors: NotAllowed; Missing; Conflict; Problem beside `result`."""
    by.require(Permission.MEETINGS_MANAGE)
    one = _lock(task, by)
    if not access.meetings(by).filter(pk=one.meeting_id, office=by.office_id).exists():
        raise Missing("meetings.task_missing", "หน่วยงานที่ประชุมเป็นผู้ยกเลิก")
    words = rules.words(why, 2000)
    if not words:
        raise Problem("meetings.result_missing", "บอกว่ายกเลิกเพราะอะไร", field="result")
    return _end(one, TaskState.DROPPED, words, "meetings.task.dropped", by, at)


def _end(one: Task, state: str, words: str, verb: str, by: Actor, at: datetime) -> Task:
    one.state, one.result, one.done_at, one.done_by = state, words, at, by.name[:200]
    one.version += 1
    one.save(update_fields=["state", "result", "done_at", "done_by", "version"])
    audit.record(verb, one, by=by, at=at, fields=("state", "result"))
    return one


def _lock(task: Task, by: Actor) -> Task:
    one = access.tasks(by).select_for_update(of=("self",)).filter(pk=task.pk).first()
    if one is None:
        raise Missing("meetings.task_missing", "ไม่พบงานนี้ในหน่วยงานของคุณ")
    if one.state != TaskState.OPEN:
        raise Conflict("meetings.task_over", "งานนี้เสร็จหรือยกเลิกแล้ว")
    return one
