"""Named reads of programmes and cohorts."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from tidtam.aftercare import access
from tidtam.aftercare.models import Case, Cohort, Programme, RosterImport
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing


def programmes() -> QuerySet[Programme]:
    """Return the programmes, the newest year first."""
    return Programme.objects.order_by("-fiscal_year_be", "code")


def programme(pk: int) -> Programme:
    """Return one programme. Errors: Missing."""
    found = Programme.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("aftercare.programme_missing", "ไม่พบโครงการนี้")
    return found


def cohorts(actor: Actor) -> QuerySet[Cohort]:
    """Return the cohorts the actor may enrol from, those completed last first. Shape: 1 query; page it."""
    return access.cohorts(actor).select_related("programme", "owner").order_by("-completed_on", "-id")


def people_count(actor: Actor, cohorts: list[Cohort]) -> dict[int, int]:
    """Return how many people of each cohort are in scope. Shape: 1 query."""
    found = access.cases(actor).filter(cohort__in=cohorts).order_by().values_list("cohort_id")
    return dict(found.annotate(Count("id")))


def people(actor: Actor, cohort: Cohort) -> QuerySet[Case]:
    """Return the people of a cohort in scope, by office then village; page it."""
    found = access.cases(actor).filter(cohort=cohort).select_related("person", "office", "area")
    return found.order_by("office__path", "area_id", "moo", "id")


def rosters(actor: Actor, cohort: Cohort | None = None) -> QuerySet[RosterImport]:
    """Return the roster imports in scope, the newest first; of one cohort or of all."""
    found = access.rosters(actor).select_related("cohort__programme", "office").order_by("-created_at", "-id")
    return found.filter(cohort=cohort) if cohort else found
