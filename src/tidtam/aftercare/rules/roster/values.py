"""Single cells of a roster: numbers, days, sex, colour, substance and relation as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from tidtam.aftercare.rules.checks import read_day
from tidtam.aftercare.rules.roster.table import text_of
from tidtam.thai import national_id
from tidtam.thai.dates import MONTHS, MONTHS_SHORT, from_be, month_number

_EXCEL_EPOCH = date(1899, 12, 30)
_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?[eE]\+?\d{1,2}$")


class Number(NamedTuple):
    """An identification number as read: its digits, and "" or what is wrong: scientific | length | checksum | zero."""

    digits: str
    wrong: str


def number_of(cell: Any) -> Number:
    """Return the national number of a cell: dashes, blanks, Thai digits, or a number a spreadsheet has bent."""
    text = text_of(cell).replace(" ", "")
    if not text:
        return Number("", "")
    if _SCIENTIFIC.match(text):
        try:
            exact = Decimal(text.replace(",", "."))
        except InvalidOperation:
            return Number("", "scientific")
        mantissa = re.sub(r"[eE].*", "", text)
        # 1.23457E+12 has lost its last digits for ever; with all thirteen it can be told.
        if len(re.sub(r"\D", "", mantissa)) < 12:
            return Number("", "scientific")
        text = str(int(exact))
    digits = national_id.normalise(text)
    digits = re.sub(r"[_/,'\"|]", "", digits)
    if re.fullmatch(r"\d{13}\.0+", text):
        digits = text[:13]
    if re.fullmatch(r"\d{12}", digits) and national_id.is_valid(f"0{digits}"):
        return Number(f"0{digits}", "zero")  # a spreadsheet drops a leading zero
    if not re.fullmatch(r"\d{13}", digits):
        return Number(digits, "length")
    return Number(digits, "" if national_id.is_valid(digits) else "checksum")


class Day(NamedTuple):
    """A day as read, how much of it is known (day | month | year), whether its era was mended, or that it is none."""

    day: date | None
    precision: str = "day"
    mended: bool = False
    wrong: bool = False


def day_of(cell: Any) -> Day:
    """Return the day of a cell: a spreadsheet's day or serial number, พ.ศ. or ค.ศ., Thai months, digits, or a year."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        read = read_day(cell.isoformat(), "")
        return Day(read.day, mended=bool(read.findings), wrong=read.day is None)
    text = text_of(cell)
    if not text:
        return Day(None)
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return _day_of_digits(text, is_number=isinstance(cell, (int, float)))
    text = re.sub(r"^(?:วันที่|เกิดวันที่|เกิด)\s*", "", text)
    text = re.sub(r"\b(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?|A\.?D\.?|B\.?E\.?)\s*", " ", re.sub(r"เดือน|ปี", " ", text))
    text = re.sub(r"(?:พ\.\s?ศ\.|พศ\.?|ค\.\s?ศ\.|คศ\.?)\s*", " ", text)
    text = re.sub(r"[T ]\d{2}:\d{2}(?::\d{2})?.*$", "", text).strip()
    year = re.fullmatch(r"\d{4}", text)
    if year:
        return _day_of_digits(text, is_number=False)
    month = re.fullmatch(r"(?:[-0/ ]*)?([ก-๙.]+)\s*(\d{4})", text)
    if month and re.sub(r"[.\s]", "", month[1]) in _MONTH_NAMES:
        return Day(date(from_be(int(month[2])), month_number(month[1]), 1), "month")
    spaced = re.fullmatch(r"(\d{1,2})[ ./-]+(\d{1,2})[ ./-]+(\d{2}|\d{4})", text)
    if spaced:
        if int(spaced[1]) == 0 and int(spaced[2]) == 0 and len(spaced[3]) == 4:
            return _day_of_digits(spaced[3], is_number=False)  # 00/00/2523: only the year is known
        text = "/".join(spaced.groups())
    slashed = re.fullmatch(r"(\d{4})[/. ](\d{1,2})[/. ](\d{1,2})", text)
    if slashed:
        text = f"{slashed[1]}-{int(slashed[2]):02d}-{int(slashed[3]):02d}"
    read = read_day(text, "")
    return Day(read.day, mended=bool(read.findings), wrong=read.day is None)


_MONTH_NAMES = {re.sub(r"[.\s]", "", name) for name in (*MONTHS, *MONTHS_SHORT)}


