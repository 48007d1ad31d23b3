"""Agencies with their public keys, and the record of what was handed to them."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.tips import sealing
from tidtam.tips.actions.moving import day_of, move
from tidtam.tips.choices import AgencyKind
from tidtam.tips.models import Agency, HandOver, Tip
from tidtam.tips.transitions import MAY_RECEIVE


@transaction.atomic
def add_agency(*, name: str, kind: str, public_key: str, by: Actor, at: datetime) -> Agency:
    """Register the public key a competent agency gave.

    Errors: NotAllowed; Problem("tips.agency_wrong"), Problem("tips.key_wrong"); Conflict("tips.agency_known").
    """
    by.require(Permission.TIPS_SCREEN)
    if not name.strip():
        raise Problem("tips.agency_wrong", _("เขียนชื่อหน่วยงาน"), field="name")
    if kind not in AgencyKind.values:
        raise Problem("tips.agency_wrong", _("เลือกประเภทหน่วยงาน"), field="kind")
    if not sealing.is_public_key(public_key.strip()):
        raise sealing.wrong_key(public_key.strip())
    made = Agency(
        scope_path=by.scope, name=name.strip()[:160], kind=kind, public_key=public_key.strip(), added_on=day_of(at)
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("tips.agency_known", _("กุญแจนี้ลงทะเบียนแล้ว"), field="public_key") from error
    audit.record("tips.agency.added", ("tips.agency", str(made.pk)), by=by, at=at)
    return made


@transaction.atomic
def end_agency(*, agency: Agency, by: Actor, at: datetime) -> Agency:
    """Hand nothing more to an agency under this key. Errors: NotAllowed."""
    by.require(Permission.TIPS_SCREEN)
    agency.ended_on = agency.ended_on or day_of(at)
    agency.save(update_fields=["ended_on"])
    audit.record("tips.agency.ended", ("tips.agency", str(agency.pk)), by=by, at=at)
    return agency


@transaction.atomic
def hand_over(
    *, tip: Tip, agency: Agency, sha256: str, size: int, files: int, by: Actor, at: datetime
) -> HandOver:  # fmt: skip
    """Record that a package was made in the browser for an agency, before it leaves; its hash proves which one.

    Errors: as `move`; Problem("tips.agency_not_for_this") for a tip of the other way; Problem("tips.package_wrong").
    """
    by.require(Permission.TIPS_SCREEN)
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) or not 0 < size < 2**31 or not 0 <= files < 1000:
        raise Problem("tips.package_wrong", _("แฟ้มส่งต่อยังไม่ได้เข้ารหัสในเครื่องของคุณ"))
    if agency.ended_on is not None:
        raise Problem("tips.agency_ended", _("หน่วยงานนี้เลิกใช้กุญแจนี้แล้ว"), field="agency")
    row = move(tip=tip, verb="hand_over", by=by, at=at, digest=sha256)
    if agency.kind not in MAY_RECEIVE.get(row.handling.path, frozenset()):
        said = _("เรื่องทางบำบัดส่งได้เฉพาะหน่วยบริการสุขภาพ ส่วนเรื่องทางสืบสวนส่งได้เฉพาะหน่วยบังคับใช้กฎหมาย")
        raise Problem("tips.agency_not_for_this", said, field="agency")
    return HandOver.objects.create(
        tip=row, scope_path=row.scope_path, agency=agency, number=row.hand_overs.count() + 1, day=day_of(at),
        sha256=sha256, size=size, files=files, by_name=by.name[:120],
    )  # fmt: skip
