"""What waits in all centres, set by set, for the tellings of the night. The wall is open at the root."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Max, Q
from django.db.models.functions import TruncDate

from tidtam.accounts.models import Grant
from tidtam.assistance.choices import IN_WORK, LIVE, Condition, RequestState, Side
from tidtam.assistance.models import Message, Request, SignCheck
from tidtam.assistance.queries.centre import latest
from tidtam.offices.choices import Level, Line
from tidtam.offices.models import Office

_MOVING = (*IN_WORK, RequestState.DECIDED, RequestState.DELIVERING)


def _offices(ids: Iterable[int]) -> dict[int, Office]:
    return {one.pk: one for one in Office.objects.filter(pk__in=set(ids))}


def idle(first: date, last: date) -> list[tuple[Office, date, int]]:
    """Return (office, the day they came to stand where they stand, how many) of requests that have not moved since."""
    rows = (
        Request.objects.filter(state__in=_MOVING).annotate(day=TruncDate("since")).filter(day__gte=first, day__lte=last)
    )
    found = list(rows.order_by().values_list("office_id", "day").annotate(n=Count("pk")))
    known = _offices(office for office, _day, _n in found)
    return [(known[office], day, n) for office, day, n in found]


def long_by_province(before: date) -> list[tuple[Office, int]]:
    """Return (the province's local administration, how many) of requests asked for before a day that still wait."""
    rows = Request.objects.filter(state__in=_MOVING, asked_on__lt=before, office__province__isnull=False)
    counts = dict(rows.order_by().values_list("office__province").annotate(n=Count("pk")))
    heads = Office.objects.filter(line=Line.DLA, level=Level.PROVINCE, province__in=counts, valid_to__isnull=True)
    return [(one, counts[one.province_id]) for one in heads.order_by("pk")]


def appointments(day: date) -> list[tuple[Office, int]]:
    """Return (office, how many appointments) of a day."""
    rows = Request.objects.filter(state__in=LIVE).annotate(on=TruncDate("appointment_at")).filter(on=day)
    counts = dict(rows.order_by().values_list("office_id").annotate(n=Count("pk")))
    known = _offices(counts)
    return [(known[pk], n) for pk, n in counts.items()]


def unread() -> list[tuple[Office, int, int]]:
    """Return (office, requests, newest message) of what requesters wrote and nobody has read."""
    rows = Message.objects.filter(side=Side.CITIZEN, read_at__isnull=True).order_by().values_list("request__office")
    found = list(rows.annotate(n=Count("request", distinct=True), newest=Max("pk")))
    known = _offices(office for office, _n, _newest in found)
    return [(known[office], n, newest) for office, n, newest in found]


def signs_to_do() -> list[tuple[Office, Office | None, int]]:
    """Return (office, its province's local administration, signs) where a sign is broken, missing or has no photo."""
    counts: dict[int, int] = defaultdict(int)
    for one in latest(SignCheck.objects.all()):
        if one.condition != Condition.GOOD or one.photo_id is None:
            counts[one.office_id] += 1
    known = _offices(counts)
    heads = {
        one.province_id: one
        for one in Office.objects.filter(line=Line.DLA, level=Level.PROVINCE, valid_to__isnull=True)
    }
    return [(known[pk], heads.get(known[pk].province_id), n) for pk, n in sorted(counts.items())]


def never_checked(since: date) -> list[Office]:
    """Return the local governments with somebody at work whose signs nobody has looked at since a day."""
    seen = SignCheck.objects.filter(checked_on__gte=since).values("office")
    at_work = Grant.objects.filter(role__in=("lgo_clerk", "lgo_head"), revoked_at__isnull=True).values("office")
    rows = Office.objects.filter(Q(pk__in=at_work), level=Level.LGO, valid_to__isnull=True).exclude(pk__in=seen)
    return list(rows.order_by("pk"))
