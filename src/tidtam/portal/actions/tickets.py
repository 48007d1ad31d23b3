"""What a requester does with number and PIN: open the request, speak, withdraw, say whether it was help."""

from __future__ import annotations

import time
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.assistance import access, pins
from tidtam.assistance.actions import citizens, requests
from tidtam.assistance.choices import Helped, RequestState, Side
from tidtam.assistance.models import Message, Request
from tidtam.assistance.queries import citizens as found_by
from tidtam.kernel import wall
from tidtam.kernel.problem import Missing, Problem
from tidtam.offices.models import Office
from tidtam.portal.acting import acting_for
from tidtam.portal.actions import flood
from tidtam.portal.actions.filing import keep_evidence, tell_office
from tidtam.portal.choices import Counted
from tidtam.portal.rules import REOPEN_WITHIN, read_number, read_pin, wait_after
from tidtam.thai.dates import from_be

_SLOWEST = 0.3  # seconds each refused try takes, whatever was wrong with it
_AGAIN = (
    RequestState.HELPED, RequestState.ANNOUNCED, RequestState.CLOSED, RequestState.REFUSED, RequestState.WITHDRAWN,
)  # fmt: skip


@transaction.atomic
def try_pin(*, office: Office, number: str, pin: str, key: bytes, at: datetime) -> Request | None:
    """Return the request number and PIN belong to; None for a wrong PIN, an unknown number and a ticket shut for now.

    The three cost the same and are told the same. A try is counted for the place it came from and for the ticket; the
    caller must let the transaction commit. Errors: Busy.
    """
    started = time.monotonic()
    flood.check(Counted.WRONG, key=key, at=at)
    book, digits = read_number(number), read_pin(pin)
    flood.one_at_a_time(f"pin:{office.pk}:{book}")
    flood.wait_turn("pin")
    flood.check(Counted.WRONG, key=key, at=at)  # once more: those before had not been counted when this one came
    ticket = found_by.ticket(office.pk, from_be(int(book[0])), book[1]) if book else None
    fits = pins.fits(digits, ticket.pin_hash if ticket else "")
    shut = ticket is not None and ticket.locked_until is not None and ticket.locked_until > at
    if ticket is not None and fits and not shut:
        with wall.lent(office.path):
            by = acting_for(office)
            request = access.requests(by).select_related("office").get(pk=ticket.request)
            citizens.open_ticket(request=request, by=by, at=at)
        return request
    if ticket is not None and not shut:
        with wall.lent(office.path):
            wait = wait_after(ticket.tries + 1)
            citizens.note_wrong_pin(request=ticket.request, by=acting_for(office), at=at, wait=wait)
    flood.note(Counted.WRONG, key=key, office=office.pk, at=at)
    time.sleep(max(0.0, _SLOWEST - (time.monotonic() - started)))
    return None


def _mine(office: Office, request: int) -> Request:
    """Return the request a door stands open for; the wall is lent already. Errors: Missing."""
    row = access.requests(acting_for(office)).select_related("office", "person").filter(pk=request).first()
    if row is None:
        raise Missing("portal.shut", _("ไม่พบคำขอนี้"))
    return row


@transaction.atomic
def say(
    *, office: Office, request: int, words: str, files: list[tuple[bytes, str]], about: str = "", key: bytes,
    at: datetime,
) -> Message:  # fmt: skip
    """Send the office a message, with photos written anew already. Errors: Busy; Missing; Problem."""
    flood.check(Counted.SAY, key=key, office=office.pk, at=at)
    with wall.lent(office.path):
        by, one = acting_for(office), _mine(office, request)
        if about and words.strip():
            words = f"{about}: {words.strip()}"
        shown = [keep_evidence(content, ending, office, by, at, n) for n, (content, ending) in enumerate(files, 1)]
        message = citizens.say(request=one, words=words, side=Side.CITIZEN, evidence=shown, by=by, at=at)
        tell_office(one, "said", f"ผู้ขอส่งข้อความ คำขอ {one.shown}", at)
    flood.note(Counted.SAY, key=key, office=office.pk, at=at)
    return message


@transaction.atomic
def withdraw(*, office: Office, request: int, reason: str, at: datetime) -> Request:
    """Withdraw a request; what was given stays given. Errors: Missing; Conflict when it has been decided meanwhile."""
    with wall.lent(office.path):
        one = _mine(office, request)
        words = reason.strip() or "ผู้ขอถอนเรื่องเองทางเว็บ"
        one = requests.withdraw(request=one, reason=words[:1000], by=acting_for(office), at=at)
        tell_office(one, "withdrawn", f"ผู้ขอถอนคำขอ {one.shown}", at)
    return one


def may_reopen(request: Request, at: datetime) -> bool:
    """Say whether a requester may have it opened again: it ended, and not longer than 30 days ago."""
    return request.state in _AGAIN and at - (request.closed_at or request.since) <= REOPEN_WITHIN


@transaction.atomic
def judge(*, office: Office, request: int, helped: str, words: str, again: bool, key: bytes, at: datetime) -> bool:
    """Keep whether it was help; who was not helped, or asks for it, has it opened again. Shape: whether it was.

    Errors: Busy; Missing; Problem portal.words_missing.
    """
    flood.check(Counted.SAY, key=key, office=office.pk, at=at)
    with wall.lent(office.path):
        by, one = acting_for(office), _mine(office, request)
        opens = (again or helped == Helped.NO) and may_reopen(one, at)
        if opens and not words.strip():
            raise Problem("portal.words_missing", _("เล่าสั้น ๆ ว่ายังขาดอะไร เจ้าหน้าที่จะได้ทำต่อถูก"), field="words")
        citizens.give_opinion(request=one, helped=helped, words=words, again=opens, by=by, at=at)
        if opens:
            one = requests.reopen(request=one, reason=words[:1000], by=by, at=at)
            said = f"ผู้ขอแจ้งว่ายังไม่ได้รับความช่วยเหลือ เปิดคำขอ {one.shown} อีกครั้ง"
            tell_office(one, "again", said, at)
        elif helped == Helped.NO:
            tell_office(one, "not_helped", f"ผู้ขอแจ้งว่ายังไม่ได้รับความช่วยเหลือ คำขอ {one.shown}", at)
    flood.note(Counted.SAY, key=key, office=office.pk, at=at)
    return opens
