"""Named reads of people: search, duplicates, one person's page, identifiers opened for those who may."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from tidtam.accounts import clock
from tidtam.accounts.models import Grant, User
from tidtam.accounts.roles import ROLES
from tidtam.audit import queries as audit
from tidtam.kernel.actor import Actor
from tidtam.people import access, sealing
from tidtam.people.choices import IdKind, Precision
from tidtam.people.matching import asking, ranking
from tidtam.people.matching.ranking import Found, Known
from tidtam.people.models import Address, Caregiver, Merge, Person
from tidtam.people.rules import PersonValues
from tidtam.thai import national_id
from tidtam.thai.dates import be_year

SURE = 0.9


@dataclass(frozen=True, slots=True)
class Match:
    """A person found: how well, and what fitted (`name`, `sound`, `nickname`, `number`, `place`, `year`, `merged`)."""

    person: Person
    score: float
    why: tuple[str, ...] = field(default=())
    place: str = ""
    masked_id: str = ""


def search(actor: Actor, text: str, *, purpose: str, limit: int = 20) -> list[Match]:
    """Find people in scope by what somebody types: a name in any spelling, nickname, tambon, digits of an identifier.

    Shape: best first; at most 7 queries. A row merged into another is answered by the row it leads to.
    """
    asked = asking.parse(text)
    if asked.is_empty or not actor.scope:
        return []
    short = ranking.shortlist(asked, candidates(asked, purpose))
    places = _places(short)
    best = ranking.rank(asked, _known(actor, short, places, numbers=bool(asked.numbers)), limit * 2)
    ids = [one.id for one in best]
    people = {person.pk: person for person in access.people(actor).filter(pk__in=ids).select_related("office")}
    return _matches(actor, best, people, places, limit)


def candidates(asked: asking.Asked, purpose: str) -> list[tuple[int, float, str]]:
    """Return id, score of keys and folded name of those who may be meant, behind the wall. Shape: 1 query.

    Thousands share the faint keys: the database asks them only where the firm ones leave something open.
    """
    probes = asking.probes_of(asked, sealing.hasher(purpose))
    enough, page = asking.enough(asked)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, score, folded"
            " FROM people_candidates(%s, %s::int[], %s::real[], %s::int[], %s::boolean[], %s, %s, %s)",
            [purpose, probes.words, probes.weights, probes.numbers, probes.firm, enough, page, ranking.CANDIDATES],
        )
        rows: list[tuple[int, float, str]] = cursor.fetchall()
        return rows


def _places(people: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return for each person the names of tambon, district and province of its addresses. Shape: 1 query."""
    rows = Address.objects.filter(person_id__in=list(people)).values_list(
        "person_id", "area__name_th", "area__parent__name_th", "area__parent__parent__name_th"
    )
    found: dict[int, tuple[str, ...]] = {}
    for pk, *names in rows.order_by("person_id", "pk"):
        found[pk] = tuple(dict.fromkeys((*found.get(pk, ()), *(name for name in names if name))))
    return found


def _known(
    actor: Actor, ids: Sequence[int], places: dict[int, tuple[str, ...]], *, numbers: bool
) -> list[Known]:  # fmt: skip
    """Return what is known of people in scope, in the order given. Shape: 1 query; a second one opens `numbers`."""
    rows, digits = access.people(actor).filter(pk__in=list(ids)), dict[int, tuple[str, ...]]()
    if numbers:
        digits = {one.pk: tuple(number for number in (id_number(one), phone(one)) if number) for one in rows}
    found = {
        pk: Known(
            id=pk, first=first, last=last, nickname=nickname, places=places.get(pk, ()), numbers=digits.get(pk, ()),
            year=born.year if born else None,
        )
        for pk, first, last, nickname, born in rows.values_list(
            "pk", "first_name", "last_name", "nickname", "birth_date"
        )
    }  # fmt: skip
    return [found[pk] for pk in ids if pk in found]


def _matches(
    actor: Actor, found: Sequence[Found], people: dict[int, Person], places: dict[int, tuple[str, ...]], limit: int
) -> list[Match]:
    leads = _live(actor, [people[one.id] for one in found])
    best: dict[int, Match] = {}
    for one in found:
        person = leads[one.id]
        if person.pk not in best and len(best) < limit:
            merged = ("merged",) if person.pk != one.id else ()
            place = places.get(person.pk) or places.get(one.id, ())
            best[person.pk] = Match(
                person, one.score, (*one.why, *merged), place=place[0] if place else "", masked_id=masked_id(person)
            )
    return list(best.values())


