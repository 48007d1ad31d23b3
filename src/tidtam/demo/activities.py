"""The action plan in the demo: projects, activities with photos, targets, an inspection, meetings of one province."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from PIL import Image

from tidtam.activities.actions import inspecting, looking, planning, recording
from tidtam.activities.actions.inspecting import Found, Visit
from tidtam.activities.models import Activity, Finding, Project
from tidtam.activities.rules import ActivityValues, ProjectValues, fiscal_of
from tidtam.demo import pictures
from tidtam.demo.acting import acting, ago, moment
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.meetings.actions import asking, meetings
from tidtam.meetings.actions.meetings import Member, When
from tidtam.offices.models import Office
from tidtam.offices.queries import by_code
from tidtam.places import gazetteer
from tidtam.places.models import Area

SEED, PROVINCE, DISTRICT, MORE = 1757, "DOPA-30", "DOPA-3014", ("DOPA-3013", "DOPA-3021", "DOPA-3001")
# measure, kind, title, place, people
_DONE = (
    ("prevention", "campaign", "รณรงค์วันต่อต้านยาเสพติดในชุมชน", "ลานหน้าที่ว่าการอำเภอ", 220),
    ("prevention", "youth", "ค่ายเยาวชนสร้างภูมิคุ้มกัน", "โรงเรียนประจำอำเภอ", 120),
    ("prevention", "community", "ประชาคมหมู่บ้านเข้มแข็ง", "ศาลากลางหมู่บ้าน", 85),
    ("suppression", "checkpoint", "ตั้งจุดตรวจจุดสกัดร่วม", "ทางแยกเข้าตำบล", 24),
    ("suppression", "order", "ตรวจสถานบริการและจัดระเบียบสังคม", "ย่านสถานบริการ", 18),
    ("treatment", "screening", "คัดกรองกลุ่มเสี่ยงโดยสมัครใจ", "รพ.สต. ประจำตำบล", 64),
    ("treatment", "cbtx", "บำบัดโดยชุมชนมีส่วนร่วม", "ศาลาวัด", 22),
    ("rehab", "work", "ฝึกอาชีพผู้ผ่านการบำบัด", "ศูนย์ส่งเสริมอาชีพ", 30),
    ("rehab", "support", "เยี่ยมและมอบทุนประกอบอาชีพ", "ที่ทำการกำนัน", 12),
    ("management", "briefing", "ประชุมชี้แจงการรายงาน NISPA และ บสต.", "ห้องประชุมที่ว่าการอำเภอ", 40),
    ("management", "training", "อบรมผู้บันทึกข้อมูล", "ห้องประชุมที่ว่าการอำเภอ", 26),
)  # fmt: skip
_ONCB = "สำนักงาน ป.ป.ส. ที่ ยธ 1103/ว 88"
_CAME = (
    Member("สยาม ศิริมงคล", "deputy", "รองผู้ว่าราชการจังหวัดนครราชสีมา", present=True),
    Member("ชรินทร์ ทองสุข", "palad", "ปลัดจังหวัดนครราชสีมา", present=True),
    Member("วิชิต ดีพร้อม", "defence", "ป้องกันจังหวัด", present=True),
    Member("พิมพ์ใจ แสงทอง", "agency", "สำนักงานสาธารณสุขจังหวัด", present=True),
    Member("ธีรพงษ์ คงมั่น", "agency", "ตำรวจภูธรจังหวัด", present=False),
)  # fmt: skip


def open_plan(as_of: date) -> None:
    """Let a province and some districts plan, act, be inspected and meet. After the reports of the past are signed."""
    dice = random.Random(SEED)  # noqa: S311 (the demo must come out the same each time)
    project = _projects(as_of)
    for number, code in enumerate((DISTRICT, *MORE)):
        _acts(by_code(code), as_of, dice, 9 if number == 0 else 5, project if number == 0 else None)
    _targets(as_of)
    _inspection(as_of)
    _meet(as_of)


def _projects(as_of: date) -> Project:
    office = by_code(DISTRICT)
    by, at = acting(office), ago(as_of, 80)
    with wall.scope(office.path):
        told = ProjectValues(
            "ตำบลต้นแบบปลอดยาเสพติด", "prevention", as_of - timedelta(days=75), as_of + timedelta(days=90), "oncb",
            "สร้างแกนนำเยาวชนและหมู่บ้านเข้มแข็งตามแนวทางธวัชบุรีและท่าวังผา ติดตามผลทุกเดือน", Decimal(180_000),
            "สำนักงาน ป.ป.ส. ภาค 3",
        )  # fmt: skip
        first = planning.make(office=office, values=told, by=by, at=at)
        told = ProjectValues(
            "คืนคนดีสู่สังคม", "rehab", as_of - timedelta(days=60), as_of + timedelta(days=60), "combined",
            "ฝึกอาชีพและหางานให้ผู้ผ่านการฟื้นฟู", Decimal(95_000), "สำนักงานพัฒนาชุมชนอำเภอ",
        )  # fmt: skip
        second = planning.make(office=office, values=told, by=by, at=at)
        planning.tell(project=second, told_on=as_of - timedelta(days=58), number="นม 0018.1/412", by=by,
                      at=ago(as_of, 58))  # fmt: skip
    return first


def _acts(office: Office, as_of: date, dice: random.Random, count: int, project: Project | None) -> None:
    areas = list(Area.objects.filter(parent=office.district_id).order_by("code"))
    middle = gazetteer.centre(str(office.district_id))
    by = acting(office)
    for number in range(count):
        measure, kind, title, place, persons = _DONE[(number * 3 + len(office.code) + dice.randint(0, 1)) % len(_DONE)]
        back = dice.randint(1, 55) if number else 3
        on, area = as_of - timedelta(days=back), dice.choice(areas)
        at = ago(as_of, max(0, back - 1), 16)
        position = None
        if middle:
            position = (middle[0] + dice.uniform(-0.05, 0.05), middle[1] + dice.uniform(-0.05, 0.05))
        told = ActivityValues(
            title=title, measure=measure, kind=kind, place=place, area=str(area.pk), on=on,
            persons=max(5, persons + dice.randint(-8, 20)), budget_baht=Decimal(dice.randint(0, 12) * 1000),
            fund="งบโครงการ", partners=("สถานีตำรวจภูธร", "สาธารณสุขอำเภอ", "กำนันผู้ใหญ่บ้าน")[: dice.randint(1, 3)],
            result="ดำเนินการตามแผน มีผู้แทนทุกหมู่บ้านเข้าร่วม", position=position,
            project=project.public_id if project and measure == "prevention" else "",
        )  # fmt: skip
        uuid = uuid5(NAMESPACE_URL, f"tidtam.demo.plan.{office.code}.{number}")
        with wall.scope(office.path):
            one = recording.record(office=office, values=told, uuid=uuid, by=by, at=at)
            if number < 4:
                _photos(one, number, by, at)


def _photos(one: Activity, number: int, by: Actor, at: datetime) -> None:
    """Hang photos: the second activity of the story's district shows one of the first again, the third another day."""
    seed = one.pk * 10
    contents = [pictures.jpeg(pictures.photo(seed)), pictures.jpeg(pictures.photo(seed + 1))]
    if one.office.code == DISTRICT and number == 0:
        contents[0] = pictures.jpeg(pictures.photo(SEED))
    if one.office.code == DISTRICT and number == 1:
        contents = [pictures.variant(pictures.photo(SEED), "all", 3)]
    if one.office.code == DISTRICT and number == 2:
        exif = Image.Exif()
        exif[0x8769] = {36867: f"{one.on - timedelta(days=40):%Y:%m:%d} 10:00:00"}
        contents = [pictures.jpeg(pictures.photo(seed + 2), exif=exif)]
    recording.add_photos(activity=one, contents=contents, by=by, at=at)
    if one.office.code == DISTRICT and number == 2:
        flag = one.photos.get().flags.get()
        looking.answer(flag=flag, words="นาฬิกาของกล้องไม่ได้ตั้ง ภาพถ่ายในงานจริง", by=by, at=at)


