"""What nobody answered in time goes to the next superior; the sender keeps the need and is told."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tidtam import audit
from tidtam.assistance.actions import holding
from tidtam.assistance.actions.answering import summary_of
from tidtam.assistance.choices import REFERRAL_LIVE, ReferralKind, ReferralState
from tidtam.assistance.models import Referral
from tidtam.assistance.rules import overdue_climbs
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.problem import Conflict
from tidtam.offices import queries as offices
from tidtam.offices.choices import Level
from tidtam.offices.models import Office

_TOP = (Level.DEPARTMENT, Level.MINISTRY)


def climb(*, today: date, by: Actor, at: datetime) -> int:
    """Send on everything unanswered past its day, each in a transaction of its own. Shape: how many climbed.

    Running twice on a day climbs once: what climbed has a new day to answer.
    """
    with wall.scope(ROOT):
        late = list(
            Referral.objects.filter(state__in=REFERRAL_LIVE, answer_by__lt=today)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    climbed = 0
    for pk in late:
        with wall.scope(ROOT):
            climbed += _climb(pk, today, by, at)
    return climbed


@transaction.atomic
def _climb(pk: int, today: date, by: Actor, at: datetime) -> int:
    try:
        held = holding.hold(pk, "climb")
    except Conflict:
        return 0  # answered or recalled meanwhile
    row = held.referral
    if not overdue_climbs(row.answer_by, today):
        return 0
    above = _above(row)
    if above is None:
        if row.reminded_on is None or (today - row.reminded_on).days >= 7:
            row.reminded_on = today
            holding.enter(held, row.state, "reminded_on", at=at)
            holding.tell_owner(held, "late", at)
            holding.tell_asked(held, "came", at)
        return 0
    holding.enter(held, ReferralState.CLIMBED, at=at)
    fresh = holding.make(
        held.need, agency=None, office=above, kind=ReferralKind.ESCALATION, summary=summary_of(row),
        days=holding.days_for(held.need), step=row.step + 1, after=row, by=by, at=at,
    )  # fmt: skip
    words = f"ไม่มีคำตอบ ส่ง {holding.kept_name(None, above)} แล้ว"
    holding.wait(held.need, words, fresh.answer_by, holding.for_owner(held, by), at)
    holding.tell_owner(held, "climbed", at)
    audit.record("assistance.referral.climbed", row, by=by, at=at, fields=("state",))
    return 1


def _above(row: Referral) -> Office | None:
    """Return who is asked next: the superior of the office asked, or of the sender when an agency was asked."""
    above = offices.superior(row.to_office or row.office)
    return None if above is None or above.level in _TOP else above
