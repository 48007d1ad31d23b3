"""Tell offices what waits at the centre, with the timings of domain facts 11.3; each telling happens once.

A notice is read on a lock screen, so it holds counts and days, never a name, a need or a place.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tidtam.assistance.queries import waiting as queries
from tidtam.kernel.permissions import Permission
from tidtam.notices.actions import Told, tell
from tidtam.notices.choices import NoticeKind
from tidtam.offices.models import Office

IDLE, IDLE_LONG, LONG = 7, 15, 30  # days
CAUGHT_UP = 8  # days a telling may come late because no worker ran
WORDS: dict[str, str] = {
    "idle7": "มีคำขอ {n:,} เรื่องที่ยังไม่คืบหน้ามา {d} วัน",
    "idle15": "มีคำขอ {n:,} เรื่องที่ยังไม่คืบหน้ามา {d} วัน",
    "long30": "มีคำขอ {n:,} เรื่องที่รอนานกว่า 30 วัน",
    "appointment": "พรุ่งนี้มีนัด {n:,} เรื่อง",
    "answered": "มีข้อความจากผู้ขอ {n:,} เรื่องที่ยังไม่ได้อ่าน",
    "sign": "มีป้ายของศูนย์ {n:,} ป้ายที่ต้องซ่อมหรือยังไม่มีภาพ",
    "sign_never": "เดือนนี้ยังไม่ได้ตรวจป้ายของศูนย์",
    "sign_below": "มี {n:,} ศูนย์ที่ป้ายต้องซ่อมหรือยังไม่มีภาพ",
}  # fmt: skip


def _told(
    office: Office, words: str, key: str, *, n: int = 0, days: int = 0, audience: str = Permission.NEEDS_MANAGE,
    url: str = "/help/",
) -> Told:  # fmt: skip
    return Told(
        office_id=office.pk, scope_path=office.path, kind=NoticeKind.WAITING, audience=audience, url=url,
        key=f"help:{words}:{key}", title=WORDS[words].format(n=n, d=days),
    )  # fmt: skip


@transaction.atomic
def remind_idle(*, at: datetime) -> int:
    """Tell owners of requests idle for 7 and 15 days, and the province weekly of those that wait more than 30.

    Shape: notices new; three queries.
    """
    today = timezone.localdate(at)
    week = "{}-{:02}".format(*today.isocalendar()[:2])
    told = []
    for words, days in (("idle7", IDLE), ("idle15", IDLE_LONG)):
        rows = queries.idle(today - timedelta(days=days + CAUGHT_UP), today - timedelta(days=days))
        told += [
            _told(office, words, f"{office.pk}:{since}", n=n, days=(today - since).days) for office, since, n in rows
        ]
    told += [
        _told(office, "long30", f"{office.pk}:{week}", n=n, audience=Permission.NEEDS_READ)
        for office, n in queries.long_by_province(today - timedelta(days=LONG))
    ]
    return tell(told, at=at)


@transaction.atomic
def remind_appointments(*, at: datetime) -> int:
    """Tell offices of the appointments of tomorrow. Shape: notices new; one query."""
    day = timezone.localdate(at) + timedelta(days=1)
    return tell(
        [_told(office, "appointment", f"{office.pk}:{day}", n=n) for office, n in queries.appointments(day)], at=at
    )


@transaction.atomic
def remind_answers(*, at: datetime) -> int:
    """Tell offices that requesters wrote and nobody has read it: once for each newest message. Shape: one query."""
    rows = queries.unread()
    return tell([_told(office, "answered", f"{office.pk}:{newest}", n=n) for office, n, newest in rows], at=at)


@transaction.atomic
def remind_signs(*, at: datetime) -> int:
    """Tell centres and provinces once a month of signs that are broken or have no photo. Shape: three queries."""
    today = timezone.localdate(at)
    month = f"{today:%Y-%m}"
    own: list[Told] = []
    above: dict[int, int] = {}
    provinces: dict[int, Office] = {}
    for office, province, n in queries.signs_to_do():
        own.append(_told(office, "sign", f"{office.pk}:{month}", n=n, audience=Permission.CENTRE_MANAGE, url=_CENTRE))
        if province is not None:
            provinces[province.pk] = province
            above[province.pk] = above.get(province.pk, 0) + 1
    if today.day >= _HALF:
        own += _never(queries.never_checked(today.replace(day=1)), month)
    own += [
        _told(provinces[pk], "sign_below", f"{pk}:{month}", n=n, audience=Permission.NEEDS_READ, url=_CENTRE)
        for pk, n in above.items()
    ]
    return tell(own, at=at)


_CENTRE = "/help/centre/"
_HALF = 15  # the day of the month from which a centre nobody has looked at is reminded


def _never(offices: Iterable[Office], month: str) -> list[Told]:
    return [
        _told(office, "sign_never", f"{office.pk}:{month}", audience=Permission.CENTRE_MANAGE, url=_CENTRE)
        for office in offices
    ]
