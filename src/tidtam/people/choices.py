"""Codes of what is asked about a person. Source: domain facts 2.1."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """Why a row exists; a human may have one row for each, and they share no id, key or hash."""

    AFTERCARE = "aftercare", _("ติดตามหลังฟื้นฟู")
    HELP = "help", _("ขอความช่วยเหลือ")


class Sex(TextChoices):
    """เพศ."""

    MALE = "1", _("ชาย")
    FEMALE = "2", _("หญิง")
    UNKNOWN = "9", _("ไม่ระบุ")


class Precision(TextChoices):
    """How much of a birth date is known: identity cards with a year alone exist."""

    DAY = "day", _("รู้วัน เดือน ปี")
    MONTH = "month", _("รู้เดือนและปี")
    YEAR = "year", _("รู้เฉพาะปี")


class IdKind(TextChoices):
    """What identifies the person on paper."""

    NATIONAL = "national", _("เลขประจำตัวประชาชน")
    PASSPORT = "passport", _("หนังสือเดินทาง")
    NONE = "none", _("ไม่มีเลขประจำตัว")


class AddressKind(TextChoices):
    """Which address."""

    REGISTERED = "registered", _("ภูมิลำเนาตามทะเบียนบ้าน")
    CURRENT = "current", _("ที่พักอาศัยปัจจุบัน")


class Relation(TextChoices):
    """What the caregiver is to the person."""

    FATHER = "1", _("บิดา")
    MOTHER = "2", _("มารดา")
    SPOUSE = "3", _("คู่สมรส")
    CHILD = "4", _("บุตร")
    SIBLING = "5", _("พี่น้อง")
    GRANDPARENT = "6", _("ปู่ย่าตายาย")
    RELATIVE = "7", _("ญาติอื่น")
    EMPLOYER = "8", _("นายจ้าง")
    OTHER = "9", _("อื่น ๆ")


class Religion(TextChoices):
    """ศาสนา (optional)."""

    BUDDHIST = "1", _("พุทธ")
    MUSLIM = "2", _("อิสลาม")
    CHRISTIAN = "3", _("คริสต์")
    OTHER = "9", _("อื่น ๆ")


class MaritalStatus(TextChoices):
    """สถานภาพสมรส."""

    SINGLE = "1", _("โสด")
    MARRIED = "2", _("สมรส/อยู่ด้วยกัน")
    WIDOWED = "3", _("หม้าย")
    DIVORCED = "4", _("หย่า")
    SEPARATED = "5", _("แยกกันอยู่")


class Education(TextChoices):
    """ระดับการศึกษา."""

    NONE = "0", _("ไม่ได้เรียน")
    PRIMARY = "1", _("ประถม")
    LOWER = "2", _("ม.ต้น")
    UPPER = "3", _("ม.ปลาย/ปวช.")
    DIPLOMA = "4", _("ปวส./อนุปริญญา")
    BACHELOR = "5", _("ป.ตรี")
    HIGHER = "6", _("สูงกว่า ป.ตรี")


class Occupation(TextChoices):
    """อาชีพ."""

    NONE = "00", _("ว่างงาน")
    LABOUR = "01", _("รับจ้างทั่วไป")
    FARMER = "02", _("เกษตรกร")
    TRADER = "03", _("ค้าขาย/อาชีพอิสระ")
    EMPLOYEE = "04", _("ลูกจ้างเอกชน/โรงงาน")
    OFFICIAL = "05", _("ข้าราชการ/พนักงานรัฐ")
    FISHER = "06", _("ประมง")
    DRIVER = "07", _("ขับรถ")
    STUDENT = "08", _("นักเรียน/นักศึกษา")
    HOME = "09", _("แม่บ้าน/พ่อบ้าน")
    CLERGY = "10", _("นักบวช")
    OTHER = "99", _("อื่น ๆ")


class IncomeBand(TextChoices):
    """รายได้/เดือน. Units: baht."""

    NONE = "0", _("ไม่มีรายได้")
    UNDER_3000 = "1", _("ต่ำกว่า 3,000")
    UNDER_6000 = "2", _("3,000–5,999")
    UNDER_10000 = "3", _("6,000–9,999")
    UNDER_15000 = "4", _("10,000–14,999")
    OVER = "5", _("15,000 ขึ้นไป")
