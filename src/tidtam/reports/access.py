"""Which reports an actor may see: those of the own office and the offices below. The wall repeats the answer."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.prepared import prepared
from tidtam.kernel.problem import Missing
from tidtam.reports.models import Amendment, Answer, Report, Series, Template

Row = TypeVar("Row", bound=Model)


def within(actor: Actor) -> Q:
    """Return the explicit scope filter. Shape: one range of an index; nothing without a scope."""
    if not actor.scope:
        return Q(pk__in=[])
    return Q(scope_path__gte=actor.scope, scope_path__lt=actor.scope + "~")


def reports(actor: Actor) -> QuerySet[Report]:
    """Return the reports the actor may see."""
    return Report.objects.filter(within(actor))


def series(actor: Actor) -> QuerySet[Series]:
    """Return the series set running in the actor's branch."""
    return Series.objects.filter(within(actor))


def amendments(actor: Actor) -> QuerySet[Amendment]:
    """Return the proposals to amend."""
    return Amendment.objects.filter(within(actor))


def answers(actor: Actor) -> QuerySet[Answer]:
    """Return the letters reports went out with."""
    return Answer.objects.filter(within(actor))


def may_edit(actor: Actor, template: Template) -> bool:
    """Say whether an actor may write versions: of the house's forms, and of those of the own office."""
    return actor.may(Permission.REPORTS_TEMPLATE) and template.owner_office_id in (None, actor.office_id)


def get_report(actor: Actor, public_id: str) -> Report:
    """Return one report with its office, form and template. Errors: Missing outside scope."""
    found = _report(actor, public_id)
    if not found:
        raise _missing()
    return found[0]


@prepared
def _report(actor: Actor, number: str) -> QuerySet[Report]:
    return reports(actor).select_related("office", "form", "template", "duty").filter(public_id=number)


def get_amendment(actor: Actor, public_id: str) -> Amendment:
    """Return one proposal with its report. Errors: Missing outside scope."""
    return _one(amendments(actor).select_related("report__office", "report__form", "report__template"), public_id)


def _one(rows: QuerySet[Row], public_id: str) -> Row:
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise _missing()
    return found


def _missing() -> Missing:
    return Missing("reports.missing", "ไม่พบรายงานนี้ในความรับผิดชอบของคุณ")
