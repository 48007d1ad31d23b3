"""Hand the responsibility for a person from office to office: offer, send on, accept, reject, decide, withdraw.

Until somebody accepts, the sender answers; every verb locks the case row first, so offers, merges, closing and a visit
being saved exclude each other. What must reach both sides is done with the wall lent, after the actor's own row proved
the right to do it. Source: domain facts 2.3, design N5.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, QuerySet

from tidtam import audit
from tidtam.accounts.clock import BANGKOK
from tidtam.aftercare import sealing
from tidtam.aftercare.actions import handing
from tidtam.aftercare.actions.locking import lock_case, lock_needs, lock_people
from tidtam.aftercare.actions.offering import LIVING, acting, offer, offer_elsewhere, tell_next
from tidtam.aftercare.choices import Stage, TransferReason
from tidtam.aftercare.models import Case, Offer, Transfer
from tidtam.aftercare.models.transfer import LIVE
from tidtam.aftercare.queries import transfers as queries
from tidtam.aftercare.rules import transfer as rules
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.offices.choices import Level
from tidtam.offices.models import Office

__all__ = ["accept", "case_ended", "decide", "forward", "offer", "offer_elsewhere", "reject", "time_out", "withdraw"]


class Sides(NamedTuple):
    """One transfer as both sides have it, its case row locked."""

    case: Case
    transfer: Transfer
    offer: Offer


def both_sides(transfer_id: int, *, moves: bool = False) -> Sides:
    """Lock a case, then its transfer and offer. Call with the wall lent to what stands above both sides.

    `moves` also locks what goes along with the case, before it.
    """
    pk = Transfer.objects.values_list("case_id", flat=True).get(pk=transfer_id)
    if moves:
        lock_needs(pk)
        lock_people([pk])
    case = lock_case(pk)
    rows = Transfer.objects.select_for_update(of=("self",)).select_related("from_office__parent", "to_office__parent")
    return Sides(case, rows.get(pk=transfer_id), Offer.objects.select_for_update().get(transfer=transfer_id))


def as_rule(transfer: Transfer) -> rules.Offer:
    """Return a transfer as the rules see it: offices by their paths."""
    sender, receiver = transfer.from_office, transfer.to_office
    return rules.Offer(
        sender=sender.path, receiver=receiver.path, superior=rules.superior_of(sender.path, receiver.path),
        stage=transfer.stage, since=transfer.stage_since.astimezone(BANGKOK).date(),
        from_province=queries.province_of(sender).path, to_province=queries.province_of(receiver).path,
    )  # fmt: skip


def speaks_as(by: Actor, transfer: Transfer) -> list[str]:
    """Return the paths an actor acts under: the own office's, and those of the teams directly under it."""
    teams = [
        office.path
        for office in (transfer.to_office, transfer.from_office)
        if office.level == Level.TEAM and office.parent is not None and office.parent.path == by.scope
    ]
    return [by.scope, *teams]


def may(by: Actor, transfer: Transfer) -> list[str]:
    """Return what the actor's office may do with a transfer now."""
    rule = as_rule(transfer)
    return list(dict.fromkeys(verb for path in speaks_as(by, transfer) for verb in rules.verbs(rule, path)))


@transaction.atomic
def forward(*, offer: Offer, to: Office | None = None, by: Actor, at: datetime) -> Offer:
    """Send an offer on as one of the two provinces; the receiving one may name another district.

    Errors: NotAllowed; Conflict when it has moved on; Problem aftercare.transfer_to when a district must be named.
    """
    by.require(Permission.CARE_ROUTE)
    with wall.lent(ROOT):
        sides = both_sides(offer.transfer_id)
        transfer = sides.transfer
        named = to if to is not None and to.pk != transfer.to_office_id else None
        if transfer.stage == Stage.TO_PROVINCE and not queries.may_receive(named or transfer.to_office):
            raise Problem("aftercare.transfer_to", "ยังไม่รู้อำเภอปลายทาง เลือกอำเภอที่อยู่จริงก่อนส่งต่อ", field="to_office")
        verb = "reroute" if named else "forward"
        now = rules.act(
            as_rule(transfer), verb, office=by.scope, on=at.astimezone(BANGKOK).date(), to=named.path if named else ""
        )
        if named is not None:
            _inside(named, queries.province_of(transfer.to_office).path)
            transfer.to_office = named
        _step(sides, now.stage, at)
    audit.record("aftercare.transfer.forwarded", transfer, by=by, at=at, fields=("stage", "to_office"))
    return sides.offer


