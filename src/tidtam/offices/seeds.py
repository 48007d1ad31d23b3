"""Plain values an office is made from, and the state offices of the two lines. Pure; no database.

Names and codes of provinces and districts are official; numbers of district offices are the ones read in real letters
where known (นม 0023.26, ชย 0023.14, ชร 0023.20) and otherwise follow the district code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tidtam.offices.choices import Coverage, Level, Line, Source
from tidtam.places import gazetteer
from tidtam.places.choices import AreaLevel
from tidtam.places.provinces import BANGKOK, BY_CODE, PROVINCES

ROOT_CODE = "MOI"
BANGKOK_CODE = "LGO-1000"

# A district office's group number inside its province office; the offset per province fits the letters we have seen.
_GROUP_OFFSET = {"30": 12, "36": 5, "57": 11}
_USUAL_OFFSET = 6


@dataclass(frozen=True, slots=True)
class OfficeSeed:
    """One office to be made. `parent` is a code; `areas` are (area code, coverage)."""

    code: str
    name_th: str
    level: str
    line: str
    parent: str = ""
    short_name: str = ""
    lgo_type: str = ""
    province: str = ""
    district: str = ""
    letter_prefix: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    head_title: str = ""
    source: str = Source.NATIONAL
    areas: tuple[tuple[str, str], ...] = ()


def local_group(district: str) -> int:
    """Return the number after `0023.` of a district's local-government office."""
    return int(district[2:]) + _GROUP_OFFSET.get(district[:2], _USUAL_OFFSET)


def _departments() -> Iterator[OfficeSeed]:
    yield OfficeSeed(
        ROOT_CODE, "กระทรวงมหาดไทย", Level.MINISTRY, Line.ROOT, short_name="มท.", letter_prefix="มท 0200",
        head_title="ปลัดกระทรวงมหาดไทย", address="ถนนอัษฎางค์ กรุงเทพมหานคร 10200",
    )  # fmt: skip
    yield OfficeSeed(
        "DOPA", "กรมการปกครอง", Level.DEPARTMENT, Line.DOPA, ROOT_CODE, short_name="ปค.", letter_prefix="มท 0311.3",
        head_title="อธิบดีกรมการปกครอง", address="ถนนอัษฎางค์ กรุงเทพมหานคร 10200",
    )  # fmt: skip
    yield OfficeSeed(
        "DLA", "กรมส่งเสริมการปกครองท้องถิ่น", Level.DEPARTMENT, Line.DLA, ROOT_CODE, short_name="สถ.",
        letter_prefix="มท 0816.5", head_title="อธิบดีกรมส่งเสริมการปกครองท้องถิ่น",
        address="ถนนนครราชสีมา เขตดุสิต กรุงเทพมหานคร 10300", email="saraban@dla.go.th",
    )  # fmt: skip


def _provinces() -> Iterator[OfficeSeed]:
    for p in PROVINCES:
        if p.code == BANGKOK:
            continue
        whole = ((p.code, Coverage.WHOLE),)
        yield OfficeSeed(
            f"DOPA-{p.code}", f"ศูนย์อำนวยการป้องกันและปราบปรามยาเสพติดจังหวัด{p.name_th}", Level.PROVINCE, Line.DOPA,
            "DOPA", short_name=f"ศอ.ปส.จ.{p.name_th}", province=p.code, letter_prefix=f"{p.letters} 0018",
            head_title=f"ผู้ว่าราชการจังหวัด{p.name_th}", address=f"ศาลากลางจังหวัด{p.name_th}", areas=whole,
        )  # fmt: skip
        yield OfficeSeed(
            f"DLA-{p.code}", f"สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด{p.name_th}", Level.PROVINCE, Line.DLA,
            "DLA", short_name=f"สถจ.{p.name_th}", province=p.code, letter_prefix=f"{p.letters} 0023",
            head_title=f"ท้องถิ่นจังหวัด{p.name_th}", address=f"ศาลากลางจังหวัด{p.name_th}", areas=whole,
        )  # fmt: skip


def _districts() -> Iterator[OfficeSeed]:
    for area in gazetteer.areas():
        if area.level != AreaLevel.DISTRICT or area.parent == BANGKOK:
            continue
        letters, whole = BY_CODE[area.parent].letters, ((area.code, Coverage.WHOLE),)
        seat = f"ที่ว่าการอำเภอ{area.name_th} จังหวัด{BY_CODE[area.parent].name_th}"
        yield OfficeSeed(
            f"DOPA-{area.code}", f"ศูนย์ปฏิบัติการป้องกันและปราบปรามยาเสพติดอำเภอ{area.name_th}", Level.DISTRICT,
            Line.DOPA, f"DOPA-{area.parent}", short_name=f"ศป.ปส.อ.{area.name_th}", province=area.parent,
            district=area.code, letter_prefix=f"{letters} {area.code[2:]}18", head_title=f"นายอำเภอ{area.name_th}",
            address=seat, areas=whole,
        )  # fmt: skip
        yield OfficeSeed(
            f"DLA-{area.code}", f"สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ{area.name_th}", Level.DISTRICT, Line.DLA,
            f"DLA-{area.parent}", short_name=f"สถอ.{area.name_th}", province=area.parent, district=area.code,
            letter_prefix=f"{letters} 0023.{local_group(area.code)}", head_title=f"ท้องถิ่นอำเภอ{area.name_th}",
            address=seat, areas=whole,
        )  # fmt: skip


def _bangkok() -> Iterator[OfficeSeed]:
    yield OfficeSeed(
        BANGKOK_CODE, "กรุงเทพมหานคร", Level.LGO, Line.BANGKOK, ROOT_CODE, short_name="กทม.", lgo_type="SPEC",
        province=BANGKOK, letter_prefix="กท 0400", head_title="ผู้ว่าราชการกรุงเทพมหานคร",
        areas=((BANGKOK, Coverage.WHOLE),),
    )  # fmt: skip
    for area in gazetteer.areas():
        if area.level == AreaLevel.DISTRICT and area.parent == BANGKOK:
            yield OfficeSeed(
                f"BKK-{area.code}", f"สำนักงานเขต{area.name_th}", Level.DISTRICT, Line.BANGKOK, BANGKOK_CODE,
                short_name=f"เขต{area.name_th}", province=BANGKOK, district=area.code,
                letter_prefix=f"กท {50 + int(area.code[2:])}00", head_title=f"ผู้อำนวยการเขต{area.name_th}",
                areas=((area.code, Coverage.WHOLE),),
            )  # fmt: skip


def _beside() -> Iterator[OfficeSeed]:
    # It stands beside the ministry: its named inspectors read what the ministry's own may not.
    yield OfficeSeed(
        "ONCB", "สำนักงานคณะกรรมการป้องกันและปราบปรามยาเสพติด", Level.AGENCY, Line.AGENCY, ROOT_CODE,
        short_name="ป.ป.ส.", letter_prefix="ยธ 1100", head_title="เลขาธิการ ป.ป.ส.", phone="1386",
    )  # fmt: skip


def national() -> list[OfficeSeed]:
    """Return the state offices, parents before children.

    Shape: the ministry, 2 departments, 2 × 76 province offices, 2 × 878 district offices, Bangkok and its 50 districts,
    and the narcotics board beside them.
    """
    return [*_departments(), *_provinces(), *_districts(), *_bangkok(), *_beside()]
