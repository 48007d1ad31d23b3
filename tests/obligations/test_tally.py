"""The tally equals a recount after any sequence of writes, and nobody writes it but its triggers."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db import Error, connection, transaction
from tests.factories.actors import NOW, actor, office
from tests.factories.letters import monthly, received

from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.kernel.problem import Problem
from tidtam.letters.actions.relay import relay
from tidtam.obligations import facts
from tidtam.obligations.actions import binding, duties
from tidtam.obligations.models import Duty, Obligation, Tally
from tidtam.offices.actions import move
from tidtam.offices.queries import directly_below

pytestmark = pytest.mark.django_db
ROOT = system("test")


def stored() -> dict:
    wall.enter("1.")
    rows = Tally.objects.values_list("tier", "node", "obligation_id", "due_on", "on_time", "late", "open", "returned")
    return {tuple(row[:4]): tuple(row[4:]) for row in rows if any(row[4:])}


def same() -> None:
    wall.enter("1.")
    assert stored() == facts.recount(ROOT)


def build() -> list[Duty]:
    province = actor("DLA-30", "province_coordinator")
    entry = received(province, "DLA-30", monthly(25, level="any"), monthly(10))
    below = [*directly_below(office("DLA-30"))[:6], *directly_below(office("DLA-3014"))]
    relay(entry=entry, offices=below, words="แจ้ง", by=province, at=NOW)
    wall.enter("1.")
    return list(Duty.objects.filter(due_on__lte=date(2026, 9, 30)).select_related("office"))


def test_every_tier_counts_each_duty_once():
    build()
    same()
    wall.enter("1.")
    counted = Duty.objects.exclude(state="excused").count()
    first = sum(sum(row) for key, row in stored().items() if key[0] == 1)
    second = sum(sum(row) for key, row in stored().items() if key[0] == 2)
    assert first == counted
    assert second == Duty.objects.exclude(scope_path=office("DLA-30").path).exclude(state="excused").count()


def test_tally_equals_recount_after_random_operations():
    chance = random.Random(2569)
    rows = build()
    for step in range(150):
        duty = chance.choice(rows)
        verb = chance.choice(["send", "send", "nil", "return", "accept", "excuse", "shift", "delete"])
        at = NOW + timedelta(days=chance.randrange(0, 140))
        wall.enter("1.")
        doer = system("x")
        try:
            with transaction.atomic():
                if verb in ("send", "nil"):
                    owner = type(doer)(**{**vars_of(doer), "office_id": duty.office_id})
                    kind = "nil" if verb == "nil" else "statement"
                    duties.send(duty=duty, kind=kind, words="ทำแล้ว", by=owner, at=at)
                elif verb == "shift":
                    Duty.objects.filter(obligation=duty.obligation_id, state="open").filter(due_on=duty.due_on).update(
                        comment="x"
                    )
                elif verb == "delete" and step % 7 == 0:
                    Duty.objects.filter(pk=duty.pk, fulfilments__isnull=True).delete()
                elif verb in ("return", "accept", "excuse"):
                    duties.review(duty=duty, verb=verb, comment="แก้", by=doer, at=at)
        except (Problem, Duty.DoesNotExist):
            continue
        if step % 30 == 0:
            same()
    same()


def vars_of(doer):
    return {name: getattr(doer, name) for name in doer.__slots__}


def test_tally_follows_superseding_ending_and_a_move_of_the_office():
    build()
    one = Obligation.objects.order_by("id").first()
    wall.enter("1.")
    owner = system("x")
    owner = type(owner)(**{**vars_of(owner), "office_id": one.owner_office_id})
    binding.end(obligation=one, ends_on=date(2026, 7, 1), reason="หนังสือ ว 9", by=owner, at=NOW)
    same()
    lgo = directly_below(office("DLA-3014")).first()
    move(office=lgo, parent=office("DLA-3015"), reason="ย้ายอำเภอ", by=ROOT, at=NOW)
    same()
    lgo.refresh_from_db()
    assert Duty.objects.filter(office=lgo).first().scope_path == lgo.path
    nodes = set(Tally.objects.filter(open__gt=0).values_list("node", flat=True))
    assert office("DLA-3015").path in nodes


def test_tally_behind_its_wall_and_closed_to_the_app():
    build()
    wall.enter(office("DLA-36").path)
    assert not Tally.objects.exists()
    wall.enter("")
    assert not Tally.objects.exists()
    district = office("DLA-3014").path
    wall.enter(district)
    assert set(Tally.objects.values_list("node", flat=True)) == {district}
    with pytest.raises(Error, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE obligations_tally SET late = 0")


def test_share_is_fair_and_never_above_all():
    rows = build()
    who = actor("DLA-30", "province_coordinator")
    today = date(2026, 7, 10)
    lgo = next(d for d in rows if d.office.level == "lgo" and d.due_on == date(2026, 5, 25))
    owner = actor(lgo.office.code)
    duties.send(duty=lgo, kind="statement", words="ส่ง", by=owner, at=NOW + timedelta(days=6))  # two days late
    ahead = Duty.objects.filter(office=lgo.office, due_on=date(2026, 8, 25)).get()
    duties.send(duty=ahead, kind="nil", by=owner, at=NOW)
    wall.enter(who.scope)
    parts = facts.standings_below(who, who.scope, date(2025, 10, 1), date(2026, 9, 30), today)
    by_month = {}
    for part in parts:
        by_month[part.column] = by_month.get(part.column, facts.Standing()) + part.standing
    may, august = by_month[date(2026, 5, 1)], by_month[date(2026, 8, 1)]
    assert (may.late, may.on_time) == (1, 0)
    assert august == facts.Standing(on_time=1, late=0, missing=0)  # sent ahead counts, the open rest is not owed yet
    assert august.completeness == 100
    assert all(p.standing.completeness is None or 0 <= p.standing.completeness <= 100 for p in parts)
    # A returned report is missing again, but once sent anew its first day decides.
    lgo.refresh_from_db()
    duties.review(duty=lgo, verb="return", comment="แก้", by=who, at=NOW + timedelta(days=7))
    again = actor(lgo.office.code)
    sent = duties.send(duty=lgo, kind="statement", words="แก้แล้ว", by=again, at=NOW + timedelta(days=40))
    assert sent.sent_on == date(2026, 5, 27)
    total = facts.total(facts.standings_below(who, who.scope, date(2025, 10, 1), date(2026, 9, 30), today))
    assert total.owed == total.on_time + total.late + total.missing
