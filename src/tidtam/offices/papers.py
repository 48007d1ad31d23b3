"""Sheets of offices: the list, the template to fill in, the errors of a dry run. Every cell is text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from tidtam.offices.choices import Level, LgoType, Line
from tidtam.offices.importing import RowError
from tidtam.offices.sheets import COLUMNS, REQUIRED

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Sheets others send us are text, and so is what we hand out: a name that begins with = must never run.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_LIST = {
    "code": "รหัสหน่วยงาน", "name": "ชื่อหน่วยงาน", "short_name": "ชื่อย่อ", "line": "สาย", "level": "ระดับ",
    "lgo_type": "ประเภท อปท.", "province": "จังหวัด", "district": "อำเภอ", "parent": "รหัสหน่วยงานแม่",
}  # fmt: skip
_LABELS: dict[str, dict[str, str]] = {
    "line": {str(value): str(label) for value, label in Line.choices},
    "level": {str(value): str(label) for value, label in Level.choices},
    "lgo_type": {str(value): str(label) for value, label in LgoType.choices},
}
_EXAMPLE = {
    "code": "LGO-999901", "name_th": "องค์การบริหารส่วนตำบลตัวอย่าง", "short_name": "อบต.ตัวอย่าง", "lgo_type": "อบต.",
    "level": "อปท.", "line": "ท้องถิ่น", "province": "นครราชสีมา", "district": "ปักธงชัย", "areas": "ตูม (บางส่วน), งิ้ว",
    "letter_prefix": "นม 79901", "phone": "0 0000 0000", "email": "saraban@example.org", "valid_from": "1 ต.ค. 2566",
}  # fmt: skip


def _sheet(book: xlsxwriter.Workbook, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Any:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1})
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, bold)
        sheet.set_column(column, column, max(14, min(48, len(title) + 6)))
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, str(cell))
    sheet.freeze_panes(1, 0)
    return sheet


def listing_xlsx(rows: Iterable[dict[str, Any]]) -> bytes:
    """Write the list of offices (`queries.as_rows`) with Thai labels. Shape: XLSX bytes of type `XLSX`."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        lines = ([_LABELS.get(name, {}).get(row[name], row[name]) for name in _LIST] for row in rows)
        sheet = _sheet(book, "หน่วยงาน", list(_LIST.values()), lines)
        sheet.set_column(1, 1, 52)
    return buffer.getvalue()


def template_xlsx() -> bytes:
    """Write the sheet to fill in and a page that explains each column. Shape: XLSX bytes of type `XLSX`."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        _sheet(book, "หน่วยงาน", [names[0] for names in COLUMNS.values()], [])
        help_rows = [
            [names[0], "ต้องมี" if column in REQUIRED else "", _EXAMPLE.get(column, ""), " · ".join(names[1:])]
            for column, names in COLUMNS.items()
        ]
        sheet = _sheet(book, "คำอธิบาย", ["คอลัมน์", "จำเป็น", "ตัวอย่าง", "ชื่ออื่นที่ใช้ได้"], help_rows)
        sheet.set_column(2, 3, 48)
        _sheet(book, "ค่าที่ใช้ได้", ["ประเภท อปท.", "คำเต็ม"], LgoType.choices)
    return buffer.getvalue()


def errors_xlsx(errors: Iterable[RowError]) -> bytes:
    """Write the errors of a dry run: row, column, what to mend. Shape: XLSX bytes of type `XLSX`."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        rows = ((error["row"], error["column"], error["message"]) for error in errors)
        sheet = _sheet(book, "จุดที่ต้องแก้", ["แถว", "คอลัมน์", "ต้องแก้อย่างไร"], rows)
        sheet.set_column(2, 2, 70)
    return buffer.getvalue()
