"""The wall: row-level security by office path, opened for one transaction at a time.

Source: ADR 0002. `SET LOCAL` is a statement, never `set_config()`, and ends with the transaction; without it, and
for the empty string, a protected table shows 0 rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg.pq import TransactionStatus

from tidtam.kernel.gathering import later

_PATH = re.compile(r"[0-9a-z.]*\Z")


def enter(scope: str, *, sensitive: bool = False) -> None:
    """Open the wall for `scope` (an office path, or '' for nothing) until the current transaction ends.

    `sensitive` opens, inside that scope, the tables of health answers as well.
    Errors: ValueError when `scope` is no path; RuntimeError outside a transaction.
    """
    _move(scope, also=f"; SET LOCAL tidtam.sensitive = '{'on' if sensitive else ''}'")


def _move(scope: str, *, also: str = "") -> None:
    if not _PATH.match(scope):
        raise ValueError(f"not an office path: {scope!r}")
    if not connection.in_atomic_block:
        raise RuntimeError("the wall opens only inside a transaction")
    later(f"SET LOCAL tidtam.scope = '{scope}'{also}")


@contextmanager
def scope(path: str, *, sensitive: bool = False) -> Iterator[None]:
    """Run the block in one transaction that sees `path` and what lies below it."""
    with transaction.atomic():
        enter(path, sensitive=sensitive)
        yield


@contextmanager
def lent(path: str) -> Iterator[None]:
    """Open the wall for another scope inside the current transaction, and put the caller's scope back.

    Only for acts that hand something from one office to another; never around a page's own reads.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('tidtam.scope', true), '')")
        here = cursor.fetchone()[0]
    _move(path)
    try:
        yield
    finally:
        if not _broken():
            _move(here)


@contextmanager
def sensitive() -> Iterator[None]:
    """Open the tables of health answers inside the open scope for one act, and put the caller's right back.

    Only for acts that rewrite such rows without showing them (a correction, a move); never around a page's own reads.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('tidtam.sensitive', true), '')")
        before = "on" if cursor.fetchone()[0] == "on" else ""
        cursor.execute("SET LOCAL tidtam.sensitive = 'on'")
    try:
        yield
    finally:
        if not _broken():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL tidtam.sensitive = '{before}'")


def _broken() -> bool:
    """Say whether the transaction takes no statement any more: one more would hide why."""
    status: TransactionStatus = connection.connection.info.transaction_status
    return connection.needs_rollback or status is TransactionStatus.INERROR


def inside(column: str = "scope_path") -> str:
    """Return the SQL condition that `column` lies inside the open scope. Indexable; NULL without a scope."""
    here = "nullif(current_setting('tidtam.scope', true), '')"
    return f"({column} >= {here} AND {column} < {here} || '~')"


def inside_sensitive(column: str = "scope_path") -> str:
    """Return the condition to read health answers: inside the scope, by a role that may."""
    return f"(current_setting('tidtam.sensitive', true) = 'on' AND {inside(column)})"


def protect_sensitive(table: str) -> str:
    """Return the SQL that lets anybody in scope write health answers, and only the roles that may read them.

    An UPDATE or DELETE reads first, so it needs the right as well.
    """
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_wall ON {table} USING ({inside_sensitive()}) WITH CHECK ({inside()});"
    )


def protect(table: str, condition: str | None = None) -> str:
    """Return the SQL that puts `table` behind the wall (ENABLE, not FORCE: the owner migrates and dumps)."""
    rule = condition or inside()
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_wall ON {table} USING ({rule}) WITH CHECK ({rule});"
    )
