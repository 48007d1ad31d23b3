"""What stands in the controls of the confirmation: from the reading, a kept draft, or what was just typed.

One flat mapping of control names to text, so that a plain form, a draft and a refused post are the same thing.
Names: `l0-number` is a field of the first letter, `l0-d1-rule` of its second duty, `a2-rule` of the third one added.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import QueryDict
from rapidfuzz import fuzz

from tidtam.console.confirming.proposal import OWN_STAMP, title_of
from tidtam.kernel.problem import Problem
from tidtam.letters import rules as letter_rules
from tidtam.letters.choices import Kind, Secrecy, Urgency
from tidtam.letters.models import Intake
from tidtam.obligations.choices import Level
from tidtam.obligations.rules import from_deadline, say
from tidtam.offices.models import Office
from tidtam.thai.dates import short_date

Values = dict[str, str]
MAX_ADDED = 20
MAX_VALUE = 20_000
FIELDS = (
    "number", "issuer", "date", "subject", "addressee", "references", "urgency", "kind", "circular",
    "enclosure_count", "signer_name", "signer_position",
)  # fmt: skip
DUTY_FIELDS = ("title", "rule", "from_level", "to", "system", "first_due")
BLANK: dict[str, Any] = {"kind": Kind.EXTERNAL, "urgency": Urgency.NORMAL, "deadlines": [], "references": []}


def letters_of(intake: Intake) -> list[dict[str, Any]]:
    """Return the letters that were read; one blank letter when nothing was, to be filled by hand."""
    return (intake.reading or {}).get("letters") or [dict(BLANK)]


def thai(value: Any) -> str:
    """Write an ISO date in พ.ศ.; nothing for none."""
    try:
        return short_date(date.fromisoformat(value)) if value else ""
    except (TypeError, ValueError):
        return ""


def reference_line(reference: Mapping[str, Any]) -> str:
    """Write a cited letter on one line: number, date."""
    day = thai(reference.get("date"))
    return f"{reference.get('number') or ''}" + (f" ลงวันที่ {day}" if day else "")


def shown(name: str, letter: Mapping[str, Any]) -> str:
    """Return what the reader proposes for a field, as it stands in its control."""
    value = letter.get(name)
    if name == "date":
        return thai(value)
    if name == "references":
        return "\n".join(reference_line(one) for one in value or [])
    if name == "circular":
        return "1" if value else ""
    return "" if value is None else str(value)


def rule_words(deadline: Mapping[str, Any]) -> str:
    """Return the time of a deadline that was read, in Thai words; its quote when no rule can be made of it."""
    try:
        return say(from_deadline(deadline))
    except Problem:
        return str(deadline.get("quote") or "")


def from_reading(intake: Intake, office: Office, today: date) -> Values:
    """Return the controls as the reader proposes them."""
    letters = letters_of(intake)
    values: Values = {
        "added": "0",
        "secrecy": intake.secrecy or Secrecy.NORMAL,
        "counts": "received",
        "counts_from": "",
    }
    main = letter_rules.main_letter(letters, office_name=office.name_th, office_level=office.level)
    values["main"] = str(main)
    for i, letter in enumerate(letters):
        for name in FIELDS:
            values[f"l{i}-{name}"] = shown(name, letter)
        for j, deadline in enumerate(letter.get("deadlines") or []):
            values |= duty_values(f"l{i}-d{j}", deadline, letter, intake.text)
    values |= received_values(intake, office, today)
    return values


def duty_values(prefix: str, deadline: Mapping[str, Any], letter: Mapping[str, Any], text: str) -> Values:
    """Return the controls of one duty that was read."""
    return {
        f"{prefix}-keep": "1",
        f"{prefix}-title": title_of(letter, deadline, text),
        f"{prefix}-rule": rule_words(deadline),
        f"{prefix}-from_level": str(deadline.get("from_level") or "any"),
        f"{prefix}-to": str(deadline.get("to") or ""),
        f"{prefix}-system": str(deadline.get("system") or ""),
        f"{prefix}-first_due": thai(deadline.get("first_due")),
        f"{prefix}-replaces": "",
    }


def own_receipt(intake: Intake, office: Office) -> dict[str, Any] | None:
    """Return the office's own stamp in the document: its name is printed there, else the only stamp without one."""
    receipts: list[dict[str, Any]] = (intake.reading or {}).get("receipts") or []
    for one in receipts:
        if one.get("office") and fuzz.partial_ratio(one["office"], office.name_th) >= OWN_STAMP:
            return one
    return receipts[0] if len(receipts) == 1 and not receipts[0].get("office") else None


def received_values(intake: Intake, office: Office, today: date) -> Values:
    """Return day and hour of receipt: the office's own stamp, else today."""
    stamp = own_receipt(intake, office)
    if stamp and stamp.get("date"):
        hour = letter_rules.parse_time(stamp.get("time"))
        return {"received_on": thai(stamp["date"]), "received_time": f"{hour:%H.%M}" if hour else ""}
    return {"received_on": short_date(today), "received_time": ""}


def from_post(data: QueryDict, base: Values) -> Values:
    """Return what was typed. A tick box that is absent was cleared; every other absent control keeps its value."""
    values = dict(base)
    for name in base:
        if name.endswith(("-keep", "-circular", "-replaces")):
            values[name] = ""
    for name in data:
        if name in ("csrfmiddlewaretoken", "do") or len(name) > 60:
            continue
        many = data.getlist(name)
        values[name] = (",".join(many) if name.endswith("-replaces") else many[-1])[:MAX_VALUE].replace("\x00", "")
    return values


def added_count(values: Mapping[str, str]) -> int:
    """Return how many duties the clerk added."""
    text = values.get("added", "0")
    return min(MAX_ADDED, int(text)) if text.isascii() and text.isdigit() else 0


def add_duty(
    values: Values,
    deadline: Mapping[str, Any] | None,
    letter: int,
    letters: list[dict[str, Any]],
    text: str,
    level: str = "any",
) -> Values:
    """Return the controls with one more duty: blank for the own level, or from a candidate of the recital."""
    count = added_count(values)
    if count >= MAX_ADDED:
        return values
    prefix = f"a{count}"
    fresh = duty_values(prefix, deadline or {}, letters[letter] if letter < len(letters) else {}, text)
    if deadline is None:
        fresh |= {f"{prefix}-rule": "", f"{prefix}-from_level": level if level in Level.values else Level.ANY}
    span = (deadline or {}).get("span") or []
    fresh |= {
        f"{prefix}-letter": str(letter),
        f"{prefix}-source": "recital" if deadline else "added",
        f"{prefix}-quote": str((deadline or {}).get("quote") or ""),
        f"{prefix}-span": "-".join(str(edge) for edge in span),
    }
    return values | fresh | {"added": str(count + 1)}
