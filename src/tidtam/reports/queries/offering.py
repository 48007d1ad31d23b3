"""What reports offer for a duty: the report that fulfils it, or a form that would."""

from __future__ import annotations

from tidtam.kernel.actor import Actor
from tidtam.obligations.models import Duty
from tidtam.reports import access
from tidtam.reports.models import Report, Series, Template
from tidtam.reports.queries.templates import fitting


def report_of(actor: Actor, duty: Duty) -> Report | None:
    """Return the report linked to a duty, with its template. Shape: one query."""
    return access.reports(actor).select_related("template", "office").filter(duty=duty).first()


def forms_for(actor: Actor, duty: Duty) -> list[Template]:
    """Return the forms that fit a duty of the own office while none of them is at work for it. Shape: 4 queries."""
    if duty.office_id != actor.office_id:
        return []
    found = fitting(duty.obligation)
    codes = [one.pk for one in found]
    used = set(
        Series.objects.filter(office=duty.office_id, until=None, template__in=codes).values_list("template", flat=True)
    )
    used |= set(
        Report.objects.filter(office=duty.office_id, template__in=codes).values_list("template", flat=True).distinct()
    )
    return [one for one in found if one.pk not in used]
