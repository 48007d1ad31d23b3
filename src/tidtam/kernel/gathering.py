"""Send small writes together with the next statement whose answer is read: one trip to the database for several.

A form that makes a dozen rows asks some fifty statements, and most of their price is the way there and back. What
nobody reads an answer of waits here: savepoints, the opening of the wall, inserts that return nothing. Whatever is
asked next takes them along, so every statement runs in the order it was written and nothing is read too early.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from psycopg import ServerCursor

_QUIET = ("SAVEPOINT ", "SET LOCAL ")
Execute = Callable[[Any, Any, bool, dict[str, Any]], Any]


@contextmanager
def gathered() -> Iterator[None]:
    """Gather inside the block. An error that leaves it rolls the atomic block around it back, as it would anyway.

    Errors that the database finds come with the next statement, at the latest when a savepoint with writes is released.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("statements are gathered only inside a transaction")
    if any(isinstance(one, _Gatherer) for one in connection.execute_wrappers):
        yield
        return
    gatherer = _Gatherer()
    with connection.execute_wrapper(gatherer):
        try:
            yield
            gatherer.send()
        except BaseException:
            transaction.set_rollback(True)
            raise


class _Gatherer:
    """Stands between every statement of the connection and the database."""

    def __init__(self) -> None:
        self._held: list[tuple[str, Sequence[Any]]] = []
        self._writes = self._sending = False

    def __call__(self, execute: Execute, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Hold a statement, or send it behind those that wait."""
        cursor = context["cursor"]
        if self._sending:
            return execute(sql, params, many, context)
        if many or not isinstance(sql, str) or isinstance(params, dict) or isinstance(cursor.cursor, ServerCursor):
            self.send()
            return execute(sql, params, many, context)
        if sql.startswith("ROLLBACK TO SAVEPOINT "):
            self._undo(sql.removeprefix("ROLLBACK TO "))
        elif self._waits(sql):
            self._hold(sql, params)
            return None
        if not self._held:
            return execute(sql, params, many, context)
        self._hold(sql, params)
        return self._run(cursor, lambda *joined: execute(*joined, False, context))

    def _waits(self, sql: str) -> bool:
        if sql.startswith("INSERT INTO ") and "RETURNING" not in sql:
            self._writes = True
            return True
        return sql.startswith(_QUIET) or (sql.startswith("RELEASE ") and not self._writes)

    def _hold(self, sql: str, params: Sequence[Any] | None) -> None:
        self._held.append((sql if params is not None else sql.replace("%", "%%"), params or ()))

    def _undo(self, savepoint: str) -> None:
        """Forget what waits since a savepoint: it is undone anyway, and after an error nothing else may be sent."""
        names = [sql for sql, _values in self._held]
        self._held = self._held[: names.index(savepoint) + 1] if savepoint in names else []

    def _run(self, cursor: Any, run: Callable[[str, list[Any]], Any]) -> Any:
        held, self._held, self._writes = self._held, [], False
        found = run("; ".join(sql for sql, _values in held), [value for _sql, values in held for value in values])
        while cursor.nextset():  # the answer is the last one's
            pass
        return found

    def send(self) -> None:
        """Send what waits."""
        if not self._held:
            return
        self._sending = True
        try:
            with connection.cursor() as cursor:
                self._run(cursor, cursor.execute)
        finally:
            self._sending = False
