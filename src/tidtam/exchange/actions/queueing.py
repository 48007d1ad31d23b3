"""The visits that wait to be typed into บสต.: they join when the recorder accepts them, and wherever they are, once.

The queue begins with the first visit accepted after an office has it. History that was taken in as accepted (a roster
with its visits, the nation) never joins by itself: nobody knows what of it was typed already, and thousands of old
lines would hide the ten of today. Source: domain facts O11 (keyed at once), O15.

Each of these follows from another act in the same transaction, whose audit entry says it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tidtam import audit
from tidtam.aftercare import access as care
from tidtam.aftercare.choices import VisitState
from tidtam.aftercare.models import Visit
from tidtam.exchange.choices import BsortState
from tidtam.exchange.models import BsortVisit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission


def enter(*, case: int, visit_no: int, at: datetime) -> None:
    """Let an accepted visit wait. One that was typed before it was sent back has changed since."""
    path = Visit.objects.filter(case=case, visit_no=visit_no).values_list("scope_path", flat=True).get()
    row, is_new = BsortVisit.objects.get_or_create(
        case_id=case, visit_no=visit_no, defaults={"scope_path": path, "since": at}
    )
    if is_new:
        return
    row.held, row.since = False, at
    row.changed_at = at if row.state == BsortState.KEYED else None
    row.save(update_fields=["held", "since", "changed_at"])


def hold(*, case: int, visit_no: int) -> None:
    """Let a visit that was sent back wait for its team instead."""
    BsortVisit.objects.filter(case=case, visit_no=visit_no).update(held=True)


def note_change(*, case: int, visit_no: int | None, at: datetime) -> None:
    """Mark a typed visit as corrected since; without a number all of the case. It waits from now on."""
    rows = BsortVisit.objects.filter(case=case, state=BsortState.KEYED, held=False)
    if visit_no is not None:
        rows = rows.filter(visit_no=visit_no)
    rows.update(changed_at=at, since=at)


@transaction.atomic
def take_in(*, since: datetime, by: Actor, at: datetime) -> int:
    """Let what was accepted as history wait as well, of the visits recorded since `since`. Shape: visits new.

    Errors: NotAllowed.
    """
    by.require(Permission.CARE_REVIEW)
    rows = care.visits(by).filter(state=VisitState.ACCEPTED, recorded_at__gte=since)
    known = set(BsortVisit.objects.filter(since__gte=since).values_list("case_id", "visit_no"))
    made = [
        BsortVisit(case_id=case, visit_no=number, scope_path=path, since=recorded_at)
        for case, number, path, recorded_at in rows.values_list("case_id", "visit_no", "scope_path", "recorded_at")
        if (case, number) not in known
    ]
    BsortVisit.objects.bulk_create(made, ignore_conflicts=True)
    if made:
        audit.record("exchange.bsort.taken_in", ("exchange.bsortvisit", "batch"), by=by, at=at, count=len(made))
    return len(made)
