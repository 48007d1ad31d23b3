"""Bytes of a roster to a grid of cells: XLSX, XLS, ODS, or text in any usual encoding. Bounded in every way."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from tidtam.kernel.problem import Problem
from tidtam.offices.sheets import MAX_BYTES, MAX_CELL, MAX_ROWS, MAX_UNPACKED

MAX_COLUMNS = 80
# Blank lines and titles come on top of people; nobody has this many.
MAX_LINES = MAX_ROWS + 5_000
_MAX_CELLS = 20_000_000  # a reader lays cells out as a rectangle, so two cells far apart cost as much as all between
_MOST_SHEETS = 5
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"')
_REPEATED = re.compile(rb'number-(rows|columns)-repeated="(\d+)"')


class Grid(NamedTuple):
    """One sheet: cells by row from 0, and merged ranges as ((row, column), (row, column)), both ends inside."""

    name: str
    rows: list[list[Any]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]


def bad(code: str, message: str) -> Problem:
    """Return the problem of a file as a whole."""
    return Problem(f"aftercare.roster_{code}", message, field="file")


def too_many_rows() -> Problem:
    """Return the problem of a file with more rows than one import takes."""
    return bad("too_many_rows", f"ไฟล์มีเกิน {MAX_ROWS:,} แถว ให้แบ่งเป็นหลายไฟล์")


def grids(content: bytes, name: str) -> Iterator[Grid]:
    """Yield the visible sheets of a file, the first ones first.

    Errors: Problem("aftercare.roster_empty" | "_too_big" | "_locked" | "_broken" | "_encoding" | "_too_many_rows").
    """
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise bad("empty", "ไฟล์ว่างเปล่า เลือกไฟล์รายชื่อที่มีข้อมูล")
    if len(content) > MAX_BYTES:
        raise bad("too_big", "ไฟล์ใหญ่เกิน 20 เมกะไบต์ ให้แบ่งเป็นหลายไฟล์")
    if content[:8] == _OLE and "EncryptedPackage".encode("utf-16-le") in content:
        raise bad("locked", "ไฟล์มีรหัสผ่าน ให้เปิดในโปรแกรมตาราง นำรหัสผ่านออก บันทึกใหม่ แล้วลองอีกครั้ง")
    if content[:4] == _ZIP or content[:8] == _OLE:
        yield from _book(content)
    elif content[:5] in (b"%PDF-", b"\x89PNG\r") or content[:3] == b"\xff\xd8\xff" or _is_binary(content):
        raise bad("broken", "ไฟล์นี้ไม่ใช่ตาราง ให้ใช้ไฟล์ XLSX หรือ CSV ตามแบบที่ดาวน์โหลด")
    elif content.lstrip()[:1] == b"<" or name.lower().endswith((".html", ".htm", ".xml")):
        raise bad("broken", "ไฟล์นี้เป็นหน้าเว็บ ไม่ใช่ตาราง ให้เปิดในโปรแกรมตารางแล้วบันทึกเป็น XLSX")
    else:
        yield Grid("", list(_csv_rows(content)), [])


def _is_binary(content: bytes) -> bool:
    head = content[:4096]
    return b"\x00" in head and not _utf16(content)


def _utf16(content: bytes) -> str:
    """Return the name of a UTF-16 encoding, or "": by its mark, or by the many zero or Thai high bytes of one side."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    head = content[: 4096 & ~1]
    for encoding, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if len(high) > 8 and sum(byte in (0x00, 0x0E) for byte in high) > 0.9 * len(high):
            return encoding
    return ""


def _decoded(content: bytes) -> str:
    for encoding in filter(None, (_utf16(content), "utf-8-sig", "cp874")):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise bad("encoding", "อ่านตัวอักษรในไฟล์ไม่ได้ ให้บันทึกเป็น CSV UTF-8 หรือ XLSX แล้วลองใหม่")


def _delimiter(text: str) -> str:
    """Return the sign that parts most of the first lines into the most equal numbers of cells."""
    lines = [line for line in text[:20_000].splitlines()[:30] if line.strip()]
    said = re.match(r"sep=(.)$", lines[0]) if lines else None
    if said:
        return said[1]

    def score(sign: str) -> tuple[int, int]:
        counts = [len(next(csv.reader([line], delimiter=sign), [])) - 1 for line in lines]
        most = max(set(counts), key=lambda c: (counts.count(c), c)) if counts else 0
        return (counts.count(most) * most, sum(counts))

    return max(",;\t|", key=score)


