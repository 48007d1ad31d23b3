"""The INFO sheet of an office and month, and how far the offices below are with theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from tidtam.assistance.facts import info
from tidtam.exchange import access
from tidtam.exchange.choices import SheetState, System
from tidtam.exchange.models import KeyRow, KeyTask
from tidtam.kernel.actor import Actor
from tidtam.offices.models import Office


@dataclass(frozen=True, slots=True)
class Line:
    """One line side by side: what to type, and what was typed by whom and when."""

    code: str
    label: Any
    unit: Any
    value: Decimal
    row: KeyRow | None

    @property
    def text(self) -> str:
        """Return the value as it is typed: no commas, satang only where there are some."""
        return f"{self.value:.2f}".removesuffix(".00")

    @property
    def changed(self) -> bool:
        """Say whether the figure is another one now than the one that was typed."""
        return self.row is not None and self.row.value != self.value


@dataclass(frozen=True, slots=True)
class Sheet:
    """The month of an office: its lines, and the task once anything was noted."""

    office: Office
    period: date
    lines: tuple[Line, ...]
    task: KeyTask | None

    @property
    def typed(self) -> int:
        """Return how many lines are typed."""
        return sum(line.row is not None for line in self.lines)

    @property
    def empty(self) -> bool:
        """Say whether there is nothing to report."""
        return not any(line.value for line in self.lines)


def sheet(actor: Actor, office: Office, period: date) -> Sheet:
    """Return the sheet of an office. Shape: one query for each column, and two."""
    asked = info.month_of(office.path, period)
    task = access.tasks(actor).filter(office=office, system=System.INFO, period=asked.start).first()
    rows = {row.code: row for row in task.rows.filter(undone_at__isnull=True)} if task else {}
    values = info.values(actor, asked)
    lines = tuple(Line(one.code, one.label, one.unit, values[one.code], rows.get(one.code)) for one in info.R7)
    return Sheet(office, asked.start, lines, task)


def history(task: KeyTask) -> list[KeyRow]:
    """Return every line typed and taken back, newest first."""
    return list(task.rows.order_by("-pk"))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an office is with its month."""

    office: Office
    state: str
    typed: int
    at: Any
    by_name: str


def progress(actor: Actor, offices: Iterable[Office], period: date) -> list[Progress]:
    """Return how far these offices are. Shape: one query."""
    found = list(offices)
    typed = Count("rows", filter=Q(rows__undone_at__isnull=True))
    rows = access.tasks(actor).filter(system=System.INFO, period=period, office__in=found).annotate(typed=typed)
    tasks = {one.office_id: one for one in rows}
    made = []
    for office in found:
        task = tasks.get(office.pk)
        if task is None:
            made.append(Progress(office, "", 0, None, ""))
        else:
            made.append(Progress(office, task.state, task.typed, task.done_at, task.by_name))
    return made


def finished(actor: Actor, period: date) -> int:
    """Return how many offices in scope have typed the month or said that there is nothing."""
    return access.tasks(actor).filter(system=System.INFO, period=period).exclude(state=SheetState.OPEN).count()


def is_typed_in(office_id: int, day: date) -> bool:
    """Say whether a line of the month a day lies in was typed into INFO. The wall must be open for the office."""
    of_month = KeyTask.objects.filter(office=office_id, system=System.INFO, period=day.replace(day=1))
    return of_month.filter(Q(rows__undone_at__isnull=True, rows__isnull=False) | ~Q(state=SheetState.OPEN)).exists()
