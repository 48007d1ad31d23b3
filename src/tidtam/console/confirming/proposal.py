"""From a reading to what a clerk would confirm if every proposal were right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from tidtam.letters import rules as letter_rules
from tidtam.letters.actions.confirm import Checked, CheckedDeadline, CheckedLetter
from tidtam.letters.choices import FIELD_LABELS
from tidtam.obligations.rules import from_deadline
from tidtam.offices.models import Office

_ACT = re.compile(r"(?<!การ)(?<!แบบ)(?:รายงาน|บันทึก|จัดส่ง|นำส่ง|สรุป|รวบรวม|ส่ง|แจ้ง)(?!การ)")
_TIME = re.compile(r"\s*(?:ทุก|ภายใน|ก่อน|ไม่เกิน|เป็นประจำ|โดยเริ่ม|\()")
OWN_STAMP = 70  # how like the own office's name a stamp must read, of 100


def title_of(letter: Mapping[str, Any], deadline: Mapping[str, Any], text: str = "") -> str:
    """Return what the duty is called until a clerk says it better: the subject, else the act before its time.

    `text` is the document's text; a stamped letter has no subject, so the sentence itself must name the duty.
    """
    subject = " ".join((letter.get("subject") or "").split())
    if subject:
        return f"รายงาน: {subject}"[:160]
    start, end = deadline.get("span") or (0, 0)
    words = text[start:end]
    when = _TIME.search(words)
    before = " ".join((text[max(0, start - 160) : start] + words[: when.start() if when else None]).split())
    acts = [match.start() for match in _ACT.finditer(before)]
    said = before[acts[-1] :] if acts else ""
    return said[:160] or " ".join((deadline.get("quote") or "รายงานผลการดำเนินงาน").split())[:160]


def checked_deadline(
    letter: Mapping[str, Any], deadline: Mapping[str, Any], text: str = "", source: str = "read"
) -> CheckedDeadline:
    """Return one read deadline as the clerk would confirm it."""
    span = deadline.get("span")
    first = deadline.get("first_due")
    return CheckedDeadline(
        title=title_of(letter, deadline, text),
        rule=from_deadline(deadline).to_json(),
        from_level=deadline.get("from_level") or "any",
        to=deadline.get("to") or "",
        system=deadline.get("system") or "",
        quote=deadline.get("quote") or "",
        span=(span[0], span[1]) if span else None,
        first_due=date.fromisoformat(first) if first else None,
        source=source,
    )


def received_on(reading: Mapping[str, Any], main: Mapping[str, Any], office: Office, today: date) -> date:
    """Return the day on the own office's stamp, else the last stamp not before the letter, else the letter's date."""
    stamped = [
        (date.fromisoformat(one["date"]), one.get("office") or "") for one in reading.get("receipts", []) if one["date"]
    ]
    written = date.fromisoformat(main["date"]) if main.get("date") else None
    own = [day for day, name in stamped if name and fuzz.partial_ratio(name, office.name_th) >= OWN_STAMP]
    later = [day for day, _ in stamped if written is None or day >= written]
    found = max(own or later or [written or today])
    return min(found, today)


def proposal(reading: Mapping[str, Any], text: str, office: Office, today: date) -> Checked:
    """Return the whole confirmation a reading proposes for an office. Pure but for the office."""
    letters = reading.get("letters") or []
    main = letter_rules.main_letter(letters, office_name=office.name_th, office_level=office.level)
    made = []
    for letter in letters:
        values = {name: letter.get(name) for name in FIELD_LABELS}
        start, end = letter.get("span") or (0, len(text))
        made.append(
            CheckedLetter(
                fields=values,
                read=dict(values),
                deadlines=[checked_deadline(letter, one, text) for one in letter.get("deadlines", [])],
                text=text[start:end],
            )
        )
    day = received_on(reading, letters[main], office, today) if letters else today
    return Checked(letters=made, main=main, received_on=day, counts_from=day, flags=list(reading.get("flags") or []))
