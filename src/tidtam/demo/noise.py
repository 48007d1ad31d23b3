"""OCR damage by program: makes a clean invented letter look as if a scanner had read it."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Final

from tidtam.thai.dates import MONTHS, MONTHS_SHORT
from tidtam.thai.digits import to_arabic, to_thai

_LOOK_ALIKE: Final = {
    "ช": "ซข", "ข": "ช", "ซ": "ช", "ฟ": "พ", "พ": "ฟ", "ฝ": "ผ", "ผ": "ฝ", "ป": "บ", "บ": "ป",
    "ด": "ค", "ค": "ด", "ต": "ด", "ถ": "ภ", "ภ": "ถ", "ฎ": "ฏ", "ล": "ส", "ส": "ล", "ว": "ร",
    "ร": "ว", "น": "ม", "ม": "น", "อ": "ฮ", "ิ": "ี", "ึ": "ื", "ื": "ึ", "ห": "ท", "จ": "ว",
}  # fmt: skip
_LATIN: Final = {"ลา": "la", "อ": "o", "ร": "s", "น": "u", "ท": "n", "พ": "w", "บ": "U"}
_NUMERAL_LOOK_ALIKE: Final = {"0": "Oo", "1": "lI", "6": "b"}
_TONES: Final = "่้๊๋์็"
_COMBINING: Final = frozenset("ัิีึืฺุู็่้๊๋์ํ๎ะาำๅๆ")
_LEADING: Final = frozenset("เแโใไ")
_MONTH: Final = "|".join([*MONTHS, *(re.escape(m) for m in MONTHS_SHORT)])
_DATE: Final = re.compile(rf"([๐-๙\d]{{1,2}})\s*({_MONTH})\s*((?:พ\.ศ\.\s*)?[๐-๙\d]{{2,4}})")
_SHORT_MONTH: Final = re.compile("|".join(re.escape(m) for m in MONTHS_SHORT))
_STAMP: Final = re.compile(r"^\s*(?:เลขที่รับ|เลขรับที่|เลขรับ|รับเลขที่|รับที่|เลขที่)\s*[:]?\s*[๐-๙\d]")
_STAMP_DATE: Final = re.compile(rf"^\s*(?:ลงวันที่|วันที่)?\s*([๐-๙\d]{{1,2}})(\s*(?:{_MONTH})\s*[๐-๙\d]{{2,4}})\s*$")
_PREFIX: Final = re.compile(r"(ที่\s*[ก-ฮ]{2,3}) (?=[๐-๙\d])")
_CIRCULAR: Final = re.compile(r"/ว (?=[๐-๙\d])")
# A careful clerk must still be able to read these at levels 1 and 2, so no letter of them is exchanged there.
_TIMING: Final = re.compile(
    rf"{_MONTH}|วันจันทร์|วันอังคาร|วันพุธ|วันพฤหัสบดี|วันศุกร์|วันเสาร์|วันอาทิตย์|ภายใน|ไม่เกิน|อย่างช้า|ไม่ช้ากว่า|ก่อน|ทุก|"
    r"วันทำการ|วันที่|ลงวันที่|สุดท้าย|สิ้นเดือน|ของเดือน|เดือน|ถัดไป|ไตรมาส|สัปดาห์|ของทุกปี|ครั้ง|เริ่ม|นับ|ทันที|เวลา|เปลี่ยน|ยกเลิก|"
    r"รายงาน|ส่ง|บันทึก|แจ้ง|เรื่อง|เรียน|ถึง|อ้างถึง|สิ่งที่ส่งมาด้วย|ขอแสดงความนับถือ|บันทึกข้อความ|ส่วนราชการ|ด่วน|ที่สุด|มาก|ที่|[๐-๙\d]+"
)
_CODE: Final = re.compile(r"ที่\s*[ก-ฮ]{2,3}[.\s]*[๐-๙\d][๐-๙\d.]*\s*/\s*ว?\s*[๐-๙\d]+|\S+@\S+|https?://\S+")
_STRAY: Final = (
    "ทราบ", "- กองคลัง", "- กองช่าง", "สำนักปลัด", "สำเนาถูกต้อง", "QR Code", "เห็นควรแจ้ง", "- เพื่อโปรดทราบ", "45",
    "19/05/2565", "(ลายมือชื่อ)", "จ.อ.", "ชอบ / ดำเนินการ", "- มอบ นสอ.", "ฝ่ายตรวจสอบ", ". .", "ครุฑ",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Dose:
    """How often each damage strikes, as a chance per place where it could."""

    letter: float
    timing_letter: float
    tone: float
    am: float
    latin: float
    dot: float
    digit_script: float
    digit_shape: float
    stamp: float
    head: float
    wrap: float
    date_wrap: float
    space: float
    stray: float
    carry: float


_DOSES: Final = {
    1: _Dose(0.001, 0, 0.003, 0.05, 0, 0.05, 0.02, 0, 0.15, 0.05, 0.004, 0.03, 0.01, 0.02, 0.01),
    2: _Dose(0.004, 0, 0.01, 0.2, 0.001, 0.15, 0.06, 0.01, 0.3, 0.15, 0.008, 0.08, 0.03, 0.05, 0.03),
    3: _Dose(0.010, 0.003, 0.03, 0.4, 0.002, 0.3, 0.12, 0.03, 0.5, 0.3, 0.012, 0.15, 0.05, 0.08, 0.05),
    4: _Dose(0.025, 0.010, 0.07, 0.7, 0.005, 0.5, 0.2, 0.06, 0.7, 0.5, 0.018, 0.25, 0.08, 0.12, 0.08),
}


def add_noise(text: str, level: int, rng: random.Random) -> str:
    """Return the text as a worn scan would read: level 1 is a good copy, level 4 a rough one.

    The same text, level and generator state give the same result. Digits keep their meaning at every level: they change
    script or shape, are split or printed twice, but never become another digit.
    Errors: ValueError for a level outside 1 to 4.
    """
    if level not in _DOSES:
        raise ValueError(f"noise level must be 1 to 4, not {level}")
    dose = _DOSES[level]
    lines = [_damage_line(line, dose, rng) for line in text.split("\n")]
    return "\n".join(_interleave(lines, dose, rng))


def _damage_line(line: str, dose: _Dose, rng: random.Random) -> str:
    if not line.strip():
        return line
    if _STAMP.match(line) or _STAMP_DATE.match(line):
        return _damage_stamp(line, dose, rng)
    line = _damage_heads(line, dose, rng)
    line = _SHORT_MONTH.sub(lambda m: m[0].replace(".", "") if rng.random() < dose.dot else m[0], line)
    line = _DATE.sub(lambda m: _damage_date(m, dose, rng), line)
    line = _damage_letters(line, dose, rng)
    return _wrap(line, dose, rng)


def _damage_stamp(line: str, dose: _Dose, rng: random.Random) -> str:
    """Split the day of a stamp's date, space out its number, or give Arabic digits the shape of letters."""
    day = _STAMP_DATE.match(line)
    if day and not _SHORT_MONTH.search(line):
        # A date with the month in full is the letter's own: there a scan doubles the day rather than splitting it.
        if len(day[1]) == 2 and rng.random() < dose.date_wrap / 4:
            line = line.replace(day[1], f"{day[1]} {day[1]}", 1)
    elif day and len(day[1]) == 2 and rng.random() < dose.stamp:
        joint = rng.choice((".", "-", " ", ". "))
        line = line.replace(day[1], f"{day[1][0]}{joint}{day[1][1]}", 1)
    elif not day and rng.random() < dose.stamp:
        line = re.sub(r"([๐-๙\d])([๐-๙\d]+)\s*$", r"\1 \2", line)
    line = _SHORT_MONTH.sub(lambda m: m[0].replace(".", "") if rng.random() < dose.dot else m[0], line)
    return "".join(_damage_digit(c, dose, rng) for c in line)


