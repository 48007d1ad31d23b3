"""Names of tambon, amphoe and province as typed to the official code, with the slips of clerks."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from tidtam.places.choices import AreaLevel
from tidtam.places.gazetteer import areas

_PREFIX = {
    "province": re.compile(r"^(?:จังหวัด|จว\.?|จ\.)\s*"),
    "amphoe": re.compile(r"^(?:กิ่งอำเภอ|อำเภอ/เขต|อำเภอ|เขต|กิ่ง\s*อ\.|อ\.)\s*"),
    "tambon": re.compile(r"^(?:ตำบล/แขวง|ตำบล|แขวง|ต\.)\s*"),
}
_OTHER_NAMES = {
    "กทม": "กรุงเทพมหานคร", "กรุงเทพ": "กรุงเทพมหานคร", "กรุงเทพฯ": "กรุงเทพมหานคร", "โคราช": "นครราชสีมา",
    "อยุธยา": "พระนครศรีอยุธยา", "แปดริ้ว": "ฉะเชิงเทรา", "เมืองคอน": "นครศรีธรรมราช", "สุราษฎร์": "สุราษฎร์ธานี",
}  # fmt: skip
_NEAR = 82


class Resolved(NamedTuple):
    """The smallest area found, the part that does not match ("" when all do), and whether a spelling was mended."""

    code: str
    wrong: str
    mended: bool


def bare(part: str, text: str) -> str:
    """Return a place name without the word for its kind and without blanks."""
    name = re.sub(r"\s+", "", _PREFIX[part].sub("", text.strip())).rstrip(".")
    return _OTHER_NAMES.get(name, name) if part == "province" else name


@cache
def _below() -> dict[str, dict[str, str]]:
    """Return {code of the area above: {name: code}}; "" is above the provinces."""
    found: dict[str, dict[str, str]] = {}
    for area in areas():
        names = found.setdefault(area.parent, {})
        # A few names carry another in brackets: ปอภาร (ปอพาน).
        for name in re.split(r"[()]", area.name_th):
            if name.strip():
                names.setdefault(re.sub(r"\s+", "", name), area.code)
    for code, province in [(code, name) for name, code in found[""].items()]:
        capital = found.get(code, {}).get(f"เมือง{province}")
        if capital:
            found[code].setdefault("เมือง", capital)
    return found


@cache
def _by_name(level: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for area in areas():
        if area.level == level:
            found.setdefault(re.sub(r"\s+", "", area.name_th), []).append(area.code)
    return found


def _pick(parent: str, name: str) -> tuple[str, bool]:
    """Return (code, mended) of a name below an area; ("", False) when nothing is near or two are equally near."""
    names = _below().get(parent, {})
    if name in names:
        return names[name], False
    near = process.extract(name, list(names), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=2)
    if not near or (len(near) == 2 and near[0][1] == near[1][1]):
        return "", False
    return names[near[0][0]], True


@cache
def _codes() -> frozenset[str]:
    return frozenset(area.code for area in areas())


@lru_cache(maxsize=20_000)
def resolve(tambon: str, amphoe: str, province: str) -> Resolved:
    """Return the area that three typed names mean; names above may be missing when the one below tells them.

    Shape: `wrong` is the part that does not lie in the one above it: tambon | amphoe | province; an official code of
    six digits in place of the tambon is taken as it is.
    """
    if re.fullmatch(r"\d{6}", tambon):
        return Resolved(tambon, "", False) if tambon in _codes() else Resolved("", "tambon", False)
    t, a, p = bare("tambon", tambon), bare("amphoe", amphoe), bare("province", province)
    if not p:
        return _from_below(t, a)
    province_code, mended = _pick("", p)
    if not province_code:
        return Resolved("", "province", False)
    if not a:
        return _in_province(t, province_code, mended)
    amphoe_code, again = _pick(province_code, a)
    if not amphoe_code:
        return Resolved(province_code, "amphoe", False)
    if not t:
        return Resolved(amphoe_code, "", mended or again)
    tambon_code, third = _pick(amphoe_code, t)
    if not tambon_code:
        return Resolved(amphoe_code, "tambon", False)
    return Resolved(tambon_code, "", mended or again or third)


def _in_province(tambon: str, province: str, mended: bool) -> Resolved:
    found = [code for code in _by_name(AreaLevel.SUBDISTRICT).get(tambon, []) if code.startswith(province)]
    if not tambon or len(found) > 1:
        return Resolved(province, "", mended)
    return Resolved(found[0], "", mended) if found else Resolved(province, "tambon", False)


def _from_below(tambon: str, amphoe: str) -> Resolved:
    """Return the one place that fits without a province; the bare province is unknown, so nothing when several fit."""
    districts = _by_name(AreaLevel.DISTRICT).get(amphoe, [])
    if amphoe and not districts:
        return Resolved("", "amphoe", False)
    if not tambon:
        return Resolved(districts[0] if len(districts) == 1 else "", "", False)
    tambons = _by_name(AreaLevel.SUBDISTRICT).get(tambon, [])
    found = [code for code in tambons if not districts or code[:4] in districts]
    if not found:
        return Resolved(districts[0] if len(districts) == 1 else "", "tambon", False)
    return Resolved(found[0] if len(found) == 1 else "", "", False)


_SPLIT = re.compile(
    r"(?P<moo>(?:หมู่ที่|หมู่|ม\.)\s*(?=\d))|(?P<tambon>ตำบล|แขวง|ต\.)|(?P<amphoe>กิ่งอำเภอ|อำเภอ|เขต|อ\.)|(?P<province>จังหวัด|จ\.|(?=กรุงเทพ|กทม))"
)


def split(address: str) -> dict[str, str]:
    """Return the parts of an address in one cell: 12/3 ม.4 ต.ตูม อ.ปักธงชัย จ.นครราชสีมา 30150."""
    text = re.sub(r"\s*\d{5}\s*$", "", address)
    found: dict[str, str] = {}
    marks = [
        mark
        for mark in _SPLIT.finditer(text)
        if mark.start() == 0 or not "ก" <= text[mark.start() - 1] <= "ฮ" or len(mark[0]) > 2
    ]
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        part = str(mark.lastgroup)
        end = following.start() if following else len(text)
        found.setdefault(part, text[mark.end() : end].strip(" ,"))
    house = text[: marks[0].start()] if marks else text
    found["house"] = re.sub(r"^(?:บ้านเลขที่|เลขที่)\s*", "", house).strip(" ,")
    return {part: value for part, value in found.items() if value}
