"""What every system's typing does: lock the month of an office, note a line once, take it back with a reason."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tidtam import audit
from tidtam.exchange import access
from tidtam.exchange.choices import SheetState, System
from tidtam.exchange.models import KeyRow, KeyTask
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.offices.models import Office


def lock(*, office: Office, system: System, period: date, right: Permission, by: Actor) -> KeyTask:
    """Lock the month of the own office, made when it is the first note. Errors: NotAllowed without `right`; Missing."""
    by.require(right)
    if not by.scope or office.pk != by.office_id:
        raise Missing("offices.office_missing", "คีย์ได้เฉพาะของหน่วยงานที่คุณปฏิบัติอยู่")
    task, _is_new = KeyTask.objects.get_or_create(
        office=office, system=system, period=period, defaults={"scope_path": office.path}
    )
    return access.tasks(by).select_for_update().get(pk=task.pk)


def note(task: KeyTask, *, code: str, value: Decimal | int, is_last: bool, by: Actor, at: datetime) -> KeyTask:
    """Note that a line was typed with the value that stands now; the last one ends the sheet."""
    KeyRow.objects.create(
        task=task, scope_path=task.scope_path, code=code, value=value, at=at, by=by.grant_id, by_name=by.name[:200]
    )
    stand(task, SheetState.DONE if is_last else SheetState.OPEN, by, at)
    audit.record("exchange.line.typed", task, by=by, at=at, fields=(code,))
    return task


def take_back(task: KeyTask, *, code: str, reason: str, none: str, by: Actor, at: datetime) -> KeyTask:
    """Take a tick back. Errors: Problem exchange.reason_missing; Conflict, saying `none`, when no tick stands."""
    words = " ".join(reason.split())[:200]
    if not words:
        raise Problem("exchange.reason_missing", "บอกว่าทำไมต้องคีย์ใหม่", field="reason")
    standing = task.rows.select_for_update().filter(code=code, undone_at__isnull=True).first()
    if standing is None:
        raise Conflict("exchange.not_typed", none)
    standing.undone_at, standing.undone_by, standing.reason = at, by.grant_id, words
    standing.save(update_fields=["undone_at", "undone_by", "reason"])
    stand(task, SheetState.OPEN, by, at)
    audit.record("exchange.line.undone", task, by=by, at=at, fields=(code,))
    return task


def stand(task: KeyTask, state: str, by: Actor, at: datetime) -> None:
    """Put a month in a state, with who did it."""
    task.state, task.version = state, task.version + 1
    task.done_at = None if state == SheetState.OPEN else at
    task.by, task.by_name = by.grant_id, by.name[:200]
    task.save(update_fields=["state", "version", "done_at", "by", "by_name"])
