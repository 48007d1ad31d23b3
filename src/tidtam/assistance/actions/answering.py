"""The other side of a referral: read, acknowledge, ask, answer, send on. By an office with an account, or by a link.

Who comes through a link acts as `holding.holder`; everybody else needs the right to answer and the row in scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from tidtam import audit
from tidtam.assistance import notes
from tidtam.assistance.actions import holding, proofs
from tidtam.assistance.actions.ledger import Change
from tidtam.assistance.actions.receiving import visible
from tidtam.assistance.actions.verbs import move_many
from tidtam.assistance.choices import OPEN, Reason, ReferralKind, ReferralState, Side
from tidtam.assistance.models import Agency, Delivery, Referral
from tidtam.assistance.rules import referrals as rules
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.offices import queries as offices
from tidtam.offices.choices import Level
from tidtam.offices.models import Office

_TOP = (Level.DEPARTMENT, Level.MINISTRY)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a referral. `result` is done, cannot or not_ours; `proof` a photo or PDF. Units: baht."""

    result: str
    words: str = ""
    given: str = ""
    on: date | None = None
    amount: Decimal | None = None
    fund: str = ""
    signed: str = ""
    proof: bytes = b""


@transaction.atomic
def read(*, referral: Referral, by: Actor, at: datetime) -> Referral:
    """Note that it was opened; the second time nothing happens. Errors: NotAllowed; Missing."""
    holding.asked(referral, by)
    if referral.state != ReferralState.SENT:
        return referral
    with wall.lent(ROOT):
        try:
            held = holding.hold(referral.pk, "read")
        except Conflict:
            return referral
        held.referral.read_at = at
        holding.enter(held, ReferralState.READ, "read_at", at=at)
    audit.record("assistance.referral.read", held.referral, by=by, at=at, fields=("state",))
    return held.referral


@transaction.atomic
def acknowledge(*, referral: Referral, by: Actor, at: datetime) -> Referral:
    """Say that it was taken on. Errors: NotAllowed; Missing; Conflict."""
    holding.asked(referral, by)
    with wall.lent(ROOT):
        held = holding.hold(referral.pk, "acknowledge")
        row = held.referral
        row.acknowledged_at, row.read_at = at, row.read_at or at
        holding.enter(held, ReferralState.ACKNOWLEDGED, "acknowledged_at", "read_at", at=at)
    audit.record("assistance.referral.acknowledged", row, by=by, at=at, fields=("state",))
    return row


@transaction.atomic
def ask(*, referral: Referral, words: str, by: Actor, at: datetime) -> Referral:
    """Ask the sender something. Errors: NotAllowed; Missing; Conflict; Problem."""
    holding.asked(referral, by)
    with wall.lent(ROOT):
        held = holding.hold(referral.pk, "ask")
        holding.speak(held, words, Side.AGENCY, by, at)
        held.referral.read_at = held.referral.read_at or at
        holding.enter(held, ReferralState.ASKED, "read_at", at=at)
        holding.tell_owner(held, "asked", at)
    audit.record("assistance.referral.asked", held.referral, by=by, at=at, fields=("state",))
    return held.referral


@transaction.atomic
def answer(*, referral: Referral, outcome: Outcome, by: Actor, at: datetime) -> Referral:
    """Say what came of it; the need moves with it. "Not ours" goes to a router, who must say whose it is.

    Errors: NotAllowed; Missing; Conflict when it was answered, recalled or sent on meanwhile; Problem with its field.
    """
    holding.asked(referral, by)
    with wall.lent(ROOT):
        held = holding.hold(referral.pk, "answer")
        _check(held, outcome, at)
        _write(held, outcome, by, at)
        if outcome.result == ReferralState.DONE:
            _settle(held, outcome, by, at)
        elif outcome.result == ReferralState.CANNOT:
            _unmet(held, outcome, Reason.NO_PROVIDER, by, at)
        else:
            _return(held, outcome, by, at)
        holding.tell_owner(held, "answered", at)
    fields = ("state", "given", "amount_baht", "fund", "done_on", "proof")
    audit.record("assistance.referral.answered", held.referral, by=by, at=at, fields=fields, reason=outcome.result)
    return held.referral


def _check(held: holding.Held, outcome: Outcome, at: datetime) -> None:
    if held.need.bucket not in OPEN:
        raise Conflict("assistance.referral.over", "เรื่องนี้จบไปแล้ว จึงไม่บันทึกซ้ำ")
    if outcome.result not in rules.ANSWERS:
        raise Problem("assistance.result_missing", "เลือกว่าผลเป็นอย่างไร", field="result")
    if outcome.result == ReferralState.DONE:
        if not visible(outcome.given):
            raise Problem("assistance.given_missing", "บอกว่าช่วยอะไรไป เช่น ฝึกอบรมช่างไฟฟ้า 30 ชั่วโมง", field="given")
        if outcome.on is None or not held.need.asked_on <= outcome.on <= timezone.localdate(at):
            raise Problem("assistance.bad_day", "วันที่ช่วยต้องไม่ก่อนวันที่ขอ และไม่เลยวันนี้", field="on")
        if outcome.amount is not None and not 0 <= outcome.amount < Decimal(10) ** 10:
            raise Problem("assistance.bad_amount", "จำนวนเงินต้องเป็นศูนย์ขึ้นไป", field="amount")
    elif not visible(outcome.words):
        said = "บอกเหตุผลให้หน่วยงานที่ส่งเข้าใจได้"
        raise Problem("assistance.words_missing", said, field="words")


