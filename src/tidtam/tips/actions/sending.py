"""What an informant does: send a tip, add to it. No audit entry, no job, no log: that would tell when and who.

Whatever is stored was sealed before, in the browser or in this process's memory.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.tips import sealing
from tidtam.tips.choices import FileRole, Kind, SealedIn
from tidtam.tips.models import RecipientKey, SealedContact, Tip, TipFile
from tidtam.tips.queries import recipients
from tidtam.tips.rules import receipts
from tidtam.tips.rules.routing import Asked, Unit
from tidtam.tips.rules.words import sealed_for


@dataclass(frozen=True, slots=True)
class Sheet:
    """Something to be stored: plain and to be sealed here, or sealed in the browser for `for_keys`."""

    content: bytes
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of a tip, its hidden data taken out (or its original, when that was asked for)."""

    number: int
    kind: str
    sheet: Sheet
    role: str = FileRole.CLEAN


@dataclass(frozen=True, slots=True)
class Ticket:
    """A receipt with its salt and its public key; the key itself was made in memory and forgotten."""

    receipt: str
    salt: bytes
    reply_key: str


def new_ticket() -> Ticket:
    """Return a new receipt. It touches no database: who waits for a core holds no connection. Errors: gates.Busy."""
    receipt, salt = receipts.new(), sealing.new_salt()
    return Ticket(receipt, salt, str(sealing.identity(receipt, salt).to_public()))


@dataclass(frozen=True, slots=True)
class Sent:
    """What is shown once: the receipt, and where the tip went."""

    receipt: str
    unit: Unit


def _sealed(sheet: Sheet, keys: Sequence[RecipientKey]) -> bytes:
    """Return the ciphertext. Errors: Conflict("tips.keys_changed") when a browser sealed for other keys."""
    if not sheet.sealed:
        return sealing.seal(sheet.content, recipients.public(keys))
    if sealed_for(sheet.content) != len(keys):
        raise Conflict("tips.keys_changed", _("รายชื่อผู้รับเปลี่ยนไประหว่างที่พิมพ์ กดส่งอีกครั้ง"))
    return sheet.content


def _same(for_keys: Sequence[str], keys: Sequence[RecipientKey]) -> None:
    if sorted(for_keys) != sorted(str(key.pk) for key in keys):
        raise Conflict("tips.keys_changed", _("รายชื่อผู้รับเปลี่ยนไประหว่างที่พิมพ์ กดส่งอีกครั้ง"))


def unit_for(asked: Asked) -> Unit:
    """Return the unit that will read a tip. Errors: Problem("tips.nobody") when nobody unconcerned holds a key."""
    unit = recipients.routed(asked)
    if unit is None:
        raise Problem(
            "tips.nobody",
            _("ตอนนี้ยังไม่มีผู้รับเรื่องที่ไม่เกี่ยวข้องกับหน่วยงานนี้ จึงยังไม่ได้เก็บอะไรไว้ โทร 1386 (ป.ป.ส.) แทนได้"),
        )
    return unit


def send(
    *,
    ticket: Ticket,
    asked: Asked,
    words: Sheet,
    contact: Sheet | None,
    files: Sequence[Enclosed],
    for_keys: Sequence[str] | None,
    today: date,
) -> Sent:
    """Store a sealed tip and return its receipt. `for_keys` are the ids a browser sealed for; None when none did.

    Errors: Problem("tips.nobody"), Conflict("tips.keys_changed"), gates.Busy.
    """
    unit = unit_for(asked)
    keys = recipients.keys_of(unit.id)
    if for_keys is not None:
        _same(for_keys, keys)
    official = asked.official or asked.accused is not None or asked.kind == Kind.OFFICIAL
    ids = [key.pk for key in keys]
    sealed, shut = _sealed(words, keys), _sealed(contact, keys) if contact else None
    shut_files = [(one, _sealed(one.sheet, keys)) for one in files]
    with transaction.atomic():
        tip = Tip(
            day=today, lookup=sealing.lookup(ticket.receipt), salt=ticket.salt, reply_key=ticket.reply_key,
            kind=asked.kind, official=official, area_id=asked.area[:2] if official else asked.area,
            office_id=unit.id, scope_path=unit.path,
            sealed_in=SealedIn.BROWSER if words.sealed else SealedIn.SERVER, sealed=sealed, sealed_for=ids,
        )  # fmt: skip
        tip.save(force_insert=True)
        _enclose(shut_files, tip.pk, None, unit.path, ids)
        if shut is not None:
            contact_row = SealedContact(tip_id=tip.pk, scope_path=unit.path, sealed=shut, sealed_for=ids)
            contact_row.save(force_insert=True)
    return Sent(ticket.receipt, unit)


def _enclose(
    files: Sequence[tuple[Enclosed, bytes]],
    tip: uuid.UUID,
    message: uuid.UUID | None,
    path: str,
    ids: list[uuid.UUID],
) -> None:
    for one, sealed in files:
        TipFile(
            tip_id=tip, message_id=message, scope_path=path, number=one.number, role=one.role, kind=one.kind,
            sealed=sealed, sealed_for=ids,
        ).save(force_insert=True)  # fmt: skip


def add(
    *,
    receipt: str,
    office_id: int,
    words: Sheet,
    files: Sequence[Enclosed],
    for_keys: Sequence[str] | None,
    today: date,
) -> None:
    """Add a sealed message to the tip of a receipt.

    Errors: Missing("tips.receipt_unknown") for a wrong receipt and an expired one alike; Conflict("tips.keys_changed").
    """
    keys = recipients.keys_of(office_id)
    if for_keys is not None:
        _same(for_keys, keys)
    ids, message = [key.pk for key in keys], uuid.uuid4()
    how = SealedIn.BROWSER if words.sealed else SealedIn.SERVER
    sealed = _sealed(words, keys)
    shut_files = [(one, _sealed(one.sheet, keys)) for one in files]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tip_id, scope_path FROM tips_add(%s, %s, %s, %s, %s, %s)",
            [sealing.lookup(receipt), today, message, str(how), sealed, ids],
        )
        row = cursor.fetchone()
        if row is None:
            raise unknown()
        _enclose(shut_files, row[0], message, row[1], ids)


def unknown() -> Missing:
    """Return what a wrong and an expired receipt say alike."""
    return Missing("tips.receipt_unknown", _("เปิดด้วยเลขนี้ไม่ได้ เลขอาจผิด หรือเรื่องพ้นกำหนดเก็บแล้ว"), field="receipt")
