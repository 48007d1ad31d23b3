"""The committee: call a meeting, put requests on its agenda, note who came, decide, confirm the minutes.

Requests are locked before the meeting's rows, lowest number first: the order of the whole room.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.assistance import access, notes
from tidtam.assistance.actions import numbering, requests
from tidtam.assistance.choices import Decision, MeetingState, RequestState, Seat
from tidtam.assistance.models import AgendaItem, Attendee, Meeting, Request
from tidtam.assistance.papers import committee as paper
from tidtam.assistance.queries import committee as queries
from tidtam.files import actions as files
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.offices.models import Office

_MOST_MEMBERS, _MOST_ITEMS = 40, 200
_VERBS = {
    Decision.GRANTED: "grant", Decision.REFUSED: "refuse", Decision.DEFERRED: "defer", Decision.REFERRED: "refer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """Who sits in the committee; `present` is None until it is noted."""

    name: str
    seat: str
    position: str = ""
    present: bool | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What the meeting decided about one item. Units: `amount` in baht."""

    item: int
    decision: str
    reason: str = ""
    granted: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of noting decisions: how many stand now, and the requests that had moved on meanwhile."""

    noted: int
    passed_over: tuple[Request, ...] = ()


@transaction.atomic
def call(
    *, office: Office, meets_at: datetime, place: str, members: Sequence[Member] = (), waiting: Collection[int] = (),
    by: Actor, at: datetime,
) -> Meeting:  # fmt: skip
    """Call the next meeting of an office's committee, with `waiting` (request ids) on its agenda.

    Errors: NotAllowed; Missing for an office elsewhere; Problem assistance.place_missing, assistance.member_*.
    """
    by.require(Permission.NEEDS_MANAGE)
    _inside(office, by)
    chosen = _waiting(office, waiting, by)
    year = timezone.localdate(meets_at).year
    meeting = Meeting(
        office=office, scope_path=office.path, year=year, number=numbering.following(Meeting, office, year),
        meets_at=meets_at, place=_place(place),
    )  # fmt: skip
    meeting.save()
    _seat(meeting, members)
    _put(meeting, chosen)
    audit.record("assistance.meeting.called", meeting, by=by, at=at, fields=("meets_at", "place"), count=len(chosen))
    return meeting


@transaction.atomic
def change(
    *, meeting: Meeting, meets_at: datetime, place: str, members: Sequence[Member], by: Actor, at: datetime
) -> Meeting:
    """Change when and where a meeting is, who sits in it and who came; who came makes it a meeting held.

    Errors: NotAllowed; Missing; Conflict once confirmed; Problem assistance.place_missing, assistance.member_*.
    """
    by.require(Permission.NEEDS_MANAGE)
    one = _lock(meeting, by)
    one.meets_at, one.place = meets_at, _place(place)
    if any(member.present is not None for member in members):
        if meets_at > at:
            raise Problem("assistance.meeting_ahead", "ยังไม่ถึงวันประชุม บันทึกผู้เข้าประชุมเมื่อประชุมแล้ว", field="meets_at")
        if not any(member.present for member in members):
            raise Problem("assistance.nobody_came", "ต้องมีผู้เข้าประชุมอย่างน้อย 1 คน", field="members")
        one.state = MeetingState.HELD
    one.version += 1
    one.save(update_fields=["meets_at", "place", "state", "version"])
    one.attendees.all().delete()
    _seat(one, members)
    fields = ("meets_at", "place", "state", "attendees")
    audit.record("assistance.meeting.changed", one, by=by, at=at, fields=fields, count=len(members))
    return one


@transaction.atomic
def put(*, meeting: Meeting, waiting: Collection[int], by: Actor, at: datetime) -> int:
    """Put requests (ids) that wait for the committee on the agenda. Shape: how many are new there.

    Errors: NotAllowed; Missing; Conflict once confirmed; Problem assistance.agenda_full.
    """
    by.require(Permission.NEEDS_MANAGE)
    chosen = _waiting(meeting.office, waiting, by)
    one = _lock(meeting, by)
    added = _put(one, chosen)
    audit.record("assistance.meeting.agenda", one, by=by, at=at, fields=("items",), reason="put", count=added)
    return added


@transaction.atomic
def leave_out(*, meeting: Meeting, item: int, by: Actor, at: datetime) -> None:
    """Take an item off the agenda that nobody decided yet. Errors: NotAllowed; Missing; Conflict once decided."""
    by.require(Permission.NEEDS_MANAGE)
    one = _lock(meeting, by)
    found = one.items.filter(pk=item).first()
    if found is None:
        raise Missing("assistance.missing", "ไม่พบเรื่องนี้ในระเบียบวาระ")
    if found.decision:
        raise Conflict("assistance.item_decided", "เรื่องนี้มีมติแล้ว เอาออกจากวาระไม่ได้")
    found.delete()
    audit.record("assistance.meeting.agenda", one, by=by, at=at, fields=("items",), reason="left out")


@transaction.atomic
def decide(*, meeting: Meeting, decided: Sequence[Decided], by: Actor, at: datetime) -> Outcome:
    """Note what a meeting decided and move the requests by it, all or none; who withdrew meanwhile is passed over.

    Errors: NotAllowed without `assistance.decide`; Missing; Conflict before the meeting or once confirmed; Problem of
    the request's verb with details["item"].
    """
    by.require(Permission.NEEDS_DECIDE)
    wanted = {one.item: one for one in decided if one.decision}
    subjects = queries.subjects(meeting, wanted)
    held = access.requests(by).filter(pk__in=subjects.values()).select_for_update(of=("self",)).order_by("pk")
    rows = {one.pk: one for one in held}
    one = _lock(meeting, by)
    if one.state != MeetingState.HELD:
        raise Conflict("assistance.meeting_not_held", "บันทึกผู้เข้าประชุมก่อน แล้วจึงบันทึกมติ")
    items = {item.pk: item for item in one.items.filter(pk__in=subjects).select_for_update().order_by("pk")}
    passed, noted = [], 0
    for pk in sorted(items, key=lambda pk: subjects[pk]):
        item, said, request = items[pk], wanted[pk], rows.get(subjects[pk])
        if request is None or item.decision:
            continue
        if request.state != RequestState.COMMITTEE:
            passed.append(request)
            continue
        _decide(one, item, request, said, by, at)
        noted += 1
    if noted:
        audit.record("assistance.meeting.decided", one, by=by, at=at, fields=("decision",), count=noted)
    return Outcome(noted, tuple(passed))


def _decide(meeting: Meeting, item: AgendaItem, request: Request, said: Decided, by: Actor, at: datetime) -> None:
    if said.decision not in Decision.values:
        raise Problem("assistance.bad_decision", "เลือกมติจากรายการ", field="decision", item=item.pk)
    granted = requests.visible(said.granted)
    if said.decision == Decision.GRANTED and not granted:
        raise Problem("assistance.granted_missing", "บอกว่าให้ช่วยอะไร", field="granted", item=item.pk)
    if said.decision != Decision.GRANTED and (granted or said.amount is not None):
        raise Problem("assistance.granted_odd", "กรอกสิ่งที่ให้ช่วยเฉพาะมติเห็นควรช่วยเหลือ", field="granted", item=item.pk)
    act: Any = getattr(requests, _VERBS[Decision(said.decision)])
    try:
        act(request=request, reason=said.reason, on=timezone.localdate(meeting.meets_at), by=by, at=at)
    except Problem as problem:
        raise type(problem)(
            problem.code, problem.message, field=problem.field, **(problem.details | {"item": item.pk})
        ) from problem
    item.decision, item.amount_baht, item.decided_at, item.by = said.decision, said.amount, at, by.grant_id
    item.reason_sealed = notes.seal_for(requests.visible(said.reason), "item.reason", item.pk)
    item.granted_sealed = notes.seal_for(granted, "item.granted", item.pk)
    item.save(
        update_fields=["decision", "amount_baht", "decided_at", "by", "reason_sealed", "granted_sealed"]
    )  # fmt: skip


@transaction.atomic
def confirm(*, meeting: Meeting, by: Actor, at: datetime) -> Meeting:
    """Confirm the minutes: they are set as a paper, kept, and nothing of the meeting changes any more.

    Errors: NotAllowed without `assistance.decide`; Missing; Conflict while an item that still waits has no decision.
    """
    by.require(Permission.NEEDS_DECIDE)
    one = _lock(meeting, by)
    if one.state != MeetingState.HELD:
        raise Conflict("assistance.meeting_not_held", "บันทึกผู้เข้าประชุมก่อน แล้วจึงบันทึกมติ")
    if queries.undecided(one):
        raise Conflict("assistance.item_waits", "ยังมีเรื่องที่ไม่มีมติ บันทึกมติหรือเอาออกจากวาระก่อน")
    content = paper.minutes(one, queries.lines(one))
    name = f"รายงานการประชุม {one.number}-{one.year}.pdf"
    kept = files.store(office=one.office, content=content, name=name, by=by, at=at, personal=True)
    one.state, one.minutes, one.confirmed_at, one.confirmed_by = MeetingState.CONFIRMED, kept, at, by.grant_id
    one.version += 1
    one.save(update_fields=["state", "minutes", "confirmed_at", "confirmed_by", "version"])
    fields = ("state", "minutes")
    audit.record("assistance.meeting.confirmed", one, by=by, at=at, fields=fields, digest=kept.sha256)
    return one


def _inside(office: Office, by: Actor) -> None:
    if not by.scope or not office.path.startswith(by.scope):
        raise Missing("assistance.missing", "ไม่พบหน่วยงานนี้ในความรับผิดชอบของคุณ")


def _lock(meeting: Meeting, by: Actor) -> Meeting:
    """Lock a meeting that may still change. The requests are locked already."""
    rows = access.meetings(by).select_for_update(of=("self",)).select_related("office")
    one = rows.filter(pk=meeting.pk).first()
    if one is None:
        raise Missing("assistance.missing", "ไม่พบการประชุมนี้ในหน่วยงานที่คุณปฏิบัติอยู่")
    if one.state == MeetingState.CONFIRMED:
        raise Conflict("assistance.meeting_confirmed", "รับรองรายงานการประชุมแล้ว แก้ไขไม่ได้")
    return one


def _place(text: str) -> str:
    words = " ".join(requests.visible(text).split())
    if not words:
        raise Problem("assistance.place_missing", "กรอกสถานที่ประชุม", field="place")
    return words[:200]


def _seat(meeting: Meeting, members: Sequence[Member]) -> None:
    if len(members) > _MOST_MEMBERS:
        raise Problem("assistance.member_many", "กรรมการมีได้ไม่เกิน 40 คน", field="members")
    rows = []
    for seq, member in enumerate(members, 1):
        name = " ".join(requests.visible(member.name).split())
        if not name or member.seat not in Seat.values:
            raise Problem("assistance.member_name", "กรอกชื่อและตำแหน่งของกรรมการทุกคน", field="members")
        position = " ".join(requests.visible(member.position).split())
        rows.append(
            Attendee(
                meeting=meeting, scope_path=meeting.scope_path, seq=seq, name=name[:120], position=position[:160],
                seat=member.seat, present=member.present,
            )
        )  # fmt: skip
    if sum(row.seat == Seat.CHAIR for row in rows) > 1:
        raise Problem("assistance.member_chair", "ประธานมีได้คนเดียว", field="members")
    Attendee.objects.bulk_create(rows)


def _waiting(office: Office, ids: Collection[int], by: Actor) -> list[Request]:
    """Lock the requests of an office, among `ids`, that wait for the committee."""
    rows = access.requests(by).filter(pk__in=ids, office=office, state=RequestState.COMMITTEE)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _put(meeting: Meeting, chosen: Sequence[Request]) -> int:
    there = set(meeting.items.values_list("request_id", flat=True))
    fresh = sorted((one for one in chosen if one.pk not in there), key=lambda one: (one.year, one.number))
    if len(there) + len(fresh) > _MOST_ITEMS:
        raise Problem("assistance.agenda_full", _("วาระหนึ่งมีได้ไม่เกิน 200 เรื่อง"), field="waiting")
    last = max(meeting.items.values_list("seq", flat=True), default=0)
    AgendaItem.objects.bulk_create(
        [
            AgendaItem(meeting=meeting, request=one, scope_path=meeting.scope_path, seq=seq)
            for seq, one in enumerate(fresh, last + 1)
        ]
    )
    return len(fresh)
