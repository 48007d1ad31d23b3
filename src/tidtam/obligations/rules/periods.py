"""The period a due date covers, the slack between two levels, and warnings about days on which nobody works.

Periods (the letters are silent, so this is our choice, written down once):
- `of the next month / quarter / year` (month_offset): whole calendar months, up to the end of the month before.
- one day a month, the 10th or earlier: the previous calendar month (a count made on the 1st or 5th looks back).
- everything else: from the day after the previous due date to this one. So the 15th covers 1-15 and the 30th 16-30;
  a 31st belongs to the next 15th, because nobody can report it on the 30th. Periods of one rule follow each other
  without gap or overlap and never end after their due date.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tidtam.obligations.rules.due import add_months, due_dates, month_length
from tidtam.obligations.rules.value import Kind, Rule
from tidtam.thai.dates import WEEKDAYS, short_date
from tidtam.thai.holidays import is_working_day, previous_working_day

_DAY = timedelta(days=1)
_EARLY = 10
_LOOK_BACK = {
    Kind.MONTHLY: 62,
    Kind.SEMIMONTHLY: 62,
    Kind.QUARTERLY: 124,
    Kind.YEARLY: 400,
    Kind.WEEKLY: 7,
    Kind.DAILY: 7,
}
# Four years hold every length of month and one 29 February.
_SPAN = (date(2024, 1, 1), date(2027, 12, 31))


@dataclass(frozen=True, slots=True)
class DayWarning:
    """Why a due date deserves a second look. `send_by` is advice; the official date stays."""

    code: str
    message: str
    send_by: date


def period_of(rule: Rule, due: date) -> tuple[date, date]:
    """Return the first and the last day that the report due on `due` covers.

    Source: domain table of recurrence rules; see the choice at the top of this module.
    """
    if rule.kind in (Kind.ONCE, Kind.ANNOUNCED):
        return due, due
    single = len(rule.days) == 1
    if rule.kind is Kind.MONTHLY and single and (rule.month_offset or rule.days[0] <= _EARLY):
        end = due.replace(day=1) - _DAY
        return end.replace(day=1), end
    previous = _previous_due(rule, due)
    if previous is None:
        return due, due
    if rule.month_offset > 0 and single:
        return _month_end(previous, rule.month_offset) + _DAY, _month_end(due, rule.month_offset)
    return previous + _DAY, due


def _month_end(due: date, offset: int) -> date:
    month = add_months(due.replace(day=1), -offset)
    return month.replace(day=month_length(month.year, month.month))


def _previous_due(rule: Rule, due: date) -> date | None:
    n = rule.n or 1
    if rule.kind is Kind.EVERY_N_DAYS:
        return due - timedelta(days=n)
    if rule.kind is Kind.EVERY_N_MONTHS:
        if rule.starts_on is None:
            return add_months(due, -n)
        # Counting from the start keeps a 31st that February has shortened.
        passed = (due.year - rule.starts_on.year) * 12 + due.month - rule.starts_on.month
        return add_months(rule.starts_on, passed - n)
    back = _LOOK_BACK.get(rule.kind)
    if back is None:
        return None
    unbounded = replace(rule, starts_on=None, ends_on=None, duration_days=None)
    before = due_dates(unbounded, due - timedelta(days=back), due - _DAY)
    return before[-1] if before else None


def warnings(due: date, holidays: Collection[date] | Mapping[date, str]) -> list[DayWarning]:
    """Warn of a weekend or a holiday; the official date never moves.

    Source: Administrative Procedure Act 2539 s.64: for an official the last day counts even on a holiday.
    """
    if is_working_day(due, holidays):
        return []
    send_by = previous_working_day(due, holidays)
    advice = f"วันครบกำหนดไม่เลื่อน ควรส่งก่อนวันหยุด: {short_date(send_by, weekday=True)}"
    out = []
    if due.weekday() >= 5:
        message = f"ครบกำหนดตรงกับวัน{WEEKDAYS[due.weekday()]} {advice}"
        out.append(DayWarning("weekend", message, send_by))
    if due in holidays:
        name = holidays[due] if isinstance(holidays, Mapping) else "วันหยุดราชการ"
        out.append(DayWarning("holiday", f"ครบกำหนดตรงกับ{name} {advice}", send_by))
    return out


def slack(child: Rule, parent: Rule) -> int | None:
    """Return the fewest days from the lower level's due date to the upper level's; 0 is none, below 0 too late.

    When both rules look at time alike (calendar months, or from date to date) the two dates belong to one round: the
    lower report whose period the upper one covers. Otherwise, and for a lower level that reports less often, the lower
    date is the latest one not after the upper. None when either has no dates.
    Units: days.
    """
    span = _common_span(child, parent)
    if span is None:
        return None
    start, end = span
    above = due_dates(parent, start, end)
    below = due_dates(child, start - timedelta(days=800), end + timedelta(days=400))
    if not above or not below:
        return None
    periods = [(due, *period_of(child, due)) for due in below]
    alike = _looks_back(child) == _looks_back(parent)
    gaps = (_gap(due, period_of(parent, due) if alike else None, periods) for due in above)
    return min((gap for gap in gaps if gap is not None), default=None)


def _common_span(child: Rule, parent: Rule) -> tuple[date, date] | None:
    if not (child.is_dated and parent.is_dated):
        return None
    starts = [rule.starts_on or (rule.dates[0] if rule.dates else None) for rule in (child, parent)]
    known = [day for day in starts if day]
    if not known:
        return _SPAN
    start = max(known)
    return start, date(start.year + 4, 12, 31)


def _looks_back(rule: Rule) -> bool:
    """Say whether the rule reports whole months that have ended, not the time since its last due date."""
    return rule.month_offset > 0 or (rule.kind is Kind.MONTHLY and len(rule.days) == 1 and rule.days[0] <= _EARLY)


def _gap(due: date, covered: tuple[date, date] | None, below: list[tuple[date, date, date]]) -> int | None:
    latest: date | None = None
    for child_due, child_first, child_last in below:
        if covered is None or covered[0] == covered[1]:
            matches = child_due <= due
        else:
            matches = _same_round(due, covered, child_due, (child_first, child_last))
        if matches and (latest is None or child_due > latest):
            latest = child_due
    return None if latest is None else (due - latest).days


def _same_round(due: date, covered: tuple[date, date], child_due: date, child: tuple[date, date]) -> bool:
    length = (covered[1] - covered[0]).days + 1
    child_length = (child[1] - child[0]).days + 1
    if child_length > length * 1.5:
        return child_due <= due
    if child_length * 1.5 < length:
        return child[1] <= covered[1]
    overlap = (min(covered[1], child[1]) - max(covered[0], child[0])).days + 1
    return overlap * 2 > min(child_length, length)
