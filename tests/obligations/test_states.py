"""Every verb from every state; a duty being sent while its obligation is replaced; dates given by receipt."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from tests.factories.actors import NOW, actor, office
from tests.factories.letters import monthly, received

from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.letters.actions.confirm import CheckedDeadline
from tidtam.letters.actions.register import register
from tidtam.letters.actions.relay import relay
from tidtam.letters.models import RegisterEntry
from tidtam.obligations import queries
from tidtam.obligations.actions import binding, duties, keeping
from tidtam.obligations.choices import DutyState
from tidtam.obligations.models import Bound, Duty, Fulfilment, Obligation
from tidtam.obligations.transitions import DUTY
from tidtam.offices.queries import directly_below

DISTRICT = "DLA-3014"


def lgo(n: int = 0) -> str:
    return directly_below(office(DISTRICT)).filter(level="lgo")[n].code


@pytest.mark.django_db
@pytest.mark.parametrize("state", DutyState.values)
@pytest.mark.parametrize("verb", ["send", "send_nil", "return", "accept", "excuse"])
def test_every_verb_from_every_state(verb, state):
    code = lgo()
    clerk = actor(code)
    received(clerk, code, monthly())
    duty = Duty.objects.first()
    Duty.objects.filter(pk=duty.pk).update(state=state, sent_on=date(2026, 5, 20))
    superior = actor(DISTRICT, "district_recorder")

    def act() -> Duty:
        if verb.startswith("send"):
            wall.enter(clerk.scope)
            return duties.send(
                duty=duty, kind="nil" if verb == "send_nil" else "statement", words="x", by=clerk, at=NOW
            )
        return duties.review(duty=duty, verb=verb, comment="เพราะ", by=superior, at=NOW)

    if state in DUTY[verb].sources:
        assert act().state == DUTY[verb].target
    else:
        with pytest.raises(Conflict) as caught:
            act()
        assert caught.value.code == "obligations.duty.bad_state"


@pytest.mark.django_db
def test_rights_comment_version_and_own_duty():
    code = lgo()
    clerk = actor(code)
    received(clerk, code, monthly())
    duty = Duty.objects.first()
    with pytest.raises(NotAllowed):
        duties.review(duty=duty, verb="accept", by=clerk, at=NOW)
    with pytest.raises(Problem, match="statement_empty"):
        duties.send(duty=duty, kind="statement", words="  ", by=clerk, at=NOW)
    with pytest.raises(Conflict, match="moved_on"):
        duties.send(duty=duty, kind="statement", words="x", version=9, by=clerk, at=NOW)
    superior = actor(DISTRICT, "district_recorder")
    with pytest.raises(Problem, match="comment_missing"):
        duties.review(duty=duty, verb="excuse", by=superior, at=NOW)
    with pytest.raises(NotAllowed):  # a superior does not send for an office below
        duties.send(duty=duty, kind="nil", by=superior, at=NOW)


@pytest.mark.django_db
def test_nobody_retires_a_superiors_obligation():
    district = actor(DISTRICT, "district_recorder")
    entry = received(district, DISTRICT, monthly(25))
    relay(entry=entry, offices=[office(lgo())], words="แจ้ง", by=district, at=NOW)
    above = Obligation.objects.get()
    clerk = actor(lgo())
    received(clerk, lgo(), CheckedDeadline(title="x", rule={"kind": "monthly", "days": [1]}, from_level="lgo",
                                           replaces=[above.pk]), number="นม 0001/9", text="เรื่องอื่น " * 60)  # fmt: skip
    above.refresh_from_db()
    assert above.state == "live"
    assert above not in queries.replaceable(clerk)


@pytest.mark.django_db
def test_replacing_ends_open_duties_and_shows_the_difference():
    code = lgo()
    clerk = actor(code)
    received(clerk, code, monthly(25))
    old = Obligation.objects.get()
    received(clerk, code, CheckedDeadline(title="รายงานใหม่", rule={"kind": "monthly", "days": [20]}, from_level="lgo",
             replaces=[old.pk]), number="นม 0001/9", text="เรื่องแก้ไขกำหนด " * 60)  # fmt: skip
    old.refresh_from_db()
    new = old.superseded_by
    assert (old.state, new.difference[0]["what"]) == ("superseded", "กำหนด")
    assert set(Duty.objects.filter(state="open", due_on__gte=old.ended_on).values_list("due_on__day", flat=True)) == {
        20
    }
    gone = Duty.objects.filter(state="superseded").order_by("due_on").first()
    assert queries.successor(gone).obligation == new


@pytest.mark.django_db
def test_within_n_days_counts_from_each_offices_own_receipt():
    district = actor(DISTRICT, "district_recorder")
    once = CheckedDeadline(title="ตอบภายใน 7 วัน", rule={"kind": "once", "n": 7}, from_level="lgo", quote="ภายใน 7 วัน")
    entry = received(district, DISTRICT, once)
    offices = [office(lgo(0)), office(lgo(1))]
    out = relay(entry=entry, offices=offices, words="แจ้ง", by=district, at=NOW)  # Thursday 21 May
    due = dict(Duty.objects.values_list("office__code", "due_on"))
    assert due == dict.fromkeys([lgo(0), lgo(1)], date(2026, 5, 29))  # received at the latest on Friday the 22nd
    clerk = actor(lgo(0))
    mine = RegisterEntry.objects.get(via=out, office__code=lgo(0))
    register(entry=mine, by=clerk, at=NOW)  # the same day: a day earlier
    assert list(Duty.objects.values_list("due_on", "state")) == [(date(2026, 5, 28), "open")]
    wall.enter("1.")
    assert Duty.objects.get(office__code=lgo(1)).due_on == date(2026, 5, 29)
    assert Bound.objects.get(office__code=lgo(0)).counts_from == date(2026, 5, 21)


@pytest.mark.django_db
def test_announced_dates_become_duties_at_once():
    code = lgo()
    clerk = actor(code)
    told = CheckedDeadline(title="ประชุม ปีละ 4 ครั้ง", rule={"kind": "announced", "n": 4}, from_level="lgo")
    received(clerk, code, told)
    one = Obligation.objects.get()
    assert not Duty.objects.exists()
    keeping.announce(obligation=one, day=date(2026, 6, 12), by=clerk, at=NOW)
    keeping.announce(obligation=one, day=date(2026, 9, 1), by=clerk, at=NOW)
    assert list(Duty.objects.order_by("due_on").values_list("due_on", flat=True)) == [
        date(2026, 6, 12),
        date(2026, 9, 1),
    ]
    with pytest.raises(Problem, match="date_exists"):
        keeping.announce(obligation=one, day=date(2026, 6, 12), by=clerk, at=NOW)
    with pytest.raises(Problem, match="date_early"):
        keeping.announce(obligation=one, day=date(2020, 1, 1), by=clerk, at=NOW)


@pytest.mark.django_db
def test_standing_duties_make_no_office_duty_but_a_self_check():
    code = lgo()
    clerk = actor(code)
    received(clerk, code, CheckedDeadline(title="จัดตั้งศูนย์", rule={"kind": "standing"}, from_level="lgo"))
    one = Obligation.objects.get()
    assert not Duty.objects.exists()
    assert keeping.self_check(obligation=one, by=clerk, at=NOW).checked_on == date(2026, 5, 21)
    assert queries.library(clerk).get().checked == date(2026, 5, 21)


@pytest.mark.django_db
def test_registering_the_same_day_makes_the_duty_of_that_day():
    district = actor(DISTRICT, "district_recorder")
    entry = received(district, DISTRICT, monthly(21))
    out = relay(entry=entry, offices=[office(lgo())], words="แจ้ง", by=district, at=NOW)
    assert Duty.objects.order_by("due_on").first().due_on == date(2026, 6, 21)
    clerk = actor(lgo())
    register(entry=RegisterEntry.objects.get(via=out), by=clerk, at=NOW)
    assert Duty.objects.order_by("due_on").first().due_on == date(2026, 5, 21)


def test_superseded_while_being_sent_one_of_both_wins_whole(committed_db):
    """Two connections: the report stands, or the clerk is told; never half."""
    outcomes = set()
    for first in ("send", "supersede", "both"):
        outcomes.add(_race(first))
    assert {o[0] for o in outcomes} <= {"sent", "superseded"}


def _race(first: str) -> tuple[str, int]:
    code = lgo()
    with transaction.atomic():
        clerk = actor(code)
        received(clerk, code, monthly(25), number=f"นม 1/{first}", text=f"เรื่อง {first} " * 60)
        old = Obligation.objects.latest("id")
        received(clerk, code, monthly(10), number=f"นม 2/{first}", text=f"แทน {first} " * 60)
        new = Obligation.objects.latest("id")
        duty = Duty.objects.filter(obligation=old, due_on=date(2026, 5, 25)).get()
    start, told = threading.Barrier(2), []

    def run(work, delay: float) -> None:
        try:
            start.wait(5)
            if delay:
                threading.Event().wait(delay)
            with wall.scope(clerk.scope):
                work()
                threading.Event().wait(0.15)  # the other one now waits for this one's lock
        except Conflict as conflict:
            told.append(conflict.code)
        finally:
            connection.close()

    def send() -> None:
        duties.send(duty=duty, kind="statement", words="ช่วยเหลือ 3 ราย", version=1, by=clerk, at=NOW)

    def supersede() -> None:
        binding.supersede(obligation=old, by_obligation=new, from_day=date(2026, 5, 22), by=clerk, at=NOW)

    threads = [
        threading.Thread(target=run, args=(send, 0.05 if first == "supersede" else 0)),
        threading.Thread(target=run, args=(supersede, 0.05 if first == "send" else 0)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with wall.scope(clerk.scope):
        duty.refresh_from_db()
        old.refresh_from_db()
        sent = Fulfilment.objects.filter(duty=duty).count()
    assert old.state == "superseded"
    assert (duty.state, sent, told) in (("sent", 1, []), ("superseded", 0, ["obligations.duty.bad_state"]))
    if first != "both":
        assert duty.state == {"send": "sent", "supersede": "superseded"}[first]
    return duty.state, sent


@pytest.mark.django_db
def test_a_far_horizon_is_extended_only_when_needed():
    code = lgo()
    received(actor(code), code, monthly(25))
    assert duties.generate_ahead(at=NOW) == 0
    assert duties.generate_ahead(at=NOW + timedelta(days=20)) == 0
    assert duties.generate_ahead(at=NOW + timedelta(days=40)) >= 1
