"""Write many rows (`kernel.rows`), say what they hold as the text of a column, and digest what was written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import IntegrityError

from tidtam.kernel.problem import Conflict
from tidtam.kernel.rows import FEW, Row, copied, insert, reserve, update

__all__ = [
    "FEW", "Row", "array", "as_json", "copied", "digest", "digest_of", "insert", "known", "reserve", "update",
]  # fmt: skip


@contextmanager
def known(constraints: dict[str, Conflict]) -> Iterator[None]:
    """Turn the violation of a named constraint inside the block into its Conflict, which must end the verb around it.

    What the verb wrote goes with it: PostgreSQL answers nothing more before that.
    """
    try:
        yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        if name in constraints:
            raise constraints[name] from error
        raise


@lru_cache(maxsize=65_536)
def array(values: tuple[Any, ...]) -> str:
    """Return values as the text of an array: the same few come a million times, and the driver is slow with lists."""
    return "{" + ",".join(_element(value) for value in values) + "}"


def _element(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, bool):
        return "t" if value else "f"
    return "NULL" if value is None else str(value)


def as_json(value: dict[str, Any]) -> str:
    """Return a value as the text of a JSON column."""
    try:
        return _json(tuple(value.items())) if value else "{}"
    except TypeError:  # something in it cannot be remembered
        return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=16_384)
def _json(items: tuple[tuple[str, Any], ...]) -> str:
    return json.dumps(dict(items), ensure_ascii=False)


def digest(values: Any) -> str:
    """Return the digest of one row's content; random ids and sealed values have no place in it."""
    return hashlib.sha256(repr(values).encode()).hexdigest()


def digest_of(digests: Sequence[str]) -> str:
    """Return the digest of a batch, whatever the order of its rows: of one row it is the row's own."""
    return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()
