"""The registers and the receipt stamp as PDF, set by typst in Laksaman; the text layer is exact."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import typst

from tidtam.thai.digits import to_thai
from tidtam.thai.words import office_pieces

_FONTS = '("Laksaman", "Sarabun", "TH Sarabun New", "Noto Sans Thai")'
_WHOLE = ("ยาเสพติด",)
# Values come in as JSON, never as source: a subject can hold any sign of the typesetter's own language.
_HEAD = (
    f'#let d = json(bytes(sys.inputs.data))\n#set text(font: {_FONTS}, lang: "th", size: 11pt)\n'
    # Laksaman sets a mark above a mark as one glyph of both: the text layer would say the syllable twice (ดิ์ดิ์).
    '#set text(features: ("mkmk": 0))\n'
    "#set text(top-edge: 1em, bottom-edge: -0.32em)\n"
    '#let thai(n) = str(n).clusters().map(c => ("๐","๑","๒","๓","๔","๕","๖","๗","๘","๙").at(int(c))).join()\n'
)
# A table over many sheets, in a `context`. A line does not end inside a kept piece if that fits the width, and a row
# stays on one sheet if it is not higher than a sheet: what does not fit is broken, and never set out of its cell.
# A row of few signs is not measured: it would take as long as setting it.
TABLES = """
#let fitted(parts, wide, dress: it => it) = dress(
  parts.map(p => if p.at(1) and measure(dress(p.at(0))).width <= wide { box(p.at(0)) } else { p.at(0) }).join())
#let whole-rows(rows, columns, inset, high, dress: (x, it) => it, few: 250) = rows.map(row => {
  let cells = row.enumerate().map(((x, parts)) => fitted(parts, columns.at(x) - 2 * inset.x, dress: dress.with(x)))
  let signs = row.map(parts => parts.map(p => p.at(0)).join(default: ""))
  let short = signs.all(one => one.len() <= 3 * few and "\\n" not in one)
  let tall = not short and measure(table(columns: columns, inset: inset, ..cells)).height > high
  cells.map(cell => table.cell(breakable: tall, cell))
}).flatten()
"""
_REGISTER_BODY = """
#let side = 1cm
#set page(paper: "a4", flipped: true, margin: (x: side, top: 1.3cm, bottom: 1.5cm),
  footer: context align(center, text(size: 10pt, thai(counter(page).get().first()))))
#align(center)[#text(size: 15pt, weight: "bold", d.title) \\ #text(size: 12pt, d.office)]
#v(4pt)
#set par(leading: 0.1em)
#set text(size: 10pt)
// A letter's number, a date and องค์การบริหารส่วนตำบล each fit one line of their column; the matter has what is left.
#let (number, letter, day, office, acted, note) = (1.4cm, 3.75cm, 2.6cm, 3.75cm, 2.7cm, 1.75cm)
#let matter = 29.7cm - 2 * side - number - letter - 2 * day - 2 * office - acted - note
#let columns = (number, letter, day, office, office, matter, day, acted, note)
#let inset = (x: 3.5pt, y: 2.5pt)
#let head = d.head.map(h => align(center + horizon, text(weight: "bold", h)))
#context {
  let high = 21cm - 2.8cm - measure(table(columns: columns, inset: inset, ..head)).height
  table(columns: columns, inset: inset, stroke: 0.5pt, align: left + top,
    table.header(..head), ..whole-rows(d.rows, columns, inset, high))
}
"""
_STAMP = """
#set page(width: 74mm, height: auto, margin: 3mm)
#set text(size: 13pt, fill: rgb("#2f4390"))
#rect(width: 100%, stroke: 1.2pt + rgb("#3a4fa0"), inset: 6pt)[
  #set par(leading: 0.1em)
  #align(center, text(weight: "bold", d.office))
  #grid(columns: (auto, 1fr), row-gutter: 2pt, column-gutter: 6pt,
    d.words.number, d.number, d.words.date, d.date, d.words.time, d.time)
]
"""


_kept = threading.local()


def _compiler() -> Any:
    """Return this thread's typesetter, which has the fonts at hand: reading them anew takes ten times as long."""
    if not hasattr(_kept, "compiler"):
        _kept.compiler = typst.Compiler()
    return _kept.compiler


def compile_pdf(source: str, data: dict[str, Any], *, standard: str = "", dated: date | None = None) -> bytes:
    """Return a PDF of a typst source; its values come in as JSON under `d`, `thai(n)` writes Thai digits.

    `standard`: "a-2b", or "a-3b" for one with a file in it. With `dated` the same values give the same bytes.
    """
    made = _compiler().compile(
        (_HEAD + source).encode(), format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=[standard] if standard else [],
        timestamp=datetime(dated.year, dated.month, dated.day, tzinfo=UTC) if dated else None,
    )  # fmt: skip
    return bytes(made)


def register_paper(title: str, office: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return the register as PDF, A4 across, Thai digits. Shape of a row: nine texts, the columns of the regulation."""
    return compile_pdf(
        TABLES + _REGISTER_BODY,
        {
            "title": to_thai(title), "office": to_thai(office), "head": list(head),
            "rows": [[_cell(cell) for cell in row] for row in rows] or [[[]] * len(head)],
        },
    )  # fmt: skip


def _cell(words: str) -> list[list[str | bool]]:
    """Return a cell in pieces, and whether a line never ends inside each, if it fits its column."""
    return office_pieces(to_thai(words), names=_WHOLE)


def receipt_stamp(*, office: str, number: str, date: str, time: str) -> bytes:
    """Return ตรารับ as a small PDF: office, number, date, hour, in Thai digits.

    Source: regulation on saraban work, the receiving stamp (domain facts 5.5).
    """
    return compile_pdf(
        _STAMP,
        {
            "office": to_thai(office), "number": to_thai(number), "date": to_thai(date), "time": to_thai(time),
            "words": {"number": "เลขรับ", "date": "วันที่", "time": "เวลา"},
        },
    )  # fmt: skip
