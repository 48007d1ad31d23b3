"""Rounds: one state each, whatever came when; the ledger forgets nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest

from tidtam.aftercare.rules.plan import Parameters, plan
from tidtam.aftercare.rules.rounds import (
    Closed,
    Missed,
    Standing,
    Suspended,
    Visit,
    begin,
    fold,
    is_overdue,
    place,
    timing,
)  # fmt: skip
from tidtam.demo import plan_reference

COMPLETED = date(2023, 3, 31)
PLAN = plan(COMPLETED)


def day(offset: int) -> date:
    return COMPLETED + timedelta(days=offset)


def visit(key: str, on: int, arrived: int | None = None, *, counts: bool = True, closing: bool = False) -> Visit:
    return Visit(key, day(on), day(on if arrived is None else arrived), counts, closing)


def states(standing: Standing) -> str:
    letter = {"planned": ".", "due": "o", "done": "D", "missed": "M", "excused": "E"}
    return "".join(letter[one.state] for one in standing.rounds)


def test_a_round_is_due_in_its_window_and_missed_the_day_after() -> None:
    for at, first in ((7, "."), (8, "o"), (15, "o"), (22, "o"), (23, "M")):
        assert states(fold(PLAN, [], day(at)))[0] == first
    assert fold(PLAN, [], day(23)).ledger == (Missed(1, day(23)),)
    assert not is_overdue(PLAN.slot(1), "due", day(15))
    assert is_overdue(PLAN.slot(1), "due", day(16))


def test_on_every_day_of_the_year_exactly_one_round_is_due() -> None:
    for at in range(8, 368):
        assert states(fold(PLAN, [], day(at))).count("o") == 1


def test_first_fills_second_is_extra_and_one_outside_belongs_to_none() -> None:
    found = fold(PLAN, [visit("a", 14), visit("b", 16), visit("c", 3), visit("d", 380)], day(390))
    assert found.of(1).visit == visit("a", 14)
    assert found.of(1).extras == 1
    assert [one.key for one in found.outside] == ["c", "d"]
    assert states(found) == "D" + "M" * 23


def test_a_late_arrival_turns_missed_into_done_and_the_ledger_keeps_both() -> None:
    effect = place(PLAN, fold(PLAN, [], day(40)), visit("a", 20, 40))
    assert (effect.outcome, effect.before, effect.after, effect.recovers) == ("fills", "missed", "done", True)
    assert effect.standing.ledger[0] == Missed(1, day(23), recovered_on=day(40))


def test_an_earlier_visit_that_arrives_later_takes_the_round() -> None:
    effect = place(PLAN, fold(PLAN, [visit("b", 16)], day(17)), visit("a", 14, 18))
    assert (effect.outcome, effect.displaced) == ("replaces", visit("b", 16))
    assert effect.standing.of(1).extras == 1


def test_two_members_on_one_day_leave_one_result() -> None:
    both = [visit("b", 15), visit("a", 15)]
    for order in permutations(both):
        found = fold(PLAN, order, day(16))
        assert (found.of(1).visit, found.of(1).extras) == (visit("a", 15), 1)


def test_a_record_of_not_having_gone_fills_nothing() -> None:
    effect = place(PLAN, begin(PLAN, day(15)), visit("a", 15, counts=False))
    assert (effect.outcome, states(effect.standing)[0]) == ("not_counted", "o")


def test_a_suspension_excuses_and_the_year_does_not_move() -> None:
    jail = Suspended(day(10), day(50), "jail", day(10))
    found = fold(PLAN, [visit("a", 30)], day(60), [jail])
    assert states(found)[:4] == "EDEo"  # due days 15, 30 and 45 are covered, one was visited
    assert [one.why for one in found.rounds[:3]] == ["jail", "", "jail"]
    assert found.ledger == ()
    assert PLAN.closing.due == date(2024, 3, 31)


def test_an_open_suspension_excuses_rounds_as_they_come() -> None:
    found = fold(PLAN, [], day(100), [Suspended(day(20), None, "abroad", day(20))])
    assert states(found).startswith("oEEEEEE.".replace("o", "M"))
    assert [line.n for line in found.ledger] == [1]


def test_an_excuse_that_comes_late_leaves_its_line_in_the_ledger() -> None:
    found = fold(PLAN, [], day(40), [Suspended(day(10), day(20), "hospital", day(39))])
    assert found.of(1).state == "excused"
    assert found.ledger == (Missed(1, day(23), excused_on=day(39)), Missed(2, day(38)))


def test_after_death_nothing_is_owed_and_what_was_missed_stays() -> None:
    found = fold(PLAN, [visit("a", 15)], day(55), end=Closed(day(50), "deceased", day(52)))
    assert states(found) == "DM" + "E" * 22
    assert {one.why for one in found.rounds[2:]} == {"deceased"}


def test_who_never_was_a_case_owes_nothing() -> None:
    found = fold(PLAN, [visit("a", 15)], day(55), end=Closed(day(50), "not_a_case", day(50)))
    assert states(found) == "D" + "E" * 23
    assert found.ledger[0] == Missed(2, day(38), excused_on=day(50))


def test_the_closing_assessment_also_fills_its_round() -> None:
    visits = [visit(f"v{n}", 15 * n) for n in range(1, 24)] + [visit("z", 362, closing=True)]
    found = fold(PLAN, visits, day(362))
    assert (found.of(24).state, found.closing.state, found.is_complete) == ("done", "done", True)
    assert not fold(PLAN, visits[:-1], day(362)).is_complete
    late = fold(PLAN, [visit("z", 420, closing=True)], day(420))
    assert (late.closing.state, late.is_complete) == ("done", True)
    assert fold(PLAN, [], day(420)).closing.state == "missed"
    too_early = fold(PLAN, [visit("z", 300, closing=True)], day(300))
    assert too_early.closing.state == "planned"


def test_early_and_late_are_computed() -> None:
    slot = PLAN.slot(1)
    assert [timing(slot, day(at)) for at in (8, 15, 22)] == ["early", "on_time", "late"]


def test_every_order_of_arrival_ends_alike() -> None:
    rng = random.Random(7)
    for _ in range(300):
        history = plan_reference.random_history(rng)
        made = plan(history.completed_on, history.parameters)
        if not history.visits:
            continue
        last = max(one.arrived_on for one in history.visits)
        ends = set()
        for order in list(permutations(history.visits))[:24]:
            # Each order: everything arrives on one day, one after the other.
            visits = [one._replace(arrived_on=last) for one in order]
            standing = begin(made, history.completed_on)
            for one in visits:
                standing = place(made, standing, one, history.suspensions, history.end).standing
            assert standing == fold(made, visits, standing.today, history.suspensions, history.end)
            ends.add(standing)
        assert len(ends) == 1


@pytest.mark.slow
def test_random_histories_equal_the_reference() -> None:
    cases, mismatches, _ = plan_reference.run(20_000, seed=11)
    assert (cases, mismatches) == (20_000, 0)


def test_the_reference_notices_a_difference() -> None:
    history = plan_reference.History(COMPLETED, Parameters(rounds=2), [visit("a", 22)], [], None, day(40))
    assert plan_reference.agrees(history)
    other = fold(PLAN, [visit("a", 23)], day(40))
    assert plan_reference.said(replace(other, rounds=other.rounds[:2])) != plan_reference.reference(history)
