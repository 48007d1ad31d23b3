"""The name list of who moved away, as the letter asks for it: names for those who may read them, else their number.

Before signing it is whoever was handed over and stands in no earlier report; what is signed keeps its very lines.
Source: letter 001 item 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tidtam.aftercare import access
from tidtam.aftercare.queries.transfers import MoveRow, moves_for_report, moves_kept, moves_of, people_of
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.reports.choices import GONE_UP, ReportState
from tidtam.reports.models import Edition, Report
from tidtam.reports.rules.form import Form

MOVERS = "movers"


@dataclass(frozen=True, slots=True)
class Annex:
    """Who moved: the rows with names, how many more there are, and whom a page that shows them names.

    `signed`: these are the lines that were signed.
    """

    rows: Sequence[MoveRow]
    hidden: int
    people: Sequence[int]
    signed: bool = False


def movers(actor: Actor, report: Report) -> Annex:
    """Return who was handed over by the office and those below: as signed, else who is in no earlier report.

    Shape: four queries with names, two without. The page notes the read of `people` (`audit.note_read`).
    """
    named = actor.may(Permission.CARE_READ) and report.scope_path.startswith(actor.scope or "?")
    kept = _signed(report)
    if kept is not None:
        rows = moves_of(actor, kept) if named else []
        return Annex(rows, len(kept) - len(rows), people_of([one.handed for one in rows]) if rows else (), signed=True)
    if not named:
        return Annex((), _count(actor, report), ())
    rows = moves_for_report(report.office, report.period_start, report.period_end)
    return Annex(rows, 0, people_of([one.handed for one in rows]) if rows else ())


def kept_for(report: Report, form: Form) -> list[list[int]] | None:
    """Return the lines to be signed with a report, [[id, version], …]; None for a form without an annex.

    Shape: one query behind the wall of whoever signs.
    """
    if form.annex != MOVERS:
        return None
    return [list(one) for one in moves_kept(report.scope_path, report.period_start, report.period_end)]


def _signed(report: Report) -> list[int] | None:
    """Return the lines of the edition that stands; None while none does, or of one signed before lines were kept."""
    if report.edition == 0 or report.state not in (ReportState.SIGNED, *GONE_UP):
        return None
    rows = Edition.objects.filter(report=report.pk, no=report.edition).values_list("annex", flat=True)
    kept = rows.first()
    return None if kept is None else [int(pk) for pk, _version in kept]


def _count(actor: Actor, report: Report) -> int:
    rows = access.handed_over(actor).filter(
        scope_path__gte=report.scope_path, scope_path__lt=report.scope_path + "~", handed_on__lte=report.period_end
    )
    fresh = rows.filter(reported_on__isnull=True)
    return (fresh | rows.filter(reported_on__range=(report.period_start, report.period_end))).count()
