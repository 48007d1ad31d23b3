"""Tell offices what falls due, and superiors what did not come. Each telling happens once, however often this runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.notices.actions import Told, tell
from tidtam.notices.choices import NoticeKind
from tidtam.obligations import queries
from tidtam.obligations.choices import DutyState
from tidtam.obligations.models import Duty, Obligation
from tidtam.offices.models import Office
from tidtam.thai.dates import short_date
from tidtam.thai.holidays import is_working_day, previous_working_day

_REACH = timedelta(days=21)  # two working days before a date can lie this far ahead at Songkran
_CATCH_UP = timedelta(days=7)  # a worker that stood still this long still tells the superior
_BATCH = 2000
_DAY = timedelta(days=1)


def kind_on(today: date, due_on: date, holidays: frozenset[date]) -> str | None:
    """Return which telling a due date calls for today: T-5, T-2 in working days, before a day off, T-0.

    The latest one that has begun counts, so a day without a worker loses nothing. None when it is too early.
    Source: domain facts 11.3.
    """
    if today > due_on:
        return None
    if today == due_on:
        return NoticeKind.TODAY
    if not is_working_day(due_on, holidays) and today >= previous_working_day(due_on, holidays):
        return NoticeKind.BEFORE_OFF
    soon = due_on
    for _ in range(2):
        soon = previous_working_day(soon - _DAY, holidays)
    if today >= soon:
        return NoticeKind.SOON
    return NoticeKind.AHEAD if today >= due_on - timedelta(days=5) else None


_WORDS: dict[str, str] = {
    NoticeKind.AHEAD: "ใกล้ถึงกำหนด {due}: {title}",
    NoticeKind.SOON: "อีก 2 วันทำการ ครบกำหนด {due}: {title}",
    NoticeKind.BEFORE_OFF: "ส่งก่อนวันหยุด ครบกำหนด {due}: {title}",
    NoticeKind.TODAY: "ครบกำหนดวันนี้ {due}: {title}",
}


def duty_address(obligation: str, office: str, due_on: date) -> str:
    """Return the address of a duty's page."""
    return reverse("obligations:duty", args=[obligation, office, due_on.isoformat()])


@transaction.atomic
def remind_owners(*, at: datetime) -> int:
    """Tell every office in scope of its open duties near their dates. Shape: notices written now."""
    today = at.astimezone().date()
    holidays = queries.holiday_set(today, today + _REACH + _CATCH_UP)
    wanted = {
        day: kind
        for day in (today + timedelta(days=n) for n in range(_REACH.days + 1))
        if (kind := kind_on(today, day, holidays))
    }
    rows = (
        Duty.objects.filter(due_on__in=list(wanted), state__in=[DutyState.OPEN, DutyState.RETURNED])
        .order_by("id")
        .values_list(
            "id", "office_id", "scope_path", "due_on", "obligation__public_id", "obligation__title",
            "obligation__letter__number", "office__code",
        )
    )  # fmt: skip

    def told() -> Iterator[Told]:
        for pk, office, path, due_on, obligation, title, number, code in rows.iterator(chunk_size=_BATCH):
            kind = wanted[due_on]
            yield Told(
                office_id=office, scope_path=path, kind=kind, audience=Permission.DUTIES_SEND,
                title=_WORDS[kind].format(due=short_date(due_on, weekday=True), title=title),
                body=f"ตามหนังสือ {number}" if number else "", url=duty_address(obligation, code, due_on),
                key=f"duty:{pk}:{due_on.isoformat()}:{kind}",
            )  # fmt: skip

    return tell(told(), at=at)


@transaction.atomic
def tell_superiors(*, at: datetime) -> int:
    """Tell each superior, the day after, how many offices directly below have not sent. Shape: notices written now."""
    today = at.astimezone().date()
    rows = Duty.objects.filter(
        due_on__range=(today - _CATCH_UP, today - _DAY),
        state__in=[DutyState.OPEN, DutyState.RETURNED],
        office__parent__isnull=False,
    ).values_list("office__parent_id", "obligation_id", "due_on")
    counts: dict[tuple[int, int, date], int] = {}
    for parent_id, obligation_id, due_on in rows.iterator(chunk_size=_BATCH):
        key = (int(parent_id or 0), obligation_id, due_on)
        counts[key] = counts.get(key, 0) + 1
    obligations = queries.titles({obligation for _, obligation, _ in counts})
    superiors = Office.objects.in_bulk({parent for parent, _, _ in counts})

    def told() -> Iterator[Told]:
        for (parent, obligation_id, due_on), count in sorted(counts.items()):
            superior, obligation = superiors[parent], obligations[obligation_id]
            yield Told(
                office_id=superior.pk, scope_path=superior.path, kind=NoticeKind.LATE_BELOW,
                audience=Permission.DUTIES_REVIEW,
                title=f"{count:,} แห่งค้างส่ง ครบกำหนด {short_date(due_on, weekday=True)}: {obligation.title}",
                body=f"ตามหนังสือ {obligation.letter.number}" if obligation.letter.number else "",
                url=behind_address(superior.code, obligation, due_on),
                key=f"late:{obligation_id}:{due_on.isoformat()}:{superior.pk}",
            )  # fmt: skip

    return tell(told(), at=at)


def behind_address(
    at_office: str, obligation: Obligation, due_on: date, show: str = "missing", *, until: date | None = None
) -> str:
    """Return the address of the list of offices that have not sent what was due on a day, or from it until another."""
    last = until or due_on
    asked = {"at": at_office, "ob": obligation.public_id, "from": f"{due_on}", "to": f"{last}", "show": show}
    return f"{reverse('obligations:behind')}?{urlencode(asked)}"


@transaction.atomic
def remind(*, duties: Sequence[Duty] | Iterable[Duty], by: Actor, at: datetime) -> int:
    """Send a reminder for open duties of offices below; once per duty, reminding office and day.

    Shape: reminders written now. Errors: NotAllowed; Problem("obligations.remind_nobody").
    """
    by.require(Permission.DUTIES_REVIEW)
    today = at.astimezone().date()
    open_ones = [duty for duty in duties if duty.state in queries.OPEN and duty.office_id != by.office_id]
    if not open_ones:
        raise Problem("obligations.remind_nobody", "เลือกหน่วยงานที่ยังไม่ส่งอย่างน้อยหนึ่งแห่ง")
    sender = Office.objects.get(pk=by.office_id) if by.office_id else None
    made = tell(
        (
            Told(
                office_id=duty.office_id, scope_path=duty.scope_path, kind=NoticeKind.REMINDER,
                audience=Permission.DUTIES_SEND,
                title=f"{sender or 'หน่วยเหนือ'} เตือนให้ส่ง: {duty.obligation.title}",
                body=f"ครบกำหนด {short_date(duty.due_on, weekday=True)}",
                url=duty_address(duty.obligation.public_id, duty.office.code, duty.due_on),
                key=f"remind:{duty.pk}:{by.office_id}:{today.isoformat()}",
            )
            for duty in open_ones
        ),
        at=at,
    )  # fmt: skip
    if made:
        audit.record("obligations.duties.reminded", ("obligations.duty", "many"), by=by, at=at, count=made)
    return made
