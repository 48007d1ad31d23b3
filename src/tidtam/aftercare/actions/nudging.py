"""A recorder reminds teams of people they owe a visit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tidtam import audit
from tidtam.accounts.clock import BANGKOK
from tidtam.aftercare.actions import telling
from tidtam.aftercare.models import Case
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.notices.actions import tell
from tidtam.notices.choices import NoticeKind


@transaction.atomic
def nudge(*, cases: Sequence[Case], by: Actor, at: datetime) -> int:
    """Tell each team how many of the chosen people wait for it, once a day. Shape: notices new.

    Errors: NotAllowed; Problem aftercare.nobody_chosen.
    """
    by.require(Permission.CARE_REVIEW)
    if not cases:
        raise Problem("aftercare.nobody_chosen", "เลือกคนที่จะเตือนก่อน", field="case")
    counts = Counter(case.office for case in cases)
    day = at.astimezone(BANGKOK).date()
    told = [
        telling.told(
            office, "nudge", f"{office.pk}:{day}", kind=NoticeKind.REMINDER, audience=Permission.CARE_VISIT,
            url=telling.address("today"), n=n,
        )
        for office, n in counts.items()
    ]  # fmt: skip
    made = tell(told, at=at)
    audit.record("aftercare.teams.nudged", ("aftercare.case", "batch"), by=by, at=at, count=len(cases))
    return made
