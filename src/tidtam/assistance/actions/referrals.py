"""The sender's side of a referral: send a need on, make its link anew, answer a question, recall it.

The need never leaves the office that must answer the one who asked; what was sent is a row of its own.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.assistance import access, notes
from tidtam.assistance.actions import holding
from tidtam.assistance.actions.ledger import Change, lock_requests
from tidtam.assistance.actions.receiving import visible
from tidtam.assistance.actions.verbs import move_many
from tidtam.assistance.choices import OPEN, REFERRAL_LIVE, Bucket, Code, Reason, ReferralState, Side
from tidtam.assistance.models import Agency, Need, Referral
from tidtam.assistance.queries.links import running_of
from tidtam.assistance.rules import referrals as rules
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.letters import queries as letters
from tidtam.letters.actions import issuing
from tidtam.letters.models import RegisterEntry
from tidtam.offices.choices import Level
from tidtam.offices.models import Office

_LONGEST = 4000


class Sent(NamedTuple):
    """A referral just sent or renewed. `token` and `pin` are shown once and kept nowhere; "" without a link."""

    referral: Referral
    token: str = ""
    pin: str = ""
    number: str = ""  # of the letter, as printed


def digest(secret: str) -> bytes:
    """Return what is kept of a random secret of 256 bits."""
    return hashlib.sha256(secret.encode()).digest()


@transaction.atomic
def send(
    *, need: Need, agency: Agency | None = None, office: Office | None = None, summary: str,
    working_days: int | None = None, letter: bool = False, by: Actor, at: datetime,
) -> Sent:  # fmt: skip
    """Ask an agency or an office to help with a need, or to say what to do: the need waits, with a day to answer.

    An agency without an account gets a link; `letter` makes it one that needs the six digits of the letter as well.
    Errors: NotAllowed; Missing; Conflict while it is with another or closed; Problem with its field.
    """
    by.require(Permission.NEEDS_MANAGE)
    one = _lock(need, by)
    office = agency.office if agency is not None and agency.office_id else office
    agency = None if office is not None else agency
    _check(one, agency, office, visible(summary), working_days)
    days = working_days or holding.days_for(one)
    kind = holding.kind_for(one, office)
    with wall.lent(ROOT):
        row = holding.make(
            one, agency=agency, office=office, kind=kind, summary=visible(summary), days=days, by=by, at=at
        )
    holding.wait(one, f"รอคำตอบจาก {holding.kept_name(agency, office)}", row.answer_by, by, at)
    token, pin = _new_link(row, letter, at) if agency is not None else ("", "")
    audit.record("assistance.referral.sent", row, by=by, at=at, fields=("need", "agency", "to_office", "answer_by"))
    return Sent(row, token, pin, _number(row, by, at).letter.number if pin else "")


def _lock(need: Need, by: Actor) -> Need:
    rows = access.needs(by).filter(pk=need.pk)
    lock_requests(rows)
    one = rows.select_for_update(of=("self",)).select_related("office__district", "office__province").first()
    if one is None:
        raise Missing("assistance.missing", "ไม่พบคำขอนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    if one.bucket not in OPEN:
        raise Conflict("assistance.need.bad_state", _("คำขอนี้ “%(state)s” ไปแล้ว") % {"state": one.get_bucket_display()})
    if Referral.objects.filter(need=one, state__in=REFERRAL_LIVE).exists():
        raise Conflict("assistance.referral.running", "เรื่องนี้ส่งอยู่ที่หน่วยอื่นแล้ว เรียกคืนก่อนจึงส่งที่ใหม่ได้")
    return one


def _check(need: Need, agency: Agency | None, office: Office | None, summary: str, days: int | None) -> None:
    if agency is None and office is None:
        raise Problem("assistance.bad_office", "เลือกหน่วยงานที่จะส่ง", field="to")
    if agency is not None and not agency.active:
        raise Problem("assistance.bad_office", "หน่วยงานนี้เลิกใช้แล้ว เลือกหน่วยงานอื่น", field="to")
    if office is not None and (
        office.pk == need.office_id or office.valid_to is not None or office.level in (Level.MINISTRY, Level.TEAM)
    ):
        raise Problem("assistance.bad_office", "เลือกหน่วยงานอื่นที่จะรับเรื่องนี้", field="to")
    if not summary:
        raise Problem("assistance.words_missing", "สรุปให้หน่วยที่รับรู้ว่าขอให้ช่วยอะไร", field="summary")
    if len(summary) > _LONGEST:
        raise Problem("assistance.long", "เขียนสั้นลงหน่อย ไม่เกิน 4,000 ตัวอักษร", field="summary")
    if days is not None and not 1 <= days <= rules.MOST_DAYS:
        raise Problem("assistance.bad_days", "ขอคำตอบภายใน 1 ถึง 60 วันทำการ", field="working_days")


def _new_link(row: Referral, letter: bool, at: datetime) -> tuple[str, str]:
    """Give a referral a new secret; nothing of the old one opens anything any more."""
    token = secrets.token_urlsafe(32)
    pin = f"{secrets.randbelow(1_000_000):06d}" if letter else ""
    row.token_hash, row.browser_hash, row.bound_at = digest(token), None, None
    row.once_hash, row.pin_tries = secrets.token_bytes(32), 0
    row.pin_hash = pin_hash(row, pin) if pin else ""
    row.expires_at = rules.expires_at(row.answer_by, at)
    row.save(
        update_fields=["token_hash", "browser_hash", "bound_at", "once_hash", "pin_tries", "pin_hash", "expires_at"]
    )
    return token, pin


def pin_hash(row: Referral, pin: str) -> str:
    """Return what is kept of a letter's six digits: keyed, and only for this link."""
    return notes.keyed(f"{row.public_id}.{row.generation}.{pin}", "referral.pin")


