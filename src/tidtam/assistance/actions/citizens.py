"""What stands between an office and a requester without an account: the ticket, messages, whether it was help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from tidtam import audit
from tidtam.assistance import access, notes, pins
from tidtam.assistance.actions.receiving import EvidenceValues, visible
from tidtam.assistance.choices import Helped, Side
from tidtam.assistance.models import Evidence, Message, Opinion, Request, Ticket
from tidtam.kernel.actor import Actor
from tidtam.kernel.ids import public_id
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem

_LONGEST = 4000


def _locked(request: Request, by: Actor) -> Request:
    by.require(Permission.NEEDS_MANAGE)
    row = access.requests(by).select_for_update(of=("self",)).filter(pk=request.pk).first()
    if row is None:
        raise Missing("assistance.missing", "ไม่พบคำขอนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    return row


@transaction.atomic
def issue_ticket(*, request: Request, by: Actor, at: datetime) -> str:
    """Give a requester the way back to a request and return its PIN, said this once; a new one ends the old.

    Errors: NotAllowed; Missing.
    """
    by.require(Permission.NEEDS_MANAGE)
    pin, scope = pins.new(), by.scope or "~"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO assistance_ticket (request_id, scope_path, pin_hash, tries, made_at) "
            "SELECT id, scope_path, %s, 0, %s FROM assistance_request "
            "WHERE id = %s AND scope_path >= %s AND scope_path < %s || '~' FOR NO KEY UPDATE "
            "ON CONFLICT (request_id) DO UPDATE SET scope_path = excluded.scope_path, "
            "pin_hash = excluded.pin_hash, tries = 0, tried_at = NULL, locked_until = NULL, "
            "made_at = excluded.made_at RETURNING id",
            [pins.hashed(pin), at, request.pk, scope, scope],
        )
        made = cursor.fetchone()
    if made is None:
        raise Missing("assistance.missing", "ไม่พบคำขอนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    (ticket,) = made
    audit.record("assistance.ticket.issued", (Ticket._meta.label_lower, ticket), by=by, at=at)
    return pin


@transaction.atomic
def open_ticket(*, request: Request, by: Actor, at: datetime) -> None:
    """Note that the right PIN was given: the wrong tries are forgotten. Errors: NotAllowed; Missing."""
    one = _locked(request, by)
    Ticket.objects.filter(request=one).update(tries=0, locked_until=None, opened_at=at)
    audit.record("assistance.ticket.opened", ("assistance.ticket", one.pk), by=by, at=at)


def note_wrong_pin(*, request: int, by: Actor, at: datetime, wait: timedelta) -> None:
    """Count a wrong PIN and shut the ticket for a while. No act of anybody: it leaves no entry."""
    ticket = Ticket.objects.select_for_update().filter(request=request).first()
    if ticket is not None:
        ticket.tries = min(ticket.tries + 1, 30_000)
        ticket.tried_at, ticket.locked_until = at, at + wait if wait else None
        ticket.save(update_fields=["tries", "tried_at", "locked_until"])


@transaction.atomic
def say(
    *, request: Request, words: str, side: str, asks: bool = False, evidence: Sequence[EvidenceValues] = (), by: Actor,
    at: datetime,
) -> Message:  # fmt: skip
    """Write a message of the office or the requester, with what they show. `asks`: an answer is waited for.

    Errors: NotAllowed; Missing; Problem assistance.words_missing, assistance.long.
    """
    one = _locked(request, by)
    text = visible(words)
    if not text and not evidence:
        raise Problem("assistance.words_missing", "เขียนข้อความสั้น ๆ ก่อนส่ง", field="words")
    if len(text) > _LONGEST:
        raise Problem("assistance.long", "เขียนสั้นลงหน่อย ไม่เกิน 4,000 ตัวอักษร", field="words")
    show(request=one, evidence=evidence, by=by, at=at)
    name = public_id()
    text = text or "ส่งหลักฐานเพิ่ม"
    message = Message.objects.create(
        public_id=name, request=one, scope_path=one.scope_path, side=side, asks=asks, at=at,
        words_sealed=notes.seal_for(text, "message.words", name), by=by.grant_id,
    )  # fmt: skip
    if side == Side.CITIZEN:  # an answer answers what was asked
        one.messages.filter(side=Side.OFFICE, asks=True).update(asks=False)
    audit.record("assistance.message.sent", message, by=by, at=at, fields=("words",), reason=side)
    return message


def show(*, request: Request, evidence: Sequence[EvidenceValues], by: Actor, at: datetime) -> int:
    """Hang files kept already on a request, each once. Shape: how many were new."""
    known = set(request.evidence.values_list("file_id", flat=True)) if evidence else set()
    fresh = {one.file.pk: one for one in evidence if one.file.pk not in known}
    Evidence.objects.bulk_create(
        Evidence(
            request=request, scope_path=request.scope_path, file=one.file, kind=one.kind, side=one.side,
            note=one.note[:200], at=at, by=by.grant_id,
        )
        for one in fresh.values()
    )  # fmt: skip
    return len(fresh)


@transaction.atomic
def read_messages(*, request: Request, side: str, by: Actor, at: datetime) -> int:
    """Note that what `side` wrote has been read by the other. Shape: how many were unread."""
    one = _locked(request, by)
    count = one.messages.filter(side=side, read_at=None).update(read_at=at)
    if count:
        audit.record("assistance.message.read", ("assistance.request", one.pk), by=by, at=at, count=count)
    return count


@transaction.atomic
def give_opinion(
    *, request: Request, helped: str, words: str = "", score: int | None = None, again: bool = False, by: Actor,
    at: datetime,
) -> Opinion:  # fmt: skip
    """Keep whether it was help, as the requester sees it; each time is a row of its own.

    Errors: NotAllowed; Missing; Problem assistance.helped_missing.
    """
    one = _locked(request, by)
    if helped not in Helped.values or (score is not None and not 1 <= score <= 5):
        raise Problem("assistance.helped_missing", "เลือกว่าความช่วยเหลือช่วยได้แค่ไหน", field="helped")
    opinion = Opinion(
        request=one, scope_path=one.scope_path, helped=helped, score=score, at=at, again=again
    )  # fmt: skip
    opinion.save()
    opinion.words_sealed = notes.seal_for(visible(words)[:_LONGEST], "opinion.words", opinion.pk)
    opinion.save(update_fields=["words_sealed"])
    audit.record("assistance.opinion.given", opinion, by=by, at=at, fields=("helped", "words"))
    return opinion
