"""แบบคำร้องขอรับการช่วยเหลือประชาชน as PDF for signature, with its annex; set by typst, the text layer is exact.

Source: domain facts 3.6. Neither the identifier nor the telephone of anybody is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import translation

from tidtam.assistance.models import Affected, Request
from tidtam.assistance.queries import requests as asked
from tidtam.assistance.queries import written
from tidtam.letters.papers.typeset import compile_pdf
from tidtam.people import queries as people
from tidtam.thai.dates import MONTHS, be_year
from tidtam.thai.digits import to_thai

ROWS = 33  # of the annex, on each page
DIVISIONS = ("สำนักปลัด", "กองคลัง", "กองช่าง", "กองสวัสดิการสังคม")
_FITS = 360  # of the problem; half of it is wanted. What came by the web may be longer and pushes the rest down
_DOTS = "." * 60

_FORM = """
#let s(n) = n * 2pt / 3 // points of TH Sarabun, which Laksaman draws half as large again
#set page(paper: "a4", margin: (left: 3cm, right: 2cm, top: 1.8cm, bottom: 1.5cm))
#set par(leading: s(0.9), spacing: s(6), justify: false)
#set text(size: s(16), top-edge: 1.279em, bottom-edge: -0.376em)
#let box_ = box(width: 9pt, height: 9pt, stroke: 0.7pt, baseline: 1pt)
#let ticked = box(width: 9pt, height: 9pt, stroke: 0.7pt, baseline: 1pt, align(center + horizon, text(size: 9pt, "X")))
#let signed(name, who) = align(center)[#v(8pt) ลงชื่อ................................................ \\ (#name) \\ #who]
#align(right, text(size: s(14), d.number))
#align(center, text(size: s(20), weight: "bold", d.title))
#align(right)[เขียนที่ #d.office \\ #d.day]
เรื่อง #h(6pt) #d.subject \\
เรียน #h(6pt) #d.head

#h(1.4cm) #d.who

