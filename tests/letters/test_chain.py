"""A letter confirmed, relayed and registered; duties appear in the offices it binds, and nowhere else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.factories.actors import NOW, actor, office
from tests.factories.aftercare import team
from tests.factories.letters import checked, monthly, read_intake, received

from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, Problem
from tidtam.letters.actions.confirm import confirm
from tidtam.letters.actions.register import register
from tidtam.letters.actions.relay import relay
from tidtam.letters.models import Letter, RegisterEntry
from tidtam.obligations.models import Duty, Obligation
from tidtam.offices.queries import directly_below, receiving

pytestmark = pytest.mark.django_db
TUM = "LGO-301404"


def lgo_of(district: str) -> str:
    return directly_below(office(f"DLA-{district}")).filter(level="lgo").first().code


def test_confirming_binds_the_own_office_only():
    code = lgo_of("3014")
    clerk = actor(code)
    entry = received(clerk, code, monthly(25), monthly(30, level="province"))
    assert entry.number == 1
    assert entry.received_on == date(2026, 5, 18)
    duties = list(Duty.objects.order_by("due_on"))
    assert {duty.office.code for duty in duties} == {code}
    assert duties[0].due_on == date(2026, 5, 25)
    assert all(duty.due_on.day == 25 for duty in duties)
    assert Obligation.objects.count() == 2  # the province's stands in the library and binds nobody here


def test_history_is_never_late():
    code = lgo_of("3014")
    received(actor(code), code, monthly(25), date="2026-01-10", counts_from=date(2026, 5, 18))
    states = dict(Duty.objects.values_list("due_on", "state"))
    assert states[date(2026, 1, 25)] == "excused"
    assert states[date(2026, 5, 25)] == "open"


def test_relay_delivers_and_binds_all_below():
    district = actor("DLA-3014", "district_recorder")
    entry = received(district, "DLA-3014", monthly(25))
    assert not Duty.objects.exists()
    below = list(directly_below(office("DLA-3014")))
    out = relay(entry=entry, offices=below, words="แจ้งเพื่อดำเนินการ", by=district, at=NOW)
    assert out.number == 1
    assert RegisterEntry.objects.filter(via=out, number__isnull=True).count() == len(below)
    assert Duty.objects.values("office").distinct().count() == len(below)
    lgo = actor(below[0].code)
    assert Duty.objects.exclude(office=below[0]).count() == 0  # the wall
    mine = register(entry=RegisterEntry.objects.get(letter=out.letter_id), by=lgo, at=NOW)
    assert mine.number == 1
    assert {letter.number for letter in Letter.objects.all()} >= {"นม 0023.26/ว 901", out.letter.number}


def test_higher_confirmation_replaces_lower():
    code = lgo_of("3014")
    lgo = actor(code)
    received(lgo, code, monthly(20))
    district = actor("DLA-3014", "district_recorder")
    entry = received(district, "DLA-3014", monthly(25))
    relay(entry=entry, offices=[office(code)], words="แจ้ง", by=district, at=NOW)
    wall.enter(lgo.scope)
    old = Obligation.objects.get(owner_office__code=code)
    assert old.state == "superseded"
    assert old.difference[0]["what"] == "กำหนด"
    still_open = Duty.objects.filter(state="open", due_on__gte=old.ended_on)
    assert set(still_open.values_list("due_on__day", flat=True)) == {25}


def test_two_clerks_and_the_second_sees_a_conflict():
    code = lgo_of("3014")
    clerk = actor(code)
    intake = read_intake(clerk, code)
    confirm(intake=intake, checked=checked(monthly()), version=intake.version, by=clerk, at=NOW)
    with pytest.raises(Conflict) as caught:
        confirm(intake=intake, checked=checked(monthly()), version=intake.version, by=clerk, at=NOW)
    assert caught.value.code == "letters.intake.confirmed"


def test_same_letter_in_another_office_gets_its_own_receipt():
    one, two = (office.code for office in directly_below(office("DLA-3014"))[:2])
    received(actor(one), one, monthly())
    received(actor(two), two, monthly())
    wall.enter("1.")
    assert Letter.objects.filter(number="นม 0023.26/ว 901").count() == 1
    assert RegisterEntry.objects.count() == 2


def test_cited_letter_is_a_stub_until_it_arrives():
    code = lgo_of("3014")
    clerk = actor(code)
    cited = {"number": "นม 0023.26/ว 800", "date": "2026-04-01"}
    received(clerk, code, monthly(), references=[cited])
    stub = Letter.objects.get(is_stub=True)
    received(clerk, code, number=cited["number"], date=cited["date"], text="เรื่องเดิม " * 60)
    stub.refresh_from_db()
    assert not stub.is_stub
    assert stub.edges_in.count() == 1


def test_secret_letters_are_not_relayed():
    district = actor("DLA-3014", "district_recorder")
    intake = read_intake(district, "DLA-3014")
    told = checked(monthly())
    told.secrecy = "secret"
    entry = confirm(intake=intake, checked=told, version=intake.version, by=district, at=NOW)
    with pytest.raises(Problem, match="secret"):
        relay(entry=entry, offices=list(directly_below(office("DLA-3014"))), words="", by=district, at=NOW)


def test_received_in_the_future_is_refused():
    code = lgo_of("3014")
    clerk = actor(code)
    intake = read_intake(clerk, code)
    told = checked(received_on=NOW.date() + timedelta(days=3))
    with pytest.raises(Problem, match="future"):
        confirm(intake=intake, checked=told, version=intake.version, by=clerk, at=NOW)


def test_registering_brings_the_scan_from_above():
    district = actor("DLA-3014", "district_recorder")
    entry = received(district, "DLA-3014", monthly(25))
    scan = entry.intake.file.open_bytes()
    below = directly_below(office("DLA-3014")).first()
    out = relay(entry=entry, offices=[below], words="แจ้ง", by=district, at=NOW)
    lgo = actor(below.code)
    mine = register(entry=RegisterEntry.objects.get(letter=out.letter_id), by=lgo, at=NOW)
    assert mine.document.office_id == below.pk
    assert mine.document.open_bytes() == scan


def test_a_line_and_a_number_book_are_for_ever():
    code = lgo_of("3014")
    received(actor(code), code, monthly())
    for words in ("DELETE FROM letters_registerentry", "UPDATE letters_book SET last = 0"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words)


def test_a_team_of_a_tambon_is_never_a_receiver():
    team("301409")
    district = actor("DOPA-3014", "district_recorder")
    entry = received(district, "DOPA-3014", monthly(25))
    assert [one.code for one in directly_below(office("DOPA-3014")) if one.level == "team"] == ["TEAM-301409"]
    assert not receiving(directly_below(office("DOPA-3014"))).exists()
    with pytest.raises(Problem) as told:
        relay(entry=entry, offices=[office("TEAM-301409")], words="แจ้ง", by=district, at=NOW)
    assert told.value.code == "letters.relay.team" and not Duty.objects.exists()
