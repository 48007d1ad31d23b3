"""Transfer of responsibility: the stages as data, who may act, and which office answers at every instant.

The sender answers until an office accepts or the common superior assigns; so it is exactly one at every instant.
Choices where the documents are silent: working days are counted from the day a stage began; a province may send an
offer to another receiver but not refuse it; the sender may withdraw until the superior has it; the superior may assign
to any office below it, and what it assigns needs no acceptance.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from tidtam.aftercare.choices import Stage
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.thai.holidays import add_working_days

REMIND_AFTER, ESCALATE_AFTER = 3, 7  # working days
LIVE: frozenset[str] = frozenset({Stage.FROM_PROVINCE, Stage.TO_PROVINCE, Stage.RECEIVER, Stage.SUPERIOR})
OVER: frozenset[str] = frozenset({Stage.ACCEPTED, Stage.KEPT, Stage.WITHDRAWN})
CLOCK = "clock"


class Move(NamedTuple):
    """One verb: from which stages, to which, and which part of an offer may do it."""

    verb: str
    begins: frozenset[str]
    ends: str
    who: str


MOVES: tuple[Move, ...] = (
    Move("forward", frozenset({Stage.FROM_PROVINCE}), Stage.TO_PROVINCE, "from_province"),
    Move("forward", frozenset({Stage.TO_PROVINCE}), Stage.RECEIVER, "to_province"),
    Move("reroute", frozenset({Stage.TO_PROVINCE}), Stage.RECEIVER, "to_province"),
    Move("accept", frozenset({Stage.RECEIVER}), Stage.ACCEPTED, "receiver"),
    Move("reject", frozenset({Stage.RECEIVER}), Stage.SUPERIOR, "receiver"),
    Move("withdraw", LIVE - {Stage.SUPERIOR}, Stage.WITHDRAWN, "sender"),
    Move("time_out", LIVE - {Stage.SUPERIOR}, Stage.SUPERIOR, CLOCK),
    Move("assign", frozenset({Stage.SUPERIOR}), Stage.ACCEPTED, "superior"),
    Move("keep", frozenset({Stage.SUPERIOR}), Stage.KEPT, "superior"),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One transfer. Offices are any hashable code or path; provinces are "" within one province."""

    sender: str
    receiver: str
    superior: str
    stage: str
    since: date
    from_province: str = ""
    to_province: str = ""
    # Set when the superior assigns to an office that was not asked.
    assigned: str = ""

    @property
    def responsible(self) -> str:
        """Return the one office that answers for the case now."""
        if self.stage != Stage.ACCEPTED:
            return self.sender
        return self.assigned or self.receiver

    @property
    def is_live(self) -> bool:
        """Say whether somebody still has to act."""
        return self.stage in LIVE

    @property
    def acting(self) -> str:
        """Return the office whose turn it is, or "" when the transfer is over."""
        return "" if not self.is_live else str(getattr(self, _ACTS[self.stage]))


_ACTS: dict[str, str] = {
    Stage.FROM_PROVINCE: "from_province",
    Stage.TO_PROVINCE: "to_province",
    Stage.RECEIVER: "receiver",
    Stage.SUPERIOR: "superior",
}


def superior_of(one: str, other: str) -> str:
    """Return the path of the lowest office above both. Shape: paths whose segments end in a full stop.

    An office that is above the other is no judge of its own cause, so the office above it decides; the top stays.
    """
    ours, theirs = one.split("."), other.split(".")
    common = []
    for a, b in zip(ours[:-1], theirs[:-1], strict=False):
        if a != b:
            break
        common.append(a)
    if len(common) > 1 and len(common) in (len(ours) - 1, len(theirs) - 1):
        common.pop()
    return "".join(f"{part}." for part in common)


def offer(
    *, sender: str, receiver: str, superior: str, on: date, from_province: str = "", to_province: str = ""
) -> Offer:
    """Return a new offer; between provinces it passes through both of them.

    Errors: Problem("aftercare.transfer_same").
    """
    if sender == receiver:
        raise Problem("aftercare.transfer_same", "ปลายทางเป็นหน่วยงานเดิม เลือกหน่วยงานที่ผู้รับการติดตามอยู่จริง", field="to_office")
    crosses = bool(from_province and to_province and from_province != to_province)
    stage = Stage.FROM_PROVINCE if crosses else Stage.RECEIVER
    ways = (from_province, to_province) if crosses else ("", "")
    return Offer(sender, receiver, superior, stage.value, on, *ways)


def verbs(current: Offer, office: str) -> list[str]:
    """Return what an office may do now."""
    return [
        move.verb
        for move in MOVES
        if current.stage in move.begins and move.who != CLOCK and getattr(current, move.who) == office
    ]


def act(current: Offer, verb: str, *, office: str, on: date, to: str = "") -> Offer:
    """Return the offer after one office did one thing; `to` is the office of `reroute` and `assign`.

    Errors: Conflict("aftercare.transfer_moved") in a stage that knows no such verb; NotAllowed for another office;
    Problem("aftercare.transfer_to") when `reroute` or `assign` names no other office.
    """
    move = next((one for one in MOVES if one.verb == verb and current.stage in one.begins), None)
    if move is None:
        raise Conflict("aftercare.transfer_moved", "เรื่องส่งต่อนี้เปลี่ยนสถานะไปแล้ว โหลดหน้าใหม่เพื่อดูล่าสุด")
    if office != (CLOCK if move.who == CLOCK else getattr(current, move.who)):
        raise NotAllowed("aftercare.transfer_not_yours", "ขั้นนี้เป็นของหน่วยงานอื่น")
    if verb in ("reroute", "assign"):
        if not to or (verb == "reroute" and to == current.sender):
            raise Problem("aftercare.transfer_to", "เลือกหน่วยงานปลายทาง", field="to_office")
        if verb == "reroute":
            return replace(current, receiver=to, stage=move.ends, since=on)
        if to == current.sender:
            return replace(current, stage=Stage.KEPT.value, since=on)
        return replace(current, assigned=to, stage=move.ends, since=on)
    return replace(current, stage=str(move.ends), since=on)


def remind_on(current: Offer, holidays: Collection[date]) -> date:
    """Return the day on which the office whose turn it is gets a reminder."""
    return add_working_days(current.since, REMIND_AFTER, holidays)


def escalates_on(current: Offer, holidays: Collection[date]) -> date:
    """Return the last working day of a stage; the clock passes the offer to the superior when it is over."""
    return add_working_days(current.since, ESCALATE_AFTER, holidays)


def tick(current: Offer, today: date, holidays: Collection[date]) -> Offer:
    """Return the offer on a day: after seven working days without an answer it lies before the superior."""
    if current.is_live and current.stage != Stage.SUPERIOR and today > escalates_on(current, holidays):
        return act(current, "time_out", office=CLOCK, on=today)
    return current
