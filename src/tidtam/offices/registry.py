"""Which tables carry an office path, so that a move can rewrite them.

Every model with a `scope_path` is found by itself: a list kept by hand forgets. Other columns and tables without a
model are declared. A model whose paths are history (the audit entries) says `scope_is_history = True`, one whose rows
triggers write from other tables `scope_is_derived = True`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from django.apps import apps

_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")


class ScopedColumn(NamedTuple):
    """One column that holds an office's path."""

    table: str
    column: str


_DECLARED: dict[ScopedColumn, None] = {}


def register_scoped(table: str, column: str = "scope_path") -> None:
    """Declare that `table.column` holds an office path; call it in the app's `ready()`. Errors: ValueError."""
    if not (_NAME.match(table) and _NAME.match(column)):
        raise ValueError(f"not an SQL name: {table}.{column}")
    _DECLARED[ScopedColumn(table, column)] = None


def scoped_columns() -> tuple[ScopedColumn, ...]:
    """Return every column a move rewrites, by table and column; the tree's own path is not among them."""
    found = dict(_DECLARED)
    for model in apps.get_models(include_auto_created=True):
        left = getattr(model, "scope_is_history", False) or getattr(model, "scope_is_derived", False)
        if not left and model._meta.managed and not model._meta.proxy:
            columns = [str(f.column) for f in model._meta.local_concrete_fields if f.name == "scope_path"]
            found |= dict.fromkeys(ScopedColumn(model._meta.db_table, column) for column in columns)
    return tuple(sorted(found))
