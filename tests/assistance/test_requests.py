"""A request from the counter to its end: numbers, states, needs in step, money once, and what the database refuses."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from tests.assistance.desk import commit
from tests.factories.actors import NOW, TODAY, actor, office
from tests.factories.assistance import checked, clerk, given, granted, help_all, intake, lgo, request

from tidtam.assistance import access, actions, facts, queries
from tidtam.assistance.actions import delivering, requests
from tidtam.assistance.actions.requests import AffectedValues, Intake
from tidtam.assistance.choices import ENDED, IN_WORK, LIVE, OPEN
from tidtam.assistance.models import Affected, Book, Delivery, HandedNeed, Need, Request
from tidtam.assistance.queries import requests as asked
from tidtam.assistance.queries.folder import Folder
from tidtam.assistance.transitions import REQUEST
from tidtam.audit.models import Entry, OldRow
from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.people.models import Person

pytestmark = pytest.mark.django_db


def buckets(one: Request) -> list[str]:
    return list(Need.objects.filter(request=one).order_by("pk").values_list("bucket", flat=True))


def again(one: Request) -> Request:
    return Request.objects.get(pk=one.pk)


def test_taking_in():
    by = clerk()
    lines = (AffectedValues("สมศรี ใจดี", "12", "3"), AffectedValues("ทอง\u200bดี มีสุข"))
    one = request(by, codes=("HOU", "OCC"), affected=lines, position=(14.7, 102.02), household=4, vulnerable=("elder",))
    assert (one.number, one.shown, one.state, one.track) == (1, "69-0001", "received", "committee")
    stored = access.get_request(by, one.public_id)
    assert stored.person.purpose == "help"
    assert stored.person.first_name == "บุญเรือง"
    assert buckets(one) == ["unmet", "unmet"]
    assert asked.words(stored).problem == "พายุพัดหลังคา"
    assert asked.words(stored).position == (14.7, 102.02)
    assert "พายุ".encode() not in bytes(stored.problem_sealed)
    assert [row.name for row in stored.affected.all()] == ["สมศรี ใจดี", "ทองดี มีสุข"]
    second = request(by, serial=2, title="", codes=("EQP",))
    assert (second.number, second.title) == (2, "ขอถุงยังชีพ/ของใช้จำเป็น")
    known = request(by, person_id=one.person_id)
    assert known.person_id == one.person_id
    entries = Entry.objects.filter(verb=requests.MOVED, reason="receive")
    assert entries.count() == 3
    commit()


def test_a_form_sent_twice_is_one_request():
    by = clerk()
    form = intake()
    one = requests.receive(office=lgo(), intake=form, by=by, at=NOW)
    two = requests.receive(office=lgo(), intake=form, by=by, at=NOW)
    assert one.pk == two.pk
    assert Request.objects.count() == Need.objects.count() == Person.objects.filter(purpose="help").count() == 1
    assert Book.objects.get(office=lgo()).last == 1


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("needs", {"needs": ()}), ("category", {"category": "X"}), ("door", {"door": "x"}), ("track", {"track": "x"}),
        ("asked_on", {"asked_on": TODAY + timedelta(1)}), ("happened_on", {"happened_on": TODAY}),
        ("household", {"household": 0}), ("vulnerable", {"vulnerable": ("x",)}), ("problem", {"problem": "ก" * 5000}),
        ("affected", {"affected": (AffectedValues("\u200b"),)}), ("person", {"person": None}),
    ],
)  # fmt: skip
def test_what_a_form_may_not_say(field: str, other: dict[str, object]):
    by = clerk()
    with pytest.raises(Problem) as caught:
        requests.receive(office=lgo(), intake=replace(intake(), **other), by=by, at=NOW)
    assert caught.value.field == field
    assert not Book.objects.exists()
    assert not Person.objects.filter(purpose="help").exists()


def test_from_the_counter_over_the_committee_to_the_end():
    by = clerk()
    one = request(by, codes=("HOU", "OCC"))
    one = requests.check_item(request=one, code="identity", by=by, at=NOW)
    assert one.state == "verifying"
    one = requests.appoint(request=one, when=NOW + timedelta(2), words="ช่างไปดู", by=by, at=NOW)
    one = requests.note_duplicates(request=one, compared=14, concluded="none", by=by, at=NOW)
    with pytest.raises(Conflict):
        requests.grant(request=one, reason="เห็นควร", by=by, at=NOW)
    one = requests.send_to_committee(request=one, by=by, at=NOW)
    one = requests.defer(request=one, reason="เอกสารไม่ครบ", by=by, at=NOW)
    assert one.state == "committee"
    plain = actor("LGO-301409", "lgo_clerk")
    with pytest.raises(NotAllowed):
        requests.grant(request=one, reason="เห็นควร", by=plain, at=NOW)
    one = requests.grant(request=one, reason="เห็นควร", version=one.version, by=by, at=NOW)
    assert (one.state, buckets(one)) == ("decided", ["in_progress", "in_progress"])
    first, second = Need.objects.filter(request=one).order_by("pk")
    with pytest.raises(Conflict):
        delivering.deliver(request=one, given=given(first.pk), version=1, by=by, at=NOW)
    cash = given(first.pk, kind="cash", given="ค่าวัสดุ", amount=Decimal(4500), fund="งบกลาง")
    made = delivering.deliver(request=one, given=cash, by=by, at=NOW)
    assert delivering.deliver(request=one, given=cash, by=by, at=NOW).pk == made.pk
    with pytest.raises(Conflict):
        delivering.deliver(request=one, given=replace(cash, uuid=uuid4()), by=by, at=NOW)
    assert (again(one).state, buckets(one)) == ("delivering", ["met", "in_progress"])
    delivering.deliver(request=one, given=given(second.pk, kind="training", last=False), by=by, at=NOW)
    assert again(one).state == "delivering"
    delivering.deliver(request=one, given=given(second.pk, kind="training", given="อบรม"), by=by, at=NOW)
    one = again(one)
    assert (one.state, buckets(one)) == ("helped", ["met", "met"])
    second.refresh_from_db()
    assert second.given == "สังกะสี 20 แผ่น, อบรม"
    with pytest.raises(Problem):
        requests.close(request=one, by=by, at=NOW)
    one = requests.announce(request=one, until=TODAY + timedelta(14), by=by, at=NOW)
    with pytest.raises(Conflict):
        requests.close(request=one, by=by, at=NOW + timedelta(14))
    one = requests.close(request=one, by=by, at=NOW + timedelta(15))
    assert (one.state, one.closed_at) == ("closed", NOW + timedelta(15))
    assert OldRow.objects.filter(relation="assistance_request", key=str(one.pk)).count() == one.version - 1
    told = [event.kind for event in asked.timeline(Folder(one))]
    assert told[0] == "close"
    assert told[-1] == "receive"
    assert told.count("deliver") == 3
    assert "take_up" not in told
    commit()


@pytest.mark.parametrize("verb", ["withdraw", "refuse"])
def test_what_was_given_in_part_stays_given_when_the_rest_is_not(verb):
    by = clerk()
    one = request(by, codes=("HOU", "EQP"))
    first = Need.objects.filter(request=one).order_by("pk")[0]
    part = given(first.pk, kind="cash", given="เงินยังชีพ", amount=Decimal(2000), fund="งบกลาง", urgent=True, last=False)
    delivering.deliver(request=one, given=part, by=by, at=NOW)
    if verb == "refuse":
        requests.start_verifying(request=again(one), by=by, at=NOW)
        requests.note_duplicates(request=again(one), compared=14, concluded="none", by=by, at=NOW)
        requests.send_to_committee(request=again(one), by=by, at=NOW)
    getattr(requests, verb)(request=again(one), reason="ย้ายออกแล้ว", by=by, at=NOW)
    first.refresh_from_db()
    assert (first.bucket, first.amount_baht, first.given) == ("met", 2000, "เงินยังชีพ")
    assert (again(one).state, buckets(one)[1]) == ("helped", "withdrawn" if verb == "withdraw" else "not_eligible")
    commit()


def test_money_needs_an_amount_and_a_fund():
    by = clerk()
    one = granted(request(by), by)
    need = Need.objects.get(request=one)
    for other, field in (
        ({"kind": "x"}, "kind"), ({"given": " "}, "given"), ({"on": TODAY + timedelta(1)}, "on"),
        ({"kind": "cash"}, "amount"), ({"kind": "cash", "amount": Decimal(5)}, "fund"),
        ({"amount": Decimal(-1)}, "amount"),
    ):  # fmt: skip
        with pytest.raises(Problem) as caught:
            delivering.deliver(request=one, given=given(need.pk, **other), by=by, at=NOW)
        assert caught.value.field == field
    assert not Delivery.objects.exists()


def test_at_once_before_anybody_decided():
    by = clerk()
    one = request(by, codes=("EQP",))
    need = Need.objects.get(request=one)
    with pytest.raises(Conflict):
        delivering.deliver(request=one, given=given(need.pk), by=by, at=NOW)
    made = delivering.deliver(request=one, given=given(need.pk, urgent=True), by=by, at=NOW)
    assert made.urgent
    assert again(one).state == "helped"
    storm = request(by, serial=2, category="DISASTER", codes=("HOU", "EQP"))
    assert storm.track == "immediate"
    delivering.deliver(request=storm, given=given(storm.needs.first().pk), by=by, at=NOW)
    assert again(storm).state == "received"
    storm = requests.grant(request=checked(storm, by), reason="พายุ", by=by, at=NOW)
    assert buckets(storm) == ["met", "in_progress"]
    commit()


def test_refused_withdrawn_and_opened_again():
    by = clerk()
    one = requests.refuse(request=checked(request(by), by), reason="อยู่นอกเขต", by=by, at=NOW)
    assert (one.state, buckets(one), asked.words(one).reason) == ("refused", ["not_eligible"], "อยู่นอกเขต")
    one = requests.reopen(request=one, reason="อุทธรณ์", by=by, at=NOW)
    assert (one.state, one.closed_at, buckets(one)) == ("reopened", None, ["unmet"])
    one = requests.withdraw(request=one, by=by, at=NOW)
    assert (one.state, buckets(one)) == ("withdrawn", ["withdrawn"])
    with pytest.raises(Conflict):
        requests.refuse(request=one, reason="ช้าไป", by=by, at=NOW)
    two = granted(request(by, serial=2, codes=("HOU", "CAP")), by)
    delivering.deliver(request=two, given=given(two.needs.order_by("pk")[0].pk), by=by, at=NOW)
    two = requests.withdraw(request=two, by=by, at=NOW)
    assert (two.state, buckets(two)) == ("helped", ["met", "withdrawn"])
    two = requests.close(request=two, reason="ผู้ขอขอไม่ประกาศ", by=by, at=NOW)
    two = requests.reopen(request=two, reason="ของชำรุด", by=by, at=NOW)
    assert buckets(two) == ["unmet", "withdrawn"]
    commit()


def test_merged_into_another_of_the_same_person():
    by = clerk()
    one = request(by, codes=("HOU",))
    two = request(by, person_id=one.person_id, codes=("HOU", "OCC"))
    stranger = request(by, serial=2)
    with pytest.raises(Problem):
        requests.merge(request=two, into=stranger, by=by, at=NOW)
    two = requests.merge(request=two, into=one, by=by, at=NOW)
    assert (two.state, two.merged_into_id, buckets(two)) == ("merged", one.pk, ["merged"])
    assert buckets(one) == ["unmet", "unmet"]
    commit()


def test_a_need_moved_on_its_own_page_takes_the_request_along():
    by = clerk()
    one = request(by, codes=("HOU", "OCC"))
    first, second = Need.objects.filter(request=one).order_by("pk")
    actions.settle(need=first, given="สังกะสี", on=TODAY, by=by, at=NOW)
    assert again(one).state == "received"
    actions.withdraw(need=second, by=by, at=NOW)
    assert again(one).state == "helped"
    closed = requests.close(request=one, reason="ปิด", by=by, at=NOW)
    actions.reopen(need=second, by=by, at=NOW)
    assert again(closed).state == "reopened"
    actions.hand_over(need=Need.objects.get(pk=second.pk), office=office("LGO-301401"), by=by, at=NOW)
    assert again(one).state == "helped"
    assert HandedNeed.objects.get().code == "OCC"
    assert "hand_over" in [event.kind for event in asked.timeline(Folder(one))]
    alone = request(by, serial=2)
    actions.hand_over(need=alone.needs.get(), office=office("LGO-301401"), by=by, at=NOW)
    assert again(alone).state == "handed"
    commit()


BREAKS = (
    "UPDATE assistance_request SET state = 'closed', closed_at = now() WHERE id = %s",
    "UPDATE assistance_request SET state = 'helped' WHERE id = %s",
    "UPDATE assistance_request SET scope_path = scope_path || '9.' WHERE id = %s",
    "UPDATE assistance_request SET number = 1 WHERE id = %s",
    "UPDATE assistance_request SET state = 'closed' WHERE id = %s",
)


@pytest.mark.parametrize("broken", BREAKS)
def test_the_database_refuses(broken: str):
    by = clerk()
    request(by)
    one = request(by, serial=2)
    commit()
    with pytest.raises(IntegrityError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(broken, [one.pk])
        commit()


def test_the_wall():
    by = clerk()
    one = request(by)
    stranger = clerk("LGO-301401")
    assert not Request.objects.exists()
    assert not access.requests(stranger).exists()
    with pytest.raises(Missing):
        access.get_request(stranger, one.public_id)
    with pytest.raises(Missing):
        requests.withdraw(request=one, by=stranger, at=NOW)
    with pytest.raises(NotAllowed):
        requests.receive(office=lgo(), intake=intake(3), by=stranger, at=NOW)
    wall.enter("")
    assert not Affected.objects.exists()
    wall.enter(by.scope)
    with pytest.raises(Problem), transaction.atomic():
        requests.receive(office=lgo(), intake=Intake((), TODAY, "web", "QOL", person_id=one.person_id), by=by, at=NOW)


def test_many_at_once_are_as_one_by_one():
    by = clerk()
    forms = [intake(serial, ("HOU", "EQP")) for serial in range(1, 101)]
    made = requests.receive_many(intakes=[(lgo(), form) for form in forms], by=by, at=NOW)
    assert [one.number for one in made] == list(range(1, 101))
    batch = Entry.objects.get(verb=requests.MOVED, reason="receive")
    assert batch.count == 100
    assert requests.receive_many(intakes=[(lgo(), form) for form in forms[:3]], by=by, at=NOW) == made[:3]
    single = request(by, serial=101)
    skip = {"id", "public_id", "uuid", "number", "person_id", "title"}
    names = [f.attname for f in Request._meta.concrete_fields if f.attname not in skip and "sealed" not in f.attname]
    assert [getattr(again(single), n) for n in names] == [getattr(again(made[5]), n) for n in names]
    commit()


def test_board_register_and_search(django_assert_max_num_queries):
    by = clerk()
    made = [request(by, serial=n, asked_on=TODAY - timedelta(n * 20), when=NOW) for n in range(1, 5)]
    granted(made[0], by)
    requests.withdraw(request=made[3], by=by, at=NOW)
    with django_assert_max_num_queries(6):
        board = asked.board(by, asked.Filters(), TODAY)
    assert board.total == 3 == sum(board.states.values()) == sum(count for _f, _l, count in board.ages)
    assert board.states["decided"] == 1
    with django_assert_max_num_queries(1):
        rows = list(asked.listing(by, asked.Filters(), TODAY))
        assert [row.pk for row in rows] == [made[2].pk, made[1].pk, made[0].pk]
        assert rows[0].person.first_name
    for text, found in (("69-0002", [made[1]]), ("๒", [made[1]]), ("68-0002", []), ("บุญเรือง แก้วใส", made)):
        shown = asked.listing(by, asked.Filters(show="all", text=text), TODAY)
        assert {row.pk for row in shown} == {row.pk for row in found}
    step = asked.next_step(again(made[1]))
    assert step
    assert step.verb == "start_verifying"
    assert asked.age(again(made[1]), TODAY) == 40
    assert len(queries.listing(by, today=TODAY)) == 3
    with django_assert_max_num_queries(10):
        asked.timeline(Folder(again(made[0])))


def _try(rng: random.Random, one: Request, by: object) -> None:
    verb = rng.choice([v for v in REQUEST if v != "receive"] + ["need"])
    opened = list(Need.objects.filter(request=one, bucket__in=OPEN))
    simple = {
        "start_verifying": {}, "check_item": {"code": "photos"}, "appoint": {"when": NOW},
        "assign": {"division": "กองช่าง"},
        "note_duplicates": {"compared": 1, "concluded": "none"}, "send_to_committee": {}, "grant": {"reason": "ควร"},
        "refer": {"reason": "เกินกำลัง"}, "defer": {"reason": "รอ"}, "refuse": {"reason": "ไม่เข้า"}, "withdraw": {},
        "announce": {"until": TODAY}, "close": {"reason": "จบ"}, "reopen": {"reason": "อีกครั้ง"},
    }  # fmt: skip
    if verb in simple:
        getattr(requests, verb)(request=one, by=by, at=NOW, **simple[verb])
    elif verb == "deliver" and opened:
        told = given(rng.choice(opened).pk, urgent=rng.random() < 0.5, last=rng.random() < 0.7)
        delivering.deliver(request=one, given=told, by=by, at=NOW)
    elif verb == "merge":
        other = Request.objects.filter(person=one.person_id).exclude(pk=one.pk).order_by("?").first()
        if other:
            requests.merge(request=one, into=other, by=by, at=NOW)
    elif verb == "need":
        need = Need.objects.filter(request=one).order_by("?").first()
        if need:
            rng.choice([actions.take_up, actions.withdraw, actions.reopen])(need=need, by=by, at=NOW)


@pytest.mark.parametrize("seed", range(100))
def test_random_sequences_keep_the_ledger(seed: int):
    by, rng = clerk(), random.Random(seed)
    one = request(by, codes=tuple(rng.choices(["HOU", "OCC", "MED"], k=rng.randint(1, 3))))
    other = request(by, person_id=one.person_id, codes=("HOU",))
    for _ in range(12):
        try:
            with transaction.atomic():
                _try(rng, again(rng.choice([one, other])), by)
                commit()
        except Problem:
            continue
    for row in Request.objects.all():
        opened = any(bucket in OPEN for bucket in buckets(row))
        assert opened == (row.state in (*IN_WORK, "decided", "delivering"))
        assert row.state in (*LIVE, *ENDED)
    stands = facts.standing(by)
    assert stands.asked == stands.helped + stands.waiting
    assert sum(facts.buckets(by).values()) == Need.objects.count()
    commit()


def test_a_number_is_not_lost_when_a_form_is_refused():
    by = clerk()
    request(by)
    with pytest.raises(Problem), transaction.atomic():
        requests.receive_many(intakes=[(lgo(), intake(2)), (lgo(), intake(3, area="999999"))], by=by, at=NOW)
    assert request(by, serial=4).number == 2
    assert help_all(request(by, serial=5, category="DISASTER"), by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(number=2).update(number=1)
