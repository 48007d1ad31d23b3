"""Give help: money, goods, work or training for one need of a request, once and never twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from uuid import UUID

from django.db import transaction

from tidtam.accounts.clock import BANGKOK
from tidtam.assistance import access
from tidtam.assistance.actions.advancing import Going, Step, lock_many, met_by, needs_by, settled_many, write
from tidtam.assistance.actions.ledger import BATCH, Change
from tidtam.assistance.actions.receiving import visible
from tidtam.assistance.actions.verbs import move_many
from tidtam.assistance.choices import IN_WORK, OPEN, Bucket, DeliveryKind, Track
from tidtam.assistance.models import Delivery, Need, Request
from tidtam.files.models import StoredFile
from tidtam.kernel import rows
from tidtam.kernel.actor import Actor
from tidtam.kernel.ids import public_id
from tidtam.kernel.problem import Conflict, Missing, Problem


@dataclass(frozen=True, slots=True)
class Given:
    """What was given. `last`: the need is met with it. `urgent`: given at once, before a decision. Units: baht.

    `uuid` comes with the form, so that the same form sent twice pays once. `at` is the instant, when that is not now.
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
    at: datetime | None = None


@transaction.atomic
def deliver(*, request: Request, given: Given, version: int | None = None, by: Actor, at: datetime) -> Delivery:
    """Note help for a need of the request; with the last need that is met the request moves on.

    The same `uuid` again returns the first delivery.
    Errors: NotAllowed; Missing; Conflict when the need is met already or nothing was decided; Problem with its field.
    """
    return deliver_many(given=[(request.pk, given)], versions={request.pk: version}, by=by, at=at)[0]


@transaction.atomic
def deliver_many(
    *, given: Sequence[tuple[int, Given]], versions: Mapping[int, int | None] | None = None, by: Actor, at: datetime
) -> list[Delivery]:
    """Note help for needs of many requests (id, what was given), with one audit entry per office and batch.

    Shape: the deliveries in that order; one known already by its uuid is returned as it stands. Several for one request
    count one after the other. Errors: as `deliver`; nothing is kept when one is wrong.
    """
    made: dict[UUID, Delivery] = {}
    for start in range(0, len(given), BATCH):
        for turn in _turns(given[start : start + BATCH]):
            made |= {one.uuid: one for one in _deliver(turn, versions or {}, by, at)}
    return [made[one.uuid] for _request, one in given]


def _turns(given: Sequence[tuple[int, Given]]) -> list[list[tuple[int, Given]]]:
    """Part a batch so that no request comes twice in a part. Shape: parts in order."""
    turns: list[list[tuple[int, Given]]] = []
    seen: Counter[int] = Counter()
    for request, one in given:
        if seen[request] == len(turns):
            turns.append([])
        turns[seen[request]].append((request, one))
        seen[request] += 1
    return turns


