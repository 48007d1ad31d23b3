"""A rule as iCalendar recurrence rules (RFC 5545)."""

from __future__ import annotations

from datetime import date

from tidtam.obligations.rules.due import due_dates, due_months, month_length
from tidtam.obligations.rules.value import END_OF_MONTH, Kind, Rule

_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SAFE_DAY = 28
_COMMON_YEAR = 2023


def rrule(rule: Rule) -> list[str]:
    """Return RRULE values whose union is the rule; empty when it has no recurrence.

    A day that some months lack takes the last of the days that exist (`BYMONTHDAY=28,29,30;BYSETPOS=-1`). Intervals
    need `DTSTART` on their first due date: see `starts`.
    Source: RFC 5545 section 3.3.10.
    """
    end = _until(rule)
    return [part + end for part in _parts(rule)] if rule.is_dated else []


def starts(rule: Rule) -> date | None:
    """Return the first due date of a rule that has a start, for `DTSTART`; None when it has none."""
    if rule.dates:
        return rule.dates[0]
    if rule.starts_on is None:
        return None
    found = due_dates(rule, rule.starts_on, date(rule.starts_on.year + 12, 12, 31))
    return found[0] if found else None


def _parts(rule: Rule) -> list[str]:
    match rule.kind:
        case Kind.MONTHLY | Kind.SEMIMONTHLY:
            return [f"FREQ=MONTHLY;{_month_day(day)}" for day in rule.days]
        case Kind.QUARTERLY | Kind.YEARLY:
            return [_in_months(day, sorted(due_months(rule))) for day in rule.days]
        case Kind.WEEKLY:
            return ["FREQ=WEEKLY;BYDAY=" + ",".join(_BYDAY[day - 1] for day in rule.days)]
        case Kind.DAILY:
            return ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" if rule.working_days else "FREQ=DAILY"]
        case Kind.EVERY_N_DAYS:
            return [f"FREQ=DAILY;INTERVAL={rule.n}"]
        case Kind.EVERY_N_MONTHS if rule.starts_on:
            return [f"FREQ=MONTHLY;INTERVAL={rule.n};{_month_day(rule.starts_on.day)}"]
        case _:
            return []


def _month_day(day: int) -> str:
    if day <= _SAFE_DAY:
        return f"BYMONTHDAY={day}"
    if day == END_OF_MONTH:
        return "BYMONTHDAY=-1"
    return "BYMONTHDAY=" + ",".join(str(d) for d in range(_SAFE_DAY, day + 1)) + ";BYSETPOS=-1"


def _in_months(day: int, months: list[int]) -> str:
    by_month = "BYMONTH=" + ",".join(str(month) for month in months)
    if all(day <= month_length(_COMMON_YEAR, month) for month in months):
        return f"FREQ=YEARLY;{by_month};BYMONTHDAY={day}"
    # BYSETPOS picks from one month only when the frequency is monthly.
    return f"FREQ=MONTHLY;{by_month};{_month_day(day)}"


def _until(rule: Rule) -> str:
    if rule.duration_days and rule.starts_on:
        found = due_dates(rule, rule.starts_on, date(rule.starts_on.year + rule.duration_days // 365 + 2, 12, 31))
        last = found[-1] if found else rule.starts_on
        return f";UNTIL={min(last, rule.ends_on or last):%Y%m%d}"
    return f";UNTIL={rule.ends_on:%Y%m%d}" if rule.ends_on else ""
