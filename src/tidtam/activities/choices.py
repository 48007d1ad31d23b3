"""Measures, kinds and states of activities: stable English values, Thai labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Measure(models.TextChoices):
    """What an activity is done for: the undertaking whose report counts it."""

    WELFARE = "welfare", _("สาธารณสงเคราะห์ วัด–ชุมชน")


class Kind(models.TextChoices):
    """What was done. Source: proposed; the letters of 2565 name no list (domain facts 2.6, R5)."""

    RELIEF = "relief", _("มอบสิ่งของ เงิน หรืออาหาร")
    HOUSING = "housing", _("ซ่อมสร้างที่อยู่อาศัย")
    CARE = "care", _("ดูแลผู้ป่วย ผู้สูงอายุ ผู้พิการ")
    LEARNING = "learning", _("เรียนรู้ ฝึกอาชีพ ทุนการศึกษา")
    FARMING = "farming", _("เศรษฐกิจพอเพียง โคก หนอง นา")
    DISASTER = "disaster", _("ช่วยผู้ประสบภัย")
    PLACE = "place", _("พัฒนาวัดและที่สาธารณะ")
    OTHER = "other", _("อื่น ๆ")


class ActivityState(models.TextChoices):
    """A record counts, or was voided with its reason."""

    RECORDED = "recorded", _("บันทึกแล้ว")
    VOIDED = "voided", _("ยกเลิกแล้ว")


class FileRole(models.TextChoices):
    """What a file of a knowledge set is."""

    DOCUMENT = "document", _("เอกสาร")
    INFOGRAPHIC = "infographic", _("อินโฟกราฟิก")
