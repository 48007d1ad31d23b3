"""The way of a request as values: every verb from every state, and any order of verbs keeps state and needs in step."""

from __future__ import annotations

import random
from datetime import date

import pytest

from tidtam.assistance import rules
from tidtam.assistance.choices import ENDED, IN_WORK, LIVE, OPEN, RequestState, Track
from tidtam.assistance.rules import after_needs, allowed, landing
from tidtam.assistance.transitions import NEED, NEEDS_BY_REQUEST, REQUEST

_VERBS = [verb for verb in REQUEST if verb != "receive"]
MAY = {
    "received": "start_verifying check_item appoint assign amend deliver void_delivery withdraw merge",
    "reopened": "start_verifying check_item appoint assign amend deliver void_delivery withdraw merge",
    "verifying": "check_item appoint assign amend note_duplicates deliver void_delivery withdraw merge",
    "checked": "check_item appoint assign amend note_duplicates send_to_committee grant refer refuse deliver "
    "void_delivery withdraw merge",
    "committee": "check_item appoint assign amend grant refer defer refuse deliver void_delivery withdraw merge",
    "decided": "appoint assign deliver void_delivery withdraw",
    "delivering": "appoint assign deliver void_delivery withdraw",
    "helped": "appoint assign void_delivery announce close reopen",
    "announced": "appoint assign close reopen",
    "closed": "reopen", "refused": "reopen", "withdrawn": "reopen", "merged": "", "handed": "",
}  # fmt: skip


@pytest.mark.parametrize("state", RequestState.values)
@pytest.mark.parametrize("verb", REQUEST)
def test_every_verb_from_every_state(verb: str, state: str) -> None:
    assert allowed(verb, state, Track.IMMEDIATE) is (verb in MAY[state].split())
    before = state == "checked" and verb in ("grant", "refer")
    assert allowed(verb, state, Track.COMMITTEE) is (verb in MAY[state].split() and not before)
    if allowed(verb, state, Track.IMMEDIATE):
        assert landing(verb, state) in RequestState.values


def test_every_state_has_an_end_and_a_next_step() -> None:
    assert set(LIVE) | set(ENDED) == set(RequestState.values)
    assert not set(LIVE) & set(ENDED)
    for state in RequestState.values:
        step = rules.next_step(state, Track.COMMITTEE)
        assert (step is None) == (state in ENDED)
        if step:
            assert allowed(step.verb, state, Track.COMMITTEE)
    step = rules.next_step("checked", Track.IMMEDIATE)
    assert step
    assert step.verb == "grant"


def _needs(rng: random.Random, buckets: list[str], verb: str) -> bool:
    """Move the needs as the actions do; say whether something was given with more to come."""
    for index, bucket in enumerate(buckets):
        moved = NEEDS_BY_REQUEST.get(verb)
        if moved and bucket in NEED[moved].sources and (verb in ("refuse", "withdraw") or bucket == "unmet"):
            buckets[index] = NEED[moved].target
    opened = [index for index, bucket in enumerate(buckets) if bucket in OPEN]
    if verb == "deliver" and opened:
        buckets[rng.choice(opened)] = rng.choice(["met", "in_progress"])
    if verb == "merge":
        for index in opened:
            buckets[index] = "merged"
    if verb == "reopen":
        ended = [index for index, bucket in enumerate(buckets) if bucket in ("met", "withdrawn", "not_eligible")]
        buckets[rng.choice(ended)] = "unmet"
    return verb == "deliver"


@pytest.mark.parametrize("seed", range(20))
def test_any_order_of_verbs_keeps_request_and_needs_in_step(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(1000):
        track, state = rng.choice(Track.values), "received"
        buckets = ["unmet"] * rng.randint(1, 4)
        given = False
        for _step in range(rng.randint(5, 20)):
            if rng.random() < 0.3:  # a need moves by a verb of its own, on its page or by a referral
                index = rng.randrange(len(buckets))
                verbs = [v for v, move in NEED.items() if buckets[index] in move.sources and v != "merge"]
                if not verbs:
                    continue
                buckets[index] = NEED[rng.choice(verbs)].target
                state = after_needs(state, buckets, given=given)
            else:
                choices = [verb for verb in _VERBS if allowed(verb, state, track)]
                if not choices:
                    break
                verb = rng.choice(choices)
                if verb == "reopen" and not any(b in ("met", "withdrawn", "not_eligible") for b in buckets):
                    continue
                given = _needs(rng, buckets, verb) or given
                state = landing(verb, state)
                state = state if verb in ("merge", "close", "announce") else after_needs(state, buckets, given=given)
            opened = any(bucket in OPEN for bucket in buckets)
            assert opened == (state in (*IN_WORK, "decided", "delivering")), (state, buckets)


def test_what_hangs_on_a_board() -> None:
    assert rules.announceable(["HOU", "EQP"], "counter")
    assert not rules.announceable(["HOU", "MED"], "counter")
    assert not rules.announceable(["MEN"], "web")
    assert not rules.announceable(["HOU"], "district")
    assert not rules.announceable(["EQP"], "counter", "DISEASE")  # the category beside the name would say they were ill
    assert rules.announce_until(date(2026, 5, 1), 15) == date(2026, 5, 15)


def test_days_to_answer() -> None:
    holidays = frozenset({date(2026, 5, 4)})
    assert rules.answer_by(date(2026, 5, 1), 1, holidays) == date(2026, 5, 5)  # a Friday, and Monday is a holiday
    assert not rules.overdue_climbs(date(2026, 5, 5), date(2026, 5, 5))
    assert rules.overdue_climbs(date(2026, 5, 5), date(2026, 5, 6))
    assert rules.track_of("DISASTER") == "immediate"
    assert rules.track_of("QOL") == "committee"
