"""The calendar of an office as iCalendar: all-day events in Thai, reminders if asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from tidtam.obligations.models import Duty

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})
_STATES = {
    "open": "", "returned": "ส่งคืนให้แก้: ", "sent": "✓ ส่งแล้ว: ", "accepted": "✓ รับแล้ว: ", "nil": "✓ ไม่มีการดำเนินงาน: ",
}  # fmt: skip


def calendar(
    duties: Iterable[Duty],
    *,
    name: str,
    host: str,
    addresses: Sequence[str],
    reminder_days: Sequence[int],
    at: datetime,
) -> str:
    """Return the text of a calendar; `addresses` are the pages of the duties, in their order.

    Source: RFC 5545.
    """
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tidtam//Duties//TH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}", "X-WR-TIMEZONE:Asia/Bangkok", "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ]  # fmt: skip
    stamp = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for duty, address in zip(duties, addresses, strict=True):
        lines += _event(duty, address, host, stamp, reminder_days)
    return "".join(_fold(line) for line in [*lines, "END:VCALENDAR"])


def _event(duty: Duty, address: str, host: str, stamp: str, reminder_days: Sequence[int]) -> list[str]:
    obligation = duty.obligation
    about = [f"“{obligation.quote}”" if obligation.quote else "", f"หนังสือ {obligation.letter.number}", address]
    lines = [
        "BEGIN:VEVENT",
        f"UID:{obligation.public_id}-{duty.office_id}-{duty.due_on:%Y%m%d}@{host}",
        f"DTSTAMP:{stamp}",
        f"SEQUENCE:{duty.version}",
        f"DTSTART;VALUE=DATE:{duty.due_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{_next(duty.due_on):%Y%m%d}",
        f"SUMMARY:{_text(_STATES.get(duty.state, '') + obligation.title)}",
        f"DESCRIPTION:{_text(chr(10).join(part for part in about if part))}",
        f"URL:{address}",
        "TRANSP:TRANSPARENT",
    ]
    if duty.state in ("open", "returned"):
        for days in reminder_days:
            # 08.30 in the morning, so many days before; the event itself begins at midnight.
            trigger = f"-P{days - 1}DT15H30M" if days else "PT8H30M"
            lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(obligation.title)}", f"TRIGGER:{trigger}",
                      "END:VALARM"]  # fmt: skip
    return [*lines, "END:VEVENT"]


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _text(value: str) -> str:
    return value.translate(_ESCAPES)


def _fold(line: str) -> str:
    """Break a line after 75 octets without cutting a character."""
    out, size = [], 0
    for char in line:
        octets = len(char.encode())
        if size + octets > 75:
            out.append("\r\n ")
            size = 1
        out.append(char)
        size += octets
    return "".join(out) + "\r\n"
