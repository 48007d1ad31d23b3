"""Announce and call meetings, note who came, write agenda and decisions, ask offices, confirm the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import override

from tidtam import audit
from tidtam.files import actions as files
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.meetings import access, rules
from tidtam.meetings.choices import MeetingKind, MeetingState, Seat
from tidtam.meetings.models import Attendee, Item, Meeting, Pack
from tidtam.meetings.papers import minutes as paper
from tidtam.meetings.queries import meetings as queries
from tidtam.meetings.queries import packing
from tidtam.offices.models import Office
from tidtam.thai.dates import be_year

MOST_MEMBERS, MOST_ITEMS = 60, 60


@dataclass(frozen=True, slots=True)
class When:
    """When and where a meeting is, and who set the day."""

    meets_at: datetime
    place: str
    announced: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Who is to come; `present` is None until it is noted."""

    name: str
    seat: str
    position: str = ""
    present: bool | None = None


@transaction.atomic
def announce(*, when: When, offices: Sequence[Office], by: Actor, at: datetime) -> list[Meeting]:
    """Announce the day of a joint meeting to offices below, each with a row of its own; who has that day keeps it.

    Errors: NotAllowed; Missing for an office elsewhere; Problem with its field.
    """
    by.require(Permission.MEETINGS_MANAGE)
    if not rules.line(when.announced, 200):
        raise Problem("meetings.announced_missing", "บอกว่าใครกำหนดวัน ตามหนังสือใด", field="announced")
    made = []
    for office in offices:
        _inside(office, by)
        rows = access.meetings(by).filter(office=office, kind=MeetingKind.JOINT).exclude(state="cancelled")
        if timezone.localdate(when.meets_at) not in {timezone.localdate(one.meets_at) for one in rows}:
            made.append(_call(office, MeetingKind.JOINT, when, (), by, at))
    return made


@transaction.atomic
def call(*, office: Office, kind: str, when: When, members: Sequence[Member] = (), by: Actor, at: datetime) -> Meeting:
    """Call a meeting of an office. Errors: NotAllowed; Missing for an office elsewhere; Problem with its field."""
    by.require(Permission.MEETINGS_MANAGE)
    _inside(office, by)
    if kind not in MeetingKind.values:
        raise Problem("meetings.bad_kind", "เลือกประเภทการประชุม", field="kind")
    if kind == MeetingKind.JOINT and not rules.line(when.announced, 200):
        raise Problem("meetings.announced_missing", "วันประชุมร่วมเป็นวันที่ ป.ป.ส. กำหนด บอกหนังสือที่แจ้ง", field="announced")
    return _call(office, kind, when, members, by, at)


def _call(office: Office, kind: str, when: When, members: Sequence[Member], by: Actor, at: datetime) -> Meeting:
    year = timezone.localdate(when.meets_at).year
    Office.objects.select_for_update().get(pk=office.pk)  # two that call at once get two numbers
    last = Meeting.objects.filter(office=office, kind=kind, year=year).aggregate(last=Max("number"))["last"] or 0
    one = Meeting(
        office=office, scope_path=office.path, kind=kind, year=year, number=last + 1, by=by.grant_id, at=at,
        **_told(when),
    )  # fmt: skip
    one.save(force_insert=True)
    _seat(one, members)
    audit.record("meetings.meeting.called", one, by=by, at=at, fields=("meets_at", "place"))
    return one


@transaction.atomic
def change(*, meeting: Meeting, when: When, members: Sequence[Member], by: Actor, at: datetime) -> Meeting:
    """Change when and where a meeting is, who is to come and who came; who came makes it a meeting held.

    Errors: NotAllowed; Missing; Conflict once confirmed or called off; Problem with its field.
    """
    one = lock(meeting, by)
    for name, value in _told(when).items():
        setattr(one, name, value)
    if any(member.present is not None for member in members):
        if when.meets_at > at:
            raise Problem("meetings.ahead", "ยังไม่ถึงเวลาประชุม บันทึกผู้เข้าประชุมเมื่อประชุมแล้ว", field="on")
        if not any(member.present for member in members):
            raise Problem("meetings.nobody", "ต้องมีผู้เข้าประชุมอย่างน้อย 1 คน", field="on")
        one.state = MeetingState.HELD
    _save(one, "meets_at", "place", "announced", "title", "state")
    one.attendees.all().delete()
    _seat(one, members)
    audit.record("meetings.meeting.changed", one, by=by, at=at, fields=("meets_at", "attendees"), count=len(members))
    return one


@transaction.atomic
def call_off(*, meeting: Meeting, why: str, by: Actor, at: datetime) -> Meeting:
    """Call a meeting off; its row and number stay. Errors: NotAllowed; Missing; Conflict once held; Problem `why`."""
    one = lock(meeting, by)
    if one.state != MeetingState.PLANNED:
        raise Conflict("meetings.held", "ประชุมแล้ว จึงยกเลิกไม่ได้")
    words = rules.line(why, 300)
    if not words:
        raise Problem("meetings.why_missing", "บอกว่ายกเลิกเพราะอะไร", field="why")
    one.state, one.why = MeetingState.CANCELLED, words
    _save(one, "state", "why")
    audit.record("meetings.meeting.called_off", one, by=by, at=at, fields=("state",), reason=words)
    return one


@transaction.atomic
def put_together(*, meeting: Meeting, by: Actor, at: datetime) -> Pack:
    """Put the pack of figures together as they stand now; an earlier pack stays. Errors: as `change`."""
    one = lock(meeting, by)
    last = one.packs.aggregate(last=Max("no"))["last"] or 0
    lines = packing.gather(by, one, timezone.localdate(at))
    if not lines:
        raise Conflict("meetings.pack_empty", "ยังไม่มีรายงานที่ลงนามหรือกิจกรรมของช่วงนี้ ลงนามรายงานก่อน")
    made = Pack.objects.create(
        meeting=one, scope_path=one.scope_path, no=last + 1, lines=lines, made_at=at, made_by=by.name[:200]
    )
    audit.record("meetings.pack.made", one, by=by, at=at, count=len(lines))
    return made


