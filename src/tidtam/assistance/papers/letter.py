"""The letter that carries a referral's code: form of an outside letter, place for the Garuda, QR and six digits.

Source: domain facts 5.2. The number comes from the office's outgoing register. Nobody's name or history is printed:
what it is about opens only with code and digits.
"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import segno

from tidtam.letters.papers.typeset import compile_pdf
from tidtam.thai.dates import long_date
from tidtam.thai.digits import to_thai

_LETTER = """
#set page(paper: "a4", margin: (left: 3cm, right: 2cm, top: 1.2cm, bottom: 1.2cm))
#set text(size: 16pt)
#set par(leading: 0.15em, spacing: 0.4em, justify: false)
#let kept(pieces) = pieces.map(piece => box(piece)).join() // names of places are not cut
#v(3cm) // the Garuda of the office's own paper stands here, three centimetres high
#grid(columns: (1fr, 1fr), column-gutter: 10pt,
  [#d.at_word #d.number], align(left)[#d.office #if d.address != "" [\\ #d.address]])
#v(2mm)
#align(center, d.date)
#v(2mm)
#d.subject_word #h(6pt) #kept(d.subject)
#v(1mm)
#d.dear_word #h(6pt) #kept(d.to)
#v(2mm)
#for words in d.body [#h(2.5cm)#words #parbreak()]
#v(2mm)
#align(center)[#d.close]
#v(1.1cm)
#align(center)[(#box(width: 6cm, repeat[.])) \\ #d.position]
#v(1fr)
#line(length: 100%, stroke: 0.5pt)
#grid(columns: (4.2cm, 1fr), column-gutter: 14pt,
  image(bytes(d.qr), format: "svg", width: 4.2cm),
  [#text(size: 14pt, d.how) #v(1mm) #text(size: 14pt, d.pin_word) #h(6pt)
   #text(size: 22pt, weight: "bold", tracking: 3pt, d.pin) #v(1mm) #text(size: 12pt, d.until)])
#v(2mm)
#text(size: 14pt)[#d.office \\ #d.phone]
"""


def qr(address: str) -> str:
    """Return the QR code of an address as SVG, with its quiet zone."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True
    )
    return out.getvalue().decode()


def _pieces(name: str) -> list[str]:
    """Return a name in pieces a line may end between."""
    head, mark, place = name.partition("จังหวัด")
    return [part for part in (head, mark + place) if part]


def referral_letter(
    *, office: str, number: str, address: str, phone: str, position: str, to: str, what: str, day: date,
    answer_by: date, until: date, link: str, pin: str,
) -> bytes:  # fmt: skip
    """Return the letter as PDF, A4, Thai digits but for the six to be typed."""
    values: dict[str, Any] = {
        "at_word": "ที่", "number": to_thai(number),
        "office": office, "address": to_thai(address), "date": long_date(day, thai_digits=True), "subject_word": "เรื่อง",
        "subject": ["ขอความอนุเคราะห์ช่วยเหลือประชาชน ", f"ด้าน{what}"], "dear_word": "เรียน",
        "to": ["หัวหน้าหน่วยงาน ", *_pieces(to)],
        "body": [
            f"ด้วย {office} ได้รับคำขอความช่วยเหลือจากประชาชนซึ่งอยู่ในภารกิจของหน่วยงานท่าน จำนวน ๑ เรื่อง",
            "จึงขอความอนุเคราะห์ท่านพิจารณาช่วยเหลือตามอำนาจหน้าที่ และแจ้งผลภายใน"
            f"วันที่ {long_date(answer_by, thai_digits=True)} โดยเปิดดูรายละเอียดและแจ้งผลได้จากคิวอาร์ท้ายหนังสือนี้",
            "จึงเรียนมาเพื่อโปรดพิจารณา",
        ],
        "close": "ขอแสดงความนับถือ", "position": position, "qr": qr(link),
        "how": "สแกนด้วยโทรศัพท์ แล้วพิมพ์เลข 6 หลักนี้ ไม่ต้องมีบัญชี", "pin_word": "เลข 6 หลัก", "pin": pin,
        "until": f"ใช้ได้ถึงวันที่ {long_date(until, thai_digits=True)} ในเครื่องแรกที่เปิดเท่านั้น "
        "หากเปิดไม่ได้ โทรขอหนังสือฉบับใหม่จากหน่วยงาน",
        "phone": f"โทร. {to_thai(phone)}" if phone else "โทร. ......................",
    }  # fmt: skip
    return compile_pdf(_LETTER, values)
