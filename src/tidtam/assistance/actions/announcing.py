"""Announcements: drawn up from helped requests, posted for some days, taken down by date or by hand with a reason.

Requests are locked before the announcement, lowest number first. Each being posted and taken down is one entry here;
the requests on it move by their own verbs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.assistance import access
from tidtam.assistance.actions import numbering, requests
from tidtam.assistance.choices import AnnouncementState, RequestState
from tidtam.assistance.models import Announcement, AnnouncementLine, CentreSetting, Request
from tidtam.assistance.queries import announcing as queries
from tidtam.assistance.rules import announce_until
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.offices.models import Office

_TITLE = "บัญชีรายชื่อผู้ได้รับการช่วยเหลือ"
_MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Posted:
    """What hangs now, and whose name was left out because their request had moved on meanwhile."""

    announcement: Announcement
    left_out: tuple[Request, ...] = ()


@transaction.atomic
def draw_up(*, office: Office, title: str = "", places: str = "", by: Actor, at: datetime) -> Announcement:
    """Draw up an announcement of everybody helped whose name may hang: name and category.

    Errors: NotAllowed; Missing; Problem assistance.nobody_to_announce.
    """
    by.require(Permission.CENTRE_MANAGE)
    if not by.scope or not office.path.startswith(by.scope):
        raise Missing("assistance.missing", "ไม่พบหน่วยงานนี้ในความรับผิดชอบของคุณ")
    found, _others = queries.ready(by, office)
    if not found:
        raise Problem("assistance.nobody_to_announce", "ยังไม่มีผู้ได้รับความช่วยเหลือที่ต้องปิดประกาศ")
    today = timezone.localdate(at)
    one = Announcement(
        office=office, scope_path=office.path, year=today.year, title=_line(title, 200) or _TITLE,
        number=numbering.following(Announcement, office, today.year), places=_line(places, 300), from_on=today,
        to_on=announce_until(today, queries.days_of(office, [request.rule for request in found])),
    )  # fmt: skip
    one.save()
    AnnouncementLine.objects.bulk_create(
        [
            AnnouncementLine(
                announcement=one, request=request, scope_path=one.scope_path, seq=seq,
                name=str(request.person)[:200], category=request.category,
            )
            for seq, request in enumerate(found, 1)
        ]
    )  # fmt: skip
    audit.record("assistance.announcement.drawn_up", one, by=by, at=at, fields=("lines",), count=len(found))
    return one


@transaction.atomic
def leave_out(*, announcement: Announcement, request: int, by: Actor, at: datetime) -> None:
    """Leave a name out of a draft. Errors: NotAllowed; Missing; Conflict once posted."""
    by.require(Permission.CENTRE_MANAGE)
    one = _lock(announcement, by, AnnouncementState.DRAFT)
    if not one.lines.filter(request=request).delete()[0]:
        raise Missing("assistance.missing", "ไม่พบชื่อนี้ในประกาศ")
    audit.record("assistance.announcement.left_out", one, by=by, at=at, fields=("lines",))


@transaction.atomic
def post(
    *, announcement: Announcement, title: str, places: str, days: int, by: Actor, at: datetime
) -> Posted:  # fmt: skip
    """Note that a draft hangs from today for `days` days; a name whose request moved on is left out.

    Errors: NotAllowed; Missing; Conflict once posted; Problem assistance.bad_days, assistance.nobody_to_announce.
    """
    by.require(Permission.CENTRE_MANAGE)
    if not 1 <= days <= _MOST_DAYS:
        raise Problem("assistance.bad_days", "จำนวนวันเป็นเลข 1 ถึง 365", field="days")
    held = _requests(announcement, by)
    one = _lock(announcement, by, AnnouncementState.DRAFT)
    one.from_on = timezone.localdate(at)
    one.to_on = announce_until(one.from_on, days)
    left = []
    for request in held:
        if request.state != RequestState.HELPED or not requests.may_announce(request):
            left.append(request)
            continue
        requests.announce(request=request, until=one.to_on, by=requests.needs_by(by), at=at)
    one.lines.filter(request__in=left).delete()
    if len(left) == len(held):
        raise Problem("assistance.nobody_to_announce", "ไม่มีชื่อที่ปิดประกาศได้แล้ว ร่างประกาศใหม่")
    one.title, one.places = _line(title, 200) or one.title, _line(places, 300)
    one.state, one.posted_at, one.posted_by, one.version = AnnouncementState.POSTED, at, by.grant_id, one.version + 1
    one.save()
    fields = ("state", "from_on", "to_on")
    audit.record("assistance.announcement.posted", one, by=by, at=at, fields=fields, count=len(held) - len(left))
    return Posted(one, tuple(left))


@transaction.atomic
def hang(*, request: Request, until: date, version: int | None = None, by: Actor, at: datetime) -> Announcement:
    """Announce one request by itself: it moves on, and the list with its one line hangs like the committee's.

    Errors: NotAllowed; Missing; Conflict; Problem assistance.not_announceable, assistance.bad_day.
    """
    today = timezone.localdate(at)
    if (until - today).days >= _MOST_DAYS:
        raise Problem("assistance.bad_day", _("ปิดประกาศได้ไม่เกิน 365 วัน ตรวจปี พ.ศ. อีกครั้ง"), field="until")
    held = requests.announce(request=request, until=until, version=version, by=by, at=at)
    one = Announcement.objects.create(
        office_id=held.office_id, scope_path=held.scope_path, year=today.year, title=_TITLE,
        number=numbering.following(Announcement, held.office, today.year), from_on=today, to_on=until,
        state=AnnouncementState.POSTED, posted_at=at, posted_by=by.grant_id,
    )  # fmt: skip
    AnnouncementLine.objects.create(
        announcement=one, request=held, scope_path=one.scope_path, seq=1, name=str(held.person)[:200],
        category=held.category,
    )  # fmt: skip
    fields = ("state", "from_on", "to_on")
    audit.record("assistance.announcement.posted", one, by=by, at=at, fields=fields, count=1)
    return one


@transaction.atomic
def take_down(*, announcement: Announcement, reason: str = "", by: Actor, at: datetime) -> Announcement:
    """Take an announcement down and close the requests on it; before its last day is over, with a reason.

    Errors: NotAllowed; Missing; Conflict unless it hangs; Problem assistance.reason_missing.
    """
    by.require(Permission.CENTRE_MANAGE)
    held = _requests(announcement, by)
    one = _lock(announcement, by, AnnouncementState.POSTED)
    words = _line(reason, 200)
    if timezone.localdate(at) <= one.to_on and not words:
        raise Problem("assistance.reason_missing", "ยังไม่ครบกำหนด บอกเหตุผลที่ปลดก่อน", field="reason")
    one.state, one.taken_down_at, one.taken_down_by = AnnouncementState.TAKEN_DOWN, at, by.grant_id
    one.down_reason, one.version = words, one.version + 1
    one.save(update_fields=["state", "taken_down_at", "taken_down_by", "down_reason", "version"])
    actor = requests.needs_by(by)
    for request in held:
        if request.state == RequestState.ANNOUNCED:
            locked = requests.lock(request, "close", actor)
            requests.save(locked, "close", RequestState.CLOSED, by=actor, at=at)
    fields = ("state", "taken_down_at", "down_reason")
    why = "hand" if words else "date"
    audit.record("assistance.announcement.taken_down", one, by=by, at=at, fields=fields, reason=why, count=len(held))
    return one


def take_down_due(*, at: datetime, by: Actor) -> int:
    """Take down what hung its days, each in a transaction of its own. Shape: how many; again finds none."""
    with wall.scope(by.scope):
        found = queries.due(timezone.localdate(at))
    done = 0
    for one in found:
        try:
            with wall.scope(by.scope):
                take_down(announcement=one, by=by, at=at)
        except Conflict:  # somebody took it down meanwhile
            continue
        done += 1
    return done


@transaction.atomic
def set_days(*, office: Office, days: int, by: Actor, at: datetime) -> CentreSetting:
    """Set how many days the office's announcements hang. Errors: NotAllowed; Missing; Problem assistance.bad_days."""
    by.require(Permission.CENTRE_MANAGE)
    if not by.scope or not office.path.startswith(by.scope):
        raise Missing("assistance.missing", "ไม่พบหน่วยงานนี้ในความรับผิดชอบของคุณ")
    if not 1 <= days <= _MOST_DAYS:
        raise Problem("assistance.bad_days", "จำนวนวันเป็นเลข 1 ถึง 365", field="days")
    one, is_new = CentreSetting.objects.select_for_update().get_or_create(
        office=office,
        defaults={"scope_path": office.path, "announce_days": days, "by": by.grant_id, "at": at},
    )
    if not is_new:
        one.announce_days, one.by, one.at, one.version = days, by.grant_id, at, one.version + 1
        one.save(update_fields=["announce_days", "by", "at", "version"])
    audit.record("assistance.centre.set", one, by=by, at=at, fields=("announce_days",))
    return one


def _requests(announcement: Announcement, by: Actor) -> Sequence[Request]:
    """Lock the requests of an announcement, lowest first."""
    rows = access.requests(by).filter(pk__in=announcement.lines.values("request"))
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _lock(announcement: Announcement, by: Actor, state: str) -> Announcement:
    rows = access.announcements(by).select_for_update(of=("self",)).select_related("office")
    one = rows.filter(pk=announcement.pk).first()
    if one is None:
        raise Missing("assistance.missing", "ไม่พบประกาศนี้ในหน่วยงานที่คุณปฏิบัติอยู่")
    if one.state != state:
        said = {"draft": "ประกาศนี้ปิดไปแล้ว", "posted": "ประกาศนี้ไม่ได้ปิดอยู่ จึงปลดไม่ได้"}[state]
        raise Conflict("assistance.announcement.state", said)
    return one


def _line(text: str, most: int) -> str:
    return " ".join(requests.visible(text).split())[:most]


def hangs(one: Announcement, today: date) -> bool:
    """Say whether an announcement hangs today."""
    return one.state == AnnouncementState.POSTED and one.from_on <= today <= one.to_on
