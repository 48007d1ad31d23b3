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


class BsortState(models.TextChoices):
    """Where a visit stands that must be typed into บสต. Source: domain facts 2.2 (`bsort_status`)."""

    PENDING = "pending", _("รอคีย์")
    KEYED = "keyed", _("คีย์แล้ว")
    ERROR = "error", _("คีย์ไม่ผ่าน")
    NOT_REQUIRED = "not_required", _("ไม่ต้องคีย์")


class BsortMarked(models.TextChoices):
    """What a recorder said of such a visit."""

    KEYED = "keyed", _("คีย์แล้ว")
    ERROR = "error", _("คีย์ไม่ผ่าน")
    NOT_REQUIRED = "not_required", _("ไม่ต้องคีย์")
    TAKEN_BACK = "taken_back", _("ยกเลิกที่บันทึกไว้")
