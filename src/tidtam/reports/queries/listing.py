"""Lists of reports: what an office has to do now, what waits for its review, what went up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from tidtam.kernel.actor import Actor
from tidtam.offices.models import Office
from tidtam.reports import access
from tidtam.reports.choices import GONE_UP, WITH_OFFICE, ReportState
from tidtam.reports.models import Amendment, Report, TemplateVersion
from tidtam.reports.rules.form import Form

AHEAD = timedelta(days=30)
# A report that was never begun and is long past is a gap in the figures of timeliness, no work of today.
BEHIND = timedelta(days=120)


def forms_in_use() -> dict[int, Form]:
    """Return the newest published form of each template. Shape: one query."""
    rows = TemplateVersion.objects.filter(published_at__isnull=False).order_by("template_id", "valid_from")
    return {row.template_id: row.value for row in rows}


def _rows(actor: Actor) -> QuerySet[Report]:
    return access.reports(actor).select_related("office", "template", "form")


def to_do(actor: Actor, today: date) -> QuerySet[Report]:
    """Return the own reports that are not gone up and due by a month from now, the most urgent first."""
    rows = _rows(actor).filter(
        office_id=actor.office_id or 0, state__in=WITH_OFFICE, due_on__range=(today - BEHIND, today + AHEAD)
    )
    return rows.filter(Q(counts=True) | ~Q(state=ReportState.OPEN)).order_by("due_on", "pk")


def _receives(office: Office, forms: dict[int, Form]) -> Q:
    """Return the filter of reports that come to an office: of the level right below, and of any lower one under it.

    A city stands directly under its province, so nobody between them compiles its report.
    """
    wanted = Q(pk__in=[])
    for template_id, form in forms.items():
        below = form.below(office.level)
        if below is not None:
            lower = [step.level for step in form.levels[: form.levels.index(below)]]
            wanted |= Q(template_id=template_id, level=below.level)
            wanted |= Q(template_id=template_id, level__in=lower, office__parent=office)
    return wanted


def to_review(actor: Actor, office: Office, forms: dict[int, Form]) -> QuerySet[Report]:
    """Return what came from below and is neither accepted nor returned, oldest first."""
    rows = _rows(actor).exclude(office_id=office.pk).filter(state__in=(ReportState.SENT, ReportState.AMENDED))
    return rows.filter(_receives(office, forms)).order_by("sent_at", "pk")


def gone_up(actor: Actor) -> QuerySet[Report]:
    """Return the own reports that went up, newest first."""
    return _rows(actor).filter(office_id=actor.office_id or 0, state__in=GONE_UP).order_by("-period_end", "template_id")


def below(actor: Actor, office: Office, forms: dict[int, Form], today: date) -> QuerySet[Report]:
    """Return what the level below sent or owes for periods that have begun, newest first."""
    rows = _rows(actor).exclude(office_id=office.pk).filter(_receives(office, forms), period_start__lte=today)
    return rows.order_by("-period_end", "scope_path")


def proposals(actor: Actor) -> QuerySet[Amendment]:
    """Return the open proposals to amend own reports, oldest first."""
    rows = access.amendments(actor).filter(report__office_id=actor.office_id or 0, state="proposed")
    return rows.select_related("report__template", "report__office").order_by("found_at")


def standing(reports: Iterable[Report], today: date) -> dict[int, str]:
    """Return the state of each as a chip shows it: upcoming, due, late, done, returned."""
    found = {}
    for one in reports:
        if one.state == ReportState.RETURNED:
            found[one.pk] = "returned"
        elif one.state in GONE_UP:
            found[one.pk] = "done"
        elif one.counts and one.due_on < today:
            found[one.pk] = "late"
        else:
            found[one.pk] = "due" if one.due_on - today <= timedelta(days=5) else "upcoming"
    return found