def _live(actor: Actor, people: Sequence[Person]) -> dict[int, Person]:
    """Return for each person the one it was merged into, or itself. Shape: a query per step of the longest chain."""
    leads = {person.pk: person for person in people}
    while missing := {person.merged_into_id for person in leads.values() if person.merged_into_id}:
        onward = {p.pk: p for p in access.people(actor).filter(pk__in=missing).select_related("office")}
        leads = {
            pk: onward.get(person.merged_into_id, person) if person.merged_into_id else person
            for pk, person in leads.items()
        }
        if not onward:
            break
    return leads


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Somebody who may be the same human, and why: `id`, `phone`, `name` (name, birth year and tambon agree)."""

    person: Person
    why: tuple[str, ...]
    place: str = ""
    masked_id: str = ""


def duplicates_of(
    actor: Actor, values: PersonValues, *, purpose: str, areas: Sequence[str] = (), but: int | None = None
) -> list[Duplicate]:
    """Return live people in scope who may be the human of these checked values.

    Same identifier, same telephone, or a like name with the same birth year (or either year unknown) in the same
    tambon. Shape: surest first; at most 9 queries. `but` leaves one person out (the one being edited).
    """
    hashed = sealing.hasher(purpose)
    same: dict[int, list[str]] = {}
    checks = [("id", "id_hash", values.id_number), ("phone", "phone_hash", values.phone)]
    live = access.people(actor).filter(purpose=purpose, merged_into=None)
    people: dict[int, Person] = {}
    for why, column, value in checks:
        if value:
            for person in live.filter(**{column: hashed(f"{why}:{value}")}).select_related("office")[:20]:
                people[person.pk] = person
                same.setdefault(person.pk, []).append(why)
    year = values.birth.year if isinstance(values.birth, date) else None
    for match in search(actor, f"{values.first_name} {values.last_name}", purpose=purpose, limit=20):
        born = match.person.birth_date.year if match.person.birth_date else None
        if match.score >= SURE and (year is None or born is None or abs(year - born) <= 1):
            near = not areas or Address.objects.filter(person=match.person, area__in=areas).exists()
            if near:
                people[match.person.pk] = match.person
                same.setdefault(match.person.pk, []).append("name")
    same.pop(but or 0, None)
    places = _places(same)
    order = sorted(same, key=lambda pk: (-("id" in same[pk]), -len(same[pk]), pk))
    return [
        Duplicate(people[pk], tuple(same[pk]), place=(places.get(pk) or ("",))[0], masked_id=masked_id(people[pk]))
        for pk in order
    ]


def twins_of(actor: Actor, person: Person) -> list[Duplicate]:
    """Return live people in scope who may be the same human as a registered one. Shape: as `duplicates_of`."""
    return duplicates_of(actor, values_of(person), purpose=person.purpose, but=person.pk)


def values_of(person: Person) -> PersonValues:
    """Return the values of a person as they are kept, identifiers opened."""
    return PersonValues(
        first_name=person.first_name, last_name=person.last_name, title=person.title, nickname=person.nickname,
        sex=person.sex, birth=person.birth_date, birth_precision=person.birth_precision,
        nationality=person.nationality, religion=person.religion, id_kind=person.id_kind,
        id_number=id_number(person), no_id_reason=person.no_id_reason, phone=phone(person), line_id=line_id(person),
        contact_hours=person.contact_hours, marital_status=person.marital_status, education=person.education,
        occupation=person.occupation, income_band=person.income_band,
    )  # fmt: skip


def birth_typed(person: Person) -> str:
    """Write a birth date as a clerk types it, as far as it is known."""
    born = person.birth_date
    if born is None:
        return ""
    year = str(be_year(born))
    if person.birth_precision == Precision.YEAR:
        return year
    return f"{born.month}/{year}" if person.birth_precision == Precision.MONTH else f"{born.day}/{born.month}/{year}"


def id_number(person: Person) -> str:
    """Return the identifier of a person, opened."""
    return sealing.unseal(person.id_sealed, column="id", row=person.public_id)


def phone(person: Person) -> str:
    """Return the telephone number of a person, opened."""
    return sealing.unseal(person.phone_sealed, column="phone", row=person.public_id)


def line_id(person: Person) -> str:
    """Return the LINE name of a person, opened."""
    return sealing.unseal(person.line_sealed, column="line", row=person.public_id)


def position(address: Address, public_id: str) -> tuple[float, float] | None:
    """Return the exact position of an address, opened. Units: degrees, WGS 84."""
    text = sealing.unseal(address.position_sealed, column=f"position.{address.kind}", row=public_id)
    latitude, _comma, longitude = text.partition(",")
    return (float(latitude), float(longitude)) if text else None


def caregiver_phone(person: Person) -> str:
    """Return the telephone number of the caregiver, opened; nothing without one."""
    held = getattr(person, "caregiver", None)
    return sealing.unseal(held.phone_sealed, column="caregiver", row=person.public_id) if held else ""


def mark_of_address(address: Address | None) -> str:
    """Return a mark of an address as it is shown, by which a form knows that somebody wrote it meanwhile."""
    names = ("house_no", "moo", "village", "soi", "road", "area_id", "postcode")
    return _mark(*(getattr(address, name) for name in names)) if address else "-"


def mark_of_caregiver(person: Person, held: Caregiver | None) -> str:
    """Return a mark of a caregiver as shown, as `mark_of_address`."""
    if held is None:
        return "-"
    return _mark(held.name, held.relation, sealing.unseal(held.phone_sealed, column="caregiver", row=person.public_id))


def _mark(*values: str) -> str:
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()[:16]


def masked_id(person: Person) -> str:
    """Return the identifier with its middle hidden, or nothing."""
    if person.id_kind == IdKind.NONE:
        return ""
    number = id_number(person)
    return national_id.masked(number) if person.id_kind == IdKind.NATIONAL else f"{number[:2]}xxx{number[-2:]}"


def addresses(person: Person) -> list[Address]:
    """Return the addresses of a person, the registered one first. Shape: area with district and province; 1 query."""
    rows = Address.objects.filter(person=person).select_related("area__parent__parent")
    return sorted(rows, key=lambda one: one.kind, reverse=True)


def merges_of(actor: Actor, person: Person) -> list[Merge]:
    """Return the merges a person took part in, newest first. Shape: both people; 1 query."""
    rows = access.merges(actor).filter(Q(winner=person) | Q(loser=person)).select_related("winner", "loser")
    return list(rows.order_by("-at"))


def age(person: Person, today: date) -> int | None:
    """Return full years of age; a year alone counts from its first day."""
    if person.birth_date is None:
        return None
    born = person.birth_date
    return be_year(today) - be_year(born) - ((today.month, today.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Opened:
    """A day on which somebody was shown a person's data for one purpose: when last, who, where, what for, how often."""

    at: datetime
    name: str
    office: str
    role: str
    purpose: str
    since: datetime  # the first time that day
    times: int = 1