def about(row: Referral) -> str:
    """Return the mark that ties a line of the outgoing register to a referral."""
    return f"referral:{row.public_id}"


def _number(row: Referral, by: Actor, at: datetime) -> RegisterEntry:
    """Take the letter's number from the office's outgoing register; nobody's name stands there."""
    with translation.override("th"):  # the register is a Thai paper, whoever sends
        what = str(Code(row.need.code).label)
    return issuing.reserve(
        office=row.office, subject=f"ขอความอนุเคราะห์ช่วยเหลือประชาชนด้าน{what}",
        addressee=f"หัวหน้าหน่วยงาน {holding.name_of(row.agency, None)}", on=timezone.localdate(at), about=about(row),
        right=Permission.NEEDS_MANAGE, by=by, at=at,
    )  # fmt: skip


def _give_up(row: Referral, reason: str, by: Actor, at: datetime) -> None:
    """Cancel the numbers of letters that were never printed."""
    for entry in letters.issued_about(by, about(row)):
        if entry.state == "reserved":
            issuing.cancel(entry=entry, reason=reason, right=Permission.NEEDS_MANAGE, by=by, at=at)


@transaction.atomic
def print_letter(*, referral: Referral, by: Actor, at: datetime) -> RegisterEntry:
    """Note that the letter of the newest link was printed to be sent, and return its line of the register.

    Printed again it is the same letter. Errors: NotAllowed; Missing without a letter that stands.
    """
    holding.own(referral, by)
    lines = [line for line in letters.issued_about(by, about(referral)) if line.state != "cancelled"]
    if not lines:
        raise Missing("assistance.referral.letter", _("หนังสือฉบับนี้ใช้ไม่ได้แล้ว ออกหนังสือใหม่จากหน้าเรื่องส่งต่อ"))
    if lines[-1].state == "issued":
        return lines[-1]
    return issuing.send(entry=lines[-1], right=Permission.NEEDS_MANAGE, by=by, at=at)