def _csv_rows(content: bytes) -> Iterator[list[Any]]:
    text = _decoded(content).replace("\x00", "").removeprefix("\ufeff")
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=_delimiter(text))):
            if number > MAX_LINES:
                raise too_many_rows()
            yield [] if number == 0 and row and row[0].startswith("sep=") else list(row[:MAX_COLUMNS])
    except csv.Error as error:
        raise bad("broken", "ไฟล์ CSV เสียหายหรือมีช่องที่ยาวเกินไป") from error


def _refuse_bomb(content: bytes) -> None:
    """Refuse an archive that unpacks to too much, or whose cells lie too far apart; tell one that is broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & 1 for entry in entries):
                raise bad("locked", "ไฟล์มีรหัสผ่าน ให้นำรหัสผ่านออก บันทึกใหม่ แล้วลองอีกครั้ง")
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED or len(entries) > 5_000:
                raise bad("too_big", "ไฟล์ขยายแล้วใหญ่เกินไป ให้แบ่งเป็นหลายไฟล์")
            for entry in entries:
                # Reading to the end also proves that no entry is larger than it says.
                inside = archive.read(entry)
                if "worksheets/" in entry.filename:
                    _refuse_far_cells(inside)
                elif entry.filename == "content.xml":
                    _refuse_repeats(inside)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError) as error:
        raise _broken() from error
    except Exception as error:
        if isinstance(error, Problem):
            raise
        raise _broken() from error  # zlib.error and lzma.LZMAError have no common parent


def _refuse_far_cells(inside: bytes) -> None:
    columns, rows = 1, 1
    for found in _CELL.finditer(inside):
        rows = max(rows, int(found[2]))
        number = 0
        for letter in found[1]:
            number = number * 26 + letter - 64
        columns = max(columns, number)
    for found in _ROW.finditer(inside):
        rows = max(rows, int(found[1])) if columns > 1 else rows
    if rows * columns > _MAX_CELLS:
        raise bad("too_big", "ตารางกว้างหรือยาวเกินไป ลบแถวและคอลัมน์ว่างที่อยู่ไกลออก แล้วบันทึกใหม่")


def _refuse_repeats(inside: bytes) -> None:
    """Refuse an ODS that repeats filled cells without end; blank ones at the end of a sheet are usual and harmless."""
    rows = max((int(n) for kind, n in _REPEATED.findall(inside) if kind == b"rows"), default=1)
    columns = max((int(n) for kind, n in _REPEATED.findall(inside) if kind == b"columns"), default=1)
    if rows > 1_048_576 or columns > 16_384:
        raise bad("too_big", "ตารางกว้างหรือยาวเกินไป ให้บันทึกเป็น XLSX แล้วลองใหม่")


def _broken() -> Problem:
    return bad("broken", "ไฟล์เสียหาย มีรหัสผ่าน หรือไม่ใช่ตาราง ให้บันทึกเป็น XLSX หรือ CSV แล้วลองใหม่")


def _book(content: bytes) -> Iterator[Grid]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    if content[:4] == _ZIP:
        _refuse_bomb(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        wanted = [
            one.name
            for one in book.sheets_metadata
            if one.visible == SheetVisibleEnum.Visible and one.typ == SheetTypeEnum.WorkSheet
        ]
    except (CalamineError, ValueError, OSError, KeyError, IndexError) as error:
        raise _broken() from error
    for name in (wanted or book.sheet_names)[:_MOST_SHEETS]:
        try:
            sheet = book.get_sheet_by_name(name)
            left = (sheet.start or (0, 0))[1]
            rows: list[list[Any]] = []
            for row in sheet.iter_rows():
                if len(rows) > MAX_LINES:
                    raise too_many_rows()
                rows.append(([""] * left + list(row))[:MAX_COLUMNS])
            merged = [one for one in sheet.merged_cell_ranges or [] if one[0][0] < len(rows)]
        except (CalamineError, ValueError, OSError, KeyError, IndexError) as error:
            raise _broken() from error
        while rows and not any(str(cell).strip() for cell in rows[-1] if cell is not None):
            rows.pop()
        yield Grid(name, rows, merged)


def cut(text: str) -> str:
    """Return the text of a cell within the length a cell may have."""
    return text[:MAX_CELL]
