"""Encryption of personal content: the `files` keys of the kernel's vault.

Source: design §3.4.
"""

from __future__ import annotations

import hmac

from django.utils.translation import gettext as _

from tidtam.kernel.problem import Problem
from tidtam.kernel.vault import Family


def seal(plain: bytes, *, bound_to: str) -> bytes:
    """Return `plain` encrypted under the newest key; it opens only for the same `bound_to`."""
    return _KEYS.seal(plain, bound_to=bound_to)


def unseal(sealed: bytes, *, bound_to: str) -> bytes:
    """Return what `seal` was given. Errors: Problem files.key_missing, files.damaged."""
    return _KEYS.unseal(sealed, bound_to=bound_to)


def damaged() -> Problem:
    """Return the Problem of content that is not what was stored."""
    return Problem("files.damaged", "ไฟล์ที่เก็บไว้เสียหาย โปรดแจ้งผู้ดูแลระบบให้กู้คืนจากสำเนาสำรอง", field="file")


def _missing(key: str) -> Problem:
    number = key.rpartition("-")[2]
    return Problem(
        "files.key_missing",
        _("ไม่พบกุญแจ files-%(number)s ในโฟลเดอร์ keys จึงเปิดไฟล์นี้ไม่ได้ โปรดแจ้งผู้ดูแลระบบให้นำกุญแจกลับมา") % {"number": number},
        field="file",
        key=key,
    )


_KEYS = Family("files", magic=b"TDT1", missing=_missing, damaged=damaged)


def keyed(value: str, use: str) -> str:
    """Return the keyed hash of a value for one use: nobody without the key of this installation can make it."""
    return hmac.digest(_KEYS.secret(use), value.encode(), "sha256").hex()
