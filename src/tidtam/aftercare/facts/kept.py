"""What is counted of each province, kept in the memory of the process until its mark is another one.

A page of the nation adds up what stands here; after a change one province is counted again and not seventy-seven.
The wall stands around what is kept as well: a province can be looked up only by its mark, which is read behind it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import Any, Generic, TypeVar

from tidtam.aftercare.facts import marks
from tidtam.kernel import wall

Value = TypeVar("Value")
Counts = Mapping[str, Mapping[int, int]]  # measure -> slot -> count
Rows = Sequence[tuple[Any, ...]]
# Kinds of what is kept, each of one year and day, for all provinces; some megabytes for the tally of a year.
_KINDS, _MADE = 24, 96
_FEW = 4  # provinces read one by one; of more, all are read at once


class Look:
    """The provinces at or below a path that the wall shows, as they stand when a page begins."""

    def __init__(self, path: str) -> None:
        """Read the marks. Shape: one query."""
        self.path = path
        self.marks = marks.read(path)

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """Return what becomes another when anything changes."""
        return self.path, *sorted(self.marks.items())

    def rows(self, kind: Hashable, read: Callable[[str], Rows]) -> dict[str, Rows]:
        """Return the rows of each province: `read` returns (province, ...) of all at or below a path.

        Shape: no query while nothing has changed; one per changed province, or one for all of them.
        """
        return _shelf(("rows", kind)).of(self, lambda path: _grouped(read(path)), ())

    def parts(self, kind: Hashable, province: str, read: Callable[[], Value]) -> Value:
        """Return what `read` returns for one province; kept like `rows`. Shape: no query while nothing has changed."""
        mark = self.marks.get(province)
        if mark is None:
            return read()
        return _remembered(("parts", kind, province, mark), read)

    def made(self, kind: Hashable, make: Callable[[], Value]) -> Value:
        """Return what `make` reckons from all provinces, until one of them changes."""
        return _remembered(("made", kind, self.key), make)

    def tally(self, year: int | None, read: Callable[[str], Rows]) -> dict[str, Counts]:
        """Return the counts of each province in a programme year. Shape: as `rows`."""
        return _shelf(("tally", year)).of(self, lambda path: _counts(read(path)), {})


class _Shelf(Generic[Value]):
    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, tuple[int, Value]] = {}

    def of(self, look: Look, read: Callable[[str], Mapping[str, Value]], empty: Value) -> dict[str, Value]:
        """Return the values of all provinces of a look; whoever comes while they are read waits for them."""
        with self._lock:
            gone = [node for node, mark in look.marks.items() if self._kept.get(node, (None,))[0] != mark]
            if gone:
                # Its mark says a province may be read; the wall of the moment could show half of it.
                with wall.lent(look.path):
                    self._read(look, gone, read, empty)
            return {node: self._kept[node][1] for node in look.marks}

    def _read(self, look: Look, gone: list[str], read: Callable[[str], Mapping[str, Value]], empty: Value) -> None:
        whole = read(look.path) if len(gone) > _FEW else None
        for node in gone:
            found = read(node) if whole is None else whole
            self._kept[node] = look.marks[node], found.get(node, empty)


_shelves: OrderedDict[Hashable, _Shelf[Any]] = OrderedDict()
_memory: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def _shelf(kind: Hashable) -> _Shelf[Any]:
    with _lock:
        shelf = _shelves.setdefault(kind, _Shelf())
        _shelves.move_to_end(kind)
        while len(_shelves) > _KINDS:
            _shelves.popitem(last=False)
        return shelf


def _remembered(key: Hashable, make: Callable[[], Value]) -> Value:
    with _lock:
        if key in _memory:
            _memory.move_to_end(key)
            found: Value = _memory[key]
            return found
    made = make()
    with _lock:
        _memory[key] = made
        while len(_memory) > _MADE:
            _memory.popitem(last=False)
    return made


def _grouped(rows: Rows) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for node, *rest in rows:
        found.setdefault(node, []).append(tuple(rest))
    return found


def _counts(rows: Rows) -> dict[str, dict[str, dict[int, int]]]:
    found: dict[str, dict[str, dict[int, int]]] = {}
    for node, measure, slot, n in rows:
        found.setdefault(node, {}).setdefault(measure, {})[slot] = n
    return found
