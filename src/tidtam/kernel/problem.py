"""One family of errors: a stable code, a Thai sentence, and what the caller needs to mend it."""

from __future__ import annotations

from typing import Any


class Problem(Exception):
    """Something the caller can mend. `message` is Thai; `field` names the input it belongs beside."""

    status = 422

    def __init__(self, code: str, message: str = "", *, field: str | None = None, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = str(message) or code
        self.field = field
        self.details = details

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class NotAllowed(Problem):
    """The actor lacks the permission."""

    status = 403


class Missing(Problem):
    """The object does not exist, or not for this actor."""

    status = 404


class Conflict(Problem):
    """The object has moved on since the caller looked."""

    status = 409
