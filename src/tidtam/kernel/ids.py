"""Identifiers people see: 12 random base-32 characters without look-alikes."""

from __future__ import annotations

import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32: no i, l, o, u

_SIGNS = bytes(ord(_ALPHABET[byte & 31]) for byte in range(256))  # 32 divides 256: each equally likely


def public_id() -> str:
    """Return 12 random base-32 characters (60 bits)."""
    return secrets.token_bytes(12).translate(_SIGNS).decode()
