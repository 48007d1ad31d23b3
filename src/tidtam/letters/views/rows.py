"""Rows of the landing page and of the registers, made of what the queries return. No queries of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tidtam.files.sentences import said
from tidtam.letters import rules
from tidtam.letters.choices import Direction, IntakeState, Urgency
from tidtam.letters.models import Intake, RegisterEntry
from tidtam.letters.views.answers import optional_url, waited
from tidtam.ui.shapes import InboxRow, State
from tidtam.ui.templatetags.thai import thai_date


def urgent_words(urgency: str) -> str:
    """Return the rubber stamp of an urgency; "" when it is an ordinary letter."""
    return "" if urgency in ("", Urgency.NORMAL) else str(Urgency(urgency).label)


def main_of(reading: dict[str, Any] | None) -> dict[str, Any]:
    """Return the first letter of a reading that names a subject, else its first letter."""
    letters: list[dict[str, Any]] = (reading or {}).get("letters") or []
    return next((one for one in letters if one.get("subject")), letters[0] if letters else {})


def intake_row(intake: Intake, now: datetime) -> InboxRow:
    """Return the row of a document that waits to be confirmed, is being read, or could not be read."""
    letter = main_of(intake.reading)
    title = str(letter.get("subject") or letter.get("number") or intake.name)
    url = reverse("letters:intake", args=[intake.public_id])
    waits = waited(intake.taken_at, now)
    if intake.state == IntakeState.READING:
        return InboxRow(title, url, "hourglass-medium", "upcoming", _("กำลังอ่าน"), _("ดูความคืบหน้า"), note=waits)
    if intake.state == IntakeState.FAILED:
        return InboxRow(
            title, url, "warning-circle", "returned", _("อ่านไม่ได้"), _("ดูวิธีแก้"), why=said(intake.problem), note=waits
        )
    duties = sum(len(one.get("deadlines") or []) for one in (intake.reading or {}).get("letters") or [])
    flags = len((intake.reading or {}).get("flags") or [])
    why = _("ระบบอ่านแล้ว พบ %(duties)s หน้าที่ และ %(flags)s จุดที่ต้องดู") % {"duties": duties, "flags": flags}
    return InboxRow(
        title, optional_url("console:confirm", intake.public_id) or url, "envelope-simple-open", "due", _("รอยืนยัน"),
        _("อ่านและยืนยัน"), why=f"{letter.get('number') or ''} {why}".strip(), note=waits,
        urgency=urgent_words(str(letter.get("urgency") or "")),
    )  # fmt: skip


def delivered_row(entry: RegisterEntry, now: datetime) -> InboxRow:
    """Return the row of a letter delivered from above that waits for its number."""
    waits = waited(entry.delivered_at, now) if entry.delivered_at else ""
    source = entry.via.office.name_th if entry.via else entry.letter.issuer
    late = entry.delivered_at and rules.is_late_to_route(entry.letter.urgency, entry.delivered_at, now)
    state: State = "late" if late else "due"
    return InboxRow(
        entry.letter.title, reverse("letters:entry", args=[entry.public_id]), "stamp", state, _("รอลงรับ"),
        _("เปิดและลงรับ"),
        why=f"{source} {entry.letter.number}".strip(), note=_("ส่งถึง %(waits)s") % {"waits": waits},
        urgency=urgent_words(entry.letter.urgency),
    )  # fmt: skip


def route_row(entry: RegisterEntry, now: datetime) -> InboxRow:
    """Return the row of a registered letter nobody has proposed or ordered yet."""
    since = entry.registered_at or now
    late = rules.is_late_to_route(entry.letter.urgency, since, now)
    return InboxRow(
        entry.letter.title, reverse("letters:entry", args=[entry.public_id]), "arrow-bend-up-right",
        "late" if late else "upcoming", _("รอเสนอ"), _("เสนอ"),
        why=_("เลขรับ %(number)s จาก %(issuer)s") % {"number": entry.number, "issuer": entry.letter.issuer or "–"},
        note=_("รอ %(waits)s") % {"waits": waited(since, now)}, urgency=urgent_words(entry.letter.urgency),
    )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of ทะเบียนหนังสือรับ or ส่ง as it is printed."""

    entry: RegisterEntry
    url: str
    number: str
    letter_number: str
    dated: str
    issuer: str
    addressee: str
    subject: str
    acted: str
    note: str
    received: str
    urgency: str
    voided: bool


def register_line(entry: RegisterEntry, acted: str = "") -> Line:
    """Return the line of a register with the columns of the regulation."""
    letter = entry.letter
    note = entry.note
    if entry.voided_at:
        note = " ".join([_("ยกเลิก: %(reason)s") % {"reason": entry.void_reason}, note]).strip()
    elif entry.direction == Direction.OUT and entry.issued_at is None:
        note = " ".join([_("จองเลขไว้ ยังไม่ส่ง"), note]).strip()
    day = entry.received_on or (entry.registered_at.astimezone().date() if entry.registered_at else None)
    hour = f" {entry.received_time:%H.%M}" if entry.received_time else ""
    return Line(
        entry=entry, url=reverse("letters:entry", args=[entry.public_id]), number=str(entry.number or ""),
        letter_number=letter.number, dated=thai_date(letter.date, "short"), issuer=letter.issuer,
        addressee=letter.addressee, subject=letter.title, acted=acted, note=note,
        received=thai_date(day, "short") + hour, urgency=urgent_words(letter.urgency),
        voided=entry.voided_at is not None,
    )  # fmt: skip
