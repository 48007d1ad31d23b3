"""The columns of a roster, the headers people write over them, and the guess which is which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from tidtam.thai.digits import to_arabic
from tidtam.thai.names import clean


class Column(NamedTuple):
    """One column: the header the template prints, and other headers for the same."""

    title: str
    aliases: tuple[str, ...] = ()


# One line of text per column: the header the template prints, then others for the same, parted by semicolons.
_HEADERS: dict[str, str] = {
    "serial": "ลำดับ; ลำดับที่; ที่; เลขลำดับ; no; no.; #; order",
    "national_id": (
        "เลขประจำตัวประชาชน; เลขบัตรประชาชน; เลขบัตรประจำตัวประชาชน; เลขประจำตัว 13 หลัก; "
        "เลข 13 หลัก; เลขที่บัตรประชาชน; เลขบัตร; เลขที่บัตรประจำตัวประชาชน; บัตรประชาชน; "
        "หมายเลขบัตรประชาชน; หมายเลขประจำตัวประชาชน; เลขประชาชน; เลข ปชช.; เลขบัตร ปชช.; "
        "national id; citizen id; id card; cid; pid; id; เลขประจำตัว; บัตร ปชช."
    ),
    "no_id_reason": ("เหตุผลที่ไม่มีเลข; เหตุผลไม่มีเลข; เหตุที่ไม่มีเลข; เหตุผลที่ไม่มีบัตร; no id reason; ไม่มีบัตรเพราะ"),
    "title": "คำนำหน้า; คำนำหน้าชื่อ; คำนำหน้านาม; ยศ; title; prefix",
    "first_name": "ชื่อ; ชื่อตัว; ชื่อจริง; first name; firstname; given name; name",
    "last_name": "สกุล; นามสกุล; last name; lastname; surname; family name",
    "full_name": (
        "ชื่อ-สกุล; ชื่อ - นามสกุล; ชื่อและสกุล; ชื่อและนามสกุล; ชื่อ นามสกุล; "
        "ชื่อตัว-ชื่อสกุล; รายชื่อ; ชื่อผู้ผ่านการฟื้นฟู; ชื่อ-สกุลผู้ผ่านการฟื้นฟู; "
        "คำนำหน้าชื่อ-สกุล; ยศ-ชื่อ-สกุล; full name; fullname; ชื่อ/สกุล"
    ),
    "nickname": "ชื่อเล่น; นามแฝง; nickname; ฉายา",
    "sex": "เพศ; sex; gender",
    "birth_date": (
        "วันเกิด; วันเดือนปีเกิด; วัน/เดือน/ปีเกิด; ว.ด.ป.เกิด; วดป.เกิด; เกิดวันที่; "
        "birth date; birthdate; dob; date of birth; ปีเกิด; วันเดือนปี เกิด"
    ),
    "phone": ("โทรศัพท์; เบอร์โทรศัพท์; เบอร์โทร; โทร; หมายเลขโทรศัพท์; มือถือ; เบอร์มือถือ; เบอร์ติดต่อ; phone; tel; mobile"),
    "reg_house": "บ้านเลขที่ (ทะเบียนบ้าน)",
    "reg_moo": "หมู่ (ทะเบียนบ้าน)",
    "reg_tambon": "ตำบล (ทะเบียนบ้าน)",
    "reg_amphoe": "อำเภอ (ทะเบียนบ้าน)",
    "reg_province": "จังหวัด (ทะเบียนบ้าน)",
    "reg_address": "ที่อยู่ (ทะเบียนบ้าน); ที่อยู่; ที่อยู่ตามทะเบียนบ้าน; ภูมิลำเนา; ที่อยู่ตามบัตรประชาชน; บ้านเลขที่/ที่อยู่; address",
    "cur_house": "บ้านเลขที่ (ปัจจุบัน)",
    "cur_moo": "หมู่ (ปัจจุบัน)",
    "cur_tambon": "ตำบล (ปัจจุบัน)",
    "cur_amphoe": "อำเภอ (ปัจจุบัน)",
    "cur_province": "จังหวัด (ปัจจุบัน)",
    "cur_address": "ที่อยู่ (ปัจจุบัน); ที่อยู่ปัจจุบัน; ที่พักปัจจุบัน; ที่พักอาศัย; ที่พักอาศัยปัจจุบัน; current address",
    "caregiver": ("ผู้ดูแล; ชื่อผู้ดูแล; ผู้ปกครอง; ชื่อผู้ปกครอง; ญาติ; ชื่อญาติ; ผู้ดูแล/ญาติ; ญาติผู้ดูแล; ญาติที่ติดต่อได้; caregiver; guardian"),
    "relation": ("ความสัมพันธ์; เกี่ยวข้องเป็น; ความเกี่ยวข้อง; ความสัมพันธ์กับผู้ดูแล; relation; relationship"),
    "caregiver_phone": (
        "โทรศัพท์ผู้ดูแล; เบอร์โทรผู้ดูแล; เบอร์ผู้ดูแล; เบอร์โทรศัพท์ผู้ดูแล; โทรญาติ; เบอร์ญาติ; เบอร์โทรญาติ; เบอร์ผู้ปกครอง; caregiver phone"
    ),
    "colour": "กลุ่มสี; สี; กลุ่ม; ระดับสี; กลุ่มสีผู้ป่วย; colour; color; triage",
    "substance": (
        "สารเสพติดหลัก; ยาเสพติดหลัก; สารเสพติด; ยาเสพติด; ชนิดยาเสพติด; สารที่ใช้; ยาที่ใช้; ประเภทยาเสพติด; substance; drug"
    ),
    "certificate_no": (
        "เลขที่ใบรับรอง; ใบรับรอง; เลขใบรับรอง; เลขที่ประกาศนียบัตร; เลขที่วุฒิบัตร; เลขที่เกียรติบัตร; certificate; certificate no"
    ),
    "completed_on": (
        "วันจบ; วันที่จบ; วันที่ผ่าน; วันที่สำเร็จ; วันจบการฟื้นฟู; วันที่จบการฟื้นฟู; "
        "วันสิ้นสุด; จบวันที่; วันที่ผ่านการฟื้นฟู; วันที่ครบ; วันจบหลักสูตร; completed on; "
        "completed; completion date"
    ),
    "cohort": "รุ่น; รุ่นที่; ชุดที่; cohort; batch",
}
COLUMNS: dict[str, Column] = {
    key: Column(text.split("; ")[0], tuple(text.split("; ")[1:])) for key, text in _HEADERS.items()
}
WHOLE = ("full_name", "reg_address", "cur_address")  # one cell for several; the template has the parts
REQUIRED = ("first_name",)
_PARTS: dict[str, tuple[str, ...]] = {
    "house": ("บ้านเลขที่", "เลขที่บ้าน", "เลขที่", "house no", "house"),
    "moo": ("หมู่", "หมู่ที่", "ม.", "หมู่บ้าน", "moo"),
    "tambon": ("ตำบล", "ต.", "แขวง", "ตำบล/แขวง", "tambon", "subdistrict"),
    "amphoe": ("อำเภอ", "อ.", "เขต", "อำเภอ/เขต", "amphoe", "district"),
    "province": ("จังหวัด", "จ.", "changwat", "province"),
}
ADDRESS_PARTS = tuple(_PARTS)
_GROUPS = (
    ("reg", re.compile("(?:ที่อยู่)?(?:ตาม)?(?:(?:สำเนา)?ทะเบียนบ้าน|ภูมิลำเนา(?:เดิม)?)|(?:ที่อยู่)ตามบัตร|registered")),
    ("cur", re.compile("(?:ที่อยู่|ที่พัก|พัก|ที่)?(?:อาศัย)?ปัจจุบัน|(?:สถาน)?ที่พักอาศัย|ที่พัก|current")),
    ("care", re.compile("ผู้ดูแล|ญาติ|ผู้ปกครอง")),
)  # fmt: skip
_MARKS = re.compile(r"[\s._*:;()\[\]/\\\-–—\"'“”]+")
_LEADING_NUMBER = re.compile(r"^\s*(?:\(?\d{1,2}[.)]\s*)")
_FUZZY, _FUZZY_LENGTH = 84, 5


def fold(text: str) -> str:
    """Return a header as it is compared: one spelling of its characters, without blanks, marks and a leading number."""
    return _MARKS.sub("", _LEADING_NUMBER.sub("", to_arabic(clean(text)))).lower()


_EXACT = {fold(name): key for key, column in COLUMNS.items() for name in (column.title, *column.aliases)}
_PART = {fold(name): part for part, names in _PARTS.items() for name in names}
_LONG = [name for name in (*_EXACT, *_PART) if len(name) >= _FUZZY_LENGTH]


class Guess(NamedTuple):
    """What a header seems to mean: a key, or a part of an address; and the group it stands in."""

    key: str
    group: str


@lru_cache(maxsize=4096)
def guess(header: str) -> Guess | None:
    """Return what one header means, with spelling slips and words in brackets; None when nothing is like it."""
    text = header[:200]
    folded = fold(text)
    if not folded:
        return None
    if folded in _EXACT:
        return Guess(_EXACT[folded], "")
    group, rest = "", folded
    for name, words in _GROUPS:
        stripped = words.sub("", folded)
        if stripped != folded:
            group, rest = name, stripped.removeprefix("ที่อยู่")
            break
    for candidate in dict.fromkeys((rest, fold(re.sub(r"\(.*?\)|\(.*", "", text)))):
        if candidate in _PART:
            return Guess(_PART[candidate], group)
        if candidate in _EXACT and group not in ("reg", "cur"):
            return Guess(_EXACT[candidate], group)
    if len(folded) > 40:  # a sentence is no header, however many known words it holds
        return None
    for candidate in dict.fromkeys((folded, rest)):
        if len(candidate) >= _FUZZY_LENGTH:
            near = process.extractOne(candidate, _LONG, scorer=fuzz.ratio, score_cutoff=_FUZZY)
            if near:
                return Guess(_EXACT.get(near[0]) or _PART[near[0]], group)
    return None


def assign(headers: Sequence[str]) -> dict[str, int]:
    """Return which column holds what, from the headers in order. Shape: {key: place}; the first of its kind wins."""
    found: dict[str, int] = {}
    seen_care = False
    for place, header in enumerate(headers):
        guessed = guess(header)
        if guessed is None:
            continue
        key, group = guessed
        if key in _PARTS:
            prefixes = (group,) if group in ("reg", "cur") else ("reg", "cur")
            key = next((f"{p}_{key}" for p in prefixes if f"{p}_{key}" not in found), f"{prefixes[0]}_{key}")
        elif key == "phone" and (group == "care" or ("phone" in found and seen_care)):
            key = "caregiver_phone"
        elif group == "care" and key in ("first_name", "full_name"):
            key = "caregiver"
        seen_care = seen_care or key == "caregiver"
        found.setdefault(key, place)
    if "full_name" in found and "first_name" in found and "last_name" in found:
        del found["full_name"]
    # ชื่อสกุล alone means the whole name, beside ชื่อ it means the surname.
    if "full_name" in found and "first_name" in found:
        found["last_name"] = found.pop("full_name")
    # One column headed ชื่อ beside none for the surname holds both.
    if "first_name" in found and "last_name" not in found and "full_name" not in found:
        found["full_name"] = found.pop("first_name")
    return found
