"""Send small writes together with the next statement whose answer is read: one trip to the database for several.

A form that makes a dozen rows asks some fifty statements, and most of their price is the way there and back. Inside
`gathered` what nobody reads an answer of waits (`later`: inserts, updates by key, the opening of the wall), and
whatever is asked next takes it along, so that every statement runs in the order it was written and nothing is read too
early. Inner atomic blocks make no savepoints there: an error in one takes the whole of it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from psycopg import ServerCursor

Execute = Callable[[Any, Any, bool, dict[str, Any]], Any]


def later(sql: str, values: Sequence[Any] = ()) -> None:
    """Run a statement whose answer nobody reads: at once, or inside `gathered` with the next one."""
    gatherer = _here()
    if gatherer is None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values or None)
    else:
        gatherer.hold(sql, values)


@contextmanager
def gathered() -> Iterator[None]:
    """Gather inside the block. An error that leaves it rolls the atomic block around it back, as it would anyway.

    Errors: those of the database come with the next statement that is read, or at the end of the block.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("statements are gathered only inside a transaction")
    if _here() is not None:
        yield
        return
    gatherer, features = _Gatherer(), connection.features
    features.uses_savepoints = False  # of this connection, until the end of the block
    try:
        with connection.execute_wrapper(gatherer):
            yield
            gatherer.send()
    except BaseException:
        transaction.set_rollback(True)
        raise
    finally:
        del features.uses_savepoints


def _here() -> _Gatherer | None:
    for one in connection.execute_wrappers:
        if isinstance(one, _Gatherer):
            return one
    return None


class _Gatherer:
    """Holds statements, and stands between every other one of the connection and the database."""

    def __init__(self) -> None:
        self._held: list[tuple[str, Sequence[Any]]] = []
        self._sending = False

    def hold(self, sql: str, values: Sequence[Any]) -> None:
        """Let a statement wait for the next."""
        connection.validate_no_broken_transaction()
        self._held.append((sql, values))

    def __call__(self, execute: Execute, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Send a statement behind those that wait."""
        cursor = context["cursor"]
        if not self._held or self._sending:
            return execute(sql, params, many, context)
        if many or not isinstance(sql, str) or isinstance(cursor.cursor, ServerCursor):
            self.send()
            return execute(sql, params, many, context)
        found = execute(self._joined(cursor, sql, params), None, False, context)
        while cursor.nextset():  # the answer is the last one's
            pass
        return found

    def _joined(self, cursor: Any, *last: Any) -> str:
        held, self._held = self._held, []
        # Each by itself, for what is filled in is looked for in a text only once.
        parts = [cursor.mogrify(sql, values) if values else sql for sql, values in held]
        if last:
            sql, values = last
            parts.append(sql if values is None else cursor.mogrify(sql, values))
        return "; ".join(parts)

    def send(self) -> None:
        """Send what waits."""
        if not self._held:
            return
        self._sending = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(self._joined(cursor))
        finally:
            self._sending = False
