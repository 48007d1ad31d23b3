"""A message to the informant: sealed in the officer's browser for the informant's key and for the unit's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Conflict, Problem
from tidtam.tips.actions.moving import day_of, locked, note
from tidtam.tips.choices import SealedIn, Sender
from tidtam.tips.models import Message, Tip
from tidtam.tips.queries import recipients
from tidtam.tips.rules import words
from tidtam.tips.transitions import TIP

MOST_BYTES = 100_000
MOST_MESSAGES = 200


def check_sealed(*, sealed: bytes, keys: Sequence[UUID], office_id: int, more: int) -> None:
    """Refuse what is not an age ciphertext for exactly the unit's present keys, and `more` others.

    Errors: Problem("tips.not_sealed"); Conflict("tips.keys_changed").
    """
    if set(keys) != {key.pk for key in recipients.keys_of(office_id)}:
        raise Conflict("tips.keys_changed", _("กุญแจของหน่วยเปลี่ยนไปแล้ว โหลดหน้าใหม่แล้วลองอีกครั้ง"))
    if words.sealed_for(sealed) != len(keys) + more:
        raise Problem("tips.not_sealed", _("ข้อความยังไม่ได้ปิดผนึกในเครื่องของคุณ จึงไม่ถูกส่ง"))


@transaction.atomic
def answer(*, tip: Tip, sealed: bytes, keys: Sequence[UUID], by: Actor, at: datetime) -> Message:
    """Add a message to the informant. Errors: NotAllowed; Missing; `check_sealed`'s; Problem("tips.too_long")."""
    by.require(TIP["answer"].permission)
    row = locked(tip=tip, by=by)
    if len(sealed) > MOST_BYTES:
        raise Problem("tips.too_long", _("ข้อความยาวเกินไป"))
    check_sealed(sealed=sealed, keys=keys, office_id=row.office_id, more=1)
    last = row.messages.aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_MESSAGES:
        raise Problem("tips.too_many", _("เรื่องนี้มีข้อความเต็มจำนวนแล้ว"))
    made = Message.objects.create(
        tip=row, scope_path=row.scope_path, number=last + 1, day=day_of(at), sender=Sender.OFFICER,
        sealed_in=SealedIn.BROWSER, sealed=sealed, sealed_for=list(keys),
    )  # fmt: skip
    note("answer", row, by=by, at=at)
    return made
