"""Named reads of requests: the register, the board, one request with its timeline and its next step."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import overload

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from tidtam.assistance import access, notes, rules
from tidtam.assistance.choices import (
    LIVE,
    Category,
    Likeness,
    ReferralState,
    RequestState,
    Side,
    Source,
    Track,
)
from tidtam.assistance.counting import AGES, bands, in_band
from tidtam.assistance.models import Evidence, Inbound, Message, Referral, Request
from tidtam.assistance.queries import lines
from tidtam.assistance.queries.folder import Acted, Folder
from tidtam.assistance.queries.lines import Line
from tidtam.assistance.queries.needs import spoken
from tidtam.assistance.transitions import NEED, REQUEST
from tidtam.kernel.actor import Actor
from tidtam.kernel.prepared import prepared, totals
from tidtam.offices.models import Office
from tidtam.people import queries as people
from tidtam.people.choices import Purpose
from tidtam.thai.dates import from_be
from tidtam.thai.digits import to_arabic

_NUMBER = re.compile(r"(?:(\d{2})\s*[-/]\s*)?(\d{1,7})\Z")
SHOWN = ("live", "all", *RequestState.values)
UNCHECKED = (RequestState.RECEIVED, RequestState.VERIFYING, RequestState.REOPENED)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a board or register is narrowed to; empty fields narrow nothing. `age` is an index of `counting.bands()`."""

    show: str = "live"
    category: str = ""
    track: str = ""
    door: str = ""
    division: str = ""
    age: int | None = None
    late: bool = False
    unread: bool = False  # the requester wrote and nobody read it
    unchecked: bool = False  # facts and duplicates are still to be looked at
    text: str = ""
    path: str = ""


def listing(actor: Actor, filters: Filters, today: date) -> QuerySet[Request]:
    """Return requests of the register: live ones with the longest asked for first, others by number, newest first.

    Shape: person and office in the same query, along an index; a name costs one search more.
    """
    rows = lines.ordered(_narrowed(actor, filters, today), filters.show)
    return rows.select_related("person", "office__district", "office__province", "area__parent__parent")


class Pages(Sequence[Line]):
    """The lines of a listing as a paginator asks for them. `total`: how many they are, if that is known already.

    Shape: 1 query to count, 1 for a page; those of the first page of what nothing narrows are kept.
    """

    def __init__(self, actor: Actor, filters: Filters, today: date, total: int | None = None) -> None:
        self._actor, self._filters, self._today, self._total = actor, filters, today, total
        self._plain = filters == Filters(show=filters.show)

    def __len__(self) -> int:
        if self._total is not None:
            return self._total
        return lines.count(self._actor, self._filters.show) if self._plain else self._rows().count()

    @overload
    def __getitem__(self, part: int) -> Line: ...
    @overload
    def __getitem__(self, part: slice) -> list[Line]: ...
    def __getitem__(self, part: int | slice) -> Line | list[Line]:
        if isinstance(part, int):
            return self[part : part + 1][0]
        if self._plain and not part.start and (part.stop or 0) <= lines.PAGE:
            return lines.first(self._actor, self._filters.show)[part]
        return lines.of(self._rows()[part])

    def _rows(self) -> QuerySet[Request]:
        return lines.ordered(_narrowed(self._actor, self._filters, self._today), self._filters.show)


def _narrowed(actor: Actor, filters: Filters, today: date) -> QuerySet[Request]:
    rows = access.requests(actor).filter(access.within(actor, filters.path))
    for name, values in (("category", Category.values), ("track", Track.values), ("door", Source.values)):
        value = getattr(filters, name)
        if value in values:
            rows = rows.filter(**{name: value})
    if filters.division:
        rows = rows.filter(division=filters.division)
    if filters.age is not None and 0 <= filters.age < len(bands()):
        rows = rows.filter(in_band(*bands()[filters.age], today))
    if filters.late:
        rows = rows.filter(state__in=LIVE, due_on__lt=today)
    if filters.unchecked:
        rows = rows.filter(state__in=UNCHECKED)
    if filters.unread:
        wrote = Message.objects.filter(request=OuterRef("pk"), side=Side.CITIZEN, read_at=None)
        rows = rows.filter(Exists(wrote))
    return rows.filter(matching(actor, filters.text)) if filters.text.strip() else rows


def matching(actor: Actor, text: str) -> Q:
    """Return the condition for a number (`69-0412`, `412`, Thai digits too) or a name. Shape: one search for a name."""
    found = _NUMBER.match(to_arabic(text.strip()))
    if found:
        number = Q(number=int(found[2]))
        return number & Q(year=from_be(int(found[1]))) if found[1] else number
    known = [match.person.pk for match in people.search(actor, text, purpose=Purpose.HELP, limit=50)]
    return Q(person__in=known) | Q(person__merged_into__in=known)


