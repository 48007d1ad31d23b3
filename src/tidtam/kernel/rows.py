"""Write many rows through the wall: a few by INSERT, many by COPY into a temporary table first.

COPY straight into a table passes its policies by, so PostgreSQL refuses it behind the wall; INSERT … SELECT does not.
Names of tables and columns are the rooms' own words, never a user's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model
from django.db.models.base import ModelState

from tidtam.kernel.gathering import later

FEW = 60  # below this a temporary table costs more than it saves
Row = tuple[Any, ...]


Made = TypeVar("Made", bound=Model)


@cache
def _defaults(model: type[Model]) -> tuple[dict[str, Any], frozenset[str]]:
    """Return what the columns hold that nobody names, and those that must be named: each row has its own there."""
    fields = {one.attname: one for one in model._meta.concrete_fields}
    own = frozenset(name for name, one in fields.items() if one.has_default() and callable(one.default))
    return {name: one.get_default() for name, one in fields.items() if name not in own}, own


def made(model: type[Made], values: dict[str, Any], **along: Model) -> Made:
    """Return a row that is about to be kept as an object. Django's constructor costs more than keeping it.

    `values` by the names of columns; what is not named holds its default. `along`: rows its keys lead to, by field.
    Errors: TypeError when a column with a default made anew for each row is not named.
    """
    defaults, own = _defaults(model)
    if not own <= values.keys():
        raise TypeError(f"{model.__name__} needs {sorted(own - values.keys())}")
    one, state = model.__new__(model), ModelState()
    state.adding, state.db, state.fields_cache = False, "default", along
    one.__dict__ |= defaults | values | {"_state": state}
    return one


def reserve(table: str, count: int) -> list[int]:
    """Return ids for `count` rows of a table. Shape: 1 query, or none when they were reserved `ahead`; ascending."""
    if not count:
        return []
    held = _ahead.get().get(table, [])
    if len(held) >= count:
        found, held[:] = held[:count], held[count:]
        return found
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [table, count])
        return sorted(int(row[0]) for row in cursor.fetchall())


_NEXT = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
_ahead: ContextVar[dict[str, list[int]]] = ContextVar("ahead", default={})  # noqa: B039 (never written to)


@contextmanager
def ahead(**counts: int) -> Iterator[None]:
    """Reserve ids of several tables in one query; `reserve` inside the block takes from them."""
    parts = " UNION ALL ".join([f"SELECT %s, id FROM ({_NEXT}) AS s(id)"] * len(counts))  # noqa: S608 (our words)
    values = [value for table, count in counts.items() for value in (table, table, count)]
    found: dict[str, list[int]] = {table: [] for table in counts}
    with connection.cursor() as cursor:
        cursor.execute(parts, values)
        for table, pk in cursor.fetchall():
            found[table].append(int(pk))
    for ids in found.values():
        ids.sort()
    token = _ahead.set(found)
    try:
        yield
    finally:
        _ahead.reset(token)


def insert(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows. A row's values stand in the order of `columns`."""
    if not rows:
        return
    names = ", ".join(columns)
    if len(rows) < FEW:
        marks = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * len(rows))
        # One statement: what a table holds against new rows is held against all of them.
        values = [value for row in rows for value in row]
        later(f"INSERT INTO {table} ({names}) VALUES {marks}", values)  # noqa: S608 (our names)
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
    if len(rows) == 1:
        later(statement, rows[0])  # several go through a pipeline, which takes its time for one
        return
    with connection.cursor() as cursor:
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
