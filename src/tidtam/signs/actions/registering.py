"""Put signs into the register, change what is said of one, take one down."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.offices.models import Office
from tidtam.places.models import Area
from tidtam.signs import access, rules
from tidtam.signs.choices import SignState, Size
from tidtam.signs.models import Sign
from tidtam.signs.queries.coverage import gaps
from tidtam.signs.rules import SignValues
from tidtam.signs.transitions import may

_CHANGED = "มีผู้แก้ป้ายนี้หลังจากที่คุณเปิด เปิดหน้าใหม่แล้วแก้อีกครั้ง"


@transaction.atomic
def register(*, office: Office, values: SignValues, uuid: UUID, by: Actor, at: datetime) -> Sign:
    """Put a planned sign into the register of an office; the same `uuid` again returns the first.

    Errors: NotAllowed; Missing for an office that is not the actor's; Problem with its field.
    """
    _own(office, by)
    before = access.signs(by).filter(uuid=uuid).first()
    if before is not None:
        return before
    _checked(office, values, at)
    one = Sign(uuid=uuid, office=office, scope_path=office.path, by=by.grant_id, by_name=by.name[:200], at=at,
               **_columns(values))  # fmt: skip
    one.save(force_insert=True)
    audit.record("signs.sign.registered", one, by=by, at=at)
    return one


@transaction.atomic
def plan_missing(*, office: Office, size: str = Size.VINYL, by: Actor, at: datetime) -> int:
    """Plan one sign for each place of the office's own area that has none; return how many.

    One entry with the count and a digest. Errors: NotAllowed; Missing; Conflict when nothing is missing.
    """
    _own(office, by)
    Office.objects.select_for_update().get(pk=office.pk)  # pressed twice, the second finds nothing missing
    found = gaps(by, office)
    if not found:
        raise Conflict("signs.nothing_missing", "ทุกที่ตามหนังสือมีป้ายในทะเบียนแล้ว")
    rows = Sign.objects.bulk_create(
        Sign(
            uuid=uuid4(), office=office, scope_path=office.path, kind=gap.kind, area_id=gap.area,
            place=gap.place[:200], size=size, by=by.grant_id, by_name=by.name[:200], at=at,
        )
        for gap in found
    )  # fmt: skip
    digest = hashlib.sha256(repr([(one.code, one.kind, one.area_id) for one in rows]).encode()).hexdigest()
    audit.record("signs.signs.planned", ("signs.office", office.code), by=by, at=at, count=len(rows), digest=digest)
    return len(rows)


@transaction.atomic
def change(*, sign: Sign, values: SignValues, version: int | None = None, by: Actor, at: datetime) -> Sign:
    """Change what the register says of a sign; nothing is written when nothing changed.

    Errors: NotAllowed; Missing; Conflict when it was removed or has moved on; Problem with its field.
    """
    one = lock(sign, "change", by, version)
    # A day that has passed since may stay as it is.
    same_day = values.expires_on == one.expires_on
    _checked(one.office, values if not same_day else _without_day(values), at)
    columns = _columns(values)
    changed = sorted(name for name, value in columns.items() if getattr(one, name) != value)
    if not changed:
        return one
    for name in changed:
        setattr(one, name, columns[name])
    if one.state == SignState.EXPIRED and not same_day:
        one.state = SignState.INSTALLED  # its day was put off
        changed.append("state")
    return keep(one, "signs.sign.changed", changed, by=by, at=at)


@transaction.atomic
def remove(*, sign: Sign, reason: str, version: int | None = None, by: Actor, at: datetime) -> Sign:
    """Take a sign down for good; its code goes on leading people to the tip lane. Errors: as `change`."""
    one = lock(sign, "remove", by, version)
    words = rules.line(reason, 200)
    if not words:
        raise Problem("signs.reason_missing", "บอกว่าถอดป้ายเพราะอะไร", field="reason")
    one.state, one.ended_why, one.copied = SignState.REMOVED, words, False
    return keep(one, "signs.sign.removed", ["state", "ended_why", "copied"], by=by, at=at, reason=words)


def lock(sign: Sign, verb: str, by: Actor, version: int | None = None) -> Sign:
    """Return the sign, locked, when it may be acted on so. Errors: NotAllowed; Missing; Conflict."""
    by.require(Permission.SIGNS_MANAGE)
    rows = access.signs(by).select_for_update(of=("self",)).select_related("office", "area__parent__parent")
    one = rows.filter(pk=sign.pk).first()
    if one is None:
        raise Missing("signs.missing", "ไม่พบป้ายนี้ในหน่วยงานของคุณและหน่วยงานในสังกัด")
    if not may(verb, one.state):
        said = "ป้ายนี้ถอดแล้ว" if one.state == SignState.REMOVED else "ป้ายนี้ยังไม่ได้ติดตั้ง บันทึกการติดตั้งก่อน"
        raise Conflict("signs.bad_state", said)
    if version is not None and version != one.version:
        raise Conflict("signs.changed", _CHANGED)
    return one


def keep(one: Sign, verb: str, fields: list[str], *, by: Actor, at: datetime, reason: str = "") -> Sign:
    """Write the changed columns of a locked sign, with its entry."""
    one.save(update_fields=fields)
    one.refresh_from_db(fields=["version"])  # the database counts the versions
    audit.record(verb, one, by=by, at=at, fields=fields, reason=reason)
    return one


def _own(office: Office, by: Actor) -> None:
    by.require(Permission.SIGNS_MANAGE)
    if not by.scope or not office.path.startswith(by.scope):
        raise Missing("offices.office_missing", "ลงทะเบียนได้เฉพาะป้ายของหน่วยงานที่คุณปฏิบัติอยู่")


def _without_day(values: SignValues) -> SignValues:
    return SignValues(values.kind, values.area, values.place, values.size, values.position, None, values.note)


def _checked(office: Office, values: SignValues, at: datetime) -> None:
    for problem in rules.faults(values, timezone.localdate(at)):
        raise problem
    area = Area.objects.filter(code=values.area, level="subdistrict").first()
    if area is None:
        raise Problem("signs.area_missing", "เลือกตำบลที่ติดตั้ง", field="area")
    if office.province_id and not str(area.pk).startswith(str(office.province_id)):
        raise Problem("signs.area_outside", "ตำบลนี้อยู่นอกจังหวัดของหน่วยงาน", field="area")


def _columns(told: SignValues) -> dict[str, Any]:
    return {
        "kind": told.kind, "area_id": told.area, "place": rules.line(told.place, 200), "size": told.size,
        "latitude": told.position[0] if told.position else None,
        "longitude": told.position[1] if told.position else None, "expires_on": told.expires_on,
        "note": rules.line(told.note, 300),
    }  # fmt: skip
