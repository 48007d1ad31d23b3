"""The name list of who moved away, as the letter asks for it: names for those who may read them, else their number.

Before signing it is whoever was handed over and stands in no earlier report; what is signed keeps its very lines.
Source: letter 001 item 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from tidtam.aftercare import access
from tidtam.aftercare.facts import measures
from tidtam.aftercare.models import HandedOver
from tidtam.aftercare.queries.transfers import MoveRow, moves_for_report, moves_kept, moves_of, people_of
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.reports.choices import GONE_UP, ReportState
from tidtam.reports.models import Edition, Report
from tidtam.reports.rules.form import Form

MOVERS = "movers"
MOVED = "aftercare.moved_out"  # the figure whose people the list should name


@dataclass(frozen=True, slots=True)
class Annex:
    """Who moved: the rows with names, how many more there are, and whom a page that shows them names.

    `signed`: these are the lines that were signed. `unhanded`: how many the figures of the period count as moved out of
    the province and nobody took over yet; they are named in no list.
    """

    rows: Sequence[MoveRow]
    hidden: int
    people: Sequence[int]
    signed: bool = False
    unhanded: int = 0


def movers(actor: Actor, report: Report, *, moved: bool = True) -> Annex:
    """Return who was handed over by the office and those below: as signed, else who is in no earlier report.

    `moved`: the figures count somebody as moved away, so that it is worth asking who was not handed over.
    Shape: six queries with names, four without; two fewer when nobody moved. The page notes the read of `people`
    (`audit.note_read`).
    """
    unhanded = _unhanded(report) if moved else 0
    named = actor.may(Permission.CARE_READ) and report.scope_path.startswith(actor.scope or "?")
    kept = _signed(report)
    if kept is not None:
        rows = moves_of(actor, kept) if named else []
        people = people_of([one.handed for one in rows]) if rows else ()
        return Annex(rows, len(kept) - len(rows), people, signed=True, unhanded=unhanded)
    if not named:
        return Annex((), _count(actor, report), (), unhanded=unhanded)
    rows = moves_for_report(report.office, report.period_start, report.period_end)
    return Annex(rows, 0, people_of([one.handed for one in rows]) if rows else (), unhanded=unhanded)


def kept_for(report: Report, form: Form) -> list[list[int]] | None:
    """Return the lines to be signed with a report, [[id, version], …]; None for a form without an annex.

    Shape: one query behind the wall of whoever signs.
    """
    if form.annex != MOVERS:
        return None
    return [list(one) for one in moves_kept(report.scope_path, report.period_start, report.period_end)]


def _unhanded(report: Report) -> int:
    """Count the people whom a visit of the period found to have left the province and whom nobody took over since.

    Visits count where they were counted, wherever the person is now: so it looks behind the wall, for a number alone.
    """
    asked = measures.Asked(report.scope_path, report.period_start, report.period_end)
    moved = next(one for one in measures.R2 if f"aftercare.{one.code}" == MOVED)
    taken = HandedOver.objects.filter(case_id_was=OuterRef("case_id"), handed_on__gte=OuterRef("visited_on"))
    with wall.lent(ROOT):
        return moved.rows(asked).filter(~Exists(taken)).order_by().values("case_id").distinct().count()


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