def _write(held: holding.Held, outcome: Outcome, by: Actor, at: datetime) -> None:
    row, inbound = held.referral, held.inbound
    done = outcome.result == ReferralState.DONE
    row.answered_at, row.answered_by = at, (visible(outcome.signed) or by.name if by.role != holding.LINK
                                            else visible(outcome.signed))[:120]  # fmt: skip
    row.answer_sealed = notes.seal_for(visible(outcome.words)[:4000], "referral.answer", row.public_id)
    row.acknowledged_at, row.read_at = row.acknowledged_at or at, row.read_at or at
    if done:
        row.given, row.fund = visible(outcome.given)[:200], visible(outcome.fund)[:120]
        row.amount_baht, row.done_on = outcome.amount, outcome.on
        if outcome.proof:
            row.proof = proofs.keep(need=held.need, content=outcome.proof, by=holding.for_owner(held, by), at=at)
    holding.enter(
        held, outcome.result, "answered_at", "answered_by", "answer_sealed", "acknowledged_at", "read_at", "given",
        "fund", "amount_baht", "done_on", "proof", at=at,
    )  # fmt: skip
    if inbound is not None:
        inbound.answered_at, inbound.answered_by = at, by.grant_id
        inbound.answer_sealed = notes.seal_for(visible(outcome.words)[:4000], "inbound.answer", inbound.public_id)
        inbound.save(update_fields=["answered_at", "answered_by", "answer_sealed"])


def _settle(held: holding.Held, outcome: Outcome, by: Actor, at: datetime) -> None:
    """Settle the need. What the other spent stays with the referral: only the owner's own money is the owner's."""
    row = held.referral
    own = Delivery.objects.filter(need=held.need, voided_at=None).aggregate(paid=Sum("amount_baht"))
    change = Change(
        held.need.pk, on=outcome.on, given=row.given, amount=own["paid"], proof=row.proof,
        words=visible(outcome.words)[:2000],
    )  # fmt: skip
    move_many(verb="settle", changes=[change], by=holding.for_owner(held, by), at=at)


def _unmet(held: holding.Held, outcome: Outcome, reason: str, by: Actor, at: datetime) -> None:
    change = Change(held.need.pk, reason=reason, words=visible(outcome.words)[:2000])
    move_many(verb="set_unmet", changes=[change], by=holding.for_owner(held, by), at=at)


def _return(held: holding.Held, outcome: Outcome, by: Actor, at: datetime) -> None:
    """Lay it before the router: the superior of the office that sent it, and of a router the one above that."""
    router = _router(held)
    if router is None:
        _unmet(held, outcome, Reason.NO_PROVIDER, by, at)
        return
    asked = holding.kept_name(held.referral.agency, held.referral.to_office)
    said = f"{asked} แจ้งว่าไม่ใช่งานของหน่วย: {visible(outcome.words)}"
    summary = "\n".join((summary_of(held.referral), said))[:4000]
    days = holding.days_for(held.need)
    fresh = holding.make(
        held.need, agency=None, office=router, kind=ReferralKind.RETURN, summary=summary, days=days,
        step=held.referral.step + 1, after=held.referral, by=by, at=at,
    )  # fmt: skip
    words = f"รอ {holding.kept_name(None, router)} ชี้ว่าเป็นงานของหน่วยใด"
    holding.wait(held.need, words, fresh.answer_by, holding.for_owner(held, by), at)


def _router(held: holding.Held) -> Office | None:
    asked = held.referral.to_office
    base = asked if asked is not None and held.referral.kind != ReferralKind.REFERRAL else held.referral.office
    above = offices.superior(base)
    return None if above is None or above.level in _TOP else above


def summary_of(row: Referral) -> str:
    """Return what the one who is asked was told."""
    return notes.unseal_for(row.summary_sealed, "referral.summary", row.public_id)


@transaction.atomic
def route(
    *, referral: Referral, agency: Agency | None = None, office: Office | None = None, words: str = "", by: Actor,
    at: datetime,
) -> Referral:  # fmt: skip
    """Say whose it is, or pass it further up: the one named is asked instead. Only an office decides so.

    An agency without an account is asked by a link the sender makes; the sender is told.
    Errors: NotAllowed; Missing; Conflict; Problem assistance.bad_office. Shape: the new referral.
    """
    holding.asked(referral, by)
    if by.role == holding.LINK:
        by.require(Permission.NEEDS_DECIDE)
    office = agency.office if agency is not None and agency.office_id else office
    agency = None if office is not None else agency
    with wall.lent(ROOT):
        held = holding.hold(referral.pk, "route")
        row = held.referral
        if (agency is None) == (office is None) or (
            office is not None and (office.pk in (row.to_office_id, row.office_id) or office.level == Level.MINISTRY)
        ):
            raise Problem("assistance.bad_office", "เลือกหน่วยงานอื่นที่ควรรับเรื่องนี้", field="to")
        row.answered_at, row.decided_at, row.answered_by = at, at, by.name[:120]
        row.answer_sealed = notes.seal_for(visible(words)[:4000], "referral.answer", row.public_id)
        holding.enter(held, ReferralState.ROUTED, "answered_at", "decided_at", "answered_by", "answer_sealed", at=at)
        summary = "\n".join(part for part in (summary_of(row), visible(words)) if part)[:4000]
        fresh = holding.make(
            held.need, agency=agency, office=office, kind=holding.kind_for(held.need, office), summary=summary,
            days=holding.days_for(held.need), step=row.step + 1, after=row, by=by, at=at,
        )  # fmt: skip
        said = ("ออกลิงก์ให้ " if agency is not None else "รอคำตอบจาก ") + holding.kept_name(agency, office)
        holding.wait(held.need, said, fresh.answer_by, holding.for_owner(held, by), at)
        holding.tell_owner(holding.Held(fresh, held.need, None), "routed", at)
    audit.record("assistance.referral.routed", row, by=by, at=at, fields=("state",))
    return fresh
