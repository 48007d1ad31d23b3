"""Seal the free words of this room: notes, comments, questions, positions, the name a sender keeps.

A sealed value is bound to its column and its row, so it opens nowhere else; keys of the family `aftercare`. Rows that
move with a case are named by something that stays (a uuid, a public id, the numbers of case and visit).
Source: design §3.4.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from tidtam.kernel.problem import Problem
from tidtam.kernel.vault import Family


def _missing(key: str) -> Problem:
    said = _("ไม่พบกุญแจ %(key)s ในโฟลเดอร์ keys จึงเปิดข้อความนี้ไม่ได้ โปรดแจ้งผู้ดูแลระบบให้นำกุญแจกลับมา")
    return Problem("aftercare.key_missing", said % {"key": key}, key=key)


def _damaged() -> Problem:
    return Problem("aftercare.damaged", _("ข้อความที่เข้ารหัสไว้เสียหาย โปรดแจ้งผู้ดูแลระบบให้กู้คืนจากสำเนาสำรอง"))


_KEYS = Family("aftercare", magic=b"TDC1", missing=_missing, damaged=_damaged)


def seal(text: str, *, column: str, row: str) -> bytes:
    """Return `text` sealed for a column of a row; nothing for nothing."""
    text = text.strip()
    return _KEYS.seal(text.encode(), bound_to=f"aftercare.{column}:{row}") if text else b""


def unseal(sealed: bytes | memoryview | None, *, column: str, row: str) -> str:
    """Return what `seal` was given. Errors: Problem aftercare.key_missing, aftercare.damaged."""
    return _KEYS.unseal(bytes(sealed), bound_to=f"aftercare.{column}:{row}").decode() if sealed else ""
