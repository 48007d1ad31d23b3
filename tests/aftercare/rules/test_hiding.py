"""No hidden figure can be computed from what is shown: every one has another value that fits."""

from __future__ import annotations

import itertools
import random

from tidtam.aftercare.rules.hiding import SMALL, hidden_in_line, hidden_in_table


def test_a_line_never_hides_one_alone():
    assert hidden_in_line({"a": 3, "b": 40, "c": 9}) == {"a", "c"}
    assert hidden_in_line({"a": 0, "b": 40}) == frozenset()
    assert hidden_in_line({"a": 1, "b": 1, "c": 40}) == {"a", "b", "c"}
    assert hidden_in_line({"a": 4, "b": 4, "c": 40}) == {"a", "b"}


def fits(rows: list[list[int]], hidden: frozenset, values: dict) -> bool:
    table = [[*row, sum(row)] for row in rows]
    table.append([sum(column) for column in zip(*table, strict=True)])
    for (r, c), n in values.items():
        table[r][c] = n
    return all(sum(row[:-1]) == row[-1] for row in table) and all(
        sum(row[c] for row in table[:-1]) == table[-1][c] for c in range(len(table[0]))
    )


def test_small_tables_leave_every_hidden_figure_open():
    chance = random.Random(5)
    tried = 0
    while tried < 25:
        rows = [[chance.choice([0, 1, 2, 3, 6]) for _c in range(2)] for _r in range(2)]
        hidden = hidden_in_table(rows)
        for r, c in itertools.product(range(2), range(2)):
            assert not 0 < rows[r][c] < SMALL or (r, c) in hidden
        if not hidden or len(hidden) > 4:
            continue
        tried += 1
        seen: dict = {cell: set() for cell in hidden}
        for guess in itertools.product(range(1, 14), repeat=len(hidden)):
            values = dict(zip(sorted(hidden), guess, strict=True))
            if fits(rows, hidden, values):
                for cell, n in values.items():
                    seen[cell].add(n)
        exact = [[*row, sum(row)] for row in rows]
        exact.append([sum(column) for column in zip(*exact, strict=True)])
        for (r, c), found in seen.items():
            if exact[r][c] < SMALL:
                assert len(found) > 1, (rows, hidden, (r, c), found)


def test_nothing_small_hides_nothing():
    assert hidden_in_table([[10, 0], [7, 9]]) == frozenset()
