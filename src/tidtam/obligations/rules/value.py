"""The rule of an obligation: a small frozen value that says when something is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self

from tidtam.kernel.problem import Problem


class Kind(StrEnum):
    """What sort of time a duty has."""

    MONTHLY = "monthly"
    SEMIMONTHLY = "semimonthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    WEEKLY = "weekly"
    DAILY = "daily"
    EVERY_N_DAYS = "every_n_days"
    EVERY_N_MONTHS = "every_n_months"
    ONCE = "once"
    ANNOUNCED = "announced"
    IMMEDIATELY = "immediately"
    PER_CASE = "per_case"
    ON_EVENT = "on_event"
    STANDING = "standing"


UNDATED = frozenset({Kind.IMMEDIATELY, Kind.PER_CASE, Kind.ON_EVENT, Kind.STANDING})
INTERVALS = frozenset({Kind.EVERY_N_DAYS, Kind.EVERY_N_MONTHS})
END_OF_MONTH = 31
_BY_MONTH_DAY = frozenset({Kind.MONTHLY, Kind.SEMIMONTHLY, Kind.QUARTERLY, Kind.YEARLY})
_OFFSETS = {Kind.MONTHLY: (0, 1), Kind.SEMIMONTHLY: (0, 1), Kind.QUARTERLY: (-2, 2), Kind.YEARLY: (0, 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When something is due. Equal rules are equal values: lists are sorted, two monthly days make it semimonthly.

    `days` are days of the month (weekly: ISO weekdays, 1 is Monday); a day past the end of a month means its last day.
    `months` are the months a yearly duty is due in. `month_offset` says how many months after the end of its period a
    duty falls due; only the period depends on it, except quarterly, where it also picks the month of the quarter.
    `n` counts days or months of an interval, the times of an announced rule, or the days of a relative `once`.
    An interval counts from `starts_on`: that day is day zero, or the first due date itself when `start_is_due`.
    Every other kind has no due date before `starts_on` or after `ends_on`.
    """

    kind: Kind
    days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    month_offset: int = 0
    n: int | None = None
    working_days: bool = False
    dates: tuple[date, ...] = ()
    starts_on: date | None = None
    start_is_due: bool = False
    ends_on: date | None = None
    duration_days: int | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "kind", Kind(self.kind))
        for name in ("days", "months", "dates"):
            put(self, name, tuple(sorted(set(getattr(self, name)))))
        # A rule without a day yet keeps its kind, so that a letter's "twice a month" is not lost.
        if self.kind in (Kind.MONTHLY, Kind.SEMIMONTHLY) and self.days:
            put(self, "kind", Kind.SEMIMONTHLY if len(self.days) == 2 else Kind.MONTHLY)
        if self.kind is Kind.ANNOUNCED and self.n is None:
            put(self, "n", 1)
        if self.kind not in INTERVALS:
            put(self, "start_is_due", False)
            if self.starts_on and self.duration_days:
                last = self.starts_on + timedelta(days=self.duration_days - 1)
                put(self, "ends_on", min(last, self.ends_on) if self.ends_on else last)
                put(self, "duration_days", None)
        self._check()

    def _check(self) -> None:
        low, high = _OFFSETS.get(self.kind, (0, 0))
        limit = 7 if self.kind is Kind.WEEKLY else 31
        takes_days = self.kind in _BY_MONTH_DAY or self.kind is Kind.WEEKLY
        takes_n = self.kind in INTERVALS or self.kind in (Kind.ANNOUNCED, Kind.ONCE)
        good = (
            all(1 <= day <= limit for day in self.days)
            and all(1 <= month <= 12 for month in self.months)
            and low <= self.month_offset <= high
            and (self.n is None or (takes_n and 1 <= self.n <= 3660))
            and (self.n is not None or self.kind not in INTERVALS)
            and (not self.days or takes_days)
            and (not self.months or self.kind is Kind.YEARLY)
            and (not self.dates or self.kind in (Kind.ONCE, Kind.ANNOUNCED))
            and (not self.working_days or self.kind in (Kind.DAILY, Kind.ONCE))
            and not (self.kind is Kind.ONCE and self.n and self.dates)
            and not (self.start_is_due and not self.starts_on)
            and (self.duration_days is None or self.duration_days >= 1)
        )
        if not good:
            raise Problem("obligations.rule_invalid", "กำหนดเวลาไม่ถูกต้อง กรุณาตรวจวันที่และช่วงเวลา", field="rule")

    @property
    def is_dated(self) -> bool:
        """Say whether the rule alone yields due dates; an interval without a start has none."""
        if self.kind in UNDATED:
            return False
        if self.kind in INTERVALS:
            return self.starts_on is not None
        if self.kind in (Kind.ONCE, Kind.ANNOUNCED):
            return bool(self.dates)
        if self.kind is Kind.DAILY:
            return True
        return bool(self.days) and (self.kind is not Kind.YEARLY or bool(self.months))

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object with only what differs from the empty rule.

        Shape: {"kind": "semimonthly", "days": [15, 30]}
        """
        out: dict[str, Any] = {"kind": self.kind.value}
        for field in fields(self)[1:]:
            value = getattr(self, field.name)
            if value != field.default:
                out[field.name] = _plain(value)
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote.

        Errors: Problem("obligations.rule_invalid").
        """
        try:
            values = dict(data)
            for name in ("starts_on", "ends_on"):
                if values.get(name):
                    values[name] = date.fromisoformat(values[name])
            values["dates"] = tuple(date.fromisoformat(day) for day in values.get("dates", ()))
            return cls(**values)
        except (TypeError, ValueError, KeyError) as error:
            raise Problem("obligations.rule_invalid", "อ่านกำหนดเวลาที่เก็บไว้ไม่ได้", field="rule") from error


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
