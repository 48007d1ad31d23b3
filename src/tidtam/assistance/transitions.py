"""The state tables of a need and of a request: verb, from, to, permission, what it asks for. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from tidtam.assistance.choices import IN_WORK, LIVE, OPEN
from tidtam.assistance.choices import Bucket as B
from tidtam.assistance.choices import RequestState as S
from tidtam.kernel.permissions import Permission


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: from which buckets or states, to which, the permission it needs, and what must be said with it.

    An empty target: it stays where it is, or its needs say where it goes.
    """

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

_DECIDE = Permission.NEEDS_DECIDE
_DECIDABLE = frozenset({S.CHECKED, S.COMMITTEE})
_CHECKING = frozenset({S.VERIFYING, S.CHECKED})

# What the needs become on the way (all of them, in the same transaction) is in `NEEDS_BY_REQUEST`.
REQUEST: dict[str, Move] = {
    "receive": Move(frozenset(), S.RECEIVED, _MANAGE, "รับคำขอ", "รับคำขอแล้ว"),
    "start_verifying": Move(
        frozenset({S.RECEIVED, S.REOPENED}), S.VERIFYING, _MANAGE, "เริ่มตรวจข้อเท็จจริง", "เริ่มตรวจข้อเท็จจริงแล้ว"
    ),
    "check_item": Move(frozenset(IN_WORK), "", _MANAGE, "บันทึกการตรวจ", "บันทึกการตรวจแล้ว", ("code",)),
    "appoint": Move(frozenset(LIVE), "", _MANAGE, "นัดหมาย", "บันทึกนัดแล้ว", ("when",)),
    "assign": Move(frozenset(LIVE), "", _MANAGE, "มอบกองที่รับผิดชอบ", "มอบงานแล้ว", ("division",)),
    "amend": Move(frozenset(IN_WORK), "", _MANAGE, "แก้ข้อมูลคำขอ", "แก้ข้อมูลคำขอแล้ว", ("title",)),
    "note_duplicates": Move(_CHECKING, S.CHECKED, _MANAGE, "บันทึกผลตรวจซ้ำซ้อน", "ตรวจซ้ำซ้อนแล้ว", ("concluded",)),
    "send_to_committee": Move(
        frozenset({S.CHECKED}), S.COMMITTEE, _MANAGE, "ส่งเข้าคณะกรรมการ", "ส่งเข้าคณะกรรมการแล้ว"
    ),
    "grant": Move(_DECIDABLE, S.DECIDED, _DECIDE, "เห็นควรช่วยเหลือ", "บันทึกผลพิจารณาแล้ว", ("reason",)),
    "refer": Move(
        _DECIDABLE, S.DECIDED, _DECIDE, "ให้ส่งต่อหน่วยที่ทำได้", "บันทึกผลพิจารณาแล้ว", ("reason",)
    ),
    "defer": Move(frozenset({S.COMMITTEE}), S.COMMITTEE, _DECIDE, "เลื่อนพิจารณา", "บันทึกว่าเลื่อนพิจารณาแล้ว", ("reason",)),
    "refuse": Move(_DECIDABLE, S.REFUSED, _DECIDE, "ไม่เข้าเกณฑ์", "บันทึกว่าไม่เข้าเกณฑ์แล้ว", ("reason",)),
    "deliver": Move(
        frozenset({*IN_WORK, S.DECIDED, S.DELIVERING}), "", _MANAGE, "บันทึกการช่วยเหลือ", "บันทึกการช่วยเหลือแล้ว",
        ("kind", "given", "on"),
    ),
    "void_delivery": Move(
        frozenset({*IN_WORK, S.DECIDED, S.DELIVERING, S.HELPED}), "", _MANAGE, "ยกเลิกการช่วยเหลือที่บันทึกผิด",
        "ยกเลิกการช่วยเหลือแล้ว รายการกลับไปรอช่วย", ("delivery", "reason"),
    ),
    "announce": Move(frozenset({S.HELPED}), S.ANNOUNCED, _MANAGE, "ปิดประกาศ", "ปิดประกาศแล้ว", ("until",)),
    "close": Move(frozenset({S.HELPED, S.ANNOUNCED}), S.CLOSED, _MANAGE, "ปิดเรื่อง", "ปิดเรื่องแล้ว"),
    "withdraw": Move(
        frozenset({*IN_WORK, S.DECIDED, S.DELIVERING}), S.WITHDRAWN, _MANAGE, "ผู้ขอถอนเรื่อง", "บันทึกว่าผู้ขอถอนเรื่องแล้ว"
    ),
    "merge": Move(frozenset(IN_WORK), S.MERGED, _MANAGE, "รวมกับคำขออื่น", "รวมคำขอแล้ว", ("into",)),
    "reopen": Move(
        frozenset({S.HELPED, S.ANNOUNCED, S.CLOSED, S.REFUSED, S.WITHDRAWN}), S.REOPENED, _MANAGE, "เปิดเรื่องอีกครั้ง",
        "เปิดเรื่องอีกครั้งแล้ว", ("reason",),
    ),
}  # fmt: skip

# Request verb → the verb each of its open needs moves by. `deliver` settles one need; `merge` folds like needs and
# re-hangs the others; `reopen` opens those that ended as the request did.
NEEDS_BY_REQUEST: dict[str, str] = {
    "grant": "take_up", "refer": "set_unmet", "refuse": "refuse", "withdraw": "withdraw",
}  # fmt: skip
