"""Looking into a tip, its end, and how long it is kept after that; what is over is destroyed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Problem
from tidtam.tips.actions.moving import Decided, day_of, move
from tidtam.tips.choices import Outcome
from tidtam.tips.models import Tip

LONGEST = timedelta(days=5 * 366)
# Duplicates and tips too thin to go on are closed by screening.
OUTCOMES = (Outcome.ACTED, Outcome.HELPED, Outcome.UNFOUNDED, Outcome.AGENCY)


def investigate(*, tip: Tip, by: Actor, at: datetime) -> Tip:
    """Begin to look into a tip. Errors: as `move`."""
    return move(tip=tip, verb="investigate", by=by, at=at)


def close(*, tip: Tip, outcome: str, by: Actor, at: datetime) -> Tip:
    """Close a tip with how it ended. Errors: as `move`; Problem("tips.outcome_missing")."""
    if outcome not in OUTCOMES:
        raise Problem("tips.outcome_missing", _("เลือกว่าเรื่องนี้จบอย่างไร"), field="outcome")
    return move(tip=tip, verb="close", decided=Decided(outcome=Outcome(outcome)), by=by, at=at)


def reopen(*, tip: Tip, by: Actor, at: datetime) -> Tip:
    """Take a closed tip up again; it is kept until it is closed anew. Errors: as `move`."""
    return move(tip=tip, verb="reopen", by=by, at=at)


def extend(*, tip: Tip, until: date, reason: str, by: Actor, at: datetime) -> Tip:
    """Decide to keep a closed tip until a day, with the reason; the caller has proven again who they are.

    Errors: as `move`; Problem("tips.reason_missing"), Problem("tips.until_wrong").
    """
    if not reason.strip():
        raise Problem("tips.reason_missing", _("เขียนเหตุผลที่ต้องเก็บไว้นานขึ้น"), field="reason")
    today = day_of(at)
    if not today < until <= today + LONGEST:
        raise Problem("tips.until_wrong", _("เลือกวันหลังวันนี้ ไม่เกินห้าปี"), field="until")
    return move(tip=tip, verb="extend", decided=Decided(keep_until=until), reason=reason.strip()[:300], by=by, at=at)
