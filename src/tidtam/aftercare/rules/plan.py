"""The plan of visits: rounds anchored to the day a person completed, and a closing assessment after one year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from tidtam.kernel.problem import Problem

# Outside these years a day is a slip of the pen: most often a year typed in พ.ศ.
FIRST_YEAR, LAST_YEAR = 1950, 2300


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a programme decides about its plan. Units: days, except `rounds`.

    Errors: Problem("aftercare.parameters") when windows would overlap or nothing would be planned.
    """

    rounds: int = 24
    interval_days: int = 15
    window_days: int = 7
    closing_before: int = 7
    closing_after: int = 30

    def __post_init__(self) -> None:
        """Refuse parameters under which a visit could belong to two rounds."""
        if self.rounds < 1 or self.interval_days < 1 or self.rounds * self.interval_days > 3660:
            raise Problem("aftercare.parameters", "จำนวนครั้งและระยะห่างต้องมากกว่า 0 และรวมกันไม่เกิน 10 ปี", field="rounds")
        if not 0 <= 2 * self.window_days < self.interval_days:
            raise Problem("aftercare.parameters", "ช่วงเยี่ยมก่อนและหลังกำหนดต้องไม่ซ้อนกับครั้งถัดไป", field="window_days")
        if not (0 <= self.closing_before <= 366 and 0 <= self.closing_after <= 366):
            raise Problem("aftercare.parameters", "ช่วงประเมินปิดต้องอยู่ระหว่าง 0 ถึง 366 วัน", field="closing_after")


DEFAULT = Parameters()


@dataclass(frozen=True, slots=True)
class Slot:
    """One round, or the closing assessment (n = 0): the day it is due, and its window with both ends inside."""

    n: int
    due: date
    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Say whether a day lies inside the window."""
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Plan:
    """All rounds in order, and the closing assessment."""

    completed_on: date
    parameters: Parameters
    rounds: tuple[Slot, ...]
    closing: Slot

    def round_of(self, day: date) -> int | None:
        """Return the number of the one round whose window holds a day, or None."""
        p = self.parameters
        # The nearest due day is the only candidate because windows never overlap.
        n = ((day - self.completed_on).days + p.interval_days // 2) // p.interval_days
        return n if 1 <= n <= p.rounds and self.rounds[n - 1].holds(day) else None

    def slot(self, n: int) -> Slot:
        """Return round n, or the closing assessment for 0."""
        return self.rounds[n - 1] if n else self.closing

    def as_json(self) -> dict[str, Any]:
        """Return the plan as plain values with ISO days."""
        closing = {"due": self.closing.due, "from": self.closing.start, "to": self.closing.end}
        return {
            "rounds": [
                {
                    "n": slot.n,
                    "due": slot.due.isoformat(),
                    "from": slot.start.isoformat(),
                    "to": slot.end.isoformat(),
                }
                for slot in self.rounds
            ],
            "closing": {name: day.isoformat() for name, day in closing.items()},
        }


def year_after(day: date) -> date:
    """Return the same day one year later; 29 February becomes 28 February."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)


@lru_cache(maxsize=4096)  # a cohort completes on one day, so thousands of cases share a plan
def plan(completed_on: date, parameters: Parameters = DEFAULT) -> Plan:
    """Return the plan of a person who completed on a day.

    Shape: rounds 1…n in order of their day; windows never overlap, by default they tile days 8 to 367.
    Errors: Problem("aftercare.completed_on") when the year cannot be meant.
    Source: design §3.8.
    """
    if not FIRST_YEAR <= completed_on.year <= LAST_YEAR:
        raise Problem(
            "aftercare.completed_on",
            f"ปี {completed_on.year} ใช้เป็นวันจบการฟื้นฟูไม่ได้ ตรวจว่าเป็นปี ค.ศ. หรือ พ.ศ.",
            field="completed_on",
        )
    p, before = parameters, timedelta(days=parameters.window_days)
    rounds = []
    for n in range(1, p.rounds + 1):
        due = completed_on + timedelta(days=p.interval_days * n)
        rounds.append(Slot(n, due, due - before, due + before))
    due = year_after(completed_on)
    closing = Slot(0, due, due - timedelta(days=p.closing_before), due + timedelta(days=p.closing_after))
    return Plan(completed_on, p, tuple(rounds), closing)
