"""The month's activities of an office for MOI Drugs GIS or NISPA: one record each, and what they come to by measure.

Neither system takes records from programs, and neither's real field list is public. Source: letter of 17 December
2567, item 2 (domain facts O26): every activity and project, by measure, kept current.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tidtam.activities import facts
from tidtam.activities.choices import DRUGS, Kind, Measure
from tidtam.activities.models import Activity
from tidtam.activities.queries import plan
from tidtam.activities.rules import fiscal_of
from tidtam.exchange import access
from tidtam.exchange.choices import System
from tidtam.exchange.models import KeyRow, KeyTask
from tidtam.exchange.rules import after
from tidtam.kernel.actor import Actor
from tidtam.offices.models import Office
from tidtam.places.queries import place_line
from tidtam.thai.numbers import amount

SYSTEMS = {System.MOI_ACTS: "MOI Drugs GIS", System.NISPA: "NISPA"}


@dataclass(frozen=True, slots=True)
class Act:
    """One activity side by side: what to type, and who typed it when."""

    one: Activity
    row: KeyRow | None
    photos: int = 0

    @property
    def kind(self) -> str:
        """Return measure and kind, as the record says them."""
        return f"{self.one.get_measure_display()} › {self.one.get_kind_display()}"

    @property
    def place(self) -> str:
        """Return where, in full."""
        return f"{self.one.place} {place_line(self.one.area)}"

    @property
    def point(self) -> str:
        """Return latitude and longitude; "" where nobody noted them."""
        if self.one.latitude is None or self.one.longitude is None:
            return ""
        return f"{self.one.latitude:.6f}, {self.one.longitude:.6f}"

    @property
    def changed(self) -> bool:
        """Say whether the record is another one now than when it was typed."""
        return self.row is not None and int(self.row.value) != self.one.version


@dataclass(frozen=True, slots=True)
class Sum:
    """What a month comes to for one measure and kind, and what the year's plan wants of it. Units: baht."""

    measure: str
    kind: str
    times: int
    persons: int
    baht: Decimal

    @property
    def said(self) -> str:
        """Return the money as it is read: satang only where there are some."""
        return amount(self.baht)


@dataclass(frozen=True, slots=True)
class ActSheet:
    """The month of an office: its activities, their sums, the year's targets, and the task once anything was noted."""

    office: Office
    period: date
    lines: tuple[Act, ...]
    sums: tuple[Sum, ...]
    aims: tuple[plan.Aim, ...]
    task: KeyTask | None

    @property
    def typed(self) -> int:
        """Return how many activities are typed."""
        return sum(line.row is not None for line in self.lines)

    @property
    def left(self) -> int:
        """Return how many are still to be typed."""
        return len(self.lines) - self.typed


def act_sheet(actor: Actor, office: Office, period: date, system: str) -> ActSheet:
    """Return the sheet of an office: its own activities, for each office types its own. Shape: six queries."""
    last = after(period) - timedelta(days=1)
    rows = facts.rows_of(office.path, period, last).filter(office=office, measure__in=DRUGS)
    found = list(rows.select_related("area__parent__parent", "project").order_by("on", "pk"))
    shots = facts.photos_of([one.pk for one in found])
    task = access.tasks(actor).filter(office=office, system=system, period=period).first()
    typed = {row.code: row for row in task.rows.filter(undone_at__isnull=True)} if task else {}
    sums = [
        Sum(str(Measure(one.measure).label), str(Kind(one.kind).label), one.times, one.persons, one.baht)
        for one in facts.by_measure(office.path, period, last) if one.measure in DRUGS
    ]  # fmt: skip
    aims = plan.aims(actor, fiscal_of(period), at=office.code)
    lines = tuple(Act(one, typed.get(one.public_id), shots.get(one.pk, 0)) for one in found)
    return ActSheet(office, period, lines, tuple(sums), tuple(aims), task)
