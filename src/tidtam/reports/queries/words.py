"""What the records of a period say in words, offered beside the cell into which a report has them typed."""

from __future__ import annotations

from collections.abc import Sequence

from tidtam.activities.queries.listing import Spread, spread
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.reports.models import Report
from tidtam.reports.queries.figures import is_leaf
from tidtam.reports.rules.form import Form, Kind, Type

_CELL, _OF = "expansion", "welfare."  # the cell of R6, in a form that counts welfare


def cell_of(form: Form) -> str:
    """Return the cell the activities of a period have words for; "" in a form without one."""
    column = form.columns_by_code.get(_CELL)
    typed = column is not None and column.kind is Kind.TYPED and column.type is Type.TEXT
    return _CELL if typed and any(one.startswith(_OF) for one in form.measures) else ""


def offered(actor: Actor, report: Report, form: Form) -> Sequence[Spread]:
    """Return what the activities counted in a report say for `cell_of`; nothing where others' reports are summed.

    Shape: one query; none for another form or an actor who may not read activities.
    """
    if not cell_of(form) or not is_leaf(report, form) or not actor.may(Permission.ACTIVITIES_READ):
        return ()
    return spread(actor, report.scope_path, report.period_start, report.period_end)
