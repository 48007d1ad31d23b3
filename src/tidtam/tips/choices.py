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


class Happens(models.TextChoices):
    """Whether what was seen goes on. It stands inside the seal."""

    NOW = "now", _("กำลังเกิดขึ้น")
    OFTEN = "often", _("เกิดเป็นประจำ")
    PAST = "past", _("เคยเกิดแล้ว")


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


class Path(models.TextChoices):
    """Where screening sends a tip. Source: domain facts 11.4: who only uses is offered help, not the police."""

    ENFORCEMENT = "enforcement", _("ทางสืบสวนและบังคับใช้กฎหมาย")
    TREATMENT = "treatment", _("ทางบำบัดและช่วยเหลือ")


class Outcome(models.TextChoices):
    """How a tip ended."""

    DUPLICATE = "duplicate", _("ซ้ำกับเรื่องอื่น")
    INSUFFICIENT = "insufficient", _("ข้อมูลไม่พอให้ตรวจสอบ")
    ACTED = "acted", _("ดำเนินการแล้ว พบตามที่แจ้ง")
    HELPED = "helped", _("เข้าสู่การบำบัดหรือได้รับความช่วยเหลือ")
    UNFOUNDED = "unfounded", _("ตรวจแล้วไม่พบตามที่แจ้ง")
    AGENCY = "agency", _("หน่วยงานที่รับเรื่องดำเนินการต่อเอง")


class AgencyKind(models.TextChoices):
    """What a competent agency may be handed."""

    POLICE = "police", _("ตำรวจ / พนักงานสอบสวน")
    NARCOTICS = "narcotics", _("ป.ป.ส.")
    HEALTH = "health", _("หน่วยบริการสุขภาพ")
    OVERSIGHT = "oversight", _("หน่วยตรวจสอบเจ้าหน้าที่ของรัฐ")


class WhyOpen(models.TextChoices):
    """Why the sealed contact must be opened."""

    DANGER = "danger", _("ชีวิตผู้แจ้งหรือผู้อื่นอยู่ในอันตราย")
    ASKED = "asked", _("ผู้แจ้งขอให้ติดต่อกลับ")
    PROTECTION = "protection", _("ต้องจัดการคุ้มครองพยาน")
    COURT = "court", _("ศาลมีคำสั่ง")


class Asked(models.TextChoices):
    """What became of something that needs other people's consent."""

    WAITING = "waiting", _("รอผู้ร่วมอนุมัติ")
    AGREED = "agreed", _("อนุมัติแล้ว")
    REFUSED = "refused", _("ไม่อนุมัติ")
