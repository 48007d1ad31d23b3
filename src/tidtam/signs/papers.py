"""Signs as they are printed: eight to an A4 sheet, an A4 poster, a vinyl; QR by segno, pages by typst."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import segno

from tidtam.letters.papers.typeset import compile_pdf
from tidtam.signs.choices import Size
from tidtam.signs.models import Sign

HEAD = ("พบเห็นยาเสพติด", "แจ้งได้ ไม่ต้องบอกชื่อ")
HOW = "สแกนเพื่อแจ้งเบาะแส"
CALL = ("สายด่วน ป.ป.ส. 1386", "เหตุด่วน 191")
PROMISE = "ระบบไม่เก็บชื่อ เบอร์ หรือหมายเลขเครื่องของผู้แจ้ง"

_LABEL = """
#set page(paper: "a4", margin: (x: 1cm, y: 1cm))
#set par(leading: 0.35em)
#grid(columns: (1fr, 1fr), column-gutter: 5mm, row-gutter: 5mm,
  ..d.signs.map(s => block(breakable: false, width: 100%, height: 64.5mm, stroke: 0.5pt + rgb("#999999"), inset: 4mm,
    grid(columns: (37mm, 1fr), column-gutter: 4mm, align: (center + horizon, left + horizon),
      stack(spacing: 1.5mm, image(bytes(s.qr), format: "svg", width: 37mm),
        text(size: 11pt, weight: "bold", s.code)),
      [
        #text(size: 13pt, weight: "bold", d.head.join(linebreak()))
        #v(1mm)
        #text(size: 10.5pt, d.call.join(linebreak()))
        #v(1mm)
        #text(size: 8pt, [#s.where #s.area.map(one => box(one)).join([ ])]) \\
        #text(size: 8pt, s.office)
      ]))))
"""
_A4 = """
#set page(paper: "a4", margin: (x: 1.6cm, y: 1.5cm))
#set par(leading: 0.3em, spacing: 0.5em)
#for (n, s) in d.signs.enumerate() [
  #if n > 0 { pagebreak() }
  #align(center)[
    #block(width: 100%, fill: rgb("#a8203f"), inset: 8mm,
      text(size: 32pt, weight: "bold", fill: white, d.head.join(linebreak())))
    #v(5mm)
    #text(size: 24pt, weight: "bold", d.how)
    #v(2mm)
    #image(bytes(s.qr), format: "svg", width: 10.5cm)
    #text(size: 20pt, weight: "bold", s.code)
    #v(4mm)
    #text(size: 22pt, weight: "bold", d.call.join(" · "))
    #v(2mm)
    #text(size: 14pt, d.promise)
    #v(1fr)
    #text(size: 11pt, [#s.where #s.area.map(one => box(one)).join([ ])]) \\
    #text(size: 11pt, s.office)
  ]
]
"""
_VINYL = """
#set page(width: 120cm, height: 80cm, margin: 4cm)
#set par(leading: 0.4em)
#for (n, s) in d.signs.enumerate() [
  #if n > 0 { pagebreak() }
  #block(width: 100%, fill: rgb("#a8203f"), inset: 3cm,
    align(center, text(size: 150pt, weight: "bold", fill: white, d.head.join(" "))))
  #v(1fr)
  #grid(columns: (46cm, 1fr), column-gutter: 5cm, align: (center + horizon, left + horizon),
    stack(spacing: 1.5cm, image(bytes(s.qr), format: "svg", width: 42cm),
      text(size: 72pt, weight: "bold", s.code)),
    [
      #text(size: 130pt, weight: "bold", d.how)
      #v(3cm)
      #text(size: 105pt, weight: "bold", d.call.at(0)) \\
      #text(size: 105pt, weight: "bold", d.call.at(1))
      #v(3cm)
      #text(size: 58pt, d.promise)
      #v(2cm)
      #text(size: 44pt, [#s.where #s.area.map(one => box(one)).join([ ])]) \\
      #text(size: 44pt, s.office)
    ])
  #v(1fr)
]
"""
_PAGES = {Size.LABEL: _LABEL, Size.A4: _A4, Size.VINYL: _VINYL}


def address(sign: Sign, base: str) -> str:
    """Return what a sign's QR code says."""
    return f"{base.rstrip('/')}/s/{sign.code}"


def qr(text: str) -> bytes:
    """Return a QR code as SVG, with its quiet zone; the higher correction bears dust and scratches."""
    out = io.BytesIO()
    segno.make(text, error="q", micro=False).save(
        out, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False
    )
    return out.getvalue()


def print_sheet(signs: Sequence[Sign], size: str, base: str) -> bytes:
    """Return the PDF of signs in one size. Shape: one page per sign, eight on a page of labels."""
    data: dict[str, Any] = {
        "head": HEAD, "how": HOW, "call": CALL, "promise": PROMISE,
        "signs": [
            {
                "qr": qr(address(one, base)).decode(), "code": one.spelt, "where": f"ป้ายนี้ติดที่ {one.place}",
                "area": area(one), "office": one.office.name_th,
            }
            for one in signs
        ],
    }  # fmt: skip
    return compile_pdf(_PAGES[Size(size)], data)


def area(sign: Sign) -> list[str]:
    """Return tambon and district as printed, each never broken: with them a copy elsewhere shows itself."""
    here = sign.area
    bangkok = here.pk.startswith("10")
    parts = [f"{'แขวง' if bangkok else 'ต.'}{here.name_th}"]
    if here.parent:
        parts.append(f"{'เขต' if bangkok else 'อ.'}{here.parent.name_th}")
    return parts
