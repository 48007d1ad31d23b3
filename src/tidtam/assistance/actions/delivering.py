"""Give help: money, goods, work or training for one need of a request, once and never twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tidtam.assistance import access
from tidtam.assistance.actions.ledger import Change
from tidtam.assistance.actions.receiving import visible
from tidtam.assistance.actions.requests import lock, needs_by, save, settled
from tidtam.assistance.actions.verbs import move_many
from tidtam.assistance.choices import IN_WORK, OPEN, Bucket, DeliveryKind, Track
from tidtam.assistance.models import Delivery, Need, Request
from tidtam.files.models import StoredFile
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Conflict, Missing, Problem


@dataclass(frozen=True, slots=True)
class Given:
    """What was given. `last`: the need is met with it. `urgent`: given at once, before a decision. Units: baht.

    `uuid` comes with the form, so that the same form sent twice pays once.
    """

    uuid: UUID
    need: int
    kind: str
    given: str
    on: date
    amount: Decimal | None = None
    fund: str = ""
    last: bool = True
    urgent: bool = False
    proof: StoredFile | None = None


@transaction.atomic
def deliver(*, request: Request, given: Given, version: int | None = None, by: Actor, at: datetime) -> Delivery:
    """Note help for a need of the request; with the last need that is met the request moves on.

    The same `uuid` again returns the first delivery.
    Errors: NotAllowed; Missing; Conflict when the need is met already or nothing was decided; Problem with its field.
    """
    list(access.requests(by).filter(pk=request.pk).select_for_update(of=("self",)).values_list("pk"))
    before = access.deliveries(by).filter(uuid=given.uuid).first()
    if before is not None:
        if (before.request_id, before.need_id) != (request.pk, given.need):
            raise Conflict("assistance.delivery.uuid", "แบบนี้บันทึกไปแล้วกับเรื่องอื่น เปิดหน้าใหม่แล้วกรอกอีกครั้ง")
        return before
    one = lock(request, "deliver", by, version)
    if one.state in IN_WORK and one.track == Track.COMMITTEE and not given.urgent:
        raise Conflict("assistance.delivery.undecided", "ยังไม่มีมติ ถ้าจำเป็นต้องช่วยทันที ให้ทำเครื่องหมายว่าช่วยเฉพาะหน้า")
    need = Need.objects.select_for_update(of=("self",)).filter(pk=given.need, request=one).first()
    if need is None:
        raise Missing("assistance.missing", "ไม่พบรายการนี้ในคำขอ")
    if need.bucket not in OPEN:
        raise Conflict("assistance.delivery.done", "รายการนี้จบไปแล้ว จึงไม่บันทึกการช่วยเหลือซ้ำ")
    _check(need, given, at)
    made = Delivery.objects.create(
        uuid=given.uuid, office=one.office, scope_path=one.scope_path, request=one, need=need, kind=given.kind,
        given=visible(given.given)[:200], amount_baht=given.amount, fund=visible(given.fund)[:120], on=given.on,
        urgent=one.state in IN_WORK, last=given.last, proof=given.proof, by=by.grant_id, at=at,
    )  # fmt: skip
    _move(need, given, by, at)
    save(one, "deliver", settled(one, "deliver", given=True), by=by, at=at)
    return made


def _check(need: Need, given: Given, at: datetime) -> None:
    if given.kind not in DeliveryKind.values:
        raise Problem("assistance.bad_code", "เลือกว่าช่วยเป็นเงิน สิ่งของ แรงงาน หรือฝึกอาชีพ", field="kind")
    if not visible(given.given):
        raise Problem("assistance.given_missing", "บอกว่าช่วยอะไรไป เช่น ถุงยังชีพ 1 ชุด", field="given")
    if not need.asked_on <= given.on <= timezone.localdate(at):
        raise Problem("assistance.bad_day", "วันที่ช่วยต้องไม่ก่อนวันที่ขอ และไม่เลยวันนี้", field="on")
    if given.amount is not None and not 0 <= given.amount < Decimal(10) ** 10:
        raise Problem("assistance.bad_amount", "จำนวนเงินต้องเป็นศูนย์ขึ้นไป", field="amount")
    if given.kind == DeliveryKind.CASH and not given.amount:
        raise Problem("assistance.bad_amount", "ช่วยเป็นเงิน ให้กรอกจำนวนเงิน", field="amount")
    if given.kind == DeliveryKind.CASH and not visible(given.fund):
        raise Problem("assistance.fund_missing", "ช่วยเป็นเงิน ให้บอกว่าจ่ายจากเงินหมวดใด", field="fund")


def _move(need: Need, given: Given, by: Actor, at: datetime) -> None:
    """Settle the need with all that was given for it, or take it up when more is to come."""
    if given.last:
        change = _sum(need, list(Delivery.objects.filter(need=need, voided_at=None).order_by("on", "pk")), given)
        move_many(verb="settle", changes=[change], by=needs_by(by), at=at, led=True)
    elif need.bucket == Bucket.UNMET:
        move_many(verb="take_up", changes=[Change(need.pk)], by=needs_by(by), at=at, led=True)


def _sum(need: Need, all_of_it: Sequence[Delivery], given: Given) -> Change:
    amounts = [one.amount_baht for one in all_of_it if one.amount_baht is not None]
    funds = dict.fromkeys(one.fund for one in all_of_it if one.fund)
    return Change(
        need.pk, on=max(one.on for one in all_of_it), given=", ".join(one.given for one in all_of_it),
        amount=sum(amounts, Decimal(0)) if amounts else None, fund=", ".join(funds)[:120], proof=given.proof,
    )  # fmt: skip
