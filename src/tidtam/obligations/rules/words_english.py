"""A rule said in English words, for pages in English. Nobody types it; what is typed and read is Thai."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tidtam.obligations.rules.value import END_OF_MONTH, UNDATED, Kind, Rule

_UNDATED = {
    Kind.IMMEDIATELY: "at once",
    Kind.PER_CASE: "case by case",
    Kind.ON_EVENT: "when it happens",
    Kind.STANDING: "all the time, no day set",
}
_MONTHS = tuple(date(2024, month, 1).strftime("%B") for month in range(1, 13))
_WEEKDAYS = tuple(date(2024, 1, day).strftime("%A") for day in range(1, 8))  # the first was a Monday
_QUARTER_MONTH = {
    -2: "of the first month of the quarter",
    -1: "of the second month of the quarter",
    0: "of the last month of the quarter",
    1: "of the first month of the next quarter",
    2: "of the second month of the next quarter",
}
_OFTEN = {
    Kind.MONTHLY: "every month", Kind.SEMIMONTHLY: "twice a month", Kind.QUARTERLY: "every quarter",
    Kind.YEARLY: "every year", Kind.WEEKLY: "every week", Kind.ONCE: "once",
}  # fmt: skip


def say_english(rule: Rule) -> str:
    """Say a rule in English words."""
    if rule.kind in UNDATED:
        return _UNDATED[rule.kind]
    return ", ".join([_time(rule), *_bounds(rule)])


def _time(rule: Rule) -> str:
    often = _OFTEN.get(rule.kind, "")
    match rule.kind:
        case Kind.DAILY:
            return "every working day" if rule.working_days else "every day"
        case Kind.EVERY_N_DAYS:
            return f"every {_count(rule.n, 'day')}"
        case Kind.EVERY_N_MONTHS:
            return f"every {_count(rule.n, 'month')}"
        case Kind.ANNOUNCED:
            times = {1: "once a month", 2: "twice a month"}.get(rule.n or 1, f"{rule.n} times a month")
            return f"{times}, on {_dates(rule.dates)}" if rule.dates else f"{times}, on days that are announced"
        case Kind.ONCE if rule.n:
            unit = "working day" if rule.working_days else "day"
            return f"within {_count(rule.n, unit)} of receiving the letter"
        case Kind.ONCE if rule.dates:
            return f"by {_dates(rule.dates)}"
        case Kind.WEEKLY if rule.days:
            return "every " + _joined(_WEEKDAYS[day - 1] for day in rule.days)
        case Kind.MONTHLY | Kind.SEMIMONTHLY if rule.days:
            if rule.month_offset:
                return f"by {_days(rule.days)} of the following month"
            return f"every month on {_days(rule.days)}"
        case Kind.QUARTERLY if rule.days:
            return f"{often}, by {_days(rule.days)} {_QUARTER_MONTH[rule.month_offset]}"
        case Kind.YEARLY if rule.days and rule.months:
            return _yearly(rule)
        case _:
            return f"{often} (no day set yet)"


def _yearly(rule: Rule) -> str:
    fiscal = rule.month_offset and rule.months == (10,)
    months = _joined(_MONTHS[month - 1] for month in rule.months)
    said = f"every {'fiscal ' if fiscal else ''}year by {_days(rule.days)} of {months}"
    return f"{said}, for the period that ended the month before" if rule.month_offset and not fiscal else said


def _bounds(rule: Rule) -> list[str]:
    out = []
    if rule.duration_days:
        days = rule.duration_days
        out.append("for " + (_count(days // 365, "year") if days % 365 == 0 else _count(days, "day")))
    if rule.starts_on:
        word = "first on" if rule.start_is_due else "from"
        out.append(f"{word} {_day(rule.starts_on)}")
    if rule.ends_on:
        out.append(f"until {_day(rule.ends_on)}")
    return out


def _days(days: tuple[int, ...]) -> str:
    return _joined("the last day" if day == END_OF_MONTH else f"the {_ordinal(day)}" for day in days)


def _ordinal(day: int) -> str:
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _count(number: int | None, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _dates(days: tuple[date, ...]) -> str:
    return _joined(map(_day, days))


def _joined(words: Iterable[str]) -> str:
    *head, last = words
    return f"{', '.join(head)} and {last}" if head else last
