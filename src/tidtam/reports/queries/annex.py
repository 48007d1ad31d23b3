"""The name list of who moved away, as the letter asks for it: names for those who may read them, else their number.

Source: letter 001 item 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tidtam.aftercare import access
from tidtam.aftercare.queries.transfers import MoveRow, moves_for_report, people_of
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.reports.models import Report


@dataclass(frozen=True, slots=True)
class Annex:
    """Who moved: the rows with names, how many more there are, and whom a page that shows them names."""

    rows: Sequence[MoveRow]
    hidden: int
    people: Sequence[int]


def movers(actor: Actor, report: Report) -> Annex:
    """Return who was handed over by the office and those below and is in no earlier report.

    Shape: three queries with names, one without. The page notes the read of `people` (`audit.note_read`).
    """
    if not actor.may(Permission.CARE_READ) or not report.scope_path.startswith(actor.scope or "?"):
        return Annex((), _count(actor, report), ())
    rows = moves_for_report(report.office, report.period_start, report.period_end)
    return Annex(rows, 0, people_of([one.handed for one in rows]) if rows else ())


def _count(actor: Actor, report: Report) -> int:
    rows = access.handed_over(actor).filter(
        scope_path__gte=report.scope_path, scope_path__lt=report.scope_path + "~", handed_on__lte=report.period_end
    )
    fresh = rows.filter(reported_on__isnull=True)
    return (fresh | rows.filter(reported_on__range=(report.period_start, report.period_end))).count()
