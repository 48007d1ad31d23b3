"""What the shell shows on every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tidtam.accounts import clock


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the office worked for, the other grants, and whether this is a demo. Shape: no query of its own."""
    return {"is_demo": clock.is_demo()}
