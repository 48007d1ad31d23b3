"""The deadline calculus: rules as values, their due dates, periods, words, iCalendar. Pure; no clock, no database."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from tidtam.obligations.rules.deadlines import from_deadline
from tidtam.obligations.rules.due import add_months, due_dates, resolve
from tidtam.obligations.rules.ical import rrule, starts
from tidtam.obligations.rules.periods import DayWarning, period_of, slack, warnings
from tidtam.obligations.rules.value import END_OF_MONTH, INTERVALS, UNDATED, Kind, Rule
from tidtam.obligations.rules.words_english import say_english
from tidtam.obligations.rules.words_in import parse_rule
from tidtam.obligations.rules.words_out import say
from tidtam.thai.holidays import next_working_day, previous_working_day

__all__ = [
    "END_OF_MONTH",
    "INTERVALS",
    "UNDATED",
    "DayWarning",
    "Explanation",
    "Kind",
    "Rule",
    "add_months",
    "due_dates",
    "explain",
    "from_deadline",
    "next_working_day",
    "parse_rule",
    "period_of",
    "previous_working_day",
    "resolve",
    "rrule",
    "say",
    "say_english",
    "slack",
    "starts",
    "warnings",
]


class Explanation(TypedDict):
    """What the command `tidtam rule` prints."""

    rule: str
    due: list[str]


def explain(text: str, start: date, end: date) -> Explanation:
    """Read a rule in Thai words and list its due dates in a window, both ends included.

    Shape: {"rule": "<Thai words>", "due": ["2024-01-15", …]}
    Errors: Problem("obligations.rule_not_understood"); Problem("obligations.date_does_not_exist").
    """
    rule = parse_rule(text)
    return {"rule": say(rule), "due": [day.isoformat() for day in due_dates(rule, start, end)]}
