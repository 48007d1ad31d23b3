"""Kinds of notices and how their delivery ended: stable English values, Thai labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """Why the notice was written."""

    AHEAD = "ahead", _("ใกล้ถึงกำหนด")
    SOON = "soon", _("อีกสองวันทำการ")
    TODAY = "today", _("ครบกำหนดวันนี้")
    BEFORE_OFF = "before_off", _("ส่งก่อนวันหยุด")
    LATE_BELOW = "late_below", _("หน่วยใต้สังกัดค้างส่ง")
    REMINDER = "reminder", _("หน่วยเหนือเตือน")
    URGENT = "urgent", _("เรื่องด่วนรอรับทราบ")
    VISITS = "visits", _("นัดเยี่ยม")
    HANDING = "handing", _("รอรับช่วงต่อ")
    WAITING = "waiting", _("คำขอที่ยังรอ")
    WORK = "work", _("งานที่ต้องทำ")


class DeliveryState(models.TextChoices):
    """How an e-mail ended."""

    SENT = "sent", _("ส่งแล้ว")
    FAILED = "failed", _("ส่งไม่สำเร็จ")
