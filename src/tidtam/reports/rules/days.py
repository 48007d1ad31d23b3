"""Periods and due dates of a report. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

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


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot be of a level: beside which part of its step, in words."""

    level: str
    part: str  # days | target | line
    words: str


def faults(levels: Sequence[Step], rule_days: Sequence[int]) -> list[Fault]:
    """Return what cannot be of a way up: days out of order, before their period or before the level below; two lines.

    The same day as the level below may be. Asked of what is written: what was published before is read as it is.
    """
    found = [
        Fault(step.level, "line", _("ทุกระดับต้องอยู่สายเดียวกับระดับล่างสุด"))
        for step in levels[1:] if step.line != levels[0].line
    ]  # fmt: skip
    lower: tuple[int, ...] = ()
    for step in levels[:-1]:
        late_start = [begun for begun, day in zip(rule_days, step.days[1:], strict=False) if day <= begun]
        if not _rising(step.days):
            found.append(Fault(step.level, "days", _("วันกำหนดส่งต้องเรียงจากน้อยไปมาก ไม่ซ้ำวัน")))
        elif late_start:
            words = _("งวดหลังวันที่ %(day)s ยังไม่เริ่ม กำหนดส่งต้องหลังวันที่ %(day)s") % {"day": late_start[0]}
            found.append(Fault(step.level, "days", words))
        elif any(own < low for own, low in zip(step.days, lower, strict=False)):
            words = _("กำหนดส่งต้องไม่ก่อนระดับล่าง ซึ่งส่งวันที่ %(days)s") % {"days": " ".join(map(str, lower))}
            found.append(Fault(step.level, "days", words))
        if not _rising(step.target):
            found.append(Fault(step.level, "target", _("วันที่ขอให้ส่งต้องเรียงจากน้อยไปมาก ไม่ซ้ำวัน")))
        lower = step.days if _rising(step.days) else ()  # one fault is said once
    return found


def _rising(days: Sequence[int]) -> bool:
    return list(days) == sorted(set(days))


def slack(below: Slot, above: Slot) -> int:
    """Return the days between two levels of one period; 0 is none. Units: days."""
    return (above.due_on - below.due_on).days
