"""หนังสือภายนอก and บันทึกข้อความ in the layout of the regulation: one value, set as PDF/A and written as DOCX.

Source: the regulation on saraban work and its forms (domain facts 5.2). Sizes are given in points of TH Sarabun.
Laksaman is that face drawn half as large again (the widths of its letters stand 3 to 2), so 16 points are 10 2/3 here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import segno

from tidtam.kernel.problem import Problem
from tidtam.letters.choices import Kind, Secrecy, Urgency
from tidtam.letters.papers import typeset
from tidtam.thai.dates import long_date
from tidtam.thai.digits import to_thai
from tidtam.thai.words import pieces

LONGEST_ENDING = 1000  # signs of the last paragraph, which stays on one page with the signature
_SHORTEST_CARRY = 5
_FOOT = 70  # signs that fit a line beside the code
_PAGE = re.compile(r"- ?[๐-๙]+ ?-")
_TOGETHER = re.compile(r"[ก-ฮ]{2} [๐-๙]{5}|[๐-๙]+–[๐-๙]+|โทร\. [๐-๙][๐-๙ ]*|\([^()]{1,24}\)")
# Above: a post code; days; a telephone; what stands in brackets, which the cutter of Thai words takes apart.
# Names of offices are long and their column narrow: a line ends between words, never inside one of these.
_WHOLE = ("ยาเสพติด", "ป้องกันและปราบปราม", "ส่งเสริมการปกครองท้องถิ่น", "กรมการปกครอง", "สิ่งที่ส่งมาด้วย", "ช่วยเหลือ")
_DOTS = "." * 22
_MARKS = {
    Urgency.URGENT: "ด่วน", Urgency.VERY_URGENT: "ด่วนมาก", Urgency.MOST_URGENT: "ด่วนที่สุด",
    Secrecy.SECRET: "ลับ", Secrecy.VERY_SECRET: "ลับมาก",
}  # fmt: skip
_WORDS = {
    "number": "ที่", "date": "วันที่", "subject": "เรื่อง", "references": "อ้างถึง", "enclosures": "สิ่งที่ส่งมาด้วย",
    "office": "ส่วนราชการ", "memo": "บันทึกข้อความ", "garuda": "ที่ตราครุฑ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One thing that goes with a letter, and how many of it in words: `จำนวน 1 ชุด`."""

    title: str
    count: str = "จำนวน 1 ชุด"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs. `capacity` and `for_position`: `ปฏิบัติราชการแทน`, `ผู้ว่าราชการจังหวัด…`, as the regulation has them."""

    name: str = ""
    position: str = ""
    capacity: str = ""
    for_position: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines under the hand's signature; dots where nobody is named yet."""
        name = f"({self.name or '.' * 60})"
        position = " ".join(filter(None, (self.position, self.capacity if self.for_position else "")))
        return tuple(filter(None, (name, position, self.for_position)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A whole letter. Digits may be of either script, paper has Thai ones. `paragraphs`: เหตุ, ประสงค์, สรุป; each line
    of one is set as a paragraph of its own.

    `number` is the whole number (`นม 0018/123`); without one there are dots. `check` is the address in the QR.
    """

    kind: str
    office: str
    subject: str
    addressee: str
    paragraphs: tuple[str, ...]
    number: str = ""
    prefix: str = ""  # before the dots of a draft
    circular: bool = False  # one text to several offices: ว before the dots of a draft
    address: tuple[str, ...] = ()
    dated: date | None = None
    salutation: str = "เรียน"
    references: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    closing: str = "ขอแสดงความนับถือ"
    signature: Signature = Signature()
    section: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    copies: str = ""
    urgency: str = Urgency.NORMAL
    secrecy: str = Secrecy.NORMAL
    check: str = ""
    draft: bool = False  # shows where the Garuda stands
    emblem: bytes | None = None  # the Garuda of the office's own, SVG or PNG

    @property
    def number_said(self) -> str:
        """Return the number in Thai digits; dots where it is not drawn yet."""
        dots = f"ว {_DOTS}" if self.circular else _DOTS
        return to_thai(self.number) or f"{to_thai(self.prefix)}/{dots}".removeprefix("/")

    @property
    def date_said(self) -> str:
        """Return the day in Thai digits; dots where it is open."""
        return long_date(self.dated, thai_digits=True) if self.dated else _DOTS

    @property
    def office_lines(self) -> tuple[str, ...]:
        """Return the office and its address; on a memo, office, section and telephone on one line."""
        if self.kind == Kind.MEMO:
            called = f"โทร. {self.phone}" if self.phone else ""
            section = "" if self.section == self.office else self.section
            return (to_thai("  ".join(filter(None, (self.office, section, called)))),)
        return tuple(to_thai(line) for line in (self.office, *self.address))

    @property
    def foot(self) -> tuple[str, ...]:
        """Return the lines at the bottom left: whose matter it is, how to reach it, who gets a copy."""
        reach = () if self.kind == Kind.MEMO else (
            self.section, self.phone and f"โทร. {self.phone}", self.fax and f"โทรสาร {self.fax}",
        )  # fmt: skip
        found = [to_thai(line) for line in reach if line]
        if self.email and self.kind != Kind.MEMO:
            found.append(f"ไปรษณีย์อิเล็กทรอนิกส์ {self.email}")  # an address is typed as it stands
        return (*found, to_thai(f"สำเนาส่ง {self.copies}")) if self.copies else tuple(found)

    @property
    def closing_said(self) -> str:
        """Return the closing; a memo has none."""
        return "" if self.kind == Kind.MEMO else self.closing

    @property
    def marks(self) -> tuple[str, str]:
        """Return the marks of urgency and secrecy; "" for none."""
        return _MARKS.get(Urgency(self.urgency), ""), _MARKS.get(Secrecy(self.secrecy), "")

    @property
    def numbered(self) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """Return the references and the enclosures with their counts, numbered when there are several.

        A memo has no such lines: its text says them.
        """
        if self.kind == Kind.MEMO:
            return (), ()
        encl = _numbered([one.title for one in self.enclosures])
        counts = [to_thai(one.count) for one in self.enclosures]
        return _numbered(self.references), tuple(zip(encl, counts, strict=True))

    @property
    def check_words(self) -> tuple[str, ...]:
        """Return the lines under the code: where the letter is checked."""
        host, slash, path = self.check.partition("://")[2].partition("/")
        return ("ตรวจสอบหนังสือนี้ได้ที่", host, slash + path) if self.check else ()

    @property
    def body(self) -> tuple[str, ...]:
        """Return the paragraphs as they are set: where a line was ended, a new one begins."""
        rows = [" ".join(row.split()) for one in self.paragraphs for row in one.splitlines()]
        told = _memo_text(self, list(filter(None, rows))) if self.kind == Kind.MEMO else rows
        return tuple(to_thai(row) for row in told if row)


def _memo_text(letter: Letter, rows: list[str]) -> list[str]:
    """Return the text of a memo with what it refers to and what goes with it, as the regulation's form of a memo asks.

    Both stand where the text speaks of them, in its words of an outside letter; else in a paragraph of their own.
    """
    missing = [one for one in letter.references if not any(one in row for row in rows)]
    for n, one in enumerate(letter.references, 1):
        if one in missing and len(letter.references) > 1 and _say(rows, f"หนังสือที่อ้างถึง {n}", one):
            missing.remove(one)
    told = _and(missing)
    if told and not _say(rows, "หนังสือที่อ้างถึง", told):
        rows.insert(0, f"อ้างถึง{told}")
    told = _and([f"{one.title} {one.count}" for one in letter.enclosures])
    if told and not _say(rows, "สิ่งที่ส่งมาด้วย", f"{told} ที่แนบมาพร้อมนี้"):
        rows.insert(max(0, len(rows) - 1), f"พร้อมนี้ได้แนบ{told} มาด้วยแล้ว")
    return rows


def _and(rows: Sequence[str]) -> str:
    """Return things as a Thai sentence lists them: `ก ข และค`."""
    return " และ".join(filter(None, (" ".join(rows[:-1]), *rows[-1:])))


def _say(rows: list[str], words: str, told: str) -> bool:
    """Put what is told in place of the first of these words; say whether they were there."""
    for n, row in enumerate(rows):
        if words in row:
            rows[n] = row.replace(words, told, 1)
            return True
    return False


def _numbered(rows: Sequence[str]) -> tuple[str, ...]:
    return tuple(to_thai(f"{n}. {row}" if len(rows) > 1 else row) for n, row in enumerate(rows, 1))


def plain(letter: Letter) -> str:
    """Return what stands on the paper in reading order, but for page numbers and words carried over."""
    references, enclosures = letter.numbered
    office = " ".join(letter.office_lines)
    urgency, secrecy = letter.marks
    number, day = f"ที่ {letter.number_said}", letter.date_said
    if letter.kind == Kind.MEMO:
        head = ["บันทึกข้อความ", urgency, f"ส่วนราชการ {office}", number, f"วันที่ {day}"]
    else:
        head = [urgency, number, office, day]
    rows = [
        secrecy, *head, f"เรื่อง {to_thai(letter.subject)}", f"{letter.salutation} {to_thai(letter.addressee)}",
        " ".join(["อ้างถึง", *references]) if references else "",
        " ".join(["สิ่งที่ส่งมาด้วย", *(f"{a} {b}" for a, b in enclosures)]) if enclosures else "",
        *letter.body, letter.closing_said, *map(to_thai, letter.signature.lines), *letter.foot, *letter.check_words,
        secrecy,
    ]  # fmt: skip
    return "\n".join(filter(None, rows))


def letter_pdf(letter: Letter) -> bytes:
    """Return the letter as PDF/A. Set again when it has a second page, with the words carried over at the foot.

    Errors: Problem letters.ending_long, letters.body_missing.
    """
    values = _values(letter)
    made = _set(values, letter)
    if heads := _page_heads(made, letter.marks[1]):
        made = _set(values, letter, [f"/{_first_words(head)}..." if head else "" for head in heads])
    return made


def require_settable(letter: Letter) -> None:
    """Errors: Problem letters.body_missing, letters.ending_long, for a letter that cannot be set."""
    if not letter.body:
        raise Problem("letters.body_missing", "พิมพ์ข้อความอย่างน้อยหนึ่งย่อหน้า", field="paragraphs")
    if len(letter.body[-1]) > LONGEST_ENDING:
        raise Problem(
            "letters.ending_long", f"ย่อหน้าสุดท้ายยาวได้ไม่เกิน {LONGEST_ENDING} ตัวอักษร แบ่งเป็นสองย่อหน้า", field="paragraphs"
        )


def letter_pictures(letter: Letter, *, scale: float = 1.5) -> list[bytes]:
    """Return a PNG of each page, to be looked at before anything is issued. Units: `scale` × 72 dots an inch."""
    return pictures(letter_pdf(letter), scale=scale)


def pictures(pdf: bytes, *, scale: float = 1.5) -> list[bytes]:
    """Return a PNG of each page of a PDF."""
    found = []
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            out = io.BytesIO()
            page.render(scale=scale).to_pil().save(out, "png", optimize=False)
            found.append(out.getvalue())
    return found


def _code(address: str) -> segno.QRCode:
    # a mask that is given: weighing all eight takes longer than the letter
    return segno.make(address, error="m", micro=False, boost_error=False, mask=2)


def qr(address: str) -> str:
    """Return the QR code of an address as SVG, with its quiet zone."""
    out = io.BytesIO()
    _code(address).save(out, kind="svg", scale=8, border=2, dark="#000", light="#fff", xmldecl=False, omitsize=True)
    return out.getvalue().decode()


def qr_png(address: str) -> bytes:
    """Return the QR code of an address as PNG, with its quiet zone: a word processor takes no SVG."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", scale=8, border=2)
    return out.getvalue()


@cache
def _source() -> str:
    return (Path(__file__).parent / "official.typ").read_text(encoding="utf-8")


def _set(values: dict[str, Any], letter: Letter, carry: Sequence[str] = ()) -> bytes:
    """Return the PDF. The words carried over stand at the end of the source, as numbers of their signs.

    There they leave all that was set before them as it was, so the typesetter does not set it again; among the values
    they would change everything.
    """
    signs = ",".join(" ".join(str(ord(sign)) for sign in one) for one in carry)
    source = f'{_source()}#state("carry", "").update("{signs}")\n'
    return typeset.compile_pdf(source, values, standard="a-2b", dated=letter.dated)


def _values(letter: Letter) -> dict[str, Any]:
    require_settable(letter)
    references, enclosures = letter.numbered
    urgency, secrecy = letter.marks
    return {
        "kind": "memo" if letter.kind == Kind.MEMO else "external", "words": _WORDS,
        "urgency": urgency, "secrecy": secrecy, "draft": letter.draft,
        "emblem": list(letter.emblem) if letter.emblem else None,
        "number": [[letter.number_said, True]], "date": letter.date_said,
        "office": [_place(line) for line in letter.office_lines],
        "subject": _pieces(to_thai(letter.subject)), "salutation": letter.salutation,
        "addressee": _place(to_thai(letter.addressee)), "references": [_pieces(one) for one in references],
        "enclosures": [[_pieces(title), count] for title, count in enclosures],
        "paragraphs": [_pieces(one) for one in letter.body], "closing": letter.closing_said,
        "signature": [[[to_thai(line), True]] for line in letter.signature.lines],
        "foot": [[[line, len(line) < _FOOT]] for line in letter.foot],
        "qr": qr(letter.check) if letter.check else "", "qr_words": [[[w, True]] for w in letter.check_words],
    }  # fmt: skip


def _place(words: str) -> list[list[Any]]:
    """Return an office's name in pieces a line may end between: before its province or district, not inside."""
    head, mark, place = words.partition("จังหวัด")
    if head and mark and len(words) > 24 and len(place) < 24:
        return [*_pieces(head), [mark + place, True]]
    return _pieces(words)


def _pieces(words: str) -> list[list[Any]]:
    return pieces(words, names=(*_WHOLE, *_TOGETHER.findall(words)))


def _page_heads(pdf: bytes, secrecy: str) -> list[str]:
    """Return, for each page but the last, the first line of the page after it."""
    with pdfium.PdfDocument(pdf) as document:
        texts = [document[n].get_textpage().get_text_range() for n in range(1, len(document))]
    heads = []
    for text in texts:
        rows = [row.strip() for row in text.splitlines() if row.strip()]
        heads.append(next((row for row in rows if row != secrecy and not _PAGE.fullmatch(row)), ""))
    return heads


def _first_words(line: str) -> str:
    """Return the first word or two of a line; the typesetter says where a word ends: it sets one in each line."""
    made = typeset.compile_pdf(
        "#set page(width: 10cm, height: auto)\n#block(width: 0.1pt, d.line)", {"line": line[:32]}, standard=""
    )
    with pdfium.PdfDocument(made) as document:
        words = document[0].get_textpage().get_text_range().splitlines()
    said = ""
    for word in words:
        said += word
        if len(said.strip()) >= _SHORTEST_CARRY:
            break
    return said.strip()


def as_draft(letter: Letter) -> Letter:
    """Return the letter as it is shown before it is issued: no number, no code, the place of the Garuda marked."""
    return replace(letter, number="", check="", draft=True)
