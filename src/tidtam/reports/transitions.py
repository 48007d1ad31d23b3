"""The state table of a report: verb, from, to, permission. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from tidtam.kernel.permissions import Permission as P
from tidtam.reports.choices import ReportState as S


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: from which states, to which, and the permission it needs."""

    sources: frozenset[str]
    target: str
    permission: P
    label: str


REPORT: dict[str, Move] = {
    "compile": Move(frozenset({S.OPEN, S.DRAFT, S.RETURNED}), S.DRAFT, P.REPORTS_COMPILE, "รวบรวมตัวเลข"),
    "fill": Move(frozenset({S.DRAFT}), S.DRAFT, P.REPORTS_COMPILE, "กรอกช่อง"),
    "present": Move(frozenset({S.OPEN, S.DRAFT, S.RETURNED}), S.DRAFT, P.REPORTS_COMPILE, "ส่งให้ผู้ลงนาม"),
    "sign": Move(frozenset({S.OPEN, S.DRAFT}), S.SIGNED, P.REPORTS_SIGN, "ลงนาม"),
    "unsign": Move(frozenset({S.SIGNED}), S.DRAFT, P.REPORTS_COMPILE, "ถอนกลับมาแก้ก่อนส่ง"),
    "send": Move(frozenset({S.SIGNED}), S.SENT, P.REPORTS_COMPILE, "ส่งรายงาน"),
    "return": Move(frozenset({S.SENT, S.AMENDED}), S.RETURNED, P.REPORTS_REVIEW, "ส่งคืนให้แก้"),
    "accept": Move(frozenset({S.SENT, S.AMENDED}), S.ACCEPTED, P.REPORTS_REVIEW, "รับรายงาน"),
    "amend": Move(frozenset({S.SENT, S.ACCEPTED, S.AMENDED}), S.AMENDED, P.REPORTS_SIGN, "แก้ไขหลังส่ง"),
}