def log_of(person: Person) -> list[Opened]:
    """Return who opened a person's data, newest first. Shape: 4 queries. The caller checked `people.read_log`."""
    reads = audit.reads_of(person.pk)
    grants = Grant.objects.select_related("office", "user").in_bulk({r.grant_id for r in reads if r.grant_id})
    users = User.objects.in_bulk({r.user_id for r in reads if r.user_id})
    found: dict[tuple[Any, ...], Opened] = {}
    for read in reads:  # newest first, so the first of a day is its last time
        purpose, day = said_purpose(read.purpose, read.route), read.at.astimezone(clock.BANGKOK).date()
        key = (day, read.user_id, read.grant_id, purpose)
        known = found.get(key)
        if known is not None:
            found[key] = replace(known, since=read.at, times=known.times + 1)
            continue
        grant, user = grants.get(read.grant_id or 0), users.get(read.user_id or 0)
        role = ROLES.get(grant.role) if grant else None
        found[key] = Opened(
            at=read.at,
            name=user.name if user else _("ระบบ"),
            office=grant.office.name_th if grant else "",
            role=role.label if role else "",
            purpose=purpose,
            since=read.at,
        )
    return list(found.values())


def said_times(one: Opened) -> str:
    """Say when somebody opened a person's data that day: `10.05 น.`, `10.05–11.20 น. 4 ครั้ง`."""
    first, last = (f"{at.astimezone(clock.BANGKOK):%H.%M}" for at in (one.since, one.at))
    if one.times == 1:
        return _("%(at)s น.") % {"at": last}
    span = first if first == last else f"{first}–{last}"
    return _("%(span)s น. %(n)d ครั้ง") % {"span": span, "n": one.times}


def said_purpose(purpose: str, route: str) -> str:
    """Say what a page was opened for."""
    names = {
        "aftercare": _("ติดตามหลังฟื้นฟู"), "help": _("ขอความช่วยเหลือ"), "search": _("ค้นหาก่อนลงทะเบียน"),
        "person": _("เปิดข้อมูลรายคน"), "edit": _("แก้ข้อมูล"), "merge": _("ตรวจระเบียนซ้ำ"),
        "log": _("ตรวจประวัติการเปิดดู"), "today": _("งานวันนี้ของทีม"), "team": _("งานของทีม"),
        "case": _("เปิดหน้าติดตามรายคน"), "visit": _("เยี่ยมติดตาม"), "health": _("ประเมินสุขภาพจิต"),
        "needs": _("ดูสิ่งที่ขอไว้"), "month": _("สรุปเดือนของทีม"), "enrol": _("ลงทะเบียนติดตาม"),
        "roster": _("นำเข้ารายชื่อ"), "quality": _("ตรวจคุณภาพข้อมูล"),
        "board": _("กระดานงานอำเภอ"), "review": _("ตรวจผลการเยี่ยม"), "rounds": _("ดูรอบติดตาม"),
        "keying": _("คีย์เข้าระบบกลาง"),
    }  # fmt: skip
    room = {"assistance": _("ขอความช่วยเหลือ"), "aftercare": _("ติดตามหลังฟื้นฟู")}
    words = [names.get(one) or room.get(one.split(".")[0]) for one in purpose.split()]
    return (
        " · ".join(dict.fromkeys(word for word in words if word))
        or room.get(route.split(":", maxsplit=1)[0], "")
        or purpose
    )
