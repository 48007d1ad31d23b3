"""What reports offer for a duty: the report that fulfils it, or a form that would."""

from __future__ import annotations

from tidtam.kernel.actor import Actor
from tidtam.obligations.models import Duty
from tidtam.reports import access
from tidtam.reports.models import Report, Template
from tidtam.reports.queries.templates import fitting, offered


def report_of(actor: Actor, duty: Duty) -> Report | None:
    """Return the report linked to a duty, with its template. Shape: one query."""
    return access.reports(actor).select_related("template", "office").filter(duty=duty).first()


def forms_for(actor: Actor, duty: Duty) -> list[Template]:
    """Return the forms that fit a duty of the own office and run neither there nor above. Shape: 3 queries."""
    return fitting(duty.obligation, offered(duty.office)) if duty.office_id == actor.office_id else []
