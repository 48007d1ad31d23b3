"""The state table of a tip on the officers' desk: verb, from, to, permission, what it asks for. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _  # the pages translate

from tidtam.kernel.permissions import Permission
from tidtam.tips.choices import AgencyKind, Path
from tidtam.tips.choices import State as S


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: from which states, to which ("" stays), the permission it needs, and what must be said with it."""

    sources: frozenset[str]
    target: str
    permission: Permission
    label: str
    told: str
    asks: tuple[str, ...] = ()


_OPEN = frozenset({S.NEW, S.SCREENED, S.INVESTIGATING, S.FORWARDED})
_FRESH = frozenset({S.NEW, S.SCREENED})
_WORK = frozenset({S.SCREENED, S.INVESTIGATING, S.FORWARDED})
_SCREEN, _READ = Permission.TIPS_SCREEN, Permission.TIPS_READ

TIP: dict[str, Move] = {
    "enforce": Move(_FRESH, S.SCREENED, _SCREEN, "ส่งทางสืบสวน", _("ส่งทางสืบสวนแล้ว")),
    "treat": Move(_FRESH, S.SCREENED, _SCREEN, "ส่งทางบำบัด", _("ส่งทางบำบัดแล้ว")),
    "duplicate": Move(_FRESH, S.CLOSED, _SCREEN, "ซ้ำกับเรื่องอื่น", _("ปิดเป็นเรื่องซ้ำแล้ว"), ("of",)),
    "insufficient": Move(_FRESH, S.CLOSED, _SCREEN, "ข้อมูลไม่พอ", _("ปิดเพราะข้อมูลไม่พอแล้ว")),
    "investigate": Move(
        frozenset({S.SCREENED, S.FORWARDED}), S.INVESTIGATING, _SCREEN, "เริ่มตรวจสอบ", _("เริ่มตรวจสอบแล้ว")
    ),
    "hand_over": Move(_WORK, S.FORWARDED, _SCREEN, "ส่งต่อหน่วยงาน", _("บันทึกการส่งต่อแล้ว"), ("agency", "sha256")),
    "close": Move(_WORK, S.CLOSED, _SCREEN, "ปิดเรื่อง", _("ปิดเรื่องแล้ว"), ("outcome",)),
    "reopen": Move(frozenset({S.CLOSED}), S.INVESTIGATING, _SCREEN, "เปิดเรื่องอีกครั้ง", _("เปิดเรื่องอีกครั้งแล้ว")),
    "extend": Move(frozenset({S.CLOSED}), "", _SCREEN, "เก็บไว้นานขึ้น", _("ยืดเวลาเก็บแล้ว"), ("until", "reason")),
    "answer": Move(_OPEN | {S.CLOSED}, "", _READ, "ส่งถึงผู้แจ้ง", _("ส่งข้อความแล้ว"), ("sealed",)),
}
PATH_OF = {"enforce": Path.ENFORCEMENT, "treat": Path.TREATMENT}
# Who only uses is offered help: such a tip leaves the desk for a health service and for nobody who arrests.
MAY_RECEIVE: dict[str, frozenset[str]] = {
    Path.ENFORCEMENT: frozenset({AgencyKind.POLICE, AgencyKind.NARCOTICS, AgencyKind.OVERSIGHT}),
    Path.TREATMENT: frozenset({AgencyKind.HEALTH}),
}


def verbs_from(state: str) -> list[str]:
    """Return the verbs that lead on from a state, in the order of the table."""
    return [verb for verb, move in TIP.items() if state in move.sources]
