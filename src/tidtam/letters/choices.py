"""Kinds and states of letters: stable English values, Thai labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The outward form of a letter (regulation on saraban work, kinds 1–3)."""

    EXTERNAL = "external", _("หนังสือภายนอก")
    STAMPED = "stamped", _("หนังสือประทับตรา")
    MEMO = "memo", _("บันทึกข้อความ")


class Urgency(models.TextChoices):
    """How fast the receiver must act."""

    NORMAL = "normal", _("ปกติ")
    URGENT = "urgent", _("ด่วน")
    VERY_URGENT = "very_urgent", _("ด่วนมาก")
    MOST_URGENT = "most_urgent", _("ด่วนที่สุด")


class Secrecy(models.TextChoices):
    """ลับที่สุด is refused: it never enters an electronic system (regulation no. 4, 2564)."""

    NORMAL = "normal", _("ปกติ")
    SECRET = "secret", _("ลับ")
    VERY_SECRET = "very_secret", _("ลับมาก")


class Direction(models.TextChoices):
    """Which register."""

    IN = "in", _("รับ")
    OUT = "out", _("ส่ง")


class EdgeKind(models.TextChoices):
    """How one letter stands to another."""

    REFERS_TO = "refers_to", _("อ้างถึง")
    ENCLOSES = "encloses", _("แนบ")
    RELAYS = "relays", _("ถ่ายทอดเรื่องจาก")
    FORWARDS = "forwards", _("ส่งต่อ")
    REPLIES_TO = "replies_to", _("ตอบ")
    SUPERSEDES = "supersedes", _("ใช้แทน")


class IntakeState(models.TextChoices):
    """Where a document stands between arriving and being confirmed."""

    READING = "reading", _("กำลังอ่าน")
    READ = "read", _("รอยืนยัน")
    CONFIRMED = "confirmed", _("ยืนยันแล้ว")
    FAILED = "failed", _("อ่านไม่ได้")
    DISCARDED = "discarded", _("ไม่ใช้")


class StepKind(models.TextChoices):
    """What was done with a registered letter inside the office."""

    PROPOSE = "propose", _("เสนอ")
    ORDER = "order", _("สั่งการ")
    ASSIGN = "assign", _("มอบกอง")
    ACT = "act", _("ดำเนินการแล้ว")


FIELD_LABELS = {
    "number": _("เลขที่หนังสือ"),
    "date": _("ลงวันที่"),
    "kind": _("ชนิด"),
    "urgency": _("ชั้นความเร็ว"),
    "circular": _("หนังสือเวียน"),
    "issuer": _("จาก"),
    "addressee": _("ถึง"),
    "subject": _("เรื่อง"),
    "references": _("อ้างถึง"),
    "enclosure_count": _("สิ่งที่ส่งมาด้วย"),
    "signer_name": _("ผู้ลงนาม"),
    "signer_position": _("ตำแหน่งผู้ลงนาม"),
}
