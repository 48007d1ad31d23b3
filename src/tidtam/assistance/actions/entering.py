"""Take a need that came by itself into the register: it gets a request of its own and goes the way of every other.

What another office or a district sent stays what it was in the ledger. The door it came by stays too, so its name never
hangs on a board.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from tidtam.assistance import access
from tidtam.assistance.actions import following, receiving
from tidtam.assistance.actions.receiving import Intake, Wanted
from tidtam.assistance.choices import OPEN
from tidtam.assistance.models import Need, Referral, Request
from tidtam.assistance.queries.needs import detail, places
from tidtam.assistance.rules import answers_citizens
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing


@transaction.atomic
def register(
    *, need: Need, category: str, track: str = "", version: int | None = None, by: Actor, at: datetime
) -> Request:
    """Give an open need without a request one: under the next number of the register of an office people ask at.

    Errors: NotAllowed; Missing; Conflict when it has one, has ended or moved on; Problem of the form with its field.
    """
    by.require(Permission.NEEDS_MANAGE)
    along = ("office__district", "office__province")
    one = access.needs(by).filter(pk=need.pk).select_for_update(of=("self",)).select_related(*along).first()
    if one is None or not answers_citizens(one.office.level, one.office.line):
        raise Missing("assistance.missing", "ไม่พบคำขอนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    if one.request_id is not None or one.bucket not in OPEN:
        raise Conflict("assistance.need.registered", "รายการนี้อยู่ในทะเบียนแล้วหรือจบไปแล้ว")
    if version is not None and version != one.version:
        raise Conflict("assistance.need.moved_on", "มีคนแก้คำขอนี้ไปก่อนแล้ว ข้อความที่พิมพ์ยังอยู่ ตรวจแล้วบันทึกอีกครั้ง")
    batch = [(one.office, _intake(one, category, track))]
    receiving.hold(batch, by, at)
    requests = receiving.numbered(batch, by, at)
    receiving.save(requests, batch, by, at)
    Need.objects.filter(pk=one.pk).update(request=requests[0])
    Referral.objects.filter(need=one, office=one.office_id).update(request=requests[0])  # what was sent on already
    following.record(requests, "receive", fields=receiving.FIELDS, by=by, at=at)
    return requests[0]


def _intake(need: Need, category: str, track: str) -> Intake:
    home = places([need]).get(need.person_id)
    where: dict[str, Any] = {"area": home.area_id, "moo": home.moo, "house_no": home.house_no} if home else {}
    return Intake(
        needs=(Wanted(need.code),), asked_on=need.asked_on, door=need.source, category=category, track=track,
        person_id=need.person_id, problem=detail(need), **where,
    )  # fmt: skip
