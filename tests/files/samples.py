"""Documents made for the tests: a letter set by typst, pictures of it, and files that mean harm."""

from __future__ import annotations

import hashlib
import io
import random
import shutil
import struct
import zipfile
import zlib
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import typst
from PIL import Image, ImageDraw, ImageFilter

LAKSAMAN = Path("/usr/share/fonts/truetype/tlwg/Laksaman.ttf")
needs_font = pytest.mark.skipif(not LAKSAMAN.exists(), reason="the Laksaman font (fonts-tlwg-laksaman-ttf) is missing")
needs_ocr = pytest.mark.skipif(
    shutil.which("tesseract") is None or not LAKSAMAN.exists(), reason="Tesseract or the Laksaman font is missing"
)

HEAD = """#set page(paper: "a4", margin: (left: 3cm, right: 2cm, top: 2.5cm, bottom: 2cm))
#set text(font: "Laksaman", size: 14pt, lang: "th")
#set par(justify: true)
"""
LETTER = """
#grid(columns: (1fr, 1fr), [ที่ นม ๐๐๒๓.๙๙/ว ๑๔๕], [ที่ว่าการอำเภอบ้านสมมุติ \\ ถนนราษฎร์บำรุง นม ๓๐๑๕๐])
#align(center)[๑๕ พฤศจิกายน ๒๕๖๖]
เรื่อง การติดตามผู้ผ่านการฟื้นฟูสภาพทางสังคมในพื้นที่ \\
เรียน นายกองค์การบริหารส่วนตำบล ทุกแห่ง

ตามที่อำเภอบ้านสมมุติได้แจ้งให้องค์กรปกครองส่วนท้องถิ่นดำเนินการติดตามผู้ผ่านการบำบัดฟื้นฟู
และให้ความช่วยเหลือตามความจำเป็น เช่น น้ำดื่ม ที่อยู่อาศัย และทุนประกอบอาชีพ นั้น

อำเภอพิจารณาแล้ว เพื่อให้การดำเนินงานเป็นไปด้วยความเรียบร้อย
จึงขอให้องค์การบริหารส่วนตำบลรายงานผลการติดตามให้อำเภอทราบ ภายในวันที่ ๒๕ ของทุกเดือน ทางระบบ INFO
และไปรษณีย์อิเล็กทรอนิกส์ report\\@example.go.th ครั้งแรกภายในวันที่ 25 ธันวาคม 2566

จึงเรียนมาเพื่อโปรดทราบและพิจารณาดำเนินการ
"""


@cache
def letter_pdf(pages: int = 1) -> bytes:
    """Return the letter as PDF with an exact text layer."""
    return bytes(typst.compile((HEAD + "\n#pagebreak()\n".join([LETTER] * pages)).encode()))


@cache
def letter_image(dpi: int = 300) -> Image.Image:
    """Return the first page of the letter as a picture."""
    return pdfium.PdfDocument(letter_pdf())[0].render(scale=dpi / 72).to_pil().convert("RGB")


def letter_text() -> str:
    """Return the words of the letter without spaces, for measuring."""
    text = pdfium.PdfDocument(letter_pdf())[0].get_textpage().get_text_range()
    return "".join(text.split())


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    """Return the picture in that format."""
    out = io.BytesIO()
    image.save(out, format=form, **options)
    return out.getvalue()


def scanned_pdf(*images: Image.Image) -> bytes:
    """Return a PDF that holds pictures only."""
    out = io.BytesIO()
    images[0].save(out, format="PDF", save_all=True, append_images=list(images[1:]), resolution=300)
    return out.getvalue()


def phone_photo(seed: int = 1) -> Image.Image:
    """Return the letter as a bad photo: a little turned, grey paper, noise."""
    page = letter_image(200).rotate(0.8, expand=True, fillcolor=(235, 235, 230), resample=Image.Resampling.BICUBIC)
    noise = Image.effect_noise(page.size, 40).convert("RGB")
    return Image.blend(page, noise, 0.12).filter(ImageFilter.GaussianBlur(0.6))


def cat(seed: int = 7) -> Image.Image:
    """Return a picture of something that is no letter: soft shapes, fur, two ears."""
    dice = random.Random(seed)
    image = Image.new("RGB", (1600, 1200), (120, 150, 90))
    draw = ImageDraw.Draw(image)
    for _ in range(400):
        x, y, r = dice.randrange(1600), dice.randrange(1200), dice.randrange(20, 160)
        draw.ellipse((x, y, x + r, y + r), fill=tuple(dice.randrange(40, 220) for _ in range(3)))
    draw.ellipse((500, 350, 1100, 950), fill=(200, 140, 70))
    draw.polygon([(540, 450), (600, 200), (740, 380)], fill=(200, 140, 70))
    draw.polygon([(860, 380), (1000, 200), (1060, 450)], fill=(200, 140, 70))
    for _ in range(3000):
        x, y = dice.randrange(500, 1100), dice.randrange(350, 950)
        draw.line((x, y, x + dice.randrange(-20, 20), y + dice.randrange(5, 30)), fill=(160, 110, 50))
    return image.filter(ImageFilter.GaussianBlur(2))


def png_of_size(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and holds almost nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def pdf_of(objects: list[bytes], trailer: bytes) -> bytes:
    """Return a PDF of numbered objects with a correct cross-reference table."""
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for offset in offsets:
        out.write(b"%010d 00000 n \n" % offset)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, table))
    return out.getvalue()


def blank_pdf(pages: int) -> bytes:
    """Return a PDF of empty pages."""
    kids = b" ".join(b"%d 0 R" % (3 + number) for number in range(pages))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    tree = b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % pages
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", tree, *([page] * pages)], b"")


def encrypted_pdf(password: bytes = b"secret") -> bytes:
    """Return a PDF under a user password (standard handler, revision 2)."""
    filler = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    padded, identity = (password + filler)[:32], bytes(16)
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + struct.pack("<i", -4) + identity).digest()[:5]
    user = _rc4(key, filler)
    lock = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (owner.hex().encode(), user.hex().encode())
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    ids = identity.hex().encode()
    trailer = b"/Encrypt 4 0 R /ID [<%s> <%s>]" % (ids, ids)
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", tree, page, lock], trailer)


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
