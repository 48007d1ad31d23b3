"""A mobile team's day: several households in one go, all or none, and a sheet sent twice is one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tidtam import audit
from tidtam.assistance import notes
from tidtam.assistance.actions import requests
from tidtam.assistance.choices import Category, Source
from tidtam.assistance.models import Request, SurveySheet
from tidtam.files.models import StoredFile
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.offices.models import Office
from tidtam.people.rules import NOTICE, AddressValues, NoticeValues, PersonValues

MOST = 30
_NO_CARD = "สำรวจที่บ้าน ไม่ได้ตรวจบัตร"


@dataclass(frozen=True, slots=True)
class Household:
    """What was asked at one door. Units: `position` is (latitude, longitude) in degrees."""

    uuid: UUID
    name: str
    needs: tuple[str, ...]
    house_no: str = ""
    problem: str = ""
    category: str = Category.QOL
    vulnerable: tuple[str, ...] = ()
    household: int | None = None
    phone: str = ""
    photo: StoredFile | None = None
    position: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """Where a team was and who went; `told`: each household heard the privacy notice."""

    uuid: UUID
    on: date
    area: str
    team: str
    moo: str = ""
    note: str = ""
    told: bool = False


@transaction.atomic
def save(
    *, office: Office, day: Day, households: Sequence[Household], by: Actor, at: datetime
) -> tuple[SurveySheet, list[Request]]:
    """Take a sheet in: one request for each household, numbered in their order. The same uuid returns the first sheet.

    Errors: NotAllowed; Missing; Problem with the field, and details["row"] when it is a household's.
    """
    by.require(Permission.NEEDS_MANAGE)
    if not by.scope or not office.path.startswith(by.scope):
        raise Missing("assistance.missing", "ไม่พบหน่วยงานนี้ในความรับผิดชอบของคุณ")
    _check(day, households, at)
    sheet, is_new = SurveySheet.objects.get_or_create(
        uuid=day.uuid,
        defaults={
            "office": office, "scope_path": office.path, "on": day.on, "area_id": day.area, "moo": day.moo.strip()[:4],
            "team": " ".join(requests.visible(day.team).split()), "by": by.grant_id, "at": at, "finished_at": at,
        },
    )  # fmt: skip
    if not is_new:
        return sheet, list(sheet.requests.order_by("year", "number"))
    if day.note.strip():
        sheet.note_sealed = notes.seal_for(requests.visible(day.note), "sheet.note", sheet.public_id)
        sheet.save(update_fields=["note_sealed"])
    intakes = [(office, _intake(one, day, sheet, at)) for one in households]
    made = requests.receive_many(intakes=intakes, by=by, at=at)
    audit.record("assistance.sheet.taken_in", sheet, by=by, at=at, fields=("on", "area", "team"), count=len(made))
    return sheet, made


def _check(day: Day, households: Sequence[Household], at: datetime) -> None:
    if day.on > timezone.localdate(at):
        raise Problem("assistance.bad_day", "วันที่สำรวจต้องไม่เลยวันนี้", field="on")
    team = " ".join(requests.visible(day.team).split())
    if not team:
        raise Problem("assistance.team_missing", "กรอกชื่อผู้ที่ลงพื้นที่อย่างน้อย 1 คน", field="team")
    if len(team) > 300:
        raise Problem("assistance.team_long", "รายชื่อทีมยาวเกินไป ใส่เฉพาะผู้ที่ลงพื้นที่", field="team")
    if not households:
        raise Problem("assistance.no_household", "กรอกอย่างน้อย 1 ครัวเรือน")
    if len(households) > MOST:
        raise Problem("assistance.households_many", "ใบหนึ่งมีได้ไม่เกิน 30 ครัวเรือน ที่เหลือเปิดใบใหม่")


def _intake(one: Household, day: Day, sheet: SurveySheet, at: datetime) -> requests.Intake:
    photo = (requests.EvidenceValues(one.photo),) if one.photo else ()
    return requests.Intake(
        needs=tuple(requests.Wanted(code) for code in one.needs), asked_on=day.on, door=Source.SURVEY,
        category=one.category, problem=one.problem, vulnerable=one.vulnerable, household=one.household,
        area=day.area, moo=day.moo.strip()[:4], house_no=one.house_no, position=one.position, evidence=photo,
        person=PersonValues(first_name=one.name, id_kind="none", no_id_reason=_NO_CARD, phone=one.phone),
        addresses=(AddressValues(area=day.area, kind="current", house_no=one.house_no, moo=day.moo,
                                 position=one.position),),
        notice=NoticeValues(version=NOTICE, at=at) if day.told else None, sheet=sheet.pk, uuid=one.uuid,
    )  # fmt: skip