def _day_of_digits(text: str, *, is_number: bool) -> Day:
    """Return the day of bare digits: a year alone, ddmmyyyy, yyyymmdd, or a spreadsheet's serial number."""
    whole = text.split(".", maxsplit=1)[0]
    if len(whole) == 4 and (2400 <= int(whole) <= 2650 or 1900 <= int(whole) <= 2100):
        return Day(date(from_be(int(whole)), 1, 1), "year")
    if len(whole) in (7, 8) and "." not in text:
        padded = whole.zfill(8)
        for d, m, y in ((padded[:2], padded[2:4], padded[4:]), (padded[6:], padded[4:6], padded[:4])):
            year = from_be(int(y))
            if 1900 <= year <= 2100:
                try:
                    return Day(date(year, int(m), int(d)))
                except ValueError:
                    continue
        return Day(None, wrong=True)
    # A serial may come as text from a CSV: five digits are days of 1927 to 2173.
    if (is_number and 1 <= float(text) <= 300_000) or len(whole) == 5:
        found = _EXCEL_EPOCH + timedelta(days=int(whole))
        if found.year >= 2400:
            read = read_day(found.isoformat(), "")
            return Day(read.day, mended=True, wrong=read.day is None)
        return Day(found, wrong=False) if found.year >= 1900 else Day(None, wrong=True)
    return Day(None, wrong=True)


def phone_of(cell: Any) -> tuple[str, bool]:
    """Return (digits, whether they can be a Thai number); the zero a spreadsheet drops is put back."""
    text = text_of(cell)
    first = re.split(r"[,;/]|หรือ| และ ", text)[0]
    digits = re.sub(r"\D", "", re.sub(r"^\+?66", "0", first.strip()))
    if len(digits) in (8, 9) and not digits.startswith("0"):
        digits = f"0{digits}"
    return digits, not text or bool(re.fullmatch(r"0\d{8,9}", digits))


_SEX = {
    "1": ("ชาย", "ช", "ช.", "m", "male", "man", "1", "ผู้ชาย", "นาย"),
    "2": ("หญิง", "ญ", "ญ.", "f", "female", "woman", "2", "ผู้หญิง"),
    "9": ("ไม่ระบุ", "ไม่ทราบ", "9", "อื่น ๆ", "อื่นๆ"),
}
_COLOUR = {
    "green": ("เขียว", "green", "g"),
    "yellow": ("เหลือง", "yellow", "y"),
    "orange": ("ส้ม", "orange", "o"),
    "red": ("แดง", "red", "r"),
}
_SUBSTANCE = {
    "01": ("ยาบ้า", "แอมเฟตามีน", "เมทแอมเฟตามีน", "ยาม้า"), "02": ("ไอซ์", "ice"), "03": ("เฮโรอีน",), "04": ("ฝิ่น",),
    "05": ("กัญชา",), "06": ("กระท่อม", "4x100", "สี่คูณร้อย"), "07": ("เคตามีน", "ยาเค", "เค"), "08": ("โคเคน",),
    "09": ("ยาอี", "เอ็กซ์ตาซี"), "10": ("สารระเหย", "กาว"), "11": ("ยานอนหลับ", "เบนโซ", "เบนโซไดอะซีพีน"),
    "12": ("ทรามาดอล", "ยาแก้ไอ"), "13": ("เมทาโดน",), "14": ("สุรา", "เหล้า"), "15": ("บุหรี่", "บุหรี่ไฟฟ้า"),
    "88": ("หลายชนิด",), "99": ("อื่นๆ", "อื่น ๆ", "ไม่ระบุ"),
}  # fmt: skip
_RELATION = {
    "1": ("บิดา", "พ่อ"), "2": ("มารดา", "แม่"), "3": ("คู่สมรส", "สามี", "ภรรยา", "ภริยา", "แฟน"),
    "4": ("บุตร", "ลูก", "บุตรชาย", "บุตรสาว", "ลูกชาย", "ลูกสาว"),
    "5": ("พี่น้อง", "พี่", "น้อง", "พี่ชาย", "พี่สาว", "น้องชาย", "น้องสาว"),
    "6": ("ปู่ย่าตายาย", "ปู่", "ย่า", "ตา", "ยาย"), "7": ("ญาติอื่น", "ญาติ", "ลุง", "ป้า", "น้า", "อา", "หลาน"),
    "8": ("นายจ้าง",), "9": ("อื่น ๆ", "อื่นๆ", "เพื่อน"),
}  # fmt: skip


def _table(codes: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: code for code, words in codes.items() for word in (*words, code, code.lstrip("0"))}


_TABLES = {
    "sex": _table(_SEX),
    "colour": _table(_COLOUR),
    "substance": _table(_SUBSTANCE),
    "relation": _table(_RELATION),
}


def code_of(kind: str, cell: Any) -> tuple[str, bool]:
    """Return (code, known) of a word of one of the lists: sex | colour | substance | relation; blank is ("", True)."""
    text = text_of(cell).lower()
    if not text:
        return "", True
    table = _TABLES[kind]
    short = re.sub(r"^(?:กลุ่ม|สี|เพศ|กลุ่มสี)", "", text).removeprefix("สี").strip()
    for candidate in (text, short):
        if candidate in table:
            return table[candidate], True
    if kind == "substance":
        named = {table[word] for word in table if len(word) > 2 and word in text and not word.isdigit()}
        if named:
            return (named.pop() if len(named) == 1 else "88"), True
    return "", False