def _targets(as_of: date) -> None:
    province, district = by_code(PROVINCE), by_code(DISTRICT)
    year, at = fiscal_of(as_of), ago(as_of, 200)
    for measure, kind, counted, goals in (
        ("prevention", "", "times", (24, 4)), ("prevention", "youth", "persons", (1_200, 300)),
        ("treatment", "screening", "persons", (600, 90)), ("management", "briefing", "times", (4, 1)),
    ):  # fmt: skip
        with wall.scope(province.path):
            goal = {province: goals[0], district: goals[1]} | {by_code(code): goals[1] for code in MORE}
            planning.set_targets(year=year, measure=measure, kind=kind, counted=counted, goals=goal,
                                 by=acting(province), at=at)  # fmt: skip


def _inspection(as_of: date) -> None:
    top, office = by_code("DOPA"), by_code(DISTRICT)
    visit = Visit(
        as_of - timedelta(days=20), "ประวิทย์ ตรวจการ", "ผู้ตรวจราชการกรมการปกครอง",
        "ศูนย์ปฏิบัติการขับเคลื่อนแผนได้ตามกำหนด การบันทึกภาพกิจกรรมยังไม่ครบทุกครั้ง",
        (
            Found("praise", "บูรณาการกับสาธารณสุขและตำรวจได้ดี"),
            Found("correct", "กิจกรรมปราบปรามไม่มีภาพ ให้บันทึกภาพทุกครั้ง", as_of + timedelta(days=6)),
            Found("advise", "ควรจัดประชุมชี้แจงผู้บันทึกข้อมูลใหม่", as_of - timedelta(days=5)),
        ),
    )  # fmt: skip
    with wall.scope(top.path):
        one = inspecting.record(office=office, visit=visit, by=acting(top), at=ago(as_of, 19))
    with wall.scope(office.path):
        third = Finding.objects.get(inspection=one, seq=3)
        words = "จัดประชุมชี้แจงแล้ว มีผู้บันทึกข้อมูลเข้าร่วมครบทุกตำบล"
        inspecting.answer(finding=third, words=words, by=acting(office), at=ago(as_of, 6))


