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
_REACH = timedelta(days=40)  # holidays looked at: seven working days never span more


@transaction.atomic
def remind_rounds(*, at: datetime) -> int:
    """Tell teams whom they must visit, and the district three and seven days after, by count. Shape: notices new."""
    today = at.astimezone(BANGKOK).date()
    counts: dict[tuple[str, int], int] = {}
    district: dict[tuple[str, int], int] = defaultdict(int)
    for path, due_on, number in queries.open_rounds(today, ROUND_DAYS):
        counts[path, (today - due_on).days] = number
    paths = queries.offices_by_path({path for path, _ in counts})

    def told() -> Iterator[Told]:
        for (path, offset), n in counts.items():
            office = paths.get(path)
            if office is None:
                continue
            above = transfer_queries.district_of(office)
            if offset > 0:
                district[above.path, offset] += n
            if offset <= 0 or above != office:
                yield _round(office, offset, n, today, Permission.CARE_VISIT)
            paths.setdefault(above.path, above)
        for (path, offset), n in district.items():
            yield _round(paths[path], offset, n, today, Permission.CARE_REVIEW)

    return tell(told(), at=at)


def _round(office: Office, offset: int, n: int, today: date, audience: str) -> Told:
    return telling.told(
        office, f"round{offset}", f"{office.pk}:{today}:{audience}", kind=NoticeKind.VISITS, audience=audience,
        url=telling.address("today" if audience == Permission.CARE_VISIT else "board"), n=n,
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
    return tell([*told, *_escalate(over, today, by, at)], at=at)


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
        telling.told(office, "need7", f"{office.pk}:{today}", kind=NoticeKind.WAITING, audience=Permission.NEEDS_MANAGE,
              url="/needs/", n=n)
        for office, n in queries.idle_by_owner(today - timedelta(days=NEED_IDLE))
    ]  # fmt: skip
    told += [
        telling.told(office, "need15", f"{office.pk}:{today}", kind=NoticeKind.WAITING, audience=Permission.CARE_MANAGE,
              url=telling.address("board"), n=n)
        for office, n in queries.idle_by_district(today - timedelta(days=NEED_IDLE_DISTRICT))
    ]  # fmt: skip
    told += [
        telling.told(office, "need30", f"{office.pk}:{week}", kind=NoticeKind.WAITING, audience=Permission.CARE_ROUTE,
              url=telling.address("board"), n=n)
        for office, n in queries.long_by_province(today - timedelta(days=NEED_LONG))
    ]  # fmt: skip
    return tell(told, at=at)


@transaction.atomic
def remind_closing(*, at: datetime) -> int:
    """Tell teams and districts a week before people's year ends. Shape: notices new; one query."""
    today = at.astimezone(BANGKOK).date()
    return tell(_by_office(queries.near_closing(today + timedelta(days=CLOSING_AHEAD)), "closing", today), at=at)


@transaction.atomic
def remind_tasks(*, at: datetime) -> int:
    """Tell offices of tasks that fall due today; those of health staff apart. Shape: notices new; one query."""
    today = at.astimezone(BANGKOK).date()
    rows = queries.tasks_due(today)
    urgent = {path: n for path, kind, n in rows if kind == TaskKind.HEALTH}
    other: dict[str, int] = defaultdict(int)
    for path, kind, n in rows:
        if kind != TaskKind.HEALTH:
            other[path] += n
    told = [*_by_office(urgent, "task_today", today, Permission.CARE_HEALTH), *_by_office(other, "task", today)]
    return tell(told, at=at)


def _by_office(counts: dict[str, int], words: str, today: date, audience: str = Permission.CARE_VISIT) -> list[Told]:
    paths, url = queries.offices_by_path(counts), telling.address("tasks")
    kind = NoticeKind.WORK
    return [
        telling.told(paths[path], words, f"{path}:{today}", kind=kind, audience=audience, url=url, n=n)
        for path, n in counts.items()
        if path in paths
    ]
