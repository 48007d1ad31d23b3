"""Read a sheet of offices: bytes of XLSX, XLS, ODS or CSV to rows of text. Pure; a formula-like cell is text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tidtam.kernel.problem import Problem

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CELL = 2_000
_HEADER_WITHIN = 10

# The first name of each column is the one the template prints.
COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("รหัสหน่วยงาน", "รหัส", "code", "office code", "รหัส อปท."),
    "name_th": ("ชื่อหน่วยงาน", "ชื่อ", "ชื่อเต็ม", "ชื่อ อปท.", "name", "name_th", "office name"),
    "short_name": ("ชื่อย่อ", "short name", "short_name"),
    "lgo_type": ("ประเภท อปท.", "ประเภท", "type", "lgo_type"),
    "level": ("ระดับ", "level"),
    "line": ("สาย", "สายบังคับบัญชา", "line"),
    "parent": ("รหัสหน่วยงานแม่", "หน่วยงานแม่", "สังกัด", "parent", "parent code"),
    "province": ("จังหวัด", "province"),
    "district": ("อำเภอ", "อำเภอ/เขต", "district", "amphoe"),
    "areas": ("ตำบลที่รับผิดชอบ", "ตำบล", "รหัสตำบล", "พื้นที่", "areas", "tambon", "subdistrict"),
    "letter_prefix": ("เลขประจำหน่วยงาน", "เลขที่หนังสือ", "รหัสหนังสือ", "letter prefix", "letter_prefix"),
    "address": ("ที่อยู่", "ที่ตั้ง", "address"),
    "phone": ("โทรศัพท์", "โทร", "เบอร์โทรศัพท์", "phone", "tel"),
    "email": ("อีเมลสารบรรณ", "อีเมล", "ไปรษณีย์อิเล็กทรอนิกส์", "email", "e-mail", "saraban"),
    "head_title": ("ตำแหน่งหัวหน้า", "ตำแหน่งผู้บริหาร", "head title", "head_title"),
    "valid_from": ("มีผลตั้งแต่", "วันที่มีผล", "ตั้งแต่วันที่", "valid from", "valid_from"),
}
REQUIRED = ("code", "name_th")


class Table(NamedTuple):
    """What the file holds: rows as {column: text} with the row number people see in their program."""

    rows: list[tuple[int, dict[str, str]]]
    unknown: list[str]


def _bad(code: str, message: str) -> Problem:
    return Problem(f"offices.import_{code}", message, field="file")


def _fold(header: str) -> str:
    return re.sub(r"[\s._*:]+", "", header).lower()


_BY_HEADER = {_fold(alias): column for column, aliases in COLUMNS.items() for alias in aliases}


def _text(cell: Any) -> str:
    """Write a cell as text: 3014.0 is 3014, a date is ISO, control characters go."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    return "".join(c for c in text if c.isprintable() or c in "\n\t").strip()[:MAX_CELL]


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "cp874"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _bad("encoding", "อ่านตัวอักษรในไฟล์ไม่ได้ ให้บันทึกเป็น CSV UTF-8 หรือ XLSX แล้วลองใหม่")
    text = text.replace("\x00", "")
    try:
        dialect: Any = csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        yield from csv.reader(io.StringIO(text), dialect)
    except csv.Error as error:
        raise _bad("broken", "ไฟล์ CSV เสียหายหรือมีช่องที่ยาวเกินไป") from error


def _sheet_rows(content: bytes) -> Iterator[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    if content[:2] == b"PK":
        try:
            unpacked = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(content)).infolist())
        except zipfile.BadZipFile as error:
            raise _bad("broken", "ไฟล์เสียหาย เปิดไม่ได้ ให้บันทึกใหม่แล้วลองอีกครั้ง") from error
        if unpacked > MAX_UNPACKED:
            raise _bad("too_big", "ไฟล์ขยายแล้วใหญ่เกินไป ให้แบ่งเป็นหลายไฟล์")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        yield from book.get_sheet_by_index(0).iter_rows()
    except (CalamineError, ValueError, OSError, IndexError) as error:
        raise _bad("broken", "ไฟล์เสียหาย มีรหัสผ่าน หรือไม่ใช่ตาราง ให้บันทึกเป็น XLSX หรือ CSV แล้วลองใหม่") from error


def _header(cells: list[Any]) -> dict[int, str]:
    found: dict[int, str] = {}
    for place, cell in enumerate(cells[:MAX_COLUMNS]):
        column = _BY_HEADER.get(_fold(_text(cell)))
        if column and column not in found.values():
            found[place] = column
    return found


def read(content: bytes, filename: str) -> Table:
    """Read the first sheet; the header row is found by its names (Thai or English) within the first ten rows.

    Shape: blank rows are left out; row numbers are those of the file, counted from 1.
    Errors: Problem("offices.import_empty" | "_too_big" | "_broken" | "_encoding" | "_header" | "_too_many_rows").
    """
    if not content.strip():
        raise _bad("empty", "ไฟล์ว่างเปล่า")
    if len(content) > MAX_BYTES:
        raise _bad("too_big", "ไฟล์ใหญ่เกิน 20 เมกะไบต์ ให้แบ่งเป็นหลายไฟล์")
    binary = content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
    if not binary and not filename.lower().endswith((".csv", ".txt", ".tsv")):
        raise _bad("broken", "ไฟล์นี้ไม่ใช่ตาราง ให้ใช้ไฟล์ XLSX หรือ CSV ตามแบบ")
    header: dict[int, str] = {}
    unknown: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    for number, cells in enumerate(_sheet_rows(content) if binary else _csv_rows(content), 1):
        if not header:
            found = _header(cells)
            if all(column in found.values() for column in REQUIRED):
                header = found
                unknown = [_text(c) for i, c in enumerate(cells) if i not in found and _text(c)]
            elif number >= _HEADER_WITHIN:
                break
            continue
        row = {column: _text(cells[place]) if place < len(cells) else "" for place, column in header.items()}
        if any(row.values()):
            rows.append((number, row))
        if len(rows) > MAX_ROWS:
            raise _bad("too_many_rows", _("ไฟล์มีเกิน %(n)s แถว ให้แบ่งเป็นหลายไฟล์") % {"n": f"{MAX_ROWS:,}"})
    if not header:
        raise _bad("header", "ไม่พบหัวคอลัมน์ “รหัสหน่วยงาน” และ “ชื่อหน่วยงาน” ให้ใช้แบบที่ดาวน์โหลดจากหน้านี้")
    if not rows:
        raise _bad("empty", "ไฟล์มีแต่หัวคอลัมน์ ยังไม่มีรายการ")
    return Table(rows, unknown)
