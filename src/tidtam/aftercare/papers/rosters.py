"""The rows of a roster that must be mended, as a sheet. Every cell is text, and no cell repeats one of the roster."""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _

from tidtam.aftercare.queries.rosters import Line

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def bad_rows_xlsx(lines: Iterable[Line]) -> bytes:
    """Write row, column, and what to mend. Shape: XLSX bytes of type `XLSX`."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        sheet = book.add_worksheet(_("แถวที่ต้องแก้"))
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for place, (title, width) in enumerate(
            ((_("แถว"), 8), (_("คอลัมน์"), 28), (_("ผิดอย่างไร แก้อย่างไร"), 80), (_("ผล"), 22))
        ):
            sheet.write_string(0, place, title, bold)
            sheet.set_column(place, place, width, wrap)
        for number, line in enumerate(lines, 1):
            said = _("ไม่นำเข้า ต้องแก้") if line.hard else _("นำเข้า แต่ควรตรวจ")
            for place, text in enumerate((str(line.row), line.column, line.words, said)):
                sheet.write_string(number, place, text)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()
