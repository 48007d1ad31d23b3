"""What lies on the desk of the office at the top of a form: the accepted reports below it and their sum, nothing else.

It signs no report of its own; the sum is theirs, and who it lacks is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from tidtam.kernel.actor import Actor
from tidtam.offices.models import Office
from tidtam.reports import access
from tidtam.reports.choices import GONE_UP
from tidtam.reports.models import Report, Template
from tidtam.reports.queries import figures as now
from tidtam.reports.queries.figures import Child
from tidtam.reports.queries.templates import holding, in_use
from tidtam.reports.rules.form import Form, Value

_PERIODS = 6


@dataclass(frozen=True, slots=True)
class Rolled:
    """The reports of one period right below an office, and the sum of those that are accepted.

    `without` counts the offices of that level nobody had put the form to work for: they owe no report of it here.
    """

    form: Form
    start: date
    end: date
    children: Sequence[Child]
    values: Mapping[str, Value]
    without: int

    @property
    def counted(self) -> int:
        """Return how many reports are in the sum."""
        return sum(one.counted for one in self.children)


def choices(office: Office) -> list[tuple[Template, Form]]:
    """Return the forms that end at an office. Shape: one query."""
    return [(template, form) for template, form in in_use() if ends_at(form, office)]


def ends_at(form: Form, office: Office) -> bool:
    """Say whether an office receives a form and sends it no further."""
    last = form.levels[-1]
    return (last.level, last.line) == (office.level, office.line)


def periods(actor: Actor, office: Office, template: Template, form: Form, today: date) -> list[tuple[date, date]]:
    """Return the last periods there are reports of right below an office, the newest first.

    One that still runs is among them once a report of it has gone up. Shape: one query.
    """
    rows = _below(actor, office, template, form).filter(Q(period_end__lte=today) | Q(state__in=GONE_UP))
    found = rows.order_by("-period_end").values_list("period_start", "period_end").distinct()
    return list(found[:_PERIODS])


def first_end(actor: Actor, office: Office, template: Template, form: Form) -> date | None:
    """Return when the first period ends there are reports of; None where there are none. Shape: one query."""
    found: date | None = _below(actor, office, template, form).aggregate(first=Min("period_end"))["first"]
    return found


def _below(actor: Actor, office: Office, template: Template, form: Form) -> QuerySet[Report]:
    return access.reports(actor).filter(
        template=template, level=form.levels[-2].level, scope_path__gte=office.path, scope_path__lt=office.path + "~",
    )  # fmt: skip


def rolled(office: Office, template: Template, start: date, end: date) -> Rolled | None:
    """Return the sum of a period; None where no form holds at its end. Shape: five queries however many there are.

    A report another office's signed report holds reaches the sum through that one, so it is no child here.
    """
    version = holding(template, end)
    if version is None:
        return None
    form = version.value
    desk = Report(  # never written: what would compile these reports if the office had to sign one
        pk=0, template=template, form=version, office=office, scope_path=office.path, level=office.level,
        period_start=start, period_end=end, due_on=end,
    )  # fmt: skip
    below = [one for one in now.children(desk, form) if not one.elsewhere]
    values = now.summed(form, {}, [one.values for one in below if one.counted])
    return Rolled(form, start, end, below, values, _without(desk, form))


def _without(desk: Report, form: Form) -> int:
    """Return how many offices of the level below stood in the period and have no report of it. Shape: one query."""
    step, path = form.levels[-2], desk.scope_path
    there = Office.objects.filter(level=step.level, line=step.line, path__gte=path, path__lt=path + "~")
    there = there.filter(Q(valid_to=None) | Q(valid_to__gt=desk.period_start), valid_from__lte=desk.period_end)
    made = Report.objects.filter(template=desk.template, period_end=desk.period_end, office=OuterRef("pk"))
    return there.filter(~Exists(made)).count()
