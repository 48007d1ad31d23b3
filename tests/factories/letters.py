"""Invented letters as a clerk would leave them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.factories.actors import NOW, office

from tidtam.letters.actions.confirm import Checked, CheckedDeadline, CheckedLetter
from tidtam.letters.actions.intake import take_in
from tidtam.letters.choices import IntakeState
from tidtam.letters.models import Intake, RegisterEntry

TEXT = (
    "ที่ นม ๐๐๒๓.๒๖/ว ๙๐๑ ที่ว่าการอำเภอปักธงชัย ๑๕ พฤษภาคม ๒๕๖๙ เรื่อง ขอให้รายงานผลการช่วยเหลือประชาชน "
    "เรียน นายกองค์การบริหารส่วนตำบล ทุกแห่ง ด้วยอำเภอประสงค์จะรวบรวมผลการช่วยเหลือประชาชนของทุกตำบลให้ครบถ้วน "
    "จึงขอให้รายงานผลการดำเนินงานไปยังสำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ ทุกวันที่ ๒๕ ของทุกเดือน "
)
LETTER_LONG = """ที่ นม ๐๐๒๓.๒๖/ว ๙๐๑ ที่ว่าการอำเภอปักธงชัย

๑๕ พฤษภาคม ๒๕๖๙

เรื่อง ขอให้รายงานผลการช่วยเหลือประชาชน
เรียน นายกองค์การบริหารส่วนตำบล ทุกแห่ง

อำเภอขอให้ท่านรายงานผลไปยังสำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ ทุกวันที่ ๒๕ ของทุกเดือน

จึงเรียนมาเพื่อพิจารณา
"""


def fields(**other: Any) -> dict[str, Any]:
    """Return the confirmed fields of an invented circular of ปักธงชัย."""
    return {
        "number": "นม 0023.26/ว 901", "date": "2026-05-15", "kind": "external", "urgency": "most_urgent",
        "circular": True, "issuer": "ที่ว่าการอำเภอปักธงชัย", "addressee": "นายกองค์การบริหารส่วนตำบล ทุกแห่ง",
        "subject": "ขอให้รายงานผลการช่วยเหลือประชาชน", "references": [], "enclosure_count": 0,
        "signer_name": "นายสมมุติ ใจดี", "signer_position": "นายอำเภอปักธงชัย",
    } | other  # fmt: skip


def monthly(day: int = 25, level: str = "lgo", **other: Any) -> CheckedDeadline:
    """Return a monthly duty."""
    return CheckedDeadline(
        title=f"รายงานผล ทุกวันที่ {day}", rule={"kind": "monthly", "days": [day]}, from_level=level,
        quote=f"ทุกวันที่ {day} ของทุกเดือน", **other,
    )  # fmt: skip


def checked(*deadlines: CheckedDeadline, text: str = TEXT, **values: Any) -> Checked:
    """Return a confirmation of one letter."""
    counts_from = values.pop("counts_from", None)
    received = values.pop("received_on", date(2026, 5, 18))
    return Checked(
        letters=[CheckedLetter(fields=fields(**values), deadlines=list(deadlines), text=text)],
        received_on=received, counts_from=counts_from,
    )  # fmt: skip


def read_intake(by: Any, code: str, *, text: str = TEXT, name: str = "หนังสือ.txt") -> Intake:
    """Take a text in and mark it read, without the reader."""
    intake = take_in(office=office(code), name=name, text=text, by=by, at=NOW)
    Intake.objects.filter(pk=intake.pk).update(state=IntakeState.READ, text=text, reading={"letters": []})
    intake.refresh_from_db()
    return intake


def received(by: Any, code: str, *deadlines: CheckedDeadline, **values: Any) -> RegisterEntry:
    """Take in, confirm and register one letter."""
    from tidtam.letters.actions.confirm import confirm

    text = values.get("text", TEXT)
    intake = read_intake(by, code, text=text)
    return confirm(intake=intake, checked=checked(*deadlines, **values), version=intake.version, by=by, at=NOW)
