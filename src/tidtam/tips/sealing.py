"""Sealing and receipts: age for the keys of others, a keyed hash to find a receipt, Argon2id to make its key.

The pepper is the `tips` family of the data folder's keys: a copy of the database cannot try a receipt.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence

import pyrage
from argon2.low_level import Type, hash_secret_raw
from django.utils.translation import gettext as _
from pyrage import x25519

from tidtam.kernel.problem import Problem
from tidtam.kernel.vault import Family
from tidtam.tips import gates
from tidtam.tips.rules import agekey

SALT = 16
MEMORY_KIB = 64 * 1024
PASSES = 1


def _missing(key: str) -> Problem:
    return Problem("tips.key_missing", f"ไม่พบกุญแจ {key}", key=key)


def _damaged() -> Problem:
    return Problem("tips.damaged", "ข้อมูลที่ปิดผนึกไว้เสียหาย")


_KEYS = Family("tips", magic=b"TDK1", missing=_missing, damaged=_damaged)


def lookup(receipt: str) -> bytes:
    """Return what the database knows a receipt by."""
    return hmac.digest(_KEYS.secret("receipt"), receipt.encode(), "sha256")


def new_salt() -> bytes:
    """Return the salt of a new receipt's key."""
    return secrets.token_bytes(SALT)


def identity(receipt: str, salt: bytes) -> x25519.Identity:
    """Return the informant's own key, made from the receipt and forgotten with the request. Errors: gates.Busy."""
    with gates.deriving.entered():
        return derived(receipt, salt)


def derived(receipt: str, salt: bytes) -> x25519.Identity:
    """Return the same inside a gate already entered, for who does more there than this."""
    raw = hash_secret_raw(
        receipt.encode(), salt, time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1, hash_len=32, type=Type.ID
    )
    return x25519.Identity.from_str(agekey.identity(raw))


def seal(plain: bytes, keys: Sequence[str]) -> bytes:
    """Return `plain` as an age ciphertext any one of the public `keys` opens. Errors: ValueError without a key."""
    if not keys:
        raise ValueError("sealed for nobody")
    sealed: bytes = pyrage.encrypt(plain, [x25519.Recipient.from_str(key) for key in keys])
    return sealed


def unseal(sealed: bytes | memoryview, key: x25519.Identity) -> bytes:
    """Return what was sealed for a key. Errors: Problem("tips.damaged")."""
    try:
        plain: bytes = pyrage.decrypt(bytes(sealed), [key])
    except pyrage.DecryptError as error:
        raise _damaged() from error
    return plain


def is_public_key(text: str) -> bool:
    """Say whether a text is a public age key."""
    try:
        x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def wrong_key(text: str) -> Problem:
    """Return what is wrong with a text that is no public age key."""
    if text.lower().startswith("age1"):
        said = _("กุญแจสาธารณะนี้ไม่ครบ หรือมีตัวอักษรผิด คัดลอกทั้งบรรทัดมาวางอีกครั้ง")
    else:
        said = _("กุญแจสาธารณะต้องขึ้นต้นด้วย age1")
    return Problem("tips.key_wrong", said, field="public_key")
