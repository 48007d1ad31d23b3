"""Kinds of places, states and findings of signs: stable English values, Thai labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Place(models.TextChoices):
    """Where a sign hangs. Source: letter มท ๐๓๑๑.๓/ว ๑๗๕๗ of 17 December 2567, item 3."""

    HALL = "hall", _("ศาลากลางจังหวัด/ศูนย์ราชการจังหวัด")
    DISTRICT = "district", _("ที่ว่าการอำเภอ")
    HEADMAN = "headman", _("ที่ทำการกำนัน ผู้ใหญ่บ้าน")
    LGO = "lgo", _("ที่ทำการ อปท.")
    OTHER = "other", _("สถานที่อื่นที่เหมาะสม")


SHORT: dict[str, object] = {
    Place.HALL: _("ศาลากลาง"), Place.DISTRICT: _("ที่ว่าการอำเภอ"), Place.HEADMAN: _("กำนัน ผู้ใหญ่บ้าน"),
    Place.LGO: _("อปท."), Place.OTHER: _("ที่อื่น"),
}  # fmt: skip


class Size(models.TextChoices):
    """What a sign is printed as."""

    LABEL = "label", _("แผ่นเล็ก 8 ป้ายต่อ A4")
    A4 = "a4", _("โปสเตอร์ A4")
    VINYL = "vinyl", _("ไวนิล 120 × 80 ซม.")


class SignState(models.TextChoices):
    """Where a sign stands in its life; only `installed` counts as a sign people can see."""

    PLANNED = "planned", _("วางแผน")
    PRINTED = "printed", _("พิมพ์แล้ว")
    INSTALLED = "installed", _("ติดตั้งแล้ว")
    DAMAGED = "damaged", _("ชำรุด")
    LOST = "lost", _("หาย")
    EXPIRED = "expired", _("หมดอายุ")
    REMOVED = "removed", _("ถอดแล้ว")


class Found(models.TextChoices):
    """What an officer found on site."""

    INSTALLED = "installed", _("ติดตั้ง")
    RIGHT = "right", _("ถูกต้อง อ่านได้ สแกนได้")
    DAMAGED = "damaged", _("ชำรุดหรือซีดจาง")
    DEAD = "dead", _("QR สแกนไม่ได้หรือถูกปิดทับ")
    COPIED = "copied", _("QR ไปอยู่ที่อื่น หรือถูกแปะ QR อื่นทับ")
    LOST = "lost", _("ไม่พบป้าย")


# What an officer can say of a sign; that it was put up is said by the installation.
FINDINGS = (Found.RIGHT, Found.DAMAGED, Found.DEAD, Found.COPIED, Found.LOST)
# States whose sign once hung: each has its photo.
HUNG = (SignState.INSTALLED, SignState.DAMAGED, SignState.LOST, SignState.EXPIRED)
# States in which the sign still needs somebody to do something.
BAD = (SignState.DAMAGED, SignState.LOST, SignState.EXPIRED)
