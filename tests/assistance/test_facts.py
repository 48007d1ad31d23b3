"""Figures for any office and any day, beside a model that knows nothing of SQL."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from django.db import connection
from tests.assistance.desk import commit, day, lgo, need, person, recorder
from tests.factories.actors import NOW, TODAY, actor, office

from tidtam.assistance import actions, facts
from tidtam.assistance.choices import Bucket
from tidtam.assistance.counting import standing_on
from tidtam.assistance.models import Movement, Need
from tidtam.assistance.rules import Standing, Step, balanced, bucket_on, standing
from tidtam.assistance.transitions import NEED
from tidtam.kernel import wall

pytestmark = pytest.mark.django_db

SEQUENCES = 100
VERBS = ("take_up", "settle", "set_unmet", "withdraw", "refuse", "merge", "reopen")


def steps_of() -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = {}
    for m in Movement.objects.order_by("need", "seq"):
        found.setdefault(m.need_id, []).append(Step(m.seq, m.day, m.at, m.bucket, m.delta, m.office_id))
    return found


def act(dice: random.Random, one: Need, verb: str, clerk, at: datetime) -> None:
    """Do one verb with what it asks for."""
    more = {
        "settle": {"given": "ข้าวสาร", "on": at.date() - timedelta(days=dice.randrange(3))},
        "set_unmet": {"reason": "no_budget"},
        "refuse": {"words": "ไม่มีในระเบียบ"},
    }.get(verb, {})
    if verb == "merge":
        others = Need.objects.filter(person=one.person_id).exclude(pk=one.pk).exclude(bucket="merged")
        into = others.filter(bucket__in=["met", "unmet", "in_progress"]).first()
        if into is None:
            return
        more = {"into": into}
    getattr(actions, verb)(need=one, by=clerk, at=at, **more)


def check(clerk, path: str) -> None:
    """Compare rows, ledger and figures, now and on past days."""
    ledgers = steps_of()
    rows = {row.pk: row for row in Need.objects.all()}
    assert set(ledgers) == set(rows)
    for pk, steps in ledgers.items():
        assert balanced(steps, rows[pk].bucket, rows[pk].office_id)
    for on in (None, TODAY - timedelta(days=30), TODAY - timedelta(days=9), TODAY):
        then = {pk: rows[pk].bucket if on is None else bucket_on(steps, on) for pk, steps in ledgers.items()}
        model = standing((rows[pk].person_id, bucket) for pk, bucket in then.items())
        figure = facts.standing(clerk, path, on)
        assert figure == model and figure.asked == figure.helped + figure.waiting
        counts = facts.buckets(clerk, path, on)
        assert sum(counts.values()) == sum(bucket is not None for bucket in then.values())
        assert counts == {b: sum(x == b for x in then.values()) for b in Bucket.values}


def test_a_hundred_random_sequences_on_the_database():
    clerk = recorder()
    where = office("DOPA-3014")
    dice = random.Random(3)
    done = 0
    for number in range(SEQUENCES):
        whose = person(where, f"คน{number}")
        back = dice.randrange(8, 40)
        needs = [
            need(
                clerk, dice.choice(["HOU", "JOB", "EQP"]), of=whose, asked_on=day(back), when=NOW - timedelta(days=back)
            )
            for _ in range(dice.randrange(1, 3))
        ]
        for turn in range(6):
            one = Need.objects.get(pk=dice.choice(needs).pk)
            fits = [verb for verb in VERBS if one.bucket in NEED[verb].sources]
            act(dice, one, dice.choice(fits), clerk, NOW - timedelta(days=back - turn - 2))
            done += 1
        if number % 20 == 19:
            check(clerk, where.path)
            commit()
    assert done == SEQUENCES * 6
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT need_id, bucket, sum(delta) FROM assistance_movement GROUP BY 1, 2 "
            "HAVING sum(delta) <> 0) s"
        )
        assert cursor.fetchone()[0] == Need.objects.count()


def test_the_parts_of_a_province_add_up_and_a_team_sees_its_own():
    one, other = recorder(), recorder("DOPA-3001")
    wall.enter(one.scope)
    settled = need(one, "HOU")
    need(one, "JOB")
    actions.settle(need=settled, given="สังกะสี", on=TODAY, by=one, at=NOW)
    wall.enter(other.scope)
    need(other, "JOB", at="DOPA-3001", of=person(office("DOPA-3001"), area="300101"))
    above = recorder("DOPA-30", "drug_coordinator")
    need(above, "DOC", at="DOPA-30")
    parts = facts.standing_below(above, above.scope)
    assert parts[office("DOPA-3014").path] == Standing(1, 1)
    assert parts[office("DOPA-3001").path] == Standing(0, 1) and parts[above.scope] == Standing(0, 1)
    assert sum(parts.values(), Standing()) == facts.standing(above) == Standing(1, 3)
    assert facts.standing_by_code(above) == {"HOU": Standing(1, 0), "JOB": Standing(0, 2), "DOC": Standing(0, 1)}
    assert facts.standing(above, one.scope) == Standing(1, 1)
    assert facts.standing(above, "1.l.") == Standing()
    wall.enter(one.scope)
    assert facts.standing(one) == Standing(1, 1) == facts.standing(one, "1.")
    assert facts.standing(one, other.scope) == Standing()


def test_ages_of_open_needs_and_the_list_behind_a_figure():
    clerk = recorder()
    needs = [need(clerk, asked_on=day(back)) for back in (0, 7, 8, 30, 31, 200)]
    actions.take_up(need=needs[0], by=clerk, at=NOW)
    actions.withdraw(need=needs[5], by=clerk, at=NOW)
    assert [(a.first, a.last, a.needs) for a in facts.ages(clerk, TODAY)] == [
        (0, 7, 2), (8, 30, 2), (31, 90, 1), (91, None, 0),
    ]  # fmt: skip
    assert [a.needs for a in facts.ages(clerk, day(1), past=True)] == [2, 2, 0, 1]
    waiting = standing_on(clerk, "", None).filter(then__in=["unmet", "in_progress"])
    assert waiting.values("human").distinct().count() == facts.standing(clerk).waiting


def test_a_need_handed_over_counts_for_who_answers_now():
    clerk = recorder()
    one = need(clerk)
    there = lgo()
    actions.hand_over(need=one, office=there, by=clerk, at=NOW)
    assert facts.standing(clerk) == Standing() == facts.standing(clerk, "", TODAY)
    receiver = actor(there.code)
    assert facts.standing(receiver) == Standing(0, 1) == facts.standing(receiver, "", day(3))