#text(weight: "bold", "๑. ปัญหาความเดือดร้อน")
#block(width: 100%, height: if d.long { auto } else { 3.3cm }, inset: (left: 0.8cm), above: 2pt, below: 2pt, d.problem)
#text(weight: "bold", "๒. ความต้องการรับการช่วยเหลือ")
#block(width: 100%, height: if d.long { auto } else { 1.7cm }, inset: (left: 0.8cm), above: 2pt, below: 2pt, d.wanted)
#h(1.4cm) #d.close
#signed(d.name, "ผู้ขอความช่วยเหลือ")
#v(2pt)
#align(center, text(weight: "bold", "สำหรับเจ้าหน้าที่"))
#set text(size: s(15))
#block(breakable: false, table(
  columns: (1fr, 1fr), stroke: 0.6pt, inset: 4pt, align: left + top,
  [เรียน #d.head \\ #box_ เพื่อโปรดทราบ #h(8pt) #box_ เพื่อโปรดพิจารณาสั่งการ \\ #d.received #signed(h(4.2cm), "ผู้รับเรื่อง")],
  [ความคิดเห็นปลัด \\ #d.dots \\ #d.dots #signed(h(4.2cm), "ปลัด")],
  [คำอนุมัติ/คำสั่ง \\ #d.dots \\ #d.dots #signed(h(4.2cm), d.head)],
  [ส่วนงานที่รับผิดชอบ \\ #d.divisions.map(one => [#if one.on {ticked} else {box_} #one.name]).join(linebreak()) \\
   ผลการดำเนินการ \\ #d.dots],
))
#if d.pages.len() > 0 {
  for page_ in d.pages {
    pagebreak()
    align(center)[#text(size: s(18), weight: "bold", d.annex) \\ #text(size: s(14), d.annex_of)]
    v(3pt)
    set text(size: s(15), top-edge: 1em, bottom-edge: -0.32em)
    table(
      columns: (1.7cm, 1fr, 2.2cm, 1.4cm, 3.6cm, 2.8cm), stroke: 0.5pt, inset: (x: 4pt, y: 0pt), rows: 20pt,
      align: (center + horizon, left + horizon, left + horizon, center + horizon, left + horizon, left + horizon),
      table.header(..d.heads.map(h => align(center + horizon, text(weight: "bold", h)))),
      ..page_.flatten(),
    )
  }
}
"""


@translation.override("th")
def form_paper(request: Request) -> bytes:
    """Return the form of a request and its annex as PDF, A4, Thai digits."""
    affected = list(request.affected.all())
    words = asked.words(request)
    return compile_pdf(_FORM, _head(request) | _who(request, len(affected)) | _officer(request) | {
        "long": len(words.problem) > _FITS or len(words.wanted) > _FITS // 2 or words.problem.count("\n") > 4,
        "problem": to_thai(words.problem), "wanted": to_thai(words.wanted or request.title), "dots": _DOTS,
        "close": "จึงเรียนมาเพื่อโปรดพิจารณา", "annex": "บัญชีแนบท้าย รายชื่อผู้ได้รับความเดือดร้อน",
        "annex_of": to_thai(f"ประกอบคำร้องเลขที่ {request.shown}"), "pages": _pages(affected),
        "heads": ["ลำดับที่", "ชื่อ-สกุล", "บ้านเลขที่", "หมู่ที่", "ลายมือชื่อ", "หมายเหตุ"],
    })  # fmt: skip


def _head(request: Request) -> dict[str, Any]:
    day = request.asked_on
    office = request.office
    head = office.head_title or "นายกองค์การบริหารส่วนตำบล"
    return {
        "number": to_thai(f"เลขที่คำร้อง {request.shown}"), "title": "แบบคำร้องขอรับการช่วยเหลือประชาชน",
        "office": to_thai(written(office)), "head": head, "subject": to_thai(request.title),
        "day": to_thai(f"วันที่ {day.day} เดือน {MONTHS[day.month - 1]} พ.ศ. {be_year(day)}"),
    }  # fmt: skip


def _who(request: Request, affected: int) -> dict[str, Any]:
    """Return the sentence that says who asks and where they live."""
    person = request.person
    home = next(iter(people.addresses(person)), None)
    house, moo = request.house_no, request.moo
    if home is not None and not house:
        house, moo = home.house_no, home.moo
    area = request.area or (home.area if home else None)
    place, here = [], area
    marks = {"subdistrict": "ตำบล", "district": "อำเภอ", "province": "จังหวัด"}
    if area is not None and area.code.startswith("10"):
        marks = {"subdistrict": "แขวง", "district": "เขต", "province": ""}
    while here is not None:
        place.append(marks.get(here.level, "") + here.name_th)
        here = here.parent
    name = f"{person.title}{person.first_name} {person.last_name}".strip()
    parts = [f"ข้าพเจ้า {name}", f"บ้านเลขที่ {house or '-'}", f"หมู่ที่ {moo or '-'}", *place]
    if affected:
        parts.append(f"พร้อมด้วยผู้ได้รับความเดือดร้อน จำนวน {affected} คน ตามบัญชีแนบท้าย")
    parts.append("มีความประสงค์ขอรับการช่วยเหลือ ดังนี้")
    return {"who": to_thai(" ".join(parts)), "name": name}


def _officer(request: Request) -> dict[str, Any]:
    names = list(dict.fromkeys([*DIVISIONS, *([request.division] if request.division else [])]))
    return {
        "received": to_thai(f"เลขรับ {request.shown} ช่องทาง {request.get_door_display()}"),
        "divisions": [{"name": name, "on": name == request.division} for name in names],
    }  # fmt: skip


def _pages(affected: Sequence[Affected]) -> list[list[list[str]]]:
    """Return the annex as pages of 33 lines, the last one filled with empty lines; none without anybody."""
    lines = [
        [to_thai(str(one.seq)), one.name, to_thai(one.house_no), to_thai(one.moo), "", one.note] for one in affected
    ]
    pages = [lines[start : start + ROWS] for start in range(0, len(lines), ROWS)]
    return [page + [[""] * 6] * (ROWS - len(page)) for page in pages]
