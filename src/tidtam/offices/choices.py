"""Levels, lines and kinds of an office."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """Where an office stands."""

    MINISTRY = "ministry", _("กระทรวง")
    DEPARTMENT = "department", _("กรม")
    PROVINCE = "province", _("จังหวัด")
    DISTRICT = "district", _("อำเภอ/เขต")
    LGO = "lgo", _("อปท.")
    TEAM = "team", _("ชุดปฏิบัติการ")
    AGENCY = "agency", _("หน่วยงานภาคี")


class Line(TextChoices):
    """The chain of command a branch belongs to. Lines never share a branch."""

    ROOT = "root", _("ส่วนกลาง")
    DOPA = "dopa", _("สายปกครอง")
    DLA = "dla", _("สายท้องถิ่น")
    HEALTH = "health", _("สายสาธารณสุข")
    AGENCY = "agency", _("หน่วยงานภาคี")
    BANGKOK = "bangkok", _("กรุงเทพมหานคร")


class LgoType(TextChoices):
    """Kinds of local government; Source: domain facts 6.2."""

    PAO = "PAO", _("องค์การบริหารส่วนจังหวัด")
    CITY = "CITY", _("เทศบาลนคร")
    TOWN = "TOWN", _("เทศบาลเมือง")
    SUBM = "SUBM", _("เทศบาลตำบล")
    TAO = "TAO", _("องค์การบริหารส่วนตำบล")
    SPEC = "SPEC", _("รูปแบบพิเศษ")


class Coverage(TextChoices):
    """How much of an area an office answers for."""

    WHOLE = "whole", _("ทั้งพื้นที่")
    PART = "part", _("บางส่วน")


class Source(TextChoices):
    """Where an office's row came from; demo offices are marked for ever."""

    NATIONAL = "national", _("โครงสร้างส่วนกลาง")
    DEMO = "demo", _("ข้อมูลสาธิต")
    IMPORT = "import", _("นำเข้าจากไฟล์")
    MANUAL = "manual", _("บันทึกเอง")


class ImportState(TextChoices):
    """The life of an import of offices."""

    CHECKED = "checked", _("ตรวจแล้ว")
    APPLIED = "applied", _("นำเข้าแล้ว")
    UNDONE = "undone", _("เลิกทำแล้ว")


LINE_LETTER: dict[str, str] = {
    Line.DOPA: "d",
    Line.DLA: "l",
    Line.HEALTH: "h",
    Line.AGENCY: "a",
    Line.BANGKOK: "b",
}
# The first words of an office's name: data of names, the same on a screen in any language.
LGO_NAME: dict[str, str] = {
    LgoType.PAO: "องค์การบริหารส่วนจังหวัด",
    LgoType.CITY: "เทศบาลนคร",
    LgoType.TOWN: "เทศบาลเมือง",
    LgoType.SUBM: "เทศบาลตำบล",
    LgoType.TAO: "องค์การบริหารส่วนตำบล",
    LgoType.SPEC: "รูปแบบพิเศษ",
}
LGO_SHORT: dict[str, str] = {
    LgoType.PAO: "อบจ.",
    LgoType.CITY: "ทน.",
    LgoType.TOWN: "ทม.",
    LgoType.SUBM: "ทต.",
    LgoType.TAO: "อบต.",
    LgoType.SPEC: "",
}
LGO_HEAD: dict[str, str] = {
    LgoType.PAO: "นายกองค์การบริหารส่วนจังหวัด",
    LgoType.CITY: "นายกเทศมนตรีนคร",
    LgoType.TOWN: "นายกเทศมนตรีเมือง",
    LgoType.SUBM: "นายกเทศมนตรีตำบล",
    LgoType.TAO: "นายกองค์การบริหารส่วนตำบล",
    LgoType.SPEC: "ผู้บริหาร",
}
# These three stand directly under the province office of their line; the others under the district office.
UNDER_PROVINCE: frozenset[str] = frozenset({LgoType.PAO, LgoType.CITY, LgoType.TOWN, LgoType.SPEC})
