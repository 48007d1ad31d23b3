"""Kinds and states of tips: stable English values, Thai labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

# The offices whose named inspectors may read a tip about an official: the ministry, the narcotics board.
INSPECTORS = ("MOI", "ONCB")


class Kind(models.TextChoices):
    """What was seen. Source: domain facts 11.4."""

    SELL = "sell", _("มีการซื้อขายยาเสพติด")
    USE = "use", _("มีคนเสพและอาจต้องการความช่วยเหลือ")
    PRODUCE = "produce", _("มีการผลิตหรือปลูก")
    TRANSPORT = "transport", _("มีการขนหรือพักยา")
    GATHERING = "gathering", _("มีการมั่วสุม")
    OFFICIAL = "official", _("เจ้าหน้าที่ของรัฐเกี่ยวข้อง")
    OTHER = "other", _("เรื่องอื่น")


class State(models.TextChoices):
    """How far a tip has come. The officers' desk moves it; the informant sees its own words for it."""

    NEW = "new", _("รับเรื่องแล้ว รอคัดกรอง")
    SCREENED = "screened", _("คัดกรองแล้ว")
    INVESTIGATING = "investigating", _("กำลังตรวจสอบ")
    FORWARDED = "forwarded", _("ส่งต่อหน่วยงานที่มีอำนาจแล้ว")
    CLOSED = "closed", _("ปิดเรื่องแล้ว")


class KeyRole(models.TextChoices):
    """Whose key it is: a named officer's, or the one three offices hold in shares."""

    OFFICER = "officer", _("เจ้าหน้าที่ที่ได้รับมอบหมาย")
    ESCROW = "escrow", _("กุญแจสำรอง แบ่งถือสามหน่วย")


class Sender(models.TextChoices):
    """Who wrote a message."""

    INFORMANT = "informant", _("ผู้แจ้ง")
    OFFICER = "officer", _("เจ้าหน้าที่")


class FileRole(models.TextChoices):
    """A file with its hidden data taken out, or as it was, kept because the informant asked for it."""

    CLEAN = "clean", _("ลบข้อมูลที่ซ่อนแล้ว")
    ORIGINAL = "original", _("ต้นฉบับ")


class SealedIn(models.TextChoices):
    """Where the words were sealed: on the informant's device, or in the server's memory."""

    BROWSER = "browser", _("ปิดผนึกในเครื่องของผู้แจ้ง")
    SERVER = "server", _("ปิดผนึกในหน่วยความจำของระบบ")
