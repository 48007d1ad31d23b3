"""Who helps with what in each province, and the rules of reference: names and codes, no telephone number. Data only.

Source: the letter that names the eight partner offices; domain facts 2.5 and 3. Numbers, addresses and the exact names
of single offices are filled in by the provinces; until then `checked_on` is empty and the pages say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tidtam.assistance.choices import AgencyKind as K
from tidtam.assistance.choices import Category, Track

BANGKOK = "10"


@dataclass(frozen=True, slots=True)
class Partner:
    """A kind of partner every province has. `name` takes the name of the province."""

    kind: str
    name: str
    codes: tuple[str, ...]


# The first eight are the partners of the letter, in its order.
PARTNERS: tuple[Partner, ...] = (
    Partner(K.WELFARE, "สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัด{}", ("CAP", "WEL", "HOU", "FAM")),
    Partner(K.HEALTH, "สำนักงานสาธารณสุขจังหวัด{}", ("MED", "MEN")),
    Partner(K.LABOUR, "สำนักงานแรงงานจังหวัด{}", ("JOB",)),
    Partner(K.SKILL, "สำนักงานพัฒนาฝีมือแรงงานจังหวัด{}", ("OCC",)),
    Partner(K.EDUCATION, "สำนักงานศึกษาธิการจังหวัด{}", ("EDU",)),
    Partner(K.LEARNING, "สำนักงานส่งเสริมการเรียนรู้ประจำจังหวัด{}", ("EDU", "OCC")),
    Partner(K.SCHOOLS, "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา พื้นที่จังหวัด{}", ("EDU",)),
    Partner(K.SCHOOLS, "สำนักงานเขตพื้นที่การศึกษาประถมศึกษา พื้นที่จังหวัด{}", ("EDU",)),
    Partner(K.EMPLOYMENT, "สำนักงานจัดหางานจังหวัด{}", ("JOB",)),
    Partner(K.HOSPITAL, "โรงพยาบาลของรัฐในจังหวัด{}", ("MED", "MEN")),
    Partner(K.SHELTER, "บ้านพักเด็กและครอบครัวจังหวัด{}", ("FAM",)),
    Partner(K.JUSTICE, "สำนักงานยุติธรรมจังหวัด{}", ("LEG",)),
    Partner(K.DAMRONGTHAM, "ศูนย์ดำรงธรรมจังหวัด{}", ("LEG", "OTH")),
    Partner(K.RED_CROSS, "สำนักงานเหล่ากาชาดจังหวัด{}", ("EQP", "HOU")),
    Partner(K.TEMPLE, "คณะสงฆ์จังหวัด{}", ("REL",)),
)
# The capital has no provincial offices; these stand in their place.
OF_BANGKOK: tuple[Partner, ...] = (
    Partner(K.WELFARE, "สำนักพัฒนาสังคม กรุงเทพมหานคร", ("CAP", "WEL", "HOU", "FAM")),
    Partner(K.HEALTH, "สำนักอนามัย กรุงเทพมหานคร", ("MED", "MEN")),
    Partner(K.LABOUR, "สำนักงานแรงงาน พื้นที่กรุงเทพมหานคร", ("JOB",)),
    Partner(K.SKILL, "หน่วยพัฒนาฝีมือแรงงาน พื้นที่กรุงเทพมหานคร", ("OCC",)),
    Partner(K.EDUCATION, "สำนักการศึกษา กรุงเทพมหานคร", ("EDU",)),
    Partner(K.LEARNING, "สำนักงานส่งเสริมการเรียนรู้ประจำกรุงเทพมหานคร", ("EDU", "OCC")),
    Partner(K.SCHOOLS, "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา พื้นที่กรุงเทพมหานคร", ("EDU",)),
    Partner(K.SCHOOLS, "สำนักงานเขตพื้นที่การศึกษาประถมศึกษากรุงเทพมหานคร", ("EDU",)),
    Partner(K.EMPLOYMENT, "สำนักงานจัดหางานกรุงเทพมหานคร", ("JOB",)),
    Partner(K.HOSPITAL, "โรงพยาบาลของรัฐในกรุงเทพมหานคร", ("MED", "MEN")),
    Partner(K.SHELTER, "บ้านพักเด็กและครอบครัวกรุงเทพมหานคร", ("FAM",)),
    Partner(K.JUSTICE, "หน่วยงานยุติธรรม พื้นที่กรุงเทพมหานคร", ("LEG",)),
    Partner(K.DAMRONGTHAM, "ศูนย์ดำรงธรรม กระทรวงมหาดไทย", ("LEG", "OTH")),
    Partner(K.RED_CROSS, "สภากาชาดไทย", ("EQP", "HOU")),
    Partner(K.TEMPLE, "คณะสงฆ์กรุงเทพมหานคร", ("REL",)),
)
DISTRICT_CODES = ("DOC",)
EIGHT = 8


def partners(province: str) -> tuple[Partner, ...]:
    """Return the partners of a province (two digits)."""
    return OF_BANGKOK if province == BANGKOK else PARTNERS


def district_name(district: str, name: str) -> str:
    """Return what the office of a district is called."""
    return f"สำนักงานเขต{name}" if district.startswith(BANGKOK) else f"ที่ว่าการอำเภอ{name}"


_TITLE = "ระเบียบกระทรวงมหาดไทยว่าด้วยค่าใช้จ่ายเพื่อช่วยเหลือประชาชนตามอำนาจหน้าที่ขององค์กรปกครองส่วนท้องถิ่น"


@dataclass(frozen=True, slots=True)
class Rule:
    """A version of the regulation for one category on one track. The days are not read from the text: unverified."""

    category: str
    track: str
    version: int
    title: str
    valid_from: date
    valid_to: date | None


# Versions by the year of the regulation; nobody has read on which day each begins, so a whole year is taken.
_VERSIONS = (
    (1, f"{_TITLE} พ.ศ. 2560", date(2017, 1, 1), date(2017, 12, 31)),
    (2, f"{_TITLE} (ฉบับที่ 2) พ.ศ. 2561", date(2018, 1, 1), date(2022, 12, 31)),
    (3, f"{_TITLE} พ.ศ. 2566", date(2023, 1, 1), None),
)


def rules() -> list[Rule]:
    """Return every version for each category and track; help for farmers came with the second version."""
    return [
        Rule(category, track, number, title, first, last)
        for number, title, first, last in _VERSIONS
        for category in Category.values
        for track in Track.values
        if not (category == Category.FARMER and number == 1)
    ]
