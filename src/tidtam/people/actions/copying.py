"""Copy people to another purpose: the same humans, with no id, key or hash in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed
from tidtam.offices.models import Office
from tidtam.people import access, sealing
from tidtam.people.actions.registering import register_many
from tidtam.people.models import Address, Caregiver, Person
from tidtam.people.queries import values_of
from tidtam.people.rules import NOTICE, AddressValues, CaregiverValues, NoticeValues, Registration

_RIGHTS = (Permission.PEOPLE_REGISTER, Permission.NEEDS_MANAGE, Permission.CARE_VISIT)


@transaction.atomic
def copy_to_purpose(*, person: Person, purpose: str, office: Office, by: Actor, at: datetime) -> Person:
    """Return the row of the same human for another purpose at an office, made when there is none yet.

    Errors: as `copy_many`.
    """
    [pk] = copy_many(people={person.pk: office}, purpose=purpose, by=by, at=at).values()
    with wall.lent(office.path):
        return Person.objects.get(pk=pk)


@transaction.atomic
def copy_many(*, people: Mapping[int, Office], purpose: str, by: Actor, at: datetime) -> dict[int, int]:
    """Return for each person (by id) the row of the same human for another purpose at an office, made when missing.

    A live row with the same identifier at that office is used again. Shape: a few queries, and some per office.
    Errors: NotAllowed without a right to register people, to handle needs or to visit; Missing outside scope.
    """
    if not any(by.may(right) for right in _RIGHTS):
        raise NotAllowed("accounts.not_allowed", _("บทบาทของคุณยังไม่มีสิทธิ์ทำเรื่องนี้"))
    hashed = sealing.hasher(purpose)
    sources = _registrations(people, purpose, by, at)
    numbers = {pk: hashed(f"id:{one.person.id_number}") for pk, one in sources.items() if one.person.id_number}
    known = _known(people, numbers, purpose, by)
    missing: dict[tuple[int, bytes | int], list[int]] = defaultdict(list)
    for pk in sources:
        if pk not in known:
            missing[people[pk].pk, numbers.get(pk, pk)].append(pk)
    wide = replace(by, permissions=by.permissions | {Permission.PEOPLE_REGISTER})
    made = register_many(
        registrations=[sources[same[0]] for same in missing.values()], purpose=purpose, by=wide, at=at, lent=True
    )
    for same, copy in zip(missing.values(), made, strict=True):
        known |= dict.fromkeys(same, copy)
    return known


def _registrations(people: Mapping[int, Office], purpose: str, by: Actor, at: datetime) -> dict[int, Registration]:
    found = access.people(by).filter(pk__in=people).order_by("pk").prefetch_related("addresses")
    carers = {one.person_id: one for one in Caregiver.objects.filter(person_id__in=people)}
    made = {}
    for person in found:
        office, carer = people[person.pk], carers.get(person.pk)
        addresses = sorted(person.addresses.all(), key=lambda one: one.kind)
        made[person.pk] = Registration(
            person=values_of(person), office_id=office.pk, scope_path=office.path,
            addresses=tuple(address_values(one, person) for one in addresses),
            caregiver=caregiver_values(carer, person) if carer else None, notice=_notice(person, purpose, at),
        )  # fmt: skip
    if len(made) < len(people):
        raise Missing("people.missing", _("ไม่พบคนนี้ในทะเบียนของหน่วยงานที่คุณปฏิบัติอยู่"))
    return made


def _notice(person: Person, purpose: str, at: datetime) -> NoticeValues | None:
    """Return the notice of the copy: the same for the same purpose, for another the one that goes with asking."""
    if person.purpose != purpose:
        return NoticeValues(NOTICE, at)
    return NoticeValues(person.notice_version, person.notice_at) if person.notice_at else None


def _known(
    people: Mapping[int, Office], numbers: Mapping[int, bytes], purpose: str, by: Actor
) -> dict[int, int]:  # fmt: skip
    """Return the rows that stand at the offices already, by the identifier they share with nobody else.

    Shape: one query for the offices below the actor, one more for each beyond.
    """
    by_scope: dict[str, list[int]] = defaultdict(list)
    for pk in numbers:
        path = people[pk].path
        by_scope[by.scope if by.scope and path.startswith(by.scope) else path].append(pk)
    known: dict[int, int] = {}
    for scope, ids in by_scope.items():
        with wall.lent(scope):
            rows = Person.objects.filter(
                purpose=purpose, merged_into=None, scope_path__in={people[pk].path for pk in ids},
                id_hash__in={numbers[pk] for pk in ids},
            )  # fmt: skip
            found = rows.order_by("-pk").values_list("scope_path", "id_hash", "pk")
            there = {(path, bytes(value)): pk for path, value, pk in found if value}
        places = {pk: (people[pk].path, numbers[pk]) for pk in ids}
        known |= {pk: there[place] for pk, place in places.items() if place in there}
    return known


def address_values(one: Address, person: Person) -> AddressValues:
    """Return an address as values, its position opened."""
    text = sealing.unseal(one.position_sealed, column=f"position.{one.kind}", row=person.public_id)
    latitude, _comma, longitude = text.partition(",")
    return AddressValues(
        area=one.area_id, kind=one.kind, house_no=one.house_no, moo=one.moo, village=one.village, soi=one.soi,
        road=one.road, postcode=one.postcode, position=(float(latitude), float(longitude)) if text else None,
    )  # fmt: skip


def caregiver_values(one: Caregiver, person: Person) -> CaregiverValues:
    """Return a caregiver as values."""
    phone = sealing.unseal(one.phone_sealed, column="caregiver", row=person.public_id)
    return CaregiverValues(name=one.name, relation=one.relation, phone=phone)
