"""Queries written with the ORM and put into SQL once: for a page of twenty small reads that is most of its price.

A prepared query is a function that returns a query set. Its positional arguments are values and stand in the SQL's
parameters; its keyword arguments are the shape, of which each gets SQL of its own. It runs on whatever connection the
thread has, behind the same wall.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Count, Field, ForeignObject, Lookup, QuerySet

from tidtam.kernel.actor import Actor

Row = TypeVar("Row")
if TYPE_CHECKING:
    _Lookup = Lookup[Any]
else:
    _Lookup = Lookup


class Among(_Lookup):
    """`column = ANY(list)`: one parameter however long the list, where IN has one for each.

    The list may be an expression. One asked for by itself leaves the planner the count of the column it is compared
    with, where a join has it guess that of the rows.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return the SQL and its parameters."""
        column, params = self.process_lhs(compiler, connection)
        if hasattr(self.rhs, "as_sql"):
            among, more = compiler.compile(self.rhs)
            return f"{column} = ANY({among})", [*params, *more]
        return f"{column} = ANY(%s)", [*params, self.rhs]


Field.register_lookup(Among)
ForeignObject.register_lookup(Among)


def totals(rows: QuerySet[Any], **aggregates: Any) -> QuerySet[Any]:
    """Return a query of one row, the aggregates over `rows` in their order: `aggregate` as something to prepare."""
    found: QuerySet[Any] = rows.order_by().annotate(**aggregates).values_list(*aggregates)
    found.query.group_by = None  # all rows together, not each row by itself
    return found


def prepared(build: Callable[..., QuerySet[Any, Row]]) -> Callable[..., list[Row]]:
    """Return a function that runs the query `build` returns, with its SQL kept; rows come as the query set has them.

    A value may be an actor, a whole number, a text, a day, an instant or a list of numbers or texts. It must end up
    among the parameters as it is, a text also inside a longer one; nothing may be computed from it otherwise. Of an
    actor that is the scope, the ids and the permissions; each set of permissions has SQL of its own.
    Errors: ValueError for a value that is not among the parameters, or a number of a column narrower than an id.
    """
    plans: dict[Any, _Plan] = {}

    @wraps(build)
    def run(*values: Any, **shape: Any) -> list[Row]:
        key = (tuple(map(_kind, values)), tuple(shape.items()))
        plan = plans.get(key)
        if plan is None:
            marked = [_marked(value, place) for place, value in enumerate(values)]
            slots = [slot for _stand_in, its in marked for slot in its]
            rows = build(*(stand_in for stand_in, _its in marked), **shape)
            nobody = any(isinstance(value, Actor) and not value.scope for value in values)
            plan = plans[key] = _Plan(rows, slots, nobody=nobody)
        return plan.run(values)

    return run


@dataclass(frozen=True, slots=True)
class _Slot:
    """A value while the SQL is made: nobody's number, text or day; and how the real one is found in the arguments."""

    mark: Any
    get: Callable[[Sequence[Any]], Any]
    needed: bool


def _kind(value: Any) -> Any:
    """Return what the SQL depends on in a value."""
    if isinstance(value, Actor):
        return value.permissions, bool(value.scope), value.user_id is None, value.office_id is None
    return type(value)


def _marked(value: Any, place: int) -> tuple[Any, list[_Slot]]:
    """Return what stands for an argument, and its slots."""
    if not isinstance(value, Actor):
        mark = _mark(value, place * 10)
        return mark, [_Slot(mark, itemgetter(place), True)]
    slots, marks = [], {}
    for number, name in enumerate(("scope", "user_id", "office_id")):
        part = getattr(value, name)
        if part in ("", None):
            marks[name] = part
            continue
        marks[name] = _mark(part, place * 10 + number)
        # Whatever else a query asks for, it must ask inside the actor's scope.
        slots.append(_Slot(marks[name], _part(place, name), name == "scope"))
    return replace(value, grant_id=None, role="", name="", **marks), slots


def _part(place: int, name: str) -> Callable[[Sequence[Any]], Any]:
    return lambda values: getattr(values[place], name)


