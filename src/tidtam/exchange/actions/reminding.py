"""Tell a district's recorder what waits to be typed: at the end of the day, and on the next working day.

A notice is read on a lock screen and in a mailbox: it holds a count, and neither the system nor why somebody was
visited. Source: domain facts 11.3.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from tidtam.accounts.clock import BANGKOK
from tidtam.aftercare.queries.reminders import offices_by_path
from tidtam.aftercare.queries.transfers import district_of
from tidtam.exchange.queries import bsort as queries
from tidtam.kernel.permissions import Permission
from tidtam.notices.actions import Told, tell
from tidtam.notices.choices import NoticeKind
from tidtam.obligations.queries import holiday_set
from tidtam.offices.models import Office
from tidtam.thai.holidays import is_working_day

END_OF_DAY = 16  # o'clock: half an hour before offices close there is still time
WORDS = {
    "today": "วันนี้มีบันทึก {n:,} รายการรอคีย์",
    "before": "มีบันทึก {n:,} รายการรอคีย์มาจากวันก่อน",
}
_REACH = timedelta(days=2)


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Tell districts what waits. The wall must be open for all. Shape: notices new; three queries.

    What was accepted today is told once after `END_OF_DAY`; what waits longer on the next working day, and again only
    when something younger has joined it. Days without a worker delay a telling and lose none.
    """
    local = at.astimezone(BANGKOK)
    today = local.date()
    counts = _by_district()
    works = is_working_day(today, holiday_set(today - _REACH, today + _REACH))
    return tell(_told(counts, today, works, local.hour >= END_OF_DAY), at=at)


def _by_district() -> dict[Office, dict[date, int]]:
    rows = queries.by_day()
    offices = offices_by_path({path for path, _day, _n in rows})
    counts: dict[Office, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for path, day, n in rows:
        if path in offices:
            counts[district_of(offices[path])][day] += n
    return counts


def _told(counts: dict[Office, dict[date, int]], today: date, works: bool, ends: bool) -> Iterator[Told]:
    for office, days in counts.items():
        before = {day: n for day, n in days.items() if day < today}
        if before and works:
            yield _one(office, "before", max(before), sum(before.values()))
        if ends and days.get(today):
            yield _one(office, "today", today, days[today])


def _one(office: Office, words: str, day: date, n: int) -> Told:
    return Told(
        office_id=office.pk, scope_path=office.path, kind=NoticeKind.WORK, audience=Permission.CARE_REVIEW,
        title=WORDS[words].format(n=n), url=reverse("exchange:bsort"), key=f"keying:{words}:{office.pk}:{day}",
    )  # fmt: skip
