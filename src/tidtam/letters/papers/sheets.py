"""ทะเบียนหนังสือรับ and ส่ง as a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

RECEIVED = ("เลขทะเบียนรับ", "ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "รับเมื่อ", "ชั้นความเร็ว", "การปฏิบัติ", "หมายเหตุ")
SENT = ("เลขทะเบียนส่ง", "ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "ส่งเมื่อ", "ชั้นความเร็ว", "การปฏิบัติ", "หมายเหตุ")
_WIDTHS = (12, 22, 14, 28, 30, 60, 20, 12, 34, 24)
_LONGEST_CELL = 32_000  # Excel's own limit is 32,767


def register_sheet(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the register as XLSX. Every cell is written as text, so that no subject becomes a formula.

    Source: design §6 (formula-safe exports).
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                     "strings_to_numbers": False})  # fmt: skip
    sheet = book.add_worksheet("ทะเบียน")
    bold, wrap = book.add_format({"bold": True, "text_wrap": True, "bottom": 1}), book.add_format({"text_wrap": True})
    strong = book.add_format({"bold": True, "font_size": 14})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, title, strong)
    for column, words in enumerate(head):
        sheet.write_string(1, column, words, bold)
    for line, row in enumerate(rows, 2):
        for column, words in enumerate(row):
            if column == 0 and words.isascii() and words.isdigit():
                sheet.write_number(line, column, int(words), wrap)
            else:
                sheet.write_string(line, column, words[:_LONGEST_CELL], wrap)
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    book.close()
    return out.getvalue()
