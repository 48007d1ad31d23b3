"""An invented list of local governments over the real districts; the same rows on every run.

No licensed list of the country's local governments exists, so these are made from tambon names and marked as demo.
The numbers per kind are those of 5 June 2563 (76 อบจ., 30 ทน., 190 ทม., 2,242 ทต., 5,312 อบต., 2 special); which place
has which kind is invented, save for the places of well-known cities and three offices the demo's story needs.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache

from tidtam.kernel.actor import Actor
from tidtam.offices import actions as office_actions
from tidtam.offices import rules
from tidtam.offices.actions.loading import Made
from tidtam.offices.choices import LGO_HEAD, Coverage, Level, LgoType, Line, Source
from tidtam.offices.seeds import OfficeSeed
from tidtam.places import gazetteer
from tidtam.places.choices import AreaLevel
from tidtam.places.gazetteer import AreaSeed
from tidtam.places.provinces import BANGKOK, BY_CODE, PROVINCES

TOWNS, SUBDISTRICT_MUNICIPALITIES, TAOS = 190, 2_242, 5_312

# Kinds the demo's story needs: the offices that take in the demo letters.
STORY: dict[str, str] = {"301409": LgoType.TAO, "360904": LgoType.TAO, "570906": LgoType.SUBM}
PATTAYA = ("200402", "200408")  # นาเกลือ and the shore of หนองปรือ
# Provinces whose capital is a เทศบาลนคร, and the other nakhon with the district they lie in.
CITY_CAPITALS = (
    "11", "12", "14", "21", "30", "34", "40", "41", "47", "50", "52", "57", "60", "65", "73", "74", "80", "83", "84",
    "90", "92", "95",
)  # fmt: skip
OTHER_CITIES = (
    ("1206", "ปากเกร็ด"), ("1303", "รังสิต"), ("2007", "เจ้าพระยาสุรศักดิ์"), ("2007", "แหลมฉบัง"), ("6306", "แม่สอด"),
    ("7402", "อ้อมน้อย"), ("8404", "เกาะสมุย"), ("9011", "หาดใหญ่"),
)  # fmt: skip


def _chance(code: str, what: str) -> float:
    """Return a number in [0, 1) that depends on nothing but its arguments."""
    return int.from_bytes(hashlib.sha256(f"{what}:{code}".encode()).digest()[:6], "big") / 2**48


def _plain(name: str) -> str:
    return name.partition("(")[0].strip()


@cache
def _areas(level: str) -> tuple[AreaSeed, ...]:
    return tuple(a for a in gazetteer.areas() if a.level == level and a.code[:2] != BANGKOK)


@cache
def _first_tambon() -> dict[str, AreaSeed]:
    first: dict[str, AreaSeed] = {}
    for tambon in _areas(AreaLevel.SUBDISTRICT):
        first.setdefault(tambon.parent, tambon)
    return first


def _capital_district(province: str) -> str:
    name = f"เมือง{BY_CODE[province].name_th}"
    found = [d.code for d in _areas(AreaLevel.DISTRICT) if d.parent == province and d.name_th == name]
    return found[0] if found else f"{province}01"  # the district พระนครศรีอยุธยา carries no เมือง


def _cities_and_towns() -> list[tuple[str, str, str]]:
    """Return (district, name, kind) of every เทศบาลนคร and เทศบาลเมือง."""
    made = [(_capital_district(p), BY_CODE[p].name_th, LgoType.CITY.value) for p in CITY_CAPITALS]
    made += [(district, name, LgoType.CITY.value) for district, name in OTHER_CITIES]
    capitals = [p.code for p in PROVINCES if p.code not in {*CITY_CAPITALS, BANGKOK}]
    made += [(_capital_district(p), BY_CODE[p].name_th, LgoType.TOWN.value) for p in capitals]
    taken = {district for district, _, _ in made} | {code[:4] for code in STORY}
    free = sorted((d for d in _areas(AreaLevel.DISTRICT) if d.code not in taken), key=lambda d: _chance(d.code, "town"))
    made += [(d.code, d.name_th, LgoType.TOWN.value) for d in free[: TOWNS - len(capitals)]]
    return sorted(made)


def _tambon_kinds() -> dict[str, str]:
    """Say for every tambon whether its local government is a ทต. or an อบต.; a district's seat is oftener a ทต."""
    tambons = [a.code for a in _areas(AreaLevel.SUBDISTRICT)]
    kinds = dict(STORY)
    free = sorted(
        (code for code in tambons if code not in STORY),
        key=lambda code: _chance(code, "kind") - (0.25 if code.endswith("01") else 0.0),
    )
    municipalities = len(tambons) - TAOS - sum(kind == LgoType.SUBM for kind in STORY.values())
    for place, code in enumerate(free):
        kinds[code] = LgoType.SUBM if place < municipalities else LgoType.TAO
    return kinds


