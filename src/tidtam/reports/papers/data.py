"""A signed report as data: XLSX, CSV, and the JSON anybody can compute the hash from."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import xlsxwriter

from tidtam.files.exports import LONGEST_CELL, safe
from tidtam.reports.papers import saying
from tidtam.reports.queries.answering import Told
from tidtam.reports.rules.form import Column, Type, Value
from tidtam.reports.rules.sealing import canonical

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FORMATS = {Type.COUNT: "#,##0", Type.MONEY: "#,##0.00", Type.RATE: "0.00"}


def as_json(told: Told) -> bytes:
    """Return what was hashed, with the hash and words to read it by.

    The bytes of `signed` are the very bytes that were hashed: from the first brace after `"signed":` to the one before
    the last, SHA-256. Read and written again with sorted keys, no blanks and no escapes they are the same.
    """
    about = {
        "title": told.report.template.title, "office": told.office,
        "period": saying.period(told.report.period_start, told.report.period_end),
        "labels": {one.code: one.label for one in told.form.columns},
        "how": "SHA-256 ของข้อความใน signed เขียนเป็น JSON เรียงคีย์ ไม่มีช่องว่าง อักษรไทยตามเดิม (UTF-8)",
    }  # fmt: skip
    head = json.dumps({"about": about, "hash": told.edition.hash}, ensure_ascii=False)[:-1].encode()
    return head + b', "signed":' + canonical(told.signed) + b"}"


def as_csv(told: Told) -> bytes:
    """Return the table as CSV for spreadsheets: UTF-8 with its mark, no cell begins a formula.

    Under the table stand whether nothing was done, whom the sum lacks, and the hash: this file is read alone.
    """
    out = io.StringIO(newline="")
    sheet = csv.writer(out)
    sheet.writerow([safe(one) for one in _titles(told)])
    sheet.writerow([safe(one) for one in ("หน่วยงาน", *(_head(one) for one in told.form.columns))])
    for name, values in _lines(told):
        sheet.writerow([safe(name), *(_plain(one, values.get(one.code)) for one in told.form.columns)])
    for label, words in _limits(told):
        sheet.writerow([label, safe(words)])
    sheet.writerow(["SHA-256", told.edition.hash])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _plain(column: Column, value: Value) -> str:
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else safe(str(value))


def as_xlsx(told: Told) -> bytes:
    """Return the table as XLSX, numbers as numbers, and a second sheet with checks, notes, who is missing, the hash."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top", "align": "center"})
    wrap, strong = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
    formats = {kind: book.add_format({"num_format": code, "valign": "top"}) for kind, code in _FORMATS.items()}
    sheet = book.add_worksheet("รายงาน")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for line, words in enumerate(_titles(told)):
        sheet.write_string(line, 0, words, strong)
    top = len(_titles(told))
    sheet.repeat_rows(top)
    sheet.freeze_panes(top + 1, 1)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, len(told.form.columns), 14)
    for column, words in enumerate(("หน่วยงาน", *(_head(one) for one in told.form.columns))):
        sheet.write_string(top, column, words, bold)
    for line, (name, values) in enumerate(_lines(told), top + 1):
        sheet.write_string(line, 0, name, wrap)
        for place, one in enumerate(told.form.columns, 1):
            _write(sheet, line, place, values.get(one.code), formats.get(one.type, wrap), wrap)
    _second(book, told, strong, wrap)
    book.close()
    return out.getvalue()


def _write(sheet: Any, line: int, column: int, value: Value, number: Any, words: Any) -> None:
    if isinstance(value, Decimal):
        sheet.write_number(line, column, int(value) if value == value.to_integral_value() else float(value), number)
    elif value:
        sheet.write_string(line, column, str(value)[:LONGEST_CELL], words)


def _second(book: Any, told: Told, strong: Any, wrap: Any) -> None:
    sheet = book.add_worksheet("ที่มา")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    edition = told.edition
    rows: list[tuple[str, str]] = [
        ("ลงนามโดย", " ".join(saying.signer(edition))), ("ลงนามเมื่อ", saying.at(edition.signed_at)),
        ("ผู้จัดทำ", edition.prepared_name), ("ฉบับที่", str(edition.no)), ("เหตุที่แก้ไข", edition.reason),
        ("SHA-256", edition.hash), ("เลขรายงาน", told.report.public_id),
        *((f"ข้อตรวจ: {'ผ่าน' if one.held else 'ไม่ผ่าน'}", one.words) for one in saying.checks(told)),
        *((f"หมายเหตุ: {label}", words) for label, words in saying.notes(told)),
        *_limits(told),
    ]  # fmt: skip
    for line, (label, words) in enumerate(rows):
        sheet.write_string(line, 0, label[:LONGEST_CELL], strong)
        sheet.write_string(line, 1, words[:LONGEST_CELL], wrap)


def _limits(told: Told) -> list[tuple[str, str]]:
    """Return what the figures do not say by themselves: whether nothing was done, and whom the sum lacks."""
    nil = ("ไม่มีการดำเนินงาน", "ใช่" if told.edition.nil else "ไม่ใช่")
    return [nil, *(("ยังไม่รวม", name) for name in told.missing)]


def _titles(told: Told) -> tuple[str, ...]:
    report = told.report
    return (
        report.template.title, told.office,
        f"งวดวันที่ {saying.period(report.period_start, report.period_end)} ฉบับที่ {told.edition.no}",
    )  # fmt: skip


def _head(column: Column) -> str:
    return f"{column.label} ({column.unit})" if column.unit else column.label


def _lines(told: Told) -> Iterable[tuple[str, Any]]:
    yield from told.rows
    if told.is_upper:
        got = len(told.edition.children)
        yield f"รวม {got:,} จาก {got + len(told.missing):,} แห่ง" if told.missing else "รวม", told.values
