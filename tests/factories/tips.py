"""Officers with keys and tips sealed for them, made as the house makes them; the private keys stay in the test."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

from pyrage import x25519
from tests.factories.actors import NOW, actor, office

from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.tips import sealing
from tidtam.tips.actions import keys as acts
from tidtam.tips.choices import Kind, SealedIn, Sender
from tidtam.tips.models import Message, RecipientKey, SealedContact, Tip, TipFile
from tidtam.tips.queries import recipients
from tidtam.tips.rules import receipts
from tidtam.tips.rules.words import Said, packed

DAY = date(2026, 5, 21)
WORDS = "มีรถกระบะมาส่งของหลังตลาดทุกคืนวันศุกร์"


def inspector(code: str = "MOI", role: str = "tip_inspector", name: str = "") -> Actor:
    """Make a named inspector of a unit and open the wall for the unit."""
    made = actor(code, role)
    return replace(made, name=name) if name else made


def key(by: Actor, label: str = "") -> tuple[RecipientKey, x25519.Identity]:
    """Give an inspector a key; the private half is returned, it lies nowhere else."""
    made = x25519.Identity.generate()
    wall.enter(by.scope)
    return acts.add(public_key=str(made.to_public()), label=label, by=by, at=NOW), made


def tip(
    unit: str = "MOI", *, kind: str = Kind.SELL, area: str = "301409", official: bool = False, words: str = WORDS,
    contact: str = "", files: tuple[tuple[str, bytes], ...] = (), day: date = DAY, quick: bool = False,
) -> tuple[Tip, str]:  # fmt: skip
    """Store a tip at a unit as the tip process does, and return it with its receipt; the wall stays open for it.

    `quick` tips are answered by nobody: no key is derived from their receipt, which takes long by intention.
    Routing is the public pages' and tested there; the application's role may not read the keys of other units.
    """
    here = office(unit)
    wall.enter(here.path)
    keys = recipients.keys_of(here.pk)
    ids, public = [one.pk for one in keys], recipients.public(keys)
    receipt, salt = receipts.new(), sealing.new_salt()
    reply = x25519.Identity.generate() if quick else sealing.identity(receipt, salt)
    said = Said(kind=kind, official=official, unit="", area=area, place="", happens="often", when="", text=words)
    made = Tip.objects.create(
        day=day, lookup=sealing.lookup(receipt), salt=salt, reply_key=str(reply.to_public()),
        kind=kind, official=official, area_id=area[:2] if official else area, office=here, scope_path=here.path,
        sealed_in=SealedIn.SERVER, sealed=sealing.seal(packed(said), public), sealed_for=ids,
    )  # fmt: skip
    for number, (ending, content) in enumerate(files, 1):
        TipFile.objects.create(
            tip=made, scope_path=here.path, number=number, kind=ending, sealed=sealing.seal(content, public),
            sealed_for=ids,
        )  # fmt: skip
    if contact:
        SealedContact.objects.create(
            tip=made, scope_path=here.path, sealed=sealing.seal(contact.encode(), public), sealed_for=ids
        )
    return made, receipt


def said_more(tip: Tip, words: str) -> Message:
    """Add what an informant says later."""
    keys = recipients.keys_of(tip.office_id)
    return Message.objects.create(
        tip=tip, scope_path=tip.scope_path, number=tip.messages.count() + 1, day=DAY, sender=Sender.INFORMANT,
        sealed_in=SealedIn.SERVER, sealed=sealing.seal(words.encode(), recipients.public(keys)),
        sealed_for=[one.pk for one in keys],
    )  # fmt: skip


def read(sealed: bytes | memoryview, identity: x25519.Identity) -> dict[str, object]:
    """Open a tip's words."""
    found: dict[str, object] = json.loads(sealing.unseal(sealed, identity))
    return found


def sealed_now(unit: int, words: str, *more: str) -> tuple[bytes, list[UUID]]:
    """Seal words as a browser does: for the present keys of a unit and for `more`."""
    keys = recipients.keys_of(unit)
    return sealing.seal(words.encode(), [*recipients.public(keys), *more]), [one.pk for one in keys]
