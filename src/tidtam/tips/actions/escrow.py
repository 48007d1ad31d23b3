"""The escrow key: three offices hold a part each, two of them agree to its use, every officer of the unit sees it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.offices.models import Office
from tidtam.tips import sealing
from tidtam.tips.actions import telling
from tidtam.tips.actions.moving import day_of
from tidtam.tips.choices import Asked, KeyRole
from tidtam.tips.models import EscrowHolder, EscrowUse, RecipientKey
from tidtam.tips.queries import desk_keys

HOLDERS = 3
GOOD_FOR = timedelta(hours=24)


@transaction.atomic
def set_up(*, public_key: str, offices: Sequence[Office], by: Actor, at: datetime) -> RecipientKey:
    """Keep the public half of a new escrow key and who holds its three parts; the key before it is revoked.

    Errors: NotAllowed; Problem("tips.key_wrong"), Problem("tips.escrow_three"); Conflict("tips.key_known").
    """
    by.require(Permission.TIPS_ESCROW)
    if len({one.pk for one in offices}) != HOLDERS:
        raise Problem("tips.escrow_three", _("เลือกสามหน่วยงานที่ต่างกัน"), field="offices")
    text = public_key.strip()
    if not sealing.is_public_key(text) or by.office_id is None:
        raise sealing.wrong_key(text)
    before = RecipientKey.objects.select_for_update().filter(role=KeyRole.ESCROW, revoked_on__isnull=True)
    for old in before.filter(scope_path=by.scope):
        old.revoked_on = day_of(at)
        old.save(update_fields=["revoked_on"])
    if before.exists():
        raise NotAllowed("tips.escrow_of_others", _("กุญแจสำรองที่ใช้อยู่ตั้งโดยหน่วยงานอื่น ให้หน่วยนั้นเปลี่ยน"))
    try:
        with transaction.atomic():
            key = RecipientKey.objects.create(
                role=KeyRole.ESCROW, office_id=by.office_id, scope_path=by.scope, label=_("กุญแจสำรอง"),
                public_key=text, added_on=day_of(at),
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("tips.key_known", _("กุญแจนี้ลงทะเบียนแล้ว"), field="public_key") from error
    for number, office in enumerate(offices, 1):
        EscrowHolder.objects.create(key=key, number=number, office=office)
    audit.record("tips.escrow.set_up", ("tips.recipientkey", str(key.pk)), by=by, at=at, count=HOLDERS)
    return key


@transaction.atomic
def ask(*, reason: str, by: Actor, at: datetime) -> EscrowUse:
    """Ask the holders for their parts, because the unit can no longer open its tips.

    Errors: NotAllowed; Problem("tips.reason_missing"); Missing("tips.escrow_missing"); Conflict("tips.escrow_waits").
    """
    by.require(Permission.TIPS_SCREEN)
    if not reason.strip():
        raise Problem("tips.reason_missing", _("เขียนเหตุผลที่ต้องใช้กุญแจสำรอง"), field="reason")
    key = desk_keys.escrow_key()
    if key is None or by.office_id is None or by.user_id is None:
        raise Missing("tips.escrow_missing", _("ยังไม่มีกุญแจสำรอง"))
    try:
        with transaction.atomic():
            use = EscrowUse.objects.create(
                key=key, unit_id=by.office_id, reason=reason.strip()[:300], asked_by=by.user_id,
                asked_name=by.name[:120], asked_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("tips.escrow_waits", _("หน่วยของคุณมีคำขอใช้กุญแจสำรองรออยู่แล้ว")) from error
    audit.record("tips.escrow.asked", ("tips.escrowuse", str(use.pk)), by=by, at=at, reason=use.reason)
    for holder in desk_keys.holders(key):
        telling.tell(
            office_id=holder.office_id, permission=Permission.TIPS_ESCROW, title=_("มีหน่วยงานขอใช้กุญแจสำรอง"),
            url=reverse("tipdesk:escrow"), key=f"tips.escrow.{use.pk}", at=at,
        )  # fmt: skip
    _tell_unit(use, _("หน่วยของคุณขอใช้กุญแจสำรอง"), "asked", at)
    return use


@transaction.atomic
def decide(*, use: EscrowUse, agree: bool, by: Actor, at: datetime) -> EscrowUse:
    """Agree for the own office to a use, or refuse it. The second of two offices lets it happen.

    Errors: NotAllowed for who holds no part, who asked, or who agreed already; Conflict("tips.escrow_decided").
    """
    by.require(Permission.TIPS_ESCROW)
    row = EscrowUse.objects.select_for_update(of=("self",)).get(pk=use.pk)
    holder = EscrowHolder.objects.filter(key=row.key_id, office=by.office_id).first()
    if holder is None:
        raise NotAllowed("tips.escrow_not_held", _("หน่วยของคุณไม่ได้ถือส่วนของกุญแจนี้"))
    if row.state != Asked.WAITING:
        raise Conflict("tips.escrow_decided", _("คำขอนี้มีผลพิจารณาแล้ว"))
    if by.user_id is None or by.user_id in (row.asked_by, row.first_by) or holder.pk == row.first_id:
        raise NotAllowed("tips.four_eyes", _("ต้องเป็นคนละคนและคนละหน่วยงาน"))
    if not agree:
        row.state, row.decided_at = Asked.REFUSED, at
    elif row.first_id is None:
        row.first, row.first_by = holder, by.user_id
    else:
        row.second, row.second_by, row.state, row.decided_at = holder, by.user_id, Asked.AGREED, at
    row.save()
    verb = "agreed" if agree else "refused"
    audit.record(f"tips.escrow.{verb}", ("tips.escrowuse", str(row.pk)), by=by, at=at)
    if row.state != Asked.WAITING:
        _tell_unit(row, _("คำขอใช้กุญแจสำรองมีผลพิจารณาแล้ว"), str(row.state), at)
    return row


def _tell_unit(use: EscrowUse, title: str, step: str, at: datetime) -> None:
    telling.tell(
        office_id=use.unit_id, permission=Permission.TIPS_READ, title=title, url=reverse("tipdesk:keys"),
        key=f"tips.escrow.{use.pk}.{step}", at=at,
    )  # fmt: skip
