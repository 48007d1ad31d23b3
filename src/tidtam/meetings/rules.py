"""Who must come, how often a month, when next. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from tidtam.meetings.choices import MeetingKind, Seat

A_MONTH = 2  # joint meetings. Source: letter F2, item 5
_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Must:
    """One of those who must come: what they are called, which seats will do, and whether one of them came."""

    label: Any  # said in the language of the page
    seats: frozenset[str]
    named: bool = False
    came: bool = False


_JOINT = (
    (_("ผู้ว่าราชการจังหวัด หรือรองผู้ว่าราชการจังหวัดที่ได้รับมอบหมาย"), frozenset({Seat.GOVERNOR, Seat.DEPUTY})),
    (_("ปลัดจังหวัด ในฐานะเลขานุการ ศอ.ปส.จ."), frozenset({Seat.PALAD})),
)
_OTHERS = ((_("ประธาน"), frozenset({Seat.CHAIR, Seat.GOVERNOR, Seat.DEPUTY})),
           (_("เลขานุการ"), frozenset({Seat.SECRETARY, Seat.PALAD})))  # fmt: skip


def musts(kind: str, seats: Iterable[tuple[str, bool | None]]) -> list[Must]:
    """Return who must come to a meeting of a kind; `seats`: each seat with whether its holder came."""
    held = list(seats)
    wanted = _JOINT if kind == MeetingKind.JOINT else _OTHERS
    return [
        Must(
            label, of, named=any(seat in of for seat, _came in held),
            came=any(seat in of and bool(came) for seat, came in held),
        )
        for label, of in wanted
    ]  # fmt: skip


def propose(after: date, holidays: Collection[date], taken: Collection[date] = ()) -> date:
    """Return a day for the next meeting: two weeks on, a working day; in a month that has two, the month after.

    It is a proposal: the day of a joint meeting is the one ONCB announces.
    """
    day = after + _AHEAD
    while sum(one.year == day.year and one.month == day.month for one in taken) >= A_MONTH:
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day.weekday() >= 5 or day in holidays or day in taken:
        day += timedelta(days=1)
    return day


def line(text: str, most: int) -> str:
    """Return what can be seen of a text as one line of at most so many signs."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:most]


def words(text: str, most: int = 4000) -> str:
    """Return what can be seen of a text, line by line."""
    kept = "".join(one for one in text.replace("\r\n", "\n") if one in "\n\t" or one.isprintable())
    return kept.strip()[:most]
