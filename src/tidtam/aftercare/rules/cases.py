"""The status of a case as its visits tell it. A running transfer is a row of its own, not a status.

Choices where the documents are silent:
- only N1 (not found, nothing known) counts towards lost, one per day; whatever tells where the person is ends the
  count, and of two visits of one day the one that found something counts as the later;
- death and re-entry close at once, for nobody should knock at that door again; a refusal and a wrong name only propose
  it, and the recorder decides: a single refused visit is a reason to talk, and nobody is struck off by one entry;
- who was suspended and is met, has moved or is spoken of by the caregiver at home is active again; N1 during a
  suspension changes nothing, because where the person is was known;
- a closed or completed case is not opened by a visit: that is a correction with a reason.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from tidtam.aftercare.choices import CaseStatus, CloseReason, Result, SuspensionKind

LOST_AFTER = 3
MET = frozenset({Result.F1, Result.F2, Result.F3})
NOT_MET = frozenset({Result.N1, Result.C1})  # somebody went, and the person was not there
SUSPENDS: dict[str, str] = {
    Result.J1: SuspensionKind.JAILED,
    Result.H1: SuspensionKind.HOSPITAL,
    Result.O1: SuspensionKind.ORDAINED,
    Result.O2: SuspensionKind.CONSCRIPTED,
    Result.O3: SuspensionKind.ABROAD,
}
CLOSES: dict[str, str] = {Result.D1: CloseReason.DECEASED, Result.T1: CloseReason.RE_ENTERED}
PROPOSES: dict[str, str] = {Result.R1: CloseReason.REFUSED, Result.X1: CloseReason.NOT_A_CASE}
MOVES: dict[str, str] = {Result.M1: "district", Result.M2: "province"}
ENDED = frozenset({CaseStatus.CLOSED, CaseStatus.COMPLETED})


@dataclass(frozen=True, slots=True)
class CaseEffect:
    """What a visit's result does to its case.

    `reason` is the kind of suspension or closing that holds now; `opens_transfer` is "" | "district" | "province";
    `suspends`, `closes` and `proposes_close` name what begins, `resumes` what ends; `tracing_task` asks for a first
    monthly task; `ignored` says that the case had ended before.
    """

    status: str
    reason: str = ""
    not_found: int = 0
    opens_transfer: str = ""
    suspends: str = ""
    resumes: bool = False
    tracing_task: bool = False
    closes: str = ""
    proposes_close: str = ""
    ignored: bool = False


class Told(NamedTuple):
    """A visit's result on its day; `key` breaks ties and does not depend on arrival."""

    visited_on: date
    key: str
    result: str


def after_visit(status: str, not_found: int, result: str, *, reason: str = "") -> CaseEffect:
    """Return what the latest result does to a case that stands at `status` after `not_found` N1 in a row.

    Errors: ValueError for an unknown result.
    """
    return _after(status, not_found, result, reason)


@lru_cache(maxsize=4096)  # the same few combinations come a million times
def _after(status: str, not_found: int, result: str, reason: str) -> CaseEffect:
    code = Result(result)
    if status in ENDED:
        return CaseEffect(status, reason, not_found, ignored=True)
    suspended = status == CaseStatus.SUSPENDED
    if code == Result.N1:
        if suspended:
            return CaseEffect(status, reason)
        count = not_found + 1
        if count >= LOST_AFTER or status == CaseStatus.LOST:
            return CaseEffect(CaseStatus.LOST, not_found=count, tracing_task=status != CaseStatus.LOST)
        return CaseEffect(CaseStatus.ACTIVE, not_found=count)
    if code in CLOSES:
        return CaseEffect(CaseStatus.CLOSED, CLOSES[code], closes=CLOSES[code], resumes=suspended)
    if code in SUSPENDS:
        kind = SUSPENDS[code]
        begins = not suspended or reason != kind
        return CaseEffect(CaseStatus.SUSPENDED, kind, suspends=kind if begins else "", resumes=suspended and begins)
    return CaseEffect(
        CaseStatus.ACTIVE,
        opens_transfer=MOVES.get(code, ""),
        proposes_close=PROPOSES.get(code, ""),
        resumes=suspended,
    )


def _order(told: Told) -> tuple[date, bool, str]:
    return (told.visited_on, told.result != Result.N1, told.key)


def is_latest(told: Told, others: Iterable[Told]) -> bool:
    """Say whether a visit decides: no other of the case is later by its day."""
    return all(_order(other) <= _order(told) for other in others)


def after_visits(visits: Iterable[Told], *, status: str = CaseStatus.REGISTERED, reason: str = "") -> CaseEffect:
    """Return what all visits of a case tell, in the order of their days, whatever order they arrived in.

    Shape: the effect of the latest visit; `status` and `reason` are those before the first of them. A visit dated after
    the one that closed the case is ignored.
    """
    effect = CaseEffect(status, reason)
    last: date | None = None
    for told in sorted(visits, key=_order):
        if told.result == Result.N1 and told.visited_on == last:
            continue  # two members who both found nobody on one day are one attempt
        last = told.visited_on
        effect = after_visit(effect.status, effect.not_found, told.result, reason=effect.reason)
    return effect


def next_tracing(last: date) -> date:
    """Return the day of the next monthly tracing task: the same day of the next month, or that month's last."""
    year, month = (last.year + 1, 1) if last.month == 12 else (last.year, last.month + 1)
    return date(year, month, min(last.day, monthrange(year, month)[1]))
