"""The name list of who moved away as PDF: the enclosure the letter asks for, for those who may read names.

Source: letter 001 item 3 (domain facts O07).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tidtam.letters.papers import typeset
from tidtam.reports.models import Report
from tidtam.reports.papers import saying
from tidtam.reports.queries.annex import Annex
from tidtam.thai.dates import short_date
from tidtam.thai.digits import to_thai
from tidtam.thai.words import pieces

_SOURCE = """
#let s(n) = n * 2pt / 3
#let kept(parts) = parts.map(p => if p.at(1) { box(p.at(0)) } else { p.at(0) }).join()
#set page(paper: "a4", margin: (x: 2cm, top: 1.8cm, bottom: 1.8cm),
  header: align(right, text(size: s(14), weight: "bold", d.secret)),
  footer: context text(size: s(12), grid(columns: (1fr, auto), align: (left, right),
    d.mark, [หน้า #thai(counter(page).get().first())/#thai(counter(page).final().first())])))
#set text(size: s(15), top-edge: 1.2em, bottom-edge: -0.34em, hyphenate: false)
#set par(leading: s(0.5), spacing: s(4))
#align(center)[
  #text(size: s(18), weight: "bold", d.title) \\
  #kept(d.report) \\
  #text(weight: "bold", d.office) #h(s(8)) #d.period
]
#table(
  columns: (0.9cm, 4.2cm, 1fr, 4cm, 2.3cm), stroke: 0.4pt, inset: (x: 3pt, y: 2pt),
  align: (x, y) => if y == 0 or x == 0 or x == 4 { center + horizon } else { left + horizon },
  table.header(..d.head.map(h => strong(h))),
  ..d.rows.map(r => (r.at(0), r.at(1), kept(r.at(2)), kept(r.at(3)), box(r.at(4)))).flatten(),
)
#if d.rest != "" [ #d.rest ]
#if d.unhanded != "" [ #d.unhanded ]
#if d.signed != "" [ #d.signed ]
"""
_TITLE = "บัญชีรายชื่อและที่อยู่ใหม่ของผู้ผ่านการฟื้นฟูสภาพทางสังคมที่ย้ายออก"
_HEAD = ("ที่", "ชื่อ", "ที่อยู่ใหม่", "ส่งต่อให้", "วันที่")


def movers_pdf(report: Report, annex: Annex, *, printed_by: str, at: datetime) -> bytes:
    """Return the list as PDF, A4, Thai digits; each sheet says that it is secret, who printed it and when."""
    values: dict[str, Any] = {
        "secret": "ลับ", "title": _TITLE, "report": pieces(f"แนบท้าย {to_thai(report.template.title)}"),
        "office": to_thai(report.office.name_th),
        "period": to_thai(f"งวดวันที่ {saying.period(report.period_start, report.period_end)}"), "head": list(_HEAD),
        "rows": [
            [to_thai(str(no)), one.name, pieces(to_thai(one.new_address or "–")), _office(to_thai(one.to_office)),
             to_thai(short_date(one.handed_on))]
            for no, one in enumerate(annex.rows, 1)
        ] or [["", "ไม่มีผู้ย้ายออก", [], [], ""]],
        "rest": to_thai(f"อีก {annex.hidden} คนอยู่ในบัญชีของหน่วยงานอื่น") if annex.hidden else "",
        "unhanded": to_thai(f"ย้ายออกนอกจังหวัดแล้ว ยังไม่ได้ส่งต่อ {annex.unhanded} คน จึงยังไม่มีชื่อในบัญชี")
        if annex.unhanded else "",
        "signed": to_thai(f"รายชื่อตามฉบับที่ {report.edition} ที่ลงนาม") if annex.signed else "ร่าง ยังไม่ลงนาม",
        "mark": f"{report.public_id} · พิมพ์โดย {printed_by} {to_thai(saying.at(at))}",
    }  # fmt: skip
    return typeset.compile_pdf(_SOURCE, values, standard="a-2b", dated=at.astimezone().date())


def _office(name: str) -> list[list[str | bool]]:
    """Cut the name of an office where a line may break: before the district, never within its name."""
    before, found, district = name.partition("อำเภอ")
    return [[before, True], [found + district, True]] if before and found else pieces(name)
