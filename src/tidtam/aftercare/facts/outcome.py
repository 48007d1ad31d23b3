"""What became of people after they were helped, beside those who asked and still wait. Counts, no names.

Source: letter 000: help is given so that nobody relapses; whether it does is read here, never proven.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tidtam.aftercare.choices import Result
from tidtam.aftercare.facts.kept import Look
from tidtam.aftercare.facts.measures import require_inside
from tidtam.aftercare.models import Programme
from tidtam.aftercare.rules.periods import NODE, PROVINCE
from tidtam.assistance.choices import COUNTED, OPEN, Bucket
from tidtam.kernel.actor import Actor
from tidtam.thai.numbers import per_cent


@dataclass(frozen=True, slots=True)
class Outcome:
    """People of one group: how many, how many were found at a visit since, how many of these used again."""

    people: int = 0
    seen: int = 0
    relapsed: int = 0

    @property
    def share(self) -> int | None:
        """Return the per cent of those found since who used again; None while nobody was found."""
        return per_cent(self.relapsed, self.seen) if self.seen else None


# Since the last help for whoever has all, since the first asking for whoever waits: only what came after counts.
_SQL = """
WITH asked AS (
    SELECT n.case_id, coalesce(substring(min(n.scope_path) FROM %(province)s), '') AS node,
           bool_or(n.bucket = ANY(%(open)s)) AS waits, min(n.asked_on) AS asked_on,
           max(n.closed_on) FILTER (WHERE n.bucket = %(met)s) AS helped_on
    FROM aftercare_caseneed n JOIN aftercare_case c ON c.id = n.case_id
    WHERE n.scope_path >= %(low)s AND n.scope_path < %(high)s AND n.bucket = ANY(%(counted)s)
      AND (%(every)s OR c.programme_id = ANY(%(programmes)s))
    GROUP BY n.case_id
)
SELECT a.node, a.waits, count(*), count(*) FILTER (WHERE v.found), count(*) FILTER (WHERE v.used)
FROM asked a
LEFT JOIN LATERAL (
    SELECT bool_or(v.result = ANY(%(found)s)) AS found, bool_or(v.result = %(used)s) AS used
    FROM aftercare_visit v
    WHERE v.case_id = a.case_id
      AND v.visited_on > CASE WHEN a.waits THEN a.asked_on ELSE coalesce(a.helped_on, a.asked_on) END
) v ON true
GROUP BY a.node, a.waits
"""


def outcome(
    actor: Actor, path: str, year: int | None = None, *, look: Look | None = None
) -> tuple[Outcome, Outcome]:  # fmt: skip
    """Return (helped, waiting) at or below a path in a programme year.

    Shape: two queries; with a look of the nation those of the provinces that have changed. Errors: Missing outside
    scope.
    """
    require_inside(actor, path)
    if look is None:
        rows = [tuple(row[1:]) for row in _read(path, year)]
    else:
        rows = [row for kept in look.rows(("outcome", year), lambda below: _read(below, year)).values() for row in kept]
    return _added(rows, waits=False), _added(rows, waits=True)


def _added(rows: Sequence[tuple[Any, ...]], *, waits: bool) -> Outcome:
    mine = [row[1:] for row in rows if row[0] is waits]
    return Outcome(*(sum(column) for column in zip(*mine, strict=True))) if mine else Outcome()


def _read(path: str, year: int | None) -> list[tuple[Any, ...]]:
    """Return (province, waits, people, seen, relapsed) of what lies at or below a path."""
    programmes = list(Programme.objects.filter(fiscal_year_be=year).values_list("pk", flat=True)) if year else []
    asked: dict[str, Any] = {
        "open": [str(one) for one in OPEN], "counted": [str(one) for one in COUNTED], "met": str(Bucket.MET),
        "low": path, "high": path + "~", "every": year is None, "programmes": programmes, "province": NODE[PROVINCE],
        "found": [Result.F1.value, Result.F2.value], "used": Result.F2.value,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SQL, asked)
        return list(cursor.fetchall())
