"""The tally equals a recount after any sequence of writes and moves, and nobody writes it but its triggers."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import Error, connection, transaction
from tests.aftercare import district as make
from tests.factories.actors import office

from tidtam.aftercare.models import Case, CaseNeed, CaseNeedMove, Missed, Round, Tally, Visit
from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.offices.actions import move

pytestmark = pytest.mark.django_db
COLUMNS = ("tier", "node", "programme_id", "measure", "slot", "n")


def stored() -> set[tuple]:
    wall.enter("1.")
    return set(Tally.objects.exclude(n=0).values_list(*COLUMNS))


def rebuild() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT aftercare_tally_rebuild()")


def same() -> None:
    before = stored()
    rebuild()
    after = stored()
    assert before == after, sorted(before ^ after)[:10]


def test_tally_equals_recount_after_random_writes_and_moves():
    wall.enter("1.")
    chance = random.Random(2569)
    teams = [make.team("DOPA-3014", 1), make.team("DOPA-3014", 2), make.team("DOPA-3609", 1), office("DOPA-3014"),
             office("BKK-1001")]  # fmt: skip
    cases = [make.case(chance.choice(teams)) for _ in range(12)]
    same()
    for step in range(120):
        wall.enter("1.")
        one = chance.choice(cases)
        verb = chance.choice(["visit", "visit", "need", "settle", "move", "status", "miss", "result", "drop"])
        if verb == "visit":
            row = Round.objects.filter(case=one, visit_no=None).order_by("?").first()
            if row is not None:
                make.visit(one, row.round_no, chance.choice(["F1", "F2", "N1", "M2", "D1"]), days=chance.randint(-7, 7))
        elif verb == "need":
            make.need(one, chance.choice(["OCC", "CAP", "MED"]))
        elif verb == "settle":
            CaseNeed.objects.filter(case=one).update(bucket=chance.choice(["met", "in_progress", "withdrawn"]))
        elif verb == "move":
            make.move_case(one, chance.choice(teams))
        elif verb == "status":
            Case.objects.filter(pk=one.pk, status="active").update(status="lost", substance=chance.choice(["01", "02"]))
        elif verb == "miss":
            Round.objects.filter(case=one, state="due").update(state="missed", counted_office=one.office)
        elif verb == "result":
            Visit.objects.filter(case=one).update(result="F2", visited_on=make.TODAY)
        elif verb == "drop" and step % 5 == 0:
            held = CaseNeed.objects.filter(case=one).order_by("?")[:1]
            CaseNeedMove.objects.filter(need__in=list(held)).delete()
            CaseNeed.objects.filter(pk__in=[h.pk for h in held]).delete()
        if step % 15 == 0:
            same()
    same()
    for model in (CaseNeedMove, CaseNeed, Missed, Visit, Round, Case):
        model.objects.all().delete()
    assert stored() == set()


def test_tally_follows_an_office_that_moves():
    wall.enter("1.")
    team = make.team("DOPA-3014", 1)
    one = make.case(team)
    make.visit(one, 8)
    make.need(one)
    move(office=team, parent=office("DOPA-3015"), reason="เปลี่ยนเขต", by=system("x"), at=make.AT)
    wall.enter("1.")
    nodes = {node for tier, node, *_ in stored() if tier == 2}
    assert nodes == {office("DOPA-3015").path}
    same()


def test_a_transfer_moves_what_is_open_and_leaves_what_is_counted():
    wall.enter("1.")
    here, there = office("DOPA-3014"), office("DOPA-3609")
    one = make.case(here)
    make.visit(one, 5)
    make.move_case(one, there)
    found = {(node, measure, slot): n for tier, node, _p, measure, slot, n in stored() if tier == 2}
    missed = sum(n for (node, measure, _s), n in found.items() if node == here.path and measure == "round.missed")
    planned = sum(n for (node, measure, _s), n in found.items() if node == there.path and measure == "round.planned")
    assert missed and planned
    assert found[here.path, "nth.F1", 5] == 1
    assert found[there.path, "enrolled", 0] == 1
    assert (here.path, "enrolled", 0) not in found


def test_a_bulk_load_counts_once_at_its_end():
    wall.enter("1.")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL tidtam.tally = 'off'")
        cases = [make.case(office("DOPA-3014")) for _ in range(3)]
        make.visit(cases[0], 2)
        assert stored() == set()
        rebuild()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL tidtam.tally = ''")
    make.visit(cases[1], 3, days=3)
    same()
    assert (2, office("DOPA-3014").path, cases[0].programme_id, "enrolled", 0, 3) in stored()


def test_the_tally_stands_behind_its_wall_and_is_closed_to_the_app():
    wall.enter("1.")
    make.case(make.team("DOPA-3014", 1))
    wall.enter(office("DOPA-36").path)
    assert not Tally.objects.exists()
    wall.enter("")
    assert not Tally.objects.exists()
    wall.enter(office("DOPA-3014").path)
    assert set(Tally.objects.values_list("node", flat=True)) == {office("DOPA-3014").path}
    with pytest.raises(Error, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE aftercare_tally SET n = 0")


def test_half_months_close_on_the_fifteenth():
    wall.enter("1.")
    one = make.case(office("DOPA-3014"), completed=make.TODAY - timedelta(days=6 + 15))  # round 1 due on the 15th
    assert one.next_due_on is not None
    from tidtam.aftercare import facts

    first = Round.objects.get(case=one, round_no=1)
    assert first.due_on.day == 15
    slots = {slot for _t, _n, _p, measure, slot, _c in stored() if measure in ("round.due", "round.missed")}
    assert facts.half_of(first.due_on) in slots
    assert facts.half_start(facts.half_of(first.due_on)).day == 1
