"""What rows said at a version: the row itself while it stands at it, else what was kept when it changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.reports.facts.sources import KEYS, SOURCES, UNKEPT

Row = Mapping[str, Any]
MOVERS = "aftercare_handedover"  # the lines of the annex, which no figure is counted from
RELATIONS = frozenset({*(one.relation for one in SOURCES.values()), MOVERS})
_OLD = """
SELECT o.key, o.row::text FROM audit_oldrow o
JOIN unnest(%s::text[], %s::int[]) w(key, version) USING (key, version) WHERE o.relation = %s
"""


def said(relation: str, keys: Sequence[str], versions: Sequence[int]) -> list[Row | None]:
    """Return what the rows said at those versions, in the order asked; None for one that nobody kept.

    Behind an open wall: whoever calls asks who may read it. Shape: two queries; numbers are exact.
    Errors: ValueError for a table no figure is counted from.
    """
    if relation not in RELATIONS:
        raise ValueError(f"no figure is counted from {relation!r}")
    with wall.lent(ROOT):
        now = _now(relation, keys)
        found: dict[str, Row] = {}
        older: list[tuple[str, int]] = []
        for key, version in zip(keys, versions, strict=True):
            row = now.get(key)
            if row is not None and (row["version"] == version or relation in UNKEPT):
                found[key] = row
            else:
                older.append((key, version))
        if older:
            with connection.cursor() as cursor:
                cursor.execute(_OLD, [[key for key, _v in older], [version for _k, version in older], relation])
                found |= {key: _read(text) for key, text in cursor.fetchall()}
    return [found.get(key) for key in keys]


def _now(relation: str, keys: Sequence[str]) -> dict[str, Row]:
    columns = KEYS.get(relation, ("id",))
    parts = [[int(key.split("/")[place]) for key in keys] for place in range(len(columns))]
    names = ", ".join(columns)
    lists = ", ".join(["%s::bigint[]"] * len(columns))
    source = f"{relation} t JOIN unnest({lists}) w({names}) USING ({names})"
    sql = f"SELECT to_jsonb(t)::text FROM {source}"  # noqa: S608 (the table is one of ours, checked above)
    with connection.cursor() as cursor:
        cursor.execute(sql, parts)
        rows = [_read(text) for (text,) in cursor.fetchall()]
    return {"/".join(str(row[column]) for column in columns): row for row in rows}


def _read(text: str) -> Row:
    row: Row = json.loads(text, parse_float=Decimal)
    return row
