"""The poster that leads to a centre, and the receipt of a request: QR by segno, pages by typst, in Thai and exact."""

from __future__ import annotations

from tidtam.assistance.papers.receipt import PROMISE, place_of, qr, receipt
from tidtam.letters.papers.typeset import compile_pdf
from tidtam.offices.models import Office

__all__ = ["place_of", "poster", "qr", "receipt"]

_POSTER = """
#set page(paper: "a4", margin: (x: 2cm, y: 2cm))
#set par(leading: 0.5em)
#align(center)[
  #text(size: 26pt, weight: "bold", d.head)
  #v(2mm)
  #text(size: 20pt, d.office) \\
  #text(size: 15pt, d.place)
  #v(8mm)
  #image(bytes(d.qr), format: "svg", width: 10cm)
  #v(4mm)
  #text(size: 18pt, weight: "bold", d.how)
  #v(1mm)
  #text(size: 13pt, d.address)
  #v(8mm)
  #text(size: 14pt, d.also)
  #v(4mm)
  #text(size: 12pt, d.promise)
  #v(6mm)
  #text(size: 13pt, d.urgent)
]
"""


def poster(office: Office, address: str) -> bytes:
    """Return the A4 poster of a centre as PDF."""
    also = f"หรือโทร {office.phone}" if office.phone else "หรือไปที่เคาน์เตอร์ของหน่วยงาน"
    return compile_pdf(
        _POSTER,
        {
            "head": "ศูนย์ช่วยเหลือประชาชน", "office": office.name_th, "place": place_of(office),
            "qr": qr(address).decode(), "how": "สแกนเพื่อขอความช่วยเหลือ หรือดูว่าเรื่องถึงไหน", "address": address,
            "also": also, "promise": PROMISE + " ไม่มีค่าใช้จ่าย",
            "urgent": "รอไม่ได้ โทร 1669 เจ็บป่วย · 191 เหตุร้าย · 1784 ภัยพิบัติ · 1300 ความรุนแรง",
        },
    )  # fmt: skip
