"""The way of a request as values: what is allowed, where it stands after its needs moved, what is next. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tidtam.assistance.choices import ENDED, OPEN, Bucket, Category, Code, Track
from tidtam.assistance.choices import RequestState as S
from tidtam.assistance.transitions import REQUEST
from tidtam.offices.choices import Level, Line
from tidtam.thai.holidays import add_working_days

_BEFORE_COMMITTEE = {"grant", "refer", "defer"}


def allowed(verb: str, state: str, track: str) -> bool:
    """Say whether a verb fits a state; on the committee's track nothing is granted before the committee sat."""
    if state not in REQUEST[verb].sources:
        return False
    if verb == "send_to_committee":
        return True
    return not (verb in _BEFORE_COMMITTEE and track == Track.COMMITTEE and state != S.COMMITTEE)


def landing(verb: str, state: str) -> str:
    """Return the state a verb leads to before its needs are looked at. A first tick begins the verification."""
    if verb == "check_item" and state in (S.RECEIVED, S.REOPENED):
        return S.VERIFYING
    return REQUEST[verb].target or state


def after_needs(state: str, buckets: Collection[str], *, given: bool = False, handed: bool = False) -> str:
    """Return the state of a request once its needs stand in `buckets`; `given`: help was given with more to come.

    An ended request, or one with nothing left to do, that has an open need again is reopened. When no need is open it
    ends as they ended: helped if any was met, else refused, withdrawn or merged; without a need, handed on.
    """
    if any(bucket in OPEN for bucket in buckets):
        if state in ENDED or state in (S.HELPED, S.ANNOUNCED):
            return S.REOPENED
        return S.DELIVERING if given and state == S.DECIDED else state
    if Bucket.MET in buckets:
        return state if state in (S.ANNOUNCED, S.CLOSED) else S.HELPED
    if state in ENDED and buckets:
        return state
    for bucket, end in _ENDS:
        if bucket in buckets:
            return end
    return S.HANDED if handed else S.MERGED


_ENDS = (
    (Bucket.NOT_ELIGIBLE, S.REFUSED),
    (Bucket.WITHDRAWN, S.WITHDRAWN),
    (Bucket.MERGED, S.MERGED),
)


def answers_citizens(level: str, line: str) -> bool:
    """Say whether people ask at an office: at local governments, and in Bangkok at its districts."""
    return level == Level.LGO or (level == Level.DISTRICT and line == Line.BANGKOK)


def track_of(category: str) -> str:
    """Return the track a category begins on: in a disaster help comes at once. Advice; the clerk may choose."""
    return Track.IMMEDIATE if category == Category.DISASTER else Track.COMMITTEE


_HEALTH = frozenset({Code.MED, Code.MEN})


def announceable(codes: Iterable[str], door: str, category: str = "") -> bool:
    """Say whether a name may hang on a board: nobody who asked for treatment, nobody a district sent.

    Nor anybody helped in an epidemic: the category stands beside the name and would say that they were ill.
    """
    return door != "district" and category != Category.DISEASE and not _HEALTH.intersection(codes)


def announce_until(first: date, days: int) -> date:
    """Return the last day an announcement hangs: it hangs `days` whole days, the first one counted."""
    return first + timedelta(days=max(days, 1) - 1)


def answer_by(sent: date, working_days: int, holidays: Collection[date]) -> date:
    """Return the last day to answer: so many working days after the day it was sent."""
    return add_working_days(sent, working_days, holidays)


def overdue_climbs(due: date, today: date) -> bool:
    """Say whether an unanswered referral goes to the next superior: from the day after the last day to answer."""
    return today > due


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be done next: the verb of the state table, the words, the last day if there is one."""

    verb: str
    words: str
    due: date | None = None


def next_step(state: str, track: str, *, due: date | None = None, until: date | None = None) -> Next | None:
    """Return what comes next for a request; None when it has ended."""
    if state in ENDED:
        return None
    if state == S.ANNOUNCED:
        return Next("close", "ปลดประกาศและปิดเรื่อง", until)
    if state == S.CHECKED and track == Track.IMMEDIATE:
        return Next("grant", "พิจารณาช่วยเฉพาะหน้า", due)
    verb, words = _NEXT[state]
    return Next(verb, words, due)


_NEXT: dict[str, tuple[str, str]] = {
    S.RECEIVED: ("start_verifying", "ตรวจข้อเท็จจริง"),
    S.REOPENED: ("start_verifying", "ตรวจอีกครั้งและตอบผู้ขอ"),
    S.VERIFYING: ("note_duplicates", "ตรวจให้ครบและตรวจซ้ำซ้อน"),
    S.CHECKED: ("send_to_committee", "ส่งเข้าคณะกรรมการ"),
    S.COMMITTEE: ("grant", "รอมติคณะกรรมการ"),
    S.DECIDED: ("deliver", "ช่วยตามที่พิจารณา"),
    S.DELIVERING: ("deliver", "ช่วยให้ครบทุกรายการ"),
    S.HELPED: ("announce", "ปิดประกาศหรือปิดเรื่อง"),
}
assert {*_NEXT, S.ANNOUNCED, *ENDED} == set(S.values)
