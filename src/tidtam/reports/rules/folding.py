"""What the rows behind a cell make: a fold over each row's own columns, so that an old version folds as it did then.

`count` · `sum:<column>` · `length:<column>` (a list) · `distinct:<column>` · `human` (persons, merged ones once) ·
`house` (where it stands; who gave none is a house alone) · `place` (what stands at one place of an office). Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]


def _human(row: Row) -> Any:
    return row["merged_into_id"] or row["id"]


def _house(row: Row) -> Any:
    if not row["house_no"]:
        return row["person_id"]
    return row["scope_path"], row["area_id"] or "", row["moo"], row["house_no"]


def _place(row: Row) -> Any:
    return row["scope_path"], row["area_id"], row["place_key"]


_APART: dict[str, Callable[[Row], Any]] = {"human": _human, "house": _house, "place": _place}


def fold(how: str, rows: Iterable[Row]) -> Decimal:
    """Return the value of rows, given as the columns of their table. Errors: ValueError for an unknown fold."""
    kind, _colon, column = how.partition(":")
    if kind == "count":
        return Decimal(sum(1 for _row in rows))
    if kind == "sum":
        return sum((Decimal(str(row[column] or 0)) for row in rows), Decimal(0))
    if kind == "length":
        return Decimal(sum(len(row[column] or ()) for row in rows))
    if kind == "distinct":
        return Decimal(len({row[column] for row in rows}))
    if how in _APART:
        return Decimal(len({_APART[how](row) for row in rows}))
    raise ValueError(f"unknown fold: {how}")
