"""Free words about a person, sealed: what was asked in their own words, and what was answered. Keys: `assistance`."""

from __future__ import annotations

import hmac

from django.utils.translation import gettext as _

from tidtam.kernel.problem import Problem
from tidtam.kernel.vault import Family


def _missing(key: str) -> Problem:
    said = _("ไม่พบกุญแจ %(key)s ในโฟลเดอร์ keys จึงเปิดข้อมูลนี้ไม่ได้ โปรดแจ้งผู้ดูแลระบบให้นำกุญแจกลับมา")
    return Problem("assistance.key_missing", said % {"key": key}, key=key)


def _damaged() -> Problem:
    return Problem("assistance.damaged", _("ข้อมูลที่เข้ารหัสไว้เสียหาย โปรดแจ้งผู้ดูแลระบบให้กู้คืนจากสำเนาสำรอง"))


_KEYS = Family("assistance", magic=b"TDN1", missing=_missing, damaged=_damaged)


def seal(text: str, need: str) -> bytes:
    """Seal a note of the need with this public id; nothing stays nothing."""
    text = text.strip()
    return _KEYS.seal(text.encode(), bound_to=f"assistance.need:{need}") if text else b""


def unseal(sealed: bytes | memoryview, need: str) -> str:
    """Return the words of a sealed note. Errors: Problem assistance.key_missing, assistance.damaged."""
    return _KEYS.unseal(bytes(sealed), bound_to=f"assistance.need:{need}").decode() if sealed else ""


def seal_for(text: str, what: str, key: object) -> bytes:
    """Seal words of another row: `what` names table and column (`request.problem`), `key` the row's own name."""
    text = text.strip()
    return _KEYS.seal(text.encode(), bound_to=f"assistance.{what}:{key}") if text else b""


def unseal_for(sealed: bytes | memoryview, what: str, key: object) -> str:
    """Return words sealed by `seal_for`. Errors: Problem assistance.key_missing, assistance.damaged."""
    return _KEYS.unseal(bytes(sealed), bound_to=f"assistance.{what}:{key}").decode() if sealed else ""


def keyed(value: str, use: str) -> str:
    """Return the keyed hash of a short secret: without the key of this installation it cannot be tried out."""
    return hmac.digest(_KEYS.secret(use), value.encode(), "sha256").hex()
