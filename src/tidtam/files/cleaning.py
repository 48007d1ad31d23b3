"""A document written anew from what its pages look like: place, time, author, hidden text and scripts are gone."""

from __future__ import annotations

import io
import time

from PIL import Image

from tidtam.files.extract import Limits, photo, pictures
from tidtam.kernel.problem import Problem

MOST = 15 * 1024 * 1024
_PAGES = 20
_LIMITS = Limits(max_pages=_PAGES, max_ocr_pages=_PAGES)
_NO_TIME = time.gmtime(0)
# What iPhones write unless told otherwise, by its bytes 4 to 12. The readers of it carry licences the house does not.
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"})


def refuse_heic(content: bytes, *, field: str = "file") -> None:
    """Refuse a photo in the format of iPhones and say how to send it. Errors: Problem("files.heic")."""
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        raise Problem(
            "files.heic",
            "ภาพแบบ HEIC เปิดไม่ได้ ในไอโฟนไปที่ การตั้งค่า › กล้อง › รูปแบบ เลือก “เข้ากันได้มากที่สุด” แล้วถ่ายใหม่ "
            "หรือแคปหน้าจอภาพนั้นแล้วส่งแทน",
            field=field,
        )


def cleaned(content: bytes) -> tuple[bytes, str]:
    """Return a photo or PDF as WebP or PDF of our own making, with the ending of its name.

    Errors: Problem of `extract`; files.heic, files.too_large, files.too_many_pages.
    """
    _refuse(content)
    return _joined(pictures(content, limits=_LIMITS))


def looked_at(content: bytes) -> tuple[bytes, str, float]:
    """Return what `cleaned` does, and how regular a pattern runs over the photo as it was sent.

    Errors: as `cleaned`.
    """
    _refuse(content)
    pages, weave = photo(content, limits=_LIMITS)
    return *_joined(pages), weave


def _refuse(content: bytes) -> None:
    refuse_heic(content)
    if len(content) > MOST:
        raise Problem("files.too_large", "ไฟล์ใหญ่เกิน 15 MB เลือกภาพหรือ PDF ที่เล็กลง", field="file")


def _joined(pages: list[bytes]) -> tuple[bytes, str]:
    if len(pages) == 1:
        return pages[0], "webp"
    drawn = [Image.open(io.BytesIO(page)).convert("RGB") for page in pages]
    out = io.BytesIO()
    drawn[0].save(out, "PDF", save_all=True, append_images=drawn[1:], creationDate=_NO_TIME, modDate=_NO_TIME)
    return out.getvalue(), "pdf"
