"""States of an export: stable English values, Thai labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExportState(models.TextChoices):
    """The life of an export; whether it has expired is computed from its day."""

    WAITING = "waiting", _("รอทำ")
    RUNNING = "running", _("กำลังทำ")
    READY = "ready", _("พร้อมดาวน์โหลด")
    FAILED = "failed", _("ทำไม่สำเร็จ")
    DROPPED = "dropped", _("หมดอายุแล้ว")
