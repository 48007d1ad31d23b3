"""Levels, lines and kinds of an office."""

from __future__ import annotations

from django.db.models import TextChoices


class Level(TextChoices):
    """Where an office stands."""

    MINISTRY = "ministry", "กระทรวง"
    DEPARTMENT = "department", "กรม"
    PROVINCE = "province", "จังหวัด"
    DISTRICT = "district", "อำเภอ/เขต"
    LGO = "lgo", "อปท."
    TEAM = "team", "ชุดปฏิบัติการ"
    AGENCY = "agency", "หน่วยงานภาคี"


class Line(TextChoices):
    """The chain of command a branch belongs to. Lines never share a branch."""

    ROOT = "root", "ส่วนกลาง"
    DOPA = "dopa", "สายปกครอง"
    DLA = "dla", "สายท้องถิ่น"
    HEALTH = "health", "สายสาธารณสุข"
    AGENCY = "agency", "หน่วยงานภาคี"
    BANGKOK = "bangkok", "กรุงเทพมหานคร"


class LgoType(TextChoices):
    """Kinds of local government; Source: domain facts 6.2."""

    PAO = "PAO", "องค์การบริหารส่วนจังหวัด"
    CITY = "CITY", "เทศบาลนคร"
    TOWN = "TOWN", "เทศบาลเมือง"
    SUBM = "SUBM", "เทศบาลตำบล"
    TAO = "TAO", "องค์การบริหารส่วนตำบล"
    SPEC = "SPEC", "รูปแบบพิเศษ"


class Coverage(TextChoices):
    """How much of an area an office answers for."""

    WHOLE = "whole", "ทั้งพื้นที่"
    PART = "part", "บางส่วน"


class Source(TextChoices):
    """Where an office's row came from; demo offices are marked for ever."""

    NATIONAL = "national", "โครงสร้างส่วนกลาง"
    DEMO = "demo", "ข้อมูลสาธิต"
    IMPORT = "import", "นำเข้าจากไฟล์"
    MANUAL = "manual", "บันทึกเอง"


class ImportState(TextChoices):
    """The life of an import of offices."""

    CHECKED = "checked", "ตรวจแล้ว"
    APPLIED = "applied", "นำเข้าแล้ว"
    UNDONE = "undone", "เลิกทำแล้ว"


LINE_LETTER: dict[str, str] = {
    Line.DOPA: "d",
    Line.DLA: "l",
    Line.HEALTH: "h",
    Line.AGENCY: "a",
    Line.BANGKOK: "b",
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