def _mark(value: Any, number: int) -> Any:
    if isinstance(value, bool) or value is None:
        raise ValueError("a prepared query takes yes, no and nothing by keyword")
    if isinstance(value, int):
        return 8_999_999_999_999_999_000 + number
    if isinstance(value, str):
        return f"\x02{number}\x03"
    if isinstance(value, datetime):
        return datetime(1, 3, 1, tzinfo=UTC) + timedelta(days=number)
    if isinstance(value, date):
        return date(2, 2, 1) + timedelta(days=number)
    if isinstance(value, list):
        return [-8_999_999_999_999_999_000 - number]
    raise ValueError(f"no prepared query takes a {type(value).__name__}")


class _Plan:
    """SQL with the places of its values, and how its rows are read."""

    def __init__(self, rows: QuerySet[Any, Any], slots: Sequence[_Slot], *, nobody: bool) -> None:
        self.alias = rows.db
        compiler = rows.query.get_compiler(using=self.alias)
        try:
            self.sql, params = compiler.as_sql()
        except EmptyResultSet:
            if slots and not nobody:
                raise ValueError("a value lies outside its column") from None
            self.sql, params, slots = "", (), []  # no scope, nothing to see
        found: set[int] = set()
        self.makers = [_maker(param, slots, found) for param in params]
        if any(slot.needed and number not in found for number, slot in enumerate(slots)):
            raise ValueError(f"a value is not among the parameters of: {self.sql}")
        self.state = {**vars(compiler), "converters": {}}
        # A class of its own, so that everything else of Django's compiler reads the rows as ever.
        self.kind: Any = type("Kept", (_Kept, type(compiler)), {})
        read: Any = rows  # there is no public way to the reader of a query set
        self.rows, self.fields = read._iterable_class, read._fields

    def run(self, values: Sequence[Any]) -> list[Any]:
        """Fill the SQL in, run it, and return the rows."""
        if not self.sql:
            return []
        kept = self.kind.__new__(self.kind)
        vars(kept).update(self.state)
        kept.connection = connections[self.alias]
        kept.kept = self.sql, [make(values) for make in self.makers]
        return list(self.rows(_Source(self.alias, kept, self.fields)))


def _maker(param: Any, slots: Sequence[_Slot], found: set[int]) -> Callable[[Sequence[Any]], Any]:
    """Return how a parameter is made from the arguments."""
    for number, slot in enumerate(slots):
        if isinstance(slot.mark, str):
            if isinstance(param, str) and slot.mark in param:
                found.add(number)
                return _filled(param, slot)
        elif param == slot.mark:
            found.add(number)
            return _typed(type(param), slot) if isinstance(param, int) else slot.get
    return lambda _values: param


def _typed(kind: type, slot: _Slot) -> Callable[[Sequence[Any]], Any]:
    """Django wraps whole numbers in the type of their column."""
    return lambda values: kind(slot.get(values))


def _filled(param: str, slot: _Slot) -> Callable[[Sequence[Any]], Any]:
    return lambda values: param.replace(slot.mark, slot.get(values))


class _Kept:
    """A compiler that has its SQL already."""

    kept: tuple[str, list[Any]]
    converters: dict[int, Any]
    connection: Any

    def get_converters(self, expressions: list[Any]) -> Any:
        """Return how columns are read, which is asked of each column once: it depends on nothing but the column.

        Counts are whole numbers as they come: looking at each of a nation's would take longer than counting them.
        """
        if len(expressions) not in self.converters:
            found: dict[int, Any] = super().get_converters(expressions)  # type: ignore[misc]  # see `kind`
            read = {place: one for place, one in found.items() if not isinstance(one[1], Count)}
            self.converters[len(expressions)] = read
        return self.converters[len(expressions)]

    def execute_sql(self, *_args: Any, **_kwargs: Any) -> Iterable[Any]:
        """Run the SQL and return all rows, in one batch."""
        with self.connection.cursor() as cursor:
            cursor.execute(*self.kept)
            return [cursor.fetchall()]


class _Source:
    """What the readers of rows need of a query set."""

    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, alias: str, compiler: Any, fields: Any) -> None:
        self.db, self.query, self._compiler, self._fields = alias, self, compiler, fields

    def get_compiler(self, *_args: Any, **_kwargs: Any) -> Any:
        """Return the compiler with its SQL."""
        return self._compiler
