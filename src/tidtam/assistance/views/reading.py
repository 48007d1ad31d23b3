"""Note that a page showed identified people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tidtam import audit


def note(request: Any, people: Iterable[int], purpose: str) -> None:
    """Note the persons a page shows and what for; the gate writes one row per request."""
    noted = getattr(audit, "note_read", None)
    if noted is not None:
        noted(request, list(people), purpose)
