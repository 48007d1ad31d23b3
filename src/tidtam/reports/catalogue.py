"""The forms the house brings along, as data: R2, R3/R4, R5/R6 and R7, with the words that say a letter asks for one.

Source: domain facts 1.3 (days), 2.6 (columns). The columns are proposed where the printed form was not found. The
internal days (13/28 of the district, 23 of the local government) are a branch's own and may be set in its series.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_noop

from tidtam.assistance.choices import Category, Code
from tidtam.obligations.rules import Kind as Repeats
from tidtam.obligations.rules import Rule
from tidtam.reports.rules.form import Check, CheckKind, Column, Form, Kind, Step, Type

FROM = date(2020, 1, 1)  # before the first letter: any period may be reported


@dataclass(frozen=True, slots=True)
class Entry:
    """A form with its code and title. `words`: groups of which each must be named in an obligation that asks for it."""

    code: str
    title: str
    form: Form
    words: tuple[tuple[str, ...], ...]
    days: frozenset[int] = field(default_factory=frozenset)  # of the rules that ask for it


def _fact(code: str, label: str, measure: str, *, unit: str = "คน", **more: object) -> Column:
    return Column(code=code, label=label, kind=Kind.FACT, measure=measure, unit=unit, **more)  # type: ignore[arg-type]  # columns as named


def _text(code: str, label: str, help_: str = "") -> Column:
    return Column(code=code, label=label, kind=Kind.TYPED, type=Type.TEXT, help=help_)


def _equal(left: tuple[str, ...], right: tuple[str, ...], words: str) -> Check:
    return Check(kind=CheckKind.EQUAL, left=left, right=right, words=words)


def _at_most(left: tuple[str, ...], right: tuple[str, ...], words: str) -> Check:
    return Check(kind=CheckKind.AT_MOST, left=left, right=right, words=words)


def _never_falls(*columns: str) -> Check:
    return Check(
        kind=CheckKind.NEVER_FALLS, left=columns, words=gettext_noop("ยอดสะสมลดลงจากรอบก่อน ต้องมีหมายเหตุ")
    )  # fmt: skip


_ASKED, _HELPED = gettext_noop("ขอ"), gettext_noop("ช่วย")
_BY_NEED = tuple(f"asked_{code}" for code in Code)
_PARTS = ("found", "not_found", "re_treated", "jailed", "deceased", "moved_within", "moved_out", "otherwise")
R2 = Form(
    columns=(
        _fact("total", "ผู้ผ่านฯ ทั้งหมด", "aftercare.total", cumulative=True, help="สะสมถึงวันสิ้นรอบ"),
        _fact("owed", "ต้องติดตามรอบนี้", "aftercare.owed", unit="รอบ", help="รอบการติดตามที่ครบกำหนดในรอบรายงาน"),
        _fact("followed", "ติดตามแล้ว", "aftercare.followed", unit="ครั้ง"),
        _fact("found", "พบตัว", "aftercare.found", unit="ครั้ง"),
        _fact("not_found", "ไม่พบตัว", "aftercare.not_found", unit="ครั้ง"),
        _fact("no_relapse", "ไม่เสพซ้ำ", "aftercare.no_relapse", unit="ครั้ง"),
        _fact("relapse", "เสพซ้ำ", "aftercare.relapse", unit="ครั้ง"),
        _fact("re_treated", "เข้าบำบัดใหม่", "aftercare.re_treated", unit="ครั้ง"),
        _fact("jailed", "ถูกจับ/จำคุก", "aftercare.jailed", unit="ครั้ง"),
        _fact("deceased", "เสียชีวิต", "aftercare.deceased", unit="ครั้ง"),
        _fact("moved_within", "ย้ายในจังหวัด", "aftercare.moved_within", unit="ครั้ง"),
        _fact("moved_out", "ย้ายนอกจังหวัด", "aftercare.moved_out", unit="ครั้ง", help="ส่งต่อแล้วจึงมีชื่อในบัญชีแนบ"),
        _fact("otherwise", "เหตุอื่น", "aftercare.otherwise", unit="ครั้ง"),
        _fact("asked", "ขอรับความช่วยเหลือ", "aftercare.asked", cumulative=True),
        *(
            _fact(f"asked_{code}", f"{_ASKED}: {code.label}", f"aftercare.asked_{code}", cumulative=True,
                  help="ผู้ที่ขอหลายเรื่องนับในทุกเรื่องที่ขอ")
            for code in Code
        ),
        _fact("helped", "ได้รับแล้ว", "aftercare.helped", cumulative=True),
        _fact("waiting", "อยู่ระหว่าง", "aftercare.waiting", cumulative=True),
        _fact("escalated", "ส่งต่อจังหวัด", "aftercare.escalated", cumulative=True),
        _text("problems", "ปัญหา/อุปสรรค"),
    ),
    levels=(
        Step(level="district", line="dopa", days=(13, 28)),
        Step(level="province", line="dopa", days=(15, 30)),
        Step(level="department", line="dopa"),
    ),
    rule=Rule(kind=Repeats.SEMIMONTHLY, days=(15, 30)),
    checks=(
        _equal(("followed",), _PARTS, "ติดตามแล้ว = พบตัว + ไม่พบตัว + บำบัดใหม่ + ถูกจับ + เสียชีวิต + ย้าย + เหตุอื่น"),
        _equal(("asked",), ("helped", "waiting"), "ผู้ขอ = ได้รับแล้ว + อยู่ระหว่าง"),
        _at_most(("no_relapse", "relapse"), ("found",), "ไม่เสพซ้ำและเสพซ้ำ นับจากผู้ที่พบตัว"),
        _at_most(("asked",), _BY_NEED, "ผู้ขอต้องไม่มากกว่าผลรวมตามเรื่องที่ขอ"),
        _at_most(("escalated",), ("waiting",), "ส่งต่อจังหวัดเป็นส่วนหนึ่งของอยู่ระหว่าง"),
        _never_falls("total", "asked", "helped"),
    ),
    annex="movers",
    layout="แบบรายงานผลการติดตาม ดูแล ช่วยเหลือผู้ผ่านการฟื้นฟูสภาพทางสังคม",
)  # fmt: skip

R4 = Form(
    columns=(
        _fact("asked", "ผู้ผ่านฯ ที่ขอรับความช่วยเหลือ", "lgo.asked", cumulative=True,
              help="นับจากเรื่องที่อยู่ในความรับผิดชอบ รายชื่ออยู่ที่อำเภอ"),
        _fact("helped", "ได้รับความช่วยเหลือแล้ว", "lgo.helped", cumulative=True),
        _fact("waiting", "ยังไม่ได้รับความช่วยเหลือ", "lgo.waiting", cumulative=True),
        _fact("helped_now", "ได้รับความช่วยเหลือในรอบนี้", "lgo.helped_now"),
        *(_fact(f"met_{code}", f"{_HELPED}: {code.label}", f"lgo.met_{code}", unit="เรื่อง") for code in Code),
        _fact("amount", "งบประมาณที่ใช้ในรอบนี้", "lgo.amount", unit="บาท", type=Type.MONEY),
        _text("fund", "แหล่งงบประมาณ"),
        _text("remark", "หมายเหตุ"),
    ),
    levels=(
        Step(level="lgo", line="dla", days=(25,), target=(23,)),
        Step(level="district", line="dla", days=(25,)),
        Step(level="province", line="dla", days=(30,)),
        Step(level="department", line="dla"),
    ),
    rule=Rule(kind=Repeats.MONTHLY, days=(25,)),
    checks=(
        _equal(("asked",), ("helped", "waiting"), "ผู้ขอ = ได้รับแล้ว + ยังไม่ได้รับ"),
        _at_most(("helped_now",), ("asked",), "ผู้ได้รับในรอบนี้ต้องไม่มากกว่าผู้ขอ"),
        _at_most(("helped_now",), tuple(f"met_{code}" for code in Code), "ผู้ได้รับในรอบนี้ต้องไม่มากกว่าเรื่องที่ช่วย"),
        _never_falls("asked", "helped"),
    ),
    layout="แบบรายงานผลการให้ความช่วยเหลือผู้ผ่านการฟื้นฟูสภาพทางสังคมขององค์กรปกครองส่วนท้องถิ่น",
)  # fmt: skip

R6 = Form(
    columns=(
        _fact("activities", "กิจกรรม", "welfare.activities", unit="ครั้ง"),
        _fact("temples", "วัดหรือสถานที่ที่จัด", "welfare.temples", unit="แห่ง"),
        _fact("persons", "ผู้รับประโยชน์", "welfare.persons"),
        _fact("households", "ครัวเรือนที่รับประโยชน์", "welfare.households", unit="ครัวเรือน"),
        _fact("partners", "หน่วยร่วมดำเนินงาน", "welfare.partners", unit="หน่วยงาน-ครั้ง"),
        _fact("budget", "งบประมาณ/มูลค่าสิ่งของ", "welfare.budget", unit="บาท", type=Type.MONEY),
        _fact("model_areas", "พื้นที่ต้นแบบ", "welfare.model_areas", unit="แห่ง"),
        _fact("knowledge", "กิจกรรมที่ใช้องค์ความรู้", "welfare.knowledge", unit="ครั้ง"),
        _text("expansion", "การขยายผล"),
        _text("remark", "ปัญหา/ข้อเสนอแนะ"),
    ),
    levels=(
        Step(level="lgo", line="dla", days=(1,)),
        Step(level="province", line="dla", days=(5,)),
        Step(level="department", line="dla"),
    ),
    rule=Rule(kind=Repeats.MONTHLY, days=(5,), month_offset=1),
    checks=(
        _at_most(("temples",), ("activities",), "สถานที่ต้องไม่มากกว่าจำนวนกิจกรรม"),
        _at_most(("model_areas",), ("temples",), "พื้นที่ต้นแบบเป็นส่วนหนึ่งของสถานที่ที่จัด"),
    ),
    layout="แบบรายงานผลการดำเนินงานสาธารณสงเคราะห์วัดและชุมชน",
)  # fmt: skip

R7 = Form(
    columns=(
        *(_fact(f"asked_{one.lower()}", f"คำขอ: {one.label}", f"help.asked.{one}", unit="เรื่อง") for one in Category),
        _fact("persons", "ผู้ขอ", "help.persons"),
        _fact("households", "ครัวเรือนที่ขอ", "help.households", unit="ครัวเรือน"),
        _fact("helped", "ผู้ได้รับความช่วยเหลือ", "help.helped"),
        _fact("amount", "เงินที่ใช้ช่วย", "help.amount", unit="บาท", type=Type.MONEY),
        _fact("joint", "ส่งศูนย์ปฏิบัติการร่วม", "help.joint", unit="เรื่อง"),
        _text("remark", "หมายเหตุ"),
    ),
    levels=(Step(level="lgo", line="dla", days=(5,)), Step(level="department", line="dla")),
    rule=Rule(kind=Repeats.MONTHLY, days=(5,)),
    checks=(
        _at_most(("persons",), tuple(f"asked_{one.lower()}" for one in Category), "ผู้ขอต้องไม่มากกว่าจำนวนคำขอ"),
        _at_most(("households",), ("persons",), "ครัวเรือนต้องไม่มากกว่าผู้ขอ"),
    ),
    layout="รายงานการช่วยเหลือประชาชนขององค์กรปกครองส่วนท้องถิ่น (ระบบ INFO)",
)  # fmt: skip

_RECOVERED = ("ฟื้นฟู", "ผู้ผ่านการบำบัด", "ผู้ผ่านฯ")
CATALOGUE: tuple[Entry, ...] = (
    Entry("R2", "รายงานผลการติดตามผู้ผ่านการฟื้นฟูสภาพทางสังคม", R2,
          (("ติดตาม",), (*_RECOVERED, "แบบรายงาน")), frozenset({13, 15, 28, 30, 31})),
    Entry("R4", "รายงานการช่วยเหลือผู้ผ่านการฟื้นฟูสภาพทางสังคมของ อปท.", R4,
          (("ช่วยเหลือ", "สงเคราะห์", "อปท", "องค์กรปกครองส่วนท้องถิ่น", "รายงานผล"), (*_RECOVERED, "องค์กรปกครองส่วนท้องถิ่น")),
          frozenset({23, 25, 30, 31})),
    Entry("R6", "รายงานสาธารณสงเคราะห์วัดและชุมชน", R6,
          (("สาธารณสงเคราะห์", "พระสงฆ์", "คณะสงฆ์", "วัด"),), frozenset({1, 5})),
    Entry("R7", "รายงานการช่วยเหลือประชาชน (INFO)", R7,
          (("INFO", "ระบบข้อมูลกลาง", "ผู้ขอรับความช่วยเหลือ"),), frozenset({5})),
)  # fmt: skip
BY_CODE = {one.code: one for one in CATALOGUE}
