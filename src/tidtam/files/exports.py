"""Exports on disk: sheets written row by row in constant memory, sealed in pieces, read back piece by piece.

Nothing in a sheet ever runs: every text is written as text, and in CSV a text that could begin a formula gets an
apostrophe first. Every sheet says who took it out, when, for which office and what for. Source: design §6.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.conf import settings

from tidtam.files import vault
from tidtam.kernel.problem import Problem
from tidtam.thai.dates import short_date

PIECE = 1024 * 1024
SHEET_ROWS = 1_048_000  # Excel holds 1,048,576 with head and mark
LONGEST_CELL = 32_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
EVERY = 20_000  # rows between two words of progress
_MEASURED, _WIDEST = 500, 48  # lines a column's width is taken from; signs it has at most
_OVER = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip

Cell = str | int | Decimal | None
Row = Sequence[Cell]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What to write: a name, its heads, its rows."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Row]


@dataclass(frozen=True, slots=True)
class Mark:
    """The watermark of a sheet: one sentence, on every sheet and in the foot of every page."""

    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """What lies on disk now."""

    rows: int
    size: int
    sha256: str


def safe(text: str) -> str:
    """Return text no spreadsheet runs: one that could begin a formula begins with an apostrophe."""
    return f"'{text}" if text.startswith(_STARTS) or text.lstrip().startswith(_STARTS[:4]) else text


def folder() -> Path:
    """Return where exports lie, made when it is missing, for us alone."""
    place = Path(settings.DATA) / "exports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def write(public_id: str, kind: str, sheets: Iterable[Sheet], mark: Mark, told: Progress) -> Written:
    """Write the sheets and seal them under the export's name. Shape: memory does not grow with the rows.

    The plain file lives only until it is sealed, under a name nobody knows, readable by us alone.
    """
    bare = folder() / f".{secrets.token_hex(12)}"
    os.close(os.open(bare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        rows = _csv(bare, sheets, mark, told) if kind == "csv" else _xlsx(bare, sheets, mark, told)
        return _seal(public_id, bare, rows)
    finally:
        bare.unlink(missing_ok=True)


def _xlsx(path: Path, sheets: Iterable[Sheet], mark: Mark, told: Progress) -> int:
    written = 0
    with xlsxwriter.Workbook(str(path), _OPTIONS | {"tmpdir": str(folder())}) as book:
        bold, small = book.add_format({"bold": True, "bottom": 1}), book.add_format({"italic": True})
        for one in sheets:
            rows, number = iter(one.rows), 1
            more = True
            while more:
                name = (one.name if number == 1 else f"{one.name} {number}")[:31]
                sheet = _begin(book, name, one.heads, mark, bold, small)
                line, more = 2, False
                widths = [_width(head) for head in one.heads]
                for row in rows:
                    for column, cell in enumerate(row):
                        if isinstance(cell, int | Decimal):
                            sheet.write_number(line, column, float(cell) if isinstance(cell, Decimal) else cell)
                        elif cell:
                            sheet.write_string(line, column, cell[:LONGEST_CELL])
                            if line < _MEASURED:
                                widths[column] = max(widths[column], _width(cell[:_WIDEST]))
                    line, written = line + 1, written + 1
                    if not written % EVERY:
                        told(written)
                    if line - 2 >= SHEET_ROWS:
                        more = True
                        break
                for column, wide in enumerate(widths):
                    sheet.set_column(column, column, min(_WIDEST, max(8, wide + 3)))
                sheet.autofilter(1, 0, max(1, line - 1), len(widths) - 1)
                number += 1
    return written


def _width(text: str) -> int:
    """Return how many signs wide a text is: marks above and below stand over another."""
    return max((len(_OVER.sub("", line)) for line in text.split("\n")), default=0)


def _begin(book: Any, name: str, heads: Sequence[str], mark: Mark, bold: Any, small: Any) -> Any:
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)  # as wide as the paper, as many pages as it takes
    # An ampersand begins a code in heads and feet of Excel; its own limit is 255 signs.
    sheet.set_footer("&L&8" + mark.text.replace("&", "&&")[:230] + "&R&8&P/&N")
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(1)
    sheet.write_string(0, 0, mark.text, small)
    for column, head in enumerate(heads):
        sheet.write_string(1, column, head, bold)
    return sheet


def _csv(path: Path, sheets: Iterable[Sheet], mark: Mark, told: Progress) -> int:
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        for one in sheets:
            out.writerow([safe(mark.text)])
            out.writerow([safe(head) for head in one.heads])
            for row in one.rows:
                out.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
                written += 1
                if not written % EVERY:
                    told(written)
        out.writerow([safe(mark.text)])
    return written


def _name(public_id: str) -> Path:
    return folder() / f"{public_id}.sealed"


def _seal(public_id: str, bare: Path, rows: int) -> Written:
    digest, size = hashlib.sha256(), 0
    target = _name(public_id)
    half = target.with_suffix(".part")
    with bare.open("rb") as source, os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        for number, piece in enumerate(iter(lambda: source.read(PIECE), b"")):
            digest.update(piece)
            size += len(piece)
            sealed = vault.seal(piece, bound_to=f"{public_id}/{number}")
            out.write(len(sealed).to_bytes(4, "big") + sealed)
        out.flush()
        os.fsync(out.fileno())
    half.replace(target)
    return Written(rows, size, digest.hexdigest())


def pieces(public_id: str) -> Iterator[bytes]:
    """Yield the content of an export. Errors: Problem files.missing, files.damaged, files.key_missing."""
    try:
        source = _name(public_id).open("rb")
    except FileNotFoundError as error:
        raise Problem("files.missing", "ไฟล์นี้ถูกลบแล้ว ส่งออกใหม่อีกครั้ง", field="file") from error
    return _pieces(public_id, source)


def _pieces(public_id: str, source: Any) -> Iterator[bytes]:
    with source:
        number = 0
        while head := source.read(4):
            yield vault.unseal(source.read(int.from_bytes(head, "big")), bound_to=f"{public_id}/{number}")
            number += 1


def drop(public_id: str) -> None:
    """Delete an export's file."""
    _name(public_id).unlink(missing_ok=True)


def said(value: date | datetime | None) -> str:
    """Return a day for a sheet as offices write it, in words, so that no spreadsheet takes its year for another."""
    return short_date(value) if isinstance(value, date) else ""
