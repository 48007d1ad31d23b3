"""A PDF as pictures of its pages: no properties, XMP, scripts, attachments, hidden text or layers come along."""

from __future__ import annotations

import io
import time

import pypdfium2
from PIL import Image

from tidtam.kernel.problem import Problem
from tidtam.tips.cleaning.pictures import bomb, broken

MOST_PAGES = 20
_DPI = 150
_LONG_SIDE = 3508
_NO_TIME = time.gmtime(0)


def clean(content: bytes) -> bytes:
    """Return a PDF made of pictures. Errors: Problem tips.file_pages, tips.file_broken, tips.file_bomb."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise broken() from error
    if len(document) > MOST_PAGES:
        raise Problem("tips.file_pages", f"PDF ยาวเกิน {MOST_PAGES} หน้า แยกส่งเฉพาะหน้าที่สำคัญ", field="files")
    try:
        pages = [_drawn(document, number) for number in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise broken() from error
    except MemoryError as error:
        raise bomb() from error
    if not pages:
        raise broken()
    out = io.BytesIO()
    pages[0].save(
        out, "PDF", save_all=True, append_images=pages[1:], creationDate=_NO_TIME, modDate=_NO_TIME, resolution=_DPI,
        quality=80,
    )  # fmt: skip
    return out.getvalue()


def _drawn(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    page = document[number]
    width, height = page.get_size()
    scale = min(_DPI / 72, _LONG_SIDE / max(width, height, 1))
    image: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    page.close()
    return image
