"""Rosters for tests, built as centres build them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook

from tidtam.aftercare.rules import roster
from tidtam.thai.names import clean
from tidtam.thai.national_id import synthetic

TODAY = date(2023, 6, 1)
HEAD = ["ลำดับ", "เลขประจำตัวประชาชน", "คำนำหน้า", "ชื่อ", "สกุล", "เพศ", "วันเกิด", "ตำบล", "อำเภอ", "จังหวัด"]

FIRST = ["สม", "บุญ", "วิ", "ประ", "จัน", "อ", "ณัฐ", "กิต", "สุ", "มา", "พิ", "ธน", "รัต", "อุ", "เก", "ไพ"]
LAST = ["ชาย", "มี", "ชัย", "เสริฐ", "ทร์", "รุณ", "พล", "ติ", "ดา", "นะ", "ชิต", "กร", "นา", "ดม", "ษม", "โรจน์"]


def person(n: int, **changed: Any) -> list[Any]:
    """Return the cells of one good person under HEAD, with some changed by header."""
    good = dict(
        zip(
            HEAD,
            [
                n,
                synthetic(n),
                "นาย",
                f"{FIRST[n % 16]}{LAST[n // 16 % 16]}",
                f"{LAST[n % 16]}{FIRST[n // 256 % 16]}",
                "ชาย",
                "15/4/2523",
                "ตูม",
                "ปักธงชัย",
                "นครราชสีมา",
            ],
            strict=True,
        )
    )
    # Python writes the ำ of an identifier in two signs; a header has one.
    return list((good | {clean(name): cell for name, cell in changed.items()}).values())


def xlsx(rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), title: str = "รายชื่อ") -> bytes:
    """Return a workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def checked(content: bytes, name: str = "a.xlsx", **more: Any) -> list[roster.RowResult]:
    """Return the results of a file on a fixed day."""
    return roster.check(roster.read(content, name), TODAY, **more)


def codes(result: roster.RowResult) -> list[tuple[str, str]]:
    """Return (field, code) of what stops a row."""
    return [(one.field, one.code) for one in result.errors]
