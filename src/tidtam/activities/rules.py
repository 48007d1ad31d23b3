"""What must hold of an activity before it is kept, and how months and places are read; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tidtam.activities.choices import DRUGS, KINDS, TELL, Measure, Source
from tidtam.kernel.problem import Problem
from tidtam.offices.choices import Level
from tidtam.thai.digits import to_arabic

NEAR_KM, NEAR_DISTRICT_KM = 3.0, 60.0  # from the place of an activity; from the middle of its district
_A_DAY = timedelta(days=1)  # cameras whose clock runs in another zone
MOST_PEOPLE, MOST_PARTNERS, LONGEST_PARTNER = 1_000_000, 30, 120
# Whom a knowledge set is handed down to; a team reads with its district.
LEVELS = (Level.DEPARTMENT, Level.PROVINCE, Level.DISTRICT, Level.LGO, Level.AGENCY)
MOST_BAHT = Decimal(10) ** 10
_BACK = 5  # years; older days are nearly always a year of the other calendar
_LONGEST, _LONGEST_PROJECT = timedelta(days=366), timedelta(days=3 * 366)
_NUMBERS = re.compile(r"(?:\d[\s-]?){9,}")  # cards and telephones; amounts have commas or fewer digits
_OUTSIDE = re.compile(r"ป\.?\s?ป\.?\s?ส|ภาคี|บูรณาการ|เอกชน|มูลนิธิ")  # money of other agencies and partners
_VILLAGE = re.compile(r"(?:หมู่บ้านที่|หมู่ที่|หมู่|ม\.)?\s*0*([1-9][0-9]?)\Z")
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z")


@dataclass(frozen=True, slots=True)
class ActivityValues:
    """What a form says of an activity. Units: baht, degrees. `sure`: nothing was given, and that is so."""

    title: str
    kind: str
    place: str
    area: str
    on: date
    until: date | None = None
    moo: str = ""
    persons: int = 0
    households: int = 0
    partners: tuple[str, ...] = ()
    budget_baht: Decimal = Decimal(0)
    fund: str = ""
    given: str = ""
    model_area: bool = False
    result: str = ""
    expansion: str = ""
    knowledge: tuple[str, ...] = ()  # public ids
    position: tuple[float, float] | None = None
    sure: bool = False
    measure: str = Measure.WELFARE
    project: str = ""  # public id


def measures_of(path: str) -> tuple[Measure, ...]:
    """Return what an office does activities for, by its line; the local line does welfare first."""
    return tuple(DRUGS) if path.startswith("1.d.") else (Measure.WELFARE, *DRUGS)


def is_of_days(day: date, on: date, until: date | None) -> bool:
    """Say whether a day is one of an activity's, give or take one."""
    return on - _A_DAY <= day <= (until or on) + _A_DAY


def has_number(text: str) -> bool:
    """Say whether a text holds what may be the number of a card or telephone."""
    return bool(_NUMBERS.search(to_arabic(text)))


def visible(text: str) -> str:
    """Return what can be seen of a text, composed as it is kept."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\u00a0", " ")
    return "".join(one for one in text if one in "\n\t" or one.isprintable()).strip()


def line(text: str, most: int) -> str:
    """Return a text as one line of at most so many signs."""
    return " ".join(visible(text).split())[:most]


def village(text: str) -> str | None:
    """Return the number of a village, `3` of `หมู่ที่ ๓`; '' where none is said, None when it is none of 1 to 99."""
    text = line(to_arabic(text), 40)
    found = _VILLAGE.match(text)
    return found[1] if found else None if text else ""


def place_key(place: str) -> str:
    """Return what two spellings of one temple share: `วัด บ้านตูม`, `วัดบ้านตูม` and `บ้านตูม`."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", place)).removeprefix("วัด").lower()


def partners_of(text: str) -> tuple[str, ...]:
    """Return the organisations named, one a line or between commas, each once."""
    names = (line(one, LONGEST_PARTNER) for one in re.split(r"[\n,;]", text))
    return tuple(dict.fromkeys(one for one in names if one))


def faults(told: ActivityValues, today: date) -> Iterator[Problem]:
    """Yield what is wrong, each with its field. Shape: nothing when the activity may be kept."""
    for text, field, said in (
        (told.title, "title", "กรอกชื่อกิจกรรม"), (told.place, "place", "กรอกว่าจัดที่วัดหรือสถานที่ใด"),
    ):  # fmt: skip
        if not line(text, 200):
            yield Problem(f"activities.{field}_missing", said, field=field)
    if told.measure not in Measure.values:
        yield Problem("activities.bad_measure", "เลือกมาตรการจากรายการ", field="measure")
    elif told.kind not in KINDS[told.measure]:
        yield Problem("activities.bad_kind", "เลือกประเภทกิจกรรมจากรายการ", field="kind")
    if village(told.moo) is None:
        yield Problem("activities.bad_village", "หมู่ที่เป็นตัวเลขตั้งแต่ 1 ถึง 99 ไม่มีก็เว้นว่าง", field="moo")
    yield from _days(told, today)
    yield from _counts(told)
    for field in ("title", "given", "result", "expansion", "fund"):
        if has_number(getattr(told, field)):
            yield Problem("activities.number", "ไม่ใส่เลขบัตรหรือเบอร์โทรของใคร บันทึกเฉพาะจำนวนคน", field=field)


