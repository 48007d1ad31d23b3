"""PINs of tickets: six digits, kept as their hash under a key of this installation that lies in no backup.

Source: ADR 0016. A million PINs are tried in no time whatever a hash costs, so it costs nothing: without the key none
can be tried, and at the door tries are bounded (`portal.rules`).
"""

from __future__ import annotations

import hmac
import secrets

from tidtam.assistance import notes

_SALT = 12


def new() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def hashed(pin: str) -> str:
    """Return the keyed hash of a PIN, with a salt of its own."""
    salt = secrets.token_hex(_SALT)
    return f"{salt}${_keyed(pin, salt)}"


def fits(pin: str, stored: str) -> bool:
    """Say whether a PIN is the one; without a stored hash it costs as much and never is."""
    salt, _, wanted = (stored or _NOBODY).partition("$")
    return hmac.compare_digest(_keyed(pin, salt), wanted) and bool(stored)


def _keyed(pin: str, salt: str) -> str:
    return notes.keyed(f"{salt}:{pin}", "ticket.pin")


_NOBODY = f"{'00' * _SALT}${'00' * 32}"
