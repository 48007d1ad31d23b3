"""Dates as Thai offices write them. The only place that knows 543."""

from __future__ import annotations

import re
from datetime import date

from tidtam.thai.digits import to_arabic, to_thai

BE_OFFSET = 543
MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
WEEKDAYS_SHORT = ("จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา.")

_MONTH_OF = {name: i for i, name in enumerate(MONTHS, 1)} | {
    re.sub(r"[.\s]", "", short): i for i, short in enumerate(MONTHS_SHORT, 1)
}
_DATE = re.compile(
    r"(?P<d>\d{1,2})\s*(?P<m>"
    + "|".join(MONTHS)
    + "|"
    + "|".join(r"\.?\s*".join(re.escape(c) for c in re.sub(r"[.\s]", "", s)) + r"\.?" for s in MONTHS_SHORT)
    + r")\s*(?:พ\.?\s*ศ\.?)?\s*(?P<y>\d{4}|\d{2})"
)
_NUMERIC = re.compile(r"(?P<d>\d{1,2})\s*[/.\-]\s*(?P<m>\d{1,2})\s*[/.\-]\s*(?P<y>\d{4}|\d{2})\Z")
_ENGLISH = re.compile(r"(?P<d>\d{1,2})\s+(?P<m>[a-z]{3})[a-z]*\.?\s+(?P<y>\d{4})\Z", re.IGNORECASE)
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def month_number(name: str) -> int:
    """Return 1 to 12 for a month's full or short name, with or without its full stops.

    Errors: KeyError when it is no month.
    """
    return _MONTH_OF[re.sub(r"[.\s]", "", name)]


def be_year(day: date) -> int:
    """Return the Buddhist-era year of a Gregorian date."""
    return day.year + BE_OFFSET


def short_year(year: int) -> str:
    """Return the two digits of the Buddhist-era year of a Gregorian year: 2026 is 69."""
    return f"{(year + BE_OFFSET) % 100:02d}"


def from_be(year: int) -> int:
    """Return the Gregorian year; two-digit years are พ.ศ. (66 is 2566), years below 2400 are already Gregorian."""
    if year < 100:
        year += 2500
    return year - BE_OFFSET if year >= 2400 else year


def fiscal_year(day: date) -> int:
    """Return the fiscal year in พ.ศ.: it begins on 1 October and is named after its end."""
    return be_year(day) + (1 if day.month >= 10 else 0)


def long_date(day: date, *, thai_digits: bool = False, weekday: bool = False) -> str:
    """Write `15 พฤศจิกายน 2566`, with weekday `วันพุธที่ 15 พฤศจิกายน 2566`."""
    text = f"{day.day} {MONTHS[day.month - 1]} {be_year(day)}"
    if weekday:
        text = f"วัน{WEEKDAYS[day.weekday()]}ที่ {text}"
    return to_thai(text) if thai_digits else text


def short_date(day: date, *, thai_digits: bool = False, weekday: bool = False, year: bool = True) -> str:
    """Write `15 พ.ย. 2566`, with weekday `พ. 15 พ.ย. 2566`."""
    text = f"{day.day} {MONTHS_SHORT[day.month - 1]}" + (f" {be_year(day)}" if year else "")
    if weekday:
        text = f"{WEEKDAYS_SHORT[day.weekday()]} {text}"
    return to_thai(text) if thai_digits else text


def parse_date(text: str) -> date | None:
    """Read what a clerk types: `15 พ.ย. 66`, `๑๕ พฤศจิกายน ๒๕๖๖`, `15/11/2566`, `2023-11-15`. None when it is no date.

    `15 Nov 2023` too: English pages write days so, and what a page writes it reads again.
    This reader is strict; the letter reader has its own, which survives OCR damage.
    """
    text = to_arabic(text).strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    if match := _DATE.search(text):
        month = _MONTH_OF[re.sub(r"[.\s]", "", match["m"])]
    elif match := _NUMERIC.match(text):
        month = int(match["m"])
    elif (match := _ENGLISH.match(text)) and match["m"].lower() in _ENGLISH_MONTHS:
        month = _ENGLISH_MONTHS.index(match["m"].lower()) + 1
    else:
        return None
    try:
        return date(from_be(int(match["y"])), month, int(match["d"]))
    except ValueError:
        return None
