"""The state table of a duty: verb, from, to, permission. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from tidtam.kernel.permissions import Permission
from tidtam.obligations.choices import DutyState as S


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: from which states, to which, and the permission it needs."""

    sources: frozenset[str]
    target: str
    permission: Permission
    label: str


DUTY: dict[str, Move] = {
    "send": Move(frozenset({S.OPEN, S.RETURNED}), S.SENT, Permission.DUTIES_SEND, "ส่งรายงาน"),
    "send_nil": Move(frozenset({S.OPEN, S.RETURNED}), S.NIL, Permission.DUTIES_SEND, "ไม่มีการดำเนินงาน"),
    "return": Move(frozenset({S.SENT, S.NIL}), S.RETURNED, Permission.DUTIES_REVIEW, "ส่งคืนให้แก้"),
    "accept": Move(frozenset({S.SENT, S.NIL}), S.ACCEPTED, Permission.DUTIES_REVIEW, "รับรายงาน"),
    "excuse": Move(frozenset({S.OPEN, S.RETURNED}), S.EXCUSED, Permission.DUTIES_REVIEW, "ยกเว้นงวดนี้"),
    "supersede": Move(frozenset({S.OPEN, S.RETURNED}), S.SUPERSEDED, Permission.LETTERS_CONFIRM, "มีฉบับใหม่แทน"),
}
