"""The pure rules of transfer and balance under random histories; no database."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from tidtam.aftercare.rules import transfer
from tidtam.assistance import rules as balance
from tidtam.assistance.choices import COUNTED, OPEN, Bucket
from tidtam.assistance.transitions import NEED
from tidtam.demo.bench.lines import Limit, Line, line, processor
from tidtam.demo.bench.shop import Shop
from tidtam.kernel.problem import Problem

SEED, CASES = 2_566, 1_000_000
DAY, NOON = date(2023, 1, 9), datetime(2023, 1, 9, 5, tzinfo=UTC)
OFFICES, HOLDERS = ("A", "B", "C", "PA", "PB", "TOP"), ("A", "B", "C")
_TRANSFER_VERBS = tuple(sorted({move.verb for move in transfer.MOVES}))
_NEED_VERBS = tuple(verb for verb in NEED if verb != "open")


def measure(shop: Shop) -> Iterator[Line]:
    """Yield in how many histories an office was missing or double, and in how many a sum did not hold."""
    cases, reference = shop.size(CASES // 2, 200), processor()
    for name, agrees in (("transfer", transfer_holds), ("balance", balance_holds)):
        dice = random.Random(SEED)  # noqa: S311 (repeatable histories, no secret)
        began = time.perf_counter()
        broken = sum(not agrees(dice) for _ in range(cases))
        yield line(
            f"care_random.{name}_rules", "histories", broken, n=cases, reference=reference, limit=Limit(0),
            seconds=round(time.perf_counter() - began, 1), seed=SEED,
        )  # fmt: skip


def transfer_holds(dice: random.Random) -> bool:
    """Play one transfer at random; say whether exactly one office answered at every instant, as told beside it."""
    ways = {"from_province": "PA", "to_province": "PB"} if dice.random() < 0.5 else {}
    current = transfer.offer(sender="A", receiver="B", superior="TOP", on=DAY, **ways)
    holder, today = "A", DAY
    for _ in range(8):
        today += timedelta(days=dice.choice((0, 0, 1, 5)))
        after = _turn(dice, current, today)
        if after.stage != current.stage and after.stage == "accepted":
            holder = after.responsible
        fine = (
            after.responsible in HOLDERS and after.responsible == holder
            and bool(after.acting) == (after.stage in transfer.LIVE)
            and (current.stage in transfer.LIVE or after == current)
        )  # fmt: skip
        if not fine:
            return False
        current = after
    return True


def _turn(dice: random.Random, current: transfer.Offer, today: date) -> transfer.Offer:
    if dice.random() < 0.15:
        return transfer.tick(current, today, ())
    acting = current.acting if dice.random() < 0.7 else ""
    try:
        return transfer.act(
            current, dice.choice(_TRANSFER_VERBS), office=acting or dice.choice(OFFICES), on=today,
            to=dice.choice(HOLDERS),
        )  # fmt: skip
    except Problem:
        return current


def balance_holds(dice: random.Random) -> bool:
    """Play the needs of two people at random; say whether every ledger balances and asked = helped + waiting."""
    needs = [(dice.randrange(2), _ledger(dice)) for _ in range(dice.randint(1, 3))]
    if not all(balance.balanced(steps, steps[-1].bucket, steps[-1].office) for _, steps in needs):
        return False
    if not all(_one_bucket(steps) for _, steps in needs):
        return False
    for after in (0, 9, 30):
        pairs = [(person, balance.bucket_on(steps, DAY + timedelta(days=after))) for person, steps in needs]
        figure = balance.standing(pairs)
        asked = {person for person, bucket in pairs if bucket in COUNTED}
        waiting = {person for person, bucket in pairs if bucket in OPEN}
        if (figure.asked, figure.helped, figure.waiting) != (len(asked), len(asked - waiting), len(waiting)):
            return False
        if figure.asked != figure.helped + figure.waiting:
            return False
    return True


def _ledger(dice: random.Random) -> list[balance.Step]:
    steps = balance.opening(bucket=Bucket.UNMET, office=1, day=DAY, at=NOON)
    for _ in range(dice.randint(0, 5)):
        now, verb = steps[-1], dice.choice(_NEED_VERBS)
        if now.bucket not in NEED[verb].sources:
            continue
        there = dice.randint(1, 3) if verb in ("hand_over", "escalate") else now.office
        moved = timedelta(days=dice.randint(-3, 12))  # noted before what was noted last, too
        steps += balance.change(
            now, bucket=NEED[verb].target, office=there, day=now.day + moved, at=now.at + moved, verb=verb
        )
    return steps


def _one_bucket(steps: list[balance.Step]) -> bool:
    """Say whether the movements put the need in exactly one bucket after each change."""
    sums: dict[str, int] = {}
    for number, step in enumerate(steps):
        sums[step.bucket] = sums.get(step.bucket, 0) + step.delta
        if number % 2 == 0 and sorted(value for value in sums.values() if value) != [1]:
            return False
    return True
