"""Whom a team goes to see: due and overdue, the nearest first, with all that one card needs.

A member sees whom they were given and whom nobody was given; a recorder sees all of the office's people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Least, Length

from tidtam.aftercare import access, sealing
from tidtam.aftercare.choices import CaseStatus, VisitState
from tidtam.aftercare.models import Case, CaseNeed, Message, Visit
from tidtam.assistance.choices import OPEN
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.prepared import prepared, totals
from tidtam.people import sealing as people_sealing
from tidtam.people.choices import AddressKind
from tidtam.people.models import Address, Person

FOLLOWED = (CaseStatus.ACTIVE, CaseStatus.LOST, CaseStatus.REGISTERED)
WEEK = timedelta(days=7)
MOST = 120  # cards one position sorts; nobody visits more in a day
EARTH = 6_371_000
TAMBON = 6  # digits of a subdistrict; a case that names fewer does not know it yet

Position = tuple[float, float]


def mine(actor: Actor) -> QuerySet[Case]:
    """Return the cases a member answers for: their own and those given to nobody; everyone's for a recorder."""
    cases = access.cases(actor)
    if actor.may(Permission.CARE_REVIEW) or not actor.may(Permission.CARE_VISIT):
        return cases
    return cases.filter(Q(member__isnull=True) | Q(member__user=actor.user_id))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are to be seen. `now` is overdue and due today; `week` is all due until a week from today."""

    late: int
    today: int
    week: int

    @property
    def now(self) -> int:
        """Return how many are overdue or due today."""
        return self.late + self.today


def counts(actor: Actor, today: date) -> Counts:
    """Return the figures of the tabs. Shape: one query."""
    return Counts(*_counts(actor, today, today + WEEK)[0]) if actor.scope else Counts(0, 0, 0)


@prepared
def _counts(actor: Actor, today: date, until: date) -> QuerySet[Case, tuple[int, int, int]]:
    return totals(
        mine(actor).filter(called_by(until), status__in=FOLLOWED),
        late=Count("pk", filter=called_before(today)), today=Count("pk", filter=called_on(today)),
        week=Count("pk"),
    )  # fmt: skip


def called_by(until: date) -> Q:
    """Return whom a round or the day agreed on calls for by a day; an index answers for each of the two."""
    return Q(next_due_on__lte=until) | Q(appointment_on__lte=until)


def called_before(today: date) -> Q:
    """Return whose first day lies before a day."""
    return Q(next_due_on__lt=today) | Q(appointment_on__lt=today)


def called_on(today: date) -> Q:
    """Return whose first day is today: neither the round nor the day agreed on lies before it."""
    own = Q(appointment_on__isnull=True) | Q(appointment_on__gte=today)
    agreed = Q(next_due_on__isnull=True) | Q(next_due_on__gte=today)
    return (Q(next_due_on=today) & own) | (Q(appointment_on=today) & agreed)


def first_day() -> Least:
    """Return the earlier of the round's day and the day agreed on; PostgreSQL passes over the one that is unknown."""
    return Least("next_due_on", "appointment_on")


def due(actor: Actor, today: date, show: str) -> QuerySet[Case]:
    """Return the cases of a tab: `near` is overdue and due today, then late, today, week.

    Shape: by village and house for `near`, else the longest overdue first; with person and place.
    """
    found = mine(actor).filter(status__in=FOLLOWED).select_related("person", "area")
    if show == "late":
        found = found.filter(called_before(today))
    elif show == "today":
        found = found.filter(called_on(today))
    elif show == "week":
        return _until(actor, today + WEEK)
    else:
        # Villages are numbers written as text: 2 comes before 10 by its length.
        return found.filter(called_by(today)).order_by("area_id", Length("moo"), "moo", first_day(), "pk")
    return found.order_by(first_day(), "area_id", Length("moo"), "moo", "pk")


def _until(actor: Actor, until: date) -> QuerySet[Case]:
    rows = mine(actor).filter(called_by(until), status__in=FOLLOWED).select_related("person", "area")
    return rows.order_by(first_day(), "area_id", Length("moo"), "moo", "pk")


def first(actor: Actor, today: date, show: str, most: int) -> list[Case]:
    """Return the first cases of `due`, which every morning begins with. Shape: one query, kept."""
    return _due_week(actor, today + WEEK, most=most) if show == "week" else _due(actor, today, show=show, most=most)


@prepared
def _due(actor: Actor, today: date, *, show: str, most: int) -> QuerySet[Case]:
    return due(actor, today, show)[:most]


@prepared
def _due_week(actor: Actor, until: date, *, most: int) -> QuerySet[Case]:
    return _until(actor, until)[:most]


