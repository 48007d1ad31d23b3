"""Keep a photo of a visit: written anew from its pixels, so that place, time and telephone are not in it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from tidtam.files import actions as files
from tidtam.files.extract import Limits
from tidtam.files.extract.kinds import check_size, kind_of
from tidtam.files.extract.picture import for_showing, frames
from tidtam.files.models import StoredFile
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Problem
from tidtam.offices.models import Office

MOST = 12 * 1024 * 1024
_PICTURES = frozenset({"png", "jpeg", "webp"})


def cleaned(content: bytes) -> bytes:
    """Return a photo as WebP of our own making. Errors: Problem beside `photo`, said in words for a phone."""
    if len(content) > MOST:
        raise Problem("aftercare.photo.large", _("ภาพใหญ่เกิน 12 MB ถ่ายใหม่ให้เล็กลง"), field="photo")
    try:
        check_size(len(content))
        kind = kind_of(content)
        if kind not in _PICTURES:
            raise Problem("aftercare.photo.kind", _("ไฟล์นี้ไม่ใช่ภาพถ่าย เลือกภาพ JPG หรือ PNG"), field="photo")
        return for_showing(next(frames(content, kind, Limits())))
    except Problem as problem:
        raise _said(problem) from problem
    except StopIteration as stop:
        raise Problem("aftercare.photo.corrupt", _("เปิดภาพนี้ไม่ได้ ถ่ายใหม่อีกครั้ง"), field="photo") from stop


def _said(problem: Problem) -> Problem:
    if problem.code == "files.unsupported" and "HEIC" in str(problem.details.get("found", "")):
        said = _("ภาพแบบ HEIC ยังเปิดไม่ได้ ในไอโฟนไปที่ การตั้งค่า › กล้อง › รูปแบบ เลือก “เข้ากันได้มากที่สุด” แล้วถ่ายใหม่")
        return Problem("aftercare.photo.heic", said, field="photo")
    if problem.code in {"files.corrupt", "files.empty", "files.bomb", "files.unsupported"}:
        said = _("เปิดภาพนี้ไม่ได้ ถ่ายใหม่เป็น JPG อีกครั้ง")
        return Problem("aftercare.photo.corrupt", said, field="photo")
    return Problem(problem.code, problem.message, field="photo")


def keep(content: bytes, *, office: Office, by: Actor, at: datetime) -> StoredFile:
    """Store a photo encrypted, for the office responsible. Errors: as `cleaned`."""
    return files.store(office=office, content=cleaned(content), name="ภาพการเยี่ยม.webp", by=by, at=at, personal=True)
