"""Keep the library true: self-checks of standing duties, dates announced later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.obligations.actions import duties
from tidtam.obligations.choices import ObligationKind, ObligationState
from tidtam.obligations.models import Bound, Obligation
from tidtam.obligations.rules import Kind
from tidtam.ui.templatetags.thai import thai_date


@transaction.atomic
def self_check(*, obligation: Obligation, by: Actor, at: datetime) -> Bound:
    """Note that the own office checked a duty without dates today. Errors: NotAllowed; Conflict when not live."""
    by.require(Permission.OBLIGATIONS_MANAGE)
    bound = Bound.objects.select_for_update().filter(obligation=obligation, office=by.office_id).first()
    if bound is None:
        raise NotAllowed("obligations.not_bound", "ข้อนี้ไม่ได้ผูกกับหน่วยงานของคุณ")
    if obligation.state != ObligationState.LIVE or obligation.kind == ObligationKind.DATED:
        raise Conflict("obligations.nothing_to_check", "ข้อนี้ไม่ต้องตรวจตนเอง")
    bound.checked_on = at.astimezone().date()
    bound.save(update_fields=["checked_on"])
    audit.record("obligations.obligation.checked", bound, by=by, at=at, fields=["checked_on"])
    return bound


@transaction.atomic
def announce(*, obligation: Obligation, day: date, by: Actor, at: datetime) -> Obligation:
    """Add a date to an obligation whose dates are announced; its duties are made at once.

    Errors: NotAllowed; Conflict when not live; Problem("obligations.not_announced" | "obligations.date_exists" |
    "obligations.date_early").
    """
    by.require(Permission.OBLIGATIONS_MANAGE)
    obligation = Obligation.objects.select_for_update(of=("self",)).get(pk=obligation.pk)
    if obligation.owner_office_id != by.office_id:
        raise NotAllowed("obligations.other_owner", "หน่วยงานที่ยืนยันข้อนี้เท่านั้นที่ประกาศวันได้")
    rule = obligation.value
    if obligation.state != ObligationState.LIVE:
        raise Conflict("obligations.not_live", "ข้อนี้สิ้นสุดหรือมีฉบับใหม่แทนแล้ว")
    if rule.kind is not Kind.ANNOUNCED:
        raise Problem("obligations.not_announced", "ข้อนี้มีกำหนดวันของตัวเองแล้ว", field="day")
    if day in rule.dates:
        raise Problem(
            "obligations.date_exists", _("ประกาศวันที่ %(day)s ไว้แล้ว") % {"day": thai_date(day, "short")}, field="day"
        )
    if day < obligation.counts_from:
        raise Problem(
            "obligations.date_early",
            _("วันที่ต้องไม่ก่อนวันที่เริ่มนับ %(day)s") % {"day": thai_date(obligation.counts_from, "short")},
            field="day",
        )
    obligation.rule = replace(rule, dates=(*rule.dates, day)).to_json()
    obligation.save(update_fields=["rule"])
    audit.record("obligations.obligation.announced", obligation, by=by, at=at, fields=["rule"])
    duties.generate(obligation=obligation, until=max(duties.horizon(at), day), at=at)
    return obligation