def _inside(office: Office, path: str) -> None:
    if not office.path.startswith(path) or not queries.may_receive(office):
        raise Problem("aftercare.transfer_to", "เลือกอำเภอในความรับผิดชอบของท่าน", field="to_office")


def _step(sides: Sides, stage: str, at: datetime) -> None:
    """Bring both rows to a stage; the offer goes before the office that must act now."""
    _case, transfer, row = sides
    transfer.stage = row.stage = stage
    transfer.stage_since = row.stage_since = at
    transfer.reminded_on = None
    if stage in (Stage.TO_PROVINCE, Stage.RECEIVER):
        row.office = acting(transfer)
        row.scope_path = row.office.path
    transfer.version, row.version = F("version") + 1, F("version") + 1
    transfer.save(update_fields=["stage", "stage_since", "reminded_on", "to_office", "version"])
    row.save(update_fields=["stage", "stage_since", "office", "scope_path", "version"])
    transfer.refresh_from_db(fields=["version"])
    row.refresh_from_db(fields=["version"])
    if stage != Stage.WITHDRAWN:
        tell_next(transfer, at)


@transaction.atomic
def accept(*, offer: Offer, office: Office | None = None, by: Actor, at: datetime) -> Case:
    """Take a case over: the receiving office, or one of its teams, answers from this instant.

    Errors: NotAllowed; Conflict when somebody acted before; Problem aftercare.transfer_to for a team elsewhere.
    """
    by.require(Permission.CARE_TRANSFER)
    with wall.lent(ROOT):
        sides = both_sides(offer.transfer_id, moves=True)
        target = office or sides.transfer.to_office
        _act(sides, "accept", by, at)
        _inside(target, queries.district_of(sides.transfer.to_office).path)
        _hand(sides, target, by, at)
    return sides.case


def _hand(sides: Sides, office: Office, by: Actor, at: datetime) -> None:
    """Close the transfer and move everything, in the caller's transaction."""
    handing.hand(case=sides.case, transfer=sides.transfer, office=office, by=by, at=at)
    sides.transfer.decided_at, sides.transfer.decided_by = at, by.grant_id
    sides.transfer.save(update_fields=["decided_at", "decided_by", "decision_sealed"])
    _step(sides, Stage.ACCEPTED, at)
    audit.record("aftercare.transfer.accepted", sides.transfer, by=by, at=at, fields=("stage", "to_office"))


def _act(sides: Sides, verb: str, by: Actor, at: datetime, to: str = "") -> str:
    """Hold a verb against the rules. Shape: the stage it leads to. Errors: Conflict, NotAllowed, Problem."""
    rule, acting = as_rule(sides.transfer), rules.CLOCK
    if verb != "time_out":
        ours = speaks_as(by, sides.transfer)
        acting = next((path for path in ours if verb in rules.verbs(rule, path)), ours[0])
    now = rules.act(rule, verb, office=acting, on=at.astimezone(BANGKOK).date(), to=to)
    return now.stage


@transaction.atomic
def reject(*, offer: Offer, reason: str, by: Actor, at: datetime) -> Offer:
    """Say why the case is not for this office; the common superior decides then.

    Errors: NotAllowed; Conflict; Problem aftercare.reason_missing.
    """
    by.require(Permission.CARE_TRANSFER)
    if not reason.strip():
        raise Problem("aftercare.reason_missing", "บอกเหตุผลที่ไม่รับ ผู้บังคับบัญชาจะใช้ตัดสิน", field="reason")
    with wall.lent(ROOT):
        sides = both_sides(offer.transfer_id)
        stage = _act(sides, "reject", by, at)
        _decision(sides.transfer, reason)
        _step(sides, stage, at)
    audit.record("aftercare.transfer.rejected", sides.transfer, by=by, at=at, fields=("stage", "decision"))
    return sides.offer


