"""The workbook to download: one example row, drop-downs where words must match, and how to fill it in, in Thai."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

from tidtam.aftercare.rules.roster.columns import COLUMNS, WHOLE
from tidtam.aftercare.rules.roster.table import EXAMPLE_MARK
from tidtam.thai.national_id import formatted, synthetic

_EXAMPLE = {
    "serial": EXAMPLE_MARK, "national_id": formatted(synthetic(1)), "title": "นาย", "first_name": "ตัวอย่าง",
    "last_name": "ลบแถวนี้ได้", "nickname": "เอ", "sex": "ชาย", "birth_date": "15/4/2523", "phone": "0812345678",
    "reg_house": "12/3", "reg_moo": "4",
    "reg_tambon": "ตูม", "reg_amphoe": "ปักธงชัย", "reg_province": "นครราชสีมา", "cur_house": "ตามทะเบียนบ้าน",
    "caregiver": "นางสมใจ ใจดี", "relation": "มารดา", "caregiver_phone": "0898765432",
    "colour": "เขียว", "substance": "ยาบ้า",
    "certificate_no": "1/2566", "cohort": "1",
}  # fmt: skip
_LISTS = {
    "sex": ["ชาย", "หญิง", "ไม่ระบุ"],
    "colour": ["เขียว", "เหลือง", "ส้ม", "แดง"],
    "relation": ["บิดา", "มารดา", "คู่สมรส", "บุตร", "พี่น้อง", "ปู่ย่าตายาย", "ญาติอื่น", "นายจ้าง", "อื่น ๆ"],
    "substance": ["ยาบ้า", "ไอซ์", "เฮโรอีน", "ฝิ่น", "กัญชา", "กระท่อม", "เคตามีน", "ยาอี", "สารระเหย",
                  "ยานอนหลับ", "หลายชนิด", "อื่น ๆ"],
}  # fmt: skip
_HOW = (
    "กรอกหนึ่งคนต่อหนึ่งแถวในแผ่น “รายชื่อ” แถวตัวอย่างไม่ถูกนำเข้า จะลบหรือเก็บไว้ก็ได้",
    "เลขประจำตัวประชาชน 13 หลัก มีขีดหรือไม่มีก็ได้ ถ้าไม่มีเลข ให้บอกเหตุผลในช่องถัดไป",
    "วันเกิดพิมพ์แบบ 15/4/2523 ถ้ารู้เฉพาะปี พิมพ์ 2523",
    "ถ้าอยู่ตามทะเบียนบ้าน ให้เว้นที่อยู่ปัจจุบันว่างไว้ หรือพิมพ์ว่า ตามทะเบียนบ้าน",
    "ตำบล อำเภอ จังหวัด พิมพ์ชื่อเต็ม ระบบตรวจว่าตรงกันและบอกแถวที่ไม่ตรง",
    "วันจบ กรอกเฉพาะคนที่จบไม่พร้อมรุ่น ถ้าเว้นว่างจะใช้วันจบของรุ่น",
    "ก่อนนำเข้า ระบบแสดงแถวที่ผิดและเหตุผลให้ตรวจก่อนเสมอ ยังไม่บันทึกจนกว่าจะกดนำเข้า",
    "ไฟล์นี้มีข้อมูลส่วนบุคคล ห้ามส่งทางอีเมลหรือไลน์ และลบออกจากเครื่องเมื่อนำเข้าแล้ว",
)


def template(*, made_on: date) -> bytes:
    """Return the workbook; equal for one day."""
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": "แบบรายชื่อผู้ผ่านการฟื้นฟู", "created": datetime(made_on.year, made_on.month, made_on.day)})
    _people(book)
    _instructions(book)
    book.close()
    return file.getvalue()


def _people(book: Any) -> None:
    sheet = book.add_worksheet("รายชื่อ")
    # Everything is text, so that no spreadsheet bends a number of thirteen digits or a day.
    text = book.add_format({"num_format": "@", "font_name": "TH Sarabun New", "font_size": 14})
    head = book.add_format(
        {
            "bold": True,
            "text_wrap": True,
            "border": 1,
            "bg_color": "#E8EEF4",
            "font_name": "TH Sarabun New",
            "font_size": 14,
        }
    )
    example = book.add_format(
        {"num_format": "@", "italic": True, "font_color": "#6B7280", "font_name": "TH Sarabun New", "font_size": 14}
    )
    keys = [key for key in COLUMNS if key not in WHOLE]
    for place, key in enumerate(keys):
        sheet.set_column(place, place, max(12, min(24, len(COLUMNS[key].title) + 2)), text)
        sheet.write_string(0, place, COLUMNS[key].title, head)
        sheet.write_string(1, place, _EXAMPLE.get(key, ""), example)
        if key in _LISTS:
            sheet.data_validation(
                1, place, 2_000, place,
                {"validate": "list", "source": _LISTS[key], "error_type": "warning", "error_title": "ไม่อยู่ในรายการ",
                 "error_message": "เลือกจากรายการ เพื่อให้นำเข้าได้"},
            )  # fmt: skip
    sheet.freeze_panes(1, 0)


def _instructions(book: Any) -> None:
    sheet = book.add_worksheet("วิธีกรอก")
    wrap = book.add_format({"text_wrap": True, "valign": "top", "font_name": "TH Sarabun New", "font_size": 16})
    sheet.set_column(0, 0, 6, wrap)
    sheet.set_column(1, 1, 90, wrap)
    for place, sentence in enumerate(_HOW):
        sheet.write_number(place, 0, place + 1, wrap)
        sheet.write_string(place, 1, sentence, wrap)
