"""Read one value as somebody typed it. Each reader returns the value kept, or raises a Problem naming its field."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from tidtam.kernel.problem import Problem
from tidtam.thai import national_id
from tidtam.thai.dates import from_be, month_number, parse_date
from tidtam.thai.digits import to_arabic
from tidtam.thai.names import clean, strip_title

OLDEST_YEARS = 120
_LONGEST = 120
_YEAR = re.compile(r"(?:พ\.?\s*ศ\.?|ค\.?\s*ศ\.?|ปี)?\s*(\d{4})\Z")
_MONTH = re.compile(r"([ก-๙.\s]+?)\s*(?:พ\.?\s*ศ\.?|ค\.?\s*ศ\.?)?\s*(\d{4})\Z")
_NUMERIC_MONTH = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{4})\Z")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2})?\Z")
_NOT_IN_A_NAME = re.compile(r"[0-9@#$%^&*_+=<>?/\\|{}\[\]~\"!;:]")
_MARKS = re.compile(r"[@#$%^&*_+=<>?/\\|{}\[\]~\"!;:]")
_LONG_NUMBER = re.compile(r"[0-9]{6}")
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")
_PHONE_MARKS = re.compile(r"[\s()\-\u2010-\u2015.]")
_PASSPORT = re.compile(r"[A-Z0-9]{5,20}\Z")


def tidy(text: str, most: int = _LONGEST) -> str:
    """Return one line of text without invisible characters and doubled blanks."""
    return " ".join(_INVISIBLE.sub("", text).split())[:most] if text else ""


def read_name(text: str, *, field: str, needed: bool = False) -> str:
    """Return a name in one spelling of its characters, its title taken off. Errors: Problem people.name_*."""
    if not text and not needed:
        return ""
    text = clean(_INVISIBLE.sub("", text))
    bare = strip_title(text) if field == "first_name" else text
    if needed and not bare.strip("- .ฯ"):
        raise Problem("people.name_missing", _("ต้องกรอกชื่อ ถ้าไม่ทราบให้ใส่ชื่อที่คนเรียก"), field=field)
    if _NOT_IN_A_NAME.search(to_arabic(bare)):
        raise Problem("people.name_odd", _("มีตัวเลขหรือเครื่องหมายในชื่อ ให้กรอกเฉพาะตัวอักษร"), field=field)
    if len(bare) > _LONGEST:
        raise Problem("people.name_long", _("ยาวเกิน 120 ตัวอักษร ตรวจว่ามีข้อมูลอื่นปนมา"), field=field)
    return "" if bare in {"-", ".", "–", "—"} else bare


def read_nickname(text: str, *, field: str = "nickname") -> str:
    """Return a nickname: digits belong to some (เอ 2), other marks become blanks. Errors: Problem people.name_*."""
    text = clean(_INVISIBLE.sub("", text or ""))
    bare = " ".join(_MARKS.sub(" ", to_arabic(text)).split())
    if _LONG_NUMBER.search(re.sub(r"[\s-]", "", bare)):
        raise Problem("people.name_odd", _("มีเลขหลายหลักในชื่อเล่น เบอร์โทรและเลขบัตรมีช่องของตัวเอง"), field=field)
    if len(bare) > _LONGEST:
        raise Problem("people.name_long", _("ยาวเกิน 120 ตัวอักษร ตรวจว่ามีข้อมูลอื่นปนมา"), field=field)
    return "" if bare in {"-", ".", "–", "—"} else bare


def title_in(text: str) -> str:
    """Return the title a name was typed with, or nothing."""
    whole, bare = clean(_INVISIBLE.sub("", text)), strip_title(text)
    return whole[: len(whole) - len(bare)].strip() if whole.endswith(bare) else ""


def read_identifier(kind: str, text: str, reason: str) -> str:
    """Return the bare number of an identity card or passport. Errors: Problem people.id_*."""
    text = _INVISIBLE.sub("", text)
    if kind == "none":
        if not reason.strip():
            said = _("คนที่ไม่มีเลขประจำตัวต้องระบุเหตุผล เช่น ไม่มีบัตร รอพิสูจน์สัญชาติ")
            raise Problem("people.id_reason_missing", said, field="no_id_reason")
        return ""
    if not text.strip():
        raise Problem("people.id_missing", _("ต้องกรอกเลข หรือเลือกว่าไม่มีเลขประจำตัวพร้อมเหตุผล"), field="id_number")
    if kind == "passport":
        number = re.sub(r"[\s\-]", "", to_arabic(text)).upper()
        if not _PASSPORT.match(number):
            said = _("เลขหนังสือเดินทางใช้ตัวอักษรอังกฤษและตัวเลข 5–20 ตัว")
            raise Problem("people.passport_odd", said, field="id_number")
        return number
    number = national_id.normalise(text)
    if not re.fullmatch(r"[0-9]+", number):
        raise Problem("people.id_odd", _("เลขประจำตัวประชาชนมีได้เฉพาะตัวเลข 13 หลัก"), field="id_number")
    if len(number) != 13:
        said = _("เลขประจำตัวประชาชนต้องมี 13 หลัก ที่กรอกมี %(count)s หลัก") % {"count": len(number)}
        raise Problem("people.id_length", said, field="id_number")
    if not national_id.is_valid(number):
        said = _("เลขประจำตัวประชาชนไม่ถูกต้อง หลักสุดท้ายไม่ตรงกับ 12 หลักแรก ตรวจกับบัตรอีกครั้ง")
        raise Problem("people.id_checksum", said, field="id_number")
    return number


def read_phone(text: str, *, field: str = "phone") -> str:
    """Return the bare digits of a Thai telephone number. Errors: Problem people.phone_odd, people.phone_short."""
    number = _PHONE_MARKS.sub("", to_arabic(_INVISIBLE.sub("", text)))
    if not number or number in {"–", "—"}:
        return ""
    if number.startswith("+66") or (number.startswith("66") and len(number) == 11):
        number = "0" + number.removeprefix("+")[2:].removeprefix("0")
    if re.fullmatch(r"[689][0-9]{8}", number):
        number = "0" + number  # a sheet took the leading zero for nothing
    if re.fullmatch(r"0[689][0-9]{7}", number):
        said = _("เบอร์มือถือต้องมี 10 หลัก ที่กรอกมี 9 หลัก")
        raise Problem("people.phone_short", said, field=field)
    if not re.fullmatch(r"0[0-9]{8,9}", number):
        said = _("เบอร์โทรศัพท์ต้องมี 9–10 หลัก ขึ้นต้นด้วย 0 เช่น 081 234 5678")
        raise Problem("people.phone_odd", said, field=field)
    return number


def read_birth(value: date | str | None, precision: str, *, today: date) -> tuple[date | None, str]:
    """Return a birth date and how much of it is known; years of both eras are recognised.

    Errors: Problem people.birth_odd, people.birth_future, people.birth_old.
    """
    if value is None or (isinstance(value, str) and not value.strip(" -–")):
        return None, "day"
    if isinstance(value, str):
        found, precision = _birth_of_text(value, precision)
    else:
        found = _of_era(value)
    if found is None:
        said = _("อ่านวันเกิดไม่ได้ หรือไม่มีวันนี้ในปฏิทิน กรอกแบบ 15/3/2520 หรือปีเดียว 2520")
        raise Problem("people.birth_odd", said, field="birth")
    if precision == "year":
        found = found.replace(month=1, day=1)
    elif precision == "month":
        found = found.replace(day=1)
    if found > today:
        said = _("วันเกิดอยู่ในอนาคต ตรวจว่าปีเป็น พ.ศ. หรือ ค.ศ.")
        raise Problem("people.birth_future", said, field="birth")
    if found.year < today.year - OLDEST_YEARS:
        said = _("อายุเกิน 120 ปี ตรวจปีเกิดอีกครั้งว่าเป็น พ.ศ. หรือ ค.ศ.")
        raise Problem("people.birth_old", said, field="birth")
    return found, precision


def _birth_of_text(text: str, precision: str) -> tuple[date | None, str]:
    text = _TIME.sub("", to_arabic(tidy(text)))
    text = re.sub(r"\A(?:0?0[/.\-]){2}(?=\d{4}\Z)", "", text)  # 00/00/2500 on identity cards with a year alone
    if match := _YEAR.match(text):
        return _day(from_be(int(match[1])), 1, 1), "year"
    if match := _NUMERIC_MONTH.match(text):
        return _day(from_be(int(match[2])), int(match[1]), 1), "month"
    whole = parse_date(text)
    if whole is not None:
        return _of_era(whole), precision
    if match := _MONTH.match(text):
        try:
            return _day(from_be(int(match[2])), month_number(match[1]), 1), "month"
        except KeyError:
            return None, precision
    return None, precision


def _of_era(day: date) -> date | None:
    """Return the Gregorian day of a date whose year was typed in พ.ศ. into a Gregorian field."""
    return day if day.year < 2400 else _day(from_be(day.year), day.month, day.day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
