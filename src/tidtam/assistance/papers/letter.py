"""The letter that carries a referral's code: form of an outside letter, place for the Garuda, QR and six digits.

Source: domain facts 5.2. The number comes from the office's outgoing register. Nobody's name or history is printed:
what it is about opens only with code and digits.
"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import segno

from tidtam.letters.models import Letter
from tidtam.letters.papers.typeset import compile_pdf
from tidtam.thai.dates import long_date
from tidtam.thai.digits import to_thai
from tidtam.thai.words import pieces

# The measures are those of every outside letter (`letters.papers.official`); sizes are points of TH Sarabun.
_LETTER = """
#let s(n) = n * 2pt / 3
#let kept(pieces) = pieces.map(p => if p.at(1) { box(p.at(0)) } else { p.at(0) }).join()
#let row(label, body) = grid(columns: (auto, 1fr), column-gutter: s(10), label, body)
#let gap(n) = v(s(n), weak: false)
#set page(paper: "a4", margin: (left: 3cm, right: 2cm, top: 2.5cm, bottom: 2cm))
#set text(size: s(16), top-edge: 1.279em, bottom-edge: -0.376em, hyphenate: false)
#set par(leading: s(0.9), spacing: s(6), justify: false)
#v(1.42cm) // above it the Garuda of the office's own paper, three centimetres high
#grid(columns: (1fr, 7cm), column-gutter: 8pt, row(d.at_word, box(d.number)),
  [#kept(d.office) #if d.address.len() > 0 [\\ #kept(d.address)]])
#gap(6)
#h(7.5cm)#box(d.date)
#gap(6)
#row(d.subject_word, kept(d.subject))
#gap(6)
#row(d.dear_word, kept(d.to))
#gap(6)
#if d.cited != "" { row(d.cited_word, kept(d.cited)); gap(6) }
#{
  set par(first-line-indent: (amount: 2.5cm, all: true))
  for words in d.body { par(kept(words)) }
}
#gap(12)
#pad(left: 4cm, align(center)[#d.close \\ #v(s(80)) (#("." * 60)) \\ #d.position])
#v(1fr)
#line(length: 100%, stroke: 0.5pt)
#gap(6)
#grid(columns: (4.2cm, 1fr), column-gutter: 14pt, align: (left, left + horizon),
  image(bytes(d.qr), format: "svg", width: 4.2cm),
  [#d.how #gap(4) #d.pin_word #h(6pt) #text(size: s(30), weight: "bold", tracking: 3pt, d.pin) #gap(4)
   #text(size: s(14), d.until)])
#gap(8)
#kept(d.office) \\ #d.phone
"""


def qr(address: str) -> str:
    """Return the QR code of an address as SVG, with its quiet zone."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True
    )
    return out.getvalue().decode()


def _place(name: str) -> list[list[str | bool]]:
    """Return a name in pieces a line may end between: before its province, not inside."""
    head, mark, place = name.partition("จังหวัด")
    parts: list[list[str | bool]] = [[head, False], [mark + place, True]]
    return [part for part in parts if part[0]]


def referral_letter(
    *, office: str, number: str, address: str, phone: str, position: str, to: str, what: str, day: date,
    answer_by: date, until: date, link: str, pin: str, replaces: Letter | None = None,
) -> bytes:  # fmt: skip
    """Return the letter as PDF, A4, Thai digits but for the six to be typed. `replaces`: the letter it stands for."""
    cited = ""
    if replaces is not None:
        dated = f" ลงวันที่ {long_date(replaces.date, thai_digits=True)}" if replaces.date else ""
        cited = f"หนังสือ{office} ที่ {to_thai(replaces.number)}{dated}"
    body = [
        f"ด้วย {office} ได้รับคำขอความช่วยเหลือจากประชาชนซึ่งอยู่ในภารกิจของหน่วยงานท่าน จำนวน ๑ เรื่อง",
        "จึงขอความอนุเคราะห์ท่านพิจารณาช่วยเหลือตามอำนาจหน้าที่ และแจ้งผลภายใน"
        f"วันที่ {long_date(answer_by, thai_digits=True)} โดยเปิดดูรายละเอียดและแจ้งผลได้จากคิวอาร์ท้ายหนังสือนี้",
        *(["หนังสือฉบับนี้ใช้แทนหนังสือที่อ้างถึง ซึ่งยกเลิกแล้ว คิวอาร์ในฉบับเดิมใช้ไม่ได้"] if cited else []),
        "จึงเรียนมาเพื่อโปรดพิจารณา",
    ]
    values: dict[str, Any] = {
        "at_word": "ที่", "number": to_thai(number), "office": _place(office),
        "address": _place(to_thai(address)) if address else [],
        "date": long_date(day, thai_digits=True), "subject_word": "เรื่อง",
        "subject": pieces(f"ขอความอนุเคราะห์ช่วยเหลือประชาชน ด้าน{what}"), "dear_word": "เรียน",
        "to": _place(f"หัวหน้าหน่วยงาน {to}"), "cited_word": "อ้างถึง", "cited": pieces(cited) if cited else "",
        "body": [pieces(words) for words in body], "close": "ขอแสดงความนับถือ", "position": position, "qr": qr(link),
        "how": "สแกนด้วยโทรศัพท์ แล้วพิมพ์เลข 6 หลักนี้ ไม่ต้องมีบัญชี", "pin_word": "เลข 6 หลัก", "pin": pin,
        "until": f"ใช้ได้ถึงวันที่ {long_date(until, thai_digits=True)} ในเครื่องแรกที่เปิดเท่านั้น "
        "หากเปิดไม่ได้ โทรขอหนังสือฉบับใหม่จากหน่วยงาน",
        "phone": f"โทร. {to_thai(phone)}" if phone else "โทร. ......................",
    }  # fmt: skip
    return compile_pdf(_LETTER, values)
