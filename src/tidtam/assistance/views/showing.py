"""How a need is said on a screen: its state, its owner, where the person lives. Pure but for translations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidtam.assistance.choices import ICONS, OPEN, Bucket, Code, Reason
from tidtam.assistance.models import Movement, Need
from tidtam.assistance.queries import spoken
from tidtam.assistance.transitions import NEED
from tidtam.people.models import Address
from tidtam.places.choices import AreaLevel
from tidtam.thai.numbers import amount
from tidtam.ui.shapes import Moment, State

_SHAPES: dict[str, State] = {Bucket.UNMET: "due", Bucket.IN_PROGRESS: "upcoming", Bucket.MET: "done"}
DOTS = {
    "open": "tray", "take_up": "hand-heart", "settle": "check", "set_unmet": "hourglass-medium",
    "hand_over": "paper-plane-tilt", "escalate": "arrow-fat-line-up", "withdraw": "arrow-u-up-left", "refuse": "x",
    "merge": "copy", "reopen": "arrow-counter-clockwise",
}  # fmt: skip


def shape_of(need: Need) -> State | str:
    """Return the shape of the state; "" for what is closed without help."""
    return _SHAPES.get(need.bucket, "")


def state_text(need: Need) -> str:
    """Say the state in a few words, with the reason while it is not met."""
    label = str(Bucket(need.bucket).label)
    return f"{label} · {Reason(need.reason).label}" if need.reason else label


def age_text(need: Need, today: date) -> str:
    """Say how long an open need has waited; "" for a closed one."""
    if need.bucket not in OPEN:
        return ""
    days = max(0, (today - need.asked_on).days)
    return ngettext("%(days)s วัน", "%(days)s วัน", days) % {"days": f"{days:,}"}


def home_text(address: Address | None, *, short: bool = True) -> str:
    """Say where a person lives: `48 หมู่ 6 ต.ตูม`, and in full with district and province."""
    if address is None:
        return ""
    parts = [address.house_no, _("หมู่ %(moo)s") % {"moo": address.moo} if address.moo else "", address.village]
    area: Any = address.area
    marks = {AreaLevel.SUBDISTRICT: "ต.", AreaLevel.DISTRICT: "อ.", AreaLevel.PROVINCE: "จ."}
    if area.code.startswith("10"):
        marks = {AreaLevel.SUBDISTRICT: "แขวง", AreaLevel.DISTRICT: "เขต", AreaLevel.PROVINCE: ""}
    while area is not None:
        parts.append(marks.get(area.level, "") + area.name_th)
        area = None if short else area.parent
    return " ".join(part for part in parts if part)


def next_words(need: Need) -> str:
    """Say what comes next for a need nobody wrote a step for; "" once it is over."""
    words = {Bucket.UNMET: _("รับเรื่อง บอกกำหนด หรือส่งต่อ"), Bucket.IN_PROGRESS: _("ช่วยแล้วบันทึกผลพร้อมหลักฐาน")}
    return words.get(Bucket(need.bucket), "")


def row_of(need: Need, address: Address | None, today: date) -> dict[str, Any]:
    """Return what a line of the list shows."""
    return {
        "need": need, "label": Code(need.code).label, "icon": ICONS[need.code], "shape": shape_of(need),
        "state": state_text(need), "age": age_text(need, today), "home": home_text(address),
        "owner": spoken(need.office), "step": need.next_step or next_words(need),
        "late": need.bucket in OPEN and bool(need.due_on and need.due_on < today),
    }  # fmt: skip


def baht_text(baht: Decimal | None) -> str:
    """Say an amount: `4,500 บาท`, with satang only where there are some."""
    return "" if baht is None else _("%(amount)s บาท") % {"amount": amount(baht)}


def moments(lines: list[Movement]) -> list[Moment]:
    """Return the ledger as a timeline, newest first."""
    found = []
    for index, line in enumerate(lines):
        what = str(_(NEED[line.verb].told)) if line.verb in NEED else str(Bucket(line.bucket).label)
        note = str(Reason(line.reason).label) if line.reason and line.verb == "set_unmet" else ""
        owner = spoken(line.office)
        if line.verb in ("hand_over", "escalate"):
            owner = _("จาก %(sender)s ถึง %(receiver)s") % {"sender": spoken(lines[index - 1].office), "receiver": owner}
        text = " · ".join(part for part in (note, owner) if part)
        last = index == len(lines) - 1
        state = "now" if last and line.bucket in OPEN else "ok"
        found.append(Moment(what, line.day, DOTS.get(line.verb, "clock"), state, text))  # type: ignore[arg-type]  # one of the four
    return found[::-1]
