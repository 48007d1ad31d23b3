"""Take back help that was noted by mistake: the row and its proof stay, the need goes back to where it stood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction

from tidtam.assistance import access, notes
from tidtam.assistance.actions.advancing import lock, needs_by, save
from tidtam.assistance.actions.delivering import Given, sum_of
from tidtam.assistance.actions.ledger import Change
from tidtam.assistance.actions.receiving import visible
from tidtam.assistance.actions.verbs import move_many
from tidtam.assistance.choices import OPEN, Bucket, Decision, Reason, RequestState
from tidtam.assistance.models import Delivery, Need, Request
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Conflict, Missing, Problem

# Who says whether the figures of an office's month were typed into a system of others: a room above puts itself here.
typed_in: list[Callable[[int, date], bool]] = []


@transaction.atomic
def void_delivery(
    *, request: Request, delivery: Delivery, reason: str, note: str = "", version: int | None = None, by: Actor,
    at: datetime,
) -> Delivery:  # fmt: skip
    """Void help that was noted by mistake, with a reason; its proof is kept, its need is open again.

    `note`: how the month is put right where it was typed in already; it must be said then. A name that hangs is taken
    down first, and an ended request opened again.
    Errors: NotAllowed; Missing; Conflict when voided already or the request ended; Problem assistance.reason_missing,
    assistance.typed_in.
    """
    one = lock(request, "void_delivery", by, version)
    need = Need.objects.select_for_update(of=("self",)).filter(pk=delivery.need_id, request=one).first()
    row = access.deliveries(by).select_for_update(of=("self",)).filter(pk=delivery.pk, request=one).first()
    if need is None or row is None:
        raise Missing("assistance.missing", "ไม่พบรายการนี้ในคำขอ")
    if row.voided_at is not None:
        raise Conflict("assistance.delivery.voided", "รายการนี้ยกเลิกไปแล้ว")
    _hold(row, need, visible(reason), visible(note))
    words = "\n".join(part for part in (visible(reason), visible(note)) if part)
    row.voided_at, row.void_sealed = at, notes.seal_for(words, "delivery.void", row.public_id)
    row.save(update_fields=["voided_at", "void_sealed"])
    row.refresh_from_db(fields=["version"])
    stands = list(Delivery.objects.filter(request=one, voided_at=None).order_by("on", "pk"))
    _move_back(one, need, [other for other in stands if other.need_id == need.pk], by, at)
    save(one, "void_delivery", _state(one, bool(stands)), by=by, at=at)
    return row


def _hold(row: Delivery, need: Need, reason: str, note: str) -> None:
    """Ask for a note where a month was typed in that the help lies in: its own, or the one its need was met in."""
    if not reason:
        raise Problem("assistance.reason_missing", "บอกเหตุผลที่ยกเลิก", field="reason")
    days = {row.on, need.settled_on or row.on}
    if not note and any(typed(row.office_id, day) for typed in typed_in for day in days):
        said = "เดือนนั้นกรอกลงระบบ INFO ไปแล้ว บอกด้วยว่าจะแก้ตัวเลขในระบบนั้นอย่างไร"
        raise Problem("assistance.typed_in", said, field="note")


def _move_back(request: Request, need: Need, stands: Sequence[Delivery], by: Actor, at: datetime) -> None:
    """Put the need where what still stands leaves it: met, in progress, or waiting."""
    actor = needs_by(by)
    if need.bucket == Bucket.MET:
        move_many(verb="reopen", changes=[Change(need.pk)], by=actor, at=at, led=True)
        last = next((one for one in reversed(stands) if one.last), None)
        if last is not None:
            given = Given(
                uuid=last.uuid, need=need.pk, kind=last.kind, given=last.given, on=last.on, proof=last.proof, at=at
            )
            move_many(verb="settle", changes=[sum_of(need, stands, given)], by=actor, at=at, led=True)
        elif stands or request.decision == Decision.GRANTED:
            move_many(verb="take_up", changes=[Change(need.pk)], by=actor, at=at, led=True)
    elif need.bucket == Bucket.IN_PROGRESS and not stands and request.decision != Decision.GRANTED:
        waits = [Change(need.pk, reason=Reason.WAITING)]
        move_many(verb="set_unmet", changes=waits, by=actor, at=at, led=True)


def _state(request: Request, given: bool) -> str:
    """Return where the request stands: decided help is given on, what was never decided is looked at again."""
    if not Need.objects.filter(request=request, bucket__in=OPEN).exists():
        return request.state
    if request.state == RequestState.HELPED and request.decision != Decision.GRANTED:
        return RequestState.REOPENED
    if request.state in (RequestState.HELPED, RequestState.DELIVERING):
        return RequestState.DELIVERING if given else RequestState.DECIDED
    return request.state
