"""What reports offer for a duty: the report that fulfils it and nothing else may, or a form that would."""

from __future__ import annotations

from collections.abc import Sequence

from tidtam.kernel.actor import Actor
from tidtam.obligations.models import Duty
from tidtam.reports import access
from tidtam.reports.choices import WITH_OFFICE, ReportState
from tidtam.reports.models import Report, Template
from tidtam.reports.queries.templates import fitting, offered

_CAME = (ReportState.SENT, ReportState.AMENDED)


def claimed(duties: Sequence[int], verb: str) -> set[int]:
    """Return the duties answered by a report that counts: while its office has it ("send"), once it came ("review").

    Shape: one query.
    """
    states = WITH_OFFICE if verb == "send" else _CAME
    rows = Report.objects.filter(duty__in=duties, counts=True, state__in=states)
    return {pk for pk in rows.values_list("duty", flat=True) if pk is not None}


def report_of(actor: Actor, duty: Duty) -> Report | None:
    """Return the report linked to a duty, with its template. Shape: one query."""
    return access.reports(actor).select_related("template", "office").filter(duty=duty).first()


def forms_for(actor: Actor, duty: Duty) -> list[Template]:
    """Return the forms that fit a duty of the own office and run neither there nor above. Shape: 3 queries."""
    return fitting(duty.obligation, offered(duty.office)) if duty.office_id == actor.office_id else []
