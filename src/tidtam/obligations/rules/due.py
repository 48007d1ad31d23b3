"""Due dates of a rule between two days. Pure: no clock, and holidays never move an official date."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from tidtam.obligations.rules.value import INTERVALS, Kind, Rule
from tidtam.thai.holidays import add_working_days

_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_EVERY_MONTH = frozenset(range(1, 13))
_WORKING = (1, 2, 3, 4, 5)


def month_length(year: int, month: int) -> int:
    """Return the number of days of a month."""
    return 29 if month == 2 and isleap(year) else _LENGTHS[month]


def add_months(day: date, months: int) -> date:
    """Move by months; a day the month lacks becomes its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))


def due_dates(
    rule: Rule,
    start: date,
    end: date,
    *,
    first_due: date | None = None,
    ends_on: date | None = None,
    holidays: Collection[date] = frozenset(),
) -> list[date]:
    """List the due dates from `start` to `end`, both inclusive, ascending, each once.

    `first_due` and `ends_on` are the obligation's own bounds. An interval that has no start of its own counts from
    `first_due`. `holidays` are left out only by a rule of working days.
    """
    rule = _anchored(rule, first_due)
    if first_due and first_due > start:
        start = first_due
    low, high = _bounds(rule, first_due)
    if low and low > start:
        start = low
    for limit in (ends_on, high):
        if limit and limit < end:
            end = limit
    if start > end:
        return []
    if rule.kind in (Kind.ONCE, Kind.ANNOUNCED):
        return [day for day in rule.dates if start <= day <= end]
    if rule.kind in (Kind.WEEKLY, Kind.DAILY):
        return _weekly(rule, start, end, holidays)
    if rule.kind in INTERVALS:
        return list(_interval(rule, start, end))
    months = due_months(rule)
    return _monthly(rule.days, months, start, end) if months else []


def resolve(rule: Rule, received_on: date, holidays: Collection[date] = frozenset()) -> Rule:
    """Turn `within n days of receipt` into a dated `once`; return every other rule as it is.

    Source: the day of receipt is not counted (Civil and Commercial Code s.193/3).
    """
    if rule.kind is not Kind.ONCE or not rule.n:
        return rule
    if rule.working_days:
        due = add_working_days(received_on, rule.n, holidays)
    else:
        due = received_on + timedelta(days=rule.n)
    return Rule(kind=Kind.ONCE, dates=(due,))


def due_months(rule: Rule) -> frozenset[int]:
    """Return the calendar months the rule can be due in; empty when it is not counted in months."""
    if rule.kind in (Kind.MONTHLY, Kind.SEMIMONTHLY):
        return _EVERY_MONTH
    if rule.kind is Kind.QUARTERLY:
        return frozenset((last + rule.month_offset - 1) % 12 + 1 for last in (3, 6, 9, 12))
    return frozenset(rule.months)


def _anchored(rule: Rule, first_due: date | None) -> Rule:
    if first_due is None or rule.starts_on is not None or rule.kind not in INTERVALS:
        return rule
    return Rule(
        kind=rule.kind,
        n=rule.n,
        starts_on=first_due,
        start_is_due=True,
        ends_on=rule.ends_on,
        duration_days=rule.duration_days,
    )


def _bounds(rule: Rule, first_due: date | None) -> tuple[date | None, date | None]:
    low, high = rule.starts_on, rule.ends_on
    begins = rule.starts_on or first_due
    if rule.duration_days and begins:
        if rule.kind is not Kind.EVERY_N_DAYS:
            last = begins + timedelta(days=rule.duration_days - 1)
        else:
            # A year of fifteen-day rounds has 24 of them, whether day zero or the first round is named.
            zero = begins - timedelta(days=rule.n or 0) if rule.start_is_due else begins
            last = zero + timedelta(days=rule.duration_days)
        high = min(high, last) if high else last
    return low, high


def _monthly(days: tuple[int, ...], months: frozenset[int], start: date, end: date) -> list[date]:
    out: list[date] = []
    year, month = start.year, start.month
    last_year, last_month = end.year, end.month
    while (year, month) <= (last_year, last_month):
        if month in months:
            length = 29 if month == 2 and isleap(year) else _LENGTHS[month]
            previous = 0
            for day in days:
                day = min(day, length)
                if day != previous:
                    out.append(date(year, month, day))
                    previous = day
        month += 1
        if month == 13:
            year, month = year + 1, 1
    # Only the first and the last month can reach over the edges.
    while out and out[0] < start:
        del out[0]
    while out and out[-1] > end:
        out.pop()
    return out


def _weekly(rule: Rule, start: date, end: date, holidays: Collection[date]) -> list[date]:
    if rule.kind is Kind.WEEKLY:
        wanted: tuple[int, ...] = rule.days
    else:
        wanted = _WORKING if rule.working_days else (1, 2, 3, 4, 5, 6, 7)
    first, last, today = start.toordinal(), end.toordinal(), start.isoweekday()
    ordinals = sorted(o for day in wanted for o in range(first + (day - today) % 7, last + 1, 7))
    out = [date.fromordinal(o) for o in ordinals]
    return [day for day in out if day not in holidays] if rule.working_days and holidays else out


def _interval(rule: Rule, start: date, end: date) -> Iterator[date]:
    if rule.starts_on is None or rule.n is None:
        return
    begin, n = rule.starts_on, rule.n
    first = 0 if rule.start_is_due else 1
    if rule.kind is Kind.EVERY_N_DAYS:
        zero = begin.toordinal()
        k = max(first, -((zero - start.toordinal()) // n))
        for ordinal in range(zero + k * n, end.toordinal() + 1, n):
            yield date.fromordinal(ordinal)
        return
    passed = (start.year - begin.year) * 12 + start.month - begin.month
    k = max(first, passed // n)
    while (due := add_months(begin, k * n)) <= end:
        if due >= start:
            yield due
        k += 1
