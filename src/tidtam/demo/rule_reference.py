"""An independent reference for due dates: walk the days of a window and ask of each one, "is it due?".

It shares no code with the calculus and is written the other way round, from the day to the rule.
"""

from __future__ import annotations

import calendar
import random
import time
from collections.abc import Callable
from datetime import date, timedelta

from tidtam.obligations.rules import Kind, Rule, due_dates

_ONE = timedelta(days=1)


def run(cases: int, seed: int) -> tuple[int, int, float]:
    """Compare `due_dates` with the reference on random rules and windows.

    Shape: (cases, mismatches, seconds)
    """
    rng = random.Random(seed)  # noqa: S311 - repeatable cases, no secret
    began = time.perf_counter()
    mismatches = 0
    for _ in range(cases):
        rule, start, end, first_due, ends_on = random_case(rng)
        if due_dates(rule, start, end, first_due=first_due, ends_on=ends_on) != reference(
            rule, start, end, first_due, ends_on
        ):
            mismatches += 1
    return cases, mismatches, time.perf_counter() - began


def reference(rule: Rule, start: date, end: date, first_due: date | None, ends_on: date | None) -> list[date]:
    """List the due days of a window by asking every day of it."""
    ask = _PREDICATES.get(rule.kind, _never)
    found = []
    day = start
    while day <= end:
        if (
            (first_due is None or day >= first_due)
            and (ends_on is None or day <= ends_on)
            and (rule.starts_on is None or day >= rule.starts_on)
            and (rule.ends_on is None or day <= rule.ends_on)
            and ask(rule, day, rule.starts_on or first_due)
            and _inside_length(rule, day, first_due)
        ):
            found.append(day)
        day += _ONE
    return found


def _inside_length(rule: Rule, day: date, first_due: date | None) -> bool:
    if rule.duration_days is None:
        return True
    begin = rule.starts_on or first_due
    if begin is None:
        return True
    elapsed = (day - begin).days
    if rule.kind is not Kind.EVERY_N_DAYS:
        return elapsed < rule.duration_days
    if rule.starts_on is None or rule.start_is_due:
        elapsed += rule.n or 0
    return elapsed <= rule.duration_days


def _never(rule: Rule, day: date, begin: date | None) -> bool:
    return False


def _day_of_month(wanted: tuple[int, ...], day: date) -> bool:
    if day.day in wanted:
        return True
    last = calendar.monthrange(day.year, day.month)[1]
    return day.day == last and any(number > last for number in wanted)


def _monthly(rule: Rule, day: date, begin: date | None) -> bool:
    return _day_of_month(rule.days, day)


def _quarterly(rule: Rule, day: date, begin: date | None) -> bool:
    # Moving the day back by the offset must land in March, June, September or December.
    return (day.month - rule.month_offset) % 3 == 0 and _day_of_month(rule.days, day)


def _yearly(rule: Rule, day: date, begin: date | None) -> bool:
    return day.month in rule.months and _day_of_month(rule.days, day)


def _weekly(rule: Rule, day: date, begin: date | None) -> bool:
    return calendar.weekday(day.year, day.month, day.day) + 1 in rule.days


def _daily(rule: Rule, day: date, begin: date | None) -> bool:
    return not rule.working_days or calendar.weekday(day.year, day.month, day.day) not in (5, 6)


def _every_n_days(rule: Rule, day: date, begin: date | None) -> bool:
    if begin is None or rule.n is None:
        return False
    elapsed = (day - begin).days
    begin_counts = rule.start_is_due or rule.starts_on is None
    return elapsed % rule.n == 0 and (elapsed > 0 or (elapsed == 0 and begin_counts))


def _every_n_months(rule: Rule, day: date, begin: date | None) -> bool:
    if begin is None or rule.n is None:
        return False
    elapsed = 12 * (day.year - begin.year) + (day.month - begin.month)
    begin_counts = rule.start_is_due or rule.starts_on is None
    return (
        elapsed % rule.n == 0
        and (elapsed > 0 or (elapsed == 0 and begin_counts))
        and day.day == min(begin.day, calendar.monthrange(day.year, day.month)[1])
    )


