"""Load who helps with what, keep their telephone numbers, and note that somebody has read a rule's text."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from tidtam import audit
from tidtam.assistance import catalogue
from tidtam.assistance.actions.receiving import visible
from tidtam.assistance.choices import AgencyKind
from tidtam.assistance.models import Agency, ReferenceRule
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.offices.choices import Level, Line
from tidtam.offices.models import Office
from tidtam.places.choices import AreaLevel
from tidtam.places.models import Area

_MOST_DAYS = 365


@transaction.atomic
def load(*, by: Actor, at: datetime) -> int:
    """Write the partners of every province and the rules of reference that are missing; touch none that is there.

    Shape: how many rows are new. A second call makes none.
    """
    before = Agency.objects.count() + ReferenceRule.objects.count()
    Agency.objects.bulk_create([*_of_provinces(), *_of_districts()], ignore_conflicts=True)
    ReferenceRule.objects.bulk_create(
        [
            ReferenceRule(
                category=one.category, track=one.track, version=one.version, title=one.title,
                needs_committee=one.track == "committee", valid_from=one.valid_from, valid_to=one.valid_to,
            )
            for one in catalogue.rules()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    made = Agency.objects.count() + ReferenceRule.objects.count() - before
    if made:
        audit.record("assistance.catalogue.loaded", ("assistance.agency", "all"), by=by, at=at, count=made)
    return made


def _of_provinces() -> list[Agency]:
    return [
        Agency(province=area, kind=one.kind, name=one.name.format(area.name_th), codes=list(one.codes))
        for area in Area.objects.filter(level=AreaLevel.PROVINCE).order_by("code")
        for one in catalogue.partners(area.code)
    ]


def _of_districts() -> list[Agency]:
    """Return the offices of the districts; they have accounts, so what is sent to them arrives in their own list."""
    lines = (Line.DOPA, Line.BANGKOK)
    rows = Office.objects.filter(line__in=lines, level=Level.DISTRICT, district__isnull=False, valid_to__isnull=True)
    return [
        Agency(
            province_id=str(office.district_id)[:2], district_id=office.district_id, kind=AgencyKind.DISTRICT,
            name=catalogue.district_name(str(office.district_id), office.district.name_th if office.district else ""),
            codes=list(catalogue.DISTRICT_CODES), office=office,
        )
        for office in rows.select_related("district").order_by("code")
    ]  # fmt: skip


def may_keep(by: Actor, agency: Agency) -> bool:
    """Say whether an actor keeps the entry of an agency: the province it stands in, and those above. Shape: 1 query."""
    if not by.may(Permission.CENTRE_MANAGE):
        return False
    office = Office.objects.filter(pk=by.office_id or 0).first()
    if office is None:
        return False
    return office.level in (Level.DEPARTMENT, Level.MINISTRY) or (
        office.level == Level.PROVINCE and office.province_id == agency.province_id
    )


@transaction.atomic
def keep_agency(
    *, agency: Agency, phone: str, email: str, address: str, active: bool = True, version: int | None = None,
    by: Actor, at: datetime,
) -> Agency:  # fmt: skip
    """Write how an agency is reached, and that somebody has looked at it today.

    Errors: NotAllowed; Missing; Conflict; Problem assistance.bad_email, assistance.bad_phone.
    """
    by.require(Permission.CENTRE_MANAGE)
    one = Agency.objects.select_for_update(of=("self",)).filter(pk=agency.pk).first()
    if one is None:
        raise Missing("assistance.missing", "ไม่พบหน่วยงานนี้ในทำเนียบ")
    if not may_keep(by, one):
        raise NotAllowed("assistance.agency.province", "แก้ได้เฉพาะหน่วยระดับจังหวัดของจังหวัดนั้น")
    if version is not None and version != one.version:
        raise Conflict("assistance.agency.moved_on", "มีคนแก้หน่วยงานนี้ไปก่อนแล้ว ตรวจแล้วบันทึกอีกครั้ง")
    one.email, one.phone, one.address = _email(email), _phone(phone), visible(address)[:300]
    one.active, one.checked_on, one.version = active, at.astimezone().date(), one.version + 1
    one.save(update_fields=["email", "phone", "address", "active", "checked_on", "version"])
    fields = ("phone", "email", "address", "active")
    audit.record("assistance.agency.kept", one, by=by, at=at, fields=fields)
    return one


def _email(text: str) -> str:
    text = visible(text)
    try:
        if text:
            validate_email(text)
    except ValidationError as error:
        raise Problem("assistance.bad_email", "อีเมลไม่ถูกต้อง เช่น saraban@example.go.th", field="email") from error
    return text[:254]


def _phone(text: str) -> str:
    text = visible(text)
    if text and (len(text) > 60 or sum(sign.isdigit() for sign in text) < 3):
        raise Problem("assistance.bad_phone", "พิมพ์หมายเลขโทรศัพท์ เช่น 0 4424 1234 ต่อ 12", field="phone")
    return text


@transaction.atomic
def verify_rule(
    *, rule: ReferenceRule, source: str, clause: str = "", announce_days: int | None = None,
    valid_from: date | None = None, by: Actor, at: datetime,
) -> ReferenceRule:  # fmt: skip
    """Note that somebody of the department has read the text: where it stands, its words, its days.

    Errors: NotAllowed; Missing; Problem assistance.source_missing, assistance.bad_days.
    """
    by.require(Permission.RULES_VERIFY)
    if not is_department(by):
        raise NotAllowed("assistance.rule.department", "ยืนยันกับตัวบทได้เฉพาะเจ้าหน้าที่ของกรม")
    one = ReferenceRule.objects.select_for_update().filter(pk=rule.pk).first()
    if one is None:
        raise Missing("assistance.missing", "ไม่พบระเบียบนี้")
    if not visible(source):
        raise Problem("assistance.source_missing", "บอกว่าอ่านจากที่ใด เช่น ราชกิจจานุเบกษา เล่ม ตอน หน้า", field="source")
    if announce_days is not None and not 1 <= announce_days <= _MOST_DAYS:
        raise Problem("assistance.bad_days", "จำนวนวันเป็นเลข 1 ถึง 365", field="announce_days")
    if valid_from is not None and one.valid_to is not None and valid_from > one.valid_to:
        raise Problem("assistance.bad_day", "วันเริ่มใช้ต้องไม่เลยวันสิ้นสุด", field="valid_from")
    one.verified_on, one.verified_by, one.verified_source = at.astimezone().date(), by.grant_id, visible(source)[:1000]
    one.clause = visible(clause)[:4000]
    one.announce_days = announce_days or one.announce_days
    one.valid_from = valid_from or one.valid_from
    fields = ("verified_on", "clause", "announce_days", "valid_from")
    one.save(update_fields=["verified_by", "verified_source", *fields])
    audit.record("assistance.rule.verified", one, by=by, at=at, fields=fields, reason=visible(source)[:200])
    return one


def is_department(by: Actor) -> bool:
    """Say whether an actor works for a department or the ministry. Shape: 1 query."""
    return Office.objects.filter(pk=by.office_id or 0, level__in=[Level.DEPARTMENT, Level.MINISTRY]).exists()