def _market_towns(count: int, taken: set[str], kinds: dict[str, str]) -> list[tuple[str, str]]:
    """Choose districts whose market town has a ทต. beside the อบต. around it; return (district, name of the ทต.)."""
    first, tambon_names = _first_tambon(), {(t.parent, _plain(t.name_th)) for t in _areas(AreaLevel.SUBDISTRICT)}
    fit = []
    for district in _areas(AreaLevel.DISTRICT):
        if district.code in taken:
            continue
        if (district.code, district.name_th) not in tambon_names:
            fit.append((district.code, district.name_th))
        elif kinds[first[district.code].code] == LgoType.TAO:
            fit.append((district.code, _plain(first[district.code].name_th)))
    return sorted(sorted(fit, key=lambda pair: _chance(pair[0], "market"))[:count])


def _lgo(code: str, name: str, kind: str, *, district: str, tambon: AreaSeed, coverage: str) -> OfficeSeed:
    province = BY_CODE[district[:2]]
    where = _district_names()[district]
    above = f"DLA-{province.code}" if kind in (LgoType.CITY, LgoType.TOWN) else f"DLA-{district}"
    post = tambon.postal_codes[0] if tambon.postal_codes else ""
    return OfficeSeed(
        code, rules.full_of(kind, name), Level.LGO, Line.DLA, above, short_name=rules.short_of(kind, name),
        lgo_type=kind, province=province.code, district=district, source=Source.DEMO,
        address=f"ตำบล{_plain(tambon.name_th)} อำเภอ{where} จังหวัด{province.name_th} {post}".strip(),
        email=f"saraban@{code.lower()}.example", head_title=f"{LGO_HEAD[kind]}{name}",
        areas=((tambon.code, coverage),),
    )  # fmt: skip


@cache
def _district_names() -> dict[str, str]:
    return {d.code: d.name_th for d in _areas(AreaLevel.DISTRICT)}


def _special() -> Iterator[OfficeSeed]:
    for p in PROVINCES:
        if p.code != BANGKOK:
            yield OfficeSeed(
                f"LGO-{p.code}00", rules.full_of(LgoType.PAO, p.name_th), Level.LGO, Line.DLA, f"DLA-{p.code}",
                short_name=rules.short_of(LgoType.PAO, p.name_th), lgo_type=LgoType.PAO, province=p.code,
                letter_prefix=f"{p.letters} 51001", address=f"จังหวัด{p.name_th}", source=Source.DEMO,
                email=f"saraban@lgo-{p.code}00.example", head_title=f"{LGO_HEAD[LgoType.PAO]}{p.name_th}",
                areas=((p.code, Coverage.WHOLE),),
            )  # fmt: skip
    yield OfficeSeed(
        "LGO-2004P1", "เมืองพัทยา", Level.LGO, Line.DLA, "DLA-20", short_name="เมืองพัทยา", lgo_type=LgoType.SPEC,
        province="20", district="2004", letter_prefix="ชบ 52300", address="อำเภอบางละมุง จังหวัดชลบุรี 20150",
        source=Source.DEMO, email="saraban@lgo-2004p1.example", head_title="นายกเมืองพัทยา",
        areas=tuple((code, Coverage.PART) for code in PATTAYA),
    )  # fmt: skip


def _local() -> list[OfficeSeed]:
    towns = _cities_and_towns()
    kinds = _tambon_kinds()
    first = _first_tambon()
    extra = SUBDISTRICT_MUNICIPALITIES - sum(kind == LgoType.SUBM for kind in kinds.values())
    markets = _market_towns(extra, {district for district, _, _ in towns}, kinds)
    shared = {first[row[0]].code for row in (*towns, *markets)} | set(PATTAYA)
    made, running = [], defaultdict[str, int](int)
    for district, name, kind in towns:
        running[district] += 1
        code = f"LGO-{district}M{running[district]}"
        made.append(_lgo(code, name, kind, district=district, tambon=first[district], coverage=Coverage.PART))
    for district, name in markets:
        code = f"LGO-{district}T1"
        made.append(_lgo(code, name, LgoType.SUBM, district=district, tambon=first[district], coverage=Coverage.PART))
    for tambon in _areas(AreaLevel.SUBDISTRICT):
        coverage = Coverage.PART if tambon.code in shared else Coverage.WHOLE
        kind, name = kinds[tambon.code], _plain(tambon.name_th)
        made.append(_lgo(f"LGO-{tambon.code}", name, kind, district=tambon.parent, tambon=tambon, coverage=coverage))
    return made


def lgo_seeds() -> list[OfficeSeed]:
    """Return the invented local governments with their numbers: 7,851 (Bangkok is made with the state offices).

    Shape: municipalities count from 52001, อบต. from 71001 within each province.
    """
    numbers: dict[tuple[str, str], int] = defaultdict(int)
    made = list(_special())
    for seed in _local():
        series = "71" if seed.lgo_type == LgoType.TAO else "52"
        numbers[seed.province, series] += 1
        letters = BY_CODE[seed.province].letters
        made.append(replace(seed, letter_prefix=f"{letters} {series}{numbers[seed.province, series]:03d}"))
    return made


def load(*, by: Actor, at: datetime) -> Made:
    """Make the state offices and the invented local governments; a second run writes nothing.

    Errors: NotAllowed without `offices.manage`.
    """
    return office_actions.load_tree(by=by, at=at, extra=lgo_seeds())
