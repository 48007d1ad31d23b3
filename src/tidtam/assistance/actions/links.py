"""The door for an agency without an account: a link that opens one referral in one browser, once numbers, the digits.

The link alone shows nothing: who follows it presses a button, so that programs that look at links consume nothing.
The first browser that presses keeps it. What is refused by count is returned, not raised: the count must stay.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tidtam import audit
from tidtam.assistance import notes
from tidtam.assistance.actions import answering, holding
from tidtam.assistance.actions.answering import Outcome
from tidtam.assistance.actions.referrals import digest, pin_hash
from tidtam.assistance.choices import REFERRAL_LIVE
from tidtam.assistance.models import Referral
from tidtam.assistance.queries import links as found_by
from tidtam.assistance.rules import referrals as rules
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.kernel.problem import Conflict, Missing


@dataclass(frozen=True, slots=True)
class Pressed:
    """What pressing the button came to. `stands`: open, unknown, over, expired, other_browser, pin, dead."""

    stands: str
    key: str = ""
    cookie: str = ""  # the secret this browser keeps; "" when it keeps it already
    state: str = ""
    expires_at: datetime | None = None


def looked(token: str, at: datetime) -> Pressed:
    """Say how a link stands without consuming it: live ones say nothing more than whether digits are asked for."""
    found = found_by.by_token(digest(token))
    if found is None:
        return Pressed("unknown")
    with wall.lent(found.path):
        row = Referral.objects.get(pk=found.referral)
    if row.state not in REFERRAL_LIVE:
        return Pressed("over", state=row.state)
    if row.expires_at is None or at >= row.expires_at:
        return Pressed("expired")
    if row.pin_hash:
        return Pressed("dead" if rules.is_dead(row.pin_tries) else "pin")
    return Pressed("open")


@transaction.atomic
def press(*, token: str, kept: Mapping[str, str], pin: str, at: datetime) -> Pressed:
    """Open a link in this browser: bind it when nobody has, and note that it was read.

    `kept`: the secrets this browser keeps, by the name of their referral.
    """
    before = looked(token, at)
    if before.stands not in ("open", "pin"):
        return before
    found = found_by.by_token(digest(token))
    if found is None:
        return Pressed("unknown")
    with wall.lent(found.path):
        lock(Referral.objects.get(pk=found.referral))
        row = Referral.objects.select_for_update(of=("self",)).get(pk=found.referral)
        if row.token_hash is None or bytes(row.token_hash) != digest(token):
            return Pressed("unknown")  # renewed in this instant
        if row.pin_hash:
            if rules.is_dead(row.pin_tries):
                return Pressed("dead")
            if not hmac.compare_digest(pin_hash(row, pin), row.pin_hash):
                row.pin_tries += 1
                row.save(update_fields=["pin_tries"])
                return Pressed("dead" if rules.is_dead(row.pin_tries) else "wrong_pin")
        fresh = ""
        if row.browser_hash is None:
            fresh = secrets.token_urlsafe(32)
            row.browser_hash = digest(fresh)
        elif not (cookie := kept.get(row.public_id, "")) or not hmac.compare_digest(
            bytes(row.browser_hash), digest(cookie)
        ):
            return Pressed("other_browser")
        row.bound_at, row.pin_tries = at, 0
        row.save(update_fields=["browser_hash", "bound_at", "pin_tries"])
        audit.record("assistance.referral.opened", row, by=holding.holder(row), at=at, fields=("bound_at",))
    with wall.lent(ROOT):
        answering.read(referral=row, by=holding.holder(row), at=at)
    return Pressed("open", key=row.public_id, cookie=fresh, expires_at=row.expires_at)


def seat(key: str, cookie: str, at: datetime) -> Referral:
    """Return the referral this browser has opened and not closed; its row as the sender has it.

    Errors: Missing link.shut for every other browser, key and hour.
    """
    found = found_by.by_browser(key, digest(cookie)) if cookie else None
    if found is not None:
        with wall.lent(found.path):
            row = Referral.objects.select_related("office__district", "office__province").get(pk=found.referral)
        if row.expires_at is not None and at < row.expires_at and rules.is_open(row.bound_at, at):
            return row
    raise Missing("link.shut", "หน้านี้ปิดแล้ว เปิดจากลิงก์เดิมในเครื่องเดิมอีกครั้ง")


def once(row: Referral) -> str:
    """Return the number the next form of this referral must carry; used once, then there is another."""
    return notes.keyed(f"{row.public_id}.{bytes(row.once_hash or b'').hex()}", "referral.once")


def _use(row: Referral, number: str) -> Referral:
    """Consume the number. Errors: Conflict link.used for a wrong or used one."""
    fresh = Referral.objects.select_for_update(of=("self",)).get(pk=row.pk)
    same = row.browser_hash is not None and bytes(fresh.browser_hash or b"") == bytes(row.browser_hash)
    if not same or not hmac.compare_digest(once(fresh).encode(), number.encode()):
        raise Conflict("link.used", "ส่งไปแล้ว หรือหน้านี้เก่าไป ด้านล่างคือสถานะล่าสุด")
    fresh.once_hash = secrets.token_bytes(32)
    fresh.save(update_fields=["once_hash"])
    return fresh


@transaction.atomic
def acknowledge(*, row: Referral, number: str, at: datetime) -> Referral:
    """Take it on. Errors: Conflict link.used; of `answering`."""
    with wall.lent(ROOT):
        lock(row)
        answering.acknowledge(referral=_use(row, number), by=holding.holder(row), at=at)
    return row


@transaction.atomic
def ask(*, row: Referral, number: str, words: str, at: datetime) -> Referral:
    """Ask the sender something. Errors: Conflict link.used; of `answering`."""
    with wall.lent(ROOT):
        lock(row)
        answering.ask(referral=_use(row, number), words=words, by=holding.holder(row), at=at)
    return row


@transaction.atomic
def answer(*, row: Referral, number: str, outcome: Outcome, at: datetime) -> Referral:
    """Say what came of it. Errors: Conflict link.used; of `answering`."""
    with wall.lent(ROOT):
        lock(row)
        answering.answer(referral=_use(row, number), outcome=outcome, by=holding.holder(row), at=at)
    return row


def lock(row: Referral) -> None:
    """Lock request and need before the referral, as everybody does."""
    holding.lock_need(row.need_id)


@transaction.atomic
def leave(*, row: Referral, at: datetime) -> None:
    """Close the opened page in this browser; the link opens it again here, and nowhere else."""
    with wall.lent(row.scope_path):
        Referral.objects.filter(pk=row.pk).update(bound_at=None)
    audit.record("assistance.referral.left", ("assistance.referral", row.pk), by=holding.holder(row), at=at)
