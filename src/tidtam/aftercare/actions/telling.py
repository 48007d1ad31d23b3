"""Everything this room says in a notice.

A notice is read on a lock screen and in a mailbox, so it holds counts and days, never a name, a place, a condition or
why somebody is visited. A test holds `WORDS` against a list of words that would tell.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import NoReverseMatch, reverse

from tidtam.kernel import wall
from tidtam.notices.actions import Told, tell
from tidtam.offices.models import Office

WORDS: dict[str, str] = {
    "round-3": "อีก {d} วันมี {n:,} คนต้องเยี่ยม",
    "round0": "วันนี้มี {n:,} คนต้องเยี่ยม",
    "round0_late": "มี {n:,} คนถึงวันนัดเยี่ยมแล้ว {d} วัน",
    "round3": "มี {n:,} คนเลยวันนัดเยี่ยมมา {d} วัน",
    "round7": "วันนี้วันสุดท้าย มี {n:,} คนยังไม่ได้เยี่ยม",
    "round7_late": "มี {n:,} คนพ้นช่วงเยี่ยมไปแล้ว",
    "alert": "มีเรื่องด่วน {n:,} เรื่องรอรับทราบ",
    "offer": "มีเรื่องรอรับช่วงต่อ 1 เรื่อง",
    "offer3": "มีเรื่องรอรับช่วงต่อ {n:,} เรื่อง เกิน 3 วันทำการแล้ว",
    "offer7": "มีเรื่องรอรับช่วงต่อ {n:,} เรื่องที่ครบ 7 วันทำการ",
    "decide": "มีเรื่องรอท่านชี้ขาด {n:,} เรื่อง",
    "accepted": "มีผู้รับช่วงต่อแล้ว 1 เรื่อง",
    "kept": "มีเรื่องที่ให้ดูแลต่อ 1 เรื่อง",
    "need7": "มีคำขอ {n:,} เรื่องที่ยังไม่คืบหน้ามา {d} วัน",
    "need15": "มีคำขอ {n:,} เรื่องที่ยังไม่คืบหน้ามา {d} วัน",
    "need30": "มีคำขอ {n:,} เรื่องที่รอนานกว่า 30 วัน",
    "closing": "อีก {d} วันมี {n:,} คนครบหนึ่งปี",
    "agreed": "วันนี้มี {n:,} คนที่นัดไว้",
    "agreed_late": "มี {n:,} คนเลยวันที่นัดไว้ {d} วัน",
    "task_today": "มีงานด่วน {n:,} งานที่ถึงกำหนดทำ",
    "task": "มีงานถึงกำหนด {n:,} งาน",
    "question": "มีคำถามใหม่ 1 เรื่อง",
    "nudge": "อำเภอฝากเตือน มี {n:,} คนรอเยี่ยม",
    "returned": "มีบันทึกที่ส่งคืนให้แก้ {n:,} รายการ",
    "ticket": "มีผู้แจ้งปัญหาระบบ 1 เรื่อง",
    "answered": "จังหวัดตอบเรื่องปัญหาระบบแล้ว",
}


def address(name: str, *args: str) -> str:
    """Return the address of a route of the room; the first page where it has none."""
    try:
        return reverse(f"aftercare:{name}", args=args)
    except NoReverseMatch:
        return "/"


def told(
    office: Office, words: str, key: str, *, kind: str, audience: str, url: str, n: int = 0, days: int = 0,
    late: bool = False, user: int | None = None,
) -> Told:  # fmt: skip
    """Return a telling of `WORDS[words]` to an office, or one `user` of it; `key` makes it the same, late or not."""
    return Told(
        office_id=office.pk, scope_path=office.path, kind=kind, audience=audience, url=url, key=f"care:{words}:{key}",
        user_id=user, title=WORDS[f"{words}_late" if late else words].format(n=n, d=days),
    )  # fmt: skip


def tell_one(office: Office, words: str, key: str, *, kind: str, audience: str, url: str, at: datetime) -> int:
    """Tell one office one thing now. Shape: 1 when it is new."""
    return tell([told(office, words, key, kind=kind, audience=audience, url=url, n=1)], at=at)


def tell_up(office: Office, words: str, key: str, *, kind: str, audience: str, url: str, at: datetime) -> int:
    """Tell an office outside the open scope one thing. Shape: 1 when it is new."""
    with wall.lent(office.path):
        return tell_one(office, words, key, kind=kind, audience=audience, url=url, at=at)