def _meet(as_of: date) -> None:
    office, top = by_code(PROVINCE), by_code("DOPA")
    by, past = acting(office), ago(as_of, 13, 13)
    with wall.scope(office.path):
        when = When(past, "ระบบการประชุมทางไกล ห้องประชุมศาลากลางจังหวัด", f"{_ONCB} ลงวันที่ 1 ของเดือน")
        one = meetings.call(office=office, kind="joint", when=when, by=by, at=ago(as_of, 20))
        meetings.put_together(meeting=one, by=by, at=ago(as_of, 14))
        meetings.write(meeting=one, seq=None, title="ผลการติดตามผู้ผ่านการฟื้นฟู", told="ตามรายงานที่ลงนามในชุดข้อมูล", by=by,
                       at=ago(as_of, 14))  # fmt: skip
        at = ago(as_of, 12)
        meetings.change(meeting=one, when=when, members=_CAME, by=by, at=at)
        meetings.write(
            meeting=one, seq=1, title="ผลการติดตามผู้ผ่านการฟื้นฟู", told="ตามรายงานที่ลงนามในชุดข้อมูล",
            decision="ให้อำเภอที่ติดตามได้ต่ำกว่าเป้าเร่งติดตามให้ครบก่อนรายงานงวดหน้า", by=by, at=at,
        )  # fmt: skip
        meetings.write(meeting=one, seq=None, title="กิจกรรมที่ยังไม่มีภาพ", decision="ให้ทุกอำเภอบันทึกภาพให้ครบ", by=by, at=at)
        for code, words, days in ((DISTRICT, "ติดตามผู้ที่ยังไม่พบให้ครบ และรายงานผล", 3), (MORE[0], "บันทึกภาพกิจกรรมที่ค้าง", 10)):
            asking.ask(meeting=one, seq=1 if days == 3 else 2, office=by_code(code), words=words,
                      due_on=as_of + timedelta(days=days), by=by, at=at)  # fmt: skip
        meetings.confirm(meeting=one, by=by, at=ago(as_of, 11))
    with wall.scope(top.path):
        day = as_of + timedelta(days=5)
        ahead = When(moment(day, 9, 30), "ระบบการประชุมทางไกล", f"{_ONCB} ครั้งที่สอง")
        meetings.announce(when=ahead, offices=[office], by=acting(top), at=ago(as_of, 2))