def _on_dates(rule: Rule, day: date, begin: date | None) -> bool:
    return day in rule.dates


_PREDICATES: dict[Kind, Callable[[Rule, date, date | None], bool]] = {
    Kind.MONTHLY: _monthly,
    Kind.SEMIMONTHLY: _monthly,
    Kind.QUARTERLY: _quarterly,
    Kind.YEARLY: _yearly,
    Kind.WEEKLY: _weekly,
    Kind.DAILY: _daily,
    Kind.EVERY_N_DAYS: _every_n_days,
    Kind.EVERY_N_MONTHS: _every_n_months,
    Kind.ONCE: _on_dates,
    Kind.ANNOUNCED: _on_dates,
}


def random_case(rng: random.Random) -> tuple[Rule, date, date, date | None, date | None]:
    """Make a rule, a window of up to 48 days (now and then over a year) and the obligation's bounds."""
    start = date.fromordinal(rng.randint(735964, 743269))  # 2016 to 2035, five leap days
    length = rng.randint(300, 800) if rng.random() < 0.005 else rng.randint(-1, 47)
    first_due = start + timedelta(days=rng.randint(-400, 40)) if rng.random() < 0.3 else None
    ends_on = start + timedelta(days=rng.randint(-5, 400)) if rng.random() < 0.15 else None
    return random_rule(rng, start), start, start + timedelta(days=length), first_due, ends_on


def random_rule(rng: random.Random, near: date) -> Rule:
    """Make a rule of any kind whose own dates lie around a day; the ends of months come up often."""
    kind = rng.choice(_KINDS)
    begin = near + timedelta(days=rng.randint(-400, 30))
    bounded = rng.random()
    starts_on = begin if bounded < 0.2 else None
    ends_on = near + timedelta(days=rng.randint(0, 400)) if 0.1 < bounded < 0.25 else None
    length = rng.choice((30, 90, 365, 17)) if bounded > 0.9 else None
    if kind in (Kind.EVERY_N_DAYS, Kind.EVERY_N_MONTHS):
        n = rng.choice((1, 2, 7, 10, 14, 15, 30)) if kind is Kind.EVERY_N_DAYS else rng.choice((1, 2, 3, 4, 6, 12))
        starts_on = begin if rng.random() < 0.8 else None
        due = starts_on is not None and rng.random() < 0.5
        return Rule(kind=kind, n=n, starts_on=starts_on, start_is_due=due, ends_on=ends_on, duration_days=length)
    if kind in (Kind.ONCE, Kind.ANNOUNCED):
        dates = tuple(near + timedelta(days=rng.randint(-20, 60)) for _ in range(rng.randint(0, 3)))
        return Rule(kind=kind, dates=dates, starts_on=starts_on, ends_on=ends_on)
    days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    offset = 0
    if kind is Kind.WEEKLY:
        days = tuple(rng.sample(range(1, 8), rng.randint(1, 3)))
    elif kind in (Kind.MONTHLY, Kind.SEMIMONTHLY, Kind.QUARTERLY, Kind.YEARLY):
        days = tuple(rng.choice(_MONTH_DAYS) for _ in range(rng.choice((1, 1, 2, 3))))
        offset = rng.randint(-2, 2) if kind is Kind.QUARTERLY else rng.randint(0, 1)
        months = tuple(rng.sample(range(1, 13), rng.choice((1, 1, 2, 4)))) if kind is Kind.YEARLY else ()
    working = kind is Kind.DAILY and rng.random() < 0.5
    return Rule(
        kind=kind,
        days=days,
        months=months,
        month_offset=offset,
        working_days=working,
        starts_on=starts_on,
        ends_on=ends_on,
        duration_days=length,
    )


_MONTH_DAYS = (*range(1, 32), 15, 25, 28, 29, 29, 30, 30, 30, 31, 31)
_KINDS = tuple(kind for kind in Kind if kind not in (Kind.IMMEDIATELY, Kind.PER_CASE, Kind.ON_EVENT, Kind.STANDING))
