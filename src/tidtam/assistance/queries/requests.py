"""Named reads of requests: the register, the board, one request with its timeline and its next step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import overload

from django.db.models import Case, Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from tidtam.accounts.models import Grant
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
from tidtam.assistance.models import Inbound, Message, Movement, Need, Referral, Request
from tidtam.assistance.queries.needs import spoken
from tidtam.assistance.transitions import NEED, REQUEST
from tidtam.audit.models import Entry
from tidtam.kernel.actor import Actor
from tidtam.kernel.prepared import prepared, totals
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
    rows = _narrowed(actor, filters, today)
    if filters.show == "live":
        rows = rows.filter(state__in=LIVE).order_by("asked_on", "pk")
    elif filters.show in RequestState.values:
        rows = rows.filter(state=filters.show).order_by("asked_on", "pk")
    else:
        rows = rows.order_by("-year", "-number", "-pk")
    return rows.select_related(*_BESIDE)


_BESIDE = ("person", "office__district", "office__province", "area__parent__parent")


class Pages(Sequence[Request]):
    """A listing as a paginator asks for it: a page is looked up by its numbers first, then those rows with all beside.

    Of a province the ten thousands are sorted as numbers, not as rows of seven tables. Shape: 1 query to count, 2 for a
    page.
    """

    def __init__(self, rows: QuerySet[Request]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.count()

    @overload
    def __getitem__(self, part: int) -> Request: ...
    @overload
    def __getitem__(self, part: slice) -> list[Request]: ...
    def __getitem__(self, part: int | slice) -> Request | list[Request]:
        if isinstance(part, int):
            return self[part : part + 1][0]
        wanted = list(self._rows.select_related(None).values_list("pk", flat=True)[part])
        found = {one.pk: one for one in _shown(wanted)} if wanted else {}
        return [found[pk] for pk in wanted if pk in found]


@prepared
def _shown(ids: list[int]) -> QuerySet[Request]:
    return Request.objects.filter(pk__among=ids).select_related(*_BESIDE)


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
    """Return the board of an office or a branch. Shape: 4 queries along the index of live requests."""
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


@prepared
def _inbound(actor: Actor) -> QuerySet[Inbound, tuple[int]]:
    return totals(access.inbound(actor).filter(state__in=_WAITING), n=Count("pk"))


@prepared
def _unanswered(actor: Actor, today: date) -> QuerySet[Referral, tuple[int]]:
    return totals(access.referrals(actor).filter(state__in=_WAITING, answer_by__lt=today), n=Count("pk"))


@prepared
def _unread(actor: Actor) -> QuerySet[Message, tuple[int]]:
    return totals(access.messages(actor).filter(side=Side.CITIZEN, read_at=None), n=Count("pk"))


def _others(actor: Actor, path: str, today: date) -> tuple[int, int, int]:
    """Return what others wait for: inbound ones, referrals beyond their day, messages. Shape: 3 queries."""
    if path:
        here = access.within(actor, path)
        return (
            access.inbound(actor).filter(here, state__in=_WAITING).count(),
            access.referrals(actor).filter(here, state__in=_WAITING, answer_by__lt=today).count(),
            access.messages(actor).filter(here, side=Side.CITIZEN, read_at=None).count(),
        )
    return _only(_inbound(actor)), _only(_unanswered(actor, today)), _only(_unread(actor))


def _only(rows: Sequence[tuple[int]]) -> int:
    return rows[0][0] if rows else 0


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


def needs(request: Request) -> list[Need]:
    """Return the needs of a request in the order asked. Shape: one query."""
    return list(request.needs.select_related("office", "merged_into", "proof").order_by("pk"))


def next_step(request: Request) -> rules.Next | None:
    """Return what is to be done next, in the office's own words if it said so; None when it ended. Shape: no query."""
    step = rules.next_step(request.state, request.track, due=request.due_on, until=request.announced_until)
    if step is not None and request.next_step:
        return rules.Next(step.verb, request.next_step, step.due)
    return step


def age(request: Request, today: date) -> int:
    """Return for how many days it has been asked for, until it ended. Units: days."""
    end = request.closed_at.date() if request.closed_at else today
    return max((end - request.asked_on).days, 0)


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


def timeline(request: Request) -> list[Event]:
    """Return what happened to a request, newest first, told from entries, movements, deliveries and referrals.

    Reasons and notes are not in it: the page shows them where they belong. Shape: 8 queries, however long it is.
    """
    entries = list(
        Entry.objects.filter(object_type="assistance.request", object_id=str(request.pk)).exclude(reason="deliver")
    )
    deliveries = list(request.deliveries.all())
    voided_by = {e.at: e.grant_id for e in entries if e.reason == "void_delivery"}
    names = _names([*(e.grant_id for e in entries), *(d.by for d in deliveries)])
    events = [
        Event(e.at, e.reason, _told(e.reason), by=names.get(e.grant_id or 0, ""))
        for e in entries if (e.reason in REQUEST or e.reason == "follow") and e.reason != "void_delivery"
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
        [*events, *_of_needs(request, entries), *_of_referrals(request), *_of_checks(request)],
        key=lambda event: (event.at, event.kind != "receive"), reverse=True,
    )  # fmt: skip


def _told(verb: str) -> str:
    return _(REQUEST[verb].told) if verb in REQUEST else _("สถานะเปลี่ยนตามรายการที่ขอ")


def _names(grants: Iterable[int | None]) -> dict[int, str]:
    wanted = {pk for pk in grants if pk is not None}
    return dict(Grant.objects.filter(pk__in=wanted).values_list("pk", "user__name")) if wanted else {}


def _of_needs(request: Request, entries: list[Entry]) -> list[Event]:
    """Return the needs' own movements: those not made by a verb of the request at the same instant."""
    led = {entry.at for entry in entries} | {delivery.at for delivery in request.deliveries.all()}
    rows = Movement.objects.filter(need__request=request, delta=1).exclude(verb="open").select_related("need")
    events = [
        Event(row.at, row.verb, _(NEED[row.verb].told), row.need.get_code_display())
        for row in rows
        if row.at not in led
    ]
    events += [
        Event(one.at, "hand_over", _(NEED["hand_over"].told), f"{one.get_code_display()} · {spoken(one.to_office)}")
        for one in request.handed.select_related("to_office__district", "to_office__province")
    ]
    return events


def _of_referrals(request: Request) -> list[Event]:
    events = []
    for one in request.referrals.select_related("agency", "to_office__district", "to_office__province"):
        to = one.agency.name if one.agency else spoken(one.to_office) if one.to_office else ""
        said = (
            (one.sent_at, _("ส่งต่อ")), (one.read_at, _("เปิดอ่านแล้ว")), (one.acknowledged_at, _("รับเรื่องแล้ว")),
            (one.answered_at, one.get_state_display()),
        )  # fmt: skip
        events += [Event(at, "refer", text, to, key=one.public_id) for at, text in said if at is not None]
    return events


def _of_checks(request: Request) -> list[Event]:
    """Return the evidence that came in, and the last duplicate check by its conclusion."""
    came = request.evidence.order_by().values_list("side").annotate(last=Max("at"), count=Count("pk"))
    events = [
        Event(last, "evidence", _("เพิ่มหลักฐาน"), _("%(count)s ไฟล์") % {"count": count}) for _s, last, count in came
    ]
    events += [
        Event(
            one.at, "duplicates", str(Likeness(one.concluded).label), _("เทียบ %(count)s แห่ง") % {"count": one.compared}
        )
        for one in request.duplicate_checks.all()
    ]
    return events
