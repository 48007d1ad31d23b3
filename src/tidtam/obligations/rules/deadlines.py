"""From a deadline that the letter reader found to a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tidtam.kernel.problem import Problem
from tidtam.obligations.rules import patterns as p
from tidtam.obligations.rules.value import Kind, Rule
from tidtam.thai.dates import month_number
from tidtam.thai.digits import to_arabic

_WITHIN = re.compile(r"ภายใน(?:ระยะเวลา|กำหนด)?(\d+)วัน(ทำการ)?(?!ที่)")
_FISCAL_YEAR_ENDS = re.compile(r"ปีงบประมาณ")
_AFTER_FISCAL_YEAR = 10


def from_deadline(deadline: Mapping[str, Any]) -> Rule:
    """Make the rule of a deadline in the reader's schema; what the letter leaves open stays open (`is_dated`).

    The quote supplies the month of a yearly duty and the days of "within n days of receipt". `first_due` stays with
    the obligation, except that an interval counts from it.
    Shape: {"frequency", "days", "month_offset", "every_n_days", "duration_days", "first_due", "due", "quote", …}
    Errors: Problem("obligations.rule_invalid").
    """
    kind = str(deadline.get("frequency") or "")
    days = tuple(int(day) for day in deadline.get("days") or ())
    offset = int(deadline.get("month_offset") or 0)
    quote = re.sub(r"\s+", "", to_arabic(str(deadline.get("quote") or "")))
    first_due, due = _day(deadline.get("first_due")), _day(deadline.get("due"))
    values: dict[str, Any] = {"duration_days": deadline.get("duration_days")}
    if kind in ("monthly", "semimonthly"):
        values |= {"days": days, "month_offset": min(max(offset, 0), 1)}
    elif kind == "quarterly":
        values |= {"days": days, "month_offset": offset}
    elif kind == "yearly":
        months = _months(quote, days, first_due, offset)
        values |= {"days": days, "months": months, "month_offset": min(max(offset, 0), 1)}
    elif kind == "weekly":
        values |= {"days": days}
    elif kind == "daily":
        values |= {"working_days": bool(p.WORKING.search(quote))}
    elif kind == "every_n_days":
        values |= {"n": deadline.get("every_n_days"), "starts_on": first_due, "start_is_due": first_due is not None}
    elif kind == "once":
        values = _once(due, quote)
    elif kind == "immediately":
        values = {}
    else:
        raise Problem("obligations.rule_invalid", f"ไม่รู้จักความถี่ “{kind}”", field="frequency")
    return Rule(kind=Kind(kind), **values)


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _once(due: date | None, quote: str) -> dict[str, Any]:
    if due:
        return {"dates": (due,)}
    match = _WITHIN.search(quote)
    return {"n": int(match[1]), "working_days": bool(match[2])} if match else {}


def _months(quote: str, days: tuple[int, ...], first_due: date | None, offset: int) -> tuple[int, ...]:
    """Find the month a yearly duty is due in: beside its day, else the only month named, else the first due date."""
    pairs = [(int(m["d"]), month_number(m["m"])) for m in re.finditer(rf"(?P<d>\d{{1,2}})(?P<m>{p.MONTH})", quote)]
    beside = [month for day, month in pairs if day in days]
    if beside:
        return _distinct(beside)
    named = [month_number(name) for name in re.findall(rf"เดือน({p.MONTH})", quote)]
    if len(set(named)) == 1:
        return _distinct(named)
    if first_due:
        return (first_due.month,)
    if named:
        return _distinct(named)
    return (_AFTER_FISCAL_YEAR,) if offset and _FISCAL_YEAR_ENDS.search(quote) else ()


def _distinct(months: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(months)))