@transaction.atomic
def renew(*, referral: Referral, letter: bool = False, by: Actor, at: datetime) -> Sent:
    """Make a new link, or a new letter with a number of its own; what was given out before is dead from now on.

    An older letter keeps its line in the outgoing register: cancelled, and pointing to the one that replaces it.
    Errors: NotAllowed; Missing; Conflict when it has ended; Problem assistance.referral.no_link.
    """
    holding.own(referral, by)
    with wall.lent(ROOT):
        held = holding.hold(referral.pk, "renew")
        row = held.referral
        if row.agency_id is None:
            raise Problem("assistance.referral.no_link", "หน่วยงานนี้มีบัญชี เรื่องอยู่ในรายการของหน่วยงานแล้ว ไม่ต้องใช้ลิงก์")
        if row.token_hash is not None:
            row.generation += 1
        token, pin = _new_link(row, letter, at)
        holding.enter(held, row.state, "generation", at=at)
    before = [line for line in letters.issued_about(by, about(row)) if line.state != "cancelled"]
    entry = _number(row, by, at) if pin else None
    for old in before:  # what is printed on it opens nothing any more, sent or not
        if entry is not None:
            issuing.replace(old=old, new=entry, right=Permission.NEEDS_MANAGE, by=by, at=at)
        else:
            reason = "ออกลิงก์แทน รหัสในหนังสือฉบับนี้ปิดแล้ว"
            issuing.cancel(entry=old, reason=reason, right=Permission.NEEDS_MANAGE, by=by, at=at)
    audit.record("assistance.referral.renewed", row, by=by, at=at, fields=("generation", "expires_at"))
    return Sent(row, token, pin, entry.letter.number if entry is not None else "")


@transaction.atomic
def recall(*, referral: Referral, reason: str = "", by: Actor, at: datetime) -> Referral:
    """Take a referral back: whoever was asked can do nothing more, and the need waits at its own office again.

    Errors: NotAllowed; Missing; Conflict when it was answered meanwhile.
    """
    holding.own(referral, by)
    with wall.lent(ROOT):
        held = holding.hold(referral.pk, "recall")
        held.referral.decided_at = at
        holding.enter(held, ReferralState.RECALLED, "decided_at", at=at)
        holding.tell_asked(held, "recalled", at)
    if held.need.bucket == Bucket.IN_PROGRESS:
        change = Change(held.need.pk, reason=Reason.WAITING, words=visible(reason))
        move_many(verb="set_unmet", changes=[change], by=by, at=at)
    _give_up(held.referral, "เรียกเรื่องคืนก่อนส่งหนังสือ", by, at)
    audit.record("assistance.referral.recalled", held.referral, by=by, at=at, fields=("state",))
    return held.referral


@transaction.atomic
def reply(*, referral: Referral, words: str, by: Actor, at: datetime) -> Referral:
    """Answer what the one who was asked wanted to know. Errors: NotAllowed; Missing; Conflict; Problem."""
    holding.own(referral, by)
    with wall.lent(ROOT):
        held = holding.hold(referral.pk, "reply")
        holding.speak(held, words, Side.OFFICE, by, at)
        known = held.referral.acknowledged_at is not None
        holding.enter(held, ReferralState.ACKNOWLEDGED if known else ReferralState.READ, at=at)
        holding.tell_asked(held, "replied", at)
    audit.record("assistance.referral.replied", held.referral, by=by, at=at, fields=("state",))
    return held.referral


def need_ended(needs: list[Need], by: Actor, at: datetime) -> None:
    """Recall what runs of needs that were closed, or given to another office, by a verb of their own. At once.

    Shape: one query for as many needs as were moved. What a sender sent lies in the scope it moves needs in.
    """
    of = {need.pk: need for need in needs}
    running = [
        pk for pk, need, office in running_of(list(of)) if of[need].bucket not in OPEN or of[need].office_id != office
    ] if of else []  # fmt: skip
    if not running:
        return
    with wall.lent(ROOT):
        for pk in running:
            held = holding.hold(pk, "recall")
            held.referral.decided_at = at
            holding.enter(held, ReferralState.RECALLED, "decided_at", at=at)
            holding.tell_asked(held, "recalled", at)
            audit.record("assistance.referral.recalled", held.referral, by=by, at=at, fields=("state",))
            if by.may(Permission.NEEDS_MANAGE):
                _give_up(held.referral, "เรื่องจบก่อนส่งหนังสือ", by, at)
