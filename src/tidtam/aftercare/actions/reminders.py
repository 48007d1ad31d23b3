"""Tell offices what waits, with the timings of domain facts 11.3. Each telling happens once, however often this runs.

Reads are set based: one query per kind of telling. What may be said stands in `telling.WORDS`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from tidtam.accounts.clock import BANGKOK
from tidtam.aftercare.actions import telling, transfers
from tidtam.aftercare.choices import Stage, TaskKind
from tidtam.aftercare.models import Alert, Offer, Transfer
from tidtam.aftercare.models.transfer import LIVE
from tidtam.aftercare.queries import reminders as queries
from tidtam.aftercare.queries import transfers as transfer_queries
from tidtam.aftercare.rules.transfer import ESCALATE_AFTER, REMIND_AFTER
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict
from tidtam.notices.actions import Told, tell
from tidtam.notices.choices import NoticeKind
from tidtam.obligations.queries import holiday_set
from tidtam.offices.models import Office
from tidtam.thai.holidays import add_working_days

ROUND_DAYS = (-3, 0, 3, 7)  # days after the due day
NEED_IDLE, NEED_IDLE_DISTRICT, NEED_LONG = 7, 15, 30
CLOSING_AHEAD = 7
CAUGHT_UP = 8  # days a telling may come late because no worker ran; what happens on one day is told for these too
_REACH = timedelta(days=40)  # holidays looked at: seven working days never span more


@transaction.atomic
def remind_rounds(*, at: datetime) -> int:
    """Tell who must visit, and the district three and seven days after, by count. Shape: notices new.

    A member to whom people are given is told of them, the team of the rest. Told is the latest of `ROUND_DAYS` that
    has begun, once for each due day: days without a worker delay a telling and lose none.
    """
    today = at.astimezone(BANGKOK).date()
    rows = [*queries.open_rounds(today, ROUND_DAYS), *queries.just_missed(today, ROUND_DAYS[-1], CAUGHT_UP)]
    counts = _by_account(rows, today)
    district: dict[tuple[str, date], int] = defaultdict(int)
    paths = queries.offices_by_path({path for path, *_ in counts})

    def told() -> Iterator[Told]:
        for (path, due_on, user), n in counts.items():
            office = paths.get(path)
            if office is None:
                continue
            above = transfer_queries.district_of(office)
            if _begun(due_on, today) > 0:
                district[above.path, due_on] += n
            if _begun(due_on, today) <= 0 or above != office:
                yield _round(office, due_on, n, today, Permission.CARE_VISIT, user)
            paths.setdefault(above.path, above)
        for (path, due_on), n in district.items():
            yield _round(paths[path], due_on, n, today, Permission.CARE_REVIEW)

    return tell(told(), at=at)


def _by_account(rows: Iterable[queries.Waiting], today: date) -> dict[tuple[str, date, int | None], int]:
    """Return the counts by office, day and the account that is told; None is the whole office."""
    rows = list(rows)
    standing = queries.accounts_of({user for *_, user, _n in rows if user}, today)
    counts: dict[tuple[str, date, int | None], int] = defaultdict(int)
    for path, day, user, n in rows:
        counts[path, day, user if (user, path) in standing else None] += n
    return counts


@transaction.atomic
def remind_agreed(*, at: datetime) -> int:
    """Tell who must go to whom on a day agreed on, on that day. Shape: notices new.

    As with rounds a member is told of their own people, the team of the rest.
    """
    today = at.astimezone(BANGKOK).date()
    counts = _by_account(queries.agreed(today - timedelta(days=CAUGHT_UP), today), today)
    paths = queries.offices_by_path({path for path, *_ in counts})
    return tell(
        (
            telling.told(
                paths[path], "agreed", f"{paths[path].pk}:{day}" + (f":{user}" if user else ""),
                kind=NoticeKind.VISITS, audience=Permission.CARE_VISIT, url=telling.address("today"), n=n,
                days=(today - day).days, late=day < today, user=user,
            )
            for (path, day, user), n in counts.items()
            if path in paths
        ),
        at=at,
    )  # fmt: skip


def _begun(due_on: date, today: date) -> int:
    """Return the latest of `ROUND_DAYS` that has begun for a due day."""
    return max(offset for offset in ROUND_DAYS if offset <= (today - due_on).days)


def _round(office: Office, due_on: date, n: int, today: date, audience: str, user: int | None = None) -> Told:
    offset, days = _begun(due_on, today), (today - due_on).days
    key = f"{office.pk}:{due_on}:{audience}" + (f":{user}" if user else "")
    return telling.told(
        office, f"round{offset}", key, kind=NoticeKind.VISITS, audience=audience,
        url=telling.address("today" if audience == Permission.CARE_VISIT else "board"), n=n, days=abs(days),
        late=offset in (0, 7) and days > offset, user=user,
    )  # fmt: skip


@transaction.atomic
def remind_alerts(*, at: datetime) -> int:
    """Tell the district once in every hour of alerts nobody has acknowledged. Shape: notices new."""
    local = at.astimezone(BANGKOK)
    counts: dict[int, int] = defaultdict(int)
    offices: dict[int, Office] = {}
    paths = queries.open_alerts()
    known = queries.offices_by_path(paths)
    for path, n in paths.items():
        office = known.get(path)
        if office is not None:
            above = transfer_queries.district_of(office)
            offices[above.pk] = above
            counts[above.pk] += n
    made = tell(
        (
            telling.told(
                offices[pk], "alert", f"{pk}:{local:%Y-%m-%d:%H}", kind=NoticeKind.URGENT,
                audience=Permission.CARE_ALERT, url=telling.address("alerts"), n=n,
            )
            for pk, n in counts.items()
        ),
        at=at,
    )  # fmt: skip
    if made:
        Alert.objects.filter(acknowledged_at__isnull=True).update(told_at=at)
    return made


@transaction.atomic
def remind_transfers(*, by: Actor, at: datetime) -> int:
    """Remind the office before which an offer lies after three working days; after seven, the superior decides.

    Shape: notices new; offers nobody answered are laid before the common superior, both provinces are told.
    """
    today = at.astimezone(BANGKOK).date()
    holidays = holiday_set(today - _REACH, today + _REACH)
    slow: dict[int, list[Offer]] = defaultdict(list)
    over: list[Offer] = []
    rows = Offer.objects.filter(stage__in=[stage for stage in LIVE if stage != Stage.SUPERIOR])
    for offer in rows.select_related("office").order_by("stage_since"):
        since = offer.stage_since.astimezone(BANGKOK).date()
        if today > add_working_days(since, ESCALATE_AFTER, holidays):
            over.append(offer)
        elif today >= add_working_days(since, REMIND_AFTER, holidays):
            slow[offer.office_id].append(offer)
    told = [
        telling.told(
            offers[0].office, "offer3", f"{pk}:{_newest(offers)}", kind=NoticeKind.HANDING,
            audience=Permission.CARE_TRANSFER, url=telling.address("transfers"), n=len(offers),
        )
        for pk, offers in slow.items()
    ]  # fmt: skip
    Transfer.objects.filter(offer__in=[one.pk for row in slow.values() for one in row], reminded_on=None).update(
        reminded_on=today
    )
    return tell([*told, *_escalate(over, today, by, at), *_undecided(today, holidays)], at=at)


def _undecided(today: date, holidays: frozenset[date]) -> list[Told]:
    """Remind the common superior, once a week, of what lies there for three working days or more."""
    week = today - timedelta(days=today.weekday())
    rows = Offer.objects.filter(stage=Stage.SUPERIOR).select_related("transfer__from_office", "transfer__to_office")
    counts: dict[str, int] = defaultdict(int)
    for offer in rows:
        since = offer.stage_since.astimezone(BANGKOK).date()
        if today >= add_working_days(since, REMIND_AFTER, holidays):
            counts[transfers.as_rule(offer.transfer).superior] += 1
    above = queries.offices_by_path(set(counts))
    return [
        telling.told(
            above[path], "decide", f"{above[path].pk}:again:{week}", kind=NoticeKind.HANDING, n=n,
            audience=Permission.CARE_DECIDE, url=telling.address("transfers_deciding"),
        )
        for path, n in counts.items()
    ]  # fmt: skip


def _newest(offers: Iterable[Offer]) -> str:
    """Name a set of waiting offers so that a new one among them is told, and the same set only once."""
    return max(f"{offer.stage_since:%Y%m%d%H%M}{offer.pk}" for offer in offers)


def _escalate(over: list[Offer], today: date, by: Actor, at: datetime) -> list[Told]:
    counts: dict[tuple[str, int], int] = defaultdict(int)
    offices: dict[int, Office] = {}
    for row in over:
        try:
            transfer = transfers.time_out(transfer_id=row.transfer_id, by=by, at=at)
        except Conflict:  # somebody answered while this ran
            continue
        sides = (transfer.from_office, transfer.to_office)
        above = transfers.as_rule(transfer).superior
        for office in {transfer_queries.province_of(side) for side in sides}:
            offices[office.pk] = office
            counts["offer7", office.pk] += 1
        superior = queries.offices_by_path({above})[above]
        offices[superior.pk] = superior
        counts["decide", superior.pk] += 1
    return [
        telling.told(
            offices[pk], words, f"{pk}:{today}", kind=NoticeKind.HANDING, n=n,
            audience=Permission.CARE_DECIDE if words == "decide" else Permission.CARE_ROUTE,
            url=telling.address("transfers_deciding" if words == "decide" else "transfers"),
        )
        for (words, pk), n in counts.items()
    ]  # fmt: skip


@transaction.atomic
def remind_needs(*, at: datetime) -> int:
    """Tell who owns a wish of needs idle for 7 days, the district at 15, the province weekly of those over 30.

    An owner outside the district line learns that requests wait and nothing of where they came from.
    Shape: notices new; three queries.
    """
    today = at.astimezone(BANGKOK).date()
    week = "{}-{:02}".format(*today.isocalendar()[:2])
    told = [
        telling.told(office, "need7", f"{office.pk}:{since}", kind=NoticeKind.WAITING, audience=Permission.NEEDS_MANAGE,
              url="/needs/", n=n, days=(today - since).days)
        for office, since, n in queries.idle_by_owner(*_lately(today, NEED_IDLE))
    ]  # fmt: skip
    told += [
        telling.told(office, "need15", f"{office.pk}:{since}", kind=NoticeKind.WAITING, audience=Permission.CARE_MANAGE,
              url=telling.address("board"), n=n, days=(today - since).days)
        for office, since, n in queries.idle_by_district(*_lately(today, NEED_IDLE_DISTRICT))
    ]  # fmt: skip
    told += [
        telling.told(office, "need30", f"{office.pk}:{week}", kind=NoticeKind.WAITING, audience=Permission.CARE_ROUTE,
              url=telling.address("board"), n=n)
        for office, n in queries.long_by_province(today - timedelta(days=NEED_LONG))
    ]  # fmt: skip
    return tell(told, at=at)


def _lately(today: date, days: int) -> tuple[date, date]:
    """Return the first and last day of what reached an age of `days` today or on a day that may have been left out."""
    return today - timedelta(days=days + CAUGHT_UP), today - timedelta(days=days)


@transaction.atomic
def remind_closing(*, at: datetime) -> int:
    """Tell teams and districts a week before people's year ends. Shape: notices new; one query."""
    today = at.astimezone(BANGKOK).date()
    last = today + timedelta(days=CLOSING_AHEAD)
    rows = queries.near_closing(max(today, last - timedelta(days=CAUGHT_UP)), last)
    return tell(_by_office({(path, day): n for path, day, n in rows}, "closing", today), at=at)


@transaction.atomic
def remind_tasks(*, at: datetime) -> int:
    """Tell offices of tasks that fall due today; those of health staff apart. Shape: notices new; one query."""
    today = at.astimezone(BANGKOK).date()
    rows = queries.tasks_due(today - timedelta(days=CAUGHT_UP), today)
    urgent = {(path, day): n for path, day, kind, n in rows if kind == TaskKind.HEALTH}
    other: dict[tuple[str, date], int] = defaultdict(int)
    for path, day, kind, n in rows:
        if kind != TaskKind.HEALTH:
            other[path, day] += n
    told = [*_by_office(urgent, "task_today", today, Permission.CARE_HEALTH), *_by_office(other, "task", today)]
    return tell(told, at=at)


def _by_office(
    counts: dict[tuple[str, date], int], words: str, today: date, audience: str = Permission.CARE_VISIT
) -> list[Told]:
    paths, url = queries.offices_by_path({path for path, _day in counts}), telling.address("tasks")
    kind = NoticeKind.WORK
    return [
        telling.told(
            paths[path], words, f"{path}:{day}", kind=kind, audience=audience, url=url, n=n, days=(day - today).days
        )
        for (path, day), n in counts.items()
        if path in paths
    ]
