"""Small figures hidden from those who may read figures and not people, so that none can be computed back. Pure.

A figure of 1 to 4 is hidden. What shares a line (row or column with its total) with a hidden figure can be subtracted:
so in each line none or several are hidden, and no hidden figure is the only bridge between two groups of lines.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

SMALL = 5
Key = TypeVar("Key", bound=Hashable)
Cell = tuple[int, int]


def is_small(n: int) -> bool:
    """Say whether a figure tells about too few people."""
    return 0 < n < SMALL


def hidden_in_line(values: Mapping[Key, int]) -> frozenset[Key]:
    """Return the keys to hide in one line whose total is shown. A small total hides everything but the zeros."""
    hidden = {key for key, n in values.items() if is_small(n)}
    others = sorted(((n, str(key), key) for key, n in values.items() if n >= SMALL), key=lambda one: one[:2])
    while hidden and others and (len(hidden) < 2 or sum(values[key] for key in hidden) < SMALL):
        hidden.add(others.pop(0)[2])
    return frozenset(hidden)


def hidden_in_table(rows: Sequence[Sequence[int]]) -> frozenset[Cell]:
    """Return the cells (row, column) to hide in a table shown with the totals of its rows, its columns and itself.

    Shape: row index `len(rows)` and column index `len(rows[0])` are the totals.
    """
    table = _with_totals(rows)
    hidden = {(r, c) for r, row in enumerate(table) for c, n in enumerate(row) if is_small(n)}
    for _turn in range(len(table) * len(table[0]) if table else 0):
        wanted = _next(table, hidden)
        if wanted is None:
            break
        hidden.add(wanted)
    return frozenset(hidden)


def _with_totals(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    table = [[*row, sum(row)] for row in rows]
    return [*table, [sum(column) for column in zip(*table, strict=True)]] if table else []


def _next(table: list[list[int]], hidden: set[Cell]) -> Cell | None:
    """Return one more cell to hide, None when nothing can be computed back."""
    for r, c in sorted(hidden):
        if _joined(hidden - {(r, c)}, r, c):
            continue
        # The cell is determined: hide the smallest shown one that leads on from its row or its column.
        reach_r, reach_c = _reach(hidden - {(r, c)}, r)
        better = [
            (n, row, column)
            for row, cells in enumerate(table)
            for column, n in enumerate(cells)
            if (row, column) not in hidden and n > 0 and (row in reach_r) != (column in reach_c)
        ]
        if better:
            _n, row, column = min(better)
            return row, column
    return _thicken(table, hidden)


def _thicken(table: list[list[int]], hidden: set[Cell]) -> Cell | None:
    """Return one more cell of a line whose hidden figures add up to so little that each must be one or two."""
    height, width = len(table), len(table[0])
    lines = [[(r, c) for c in range(width)] for r in range(height)]
    lines += [[(r, c) for r in range(height)] for c in range(width)]
    for *cells, total in lines:
        inside = [cell for cell in cells if cell in hidden]
        if not inside or total in hidden or sum(table[r][c] for r, c in inside) >= SMALL:
            continue
        shown = [(table[r][c], r, c) for r, c in (*cells, total) if (r, c) not in hidden and table[r][c] > 0]
        _n, row, column = min(shown)
        return row, column
    return None


def _reach(hidden: set[Cell], row: int) -> tuple[set[int], set[int]]:
    """Return the rows and columns one comes to from a row over hidden cells."""
    rows: set[int] = {row}
    columns: set[int] = set()
    todo = [(True, row)]
    by_row: dict[int, list[int]] = {}
    by_column: dict[int, list[int]] = {}
    for r, c in hidden:
        by_row.setdefault(r, []).append(c)
        by_column.setdefault(c, []).append(r)
    while todo:
        is_row, line = todo.pop()
        known = columns if is_row else rows
        for other in (by_row if is_row else by_column).get(line, ()):
            if other not in known:
                known.add(other)
                todo.append((not is_row, other))
    return rows, columns


def _joined(hidden: set[Cell], row: int, column: int) -> bool:
    return column in _reach(hidden, row)[1]
