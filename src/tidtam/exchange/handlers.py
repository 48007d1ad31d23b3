"""What this room does when a visit is accepted, sent back or corrected: it joins, leaves or comes back to the queue."""

from __future__ import annotations

from datetime import datetime

from tidtam.aftercare.models import Case
from tidtam.exchange.actions import queueing
from tidtam.kernel.actor import Actor


def visit_accepted(obj: tuple[str, str], by: Actor, at: datetime) -> None:
    """Let the visit wait for being typed."""
    case, number = _named(obj)
    queueing.enter(case=case, visit_no=number, at=at)


def visit_returned(obj: tuple[str, str], by: Actor, at: datetime) -> None:
    """Let the visit wait for its team."""
    case, number = _named(obj)
    queueing.hold(case=case, visit_no=number)


def visit_corrected(obj: tuple[str, str], by: Actor, at: datetime) -> None:
    """Let a typed visit come back, as changed since."""
    case, number = _named(obj)
    queueing.note_change(case=case, visit_no=number, at=at)


def case_replanned(obj: Case, by: Actor, at: datetime) -> None:
    """Let the typed visits of a case come back: the number of their round may be another."""
    queueing.note_change(case=obj.pk, visit_no=None, at=at)


def _named(obj: tuple[str, str]) -> tuple[int, int]:
    case, _slash, number = obj[1].partition("/")
    return int(case), int(number)
