"""Public keys of officers: added, taken back, and what is sealed anew for those who remain."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.tips import sealing
from tidtam.tips.actions import contact
from tidtam.tips.actions.answering import check_sealed
from tidtam.tips.actions.moving import day_of
from tidtam.tips.choices import KeyRole, Sender
from tidtam.tips.models import Message, RecipientKey, SealedContact
from tidtam.tips.queries import desk_keys

MOST_KEYS = 3  # of one officer at once: an old one beside its successor, and one for a second machine


@transaction.atomic
def add(*, public_key: str, label: str, by: Actor, at: datetime) -> RecipientKey:
    """Keep the public half of a key the officer made in the own browser.

    Errors: NotAllowed; Problem("tips.key_wrong"), Problem("tips.key_too_many"); Conflict("tips.key_known").
    """
    by.require(Permission.TIPS_READ)
    if by.user_id is None or by.office_id is None:
        raise NotAllowed("tips.key_of_nobody", _("กุญแจต้องเป็นของเจ้าหน้าที่ที่ระบุชื่อ"))
    text = public_key.strip()
    if not sealing.is_public_key(text):
        raise sealing.wrong_key(text)
    mine = RecipientKey.objects.filter(holder=by.user_id, scope_path=by.scope, revoked_on__isnull=True)
    if mine.count() >= MOST_KEYS:
        raise Problem("tips.key_too_many", _("คุณมีกุญแจครบจำนวนแล้ว ถอนกุญแจเก่าก่อนเพิ่มใหม่"), field="public_key")
    key = RecipientKey(
        role=KeyRole.OFFICER, office_id=by.office_id, scope_path=by.scope, holder=by.user_id,
        label=label.strip()[:120] or by.name[:120], public_key=text, added_on=day_of(at),
    )  # fmt: skip
    try:
        with transaction.atomic():
            key.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("tips.key_known", _("กุญแจนี้ลงทะเบียนแล้ว"), field="public_key") from error
    audit.record("tips.key.added", ("tips.recipientkey", str(key.pk)), by=by, at=at)
    return key


@transaction.atomic
def revoke(*, key: RecipientKey, reason: str, by: Actor, at: datetime) -> RecipientKey:
    """Take a key out of use: the own one, or that of an officer who left; never the last, tips were read by nobody.

    A key that alone opens a part of an open tip stays until that part is sealed anew for another officer too.
    Errors: NotAllowed; Missing; Problem("tips.reason_missing"); Conflict("tips.last_key"), Conflict("tips.only_key").
    """
    by.require(Permission.TIPS_READ)
    if key.holder != by.user_id:
        by.require(Permission.TIPS_SCREEN)
    if not reason.strip():
        raise Problem("tips.reason_missing", _("เขียนเหตุผลที่ถอนกุญแจ"), field="reason")
    unit = RecipientKey.objects.filter(scope_path=by.scope, role=KeyRole.OFFICER, revoked_on__isnull=True)
    active = list(unit.select_for_update().order_by("pk"))  # two who take back the last two at once wait here
    found = next((one for one in active if one.pk == key.pk), None)
    if found is None:
        raise Missing("tips.key_missing", _("ไม่พบกุญแจนี้ หรือถอนไปแล้ว"))
    if len(active) == 1:
        raise Conflict("tips.last_key", _("กุญแจสุดท้ายของหน่วยถอนไม่ได้ ให้เจ้าหน้าที่อีกคนเพิ่มกุญแจก่อน"), field="reason")
    alone = desk_keys.opened_by_alone(by, found, [key.pk for key in active])
    if alone:
        said = _("ยังมี %(n)s เรื่องที่เปิดได้ด้วยกุญแจนี้เท่านั้น ให้เจ้าของกุญแจปิดผนึกใหม่ก่อน หรือปิดเรื่องก่อนถอน")
        raise Conflict("tips.only_key", said % {"n": f"{alone:,}"}, field="reason")
    found.revoked_on = day_of(at)
    found.save(update_fields=["revoked_on"])
    audit.record("tips.key.revoked", ("tips.recipientkey", str(found.pk)), by=by, at=at, reason=reason.strip()[:300])
    return found


@transaction.atomic
def seal_anew(
    *, kind: str, pk: UUID, was: str, sealed: bytes, keys: Sequence[UUID], by: Actor, at: datetime
) -> desk_keys.Sealed:
    """Put in place of a ciphertext the same words sealed for the present keys; `was` is the SHA-256 of the old one.

    Errors: NotAllowed; Missing; `check_sealed`'s; Conflict("tips.sealed_meanwhile") when another officer was faster.
    """
    by.require(Permission.TIPS_READ)
    part = desk_keys.get_part(by, kind, pk)
    if isinstance(part, SealedContact):
        contact.agreed(tip=part.tip, by=by, at=at)  # a contact is sealed anew by who may read it just now
    row = type(part).objects.select_for_update().get(pk=part.pk)
    if hashlib.sha256(bytes(row.sealed)).hexdigest() != was:
        raise Conflict("tips.sealed_meanwhile", _("เจ้าหน้าที่อีกคนปิดผนึกส่วนนี้ใหม่ไปแล้ว"))
    two_way = isinstance(row, Message) and row.sender == Sender.OFFICER
    check_sealed(sealed=sealed, keys=keys, office_id=by.office_id or 0, more=1 if two_way else 0)
    row.sealed, row.sealed_for = sealed, list(keys)
    row.save(update_fields=["sealed", "sealed_for"])
    audit.record("tips.part.sealed_anew", (f"tips.{kind}", str(row.pk)), by=by, at=at)
    return row
