"""Note which line was typed into a system of others: each once, taken back only with a reason."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.assistance.facts import info
from tidtam.exchange import access
from tidtam.exchange.choices import SheetState, System
from tidtam.exchange.models import KeyRow, KeyTask
from tidtam.exchange.queries import info as queries
from tidtam.exchange.rules import is_over
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.offices.models import Office

_CODES = tuple(measure.code for measure in info.R7)


@transaction.atomic
def tick(*, office: Office, period: date, code: str, by: Actor, at: datetime) -> KeyTask:
    """Note that a line of the month was typed, with the figure that stands now; the last one ends the sheet.

    Errors: NotAllowed; Missing; Problem exchange.not_over; Conflict exchange.typed_already, exchange.sheet_done.
    """
    if code not in _CODES:
        raise Missing("exchange.no_such_line", "ไม่มีบรรทัดนี้ในแบบ")
    task = _task(office, period, by, at)
    if task.state == SheetState.NIL:
        raise Conflict("exchange.sheet_done", "แจ้งไว้แล้วว่าเดือนนี้ไม่มีรายการ ยกเลิกการแจ้งก่อน")
    standing = task.rows.filter(code=code, undone_at__isnull=True).first()
    if standing is not None:
        said = _("%(who)s คีย์บรรทัดนี้แล้ว ไม่ต้องคีย์ซ้ำ")
        raise Conflict("exchange.typed_already", said % {"who": standing.by_name})
    measure = next(one for one in info.R7 if one.code == code)
    value = measure.value(by, info.month_of(office.path, period))
    KeyRow.objects.create(
        task=task, scope_path=task.scope_path, code=code, value=value, at=at, by=by.grant_id, by_name=by.name[:200]
    )
    done = task.rows.filter(undone_at__isnull=True).count() == len(_CODES)
    _stand(task, SheetState.DONE if done else SheetState.OPEN, by, at)
    audit.record("exchange.line.typed", task, by=by, at=at, fields=(code,))
    return task


@transaction.atomic
def undo(*, office: Office, period: date, code: str, reason: str, by: Actor, at: datetime) -> KeyTask:
    """Take a tick back. Errors: NotAllowed; Missing; Problem exchange.reason_missing; Conflict when none stands."""
    task = _task(office, period, by, at)
    words = " ".join(reason.split())[:200]
    if not words:
        raise Problem("exchange.reason_missing", "บอกว่าทำไมต้องคีย์ใหม่", field="reason")
    standing = task.rows.select_for_update().filter(code=code, undone_at__isnull=True).first()
    if standing is None:
        raise Conflict("exchange.not_typed", "บรรทัดนี้ยังไม่ได้คีย์")
    standing.undone_at, standing.undone_by, standing.reason = at, by.grant_id, words
    standing.save(update_fields=["undone_at", "undone_by", "reason"])
    _stand(task, SheetState.OPEN, by, at)
    audit.record("exchange.line.undone", task, by=by, at=at, fields=(code,))
    return task


@transaction.atomic
def say_nil(*, office: Office, period: date, by: Actor, at: datetime) -> KeyTask:
    """Note that a month has nothing to report. Errors: as `tick`; Problem exchange.not_nil while a figure stands."""
    task = _task(office, period, by, at)
    if task.state != SheetState.OPEN:
        raise Conflict("exchange.sheet_done", "เดือนนี้บันทึกไว้แล้ว")
    if not queries.sheet(by, office, period).empty:
        raise Problem("exchange.not_nil", "เดือนนี้มีรายการ ต้องคีย์ทีละบรรทัด")
    _stand(task, SheetState.NIL, by, at)
    audit.record("exchange.sheet.nil", task, by=by, at=at, fields=("state",))
    return task


@transaction.atomic
def withdraw_nil(*, office: Office, period: date, by: Actor, at: datetime) -> KeyTask:
    """Take back that a month had nothing. Errors: NotAllowed; Missing; Conflict when it was not said."""
    task = _task(office, period, by, at)
    if task.state != SheetState.NIL:
        raise Conflict("exchange.not_nil", "ยังไม่ได้แจ้งว่าเดือนนี้ไม่มีรายการ")
    _stand(task, SheetState.OPEN, by, at)
    audit.record("exchange.sheet.nil_withdrawn", task, by=by, at=at, fields=("state",))
    return task


def _task(office: Office, period: date, by: Actor, at: datetime) -> KeyTask:
    """Lock the month of an office, made when it is the first note."""
    by.require(Permission.NEEDS_MANAGE)
    if not by.scope or office.pk != by.office_id:
        raise Missing("offices.office_missing", "คีย์ได้เฉพาะของหน่วยงานที่คุณปฏิบัติอยู่")
    if not is_over(period, timezone.localdate(at)):
        raise Problem("exchange.not_over", "เดือนนี้ยังไม่จบ ตัวเลขยังเปลี่ยนได้ คีย์เมื่อขึ้นเดือนใหม่")
    task, _is_new = KeyTask.objects.get_or_create(
        office=office, system=System.INFO, period=period, defaults={"scope_path": office.path}
    )
    return access.tasks(by).select_for_update().get(pk=task.pk)


def _stand(task: KeyTask, state: str, by: Actor, at: datetime) -> None:
    task.state, task.version = state, task.version + 1
    task.done_at = None if state == SheetState.OPEN else at
    task.by, task.by_name = by.grant_id, by.name[:200]
    task.save(update_fields=["state", "version", "done_at", "by", "by_name"])
