"""The state table of a sign: verb, from, to, what the page calls it. Data only; every verb needs `signs.manage`."""

from __future__ import annotations

from dataclasses import dataclass

from tidtam.signs.choices import Found
from tidtam.signs.choices import SignState as S


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: from which states, to which; an empty target stays where it is."""

    sources: frozenset[str]
    target: str
    label: str


_LIVE = frozenset(set(S) - {S.REMOVED})
MOVES: dict[str, Move] = {
    "change": Move(_LIVE, "", "แก้ข้อมูล"),
    "print": Move(_LIVE, "", "พิมพ์"),  # the first print of a planned sign makes it printed
    "install": Move(_LIVE, S.INSTALLED, "บันทึกการติดตั้ง"),
    "check": Move(frozenset({S.INSTALLED, S.DAMAGED, S.LOST, S.EXPIRED}), "", "บันทึกผลตรวจ"),
    "expire": Move(frozenset({S.INSTALLED, S.DAMAGED}), S.EXPIRED, "หมดอายุ"),
    "remove": Move(_LIVE, S.REMOVED, "ถอดป้าย"),
}
# What a finding on site makes of a sign: a copy elsewhere says nothing of the sign itself.
BY_FINDING: dict[str, str] = {
    Found.RIGHT: S.INSTALLED, Found.DAMAGED: S.DAMAGED, Found.DEAD: S.DAMAGED, Found.COPIED: "", Found.LOST: S.LOST,
}  # fmt: skip


def after_check(state: str, found: str) -> str:
    """Return the state after a finding; an expired sign that hangs well is still expired."""
    if state == S.EXPIRED and found == Found.RIGHT:
        return S.EXPIRED
    return BY_FINDING[found] or state


def may(verb: str, state: str) -> bool:
    """Say whether a sign in `state` can be acted on so."""
    return state in MOVES[verb].sources
