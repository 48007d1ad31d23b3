"""What people ask for, where a need stands and why: stable English values, Thai labels."""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Code(models.TextChoices):
    """What is needed. Source: domain facts 2.5."""

    OCC = "OCC", _("ฝึกอาชีพ/พัฒนาทักษะ")
    JOB = "JOB", _("จัดหางาน/มีงานทำ")
    CAP = "CAP", _("เงินทุน/อุปกรณ์ประกอบอาชีพ")
    EDU = "EDU", _("การศึกษา")
    MED = "MED", _("รักษาพยาบาล/สุขภาพกาย")
    MEN = "MEN", _("สุขภาพจิต")
    WEL = "WEL", _("สงเคราะห์/สวัสดิการ/เบี้ยยังชีพ")
    HOU = "HOU", _("ที่อยู่อาศัย/ซ่อมบ้าน")
    DOC = "DOC", _("เอกสาร/ทะเบียนราษฎร/บัตร")
    LEG = "LEG", _("กฎหมาย/หนี้")
    FAM = "FAM", _("ครอบครัว/เด็ก/ผู้พึ่งพิง")
    REL = "REL", _("ที่พึ่งทางใจ/วัด")
    EQP = "EQP", _("ถุงยังชีพ/ของใช้จำเป็น")
    OTH = "OTH", _("อื่น ๆ")


# Who usually provides it: advice for the clerk who hands a need over, never a rule.
PROVIDERS: dict[str, str | Promise] = {
    Code.OCC: _("สำนักงานพัฒนาฝีมือแรงงานจังหวัด"),
    Code.JOB: _("สำนักงานแรงงานจังหวัด สำนักงานจัดหางานจังหวัด"),
    Code.CAP: _("พมจ. กองทุนแม่ของแผ่นดิน อปท."),
    Code.EDU: _("ศธจ. สกร. สพม. สพป."),
    Code.MED: _("สสจ. โรงพยาบาล รพ.สต."),
    Code.MEN: _("สสจ. โรงพยาบาล"),
    Code.WEL: _("พมจ. อปท."),
    Code.HOU: _("พมจ. อปท."),
    Code.DOC: _("ที่ว่าการอำเภอ"),
    Code.LEG: _("ศูนย์ดำรงธรรม ยุติธรรมจังหวัด"),
    Code.FAM: _("พมจ. บ้านพักเด็กและครอบครัว"),
    Code.REL: _("วัด คณะสงฆ์"),
    Code.EQP: _("อปท. เหล่ากาชาด"),
    Code.OTH: "",
}

# A picture beside the word, so that a long list is found with the eye.
ICONS: dict[str, str] = {
    Code.OCC: "wrench", Code.JOB: "briefcase", Code.CAP: "coins", Code.EDU: "graduation-cap", Code.MED: "first-aid-kit",
    Code.MEN: "smiley", Code.WEL: "hand-heart", Code.HOU: "house-line", Code.DOC: "identification-card",
    Code.LEG: "bank", Code.FAM: "users-three", Code.REL: "sun-horizon", Code.EQP: "package",
    Code.OTH: "dots-three-circle",
}  # fmt: skip


class Bucket(models.TextChoices):
    """Where a need stands; each need stands in exactly one at every instant."""

    UNMET = "unmet", _("ยังไม่ได้")
    IN_PROGRESS = "in_progress", _("กำลังช่วย")
    MET = "met", _("ช่วยแล้ว")
    WITHDRAWN = "withdrawn", _("ขอถอน")
    NOT_ELIGIBLE = "not_eligible", _("ไม่เข้าเกณฑ์")
    MERGED = "merged", _("รวมกับคำขออื่น")


OPEN = (Bucket.UNMET, Bucket.IN_PROGRESS)
COUNTED = (*OPEN, Bucket.MET)  # withdrawn, not eligible and merged needs make nobody one who asked


class Reason(models.TextChoices):
    """Why a need is not met yet."""

    WAITING = "waiting", _("รอรับเรื่อง")
    NO_BUDGET = "no_budget", _("ยังไม่มีงบประมาณ")
    BEYOND = "beyond", _("เกินกำลัง")
    NO_PROVIDER = "no_provider", _("ยังไม่มีหน่วยงานที่ทำได้")
    UNREACHED = "unreached", _("ติดต่อไม่ได้")
    OTHER = "other", _("เหตุอื่น")


class Source(models.TextChoices):
    """By which door it came. Everything a district enters comes by the same door, so the door tells nothing."""

    DISTRICT = "district", _("อำเภอ")
    COUNTER = "counter", _("เคาน์เตอร์")
    PHONE = "phone", _("โทรศัพท์")
    WEB = "web", _("เว็บไซต์")
    SURVEY = "survey", _("การสำรวจ")
    LETTER = "letter", _("หนังสือ")
