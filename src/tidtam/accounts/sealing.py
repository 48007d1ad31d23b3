"""What the second factor keeps in the database, sealed with AES-GCM: a copied dump opens no account."""

from __future__ import annotations

import base64
import os
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_ID = "k1"


@lru_cache(maxsize=1)
def _cipher() -> AESGCM:
    derived = HKDF(hashes.SHA256(), 32, None, b"tidtam second factor").derive(settings.SECRET_KEY.encode())
    return AESGCM(derived)


def seal(text: str) -> str:
    """Seal a text; the key's id stands before it."""
    nonce = os.urandom(12)
    sealed = _cipher().encrypt(nonce, text.encode(), KEY_ID.encode())
    return f"{KEY_ID}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(value: str) -> str:
    """Open a sealed text. Errors: cryptography.exceptions.InvalidTag when it was changed; ValueError on another key."""
    key_id, _, body = value.partition(":")
    if key_id != KEY_ID:
        raise ValueError(f"sealed with an unknown key: {key_id}")
    raw = base64.b64decode(body)
    return _cipher().decrypt(raw[:12], raw[12:], KEY_ID.encode()).decode()
