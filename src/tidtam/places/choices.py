"""Levels of an area."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AreaLevel(TextChoices):
    """An official code has two digits per level: PP, PPAA, PPAATT, PPAATTMM."""

    PROVINCE = "province", _("จังหวัด")
    DISTRICT = "district", _("อำเภอ/เขต")
    SUBDISTRICT = "subdistrict", _("ตำบล/แขวง")
    VILLAGE = "village", _("หมู่บ้าน")


CODE_LENGTH: dict[str, int] = {
    AreaLevel.PROVINCE: 2,
    AreaLevel.DISTRICT: 4,
    AreaLevel.SUBDISTRICT: 6,
    AreaLevel.VILLAGE: 8,
}
