"""Write many rows through the wall: a few by INSERT, many by COPY into a temporary table first.

COPY straight into a table passes its policies by, so PostgreSQL refuses it behind the wall; INSERT … SELECT does not.
Names of tables and columns are the rooms' own words, never a user's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

FEW = 60  # below this a temporary table costs more than it saves
Row = tuple[Any, ...]


def reserve(table: str, count: int) -> list[int]:
    """Return ids for `count` rows of a table. Shape: 1 query, ascending."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return sorted(int(row[0]) for row in cursor.fetchall())


def insert(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows. A row's values stand in the order of `columns`."""
    if not rows:
        return
    names = ", ".join(columns)
    if len(rows) < FEW:
        marks = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * len(rows))
        with connection.cursor() as cursor:
            # One statement: what a table holds against new rows is held against all of them.
            values = [value for row in rows for value in row]
            cursor.execute(f"INSERT INTO {table} ({names}) VALUES {marks}", values)  # noqa: S608 (our names)
        return
    with copied(table, columns, rows) as copy, connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {copy}")  # noqa: S608 (our names)


def update(table: str, key: Sequence[str], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Update rows by key. A row holds the key's values, then those of `columns`."""
    if not rows:
        return
    if len(rows) < FEW:
        sets = ", ".join(f"{name} = %s" for name in columns)
        found = " AND ".join(f"{name} = %s" for name in key)
        turned = [(*row[len(key) :], *row[: len(key)]) for row in rows]
        _run(f"UPDATE {table} SET {sets} WHERE {found}", turned)  # noqa: S608 (our names)
        return
    with copied(table, (*key, *columns), rows) as copy, connection.cursor() as cursor:
        sets = ", ".join(f"{name} = n.{name}" for name in columns)
        found = " AND ".join(f"t.{name} = n.{name}" for name in key)
        cursor.execute(f"UPDATE {table} t SET {sets} FROM {copy} n WHERE {found}")  # noqa: S608 (our names)


def _run(statement: str, rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(statement, rows[0])  # several go through a pipeline, which takes its time for one
        else:
            cursor.executemany(statement, rows)


@contextmanager
def copied(table: str, columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Yield the name of a temporary table that holds `rows` under the names and types of the columns of `table`."""
    names, copy = ", ".join(columns), f"in_{table}"
    with connection.cursor() as cursor:
        # The columns alone: a copy of the table's constraints would ask for what the database fills.
        made = f"CREATE TEMPORARY TABLE {copy} ON COMMIT DROP AS SELECT {names} FROM {table} LIMIT 0"  # noqa: S608 (our names)
        cursor.execute(made)
        with cursor.copy(f"COPY {copy} ({names}) FROM STDIN") as stream:
            for row in rows:
                stream.write_row(row)
    yield copy
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {copy}")