@transaction.atomic
def write(
    *, meeting: Meeting, seq: int | None, title: str, told: str = "", decision: str = "", by: Actor, at: datetime
) -> Item:
    """Write a point of the agenda, a new one when `seq` is None: its title, what was said, what was decided.

    Errors: as `change`; Problem beside `title`, `decision`.
    """
    one = lock(meeting, by)
    name = rules.line(title, 200)
    if not name:
        raise Problem("meetings.title_missing", "กรอกหัวข้อวาระ", field="title")
    if decision.strip() and one.state != MeetingState.HELD:
        raise Problem("meetings.not_held", "บันทึกผู้เข้าประชุมก่อน แล้วจึงบันทึกมติ", field="decision")
    if seq is None:
        last = one.items.aggregate(last=Max("seq"))["last"] or 0
        if last >= MOST_ITEMS:
            raise Problem("meetings.items_many", "วาระหนึ่งมีได้ไม่เกิน 60 เรื่อง", field="title")
        item = Item(meeting=one, scope_path=one.scope_path, seq=last + 1)
    else:
        item = get_item(one, seq)
    item.title, item.told, item.decision = name, rules.words(told), rules.words(decision)
    item.save()
    fields = ("title", "told", "decision")
    audit.record("meetings.item.written", one, by=by, at=at, fields=fields, reason=str(item.seq))
    return item


@transaction.atomic
def confirm(*, meeting: Meeting, by: Actor, at: datetime) -> Meeting:
    """Confirm the minutes: they are set as a paper and kept, and nothing of the meeting changes any more.

    Errors: NotAllowed; Missing; Conflict before the meeting, or while no point has a decision.
    """
    one = lock(meeting, by)
    if one.state != MeetingState.HELD:
        raise Conflict("meetings.not_held", "บันทึกผู้เข้าประชุมก่อน แล้วจึงรับรองรายงาน")
    items = queries.items(one)
    if not any(item.decision for item in items):
        raise Conflict("meetings.no_decision", "ยังไม่มีมติ บันทึกมติอย่างน้อยหนึ่งเรื่องก่อน")
    with override("th"):  # the minutes are a Thai paper, whoever confirms them
        parts = packing.parts(by, queries.pack(one))
        content = paper.minutes(one, items, queries.tasks_of(one), parts)
    name = f"รายงานการประชุม {one.number}-{be_year(date(one.year, 1, 1))}.pdf"
    kept = files.store(office=one.office, content=content, name=name, by=by, at=at, personal=True)
    one.state, one.minutes, one.confirmed_at, one.confirmed_by = MeetingState.CONFIRMED, kept, at, by.grant_id
    _save(one, "state", "minutes", "confirmed_at", "confirmed_by")
    fields = ("state", "minutes")
    audit.record("meetings.meeting.confirmed", one, by=by, at=at, fields=fields, digest=kept.sha256)
    return one


def get_item(meeting: Meeting, seq: int) -> Item:
    """Return a point of the agenda. Errors: Missing."""
    found = meeting.items.filter(seq=seq).first()
    if found is None:
        raise Missing("meetings.item_missing", "ไม่พบวาระนี้")
    return found


def _inside(office: Office, by: Actor) -> None:
    if not by.scope or not office.path.startswith(by.scope):
        raise Missing("offices.office_missing", "ทำได้เฉพาะของหน่วยงานของคุณและหน่วยงานในสังกัด")


def lock(meeting: Meeting, by: Actor) -> Meeting:
    """Lock a meeting of the own office that may still change. Errors: NotAllowed; Missing; Conflict."""
    by.require(Permission.MEETINGS_MANAGE)
    rows = access.meetings(by).select_for_update(of=("self",)).select_related("office")
    one = rows.filter(pk=meeting.pk).first()
    if one is None or one.office_id != by.office_id:
        raise Missing("meetings.missing", "แก้ได้เฉพาะการประชุมของหน่วยงานที่คุณปฏิบัติอยู่")
    if one.frozen:
        raise Conflict("meetings.frozen", "รับรองรายงานหรือยกเลิกแล้ว แก้ไขไม่ได้")
    return one


def _told(when: When) -> dict[str, object]:
    place = rules.line(when.place, 200)
    if not place:
        raise Problem("meetings.place_missing", "กรอกสถานที่หรือวิธีเข้าประชุม", field="place")
    return {
        "meets_at": when.meets_at, "place": place, "announced": rules.line(when.announced, 200),
        "title": rules.line(when.title, 200),
    }  # fmt: skip


def _save(one: Meeting, *fields: str) -> None:
    one.version += 1
    one.save(update_fields=[*fields, "version"])


def _seat(meeting: Meeting, members: Sequence[Member]) -> None:
    if len(members) > MOST_MEMBERS:
        raise Problem("meetings.members_many", "ผู้เข้าประชุมมีได้ไม่เกิน 60 คน", field="on")
    rows = []
    for seq, member in enumerate(members, 1):
        name = rules.line(member.name, 120)
        if not name or member.seat not in Seat.values:
            raise Problem("meetings.member_name", "กรอกชื่อและหน้าที่ของทุกคน", field="on")
        rows.append(
            Attendee(
                meeting=meeting, scope_path=meeting.scope_path, seq=seq, name=name,
                position=rules.line(member.position, 160), seat=member.seat, present=member.present,
            )
        )  # fmt: skip
    Attendee.objects.bulk_create(rows)
