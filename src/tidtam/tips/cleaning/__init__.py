"""Files without the data people do not see: place, device, author, time, scripts. In memory only, confined.

A picture is painted anew, a PDF becomes pictures of its pages, of an Office file only the parts that show something
are kept, their own pictures painted anew. The work is done by a process that may write no file at all.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import tidtam
from tidtam.kernel.problem import Problem
from tidtam.tips import gates

_KEPT_ENVIRONMENT = ("PATH", "LANG", "LD_LIBRARY_PATH")
_SECONDS = 30
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"})
_OFFICE = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"))


def kind_of(content: bytes) -> str:
    """Return jpeg, png, webp, pdf, docx, xlsx or pptx by the first bytes, '' for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return next((kind for mark, kind in _OFFICE if mark in content), "")
    return ""


def clean(content: bytes) -> tuple[bytes, str]:
    """Return a file without hidden data, and the ending of its name.

    Errors: Problem tips.file_heic, tips.file_unknown, tips.file_broken, tips.file_macro, tips.file_bomb,
    tips.file_pages; gates.Busy.
    """
    kind = kind_of(content)
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        raise Problem(
            "tips.file_heic",
            "ลบข้อมูลที่ซ่อนในภาพแบบ HEIC ไม่ได้ ในไอโฟนไปที่ การตั้งค่า › กล้อง › รูปแบบ เลือก “เข้ากันได้มากที่สุด” แล้วถ่ายใหม่ "
            "หรือแคปหน้าจอภาพนั้นแล้วส่งแทน",
            field="files",
        )
    if not kind:
        raise Problem(
            "tips.file_unknown",
            "ลบข้อมูลที่ซ่อนในไฟล์ชนิดนี้ไม่ได้ ส่งเป็นภาพ JPEG PNG หรือ PDF หรือเลือกเก็บต้นฉบับไว้เป็นหลักฐาน",
            field="files",
        )
    with gates.cleaning.entered():
        code, out = _work(content, kind)
    if code == 0 and out:
        return out, {"jpeg": "webp", "png": "webp"}.get(kind, kind)
    said = _said(out) if code == _REFUSED else None
    raise said or Problem("tips.file_broken", "เปิดไฟล์นี้ไม่ได้ ไฟล์อาจเสีย ลองถ่ายภาพหน้าจอแล้วส่งเป็นภาพ", field="files")


_REFUSED = 3


def _said(out: bytes) -> Problem | None:
    try:
        found = json.loads(out)
        return Problem(str(found["code"]), str(found["message"]), field="files")
    except (ValueError, KeyError):
        return None


def _work(content: bytes, kind: str) -> tuple[int, bytes]:
    environment = {key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ}
    environment["PYTHONPATH"] = str(Path(tidtam.__path__[0]).parent)
    command = [sys.executable, "-P", "-B", "-m", "tidtam.tips.cleaning.worker", kind]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
        cwd="/", start_new_session=True,
    )  # fmt: skip
    try:
        out, _none = process.communicate(content, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        out = b""
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return process.returncode, out
