"""How long a sign-in lasts. Pure."""

from __future__ import annotations

IDLE_SECONDS = 30 * 60
WHOLE_SECONDS = 12 * 3600
TOUCH_SECONDS = 60  # one write a minute is enough to tell idle from busy


def lapsed(*, started: float, seen: float, now: float) -> bool:
    """Say whether a sign-in is over: unused for half an hour, or half a day old. Units: seconds since the epoch."""
    return now - seen > IDLE_SECONDS or now - started > WHOLE_SECONDS


def is_username(text: str) -> bool:
    """Say whether `text` may be a user name: letters that look like no other, so nobody signs in as a look-alike."""
    return bool(text) and all(c.isascii() and (c.isalnum() or c in "._-@") for c in text)
