"""The ledger as values: whatever is done to needs, each is in one bucket, and asked = helped + waiting."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tidtam.assistance.choices import COUNTED, OPEN, Bucket
from tidtam.assistance.rules import Standing, Step, balanced, bucket_on, change, opening, standing
from tidtam.assistance.transitions import NEED

START = date(2026, 1, 1)
NOON = datetime(2026, 1, 1, 5, tzinfo=UTC)
VERBS = sorted(set(NEED) - {"open"})
CASES = 20_000


def run(person: int, moves: list[tuple[str, int, int]]) -> list[Step]:
    """Open a need and try verbs in turn: (verb, days after the start, office); those the state forbids are skipped."""
    steps = opening(bucket=NEED["open"].target, office=1, day=START, at=NOON)
    for verb, after, office in moves:
        now = steps[-1]
        if now.bucket not in NEED[verb].sources:
            continue
        there = office if verb in ("hand_over", "escalate") else now.office
        day, at = START + timedelta(days=after), NOON + timedelta(days=after)
        steps += change(now, bucket=NEED[verb].target, office=there, day=day, at=at, verb=verb)
    return steps


def holds(steps: list[Step]) -> None:
    last = steps[-1]
    assert balanced(steps, last.bucket, last.office)
    for moment in ("at", "day"):
        sums = dict.fromkeys(Bucket.values, 0)
        for step, after in zip(steps, [*steps[1:], None], strict=True):
            sums[step.bucket] += step.delta
            if after is None or getattr(after, moment) != getattr(step, moment):
                assert sorted(sums.values()) == [0, 0, 0, 0, 0, 1]
                assert moment == "at" or sums[bucket_on(steps, step.day)] == 1


def test_twenty_thousand_random_histories_balance_at_every_instant():
    dice = random.Random(569)
    for case in range(CASES):
        needs = [
            (
                dice.randrange(2),
                run(0, [(dice.choice(VERBS), dice.randrange(12), dice.randrange(1, 4)) for _ in range(6)]),
            )
            for _ in range(dice.randrange(1, 4))
        ]
        for _, steps in needs:
            holds(steps)
        for after in (0, 5, 12):
            day = START + timedelta(days=after)
            pairs = [(person, bucket_on(steps, day)) for person, steps in needs]
            figure = standing(pairs)
            people = {person for person, _ in pairs}
            asked = {p for p in people if any(q == p and b in COUNTED for q, b in pairs)}
            waiting = {p for p in people if any(q == p and b in OPEN for q, b in pairs)}
            assert (figure.asked, figure.waiting) == (len(asked), len(waiting)), case
            assert figure.asked == figure.helped + figure.waiting and figure.helped >= 0


moves = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(-3, 30), st.integers(1, 3)), max_size=8)


@settings(max_examples=300, deadline=None)
@given(moves)
def test_any_order_of_verbs_and_days_balances(done):
    holds(run(0, done))


@settings(max_examples=300, deadline=None)
@given(moves, st.data())
def test_any_single_fault_is_seen(done, data):
    steps = run(0, done)
    last = steps[-1]
    index = data.draw(st.integers(0, len(steps) - 1))
    step = steps[index]
    other = next(bucket for bucket in Bucket.values if bucket != step.bucket)
    broken = data.draw(
        st.sampled_from(
            [
                steps[:index] + steps[index + 1 :],
                [*steps[:index], replace(step, bucket=other), *steps[index + 1 :]],
                [*steps[:index], replace(step, delta=-step.delta), *steps[index + 1 :]],
                [*steps[:index], step, step, *steps[index + 1 :]],
            ]
        )
    )
    assert not balanced(broken, last.bucket, last.office)


def test_who_asked_who_was_helped_who_waits():
    assert standing([]) == Standing(0, 0)
    assert standing([(1, "met"), (1, "unmet"), (2, "met"), (2, "withdrawn"), (3, "merged"), (4, None)]) == Standing(
        1, 1
    )
    assert Standing(1, 2) + Standing(3, 4) == Standing(4, 6) and Standing(4, 6).asked == 10
