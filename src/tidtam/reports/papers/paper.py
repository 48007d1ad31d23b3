"""A signed report as PDF/A in the form's layout: a table across, totals, notes, who is missing, signature, hash, QR.

The JSON that was hashed lies inside the file, so that the paper proves itself without our server.
"""

from __future__ import annotations

from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

from tidtam.letters.papers import typeset
from tidtam.letters.papers.official import qr
from tidtam.reports.papers import data, saying
from tidtam.reports.queries.answering import Told
from tidtam.reports.rules.form import Column, Type, Value
from tidtam.thai.digits import to_thai
from tidtam.thai.words import office_pieces, pieces

MOST_COLUMNS = 12  # of a table; a form with more is printed in parts one below the other
_WHOLE = ("ยาเสพติด",)
_WORDS = {
    "no": "ที่", "office": "หน่วยงาน", "total": "รวม", "notes": "หมายเหตุ", "missing": "หน่วยงานที่ยังไม่รวมในรายงานนี้",
    "texts": "รายละเอียด", "nil": "ไม่มีการดำเนินงานในงวดนี้", "signed": "ลงนามในระบบ", "prepared": "ผู้จัดทำ",
    "hash": "ค่าแฮช SHA-256 ของข้อมูลที่ลงนาม (อยู่ในไฟล์ report.json ที่แนบในเอกสารนี้)", "check": "ตรวจสอบได้ที่",
    "changed": "แก้ไขจากฉบับก่อน", "checks": "ข้อตรวจที่ไม่ผ่าน", "page": "หน้า", "edition": "ฉบับที่",
    "annex": "เอกสารที่แนบแยก",
}  # fmt: skip


@cache
def _source() -> str:
    return (Path(__file__).parent / "paper.typ").read_text(encoding="utf-8")


def report_pdf(told: Told, *, check: str = "") -> bytes:
    """Return the edition as PDF/A-3, A4 across, Thai digits. `check` is the address in the QR; "" for none."""
    edition, report = told.edition, told.report
    columns = saying.numbers(told)
    values: dict[str, Any] = {
        "words": _WORDS, "title": pieces(to_thai(told.form.layout or report.template.title)),
        "office": to_thai(told.office), "code": report.template.code,
        "period": to_thai(f"งวดวันที่ {saying.period(report.period_start, report.period_end)}"),
        "edition": to_thai(str(edition.no)), "nil": edition.nil,
        "parts": [_part(told, part) for part in _parts(columns)],
        "notes": [[label, to_thai(words)] for label, words in saying.notes(told)],
        "texts": [[label, office if told.is_upper else "", to_thai(words)]
                  for label, office, words in saying.texts(told)],
        "missing": [to_thai(name) for name in told.missing],
        "failed": [to_thai(one.words) for one in saying.checks(told) if not one.held],
        "annex": to_thai(_annex(told)),
        "changed": _changed(told), "reason": to_thai(edition.reason),
        "signer": [to_thai(line) for line in saying.signer(edition)],
        "signed_at": to_thai(saying.at(edition.signed_at)),
        "prepared": [to_thai(edition.prepared_name), to_thai(saying.at(edition.prepared_at))]
        if edition.prepared_name and edition.prepared_at else [],
        "hash": saying.grouped(edition.hash), "mark": f"{report.public_id} · {edition.hash[:16]}",
        "qr": qr(check) if check else "", "check": check.partition("://")[2],
        "attached": data.as_json(told).decode(),
    }  # fmt: skip
    return typeset.compile_pdf(
        typeset.TABLES + _source(), values, standard="a-3b", dated=edition.signed_at.astimezone().date(),
    )  # fmt: skip


def _annex(told: Told) -> str:
    """Return what is said of the name list that goes apart: how many it names, and that it does not name all."""
    count = saying.movers(told.edition)
    return " ".join(filter(None, (f"{saying.MOVERS} {count}" if count else "", saying.unlisted(told))))


def _parts(columns: list[Column]) -> list[list[Column]]:
    count = max(1, ceil(len(columns) / MOST_COLUMNS))
    size = ceil(len(columns) / count) or 1
    return [columns[n : n + size] for n in range(0, len(columns), size)]


def _part(told: Told, columns: list[Column]) -> dict[str, Any]:
    rows = [
        [
            to_thai(str(n)),
            office_pieces(to_thai(name), names=_WHOLE),
            [_cell(one, values.get(one.code)) for one in columns],
        ]
        for n, (name, values) in enumerate(told.rows, 1)
    ]
    return {
        "head": [[pieces(to_thai(one.label)), _unit(one)] for one in columns], "rows": rows,
        "total": [_cell(one, told.values.get(one.code)) for one in columns] if told.is_upper else [],
    }  # fmt: skip


def _unit(column: Column) -> str:
    return f"({column.unit})" if column.unit else "(ร้อยละ)" if column.type is Type.RATE and column.times == 100 else ""


def _cell(column: Column, value: Value) -> str:
    return to_thai(saying.figure(column, value))


def _changed(told: Told) -> list[list[str]]:
    """Return what differs from the edition before: label, then, now."""
    found = []
    for one in told.edition.diff:
        column = told.form.columns_by_code.get(one["cell"])
        if column is not None:
            found.append([column.label, to_thai(str(one["before"] or "–")), to_thai(str(one["after"] or "–"))])
    return found
