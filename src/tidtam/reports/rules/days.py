"""Periods and due dates of a report. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tidtam.obligations.rules import due_dates, period_of
from tidtam.obligations.rules.due import month_length
from tidtam.reports.rules.form import Form, Step


@dataclass(frozen=True, slots=True)
class Slot:
    """One report of one level: the period it covers, the day it is due, the earlier day it is asked for."""

    start: date
    end: date
    due_on: date
    target_on: date | None


def slots(form: Form, step: Step, first: date, last: date) -> Iterator[Slot]:
    """Yield the slots of a level whose day in the rule lies from `first` to `last`, both included.

    The rule says the period; the level says the day of the same month. A day past the end of a month is its last day.
    An earlier day that is none, because a branch or a short month moved the due day, is left out.
    """
    for due in due_dates(form.rule, first, last):
        start, end = period_of(form.rule, due)
        at = _place(form, due)
        due_on = _day(due, step.days[at])
        target = _day(due, step.target[at]) if step.target else None
        yield Slot(start, end, due_on, target if target and target < due_on else None)


def _place(form: Form, due: date) -> int:
    """Return which of the rule's days a due date is; of several days clamped to one, the last."""
    length = month_length(due.year, due.month)
    return max(i for i, day in enumerate(form.rule.days) if min(day, length) == due.day)


def _day(due: date, day: int) -> date:
    return due.replace(day=min(day, month_length(due.year, due.month)))


def slack(below: Slot, above: Slot) -> int:
    """Return the days between two levels of one period; 0 is none. Units: days."""
    return (above.due_on - below.due_on).days
