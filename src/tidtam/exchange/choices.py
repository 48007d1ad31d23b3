"""The systems of others, and where a sheet for one stands: stable English values, Thai labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class System(models.TextChoices):
    """A system of others that takes typed records and has no interface for programs. Source: domain facts 1.4."""

    INFO = "info", _("INFO ระบบข้อมูลกลาง อปท.")
    MOI_GIS = "moi_gis", _("MOI Drugs GIS ระบบสารสนเทศกลางเพื่อการแก้ไขปัญหายาเสพติด")
    MOI_ACTS = "moi_acts", _("MOI Drugs GIS กิจกรรม")
    NISPA = "nispa", _("NISPA ระบบสารสนเทศยาเสพติดจังหวัด")


class SheetState(models.TextChoices):
    """Where a sheet stands."""

    OPEN = "open", _("ยังคีย์ไม่ครบ")
    DONE = "done", _("คีย์ครบแล้ว")
    NIL = "nil", _("ไม่มีรายการ")
