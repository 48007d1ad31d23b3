"""Levels of an area."""

from __future__ import annotations

from django.db.models import TextChoices


class AreaLevel(TextChoices):
    """An official code has two digits per level: PP, PPAA, PPAATT, PPAATTMM."""

    PROVINCE = "province", "จังหวัด"
    DISTRICT = "district", "อำเภอ/เขต"
    SUBDISTRICT = "subdistrict", "ตำบล/แขวง"
    VILLAGE = "village", "หมู่บ้าน"


CODE_LENGTH: dict[str, int] = {
    AreaLevel.PROVINCE: 2,
    AreaLevel.DISTRICT: 4,
    AreaLevel.SUBDISTRICT: 6,
    AreaLevel.VILLAGE: 8,
}
