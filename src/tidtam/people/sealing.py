"""Seal what must not be read from disk, and hash what must be matched; keys of the family `people`.

A sealed value is bound to its column and its row's public id, so it opens nowhere else. Hashes are keyed per purpose:
the same human in two purposes shares none. Source: design §3.4.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.utils.translation import gettext as _

from tidtam.kernel.problem import Problem
from tidtam.kernel.vault import Family


def _missing(key: str) -> Problem:
    said = _("ไม่พบกุญแจ %(key)s ในโฟลเดอร์ keys จึงเปิดข้อมูลนี้ไม่ได้ โปรดแจ้งผู้ดูแลระบบให้นำกุญแจกลับมา")
    return Problem("people.key_missing", said % {"key": key}, key=key)


def _damaged() -> Problem:
    return Problem("people.damaged", _("ข้อมูลที่เข้ารหัสไว้เสียหาย โปรดแจ้งผู้ดูแลระบบให้กู้คืนจากสำเนาสำรอง"))


_KEYS = Family("people", magic=b"TDP1", missing=_missing, damaged=_damaged)


def seal(text: str, *, column: str, row: str) -> bytes | None:
    """Return `text` sealed for a column of a person's row; nothing stays nothing."""
    return _KEYS.seal(text.encode(), bound_to=f"people.{column}:{row}") if text else None


def unseal(sealed: bytes | memoryview | None, *, column: str, row: str) -> str:
    """Return what `seal` was given. Errors: Problem people.key_missing, people.damaged."""
    return _KEYS.unseal(bytes(sealed), bound_to=f"people.{column}:{row}").decode() if sealed else ""


def hasher(purpose: str) -> Callable[[str], bytes]:
    """Return the keyed hash of one purpose, its key read once."""
    key = _KEYS.secret(f"match:{purpose}")
    # BLAKE2b with a key is a keyed hash of its own, a quarter of the price of HMAC: a person has some twenty.
    return lambda text: hashlib.blake2b(text.encode(), key=key, digest_size=32).digest()