def _days(told: ActivityValues, today: date) -> Iterator[Problem]:
    if told.on > today:
        yield Problem("activities.future", "วันที่จัดต้องไม่เลยวันนี้ ตรวจปี พ.ศ. อีกครั้ง", field="on")
    elif told.on.year < today.year - _BACK:
        yield Problem("activities.too_old", "วันที่จัดย้อนหลังเกิน 5 ปี ตรวจว่าพิมพ์เป็นปี พ.ศ.", field="on")
    if told.until is None:
        return
    if told.until < told.on:
        yield Problem("activities.ends_before", "วันสุดท้ายต้องไม่ก่อนวันแรก", field="until")
    elif told.until > today:
        yield Problem("activities.future", "วันสุดท้ายต้องไม่เลยวันนี้ ถ้ายังจัดอยู่ให้เว้นว่าง", field="until")
    elif told.until - told.on > _LONGEST:
        yield Problem("activities.too_long", "กิจกรรมหนึ่งยาวได้ไม่เกินหนึ่งปี แยกบันทึกเป็นรายการ", field="until")


def _counts(told: ActivityValues) -> Iterator[Problem]:
    for field in ("persons", "households"):
        if not 0 <= getattr(told, field) <= MOST_PEOPLE:
            yield Problem("activities.bad_count", "กรอกจำนวนตั้งแต่ 0 ถึง 1,000,000", field=field)
    if 0 < told.persons < told.households:
        yield Problem("activities.households", "ครัวเรือนมากกว่าจำนวนคน ตรวจตัวเลขอีกครั้ง", field="households")
    if not 0 <= told.budget_baht < MOST_BAHT:
        yield Problem("activities.bad_amount", "งบประมาณต้องเป็นศูนย์ขึ้นไป", field="budget_baht")
    elif told.budget_baht and not line(told.fund, 120):
        yield Problem("activities.fund_missing", "บอกว่าใช้เงินจากแหล่งใด", field="fund")
    elif told.budget_baht and told.measure in DRUGS and not told.project and _OUTSIDE.search(told.fund):
        # DOPA is to be told of such money (letter F2, item 4), and a project is what remembers that.
        yield Problem(
            "activities.fund_outside", "เงินนี้ต้องแจ้งกรมการปกครอง เพิ่มโครงการก่อน แล้วเลือกที่ช่อง “อยู่ในโครงการ”", field="fund"
        )
    if len(told.partners) > MOST_PARTNERS:
        yield Problem("activities.partners_many", "ใส่หน่วยงานภาคีได้ไม่เกิน 30 หน่วยงาน", field="partners")
    if not (told.persons or told.households or told.budget_baht or line(told.given, 300) or told.sure):
        yield Problem(
            "activities.nothing", "ไม่มีผู้รับประโยชน์ ของ หรือเงินเลย ถ้าถูกต้องแล้วให้ทำเครื่องหมายยืนยันแล้วบันทึกอีกครั้ง",
            field="sure",
        )  # fmt: skip


def read_month(text: str) -> date | None:
    """Return the first day of `2026-05`; None when it is no month."""
    found = _MONTH.match(text)
    if found is None or not (1900 <= int(found[1]) <= 2300 and 1 <= int(found[2]) <= 12):
        return None
    return date(int(found[1]), int(found[2]), 1)


def read_day(text: str) -> date | None:
    """Return the day of `2026-05-12`; None when it is no day."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def last_of(first: date) -> date:
    """Return the last day of a month."""
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def months_back(today: date, count: int) -> list[date]:
    """Return the first days of the last months, this one first."""
    found = [today.replace(day=1)]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


@dataclass(frozen=True, slots=True)
class ProjectValues:
    """What a form says of a project. Units: baht."""

    title: str
    measure: str
    starts_on: date
    ends_on: date
    source: str
    plan: str = ""
    budget_baht: Decimal = Decimal(0)
    source_name: str = ""


def project_faults(told: ProjectValues) -> Iterator[Problem]:
    """Yield what is wrong, each with its field. Shape: nothing when the project may be kept."""
    if not line(told.title, 200):
        yield Problem("activities.title_missing", "กรอกชื่อโครงการ", field="title")
    if told.measure not in Measure.values:
        yield Problem("activities.bad_measure", "เลือกมาตรการจากรายการ", field="measure")
    if told.ends_on < told.starts_on:
        yield Problem("activities.ends_before", "วันสิ้นสุดต้องไม่ก่อนวันเริ่ม", field="ends_on")
    elif told.ends_on - told.starts_on > _LONGEST_PROJECT:
        yield Problem("activities.too_long", "โครงการหนึ่งยาวได้ไม่เกินสามปี", field="ends_on")
    if told.source not in Source.values:
        yield Problem("activities.bad_source", "เลือกแหล่งงบประมาณจากรายการ", field="source")
    elif told.source == Source.NONE and told.budget_baht:
        yield Problem("activities.budget_odd", "เลือกไว้ว่าไม่ใช้งบประมาณ แต่กรอกจำนวนเงิน", field="budget_baht")
    elif told.source in TELL and not line(told.source_name, 160):
        yield Problem("activities.source_missing", "บอกว่าหน่วยงานหรือภาคีใดให้งบ", field="source_name")
    if not 0 <= told.budget_baht < MOST_BAHT:
        yield Problem("activities.bad_amount", "งบประมาณต้องเป็นศูนย์ขึ้นไป", field="budget_baht")
    if has_number(told.title + "\n" + told.plan):
        yield Problem("activities.number", "ไม่ใส่เลขบัตรหรือเบอร์โทรของใคร", field="plan")


def fiscal_days(year: int) -> tuple[date, date]:
    """Return the first and last day of the fiscal year that ends in a Gregorian year."""
    return date(year - 1, 10, 1), date(year, 9, 30)


def fiscal_of(day: date) -> int:
    """Return the Gregorian year in which a day's fiscal year ends."""
    return day.year + (day.month >= 10)
