"""Keys of the portal: hashes under the salt of the day, drafts only their own browser opens, the open door.

A draft is sealed with a key made of the writer's own token, of which the database keeps only a hash: what somebody
began and did not send is nobody's to read.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from datetime import date, datetime
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core import signing

from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.vault import Family
from tidtam.portal.rules import STAYS

_NONCE = 12


def _missing(key: str) -> Problem:
    return Problem("portal.key_missing", f"ไม่พบกุญแจ {key}", key=key)


def _damaged() -> Problem:
    return Problem("portal.damaged", "ข้อมูลที่เข้ารหัสไว้เสียหาย")


_KEYS = Family("portal", magic=b"TDW1", missing=_missing, damaged=_damaged)


def daily(value: str, day: date) -> bytes:
    """Return the hash of an address for one day; on another day the same address has another."""
    return hmac.digest(_KEYS.secret(f"address:{day.isoformat()}"), value.encode(), "sha256")[:16]


def new_token() -> str:
    """Return a token of 256 bits for a draft's cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return what the database knows a draft by."""
    return hashlib.sha256(b"draft:" + token.encode()).digest()


def _box(token: str) -> AESGCM:
    return AESGCM(hmac.digest(_KEYS.secret("draft"), token.encode(), "sha256"))


def seal(content: bytes, token: str) -> bytes:
    """Seal something of a draft."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _box(token).encrypt(nonce, content, b"portal.draft")


def unseal(sealed: bytes | memoryview, token: str) -> bytes:
    """Return what `seal` was given. Errors: Missing for another token."""
    raw = bytes(sealed)
    try:
        return _box(token).decrypt(raw[:_NONCE], raw[_NONCE:], b"portal.draft")
    except InvalidTag as error:
        raise Missing("portal.draft_missing", "ไม่พบคำขอที่กรอกค้างไว้") from error


def seal_words(words: dict[str, Any], token: str) -> bytes:
    """Seal what was typed so far."""
    return seal(json.dumps(words, ensure_ascii=False).encode(), token)


def unseal_words(sealed: bytes | memoryview, token: str) -> dict[str, Any]:
    """Return what was typed so far. Errors: Missing for another token."""
    found: dict[str, Any] = json.loads(unseal(sealed, token))
    return found


class Behind(NamedTuple):
    """What an open ticket leads to. `made`: when its PIN was made, for a new PIN shuts what the old one opened."""

    office: int
    request: int
    made: str


def open_door(*, office: int, request: int, made: str, at: datetime) -> str:
    """Return what the cookie of an open ticket holds: which request, by which PIN, until when."""
    return signing.dumps([office, request, made, int((at + STAYS).timestamp())], salt="portal.mine")


def behind_door(value: str, at: datetime) -> Behind | None:
    """Return what an open ticket leads to; None when it is shut."""
    try:
        office, request, made, until = signing.loads(value, salt="portal.mine")
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Behind(int(office), int(request), str(made)) if at.timestamp() < until else None
