"""Kinds and states of meetings, who sits in them, where a task stands: stable English values, Thai labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingKind(models.TextChoices):
    """Which meeting. The first is held by ONCB twice a month, on days it announces. Source: letter F2, item 5."""

    JOINT = "joint", _("ประชุมร่วมกับ ศปก.ครส.")
    CENTRE = "centre", _("ประชุมศูนย์อำนวยการ/ศูนย์ปฏิบัติการฯ")
    COMMITTEE = "committee", _("ประชุมคณะกรรมการหรือคณะทำงาน")


class MeetingState(models.TextChoices):
    """Where a meeting stands."""

    PLANNED = "planned", _("นัดแล้ว")
    HELD = "held", _("ประชุมแล้ว")
    CONFIRMED = "confirmed", _("รับรองรายงานแล้ว")
    CANCELLED = "cancelled", _("ยกเลิก")


class Seat(models.TextChoices):
    """In which capacity somebody comes. Source: letter F2, item 5."""

    GOVERNOR = "governor", _("ผู้ว่าราชการจังหวัด")
    DEPUTY = "deputy", _("รองผู้ว่าราชการจังหวัดที่ได้รับมอบหมาย")
    PALAD = "palad", _("ปลัดจังหวัด (เลขานุการ ศอ.ปส.จ.)")
    DEFENCE = "defence", _("ป้องกันจังหวัด (ฝ่ายอำนวยการ)")
    CHAIR = "chair", _("ประธาน")
    SECRETARY = "secretary", _("เลขานุการ")
    AGENCY = "agency", _("หน่วยงานที่เกี่ยวข้อง")
    MEMBER = "member", _("กรรมการ")


class TaskState(models.TextChoices):
    """Where a task from a decision stands."""

    OPEN = "open", _("ต้องทำ")
    DONE = "done", _("ทำแล้ว")
    DROPPED = "dropped", _("ยกเลิก")


class Origin(models.TextChoices):
    """Where a figure of the pack comes from."""

    REPORT = "report", _("รายงานที่ลงนาม")
    ACTIVITY = "activity", _("กิจกรรมที่บันทึก")
    TARGET = "target", _("แผนและผล")
    CARE = "care", _("การติดตาม ณ วันทำชุดข้อมูล")
    TASK = "task", _("มติครั้งก่อน")
