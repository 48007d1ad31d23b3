"""Transfer of responsibility: one office at every instant, whoever does what when."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tidtam.aftercare.choices import Stage
from tidtam.aftercare.rules.transfer import (
    CLOCK,
    LIVE,
    MOVES,
    OVER,
    Offer,
    act,
    escalates_on,
    offer,
    remind_on,
    superior_of,
    tick,
    verbs,
)  # fmt: skip
from tidtam.kernel.problem import Conflict, NotAllowed, Problem

DAY = date(2026, 1, 5)  # a Monday
OFFICES = ["A", "B", "C", "PA", "PB", "TOP"]
VERBS = sorted({move.verb for move in MOVES})


def near() -> Offer:
    return offer(sender="A", receiver="B", superior="TOP", on=DAY)


def far() -> Offer:
    return offer(sender="A", receiver="B", superior="TOP", on=DAY, from_province="PA", to_province="PB")


def test_within_a_province_it_lies_with_the_receiver() -> None:
    made = near()
    assert (made.stage, made.acting, made.responsible) == ("receiver", "B", "A")
    assert act(made, "accept", office="B", on=DAY).responsible == "B"


def test_between_provinces_it_passes_through_both() -> None:
    made = far()
    for who in ("PA", "PB"):
        assert (made.acting, made.responsible, verbs(made, who)[0]) == (who, "A", "forward")
        made = act(made, "forward", office=who, on=DAY)
    assert made.stage == "receiver"
    assert act(act(far(), "forward", office="PA", on=DAY), "reroute", office="PB", on=DAY, to="C").acting == "C"


def test_the_superior_decides_after_a_refusal() -> None:
    refused = act(near(), "reject", office="B", on=DAY)
    assert (refused.acting, refused.responsible) == ("TOP", "A")
    assert act(refused, "keep", office="TOP", on=DAY).responsible == "A"
    assert act(refused, "assign", office="TOP", on=DAY, to="B").responsible == "B"
    assert act(refused, "assign", office="TOP", on=DAY, to="C").responsible == "C"
    assert act(refused, "assign", office="TOP", on=DAY, to="A").stage == "kept"


def test_working_days_count_holidays_and_weekends_out() -> None:
    assert remind_on(near(), set()) == date(2026, 1, 8)
    assert escalates_on(near(), set()) == date(2026, 1, 14)
    assert escalates_on(near(), {date(2026, 1, 6)}) == date(2026, 1, 15)
    assert tick(near(), date(2026, 1, 14), set()) == near()
    late = tick(near(), date(2026, 1, 15), set())
    assert (late.stage, late.responsible) == ("superior", "A")
    assert tick(late, date(2026, 3, 1), set()) == late


def test_every_verb_from_every_stage_by_every_office() -> None:
    base = far()
    for stage in Stage.values:
        current = Offer("A", "B", "TOP", stage, DAY, "PA", "PB")
        for verb in VERBS:
            may = [move for move in MOVES if move.verb == verb and stage in move.begins]
            for office in [*OFFICES, CLOCK]:
                right = may and office == (CLOCK if may[0].who == CLOCK else getattr(base, may[0].who))
                if right:
                    after = act(current, verb, office=office, on=DAY, to="C")
                    assert after.stage == may[0].ends
                else:
                    with pytest.raises((Conflict, NotAllowed)):
                        act(current, verb, office=office, on=DAY, to="C")
    assert set(Stage.values) == LIVE | OVER


def test_refusals_say_what_to_do() -> None:
    with pytest.raises(Problem, match="same"):
        offer(sender="A", receiver="A", superior="TOP", on=DAY)
    with pytest.raises(Problem, match="transfer_to"):
        act(act(near(), "reject", office="B", on=DAY), "assign", office="TOP", on=DAY)


def test_the_common_superior_is_the_lowest_office_above_both() -> None:
    assert superior_of("1.2.30.301.3014.", "1.2.30.301.3099.") == "1.2.30.301."
    assert superior_of("1.2.30.301.", "1.2.36.361.") == "1.2."
    assert superior_of("1.2.30.301.3014.", "1.2.30.301.") == "1.2.30."
    assert superior_of("1.2.3.", "1.2.31.") == "1.2."
    assert superior_of("1.", "1.2.") == "1."


def test_random_interleavings_leave_exactly_one_responsible_office() -> None:
    rng = random.Random(5)
    finished = set()
    for _ in range(20_000):
        current, holder, today = rng.choice((near, far))(), "A", DAY
        for _ in range(12):
            today += timedelta(days=rng.choice((0, 0, 1, 5)))
            if rng.random() < 0.15:
                after = tick(current, today, set())
            else:
                acting = rng.random() < 0.7 and current.acting
                office, verb = acting or rng.choice(OFFICES), rng.choice(VERBS)
                try:
                    after = act(current, verb, office=office, on=today, to=rng.choice(OFFICES[:3]))
                except Problem:
                    after = current
            if after.stage != current.stage and after.stage == "accepted":
                holder = after.responsible
            # Somebody has it, the one who had it keeps it while the offer runs, and what is over stays over.
            assert after.responsible in OFFICES[:3]
            assert after.responsible == holder
            assert bool(after.acting) == (after.stage in LIVE)
            assert current.stage in LIVE or after == current
            current = after
        finished.add(current.stage)
    assert finished >= OVER
