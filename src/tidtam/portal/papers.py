"""The poster that leads to a centre and the receipt of a request: QR by segno, pages by typst, in Thai and exact."""

from __future__ import annotations

import io

import segno

from tidtam.letters.papers.typeset import compile_pdf
from tidtam.offices.models import Office

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
_RECEIPT = """
#set page(paper: "a5", margin: 1.6cm)
#set par(leading: 0.5em)
#align(center)[
  #text(size: 18pt, weight: "bold", d.head) \\
  #text(size: 13pt, d.office)
]
#v(6mm)
#grid(columns: (auto, 1fr), row-gutter: 8pt, column-gutter: 14pt,
  text(size: 13pt, d.words.number), text(size: 22pt, weight: "bold", d.number),
  text(size: 13pt, d.words.pin), text(size: 22pt, weight: "bold", tracking: 2pt, d.pin),
  text(size: 13pt, d.words.day), text(size: 13pt, d.day))
#v(6mm)
#align(center, image(bytes(d.qr), format: "svg", width: 4.6cm))
#align(center, text(size: 11pt, d.how))
#v(4mm)
#text(size: 11pt, d.promise)
"""
_PROMISE = "การยื่นคำขอไม่ได้หมายความว่าจะได้รับเสมอไป เจ้าหน้าที่จะตรวจและตอบพร้อมเหตุผล"


def qr(address: str) -> bytes:
    """Return the QR code of an address as SVG, with its quiet zone."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False
    )
    return out.getvalue()


def poster(office: Office, address: str) -> bytes:
    """Return the A4 poster of a centre as PDF."""
    also = f"หรือโทร {office.phone}" if office.phone else "หรือไปที่เคาน์เตอร์ของหน่วยงาน"
    return compile_pdf(
        _POSTER,
        {
            "head": "ศูนย์ช่วยเหลือประชาชน", "office": office.name_th, "place": place_of(office),
            "qr": qr(address).decode(), "how": "สแกนเพื่อขอความช่วยเหลือ หรือดูว่าเรื่องถึงไหน", "address": address,
            "also": also, "promise": _PROMISE + " ไม่มีค่าใช้จ่าย",
            "urgent": "รอไม่ได้ โทร 1669 เจ็บป่วย · 191 เหตุร้าย · 1784 ภัยพิบัติ · 1300 ความรุนแรง",
        },
    )  # fmt: skip


def receipt(office: Office, number: str, pin: str, day: str, address: str) -> bytes:
    """Return the receipt of a request as PDF: number, PIN, where to follow it."""
    return compile_pdf(
        _RECEIPT,
        {
            "head": "ใบรับเรื่อง", "office": f"{office.name_th} {place_of(office)}", "number": number, "pin": pin,
            "day": day,
            "words": {"number": "เลขคำขอ", "pin": "รหัส 6 ตัว", "day": "ยื่นเมื่อ"}, "qr": qr(address).decode(),
            "how": "สแกนเพื่อติดตามเรื่อง เก็บรหัสไว้กับตัว ไม่ต้องบอกใคร", "promise": _PROMISE,
        },
    )  # fmt: skip


def place_of(office: Office) -> str:
    """Return where an office stands, `อ.ปักธงชัย จ.นครราชสีมา`."""
    parts = []
    if office.district:
        parts.append(("เขต" if office.district.pk.startswith("10") else "อ.") + office.district.name_th)
    if office.province and office.province.pk != "10":
        parts.append(f"จ.{office.province.name_th}")
    return " ".join(parts) or ("กรุงเทพมหานคร" if office.province else "")