@dataclass(frozen=True, slots=True)
class Board:
    """How many live requests stand where. The parts of each add up to `total`."""

    total: int
    states: dict[str, int]
    categories: dict[str, int]
    ages: tuple[tuple[int, int | None, int], ...]  # first day, last day, requests
    late: int
    unchecked: int
    waiting_inbound: int
    unanswered: int  # referrals beyond their day
    unread: int  # messages of requesters
    divisions: dict[str, int] = field(default_factory=dict)


def board(actor: Actor, filters: Filters, today: date) -> Board:
    """Return the board of an office or a branch. Shape: 2 queries along the index of live requests."""
    ends, rows = [today - timedelta(days=end) for end in AGES], _narrowed(actor, filters, today)
    grouped = _standing(actor, today, *ends) if filters == Filters() else _grouped(rows, today, ends)
    states = dict.fromkeys([state.value for state in LIVE], 0)
    categories, ages = dict.fromkeys(Category.values, 0), [0] * len(bands())
    divisions: dict[str, int] = {}
    behind = 0
    for state, category, index, division, count, late in grouped:
        states[state] += count
        categories[category] += count
        ages[index] += count
        divisions[division] = divisions.get(division, 0) + count
        behind += late
    inbound, unanswered, unread = _others(actor, filters.path, today)
    return Board(
        total=sum(states.values()), states=states, categories=categories, divisions=divisions,
        ages=tuple((first, last, ages[index]) for index, (first, last) in enumerate(bands())),
        late=behind, unchecked=sum(states[s] for s in UNCHECKED), waiting_inbound=inbound, unanswered=unanswered,
        unread=unread,
    )  # fmt: skip


Group = tuple[str, str, int, str, int, int]


def _grouped(rows: QuerySet[Request], today: date, ends: Sequence[date]) -> QuerySet[Request, Group]:
    """Count live requests by state, category, age band and division; beside each, those whose step is late."""
    whens = [When(asked_on__gte=end, then=Value(index)) for index, end in enumerate(ends)]
    band = Case(*whens, default=Value(len(ends)), output_field=IntegerField())
    kinds = rows.filter(state__in=LIVE).order_by().annotate(band=band)
    counted = kinds.values_list("state", "category", "band", "division")
    return counted.annotate(count=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))


@prepared
def _standing(actor: Actor, today: date, *ends: date) -> QuerySet[Request, Group]:
    return _grouped(access.requests(actor), today, ends)


_WAITING = [ReferralState.SENT, ReferralState.READ, ReferralState.ACKNOWLEDGED, ReferralState.ASKED]


def _others(actor: Actor, path: str, today: date) -> tuple[int, int, int]:
    """Return what others wait for: inbound ones, referrals beyond their day, messages. Shape: 1 query, kept."""
    if path:
        here = access.within(actor, path)
        inbound, unanswered, unread = (rows.filter(here).count() for rows in _waiting(actor, today))
        return inbound, unanswered, unread
    return next(iter(_waited(actor, today)), (0, 0, 0))


def _waiting(actor: Actor, today: date) -> tuple[QuerySet[Inbound], QuerySet[Referral], QuerySet[Message]]:
    return (
        access.inbound(actor).filter(state__in=_WAITING),
        access.referrals(actor).filter(state__in=_WAITING, answer_by__lt=today),
        access.messages(actor).filter(side=Side.CITIZEN, read_at=None),
    )


@prepared
def _waited(actor: Actor, today: date) -> QuerySet[Office, tuple[int, int, int]]:
    inbound, unanswered, unread = (Subquery(totals(rows, n=Count("pk"))) for rows in _waiting(actor, today))
    # The office of the scope is the one row the three counts stand in.
    here = Office.objects.filter(path=actor.scope).order_by()
    return here.annotate(a=inbound, b=unanswered, c=unread).values_list("a", "b", "c")


@dataclass(frozen=True, slots=True)
class Words:
    """The sealed words of a request, opened."""

    problem: str
    wanted: str
    help_before: str
    reason: str
    appointment: str
    position: tuple[float, float] | None


def words(request: Request) -> Words:
    """Open what was written in a request. Errors: Problem assistance.key_missing, assistance.damaged."""

    def opened(name: str) -> str:
        return notes.unseal_for(getattr(request, f"{name}_sealed"), f"request.{name}", request.public_id)

    latitude, _comma, longitude = opened("position").partition(",")
    return Words(
        problem=opened("problem"), wanted=opened("wanted"), help_before=opened("help_before"), reason=opened("reason"),
        appointment=opened("appointment"), position=(float(latitude), float(longitude)) if latitude else None,
    )  # fmt: skip


def next_step(request: Request | Line) -> rules.Next | None:
    """Return what is to be done next, in the office's own words if it said so; None when it ended. Shape: no query."""
    step = rules.next_step(request.state, request.track, due=request.due_on, until=request.announced_until)
    if step is not None and request.next_step:
        return rules.Next(step.verb, request.next_step, step.due)
    return step


def age(request: Request | Line, today: date) -> int:
    """Return for how many days it has been asked for, until it ended. Units: days."""
    end = request.closed_at.date() if request.closed_at else today
    return max((end - request.asked_on).days, 0)


