"""PINs of tickets: six digits, so their hash needs a key that no backup holds beside its rounds."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from tidtam.assistance import notes

_ROUNDS = 4_000  # the key keeps it out of reach; the rounds are for the day somebody has both, 2 ms each


def new() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def hashed(pin: str) -> str:
    """Return the hash of a PIN: PBKDF2 over its keyed hash, with a salt of its own."""
    salt = secrets.token_bytes(12)
    return f"{_ROUNDS}${salt.hex()}${_stretched(pin, salt, _ROUNDS).hex()}"


def fits(pin: str, stored: str) -> bool:
    """Say whether a PIN is the one; without a stored hash it costs as much and never is."""
    rounds, salt, wanted = (stored or _NOBODY).split("$")
    found = _stretched(pin, bytes.fromhex(salt), int(rounds))
    return hmac.compare_digest(found.hex(), wanted) and bool(stored)


def _stretched(pin: str, salt: bytes, rounds: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", bytes.fromhex(notes.keyed(pin, "ticket.pin")), salt, rounds)


_NOBODY = f"{_ROUNDS}${'00' * 12}${'00' * 32}"
