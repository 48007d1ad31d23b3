"""States of obligations and duties: stable English values, Thai labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ObligationKind(models.TextChoices):
    """How an obligation shows itself. Only the first makes duties of an office."""

    DATED = "dated", _("มีกำหนดวัน")
    PER_CASE = "per_case", _("ตามรายบุคคล")
    ON_EVENT = "on_event", _("เมื่อมีเหตุ")
    STANDING = "standing", _("ทำต่อเนื่อง")


class ObligationState(models.TextChoices):
    """Whether the obligation still makes duties."""

    LIVE = "live", _("ใช้อยู่")
    SUPERSEDED = "superseded", _("มีฉบับใหม่แทนแล้ว")
    ENDED = "ended", _("สิ้นสุดแล้ว")


class DutyState(models.TextChoices):
    """The stored state of a duty; due, overdue and late are computed from dates."""

    OPEN = "open", _("ยังไม่ส่ง")
    SENT = "sent", _("ส่งแล้ว")
    RETURNED = "returned", _("ส่งคืน")
    ACCEPTED = "accepted", _("รับแล้ว")
    NIL = "nil", _("ไม่มีการดำเนินงาน")
    EXCUSED = "excused", _("ไม่นับ")
    SUPERSEDED = "superseded", _("มีฉบับใหม่แทน")


class FulfilmentKind(models.TextChoices):
    """What was sent."""

    STATEMENT = "statement", _("คำชี้แจงพร้อมไฟล์")
    REPORT = "report", _("รายงาน")
    NIL = "nil", _("ไม่มีการดำเนินงาน")


class Level(models.TextChoices):
    """Who must act, as the letters say it."""

    LGO = "lgo", _("อปท.")
    DISTRICT = "district", _("อำเภอ")
    PROVINCE = "province", _("จังหวัด")
    DEPARTMENT = "department", _("กรม")
    TEAM = "team", _("ชุดปฏิบัติการ / หน่วยย่อย")
    ANY = "any", _("ทุกหน่วยงานที่ได้รับ")


class HolidaySource(models.TextChoices):
    """Where a holiday comes from."""

    LIBRARY = "library", _("ตารางตั้งต้น")
    OFFICE = "office", _("เพิ่มเอง")
