"""What one invented citizen asks of a local government, and what became of it by the as-of day. Nothing is written."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from tidtam.aftercare.actions.live import BANGKOK
from tidtam.assistance.actions.requests import AffectedValues, Intake, Wanted
from tidtam.assistance.choices import Category, DeliveryKind, Source, Track
from tidtam.demo.nation.allotment import chance
from tidtam.demo.nation.dice import between, one_of
from tidtam.demo.nation.names import person_name
from tidtam.people.rules import NOTICE, AddressValues, NoticeValues, PersonValues
from tidtam.thai.national_id import synthetic

_DOORS = (Source.COUNTER,) * 44 + (Source.WEB,) * 20 + (Source.PHONE,) * 15 + (Source.SURVEY,) * 13 + (
    Source.LETTER,
) * 8  # fmt: skip
_CATEGORIES = (Category.QOL,) * 48 + (Category.DISASTER,) * 28 + (Category.FARMER,) * 15 + (Category.DISEASE,) * 9
_NEEDS: dict[str, tuple[str, ...]] = {
    Category.QOL: ("WEL",) * 9 + ("HOU",) * 6 + ("EQP",) * 5 + ("MED", "MED", "OCC", "JOB", "CAP", "EDU", "FAM", "DOC"),
    Category.DISASTER: ("HOU",) * 9 + ("EQP",) * 8 + ("WEL", "CAP", "MED"),
    Category.FARMER: ("CAP",) * 8 + ("EQP",) * 3 + ("OCC", "LEG"),
    Category.DISEASE: ("EQP",) * 8 + ("WEL", "MED", "MED"),
}
_TOLD: dict[str, tuple[str, ...]] = {
    Category.QOL: (
        "อยู่กับหลานสองคน ไม่มีรายได้ประจำ ค่านมหลานไม่พอ", "ผู้ป่วยติดเตียง ต้องใช้ผ้าอ้อมผู้ใหญ่และที่นอนลม",
        "บ้านไม้เก่า พื้นผุ กลัวเด็กตก อยากให้ช่างมาดู", "ตกงานมาสามเดือน ค้างค่าน้ำค่าไฟ", "ตายายอยู่กันลำพัง เดินไปรับของไม่ไหว",
    ),
    Category.DISASTER: (
        "พายุพัดหลังคาครัวเปิด ฝนสาดเข้าบ้าน", "น้ำท่วมขังเกือบอาทิตย์ ข้าวสารและที่นอนเสียหาย", "ไฟไหม้ครัว ของใช้เสียหายเกือบหมด",
        "ต้นไม้ล้มทับรั้วและห้องน้ำ",
    ),
    Category.FARMER: (
        "นาข้าวเสียหายจากน้ำท่วม ไม่มีเมล็ดพันธุ์ปลูกรอบใหม่", "เพลี้ยลงมันสำปะหลังทั้งแปลง", "วัวป่วยตายสองตัว เป็นหนี้ค่าอาหารสัตว์",
    ),
    Category.DISEASE: ("กักตัวทั้งบ้าน ออกไปซื้อของไม่ได้", "ลูกเป็นไข้เลือดออก ต้องเฝ้าที่โรงพยาบาล ขาดรายได้"),
}  # fmt: skip
_GIVEN: dict[str, tuple[str, str, int]] = {  # kind, words, baht per unit
    "WEL": (DeliveryKind.CASH, "เงินสงเคราะห์", 1000), "HOU": (DeliveryKind.SERVICE, "ซ่อมแซมบ้าน", 3000),
    "EQP": (DeliveryKind.GOODS, "ถุงยังชีพ 1 ชุด", 700), "MED": (DeliveryKind.SERVICE, "รถรับส่งไปโรงพยาบาล", 0),
    "OCC": (DeliveryKind.TRAINING, "อบรมอาชีพระยะสั้น", 0), "JOB": (DeliveryKind.SERVICE, "แนะนำงาน", 0),
    "CAP": (DeliveryKind.CASH, "เงินทุนประกอบอาชีพ", 2000), "EDU": (DeliveryKind.CASH, "ทุนการศึกษา", 1500),
    "FAM": (DeliveryKind.SERVICE, "เยี่ยมบ้านและดูแลต่อเนื่อง", 0), "DOC": (DeliveryKind.SERVICE, "พาไปทำบัตร", 0),
    "LEG": (DeliveryKind.SERVICE, "ให้คำปรึกษา", 0),
}  # fmt: skip
FUND = "งบช่วยเหลือประชาชน"
_HOW_MANY = (1,) * 74 + (2,) * 22 + (3,) * 4
_IMMEDIATE = {Category.DISASTER: 0.85, Category.QOL: 0.45, Category.FARMER: 0.15, Category.DISEASE: 0.8}
_NOT_ELIGIBLE = "ไม่เข้าหลักเกณฑ์ที่กำหนด ยื่นใหม่ได้เมื่อมีข้อมูลเพิ่ม"
_WITHDRAWN = "ผู้ขอแจ้งว่าได้รับความช่วยเหลือจากทางอื่นแล้ว"
_GRANTED = "เห็นควรช่วยเหลือตามความจำเป็น"
_HOLDS = {  # days between a verb and the one before, at an office of middling speed
    "start_verifying": (0, 4), "note_duplicates": (0, 3), "send_to_committee": (0, 2), "grant": (1, 6),
    "committee": (5, 28), "refuse": (2, 14), "deliver": (0, 16), "announce": (0, 4), "close": (1, 12),
    "withdraw": (1, 20),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seat:
    """A local government as citizens see it: its id and code, and the tambons it answers for."""

    office: int
    code: str
    tambons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """What is given for the need of this place in the intake."""

    place: int
    uuid: uuid.UUID
    kind: str
    given: str
    amount: Decimal | None
    on: date


@dataclass(slots=True)
class Tale:
    """One request: what the form says, the verbs it has gone through with their instants, and the help given."""

    seat: Seat
    intake: Intake
    verbs: dict[str, datetime] = field(default_factory=dict)
    help: list[Help] = field(default_factory=list)
    reason: str = ""
    until: date | None = None


def invent(seed: int, seat: Seat, number: int, serial: int, as_of: date) -> Tale:
    """Return request `number` of a local government: the same for the same arguments. `serial` makes the id number."""
    dice = random.Random(f"{seed}/asks/{seat.code}/{number}")  # noqa: S311 (invented data must come out the same each time)
    asked = as_of - timedelta(days=1 + int(364 * dice.random() ** 1.3))
    came = datetime.combine(asked, time(between(dice, 8, 16), between(dice, 0, 59), between(dice, 0, 59)), BANGKOK)
    tale = Tale(seat, _intake(dice, seat, serial, came))
    _live(dice, tale, came, as_of)
    return tale


def _intake(dice: random.Random, seat: Seat, serial: int, came: datetime) -> Intake:
    category, door = one_of(dice, _CATEGORIES), one_of(dice, _DOORS)
    codes = list(dict.fromkeys(one_of(dice, _NEEDS[category]) for _ in range(one_of(dice, _HOW_MANY))))
    tambon, moo, house = one_of(dice, seat.tambons), str(between(dice, 1, 14)), str(between(dice, 1, 399))
    elderly, asked = dice.random() < 0.4, came.date()
    happened = asked - timedelta(days=between(dice, 0, 9)) if category == Category.DISASTER else None
    affected: list[AffectedValues] = []
    if category == Category.DISASTER and dice.random() < 0.12:
        for _ in range(between(dice, 1, 3)):
            _title, first, last, _nick = person_name(dice, male=dice.random() < 0.5)
            affected.append(AffectedValues(f"{first} {last}", str(between(dice, 1, 399)), moo))
    return Intake(
        uuid=uuid.UUID(int=dice.getrandbits(128), version=4), needs=tuple(Wanted(code) for code in codes),
        asked_on=asked, door=door, category=category, person=_person(dice, serial, asked, elderly=elderly),
        addresses=(AddressValues(area=tambon, kind="current", house_no=house, moo=moo),),
        notice=NoticeValues(NOTICE, came), problem=one_of(dice, _TOLD[category]), happened_on=happened,
        track=Track.IMMEDIATE if dice.random() < _IMMEDIATE[category] else Track.COMMITTEE,
        household=between(dice, 1, 7) if dice.random() < 0.7 else None, vulnerable=("elder",) if elderly else (),
        area=tambon, moo=moo, house_no=house, affected=tuple(affected), at=came,
    )  # fmt: skip


def _person(dice: random.Random, serial: int, day: date, *, elderly: bool) -> PersonValues:
    male = dice.random() < 0.46
    title, first, last, _nick = person_name(dice, male=male)
    age = between(dice, 60, 88) if elderly else between(dice, 20, 59)
    identified = dice.random() < 0.82
    return PersonValues(
        first_name=first, last_name=last, title=title, sex="1" if male else "2",
        birth=date(day.year - age, between(dice, 1, 12), between(dice, 1, 28)),
        id_kind="national" if identified else "none", id_number=synthetic(serial) if identified else "",
        no_id_reason="" if identified else "ไม่ได้นำบัตรมา",
        phone=f"09{between(dice, 0, 99_999_999):08d}" if dice.random() < 0.66 else "",
    )  # fmt: skip


def _live(dice: random.Random, tale: Tale, came: datetime, as_of: date) -> None:
    """Let the office work on it until the as-of day, or until it sticks where nobody has looked since."""
    pace, roll = 0.4 + 1.8 * chance("centre", tale.seat.code), dice.random()
    committee = tale.intake.track == Track.COMMITTEE
    if roll < 0.05:
        verbs = ["start_verifying", "withdraw"]
    elif roll < 0.13:
        verbs = ["start_verifying", "note_duplicates", "refuse"]
    elif not committee and roll < 0.45:
        verbs = ["deliver", "close"]
    else:
        verbs = ["start_verifying", "note_duplicates", *(["send_to_committee"] if committee else []), "grant"]
        verbs += ["deliver", *(["announce"] if _hangs(dice, tale.intake) else []), "close"]
    at, sticks = came, between(dice, 0, 3) if dice.random() < 0.09 else 9
    for place, verb in enumerate(verbs):
        least, most = _HOLDS["committee" if verb == "grant" and committee else verb]
        day = at.date() + timedelta(days=least + int((most - least + 1) * dice.random() * pace))
        if verb == "close" and tale.until is not None:
            day = max(day, tale.until + timedelta(days=1))
        if day >= as_of or place >= sticks:
            return
        at = max(at + timedelta(minutes=7), datetime.combine(day, time(between(dice, 9, 16), 10), BANGKOK))
        if at.date() >= as_of:
            return
        tale.verbs[verb] = at
        if verb == "deliver":
            if not _help(dice, tale, at):
                return
        elif verb == "announce":
            tale.until = at.date() + timedelta(days=14)
    tale.reason = {"refuse": _NOT_ELIGIBLE, "withdraw": _WITHDRAWN}.get(verbs[-1], "")


def _help(dice: random.Random, tale: Tale, at: datetime) -> bool:
    """Give help for each need; say whether nothing is left to do."""
    left = False
    for place, need in enumerate(tale.intake.needs):
        if place and dice.random() < 0.15:
            left = True
            continue
        kind, words, unit = _GIVEN[need.code]
        amount = Decimal(unit * between(dice, 1, 3)) if unit else None
        told = uuid.UUID(int=dice.getrandbits(128), version=4)
        tale.help.append(Help(place, told, kind, words, amount, at.date()))
    return not left


def _hangs(dice: random.Random, intake: Intake) -> bool:
    """Say whether the name hangs on a board: often, and never of anybody who asked for treatment or was ill."""
    treated = {"MED", "MEN"} & {one.code for one in intake.needs}
    return not treated and dice.random() < 0.6 and intake.category != Category.DISEASE


def reason_of(verb: str, tale: Tale) -> str:
    """Return why a verb was done."""
    return {"grant": _GRANTED, "refuse": _NOT_ELIGIBLE, "withdraw": _WITHDRAWN, "close": "ช่วยครบแล้ว"}.get(verb, "")


def again(intake: Intake, **other: object) -> Intake:
    """Return the same form with other answers."""
    return replace(intake, **other)  # type: ignore[arg-type]  # the caller names fields of a form
