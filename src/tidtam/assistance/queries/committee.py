"""Meetings of a committee as a page or a paper reads them: agenda, decisions, who waits for the next one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from tidtam.assistance import access, notes
from tidtam.assistance.choices import RequestState
from tidtam.assistance.models import AgendaItem, Attendee, Meeting, Request
from tidtam.kernel.actor import Actor
from tidtam.offices.models import Office


@dataclass(frozen=True, slots=True)
class Line:
    """One item of an agenda: the request, what was decided, the words opened; `gone` says why it is passed over."""

    item: AgendaItem
    request: Request
    wanted: str
    reason: str
    granted: str
    amount: Decimal | None
    gone: str


def listing(actor: Actor) -> QuerySet[Meeting]:
    """Return the meetings in scope, newest first, with how many items each has and how many are decided."""
    decided = Count("items", filter=~Q(items__decision=""))
    rows = access.meetings(actor).select_related("office").annotate(many=Count("items"), decided=decided)
    return rows.order_by("-meets_at", "-pk")


def members(meeting: Meeting) -> list[Attendee]:
    """Return who sits in a meeting, in order."""
    return list(meeting.attendees.order_by("seq"))


def last_members(actor: Actor, office: Office) -> list[Attendee]:
    """Return who sat in the office's last meeting: the next begins with them. Shape: 2 queries."""
    last = access.meetings(actor).filter(office=office).order_by("-meets_at", "-pk").first()
    return members(last) if last else []


def lines(meeting: Meeting) -> list[Line]:
    """Return the agenda in order with the words of each item. Shape: 2 queries."""
    rows = meeting.items.select_related("request__person", "request__area").order_by("seq")
    found = []
    for item in rows.prefetch_related("request__needs"):
        request = item.request
        found.append(
            Line(
                item=item, request=request,
                wanted=notes.unseal_for(request.wanted_sealed, "request.wanted", request.public_id),
                reason=notes.unseal_for(item.reason_sealed, "item.reason", item.pk),
                granted=notes.unseal_for(item.granted_sealed, "item.granted", item.pk), amount=item.amount_baht,
                gone="" if item.decision or request.state == RequestState.COMMITTEE else request.get_state_display(),
            )
        )  # fmt: skip
    return found


def waiting(actor: Actor, office: Office, meeting: Meeting | None = None) -> list[Request]:
    """Return the office's requests that wait for the committee and stand on no agenda that is still open.

    The longest waiting first. Shape: one query.
    """
    rows = access.requests(actor).filter(office=office, state=RequestState.COMMITTEE)
    open_items = AgendaItem.objects.filter(decision="").exclude(meeting__state="confirmed").values("request")
    rows = rows.exclude(pk__in=open_items)
    if meeting is not None:
        rows = rows.exclude(items__meeting=meeting)
    return list(rows.select_related("person", "area").order_by("asked_on", "pk")[:500])


def subjects(meeting: Meeting, items: Collection[int]) -> dict[int, int]:
    """Return the request of each of these items of a meeting."""
    return dict(AgendaItem.objects.filter(meeting=meeting, pk__in=items).values_list("pk", "request_id"))


def undecided(meeting: Meeting) -> int:
    """Return how many items wait for a decision still; who withdrew meanwhile waits for none."""
    return meeting.items.filter(decision="", request__state=RequestState.COMMITTEE).count()
