"""End a health assessment that was not done here, or put it off: a note alone ends nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.aftercare import sealing
from tidtam.aftercare.actions import assessing
from tidtam.aftercare.actions.live import bangkok_day
from tidtam.aftercare.actions.locking import lock_case
from tidtam.aftercare.choices import HealthEnd, TaskKind, TaskState
from tidtam.aftercare.models import Screening, Task, Visit
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.ui.templatetags.thai import thai_date

MOST_WAIT = timedelta(days=7)
_WORDS = 1000


@transaction.atomic
def end_assessment(*, task: Task, why: str, on: date | None = None, note: str = "", by: Actor, at: datetime) -> Task:
    """End a health task with a reason of the list, or put it off to the next day; without one once 9Q and 8Q stand.

    `on` is the day it was done elsewhere, or the next day to go (tomorrow when it is left out).
    Errors: NotAllowed without `aftercare.health`; Conflict when it was closed before; Problem of `why`, `on`, `note`.
    """
    by.require(Permission.CARE_HEALTH)
    case, today = lock_case(task.case_id), bangkok_day(at)
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.kind != TaskKind.HEALTH or task.state != TaskState.OPEN:
        raise Conflict("aftercare.task_closed", _("งานนี้มีผู้ทำไปแล้ว โหลดหน้าใหม่เพื่อดูล่าสุด"))
    if len(note) > _WORDS:
        raise Problem("aftercare.words_long", _("ข้อความยาวเกินไป ย่อให้ไม่เกิน 1,000 ตัวอักษร"), field="note")
    if why not in HealthEnd.values and not (why == "" and _is_screened(task)):
        said = _("ยังไม่ได้ถาม 9Q กด “ประเมินวันนี้” หรือเลือกเหตุที่ไม่ได้ถาม")
        raise Problem("aftercare.screening_missing", said, field="why")
    day, fields = _day(why, on, case.completed_on, today), ("state", "note")
    verb = "aftercare.task.done"
    if why == HealthEnd.LATER and day:
        task.due_on, fields, verb = _free(task, day), ("due_on", "note"), "aftercare.task.put_off"
    else:
        cancelled = why in (HealthEnd.REFUSED, HealthEnd.NOT_FOUND)
        verb = "aftercare.task.cancelled" if cancelled else verb
        task.state = TaskState.CANCELLED if cancelled else TaskState.DONE
        task.done_at, task.done_by = at, by.grant_id
    words = [str(HealthEnd(why).label).replace("…", f" {thai_date(day, 'short')}" if day else "") if why else "", note]
    said = " · ".join(word.strip() for word in words if word.strip())
    task.note_sealed = sealing.seal(said, column="task.note", row=task.public_id)
    task.save(update_fields=["state", "due_on", "done_at", "done_by", "note_sealed"])
    audit.record(verb, task, by=by, at=at, fields=fields)
    return task


def _is_screened(task: Task) -> bool:
    """Say whether nothing of the visit is left to be asked."""
    if task.visit_no is None:
        return False
    visit = Visit.objects.get(case_id=task.case_id, visit_no=task.visit_no)
    with wall.sensitive():
        known = Screening.objects.filter(case_id=task.case_id, visit_no=task.visit_no).first()
        return known is not None and not assessing.asks(known, visit)


def _day(why: str, on: date | None, completed_on: date, today: date) -> date | None:
    """Return the day a reason goes with. Errors: Problem beside `on`."""
    if why == HealthEnd.LATER:
        day = on or today + timedelta(days=1)
        if not today < day <= today + MOST_WAIT:
            raise Problem("aftercare.bad_day", _("เลือกวันที่จะไปใหม่ ภายใน 7 วัน"), field="on")
        return day
    if why != HealthEnd.ELSEWHERE:
        return None
    if on is None:
        raise Problem("aftercare.bad_day", _("พิมพ์วันที่ประเมินที่หน่วยบริการ"), field="on")
    if not completed_on <= on <= today:
        raise Problem("aftercare.bad_day", _("วันที่ประเมินต้องไม่เกินวันนี้ และไม่ก่อนจบโครงการ"), field="on")
    return on


def _free(task: Task, day: date) -> date:
    """Return the first day from `day` on which no other assessment of the person stands."""
    taken = Task.objects.filter(case_id=task.case_id, kind=TaskKind.HEALTH).exclude(pk=task.pk)
    days = set(taken.values_list("due_on", flat=True))
    while day in days:
        day += timedelta(days=1)
    return day
