"""A form at work in a branch: its days, what comes next, what was done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tidtam.accounts.models import User
from tidtam.audit.models import Entry
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing
from tidtam.reports import access
from tidtam.reports.models import Series
from tidtam.reports.queries.templates import holding
from tidtam.reports.rules.days import Slot, slots
from tidtam.reports.rules.form import Form, Step

_AHEAD = timedelta(days=75)
_SHOWN = 4  # periods ahead


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a series: its step, the days that hold in this branch, the periods that come next."""

    step: Step
    days: tuple[int, ...]
    ahead: Sequence[Slot]

    @property
    def own(self) -> bool:
        """Say whether the branch has days of its own."""
        return self.days != self.step.days


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that was done to a series: what, when, by whom, why."""

    verb: str
    at: datetime
    name: str
    reason: str
    count: int


def get(actor: Actor, template: str, pk: int) -> Series:
    """Return one series with its form and office. Errors: Missing outside scope."""
    rows = access.series(actor).select_related("template", "office", "obligation__letter")
    found = rows.filter(pk=pk, template__public_id=template).first()
    if found is None:
        raise Missing("reports.series_missing", "ไม่พบการใช้แบบรายงานนี้ในความรับผิดชอบของคุณ")
    return found


def form_of(series: Series, day: date) -> Form | None:
    """Return the form that holds on a day. Shape: one query."""
    version = holding(series.template, day)
    return version.value if version else None


def levels(series: Series, form: Form, today: date) -> list[Level]:
    """Return the levels that report, from the bottom up."""
    found = []
    for step in form.levels[:-1]:
        asked = tuple(series.days.get(step.level, step.days))
        days = asked if len(asked) == len(form.rule.days) else step.days
        last = min(today + _AHEAD, series.until) if series.until else today + _AHEAD
        due = [one for one in slots(form, replace(step, days=days), today, last) if one.due_on >= series.starts_on]
        found.append(Level(step, days, due[:_SHOWN]))
    return found


def history(series: Series) -> list[Happened]:
    """Return what was done to a series, the latest first, as far as the reader's wall shows it. Shape: two queries."""
    rows = Entry.objects.filter(object_type="reports.series", object_id=str(series.pk)).order_by("-at", "verb")[:100]
    entries = list(rows)
    people = User.objects.filter(pk__in={one.user_id for one in entries if one.user_id}).values_list("pk", "name")
    names: Mapping[int, str] = dict(people)
    reasons = {one.at: one.reason for one in entries if one.verb == "reports.series.reason_given"}
    told = [one for one in entries if one.verb != "reports.series.reason_given"]
    return [_happened(one, names, reasons) for one in told]


def _happened(one: Entry, names: Mapping[int, str], reasons: Mapping[datetime, str]) -> Happened:
    verb = one.verb.rpartition(".")[2]
    return Happened(
        verb, one.at, names.get(one.user_id or 0, ""), reasons.get(one.at, "") if verb == "stopped" else "", one.count
    )