def _damage_digit(char: str, dose: _Dose, rng: random.Random) -> str:
    if not char.isdigit():
        return char
    if rng.random() < dose.digit_script:
        char = to_arabic(char)
    if char in _NUMERAL_LOOK_ALIKE and rng.random() < dose.digit_shape:
        return rng.choice(_NUMERAL_LOOK_ALIKE[char])
    return char


def _damage_heads(line: str, dose: _Dose, rng: random.Random) -> str:
    """Glue a full stop to a number's prefix, or lose the blank after ว."""
    line = _PREFIX.sub(lambda m: f"{m[1]}." if rng.random() < dose.head else m[0], line)
    return _CIRCULAR.sub(lambda m: rng.choice(("/ว", "/ ว", " /ว ")) if rng.random() < dose.head else m[0], line)


def _damage_date(match: re.Match[str], dose: _Dose, rng: random.Random) -> str:
    day, month, year = match.groups()
    if rng.random() < dose.date_wrap:
        # Real scans print the day of a date twice where a stamp lies over the line.
        return f"{day} {day} {month} {year}" if len(day) == 2 and rng.random() < 0.2 else f"{day} {month}\n{year}"
    return match[0]


def _damage_letters(line: str, dose: _Dose, rng: random.Random) -> str:
    kept = _mask(line, _CODE)
    timing = _mask(line, _TIMING)
    out: list[str] = []
    i = 0
    while i < len(line):
        char = line[i]
        pair = line[i : i + 2]
        if kept[i]:
            out.append(_damage_digit(char, dose, rng) if char in "๐๑๒๓๔๕๖๗๘๙" else char)
        elif char.isdigit():
            out.append(_damage_digit(char, dose, rng))
        elif not timing[i] and pair in _LATIN and rng.random() < dose.latin:
            out.append(_LATIN[pair])
            i += 1
        elif not timing[i] and char in _LATIN and rng.random() < dose.latin:
            out.append(_LATIN[char])
        elif char == "ำ" and rng.random() < dose.am:
            out.append("ํา")
        elif char in _TONES and rng.random() < dose.tone:
            pass
        elif char in _LOOK_ALIKE and rng.random() < (dose.timing_letter if timing[i] else dose.letter):
            out.append(rng.choice(_LOOK_ALIKE[char]))
        elif char == " " and rng.random() < dose.space:
            out.append("  ")
        elif char == "." and 0 < i < len(line) - 1 and _abbreviation(line, i) and rng.random() < dose.dot / 4:
            pass
        else:
            out.append(char)
        i += 1
    return "".join(out)


