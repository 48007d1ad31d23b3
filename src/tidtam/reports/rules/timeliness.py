"""How punctual reports were, and who will probably miss the next date, with the reasons. Pure.

Source: promise N10: counted from receipt of the order; the share can never pass 100 per cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tidtam.thai.numbers import per_cent

Outcome = Literal["on_time", "late", "missing"]
Reason = Literal["late_before", "not_begun", "returned", "below_missing", "few_days", "no_slack"]

LOOK_BACK = 6  # past reports a forecast looks at
_ENOUGH = 3  # of fewer, one that was late says little
_FEW = 2  # working days


@dataclass(frozen=True, slots=True)
class Standing:
    """Reports that count: owed = on time + late + missing; waiting ones are not due yet."""

    on_time: int = 0
    late: int = 0
    missing: int = 0
    waiting: int = 0

    def __add__(self, other: Standing) -> Standing:
        return Standing(
            self.on_time + other.on_time, self.late + other.late, self.missing + other.missing,
            self.waiting + other.waiting,
        )  # fmt: skip

    @property
    def owed(self) -> int:
        """Return how many were due."""
        return self.on_time + self.late + self.missing

    @property
    def completeness(self) -> int | None:
        """Return the per cent sent; None when nothing was due."""
        return per_cent(self.on_time + self.late, self.owed) if self.owed else None

    @property
    def timeliness(self) -> int | None:
        """Return the per cent sent in time; None when nothing was due."""
        return per_cent(self.on_time, self.owed) if self.owed else None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is known of a report that is not sent yet.

    `past` are the outcomes of the office's last reports of this kind, newest first. `below_missing` of `below` reports
    it compiles have not come. `slack` are the days between the level below and this one; None for the lowest.
    """

    due_on: date
    working_days: int  # from today to the due day, both counted
    past: Sequence[Outcome]
    begun: bool
    returned: bool = False
    below: int = 0
    below_missing: int = 0
    slack: int | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """How likely a date is missed: 0 none, 1 watch, 2 likely; and why, weightiest reason first."""

    level: int
    reasons: tuple[Reason, ...]


def forecast(ahead: Ahead) -> Risk:
    """Return the risk that a report misses its date.

    Points: missed or late in the past 0–3 (by its share of the last six, of at least three), not begun or returned
    with two working days left 2, the half or more below missing 2 (some 1) when two days are left, no slack 1.
    Three points are likely, one or two are to watch. A report that is begun and was always in time has none.
    """
    points: list[tuple[int, Reason]] = []
    bad = sum(one != "on_time" for one in ahead.past)
    if bad:
        points.append((-(-3 * bad // max(len(ahead.past), _ENOUGH)), "late_before"))
    near = ahead.working_days <= _FEW
    if near and ahead.returned:  # it was begun, and its office has to begin once more
        points.append((2, "returned"))
    elif near and not ahead.begun:
        points.append((2, "not_begun"))
    if near and ahead.below_missing:
        points.append((2 if ahead.below_missing * 2 >= ahead.below else 1, "below_missing"))
    if points and ahead.slack is not None and ahead.slack <= 0:
        points.append((1, "no_slack"))
    total = sum(one for one, _reason in points)
    if total and near and len(points) == 1 and points[0][1] == "late_before":
        points.append((0, "few_days"))
    level = 2 if total >= 3 else 1 if total else 0
    return Risk(level, tuple(reason for _n, reason in sorted(points, key=lambda one: -one[0])))
