"""A document written anew from what its pages look like: place, time, author, hidden text and scripts are gone."""

from __future__ import annotations

import io
import time

from PIL import Image

from tidtam.files.extract import Limits, pictures
from tidtam.kernel.problem import Problem

MOST = 15 * 1024 * 1024
_PAGES = 20
_NO_TIME = time.gmtime(0)


def cleaned(content: bytes) -> tuple[bytes, str]:
    """Return a photo or PDF as WebP or PDF of our own making, with the ending of its name.

    Errors: Problem of `extract`; files.too_large, files.too_many_pages.
    """
    if len(content) > MOST:
        raise Problem("files.too_large", "ไฟล์ใหญ่เกิน 15 MB เลือกภาพหรือ PDF ที่เล็กลง", field="file")
    pages = pictures(content, limits=Limits(max_pages=_PAGES, max_ocr_pages=_PAGES))
    if len(pages) == 1:
        return pages[0], "webp"
    drawn = [Image.open(io.BytesIO(page)).convert("RGB") for page in pages]
    out = io.BytesIO()
    drawn[0].save(out, "PDF", save_all=True, append_images=drawn[1:], creationDate=_NO_TIME, modDate=_NO_TIME)
    return out.getvalue(), "pdf"
