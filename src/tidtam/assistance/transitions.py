"""The state table of a need: verb, from, to, permission, what it asks for. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from tidtam.assistance.choices import OPEN
from tidtam.assistance.choices import Bucket as B
from tidtam.kernel.permissions import Permission


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: from which buckets, to which, the permission it needs, and what must be said with it."""

    sources: frozenset[str]
    target: str
    permission: Permission
    label: str
    told: str
    asks: tuple[str, ...] = ()


_CLOSED = frozenset({B.MET, B.WITHDRAWN, B.NOT_ELIGIBLE, B.MERGED})
_MANAGE = Permission.NEEDS_MANAGE

NEED: dict[str, Move] = {
    "open": Move(frozenset(), B.UNMET, _MANAGE, "รับคำขอ", "รับคำขอแล้ว"),
    "take_up": Move(frozenset({B.UNMET}), B.IN_PROGRESS, _MANAGE, "รับไปดำเนินการ", "รับไปดำเนินการแล้ว"),
    "settle": Move(frozenset(OPEN), B.MET, _MANAGE, "บันทึกว่าช่วยแล้ว", "บันทึกว่าช่วยแล้ว", ("on", "given")),
    "set_unmet": Move(frozenset(OPEN), B.UNMET, _MANAGE, "ยังช่วยไม่ได้", "บันทึกเหตุที่ยังช่วยไม่ได้แล้ว", ("reason",)),
    "hand_over": Move(frozenset(OPEN), B.UNMET, _MANAGE, "ส่งต่อ", "ส่งต่อแล้ว", ("office",)),
    "escalate": Move(frozenset(OPEN), B.UNMET, _MANAGE, "ส่งหน่วยเหนือ", "ส่งหน่วยเหนือแล้ว", ("office",)),
    "withdraw": Move(frozenset(OPEN), B.WITHDRAWN, _MANAGE, "ผู้ขอถอนเรื่อง", "บันทึกว่าผู้ขอถอนเรื่องแล้ว"),
    "refuse": Move(frozenset(OPEN), B.NOT_ELIGIBLE, _MANAGE, "ไม่เข้าเกณฑ์", "บันทึกว่าไม่เข้าเกณฑ์แล้ว", ("words",)),
    "merge": Move(frozenset(OPEN), B.MERGED, _MANAGE, "รวมกับคำขออื่น", "รวมคำขอแล้ว", ("into",)),
    "reopen": Move(_CLOSED, B.UNMET, _MANAGE, "เปิดเรื่องอีกครั้ง", "เปิดเรื่องอีกครั้งแล้ว"),
}
