"""The ledger of needs as values: what a change writes, what balance means, who counts as one who asked. Pure.

Source: design §3.9. Each need has a chain of movements, numbered from 1 without a gap: the odd ones enter a bucket
(+1), the even ones leave the bucket entered just before (−1), and a need leaves one and enters the next at the same
instant. So at every instant each need is in exactly one bucket. The database holds the same rule (migration 0002).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from tidtam.assistance.choices import COUNTED, OPEN


@dataclass(frozen=True, slots=True)
class Step:
    """One movement: into (+1) or out of (−1) a bucket of an office, on a day that counts, at an instant."""

    seq: int
    day: date
    at: datetime
    bucket: str
    delta: int
    office: int
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Counted persons: asked = helped + waiting, always."""

    helped: int = 0
    waiting: int = 0

    @property
    def asked(self) -> int:
        """Return how many asked."""
        return self.helped + self.waiting

    def __add__(self, other: Standing) -> Standing:
        return Standing(self.helped + other.helped, self.waiting + other.waiting)


def opening(*, bucket: str, office: int, day: date, at: datetime, verb: str = "open") -> list[Step]:
    """Return the first movement of a need."""
    return [Step(1, day, at, bucket, 1, office, verb)]


def change(last: Step, *, bucket: str, office: int, day: date, at: datetime, verb: str) -> list[Step]:
    """Return the two movements of a change of bucket or owner; a day or an instant before the last becomes the last.

    The ledger never runs backwards: what was done on Monday and noted on Friday, after a note of Wednesday, counts from
    Wednesday; the day it was done stands in the need itself.
    """
    day, at = max(day, last.day), max(at, last.at)
    return [
        Step(last.seq + 1, day, at, last.bucket, -1, last.office, verb),
        Step(last.seq + 2, day, at, bucket, 1, office, verb),
    ]


def balanced(steps: Sequence[Step], bucket: str, office: int) -> bool:
    """Say whether the movements put a need in `bucket` of `office` now, and in exactly one bucket at every instant."""
    if not steps or len(steps) % 2 == 0 or [step.seq for step in steps] != list(range(1, len(steps) + 1)):
        return False
    for before, after in pairwise(steps):
        if after.delta != -before.delta or after.day < before.day or after.at < before.at:
            return False
        if after.delta < 0 and (after.bucket, after.office) != (before.bucket, before.office):
            return False
        if after.delta > 0 and (after.day, after.at) != (before.day, before.at):
            return False
    last = steps[-1]
    return steps[0].delta == 1 and last.delta == 1 and (last.bucket, last.office) == (bucket, office)


def bucket_on(steps: Iterable[Step], day: date) -> str | None:
    """Return the bucket at the end of a day; None before the need was asked for."""
    inside = [step for step in steps if step.delta > 0 and step.day <= day]
    return max(inside, key=lambda step: step.seq).bucket if inside else None


def standing(needs: Iterable[tuple[int, str | None]]) -> Standing:
    """Count persons from (person, bucket) of each need.

    Asked: at least one need not withdrawn, merged or not eligible. Of these helped: none open. Else waiting.
    """
    asked, waiting = set(), set()
    for person, bucket in needs:
        if bucket in COUNTED:
            asked.add(person)
        if bucket in OPEN:
            waiting.add(person)
    return Standing(helped=len(asked) - len(waiting), waiting=len(waiting))