Names = Mapping[int, str]  # who acts by a grant


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the timeline. `kind`: the verb; `words`: what happened; `detail`: to what, without a reason."""

    at: datetime
    kind: str
    words: str
    detail: str = ""
    by: str = ""
    amount: Decimal | None = None
    on: date | None = None
    key: str = ""  # public id of a delivery or referral


def timeline(folder: Folder) -> list[Event]:
    """Return what happened to a request, newest first, told from entries, movements, deliveries and referrals.

    Reasons and notes are not in it: the page shows them where they belong.
    """
    request, deliveries = folder.request, folder.deliveries
    voided_by = {act.at: act.grant_id for act in folder.acts if act.verb == "void_delivery"}
    names = folder.names()
    events = [
        Event(act.at, act.verb, _told(act.verb), by=names.get(act.grant_id or 0, "") or _citizen(request, act))
        for act in folder.acts if (act.verb in REQUEST or act.verb == "follow") and act.verb != "void_delivery"
    ]  # fmt: skip
    if not any(event.kind == "receive" for event in events):
        events.append(Event(request.received_at, "receive", _told("receive")))
    events += [
        Event(d.at, "deliver", _("ช่วยแล้ว") if d.last else _("ช่วยบางส่วน"), d.given, names.get(d.by or 0, ""),
              d.amount_baht, d.on, d.public_id)
        for d in deliveries
    ]  # fmt: skip
    events += [
        Event(d.voided_at, "void_delivery", _("ยกเลิกการช่วยเหลือที่บันทึกผิด"), d.given,
              names.get(voided_by.get(d.voided_at) or 0, ""), d.amount_baht, d.on, d.public_id)
        for d in deliveries if d.voided_at is not None
    ]  # fmt: skip
    return sorted(
        [*events, *_of_needs(folder, names), *_of_referrals(folder, names), *_of_checks(folder, names)],
        key=lambda event: (event.at, event.kind != "receive"), reverse=True,
    )  # fmt: skip


def _told(verb: str) -> str:
    return _(REQUEST[verb].told) if verb in REQUEST else _("สถานะเปลี่ยนตามรายการที่ขอ")


def _citizen(request: Request, act: Acted) -> str:
    """Say that the requester did it: by the web, without a grant, and by a verb that is theirs."""
    web = act.verb == "receive" and request.door == Source.WEB
    return _("ผู้ขอ") if act.grant_id is None and (web or act.verb in ("withdraw", "reopen")) else ""


def _of_needs(folder: Folder, names: Names) -> list[Event]:
    """Return the needs' own movements: those not made by a verb of the request at the same instant."""
    led = {act.at for act in folder.acts} | {delivery.at for delivery in folder.deliveries}
    labels = {need.pk: need.get_code_display() for need in folder.needs}
    by = {key: names.get(grant, "") for key, grant in folder.moved_by.items()}
    events = [
        Event(one.at, one.verb, _(NEED[one.verb].told), labels[one.need_id], by.get((one.need_id, one.at), ""))
        for one in folder.moves
        if one.delta == 1 and one.verb != "open" and one.at not in led
    ]
    events += [
        Event(one.at, "hand_over", _(NEED["hand_over"].told), f"{one.get_code_display()} · {spoken(one.to_office)}")
        for one in folder.handed
    ]
    return events


def _of_referrals(folder: Folder, names: Names) -> list[Event]:
    events = []
    for one in folder.referrals:
        to = one.agency.name if one.agency else spoken(one.to_office) if one.to_office else ""
        said = (
            (one.sent_at, _("ส่งต่อ"), names.get(one.sent_by or 0, "")), (one.read_at, _("เปิดอ่านแล้ว"), ""),
            (one.acknowledged_at, _("รับเรื่องแล้ว"), ""), (one.answered_at, one.get_state_display(), one.answered_by),
        )  # fmt: skip
        events += [Event(at, "refer", text, to, by, key=one.public_id) for at, text, by in said if at is not None]
    return events


def _of_checks(folder: Folder, names: Names) -> list[Event]:
    """Return the evidence that came in, by side, and the duplicate checks by their conclusion."""
    came: dict[str, list[Evidence]] = {}
    for piece in folder.evidence:  # oldest first
        came.setdefault(piece.side, []).append(piece)
    events = [
        Event(
            own[-1].at, "evidence", _("เพิ่มหลักฐาน"), _("%(count)s ไฟล์") % {"count": len(own)},
            _("ผู้ขอ") if side == Side.CITIZEN else names.get(own[-1].by or 0, ""),
        )
        for side, own in came.items()
    ]  # fmt: skip
    events += [
        Event(
            one.at, "duplicates", str(Likeness(one.concluded).label),
            _("เทียบ %(count)s แห่ง") % {"count": one.compared}, names.get(one.by or 0, ""),
        )
        for one in folder.duplicate_checks
    ]  # fmt: skip
    return events
