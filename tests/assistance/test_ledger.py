"""One need, one bucket, at every instant: what the verbs write and what the database refuses."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import Error, connection, transaction
from tests.assistance.desk import LATER, commit, day, need, person, recorder
from tests.factories.actors import NOW, TODAY, actor, office

from tidtam.assistance import actions, notes
from tidtam.assistance.models import Movement, Need
from tidtam.assistance.rules import Step, balanced
from tidtam.audit.models import Entry, OldRow
from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem

pytestmark = pytest.mark.django_db


def steps(one: Need) -> list[Step]:
    rows = Movement.objects.filter(need=one).order_by("seq")
    return [Step(m.seq, m.day, m.at, m.bucket, m.delta, m.office_id, m.verb) for m in rows]


def test_a_need_from_opening_to_help():
    clerk = recorder()
    one = need(clerk, detail="หลังคารั่ว", next_step="นัดตรวจ")
    assert (one.bucket, one.reason, one.version) == ("unmet", "waiting", 1)
    assert notes.unseal(one.detail_sealed, one.public_id) == "หลังคารั่ว"
    assert "หลังคา".encode() not in bytes(Need.objects.get(pk=one.pk).detail_sealed)
    one = actions.take_up(need=one, next_step="ช่างไปดู", due_on=TODAY, version=1, by=clerk, at=NOW)
    assert (one.bucket, one.reason, one.version, one.next_step) == ("in_progress", "", 2, "ช่างไปดู")
    one = actions.settle(
        need=one, given="สังกะสี 20 แผ่น", amount=Decimal("4500"), fund="งบกลาง", on=day(1), version=2, by=clerk, at=LATER
    )
    stored = Need.objects.get(pk=one.pk)
    assert (stored.bucket, stored.given, stored.amount_baht, stored.settled_on) == ("met", one.given, 4500, day(1))
    assert stored.version == one.version == 3
    commit()
    ledger = steps(one)
    assert [(s.bucket, s.delta) for s in ledger] == [
        ("unmet", 1), ("unmet", -1), ("in_progress", 1), ("in_progress", -1), ("met", 1),
    ]  # fmt: skip
    assert balanced(ledger, "met", one.office_id)
    entries = Entry.objects.filter(verb=actions.MOVED, object_id=str(one.pk)).order_by("at", "object_version")
    assert [(e.reason, e.object_version) for e in entries] == [("open", 1), ("take_up", 2), ("settle", 3)]
    assert OldRow.objects.filter(relation="assistance_need", key=str(one.pk)).count() == 2


def test_the_other_verbs_and_what_they_ask_for():
    clerk = recorder()
    one = need(clerk)
    for broken, field in (
        (lambda: actions.set_unmet(need=one, reason="", by=clerk, at=NOW), "reason"),
        (lambda: actions.set_unmet(need=one, reason="other", by=clerk, at=NOW), "words"),
        (lambda: actions.refuse(need=one, words=" ", by=clerk, at=NOW), "words"),
        (lambda: actions.settle(need=one, given="", on=TODAY, by=clerk, at=NOW), "given"),
        (lambda: actions.settle(need=one, given="ข้าว", on=TODAY + timedelta(1), by=clerk, at=NOW), "on"),
        (lambda: actions.settle(need=one, given="ข้าว", on=day(21), by=clerk, at=NOW), "on"),
        (lambda: actions.settle(need=one, given="ข้าว", on=TODAY, amount=Decimal(-1), by=clerk, at=NOW), "amount"),
        (lambda: actions.merge(need=one, into=one, by=clerk, at=NOW), "into"),
    ):
        with pytest.raises(Problem) as caught:
            broken()
        assert caught.value.field == field
    one = actions.set_unmet(need=one, reason="no_budget", words="รอปีหน้า", by=clerk, at=NOW)
    assert (one.bucket, one.reason) == ("unmet", "no_budget")
    one = actions.refuse(need=one, words="ไม่มีในระเบียบ", by=clerk, at=NOW)
    assert notes.unseal(one.answer_sealed, one.public_id) == "ไม่มีในระเบียบ"
    one = actions.reopen(need=one, by=clerk, at=NOW)
    one = actions.withdraw(need=one, by=clerk, at=NOW)
    with pytest.raises(Conflict):
        actions.settle(need=one, given="ข้าว", on=TODAY, by=clerk, at=NOW)
    one = actions.reopen(need=one, by=clerk, at=NOW)
    other = need(clerk, of=one.person)
    stranger = need(clerk)
    with pytest.raises(Problem):
        actions.merge(need=other, into=stranger, by=clerk, at=NOW)
    other = actions.merge(need=other, into=one, by=clerk, at=NOW)
    assert other.merged_into_id == one.pk
    other = actions.reopen(need=other, by=clerk, at=NOW)
    assert other.merged_into_id is None
    with pytest.raises(Conflict):
        actions.take_up(need=other, version=1, by=clerk, at=NOW)
    commit()
    assert balanced(steps(other), "unmet", other.office_id)


def test_who_may():
    clerk = recorder()
    whose = person(office("DOPA-3014"))
    one = need(clerk, of=whose)
    with pytest.raises(NotAllowed):
        actions.take_up(need=one, by=actor("DOPA-3014", "drug_chief"), at=NOW)
    stranger = recorder("DOPA-3609")
    with pytest.raises(Missing):
        actions.take_up(need=one, by=stranger, at=NOW)
    with pytest.raises(NotAllowed):
        actions.open_need(office=office("DOPA-3014"), person=whose, code="HOU", asked_on=TODAY, by=stranger, at=NOW)
    wall.enter(clerk.scope)
    with pytest.raises(Problem):
        actions.open_need(office=office("DOPA-3014"), person=whose, code="XXX", asked_on=TODAY, by=clerk, at=NOW)


BREAKS = (
    "UPDATE assistance_need SET bucket = 'in_progress', reason = '' WHERE id = %(need)s",
    "UPDATE assistance_need SET office_id = (SELECT id FROM offices_office WHERE code = 'DOPA-30') WHERE id = %(need)s",
    "UPDATE assistance_need SET scope_path = scope_path || '9.' WHERE id = %(need)s",
    "UPDATE assistance_movement SET scope_path = scope_path || '9.' WHERE need_id = %(need)s",
    "INSERT INTO assistance_movement (need_id, seq, day, at, bucket, delta, reason, office_id, scope_path, verb) "
    "SELECT need_id, seq + 1, day, at, bucket, -1, reason, office_id, scope_path, 'x' FROM assistance_movement "
    "WHERE need_id = %(need)s",
    "INSERT INTO assistance_movement (need_id, seq, day, at, bucket, delta, reason, office_id, scope_path, verb) "
    "SELECT need_id, seq + 1, day, at, 'met', 1, '', office_id, scope_path, 'x' FROM assistance_movement "
    "WHERE need_id = %(need)s",
    "INSERT INTO assistance_need (public_id, office_id, scope_path, person_id, code, detail_sealed, source, bucket, "
    "reason, answer_sealed, asked_on, opened_at, next_step, given, fund, version) SELECT 'x', office_id, scope_path, "
    "person_id, code, '', source, 'unmet', 'waiting', '', asked_on, opened_at, '', '', '', 1 FROM assistance_need "
    "WHERE id = %(need)s",
    "INSERT INTO assistance_movement (need_id, seq, day, at, bucket, delta, reason, office_id, scope_path, verb) "
    "SELECT need_id, seq + 2, day, at, bucket, 1, reason, office_id, scope_path, 'x' FROM assistance_movement "
    "WHERE need_id = %(need)s",
    "INSERT INTO assistance_movement (need_id, seq, day, at, bucket, delta, reason, office_id, scope_path, verb) "
    "SELECT need_id, 0, day, at, bucket, 1, reason, office_id, scope_path, 'x' FROM assistance_movement "
    "WHERE need_id = %(need)s",
    "INSERT INTO assistance_movement (need_id, seq, day, at, bucket, delta, reason, office_id, scope_path, verb) "
    "SELECT m.need_id, m.seq + s, day - 1, at, bucket, CASE s WHEN 1 THEN -1 ELSE 1 END, reason, office_id, "
    "scope_path, 'x' FROM assistance_movement m, (VALUES (1), (2)) v(s) WHERE need_id = %(need)s",
    "DELETE FROM assistance_movement WHERE need_id = %(need)s",
    "UPDATE assistance_movement SET bucket = 'met' WHERE need_id = %(need)s",
    "UPDATE assistance_need SET reason = '' WHERE id = %(need)s",
    "UPDATE people_person SET purpose = 'aftercare' WHERE id = %(person)s; "
    "UPDATE assistance_need SET person_id = person_id + 0 WHERE id = %(need)s",
)


@pytest.mark.parametrize("sql", BREAKS)
def test_the_database_refuses_what_breaks_the_balance(sql):
    clerk = recorder()
    one = need(clerk)
    commit()
    with pytest.raises(Error), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql, {"need": one.pk, "person": one.person_id})
        commit()
    assert balanced(steps(one), "unmet", one.office_id)


def test_the_balance_holds_behind_the_wall():
    clerk = recorder()
    one = need(clerk)
    wall.enter("1.a.")
    commit()
    wall.enter("1.d.")
    with pytest.raises(Error), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE assistance_need SET bucket = 'in_progress', reason = '' WHERE id = %s", [one.pk])
        wall.enter("1.a.")
        commit()


def test_people_in_another_scope_or_for_another_purpose_are_refused():
    clerk = recorder()
    here = office("DOPA-3014")
    stranger = person(here)
    type(stranger).objects.filter(pk=stranger.pk).update(purpose="aftercare")
    with pytest.raises(Problem) as caught:
        actions.open_need(office=here, person=stranger, code="HOU", asked_on=TODAY, by=clerk, at=NOW)
    assert caught.value.field == "person"
