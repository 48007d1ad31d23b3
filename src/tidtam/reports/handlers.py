"""What the reports room does when a record behind its figures changes: it marks what was signed, in the same moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tidtam.activities.models import Activity
from tidtam.aftercare.choices import CloseReason
from tidtam.aftercare.models import Case
from tidtam.assistance.actions import needs_of
from tidtam.kernel.actor import ROOT, Actor
from tidtam.reports.actions import marking

_LOOK_BACK = timedelta(days=120)
_WINDOW = 15  # days a correction may move a visit inside its window


def visit_noted(obj: tuple[str, str], by: Actor, at: datetime) -> None:
    """Mark the reports a late visit belongs to; a batch marks those of the office that wrote it."""
    _visit(obj[1], 0, by, at)


def visit_corrected(obj: tuple[str, str], by: Actor, at: datetime) -> None:
    """Mark the reports a corrected visit belongs to, and those it may have belonged to."""
    _visit(obj[1], _WINDOW, by, at)


def _visit(key: str, slack: int, by: Actor, at: datetime) -> None:
    case, _slash, no = key.partition("/")
    if case.isdigit() and no.isdigit():
        marking.touch_visit(case=int(case), no=int(no), slack=slack, at=at)
    elif by.scope != ROOT:
        marking.touch(path=by.scope, since=_day(at) - _LOOK_BACK, at=at)


def case_changed(obj: Any, by: Actor, at: datetime) -> None:
    """Mark the reports of the office that follows somebody whose case ended, rested, opened again or was planned anew.

    An end excuses the rounds whose window was open; who never was a case leaves every figure since the enrolment, comes
    back into all of them when the case opens again, and a new plan or a rest changes rounds of any day.
    """
    if isinstance(obj, Case):
        since = obj.closed_on
        if since is None or obj.close_reason == CloseReason.NOT_A_CASE:
            since = min(obj.enrolled_on, obj.completed_on)
        marking.touch(path=obj.scope_path, since=since - timedelta(days=_WINDOW), at=at)


def need_moved(obj: Any, by: Actor, at: datetime) -> None:
    """Mark the reports of the office that helps and of the one that follows, from the day the need moved."""
    marking.touch_needs(needs=[need.pk for need in needs_of(obj)], at=at)


def activity_noted(obj: Activity, by: Actor, at: datetime) -> None:
    """Mark the reports of an office whose activity was recorded late, changed or voided."""
    marking.touch(path=obj.scope_path, since=min(obj.on, _day(at) - _LOOK_BACK), at=at)


def _day(at: datetime) -> date:
    return at.astimezone().date()
