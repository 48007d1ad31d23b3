"""Meetings as pages, papers and the inbox show them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tidtam.kernel.actor import Actor
from tidtam.meetings import access, rules
from tidtam.meetings.choices import MeetingKind, MeetingState, TaskState
from tidtam.meetings.models import Attendee, Item, Meeting, Pack, Task
from tidtam.obligations.queries import holiday_set
from tidtam.offices.models import Office
from tidtam.offices.queries import below, by_path, directly_below
from tidtam.thai.dates import be_year

_SOON, _MOST = timedelta(days=7), 20


def title(meeting: Meeting) -> str:
    """Return `ประชุมร่วมกับ ศปก.ครส. ครั้งที่ 3/2569`."""
    name = meeting.title or str(MeetingKind(meeting.kind).label)
    year = be_year(date(meeting.year, 1, 1))
    return _("%(name)s ครั้งที่ %(n)s/%(year)s") % {"name": name, "n": meeting.number, "year": year}


def listing(actor: Actor, *, own: bool = False) -> QuerySet[Meeting]:
    """Return meetings in scope, the last day first, with how many tasks each has and how many are open."""
    rows = access.meetings(actor)
    if own:
        rows = rows.filter(office=actor.office_id)
    left = Count("tasks", filter=Q(tasks__state=TaskState.OPEN))
    return rows.select_related("office").annotate(asked=Count("tasks"), left=left).order_by("-meets_at", "-pk")


def members(meeting: Meeting) -> list[Attendee]:
    """Return who is to come, in their order."""
    return list(meeting.attendees.order_by("seq"))


def last_members(actor: Actor, kind: str) -> list[Attendee]:
    """Return who came to the own office's last meeting of a kind, so that they need not be typed again."""
    last = access.meetings(actor).filter(office=actor.office_id, kind=kind, attendees__isnull=False)
    found = last.order_by("-meets_at").first()
    return members(found) if found else []


def musts(meeting: Meeting, seats: list[Attendee]) -> list[rules.Must]:
    """Return who must come to a meeting, with who did."""
    return rules.musts(meeting.kind, [(one.seat, one.present) for one in seats])


def items(meeting: Meeting) -> list[Item]:
    """Return the agenda."""
    return list(meeting.items.order_by("seq"))


def tasks_of(meeting: Meeting) -> list[Task]:
    """Return what a meeting asked of whom."""
    return list(meeting.tasks.select_related("office").order_by("item", "due_on", "pk"))


def pack(meeting: Meeting) -> Pack | None:
    """Return the last pack of figures of a meeting."""
    return meeting.packs.order_by("-no").first()


def proposed(actor: Actor, meeting: Meeting) -> date:
    """Return a day for the next meeting of the same kind. Shape: two queries."""
    on = meeting.on
    rows = access.meetings(actor).filter(office=meeting.office_id, kind=meeting.kind).exclude(state="cancelled")
    taken = [timezone.localdate(one) for one in rows.values_list("meets_at", flat=True)]
    return rules.propose(on, holiday_set(on, on + timedelta(days=90)), taken)


def in_month(actor: Actor, kind: str, on: date) -> int:
    """Return how many meetings of a kind the own office has in a month."""
    rows = access.meetings(actor).filter(office=actor.office_id, kind=kind, meets_at__year=on.year)
    return rows.filter(meets_at__month=on.month).exclude(state=MeetingState.CANCELLED).count()


def next_of(actor: Actor, at: datetime) -> Meeting | None:
    """Return the own office's next meeting."""
    rows = access.meetings(actor).filter(office=actor.office_id, state=MeetingState.PLANNED, meets_at__gte=at)
    return rows.order_by("meets_at").first()


def met_in(actor: Actor, task: Task) -> Meeting | None:
    """Return the meeting a task comes from, when it may be seen."""
    return access.meetings(actor).filter(pk=task.meeting_id).first()


def offices_to_ask(actor: Actor) -> list[Office]:
    """Return whom a decision may ask: the own office and those below it that answer for a place."""
    own = by_path(actor.scope)
    return [own, *below(own).filter(level__in=("province", "district")).order_by("path")[:1100]]


def provinces_below(actor: Actor) -> list[Office]:
    """Return the provinces directly below, which the day of a joint meeting is announced to."""
    own = by_path(actor.scope)
    return list(directly_below(own).filter(level="province").order_by("path"))


def tasks(actor: Actor, *, show: str = "open", own: bool = True) -> QuerySet[Task]:
    """Return tasks of the own office, or of all in scope: open ones first by day, or those that are over."""
    rows = access.tasks(actor).select_related("office")
    if own:
        rows = rows.filter(office=actor.office_id)
    if show == "open":
        return rows.filter(state=TaskState.OPEN).order_by("due_on", "pk")
    return rows.exclude(state=TaskState.OPEN).order_by("-done_at", "-pk")


@dataclass(slots=True)
class MeetingInbox:
    """What the room has for the inbox: tasks of the own office, meetings ahead, meetings without minutes."""

    tasks: list[Task] = field(default_factory=list)
    ahead: list[Meeting] = field(default_factory=list)
    to_write: list[Meeting] = field(default_factory=list)


def inbox(actor: Actor, at: datetime) -> MeetingInbox:
    """Gather the inbox of one grant. Shape: three queries."""
    own = access.meetings(actor).filter(office=actor.office_id)
    planned = own.filter(state=MeetingState.PLANNED)
    past = own.filter(Q(state=MeetingState.HELD) | Q(state=MeetingState.PLANNED, meets_at__lt=at))
    return MeetingInbox(
        tasks=list(tasks(actor)[:_MOST]),
        ahead=list(planned.filter(meets_at__range=(at, at + _SOON)).order_by("meets_at")[:5]),
        to_write=list(past.order_by("meets_at")[:5]),
    )