def _deliver(
    given: Sequence[tuple[int, Given]], versions: Mapping[int, int | None], by: Actor, at: datetime
) -> list[Delivery]:
    ids = [request for request, _one in given]
    list(access.requests(by).filter(pk__in=ids).select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    before = {one.uuid: one for one in access.deliveries(by).filter(uuid__in=[one.uuid for _request, one in given])}
    for request, one in given:
        known = before.get(one.uuid)
        if known is not None and (known.request_id, known.need_id) != (request, one.need):
            raise Conflict("assistance.delivery.uuid", "แบบนี้บันทึกไปแล้วกับเรื่องอื่น เปิดหน้าใหม่แล้วกรอกอีกครั้ง")
    fresh = [(request, one) for request, one in given if one.uuid not in before]
    if not fresh:
        return list(before.values())
    locked = lock_many([(request, versions.get(request)) for request, _one in fresh], "deliver", by)
    needs = _needs(locked, [one for _request, one in fresh])
    pairs = list(zip(locked, needs, (one for _request, one in fresh), strict=True))
    for held, need, one in pairs:
        check(held, need, one, one.at or at)
    made = [build(request, need, one, by, at) for request, need, one in pairs]
    save(made)
    _move(pairs, by, at)
    goings = [Going(request, Step(request.pk), one.at or at) for request, _need, one in pairs]
    write(goings, "deliver", settled_many(locked, "deliver", given=True), (), by, at)
    return [*before.values(), *made]


def _needs(requests: Sequence[Request], given: Sequence[Given]) -> list[Need]:
    rows_of = Need.objects.select_for_update(of=("self",)).filter(pk__in=[one.need for one in given]).order_by("pk")
    found = {(need.pk, need.request_id): need for need in rows_of}
    wanted = [found.get((one.need, request.pk)) for request, one in zip(requests, given, strict=True)]
    needs = [need for need in wanted if need is not None]
    if len(needs) < len(wanted):
        raise Missing("assistance.missing", "ไม่พบรายการนี้ในคำขอ")
    return needs


def check(request: Request, need: Need, given: Given, at: datetime) -> None:
    """Hold what is given against the request, the need and itself. Errors: Conflict; Problem with its field."""
    _check_order(request, need, given)
    _check(need, given, at)


def _check_order(request: Request, need: Need, given: Given) -> None:
    if request.state in IN_WORK and request.track == Track.COMMITTEE and not given.urgent:
        raise Conflict("assistance.delivery.undecided", "ยังไม่มีมติ ถ้าจำเป็นต้องช่วยทันที ให้ทำเครื่องหมายว่าช่วยเฉพาะหน้า")
    if need.bucket not in OPEN:
        raise Conflict("assistance.delivery.done", "รายการนี้จบไปแล้ว จึงไม่บันทึกการช่วยเหลือซ้ำ")


def build(request: Request, need: Need, given: Given, by: Actor, at: datetime) -> Delivery:
    """Return the row of what is given, not yet kept."""
    values = {
        "public_id": public_id(), "uuid": given.uuid, "office_id": request.office_id, "scope_path": request.scope_path,
        "request_id": request.id, "need_id": need.id, "kind": given.kind, "given": visible(given.given)[:200],
        "amount_baht": given.amount, "fund": visible(given.fund)[:120], "on": given.on,
        "urgent": request.state in IN_WORK, "last": given.last, "proof_id": given.proof.id if given.proof else None,
        "by": by.grant_id, "at": given.at or at,
    }  # fmt: skip
    return rows.made(Delivery, values, request=request, need=need)


_COLUMNS = (
    "id", "public_id", "uuid", "office_id", "scope_path", "request_id", "need_id", "kind", "given", "amount_baht",
    "fund", '"on"', "urgent", "last", "proof_id", "by", "at", "voided_at", "void_sealed", "version",
)  # fmt: skip


def save(made: Sequence[Delivery]) -> None:
    """Keep deliveries under fresh ids, in their order."""
    for delivery, pk in zip(made, rows.reserve("assistance_delivery", len(made)), strict=True):
        delivery.id = pk
    rows.insert("assistance_delivery", _COLUMNS, [_row(one) for one in made])


_row = attrgetter(*(name.strip('"') for name in _COLUMNS))


def _check(need: Need, given: Given, at: datetime) -> None:
    if given.kind not in DeliveryKind.values:
        raise Problem("assistance.bad_code", "เลือกว่าช่วยเป็นเงิน สิ่งของ แรงงาน หรือฝึกอาชีพ", field="kind")
    if not visible(given.given):
        raise Problem("assistance.given_missing", "บอกว่าช่วยอะไรไป เช่น ถุงยังชีพ 1 ชุด", field="given")
    if not need.asked_on <= given.on <= at.astimezone(BANGKOK).date():
        raise Problem("assistance.bad_day", "วันที่ช่วยต้องไม่ก่อนวันที่ขอ และไม่เลยวันนี้", field="on")
    if given.amount is not None and not 0 <= given.amount < Decimal(10) ** 10:
        raise Problem("assistance.bad_amount", "จำนวนเงินต้องเป็นศูนย์ขึ้นไป", field="amount")
    if given.kind == DeliveryKind.CASH and not given.amount:
        raise Problem("assistance.bad_amount", "ช่วยเป็นเงิน ให้กรอกจำนวนเงิน", field="amount")
    if given.kind == DeliveryKind.CASH and not visible(given.fund):
        raise Problem("assistance.fund_missing", "ช่วยเป็นเงิน ให้บอกว่าจ่ายจากเงินหมวดใด", field="fund")


def _move(pairs: Sequence[tuple[Request, Need, Given]], by: Actor, at: datetime) -> None:
    """Settle needs with all that was given for them, or take them up when more is to come."""
    last = [(need, one) for _request, need, one in pairs if one.last]
    if last:
        given: dict[int, list[Delivery]] = defaultdict(list)
        stand = Delivery.objects.filter(need__in=[need.pk for need, _one in last], voided_at=None)
        for delivery in stand.order_by("on", "pk"):
            given[delivery.need_id].append(delivery)
        changes = [sum_of(need, given[need.pk], one) for need, one in last]
        move_many(verb="settle", changes=changes, by=needs_by(by), at=at, led=True)
    begun = [
        Change(need.pk, at=one.at) for _request, need, one in pairs if not one.last and need.bucket == Bucket.UNMET
    ]
    if begun:
        move_many(verb="take_up", changes=begun, by=needs_by(by), at=at, led=True)


def sum_of(need: Need, all_of_it: Sequence[Delivery], given: Given) -> Change:
    """Return what a need changes to by the last of all that was given for it."""
    return met_by(need, all_of_it, at=given.at, proof=given.proof)
