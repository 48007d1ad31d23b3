"""The rows of a signed cell against those that would count today, compared where they lie: a page leaves with its rows.

A cell may stand on thousands. Nothing but counts, the few keys that came or went and one page of keys comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.reports.facts.moved import MOVING, handed
from tidtam.reports.facts.sources import KEYS, sorted_rows, source

_HELD = """
    SELECT u.key, u.version, u.place FROM reports_cellrows c
    CROSS JOIN LATERAL unnest(c.keys, c.versions) WITH ORDINALITY u(key, version, place)
    WHERE c.edition_id = %s AND c.cell = %s
"""
_COMPARED = """
    WITH held AS MATERIALIZED ({held}), counted AS MATERIALIZED ({counted})
    SELECT count(h.key), count(*) FILTER (WHERE h.version <> n.version),
        array_agg(n.key) FILTER (WHERE h.key IS NULL), array_agg(h.key) FILTER (WHERE n.key IS NULL)
    FROM held h FULL JOIN counted n USING (key)
"""
_PAGE = """
    WITH held AS MATERIALIZED ({held}), seen AS MATERIALIZED (
        SELECT h.key, h.version, h.place FROM held h JOIN {relation} t ON {joined}
        WHERE t.scope_path >= %s AND t.scope_path < %s
    ), page AS (SELECT key, version FROM seen ORDER BY place OFFSET %s LIMIT %s)
    SELECT (SELECT count(*) FROM seen), array(SELECT key FROM page), array(SELECT version FROM page)
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A cell: its figure, branch and period, less the branches that report for themselves; the edition that holds it.

    Without an `edition` what counts today is what is held. `since`: people handed over from that day on stay where the
    edition counted them.
    """

    code: str
    path: str
    without: Sequence[str]
    start: date
    end: date
    edition: int | None = None
    cell: str = ""
    since: date | None = None

    @property
    def relation(self) -> str:
        """Return the table of the rows."""
        return source(self.code).relation


@dataclass(frozen=True, slots=True)
class Compared:
    """How many rows are held and how many of them say something else today; keys that came and that went."""

    total: int
    changed: int
    came: list[str]
    went: set[str]


@dataclass(frozen=True, slots=True)
class Page:
    """How many held rows lie in a scope, and the keys and versions of one page of them."""

    seen: int
    keys: list[str]
    versions: list[int]


def compared(asked: Asked) -> Compared:
    """Compare what a cell holds with what counts today. Shape: one query, two when people came or went."""
    with wall.lent(ROOT), connection.cursor() as cursor:
        held, values = _held(asked)
        counted, more = _counted(asked)
        cursor.execute(_COMPARED.format(held=held, counted=counted), [*values, *more])
        total, changed, came, went = cursor.fetchone()
    came, went = set(came or ()), set(went or ())
    if asked.since is not None and asked.relation in MOVING and (came or went):
        cases = {case_of(key) for key in (*came, *went)}
        arrived, left = handed(cases, asked.path, asked.since)
        came = {key for key in came if case_of(key) not in arrived}
        went = {key for key in went if case_of(key) not in left}
    return Compared(total, changed, sorted(came, key=in_order), went)


def page(asked: Asked, scope: str, offset: int, limit: int) -> Page:
    """Return a page of the held rows that lie in a scope today; the wall says the same. Shape: one query."""
    if not scope:
        return Page(0, [], [])
    # What counts today is written behind the open wall and read behind the actor's.
    with nullcontext() if asked.edition is not None else wall.lent(ROOT):
        held, values = _held(asked)
    joined = " AND ".join(
        f"t.{column} = split_part(h.key, '/', {n})::bigint"
        for n, column in enumerate(KEYS.get(asked.relation, ("id",)), 1)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _PAGE.format(held=held, relation=asked.relation, joined=joined),
            [*values, scope, scope + "~", offset, limit],
        )
        return Page(*cursor.fetchone())


def in_order(key: str) -> list[int]:
    """Return what keys are sorted by."""
    return [int(part) for part in key.split("/")]


def case_of(key: str) -> int:
    """Return the case a key of `MOVING` begins with."""
    return int(key.partition("/")[0])


def _held(asked: Asked) -> tuple[str, list[Any]]:
    if asked.edition is not None:
        return _HELD, [asked.edition, asked.cell]
    counted, values = _counted(asked)
    parts = ", ".join(f"split_part(key, '/', {n})::bigint" for n, _ in enumerate(KEYS.get(asked.relation, ("id",)), 1))
    return f"SELECT key, version, row_number() OVER (ORDER BY {parts}) AS place FROM ({counted}) w", values  # noqa: S608 (our names)


def _counted(asked: Asked) -> tuple[str, list[Any]]:
    """Return the SQL of the keys and versions that count today, and its values."""
    sql, values = _keys(asked, asked.path)
    taken = [_keys(asked, place) for place in asked.without]
    if taken:
        below = " UNION ALL ".join(f"SELECT key FROM ({one}) b" for one, _v in taken)  # noqa: S608 (our names)
        sql = f"SELECT * FROM ({sql}) a WHERE key NOT IN ({below})"  # noqa: S608 (our names)
        values = [*values, *(value for _one, more in taken for value in more)]
    return sql, values


def _keys(asked: Asked, path: str) -> tuple[str, list[Any]]:
    columns = KEYS.get(asked.relation, ("id",))
    try:
        sql, values = sorted_rows(asked.code, path, asked.start, asked.end).order_by().query.sql_with_params()
    except EmptyResultSet:
        return "SELECT ''::text AS key, 0 AS version WHERE false", []
    names = [f"k{n}" for n, _ in enumerate(columns)]
    key = f"concat_ws('/', {', '.join(names)})"
    return f"SELECT {key} AS key, version FROM ({sql}) r({', '.join(names)}, version)", list(values)  # noqa: S608 (our names)
