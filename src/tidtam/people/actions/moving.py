"""Hand people from one office to another, and copy one to another purpose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import NotAllowed
from tidtam.offices.models import Office
from tidtam.people import access, sealing
from tidtam.people.actions.registering import register_many
from tidtam.people.models import Address, Caregiver, Person
from tidtam.people.queries import values_of
from tidtam.people.rules import AddressValues, CaregiverValues, Registration

_FOLLOW = ("people_address", "people_caregiver", "people_personkey")


def move_scope(person_ids: Sequence[int], office: Office) -> int:
    """Move people with addresses, caregiver, keys, merges and old rows to another office. Shape: people moved.

    Called by the room that decides a hand-over, inside its transaction; that room checks the right and writes the
    audit entry. A row merged into one of these people goes with it.
    Errors: RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a hand-over moves people inside its own transaction")
    with wall.lent(ROOT), connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE all_of AS (SELECT unnest(%s::bigint[]) AS id UNION "
            "SELECT p.id FROM people_person p JOIN all_of a ON p.merged_into_id = a.id) "
            "SELECT id FROM all_of ORDER BY 1",
            [list(person_ids)],
        )
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "UPDATE people_person SET office_id = %s, scope_path = %s WHERE id = ANY(%s)"
            " AND (office_id, scope_path) IS DISTINCT FROM (%s, %s)",
            [office.pk, office.path, ids, office.pk, office.path],
        )
        for table in _FOLLOW:
            statement = f"UPDATE {table} SET scope_path = %s WHERE person_id = ANY(%s)"  # noqa: S608 (our own names)
            cursor.execute(statement, [office.path, ids])
        cursor.execute("UPDATE people_merge SET scope_path = %s WHERE winner_id = ANY(%s)", [office.path, ids])
        cursor.execute(
            "UPDATE audit_oldrow SET scope_path = %s WHERE relation = 'people_person' AND key = ANY(%s)",
            [office.path, [str(pk) for pk in ids]],
        )
    return len(set(person_ids))


@transaction.atomic
def copy_to_purpose(*, person: Person, purpose: str, office: Office, by: Actor, at: datetime) -> Person:
    """Return the row of the same human for another purpose at an office, made when there is none yet.

    The two rows share no id, key or hash. A live row with the same identifier at that office is used again.
    Errors: NotAllowed without a right to register people, to handle needs or to visit.
    """
    if not any(by.may(right) for right in (Permission.PEOPLE_REGISTER, Permission.NEEDS_MANAGE, Permission.CARE_VISIT)):
        raise NotAllowed("accounts.not_allowed", _("บทบาทของคุณยังไม่มีสิทธิ์ทำเรื่องนี้"))
    source = access.people(by).get(pk=person.pk)
    values, addresses, caregiver = values_of(source), addresses_of(source), caregiver_of(source)
    with wall.lent(office.path):
        known = None
        if values.id_number:
            known = Person.objects.filter(
                purpose=purpose, merged_into=None, scope_path=office.path,
                id_hash=sealing.match_hash(values.id_number, kind="id", purpose=purpose),
            ).first()  # fmt: skip
        if known is not None:
            return known
    one = Registration(
        person=values, office_id=office.pk, scope_path=office.path, addresses=tuple(addresses), caregiver=caregiver
    )
    wide = Actor(
        user_id=by.user_id, grant_id=by.grant_id, office_id=by.office_id, scope=by.scope, role=by.role, name=by.name,
        permissions=by.permissions | {Permission.PEOPLE_REGISTER},
    )  # fmt: skip
    [pk] = register_many(registrations=[one], purpose=purpose, by=wide, at=at, lent=True)
    with wall.lent(office.path):
        return Person.objects.get(pk=pk)


def addresses_of(person: Person) -> list[AddressValues]:
    """Return the addresses of a person as values, positions opened."""
    found = []
    for one in Address.objects.filter(person=person).order_by("kind"):
        text = sealing.unseal(one.position_sealed, column=f"position.{one.kind}", row=person.public_id)
        latitude, _comma, longitude = text.partition(",")
        found.append(
            AddressValues(
                area=one.area_id,
                kind=one.kind,
                house_no=one.house_no,
                moo=one.moo,
                village=one.village,
                soi=one.soi,
                road=one.road,
                postcode=one.postcode,
                position=(float(latitude), float(longitude)) if text else None,
            )
        )
    return found


def caregiver_of(person: Person) -> CaregiverValues | None:
    """Return the caregiver of a person as values."""
    one = Caregiver.objects.filter(person=person).first()
    if one is None:
        return None
    phone = sealing.unseal(one.phone_sealed, column="caregiver", row=person.public_id)
    return CaregiverValues(name=one.name, relation=one.relation, phone=phone)