@dataclass(slots=True)
class Card:
    """One person as the list of the day shows them."""

    case: Case
    address: Address | None = None
    position: Position | None = None
    phone: str = ""
    distance: float | None = None  # metres
    needs: list[CaseNeed] = field(default_factory=list)
    question: str = ""  # what the district asks

    @property
    def person(self) -> Person:
        """Return the person."""
        return self.case.person

    @property
    def map_url(self) -> str:
        """Return an address the phone's own map opens; nothing is asked of anybody before it is tapped."""
        if self.position:
            spot = f"{self.position[0]:.6f},{self.position[1]:.6f}"
            return f"geo:{spot}?q={spot}"
        return ""


def cards(actor: Actor, cases: Sequence[Case], here: Position | None = None) -> list[Card]:
    """Return the cards of cases in their order, or the nearest first when `here` is known.

    Shape: 3 queries whatever the number; sealed positions and phone numbers are opened for these people only.
    """
    made = {case.pk: Card(case) for case in cases}
    homes = homes_of([case.person_id for case in cases])
    needs = open_needs(actor, made)
    questions = unseen(actor, made)
    for pk, card in made.items():
        card.address = home_of(card.case, homes)
        card.position = position_of(card.person, card.address)
        card.phone = phone_of(card.person)
        card.needs, card.question = needs.get(pk, []), questions.get(pk, "")
        if here and card.position:
            card.distance = metres(here, card.position)
    if here is None:
        return list(made.values())
    return sorted(made.values(), key=lambda card: (card.distance is None, card.distance or 0.0))


def home_of(case: Case, homes: Mapping[int, Address]) -> Address | None:
    """Return where somebody lives as far as it is known: who moved on to a district lives at no older address."""
    home, area = homes.get(case.person_id), case.area_id or ""
    known = len(area) in (0, TAMBON) or (home is not None and home.area_id.startswith(area))
    return home if known else None


def homes_of(person_ids: Iterable[int]) -> dict[int, Address]:
    """Return where people live now, else where they are registered. Shape: one query."""
    found: dict[int, Address] = {}
    for address in _addresses(list(person_ids)):
        if address.kind == AddressKind.CURRENT or address.person_id not in found:
            found[address.person_id] = address
    return found


@prepared
def _addresses(person_ids: list[int]) -> QuerySet[Address]:
    return Address.objects.filter(person__among=person_ids).select_related("area__parent")


def position_of(person: Person, address: Address | None) -> Position | None:
    """Return the exact position of a home, when one was ever taken."""
    if address is None or not address.position_sealed:
        return None
    text = people_sealing.unseal(address.position_sealed, column=f"position.{address.kind}", row=person.public_id)
    latitude, _, longitude = text.partition(",")
    return float(latitude), float(longitude)


def phone_of(person: Person) -> str:
    """Return the telephone number of a person; "" without one."""
    return people_sealing.unseal(person.phone_sealed, column="phone", row=person.public_id)


def metres(one: Position, other: Position) -> float:
    """Return the distance over ground as the crow flies. Units: degrees in, metres out."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, spot)) for spot in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


def open_needs(actor: Actor, case_ids: Iterable[int]) -> dict[int, list[CaseNeed]]:
    """Return what is still waited for, by case, the oldest first. Shape: one query."""
    found: dict[int, list[CaseNeed]] = defaultdict(list)
    for need in _open_needs(actor, list(case_ids)):
        found[need.case_id].append(need)
    return found


@prepared
def _open_needs(actor: Actor, case_ids: list[int]) -> QuerySet[CaseNeed]:
    rows = access.within(actor, CaseNeed.objects.filter(case__among=case_ids, bucket__in=OPEN))
    return rows.order_by("asked_on", "pk")


def unseen(actor: Actor, case_ids: Iterable[int]) -> dict[int, str]:
    """Return the newest question of the district that the team has not seen, by case. Shape: one query."""
    newest = {message.case_id: message for message in _unseen(actor, list(case_ids))}
    return {pk: text_of(message, message.named) for pk, message in newest.items()}  # type: ignore[attr-defined]  # annotated


@prepared
def _unseen(actor: Actor, case_ids: list[int]) -> QuerySet[Message]:
    rows = access.messages(actor).filter(case__among=case_ids, from_team=False, seen_at__isnull=True)
    return rows.order_by("at").annotate(named=F("case__public_id"))


def text_of(message: Message, case_public_id: str) -> str:
    """Return the words of a message."""
    return sealing.unseal(message.text_sealed, column="message", row=case_public_id)


def returned(actor: Actor) -> list[Visit]:
    """Return the visits sent back for correction, the oldest first. Shape: one query."""
    return _returned(actor)


@prepared
def _returned(actor: Actor) -> QuerySet[Visit]:
    rows = access.visits(actor).filter(state=VisitState.RETURNED, case__in=mine(actor).values("pk"))
    return rows.select_related("case__person").order_by("reviewed_at", "visited_on")[:20]