def _abbreviation(line: str, i: int) -> bool:
    return "ก" <= line[i - 1] <= "ฮ" and "ก" <= line[i + 1] <= "ฮ"


def _mask(line: str, pattern: re.Pattern[str]) -> list[bool]:
    mask = [False] * len(line)
    for match in pattern.finditer(line):
        mask[match.start() : match.end()] = [True] * (match.end() - match.start())
    return mask


def _wrap(line: str, dose: _Dose, rng: random.Random) -> str:
    """Break long lines in the middle of words, never before a mark that belongs to the letter in front of it."""
    if len(line) < 60:
        return line
    out: list[str] = []
    for i, char in enumerate(line):
        joins = char in _COMBINING or (i and line[i - 1] in _LEADING) or char in "๐๑๒๓๔๕๖๗๘๙0123456789./@"
        if i > 20 and not joins and rng.random() < dose.wrap:
            out.append("\n")
        out.append(char)
    return "".join(out)


def _interleave(lines: list[str], dose: _Dose, rng: random.Random) -> list[str]:
    """Put margin notes and carry-over marks between the lines; only rough scans have them inside a paragraph."""
    out: list[str] = []
    page = 1
    for i, line in enumerate(lines):
        quiet = not line.strip()
        if (quiet or dose.timing_letter) and rng.random() < dose.stray * (1 if quiet else 0.25):
            out.append(rng.choice(_STRAY))
        following = lines[i + 1].strip() if i + 1 < len(lines) else ""
        if quiet and page < 3 and i > 15 and len(following) > 60 and rng.random() < dose.carry * 3:
            page += 1
            out += ["", f"/{following[:8]}...", "", to_thai(f"- {page} -")]
        out.append(line)
    return out
