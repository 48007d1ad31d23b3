"""What is counted, what can be asked for in a citizen's own words, whom to call at once."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tidtam.assistance.choices import Category, Code


class Counted(models.TextChoices):
    """What is counted against floods."""

    FIND = "find", _("ค้นหา")
    DRAFT = "draft", _("เริ่มคำขอ")
    PHOTO = "photo", _("ส่งภาพ")
    FILE = "file", _("ยื่นคำขอ")
    WRONG = "wrong", _("รหัสไม่ตรง")
    SAY = "say", _("ส่งข้อความ")
    PAPER = "paper", _("พิมพ์ป้าย")


class Kind(NamedTuple):
    """A category as a citizen says it."""

    value: str
    label: str | Promise
    hint: str | Promise
    icon: str


CATEGORIES = (
    Kind(Category.DISASTER, _("บ้านเสียหาย ภัยพิบัติ"), _("พายุ น้ำท่วม ไฟไหม้ หลังคารั่ว"), "house-line"),
    Kind(Category.QOL, _("ชีวิตความเป็นอยู่"), _("ไม่มีรายได้ ผู้สูงอายุ คนพิการ ผู้ป่วยติดเตียง"), "heartbeat"),
    Kind(Category.DISEASE, _("โรคติดต่อ"), _("กักตัว ขาดของใช้จำเป็น"), "virus"),
    Kind(Category.FARMER, _("เกษตรกรรายได้น้อย"), _("พืชผลเสียหาย ต้องการปัจจัยการผลิต"), "plant"),
)
WANTED: dict[str, str | Promise] = {
    Code.HOU: _("ซ่อมบ้าน ที่พัก"),
    Code.EQP: _("อาหารและของใช้จำเป็น"),
    Code.WEL: _("สวัสดิการ เบี้ยยังชีพ"),
    Code.MED: _("เจ็บป่วย อุปกรณ์ช่วยเหลือ"),
    Code.MEN: _("เครียด ทุกข์ใจ"),
    Code.OCC: _("ฝึกอาชีพ"),
    Code.JOB: _("หางานทำ"),
    Code.CAP: _("เงินทุนหรืออุปกรณ์ทำกิน"),
    Code.EDU: _("การเรียนของเด็ก"),
    Code.FAM: _("ครอบครัว เด็ก คนที่ต้องดูแล"),
    Code.DOC: _("บัตร ทะเบียนบ้าน เอกสาร"),
    Code.LEG: _("หนี้สิน กฎหมาย"),
    Code.OTH: _("อย่างอื่น หรือยังไม่แน่ใจ"),
}
PAPERS: dict[str, tuple[str | Promise, ...]] = {
    Category.DISASTER: (_("ภาพความเสียหาย ถ้าถ่ายได้โดยไม่เสี่ยง"), _("สำเนาทะเบียนบ้าน ถ้ามี")),
    Category.QOL: (_("บัตรคนพิการ ใบนัดแพทย์ หรือใบรับรอง ถ้ามี"), _("สำเนาทะเบียนบ้าน ถ้ามี")),
    Category.DISEASE: (_("คำสั่งกักตัวหรือใบนัดแพทย์ ถ้ามี"),),
    Category.FARMER: (_("ทะเบียนเกษตรกร ถ้ามี"), _("ภาพพืชผลที่เสียหาย")),
}


class Call(NamedTuple):
    """Whom to call when it cannot wait. Source: domain facts, hotlines."""

    number: str
    label: str | Promise
    icon: str


URGENT = (
    Call("1669", _("เจ็บป่วยฉุกเฉิน"), "first-aid-kit"),
    Call("191", _("เหตุด่วนเหตุร้าย"), "siren"),
    Call("1784", _("ภัยพิบัติ"), "house-line"),
    Call("1300", _("เด็ก ผู้หญิง ความรุนแรง"), "users-three"),
    Call("1323", _("เครียด ไม่อยากอยู่"), "heartbeat"),
    Call("1567", _("ศูนย์ดำรงธรรม"), "bank"),
)


class Relation(models.TextChoices):
    """Who files for somebody else."""

    FAMILY = "family", _("ญาติหรือคนในครอบครัว")
    NEIGHBOUR = "neighbour", _("เพื่อนบ้าน")
    VOLUNTEER = "volunteer", _("อสม. หรืออาสาสมัคร")
    HEADMAN = "headman", _("ผู้ใหญ่บ้าน กำนัน หรือผู้ช่วย")
    OFFICER = "officer", _("เจ้าหน้าที่")
    OTHER = "other", _("อื่น ๆ")
