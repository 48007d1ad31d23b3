"""Every row of a roster checked: what stops it, what should be looked at, and the values it holds.

A finding never repeats what stands in a cell, so that a list of findings may be kept where names may not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from tidtam.aftercare.rules.checks import check_completed
from tidtam.aftercare.rules.findings import Finding
from tidtam.aftercare.rules.findings import mark as _
from tidtam.aftercare.rules.roster import places, values
from tidtam.aftercare.rules.roster.columns import ADDRESS_PARTS
from tidtam.aftercare.rules.roster.table import Row, Sheet, text_of
from tidtam.thai.dates import short_date
from tidtam.thai.names import spelling_key, strip_title

OLDEST, YOUNGEST, ADULT = 110, 7, 18  # years of age
_SAME = ("ตามทะเบียนบ้าน", "เดียวกัน", "ที่เดิม", "เดิม", "เหมือนเดิม", "ตามภูมิลำเนา", "same", "〃", '"', "''")
_LONGEST = 120
_LONG_NUMBER = re.compile(r"(?:[0-9๐-๙][\s-]?){6,}")
_NOT_IN_A_NAME = re.compile(r"[0-9๐-๙@#$%^&*_+=<>?/\\|{}\[\]~\"!;:]+")
_FORMULA = ("=", "+", "-", "@")
_FEMALE, _MALE = ("นางสาว", "นาง", "น.ส.", "ด.ญ.", "เด็กหญิง", "แม่ชี"), ("นาย", "ด.ช.", "เด็กชาย", "พระ", "สามเณร")
_NUMBER_WRONG = {
    "scientific": _("เลขประจำตัวถูกโปรแกรมตารางย่อจนหลักท้ายหาย ตั้งช่องเป็นข้อความแล้วพิมพ์ใหม่"),
    "length": _("เลขประจำตัวไม่ครบ 13 หลัก"),
    "checksum": _("เลขประจำตัวไม่ถูกต้อง หลักตรวจสอบไม่ตรง"),
}
_PLACE_WRONG = {
    "tambon": _("ไม่พบตำบลนี้ในอำเภอที่ระบุ"),
    "amphoe": _("ไม่พบอำเภอนี้ในจังหวัดที่ระบุ"),
    "province": _("ไม่พบจังหวัดนี้"),
}


@dataclass(frozen=True, slots=True)
class RowResult:
    """One row: its number in the sheet, its values by column key, what stops it and what should be looked at.

    Shape of `values`: text, except birth_date and completed_on (date or None); besides the columns: birth_precision,
    reg_area and cur_area (the official code of the smallest place found, or "").
    """

    row_no: int
    values: dict[str, Any]
    errors: list[Finding]
    warnings: list[Finding]

    @property
    def is_valid(self) -> bool:
        """Say whether the row can be taken in."""
        return not self.errors

    @property
    def reasons(self) -> list[str]:
        """Return what stops the row, in Thai."""
        return [one.message for one in self.errors]


class _Notes:
    """Findings of one row as they come up."""

    def __init__(self) -> None:
        self.errors: list[Finding] = []
        self.warnings: list[Finding] = []

    def error(self, field: str, code: str, text: str, **params: Any) -> None:
        self.errors.append(Finding(field, code, text, params))

    def warn(self, field: str, code: str, text: str, **params: Any) -> None:
        self.warnings.append(Finding(field, code, text, params, hard=False))


def check(
    sheet: Sheet, today: date, *, completed_on: date | None = None, began_on: date | None = None
) -> list[RowResult]:
    """Return one result per row, in the order of the sheet.

    Shape: of two rows with one number the later is refused, with the line of the first; `completed_on` is the cohort's,
    used where a row says none.
    """
    seen: dict[str, int] = {}
    names: dict[tuple[str, Any], int] = {}
    out = []
    for row in sheet.rows:
        notes = _Notes()
        found = _values(row, notes, today, completed_on, began_on)
        _twice(row, found, notes, seen, names)
        out.append(RowResult(row.number, found, notes.errors, notes.warnings))
    return out


def _values(row: Row, notes: _Notes, today: date, completed_on: date | None, began_on: date | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in ("serial", "no_id_reason", "nickname", "caregiver", "certificate_no", "cohort"):
        found[key] = _text(row, key, notes)
    if _LONG_NUMBER.search(found["nickname"]):
        notes.warn("nickname", "digits", _("ชื่อเล่นมีเลขหลายหลัก ตัดเลขออกแล้ว ถ้าเป็นเบอร์โทรให้กรอกในช่องโทรศัพท์"))
        found["nickname"] = _LONG_NUMBER.sub("", found["nickname"]).strip()
    _name(row, found, notes)
    _number(row, found, notes)
    _birth(row, found, notes, today, completed_on)
    for key in ("phone", "caregiver_phone"):
        found[key], right = values.phone_of(row.cells.get(key))
        if not right:
            notes.warn(key, "phone", _("เบอร์โทรศัพท์ไม่ครบหรือเกินหลัก"))
    _codes(row, found, notes)
    _addresses(row, found, notes)
    _completed(row, found, notes, today, completed_on, began_on)
    return found


def _text(row: Row, key: str, notes: _Notes) -> str:
    """Return a cell as text; what a spreadsheet would take for a formula loses its sign, and that is told."""
    text = text_of(row.cells.get(key))
    if text.startswith(_FORMULA):
        notes.warn(key, "formula", _("ตัดเครื่องหมายสูตรหน้าข้อความออก ตรวจว่าถูกต้อง"))
        text = text.lstrip("=+-@ ")
    return text


def _name(row: Row, found: dict[str, Any], notes: _Notes) -> None:
    title, first, last = (_text(row, key, notes) for key in ("title", "first_name", "last_name"))
    whole = _text(row, "full_name", notes)
    if whole and not first:
        first = whole
    bare = strip_title(first)
    if bare != first:
        title = title or first[: len(first) - len(bare)].strip()
    first = bare
    if first and not last and " " in first:
        first, last = first.split(" ", 1)
    found |= {"title": title, "first_name": first, "last_name": last}
    if not first and not last:
        notes.error("first_name", "missing", _("ไม่มีชื่อ"))
    elif not first:
        notes.error("first_name", "missing", _("ไม่มีชื่อ มีแต่สกุล"))
    elif not last:
        # Some people have no surname; most have one that was forgotten.
        notes.warn("last_name", "missing", _("ไม่มีสกุล ตรวจว่าไม่ได้ลืมกรอก"))
    if any(sum(sign.isdigit() for sign in text) > 2 for text in (first, last)):
        notes.error("first_name", "digits", _("ช่องชื่อมีตัวเลข ตรวจว่าข้อมูลไม่เลื่อนคอลัมน์"))
        return
    if any(len(text) > _LONGEST for text in (first, last, found["nickname"])):
        notes.error("first_name", "long", _("ชื่อยาวเกิน 120 ตัวอักษร ตรวจว่าไม่มีข้อมูลอื่นปนมา"))
    for key in ("first_name", "last_name"):
        bare = " ".join(_NOT_IN_A_NAME.sub(" ", found[key]).split())
        if bare != found[key]:
            notes.warn(key, "marks", _("ตัดเครื่องหมายในชื่อออก ตรวจว่าถูกต้อง"))
            found[key] = bare
    if first and not found["first_name"]:
        notes.error("first_name", "digits", _("ช่องชื่อมีตัวเลข ตรวจว่าข้อมูลไม่เลื่อนคอลัมน์"))


def _number(row: Row, found: dict[str, Any], notes: _Notes) -> None:
    number = values.number_of(row.cells.get("national_id"))
    found["national_id"] = number.digits if number.wrong in ("", "zero") else ""
    if number.wrong == "zero":
        notes.warn("national_id", "zero", _("เติม 0 หน้าเลขประจำตัวที่โปรแกรมตารางตัดออก ตรวจว่าถูกต้อง"))
    elif number.wrong:
        words = text_of(row.cells.get("national_id"))
        # ไม่มี or ต่างด้าว in the column of the number is a reason, not a number.
        if number.wrong == "length" and not any(sign.isdigit() for sign in words):
            found["no_id_reason"] = found["no_id_reason"] or words
            notes.warn("national_id", "reason", _("ใช้ข้อความในช่องเลขประจำตัวเป็นเหตุผลที่ไม่มีเลข"))
        else:
            notes.error("national_id", number.wrong, _NUMBER_WRONG[number.wrong])
    elif not number.digits and not found["no_id_reason"]:
        notes.error("national_id", "missing", _("ไม่มีเลขประจำตัวประชาชน และไม่ได้บอกเหตุผล"))


def _birth(row: Row, found: dict[str, Any], notes: _Notes, today: date, completed_on: date | None) -> None:
    read = values.day_of(row.cells.get("birth_date"))
    found["birth_date"], found["birth_precision"] = read.day, read.precision
    name = "birth_date"
    if read.wrong:
        notes.error(name, "impossible", _("วันเกิดไม่มีในปฏิทินหรืออ่านไม่ได้ พิมพ์แบบ 15/4/2523"))
        return
    if read.day is None:
        return
    if read.mended:
        notes.warn(name, "era", _("อ่านปีเกิดเป็น พ.ศ. ตรวจว่าถูกต้อง"))
    age = _age(read.day, today)
    if read.day > today:
        notes.error(name, "future", _("วันเกิดอยู่ในอนาคต ตรวจปี พ.ศ. และ ค.ศ."))
    elif age > OLDEST:
        notes.error(name, "too_old", _("วันเกิดทำให้อายุเกิน %(n)d ปี ตรวจปี พ.ศ. และ ค.ศ."), n=OLDEST)
    elif _age(read.day, completed_on or today) < YOUNGEST:
        notes.error(name, "too_young", _("วันเกิดทำให้อายุน้อยกว่า %(n)d ปี ตรวจปี พ.ศ. และ ค.ศ."), n=YOUNGEST)
    elif age < ADULT:
        notes.warn(name, "minor", _("อายุต่ำกว่า 18 ปี ต้องมีผู้ปกครอง"))


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _codes(row: Row, found: dict[str, Any], notes: _Notes) -> None:
    texts = {
        "sex": _("ไม่เข้าใจเพศที่กรอก ใช้ ชาย หรือ หญิง"),
        "colour": _("ไม่เข้าใจกลุ่มสีที่กรอก ใช้ เขียว เหลือง ส้ม หรือ แดง"),
        "substance": _("ไม่รู้จักสารเสพติดที่กรอก เก็บเป็นอื่น ๆ"),
        "relation": _("ไม่เข้าใจความสัมพันธ์ที่กรอก เก็บเป็นอื่น ๆ"),
    }
    for kind, text in texts.items():
        found[kind], known = values.code_of(kind, row.cells.get(kind))
        if not known:
            found[kind] = {"substance": "99", "relation": "9", "sex": "", "colour": ""}[kind]
            notes.warn(kind, "unknown", text)
    title = found["title"]
    by_title = "2" if title.startswith(_FEMALE) else "1" if title.startswith(_MALE) else ""
    if not found["sex"]:
        found["sex"] = by_title or "9"
    elif by_title and found["sex"] in ("1", "2") and found["sex"] != by_title:
        notes.warn("sex", "title", _("เพศกับคำนำหน้าไม่ตรงกัน"))


def _addresses(row: Row, found: dict[str, Any], notes: _Notes) -> None:
    for kind in ("reg", "cur"):
        for part in ADDRESS_PARTS:
            found[f"{kind}_{part}"] = _text(row, f"{kind}_{part}", notes)
        for part, text in places.split(_text(row, f"{kind}_address", notes)).items():
            found[f"{kind}_{part}"] = found[f"{kind}_{part}"] or text
    current = [found[f"cur_{part}"] for part in ADDRESS_PARTS]
    if not any(current) or any(text.lower() in _SAME for text in current if text):
        for part in ADDRESS_PARTS:
            found[f"cur_{part}"] = found[f"reg_{part}"]
        _area("reg", found, notes)
        found["cur_area"] = found["reg_area"]
    else:
        _area("reg", found, notes)
        _area("cur", found, notes)
    if not found["cur_area"] and not any(one.field.startswith(("reg_", "cur_")) for one in notes.errors):
        notes.warn("cur_tambon", "missing", _("ไม่มีตำบลที่อยู่ จะยังจัดทีมติดตามไม่ได้"))


def _area(kind: str, found: dict[str, Any], notes: _Notes) -> None:
    names = tuple(found[f"{kind}_{part}"] for part in ("tambon", "amphoe", "province"))
    if not any(names):
        found[f"{kind}_area"] = ""
        return
    resolved = places.resolve(*names)
    found[f"{kind}_area"] = resolved.code if not resolved.wrong else ""
    if resolved.wrong:
        notes.error(f"{kind}_{resolved.wrong}", "place", _PLACE_WRONG[resolved.wrong])
    elif resolved.mended:
        notes.warn(f"{kind}_tambon", "spelling", _("แก้ตัวสะกดชื่อตำบล อำเภอ หรือจังหวัดให้ ตรวจว่าถูกต้อง"))
    elif len(resolved.code) < 6:
        notes.warn(f"{kind}_tambon", "incomplete", _("ที่อยู่ยังไม่ถึงตำบล"))


def _completed(
    row: Row, found: dict[str, Any], notes: _Notes, today: date, completed_on: date | None, began_on: date | None
) -> None:
    read = values.day_of(row.cells.get("completed_on"))
    found["completed_on"] = read.day or completed_on
    if read.wrong or (read.day and read.precision != "day"):
        found["completed_on"] = None
        notes.error("completed_on", "impossible", _("วันจบไม่มีในปฏิทินหรืออ่านไม่ได้ พิมพ์แบบ 31/3/2566"))
    elif read.day:
        if read.mended:
            text = _("อ่านปีของวันจบเป็น พ.ศ. ได้ %(day)s ตรวจว่าถูกต้อง")
            notes.warn("completed_on", "era", text, day=short_date(read.day))
        for one in check_completed(read.day, today=today, began_on=began_on):
            (notes.errors if one.hard else notes.warnings).append(one)
        born = found["birth_date"]
        if born and born > read.day and not any(one.field == "birth_date" for one in notes.errors):
            notes.error("completed_on", "before_birth", _("วันจบอยู่ก่อนวันเกิด"))


def _twice(
    row: Row, found: dict[str, Any], notes: _Notes, seen: dict[str, int], names: dict[tuple[str, Any], int]
) -> None:
    number = found["national_id"]
    if number:
        first = seen.setdefault(number, row.number)
        if first != row.number:
            notes.error("national_id", "twice", _("เลขประจำตัวซ้ำกับแถว %(row)d"), row=first)
            return
    if found["first_name"] and found["last_name"]:
        name = spelling_key(f"{found['first_name']} {found['last_name']}")
        first = names.setdefault((name, found["birth_date"]), row.number)
        if first != row.number:
            notes.warn("first_name", "same_name", _("ชื่อและวันเกิดตรงกับแถว %(row)d ตรวจว่าไม่ใช่คนเดียวกัน"), row=first)
