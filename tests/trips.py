"""Count what is really sent to the database: statements gathered on the way count once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db.backends.utils import CursorWrapper


@contextmanager
def trips() -> Iterator[list[str]]:
    """Yield the texts sent so far, one for each trip."""
    seen: list[str] = []
    send = CursorWrapper._execute

    def counted(self: CursorWrapper, sql: str, params: Any, *rest: Any) -> Any:
        seen.append(sql)
        return send(self, sql, params, *rest)

    with patch.object(CursorWrapper, "_execute", counted):
        yield seen
