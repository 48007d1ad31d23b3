"""Tables that carry an office path, declared by the apps above so that a move can rewrite them."""

from __future__ import annotations

import re
from typing import NamedTuple

_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")


class ScopedColumn(NamedTuple):
    """One column that holds an office's path."""

    table: str
    column: str


_COLUMNS: dict[ScopedColumn, None] = {}


def register_scoped(table: str, column: str = "scope_path") -> None:
    """Declare that `table.column` holds an office path; call it in the app's `ready()`. Errors: ValueError."""
    if not (_NAME.match(table) and _NAME.match(column)):
        raise ValueError(f"not an SQL name: {table}.{column}")
    _COLUMNS[ScopedColumn(table, column)] = None


def scoped_columns() -> tuple[ScopedColumn, ...]:
    """Return the declared columns in the order of their declaration."""
    return tuple(_COLUMNS)
