"""Measures, kinds and states of activities, projects and inspections: stable English values, Thai labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Measure(models.TextChoices):
    """What an activity is done for: the undertaking whose report or plan counts it. Source: letters F2 and F3."""

    WELFARE = "welfare", _("สาธารณสงเคราะห์ วัด–ชุมชน")
    PREVENTION = "prevention", _("ป้องกันยาเสพติด")
    SUPPRESSION = "suppression", _("ปราบปรามยาเสพติด")
    TREATMENT = "treatment", _("บำบัดรักษา")
    REHAB = "rehab", _("ฟื้นฟูสภาพทางสังคม")
    MANAGEMENT = "management", _("บริหารจัดการ")


DRUGS = (Measure.PREVENTION, Measure.SUPPRESSION, Measure.TREATMENT, Measure.REHAB, Measure.MANAGEMENT)


class Kind(models.TextChoices):
    """What was done. Source: proposed; the letters name no list but briefing (O25) and model areas (O39)."""

    RELIEF = "relief", _("มอบสิ่งของ เงิน หรืออาหาร")
    HOUSING = "housing", _("ซ่อมสร้างที่อยู่อาศัย")
    CARE = "care", _("ดูแลผู้ป่วย ผู้สูงอายุ ผู้พิการ")
    LEARNING = "learning", _("เรียนรู้ ฝึกอาชีพ ทุนการศึกษา")
    FARMING = "farming", _("เศรษฐกิจพอเพียง โคก หนอง นา")
    DISASTER = "disaster", _("ช่วยผู้ประสบภัย")
    PLACE = "place", _("พัฒนาวัดและที่สาธารณะ")
    TRAINING = "training", _("อบรม")
    BRIEFING = "briefing", _("ประชุมชี้แจง")
    MODEL = "model", _("สร้างพื้นที่ต้นแบบ")
    CAMPAIGN = "campaign", _("รณรงค์ ประชาสัมพันธ์")
    YOUTH = "youth", _("กิจกรรมเยาวชนและสถานศึกษา")
    COMMUNITY = "community", _("หมู่บ้าน/ชุมชนเข้มแข็ง")
    CHECKPOINT = "checkpoint", _("จุดตรวจ จุดสกัด")
    SEARCH = "search", _("ปิดล้อม ตรวจค้น")
    ORDER = "order", _("จัดระเบียบสังคม ตรวจสถานบริการ")
    SCREENING = "screening", _("ค้นหา คัดกรอง นำเข้าบำบัด")
    CBTX = "cbtx", _("บำบัดโดยชุมชนมีส่วนร่วม")
    SUPPORT = "support", _("ช่วยเหลือผู้ผ่านการบำบัด")
    WORK = "work", _("ฝึกอาชีพ จัดหางาน")
    COMMITTEE = "committee", _("ประชุมคณะกรรมการหรือศูนย์ฯ")
    PLANNING = "planning", _("จัดทำแผนและงบประมาณ")
    OTHER = "other", _("อื่น ๆ")


_ANY = (Kind.TRAINING, Kind.BRIEFING, Kind.MODEL)
KINDS: dict[str, tuple[Kind, ...]] = {
    Measure.WELFARE: (
        Kind.RELIEF, Kind.HOUSING, Kind.CARE, Kind.LEARNING, Kind.FARMING, Kind.DISASTER, Kind.PLACE, *_ANY, Kind.OTHER,
    ),
    Measure.PREVENTION: (Kind.CAMPAIGN, Kind.YOUTH, Kind.COMMUNITY, *_ANY, Kind.OTHER),
    Measure.SUPPRESSION: (Kind.CHECKPOINT, Kind.SEARCH, Kind.ORDER, *_ANY, Kind.OTHER),
    Measure.TREATMENT: (Kind.SCREENING, Kind.CBTX, *_ANY, Kind.OTHER),
    Measure.REHAB: (Kind.SUPPORT, Kind.WORK, *_ANY, Kind.OTHER),
    Measure.MANAGEMENT: (Kind.COMMITTEE, Kind.PLANNING, *_ANY, Kind.OTHER),
}  # fmt: skip


class ActivityState(models.TextChoices):
    """A record counts, or was voided with its reason."""

    RECORDED = "recorded", _("บันทึกแล้ว")
    VOIDED = "voided", _("ยกเลิกแล้ว")


class FileRole(models.TextChoices):
    """What a file of a knowledge set is."""

    DOCUMENT = "document", _("เอกสาร")
    INFOGRAPHIC = "infographic", _("อินโฟกราฟิก")


class FlagKind(models.TextChoices):
    """What speaks against a photo."""

    RECYCLED = "recycled", _("ภาพคล้ายกับภาพที่ใช้แล้ว")
    ELSEWHERE = "elsewhere", _("ถ่ายห่างจากที่จัด")
    OTHER_DAY = "other_day", _("ถ่ายไม่ตรงวันที่จัด")
    SCREEN = "screen", _("อาจถ่ายจากหน้าจอ")


class FlagState(models.TextChoices):
    """What the recorder said to a flag."""

    OPEN = "open", _("รอผู้บันทึกตอบ")
    CONFIRMED = "confirmed", _("ยืนยันว่าเป็นภาพของงานนี้")
    EXPLAINED = "explained", _("อธิบายแล้ว")


class Source(models.TextChoices):
    """Where the money of a project comes from. Source: letter F2, item 4."""

    OWN = "own", _("งบของหน่วยงานเอง")
    COMBINED = "combined", _("งบบูรณาการของหน่วยงานในพื้นที่")
    ONCB = "oncb", _("สำนักงาน ป.ป.ส.")
    PARTNER = "partner", _("ภาคีเครือข่าย")
    NONE = "none", _("ไม่ใช้งบประมาณ")


TELL = (Source.COMBINED, Source.ONCB, Source.PARTNER)  # money DOPA is to be told of


class ProjectState(models.TextChoices):
    """Where a project stands."""

    RUNNING = "running", _("ดำเนินการ")
    ENDED = "ended", _("จบแล้ว")
    CANCELLED = "cancelled", _("ยกเลิก")


class Counted(models.TextChoices):
    """What a target counts."""

    TIMES = "times", _("ครั้ง")
    PERSONS = "persons", _("คน")
    BAHT = "baht", _("บาท")


class NamedKind(models.TextChoices):
    """What an order names an area for. Source: letter F2, item 1."""

    EXPANSION = "expansion", _("จังหวัดขยายพื้นที่ต้นแบบ")
    MODEL = "model", _("อำเภอต้นแบบ")


class Weight(models.TextChoices):
    """What a finding asks for."""

    PRAISE = "praise", _("ชื่นชม")
    ADVISE = "advise", _("แนะนำ")
    CORRECT = "correct", _("ต้องแก้ไข")


class FindingState(models.TextChoices):
    """Where a finding stands."""

    OPEN = "open", _("รอหน่วยงานตอบ")
    ANSWERED = "answered", _("ตอบแล้ว รอผู้ตรวจ")
    CLOSED = "closed", _("จบแล้ว")
