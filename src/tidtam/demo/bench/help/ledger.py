"""The pure rules of requests and their ledger under a million random operations; no database."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from tidtam.assistance.choices import ENDED, OPEN, Bucket, RequestState, Track
from tidtam.assistance.rules import Step, after_needs, allowed, balanced, change, landing, opening
from tidtam.assistance.transitions import NEED, NEEDS_BY_REQUEST, REQUEST
from tidtam.demo.bench.lines import Limit, Line, line, processor
from tidtam.demo.bench.shop import Shop

SEED, OPERATIONS, LONGEST = 412, 1_000_000, 14
DAY, NOON = date(2023, 1, 9), datetime(2023, 1, 9, 5, tzinfo=UTC)
HERE, OFFICES = 1, (2, 3)
NO_OPEN_NEED = frozenset({*ENDED, RequestState.HELPED, RequestState.ANNOUNCED})
_TRIES = 6
_STATES, _TRACKS = frozenset(RequestState.values), tuple(Track.values)
_NEED_VERBS = tuple(verb for verb in NEED if verb != "open")
_REQUEST_VERBS = tuple(verb for verb in REQUEST if verb != "receive")


def measure(shop: Shop) -> Iterator[Line]:
    """Yield after how many operations a sum did not hold, a need stood in two buckets, or a request ended too early."""
    operations, reference = shop.size(OPERATIONS, 2_000), processor()
    dice, done, broken, began = random.Random(SEED), 0, 0, time.perf_counter()  # noqa: S311 (repeatable, no secret)
    verbs: Counter[str] = Counter()
    while done < operations:
        tale = Tale(dice)
        for _ in range(LONGEST):
            done += 1
            verbs[tale.act(dice)] += 1
            broken += not tale.holds()
    yield line(
        "help_ledger.rules", "operations", broken, n=done, reference=reference, limit=Limit(0), seed=SEED,
        seconds=round(time.perf_counter() - began, 1), done=dict(sorted(verbs.items())),
    )  # fmt: skip


class Tale:
    """A request with its needs, their ledgers, and a count of what stands where that only the movements change."""

    def __init__(self, dice: random.Random) -> None:
        self.state: str = RequestState.RECEIVED
        self.track = dice.choice(_TRACKS)
        self.given, self.handed, self.day = False, False, DAY
        self.mine = [opening(bucket=Bucket.UNMET, office=HERE, day=DAY, at=NOON) for _ in range(dice.randint(1, 3))]
        self.away: list[list[Step]] = []
        self.opened = len(self.mine)
        self.held = Counter({(HERE, str(Bucket.UNMET)): self.opened})
        self.touched: list[list[Step]] = list(self.mine)

    def act(self, dice: random.Random) -> str:
        """Do one thing at random; return the verb, or "nothing" when nothing fitted in a few tries."""
        for _ in range(_TRIES):
            said = self._try(dice)
            if said != "nothing":
                break
        return said

    def _try(self, dice: random.Random) -> str:
        self.day += timedelta(days=dice.randint(-2, 9))  # noted before what was noted last, too
        self.touched = []
        if dice.random() < 0.35:
            return self._need(dice)
        verb = dice.choice(_REQUEST_VERBS)
        if not allowed(verb, self.state, self.track) or not self._lead(verb, dice):
            return "nothing"
        if verb == "send_to_committee":
            self.track = Track.COMMITTEE
        self._follow(landing(verb, self.state))
        return verb

    def _need(self, dice: random.Random) -> str:
        if not self.mine:
            return "nothing"
        ledger, verb = dice.choice(self.mine), dice.choice(_NEED_VERBS)
        if ledger[-1].bucket not in NEED[verb].sources:
            return "nothing"
        leaves = verb in ("hand_over", "escalate")
        self._move(ledger, verb, dice.choice(OFFICES) if leaves else HERE)
        if leaves:
            self.mine.remove(ledger)
            self.away.append(ledger)
            self.handed = True
        self._follow(self.state)
        return f"need.{verb}"

    def _lead(self, verb: str, dice: random.Random) -> bool:
        """Move the needs as the verb of the request does; say whether there was something to move."""
        still = [ledger for ledger in self.mine if ledger[-1].bucket in OPEN]
        if verb == "deliver":
            if not still:
                return False
            self._give(dice.choice(still), dice)
        elif verb == "merge":
            for ledger in still:
                self._move(ledger, "merge", HERE)
        elif verb == "reopen":
            shut = [ledger for ledger in self.mine if ledger[-1].bucket in NEED["reopen"].sources]
            for ledger in shut:
                self._move(ledger, "reopen", HERE)
            return bool(shut)
        elif verb in NEEDS_BY_REQUEST:
            for ledger in still:
                if ledger[-1].bucket == Bucket.UNMET or verb not in ("grant", "refer"):
                    self._move(ledger, NEEDS_BY_REQUEST[verb], HERE)
        return True

    def _give(self, ledger: list[Step], dice: random.Random) -> None:
        self.given = True
        if dice.random() < 0.7:
            self._move(ledger, "settle", HERE)
        elif ledger[-1].bucket == Bucket.UNMET:
            self._move(ledger, "take_up", HERE)

    def _move(self, ledger: list[Step], verb: str, office: int) -> None:
        at = NOON + (self.day - DAY)
        made = change(ledger[-1], bucket=NEED[verb].target, office=office, day=self.day, at=at, verb=verb)
        for step in made:
            self.held[step.office, str(step.bucket)] += step.delta
        ledger += made
        self.touched.append(ledger)

    def _follow(self, state: str) -> None:
        self.state = after_needs(
            state, [ledger[-1].bucket for ledger in self.mine], given=self.given, handed=self.handed
        )

    def holds(self) -> bool:
        """Say whether every need stands in one bucket, what was asked is the sum of all buckets, and the state fits."""
        if not all(balanced(ledger, ledger[-1].bucket, ledger[-1].office) for ledger in self.touched):
            return False
        stands = Counter((ledger[-1].office, str(ledger[-1].bucket)) for ledger in (*self.mine, *self.away))
        if stands != Counter({key: count for key, count in self.held.items() if count}):
            return False
        if sum(self.held.values()) != self.opened or min(self.held.values()) < 0:
            return False
        is_open = any(ledger[-1].bucket in OPEN for ledger in self.mine)
        return self.state in _STATES and is_open != (self.state in NO_OPEN_NEED)
