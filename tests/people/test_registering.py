"""Registering people: rows, sealed values, one as many."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from tests.factories.actors import NOW, actor, office
from tests.factories.people import home, person, registration, values

from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.problem import NotAllowed, Problem
from tidtam.people import actions, sealing
from tidtam.people.models import Address, Caregiver, Person, PersonKey
from tidtam.people.rules import PersonValues
from tidtam.thai.national_id import synthetic

pytestmark = pytest.mark.django_db


def opened(row: Any, column: str, name: str, public: str) -> str:
    return sealing.unseal(getattr(row, name), column=column, row=public)


def told(pk: int) -> dict[str, Any]:
    """Return everything kept of a person with sealed values opened, without the id."""
    one = Person.objects.get(pk=pk)
    public = one.public_id
    row = {f.attname: getattr(one, f.attname) for f in Person._meta.concrete_fields if f.attname != "id"}
    row |= {
        "id_sealed": opened(one, "id", "id_sealed", public),
        "phone_sealed": opened(one, "phone", "phone_sealed", public),
        "line_sealed": opened(one, "line", "line_sealed", public),
    }  # fmt: skip
    addresses = [
        {k: v for k, v in vars(a).items() if k not in ("_state", "id", "person_id", "position_sealed")}
        | {"position": opened(a, f"position.{a.kind}", "position_sealed", public)}
        for a in Address.objects.filter(person=one).order_by("kind")
    ]
    carer = Caregiver.objects.filter(person=one).first()
    key = PersonKey.objects.get(person=one)
    return row | {
        "addresses": addresses, "key": (key.folded, key.keys, key.purpose, key.scope_path),
        "carer": carer and (carer.name, carer.relation, opened(carer, "caregiver", "phone_sealed", public)),
    }  # fmt: skip


def test_a_person_is_kept_with_identifiers_sealed():
    by = actor("DOPA-3014", "drug_recorder")
    made = person(by)
    assert (made.first_name, made.birth_date, made.purpose) == ("สมชาย", date(1977, 3, 15), "aftercare")
    assert made.scope_path == office("DOPA-3014").path
    assert sealing.unseal(made.id_sealed, column="id", row=made.public_id) == synthetic(1)
    assert sealing.unseal(made.phone_sealed, column="phone", row=made.public_id) == "0812345678"
    with connection.cursor() as cursor:
        for table in ("people_person", "people_address", "people_caregiver", "people_personkey"):
            cursor.execute(f"SELECT {table}::text FROM {table}")
            text = " ".join(row[0] for row in cursor.fetchall())
            assert not any(
                secret in text for secret in (synthetic(1), "0812345678", "0898765432", "chai.line", "14.71")
            )


def test_one_is_a_batch_of_one_and_many_are_many_ones():
    by = actor("DOPA-3014", "drug_recorder")
    names = [("สมชาย", "ใจดี"), ("สุดา", "มีสุข"), ("ธนพล", "แก้ววิเศษ")]
    whole = [
        replace(registration(serial=n, first_name=first, last_name=last), public_id=f"00000000000{n}")
        for n, (first, last) in enumerate(names * 20)
        if n < 10
    ]
    many = actions.register_many(registrations=whole, purpose="aftercare", by=by, at=NOW)
    bulk = [told(pk) for pk in many]
    entry = Entry.objects.get(verb="people.person.registered")
    Person.objects.all().delete()
    singles = []
    for one in whole:
        made = actions.register(
            person=one.person, purpose="aftercare", office=office("DOPA-3014"), by=by, at=NOW,
            addresses=one.addresses, caregiver=one.caregiver, notice=one.notice, public_id=one.public_id,
        )  # fmt: skip
        singles.append(told(made.pk))
    assert singles == bulk
    from tidtam.people.actions.rows import digest_of

    each = list(Entry.objects.filter(verb="people.person.registered", count=1).order_by("object_id"))
    assert (
        digest_of([e.digest.split(":")[0] for e in sorted(each, key=lambda e: int(e.object_id))])
        == (entry.digest.split(":")[0])
    )
    assert (entry.count, len(each)) == (10, 10)


def test_copy_and_insert_write_the_same():
    by = actor("DOPA-3014", "drug_recorder")
    whole = [replace(registration(serial=n), public_id=f"0000000000{n:02}") for n in range(60)]
    ids = actions.register_many(registrations=whole, purpose="aftercare", by=by, at=NOW)
    assert ids == sorted(ids) and len(ids) == 60
    copied = [told(pk) for pk in ids[:3]]
    Person.objects.all().delete()
    ids = actions.register_many(registrations=whole[:3], purpose="aftercare", by=by, at=NOW)
    assert [told(pk) for pk in ids] == copied


def test_keys_of_many_wait_for_each_other_and_for_nobody_afterwards(monkeypatch):
    monkeypatch.setattr("tidtam.people.actions.registering.MANY", 3)
    by = actor("DOPA-3014", "drug_recorder")
    whole = [registration(serial=n, first_name=f"ทดลอง{'กขคง'[n % 4]}", last_name="รวมกัน") for n in range(4)]
    actions.register_many(registrations=whole, purpose="aftercare", by=by, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_settle_keys()")
        assert cursor.fetchone() == (0,)  # pages that still waited
        cursor.execute("SHOW gin_pending_list_limit")
        assert cursor.fetchone() == ("128kB",)
    actions.register_many(registrations=whole[:2], purpose="aftercare", by=by, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_settle_keys() > 0")
        assert cursor.fetchone() == (True,)


def test_two_purposes_share_no_id_key_or_hash():
    by = actor("DOPA-3014", "drug_recorder")
    one, other = person(by), person(by, purpose="help")
    assert one.public_id != other.public_id
    assert bytes(one.id_hash) != bytes(other.id_hash)
    assert bytes(one.phone_hash) != bytes(other.phone_hash)
    keyed = [set(PersonKey.objects.get(person=p).keys) for p in (one, other)]
    names = set(
        PersonKey.objects.get(
            person=person(by, serial=2, id_kind="none", id_number="", no_id_reason="ไม่มีบัตร", phone="")
        ).keys
    )
    assert keyed[0] & keyed[1] <= names


def test_many_offices_make_one_entry_each():
    by = actor("DOPA-30", "drug_coordinator", enter=True)
    by = replace(by, permissions=by.permissions | actor("DOPA-3014", "drug_recorder", enter=False).permissions)
    wall.enter(by.scope)
    whole = [registration("DOPA-3014", 1), registration("DOPA-3001", 2), registration("DOPA-3014", 3)]
    ids = actions.register_many(registrations=whole, purpose="aftercare", by=by, at=NOW)
    assert [Person.objects.get(pk=pk).office.code for pk in ids] == ["DOPA-3014", "DOPA-3001", "DOPA-3014"]
    assert sorted(Entry.objects.filter(verb="people.person.registered").values_list("count", flat=True)) == [1, 2]


def test_a_row_beyond_the_scope_is_refused_by_the_wall():
    by = actor("DOPA-3014", "drug_recorder")
    from django.db.utils import ProgrammingError

    with pytest.raises(ProgrammingError):
        actions.register_many(registrations=[registration("DOPA-3609")], purpose="aftercare", by=by, at=NOW)


def test_who_lacks_the_right_is_refused():
    team = actor("DOPA-3014", "team_member")
    with pytest.raises(NotAllowed):
        person(team)
    clerk = actor("LGO-301409", "lgo_clerk")
    with pytest.raises(NotAllowed):
        person(clerk, "LGO-301409")
    assert person(clerk, "LGO-301409", purpose="help").purpose == "help"


BAD = [
    ({"first_name": "  "}, "first_name", "people.name_missing"),
    ({"first_name": "สมชาย2"}, "first_name", "people.name_odd"),
    ({"last_name": "ใจดี@"}, "last_name", "people.name_odd"),
    ({"id_number": "123"}, "id_number", "people.id_length"),
    ({"id_number": "1234567890123"}, "id_number", "people.id_checksum"),
    ({"id_number": "0000000000001"}, "id_number", "people.id_checksum"),
    ({"id_number": "12345678901ก3"}, "id_number", "people.id_odd"),
    ({"id_number": ""}, "id_number", "people.id_missing"),
    ({"id_kind": "none", "id_number": ""}, "no_id_reason", "people.id_reason_missing"),
    ({"id_kind": "passport", "id_number": "ก12"}, "id_number", "people.passport_odd"),
    ({"birth": "31/2/2520"}, "birth", "people.birth_odd"),
    ({"birth": "15/3/2600"}, "birth", "people.birth_future"),
    ({"birth": "15/3/1890"}, "birth", "people.birth_old"),
    ({"birth": date(2027, 1, 1)}, "birth", "people.birth_future"),
    ({"birth": "เมื่อไรไม่รู้"}, "birth", "people.birth_odd"),
    ({"phone": "12345"}, "phone", "people.phone_odd"),
    ({"phone": "081234567890"}, "phone", "people.phone_odd"),
    ({"phone": "081234567"}, "phone", "people.phone_short"),
    ({"sex": "7"}, "sex", "people.code_unknown"),
    ({"occupation": "77"}, "occupation", "people.code_unknown"),
]


@pytest.mark.parametrize(("change", "field", "code"), BAD, ids=[f"{c}-{n}" for n, (_, _, c) in enumerate(BAD)])
def test_bad_values_are_refused_beside_their_field(change, field, code):
    by = actor("DOPA-3014", "drug_recorder")
    with pytest.raises(Problem) as caught:
        person(by, **change)
    assert (caught.value.field, caught.value.code) == (field, code)
    assert any("ก" <= letter <= "๙" for letter in caught.value.message)
    assert not Person.objects.exists()


READ = [
    ({"birth": "15/3/2520"}, "birth_date", date(1977, 3, 15)),
    ({"birth": "15/3/1977"}, "birth_date", date(1977, 3, 15)),
    ({"birth": "๑๕ มีนาคม พ.ศ. ๒๕๒๐"}, "birth_date", date(1977, 3, 15)),
    ({"birth": date(2520, 3, 15)}, "birth_date", date(1977, 3, 15)),
    ({"birth": "2520"}, "birth_precision", "year"),
    ({"birth": "พ.ศ. 2520"}, "birth_date", date(1977, 1, 1)),
    ({"birth": "มี.ค. 2520"}, "birth_date", date(1977, 3, 1)),
    ({"birth": "มี.ค. 2520"}, "birth_precision", "month"),
    ({"birth": "00/00/2520"}, "birth_precision", "year"),
    ({"birth": "-"}, "birth_date", None),
    ({"first_name": "นายสม\u200bชาย", "title": ""}, "first_name", "สมชาย"),
    ({"first_name": "นางสาวสมศรี", "title": "", "sex": "9"}, "title", "นางสาว"),
    ({"first_name": "นางสาวสมศรี", "title": "", "sex": "9"}, "sex", "2"),
    ({"first_name": "สมชาย ใจดี", "last_name": ""}, "last_name", "ใจดี"),
    ({"last_name": "-"}, "last_name", ""),
]  # fmt: skip


@pytest.mark.parametrize(("change", "column", "kept"), READ)
def test_what_is_typed_is_read(change, column, kept):
    assert getattr(person(actor("DOPA-3014", "drug_recorder"), **change), column) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("๐๘๑ ๒๓๔ ๕๖๗๘", "0812345678"), ("+66 81 234 5678", "0812345678"), ("66812345678", "0812345678"),
        ("812345678", "0812345678"), ("044-123456", "044123456"), ("-", ""), ("", ""),
    ],
)  # fmt: skip
def test_phones_are_read(typed, kept):
    made = person(actor("DOPA-3014", "drug_recorder"), phone=typed)
    assert sealing.unseal(made.phone_sealed, column="phone", row=made.public_id) == kept


def test_the_row_of_a_bad_person_is_named_and_nothing_is_kept():
    by = actor("DOPA-3014", "drug_recorder")
    whole = [registration(serial=1), registration(serial=2, phone="1")]
    with pytest.raises(Problem) as caught:
        actions.register_many(registrations=whole, purpose="aftercare", by=by, at=NOW)
    assert caught.value.details["row"] == 1
    assert not Person.objects.exists()


def test_an_unknown_tambon_is_refused():
    by = actor("DOPA-3014", "drug_recorder")
    with pytest.raises(Problem) as caught:
        actions.register(
            person=values(), purpose="aftercare", office=office("DOPA-3014"), by=by, at=NOW, addresses=[home("999999")]
        )
    assert caught.value.field == "area"


def test_values_without_anything_optional():
    by = actor("DOPA-3014", "drug_recorder")
    bare = PersonValues(first_name="หนึ่ง", id_kind="none", no_id_reason="รอพิสูจน์สัญชาติ")
    made = actions.register(person=bare, purpose="help", office=office("DOPA-3014"), by=by, at=NOW)
    assert (made.id_sealed, made.phone_hash, made.birth_date, made.notice_at) == (None, None, None, None)
