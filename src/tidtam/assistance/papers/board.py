"""The announcement for the board: names and categories, nothing else of anybody."""

from __future__ import annotations

from django.utils import translation

from tidtam.assistance.models import Announcement
from tidtam.letters.papers.typeset import compile_pdf
from tidtam.thai.dates import be_year, long_date
from tidtam.thai.digits import to_thai
from tidtam.thai.words import pieces

_ANNOUNCEMENT = """
#let s(n) = n * 2pt / 3 // points of TH Sarabun, which Laksaman draws half as large again
#let kept(pieces) = pieces.map(p => if p.at(1) { box(p.at(0)) } else { p.at(0) }).join()
#set page(paper: "a4", margin: (left: 3cm, right: 2cm, top: 2.5cm, bottom: 2cm))
#set text(size: s(16), top-edge: 1.279em, bottom-edge: -0.376em)
#set par(leading: s(0.9), spacing: s(6), justify: false)
#align(center)[#for line in d.head { text(weight: "bold", line); linebreak() }]
#v(6pt)
#par(first-line-indent: (amount: 2.5cm, all: true), kept(d.body))
#v(6pt)
#table(columns: (1.4cm, 1fr, 6.4cm), stroke: 0.5pt, inset: (x: 5pt, y: 5pt),
  table.header(..d.columns.map(h => align(center, text(weight: "bold", h)))), ..d.rows.flatten())
#v(10pt)
#par(first-line-indent: (amount: 2.5cm, all: true), d.until)
#v(34pt)
#align(right, block(width: 8cm, align(center)[(#("." * 44)) \\ #d.sign]))
"""


@translation.override("th")
def announcement(one: Announcement) -> bytes:
    """Return an announcement as PDF for the board of an office."""
    rows = [[str(line.seq), line.name, str(line.get_category_display())] for line in one.lines.order_by("seq")]
    head = [f"ประกาศ{one.office.name_th}", f"ที่ {one.number}/{be_year(one.from_on)}", f"เรื่อง {one.title}"]
    until = f"ปิดประกาศตั้งแต่วันที่ {long_date(one.from_on)} ถึงวันที่ {long_date(one.to_on)}"
    return compile_pdf(
        _ANNOUNCEMENT,
        {
            "head": [to_thai(line) for line in head],
            "body": pieces(to_thai(f"{one.office.name_th} ได้ช่วยเหลือประชาชนแล้วตามบัญชีรายชื่อต่อไปนี้ จำนวน {len(rows)} ราย")),
            "columns": ["ลำดับ", "ชื่อ-สกุล", "ประเภทความช่วยเหลือ"],
            "rows": [[to_thai(cell) for cell in row] for row in rows] or [["", "", ""]], "until": to_thai(until),
            "sign": "ผู้มีอำนาจลงนามประกาศ",
        },
    )  # fmt: skip
