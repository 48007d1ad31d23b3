"""Temple–community welfare in the demo: four months of activities in the story's districts, two knowledge sets."""

from __future__ import annotations

import io
import random
from datetime import date, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from PIL import Image, ImageDraw

from tidtam.activities.actions import knowledge as sets
from tidtam.activities.actions import recording
from tidtam.activities.actions.knowledge import SetValues
from tidtam.activities.choices import FileRole
from tidtam.activities.models import KnowledgeSet
from tidtam.activities.rules import ActivityValues
from tidtam.demo.acting import acting, ago, moment
from tidtam.kernel import wall
from tidtam.offices.models import Office
from tidtam.offices.queries import areas_of, below, by_code

SEED = 2565
DISTRICTS = ("DLA-3014", "DLA-3609")
# kind, title, thing given for each household, baht for each person, who joined
_DONE = (
    ("relief", "มอบถุงยังชีพผู้ป่วยติดเตียงและผู้สูงอายุ", "ถุงยังชีพ", 300, ("รพ.สต. ในพื้นที่", "กำนันผู้ใหญ่บ้าน")),
    ("housing", "ซ่อมบ้านผู้ยากไร้ร่วมกับวัด", "วัสดุซ่อมบ้าน", 4000, ("วิทยาลัยเทคนิค", "พัฒนาชุมชนอำเภอ")),
    ("learning", "มอบทุนการศึกษาเด็กขาดแคลน", "ทุนการศึกษา", 1000, ("โรงเรียนวัด", "คณะสงฆ์ตำบล")),
    ("farming", "เรียนรู้โคก หนอง นา ในที่วัด", "พันธุ์ไม้และกล้าผัก", 150, ("เกษตรอำเภอ", "พัฒนาชุมชนอำเภอ")),
    ("care", "เยี่ยมบ้านผู้พิการและผู้ป่วยระยะท้าย", "อุปกรณ์ดูแลผู้ป่วย", 500, ("อสม. ตำบล", "รพ.สต. ในพื้นที่")),
    ("place", "พัฒนาวัดและลานกิจกรรมชุมชน", "", 60, ("คณะกรรมการหมู่บ้าน",)),
)
_TEMPLES = ("วัดสว่างอารมณ์", "วัดโพธิ์ศรี", "วัดใหม่เจริญธรรม", "วัดป่าสามัคคี")
_FUNDS = ("ข้อบัญญัติงบประมาณ", "เงินบริจาคของวัด", "กองทุนหมู่บ้าน")


def open_welfare(as_of: date) -> None:
    """Let the department and a province hand knowledge down, and local governments record what they did."""
    dice = random.Random(SEED)  # noqa: S311 (the demo must come out the same each time)
    shared = _hand_down("DLA", "การสาธารณสงเคราะห์: พื้นที่ต้นแบบวัด–ชุมชน", as_of - timedelta(days=70))
    _hand_down("DLA-30", "โคก หนอง นา ในที่วัด: เริ่มอย่างไรใน 30 วัน", as_of - timedelta(days=12))
    for number, code in enumerate(DISTRICTS):
        for office in below(by_code(code)).filter(level="lgo"):
            with wall.scope(office.path):
                if number == 0 or dice.random() < 0.6:
                    sets.note_read(
                        knowledge=shared, acknowledge=dice.random() < 0.7, by=acting(office, grant=0),
                        at=ago(as_of, dice.randint(20, 60)),
                    )  # fmt: skip
                _record(office, shared, as_of, dice)


def _record(office: Office, shared: KnowledgeSet, as_of: date, dice: random.Random) -> None:
    area = next((one.area for one in areas_of(office) if one.area.level == "subdistrict"), None)
    if area is None:
        return
    by = acting(office)
    for number in range(dice.randint(2, 7)):
        kind, title, thing, each, partners = dice.choice(_DONE)
        back, persons = dice.randint(1, 115), dice.randint(6, 70)
        temple = dice.choice(_TEMPLES[:2] if dice.random() < 0.7 else _TEMPLES)
        households = max(1, persons * dice.randint(4, 9) // 10)
        told = ActivityValues(
            title=title, kind=kind, place=temple, area=str(area.pk), on=as_of - timedelta(days=back),
            moo=str(dice.randint(1, 9)), persons=persons, households=households, partners=partners,
            budget_baht=Decimal(each * persons), fund=dice.choice(_FUNDS),
            given=f"{thing} {households} ชุด" if thing else "", model_area=kind == "farming" and dice.random() < 0.6,
            result="ผู้รับประโยชน์ได้รับครบตามรายชื่อของวัดและชุมชน",
            expansion="จะทำต่อที่หมู่บ้านข้างเคียงเดือนหน้า" if dice.random() < 0.4 else "",
            knowledge=(shared.public_id,) if kind == "farming" or dice.random() < 0.25 else (),
        )  # fmt: skip
        at = ago(as_of, max(0, back - dice.randint(0, 3)), 16)
        uuid = uuid5(NAMESPACE_URL, f"tidtam.demo.welfare.{office.code}.{number}")
        one = recording.record(office=office, values=told, uuid=uuid, by=by, at=at)
        if office.code == "LGO-301409":
            recording.add_photos(activity=one, contents=[_picture(dice.randint(0, 200))], by=by, at=at)


def _hand_down(code: str, title: str, day: date) -> KnowledgeSet:
    office = by_code(code)
    by, at = acting(office), moment(day)
    with wall.scope(office.path):
        told = SetValues(
            title=title, source="มท 0816.5/ว 2565 ลงวันที่ 15 ส.ค. 2565",
            summary="ตัวอย่างพื้นที่ที่วัดและชุมชนช่วยกันดูแลผู้เปราะบาง ขั้นตอน งบประมาณ และผู้ที่ควรชวนมาร่วม",
        )  # fmt: skip
        one = sets.make(office=office, values=told, by=by, at=at)
        text = f"{title}\n\n1. ตั้งคณะทำงานร่วมวัดและชุมชน\n2. สำรวจผู้เดือดร้อน\n3. ทำกิจกรรมและบันทึกผล\n"
        sets.add_file(knowledge=one, content=text.encode(), name="แนวทาง.txt", by=by, at=at)
        sets.add_file(
            knowledge=one, content=_picture(30, (900, 1200)), name="", role=FileRole.INFOGRAPHIC, by=by, at=at
        )
        sets.share(knowledge=one, levels=["province", "district", "lgo"], by=by, at=at)
        one.refresh_from_db()  # its files raised the version that is read
    return one


def _picture(shade: int, size: tuple[int, int] = (1200, 900)) -> bytes:
    """Return an invented picture: a temple roof over a field; nobody is on it."""
    drawn = Image.new("RGB", size, (196, 222, 240))
    pen = ImageDraw.Draw(drawn)
    wide, high = size
    pen.rectangle((0, high * 2 // 3, wide, high), fill=(90, 130 + shade % 60, 70))
    roof = [(wide // 2, high // 5), (wide // 5, high // 2), (wide * 4 // 5, high // 2)]
    pen.polygon(roof, fill=(168, 32 + shade % 40, 63))
    pen.rectangle((wide // 4, high // 2, wide * 3 // 4, high * 3 // 4), fill=(246, 242, 230))
    for n in range(4):
        left = wide // 4 + (n * 2 + 1) * wide // 18
        pen.rectangle((left, high * 11 // 20, left + wide // 24, high * 3 // 4), fill=(226, 160, 15))
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=80)
    return out.getvalue()
