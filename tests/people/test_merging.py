"""Merging two rows of one human, undoing it exactly, and handing people over."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from tests.factories.actors import NOW, actor, office
from tests.factories.people import home, person, values

from tidtam.audit import actions as audit
from tidtam.audit.models import OldRow
from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.people import actions, queries
from tidtam.people.actions.merging import TAKEN
from tidtam.people.models import Person

pytestmark = pytest.mark.django_db
TABLES = ("people_person", "people_address", "people_caregiver", "people_personkey")


def rows() -> dict[str, Any]:
    """Return every byte of every row; the version counts changes and only ever grows."""
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT to_jsonb(t) - 'version' FROM {table} t ORDER BY 1")
            found[table] = cursor.fetchall()
        return found


@pytest.mark.parametrize("take", [(), ("phone",), tuple(TAKEN)])
def test_unmerge_puts_every_byte_back(take):
    by = actor("DOPA-3014", "drug_recorder")
    winner = person(by, phone="", nickname="")
    loser = person(by, serial=2, first_name="สมชัย", birth="2521", contact_hours="เย็น")
    before = rows()
    made = actions.merge(winner=winner, loser=loser, reason="เบอร์เดียวกัน", take=take, by=by, at=NOW)
    assert rows() != before
    if "phone" in take:
        winner.refresh_from_db()
        assert queries.phone(winner) == "0812345678"
    actions.unmerge(merge=made, reason="คนละคน", by=by, at=NOW)
    assert rows() == before


def test_what_was_edited_after_the_merge_stays():
    by = actor("DOPA-3014", "drug_recorder")
    winner, loser = person(by, phone=""), person(by, serial=2, nickname="ชัย")
    made = actions.merge(winner=winner, loser=loser, reason="ซ้ำ", take=("phone", "nickname"), by=by, at=NOW)
    actions.edit(person=winner, values=values(1, phone="0899999999", nickname="ชัย"), by=by, at=NOW)
    actions.unmerge(merge=made, reason="คนละคน", by=by, at=NOW)
    winner.refresh_from_db()
    assert (queries.phone(winner), winner.nickname) == ("0899999999", "ชาย")


def test_the_verb_is_told_with_the_merge():
    by = actor("DOPA-3014", "drug_recorder")
    heard: list[tuple[str, Any]] = []

    def listen(verb: str, obj: Any, *_rest: Any) -> None:
        heard.append((verb, obj))

    audit.on_record(listen)
    try:
        winner, loser = person(by), person(by, serial=2)
        made = actions.merge(winner=winner, loser=loser, reason="ซ้ำ", by=by, at=NOW)
    finally:
        audit._LISTENERS.remove(listen)
    assert heard[-1] == ("people.person.merged", made)
    assert (heard[-1][1].winner_id, heard[-1][1].loser_id) == (winner.pk, loser.pk)


def test_what_cannot_be_merged():
    by = actor("DOPA-3014", "drug_recorder")
    one, two, other = person(by), person(by, serial=2), person(by, serial=3, purpose="help")
    with pytest.raises(Problem, match=r"people\.merge_itself"):
        actions.merge(winner=one, loser=one, reason="x", by=by, at=NOW)
    with pytest.raises(Problem, match=r"people\.merge_purpose"):
        actions.merge(winner=one, loser=other, reason="x", by=by, at=NOW)
    with pytest.raises(Problem, match=r"people\.merge_reason"):
        actions.merge(winner=one, loser=two, reason=" ", by=by, at=NOW)
    team = actor("DOPA-3014", "team_member")
    with pytest.raises(NotAllowed):
        actions.merge(winner=one, loser=two, reason="x", by=team, at=NOW)
    foreign = actor("DOPA-3609", "drug_recorder")
    far = person(foreign, "DOPA-3609")
    with pytest.raises(Missing):
        actions.merge(winner=far, loser=two, reason="x", by=foreign, at=NOW)
    wall.enter(by.scope)
    actions.merge(winner=one, loser=two, reason="ซ้ำ", by=by, at=NOW)
    with pytest.raises(Conflict):
        actions.merge(winner=one, loser=two, reason="ซ้ำ", by=by, at=NOW)
    with pytest.raises(Conflict):
        actions.edit(person=two, values=values(2), by=by, at=NOW)


def test_an_edit_keeps_the_old_row_and_raises_the_version():
    by = actor("DOPA-3014", "drug_recorder")
    one = person(by)
    edited = actions.edit(person=one, values=values(1, last_name="ใจงาม"), by=by, at=NOW, version=1)
    assert (edited.version, edited.last_name) == (2, "ใจงาม")
    old = OldRow.objects.get(relation="people_person", key=str(one.pk))
    assert (old.version, old.row["last_name"]) == (1, "ใจดี")
    with pytest.raises(Conflict):
        actions.edit(person=one, values=values(1), by=by, at=NOW, version=1)
    same = actions.edit(person=one, values=values(1, last_name="ใจงาม"), by=by, at=NOW)
    assert same.version == 2
    assert [m.person.pk for m in queries.search(by, "สมชาย ใจงาม", purpose="aftercare")] == [one.pk]


def test_a_hand_over_moves_every_row():
    by = actor("DOPA-3014", "drug_recorder")
    one, twin = person(by), person(by, serial=2)
    actions.set_address(person=one, values=home("301409", kind="current"), by=by, at=NOW)
    actions.merge(winner=one, loser=twin, reason="ซ้ำ", by=by, at=NOW)
    assert actions.move_scope([one.pk], office("DOPA-3609")) == 1
    assert not Person.objects.exists()
    with connection.cursor() as cursor:
        for table in (*TABLES, "people_merge", "audit_oldrow"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] == 0, table
    wall.enter(office("DOPA-3609").path)
    assert Person.objects.count() == 2
    assert {p.office.code for p in Person.objects.all()} == {"DOPA-3609"}
    there = actor("DOPA-3609", "drug_recorder")
    assert [m.person.pk for m in queries.search(there, "สมชาย ใจดี", purpose="aftercare")] == [one.pk]
    assert queries.id_number(Person.objects.get(pk=one.pk))


def test_a_copy_to_another_purpose_is_made_once_and_beyond_the_scope():
    by = actor("DOPA-3014", "team_member")
    recorder = actor("DOPA-3014", "drug_recorder")
    one = person(recorder)
    wall.enter(by.scope)
    place = office("DLA-3014")
    copy = actions.copy_to_purpose(person=one, purpose="help", office=place, by=by, at=NOW)
    again = actions.copy_to_purpose(person=one, purpose="help", office=place, by=by, at=NOW)
    assert copy.pk == again.pk != one.pk
    assert (copy.purpose, copy.scope_path, copy.first_name) == ("help", place.path, "สมชาย")
    assert not Person.objects.filter(purpose="help").exists()


def test_many_are_copied_at_once_and_the_same_human_once() -> None:
    by = actor("DOPA-3014", "drug_recorder")
    one, twin, other = person(by, serial=1), person(by, serial=1), person(by, serial=2, phone="")
    place = office("DOPA-3014")
    before = actions.copy_to_purpose(person=other, purpose="help", office=place, by=by, at=NOW)
    made = actions.copy_many(people={p.pk: place for p in (one, twin, other)}, purpose="help", by=by, at=NOW)
    assert made[one.pk] == made[twin.pk] != made[other.pk] == before.pk
    copy = Person.objects.get(pk=made[one.pk])
    assert (copy.purpose, copy.first_name, copy.addresses.count(), copy.caregiver.name) == (
        "help", one.first_name, 1, one.caregiver.name,
    )  # fmt: skip
