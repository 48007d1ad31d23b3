"""The sealed contact: asked for with a reason, agreed by a second officer, read by the first for one day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.tips import access
from tidtam.tips.actions import telling
from tidtam.tips.actions.moving import locked, note
from tidtam.tips.choices import Asked, WhyOpen
from tidtam.tips.models import ContactOpening, SealedContact, Tip

OPEN_FOR = timedelta(hours=24)


@transaction.atomic
def ask(*, tip: Tip, why: str, reason: str, by: Actor, at: datetime) -> ContactOpening:
    """Ask to open the sealed contact of a tip.

    Errors: NotAllowed; Missing("tips.contact_missing"); Problem("tips.reason_missing"); Conflict("tips.opening_waits").
    """
    by.require(Permission.TIPS_SCREEN)
    row = locked(tip=tip, by=by)
    if not access.contacts(by).filter(tip=row).exists():
        raise Missing("tips.contact_missing", _("ผู้แจ้งไม่ได้ฝากช่องทางติดต่อไว้"))
    if why not in WhyOpen.values:
        raise Problem("tips.reason_missing", _("เลือกเหตุที่ต้องเปิดซอง"), field="why")
    if not reason.strip():
        raise Problem("tips.reason_missing", _("เขียนเหตุผลให้ผู้ร่วมอนุมัติ ไม่ใส่เนื้อหาของเบาะแส"), field="reason")
    if by.user_id is None:
        raise NotAllowed("tips.asked_by_nobody", _("ต้องเป็นเจ้าหน้าที่ที่ระบุชื่อ"))
    try:
        with transaction.atomic():
            made = ContactOpening.objects.create(
                tip=row, scope_path=row.scope_path, why=why, reason=reason.strip()[:300], asked_by=by.user_id,
                asked_name=by.name[:120], asked_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("tips.opening_waits", _("มีคำขอเปิดซองของเรื่องนี้รออนุมัติอยู่แล้ว")) from error
    note("contact_asked", row, by=by, at=at, reason=f"{made.get_why_display()}: {made.reason}")
    telling.tell(
        office_id=row.office_id, permission=Permission.TIPS_SECOND, title=_("มีคำขอเปิดซองติดต่อรอคุณพิจารณา"),
        url=reverse("tipdesk:openings"), key=f"tips.opening.{made.pk}", at=at,
    )  # fmt: skip
    return made


@transaction.atomic
def decide(*, opening: ContactOpening, agree: bool, by: Actor, at: datetime) -> ContactOpening:
    """Agree to an opening or refuse it, as somebody else than who asked. Two at once: the first decides.

    Errors: NotAllowed("tips.four_eyes"); Missing; Conflict("tips.opening_decided").
    """
    by.require(Permission.TIPS_SECOND)
    row = access.openings(by).select_for_update(of=("self",)).filter(pk=opening.pk).select_related("tip").first()
    if row is None:
        raise Missing("tips.opening_missing", _("ไม่พบคำขอนี้"))
    if row.asked_by == by.user_id or by.user_id is None:
        raise NotAllowed("tips.four_eyes", _("ผู้ขอกับผู้ร่วมอนุมัติต้องเป็นคนละคน"))
    if row.state != Asked.WAITING:
        raise Conflict("tips.opening_decided", _("คำขอนี้มีผลพิจารณาแล้ว"))
    row.state = Asked.AGREED if agree else Asked.REFUSED
    row.second_by, row.second_name, row.decided_at = by.user_id, by.name[:120], at
    row.save(update_fields=["state", "second_by", "second_name", "decided_at"])
    note("contact_agreed" if agree else "contact_refused", row.tip, by=by, at=at)
    telling.tell_person(
        office_id=row.tip.office_id, user_id=row.asked_by, title=_("คำขอเปิดซองติดต่อมีผลพิจารณาแล้ว"),
        url=reverse("tipdesk:desk"), key=f"tips.opened.{row.pk}", at=at,
    )  # fmt: skip
    return row


def agreed(*, tip: Tip, by: Actor, at: datetime) -> ContactOpening:
    """Return the asking of this officer that was agreed within the last day. Errors: NotAllowed."""
    rows = access.openings(by).filter(
        tip=tip, state=Asked.AGREED, asked_by=by.user_id or 0, decided_at__gt=at - OPEN_FOR
    )
    opening = rows.order_by("-decided_at").first()
    if opening is None:
        raise NotAllowed("tips.contact_shut", _("ซองติดต่อยังปิดอยู่ ต้องมีผู้ร่วมอนุมัติก่อน"))
    return opening


@transaction.atomic
def read(*, tip: Tip, by: Actor, at: datetime) -> SealedContact:
    """Give the ciphertext of a contact to the officer whose asking was agreed within the last day.

    Errors: `agreed`'s; Missing.
    """
    by.require(Permission.TIPS_SCREEN)
    row = locked(tip=tip, by=by)
    opening = agreed(tip=row, by=by, at=at)
    note("contact_read", row, by=by, at=at)
    telling.tell(
        office_id=row.office_id, permission=Permission.AUDIT_READ, title=_("มีการเปิดซองติดต่อของช่องทางแจ้งเบาะแส"), url="/",
        key=f"tips.contact.{opening.pk}", at=at,
    )  # fmt: skip
    return access.contacts(by).get(tip=row)