def _decision(transfer: Transfer, words: str) -> None:
    before = sealing.unseal(transfer.decision_sealed, column="transfer.decision", row=transfer.public_id)
    said = "\n".join(part for part in (before, words.strip()) if part)
    transfer.decision_sealed = sealing.seal(said, column="transfer.decision", row=transfer.public_id)
    transfer.save(update_fields=["decision_sealed"])


@transaction.atomic
def decide(*, offer: Offer, verb: str, office: Office | None = None, note: str = "", by: Actor, at: datetime) -> Case:
    """Decide as the common superior: `receiver` takes it, the sender `keep`s it, or an `other` office takes it.

    Errors: NotAllowed; Conflict when it does not lie before the superior; Problem aftercare.transfer_to.
    """
    by.require(Permission.CARE_DECIDE)
    with wall.lent(ROOT):
        sides = both_sides(offer.transfer_id, moves=True)
        target = sides.transfer.to_office if verb == "receiver" else office
        if verb == "keep":
            stage = _act(sides, "keep", by, at)
            _decision(sides.transfer, note)
            _keep(sides, stage, by, at)
        else:
            if target is None or not queries.may_receive(target):
                raise Problem("aftercare.transfer_to", "เลือกอำเภอที่จะรับผิดชอบ", field="to_office")
            _act(sides, "assign", by, at, to=target.path)
            _inside(target, by.scope)
            if target.pk == sides.transfer.from_office_id:
                raise Problem("aftercare.transfer_to", "หากให้ต้นทางดูแลต่อ เลือก “ต้นทางดูแลต่อ”", field="to_office")
            _decision(sides.transfer, note)
            sides.transfer.to_office = target
            _hand(sides, target, by, at)
    return sides.case


def _keep(sides: Sides, stage: str, by: Actor, at: datetime) -> None:
    sides.transfer.decided_at, sides.transfer.decided_by = at, by.grant_id
    sides.transfer.save(update_fields=["decided_at", "decided_by"])
    _step(sides, stage, at)
    audit.record("aftercare.transfer.kept", sides.transfer, by=by, at=at, fields=("stage", "decision"))


@transaction.atomic
def withdraw(*, transfer: Transfer, by: Actor, at: datetime) -> Transfer:
    """Take an offer back before anybody accepted it. Errors: NotAllowed; Conflict."""
    by.require(Permission.CARE_TRANSFER)
    with wall.lent(ROOT):
        sides = both_sides(transfer.pk)
        stage = _act(sides, "withdraw", by, at)
        _step(sides, stage, at)
    audit.record("aftercare.transfer.withdrawn", sides.transfer, by=by, at=at, fields=("stage",))
    return sides.transfer


@transaction.atomic
def time_out(*, transfer_id: int, by: Actor, at: datetime) -> Transfer:
    """Lay an offer nobody answered in seven working days before the common superior. Errors: Conflict."""
    with wall.lent(ROOT):
        sides = both_sides(transfer_id)
        stage = _act(sides, "time_out", by, at)
        _step(sides, stage, at)
    audit.record("aftercare.transfer.timed_out", sides.transfer, by=by, at=at, fields=("stage",))
    return sides.transfer


def case_ended(obj: object, by: Actor, at: datetime) -> None:
    """Tell those who handed a case over how it ended, and take back a running offer. At once, by subscription."""
    if not isinstance(obj, Case):
        return
    with wall.lent(ROOT):
        handing.tell_outcome(case=obj, at=at)
        if obj.status in LIVING:
            return
        _withdraw_all(Transfer.objects.filter(case=obj), by, at)


def take_back(*, case: Case, area: str | None = None, by: Actor, at: datetime) -> None:
    """Withdraw the running offer of who moved, as no visit says so any more; of `area` alone when it is given.

    Called by the verb that corrects the visit, inside its transaction; that verb checks the right.
    """
    with wall.lent(ROOT):
        found = Transfer.objects.filter(case=case, reason=TransferReason.MOVED)
        _withdraw_all(found.filter(new_area=area) if area else found, by, at)


def _withdraw_all(found: QuerySet[Transfer], by: Actor, at: datetime) -> None:
    for pk in list(found.filter(stage__in=LIVE).values_list("pk", flat=True)):
        sides = both_sides(pk)
        _step(sides, Stage.WITHDRAWN, at)
        audit.record("aftercare.transfer.withdrawn", sides.transfer, by=by, at=at, fields=("stage",))
