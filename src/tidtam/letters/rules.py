"""Keys for comparing numbers and searching text, and which letter of a bundle an office received. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from tidtam.thai.digits import to_arabic

LEVEL_WORDS = {
    "lgo": ("นายกเทศมนตรี", "นายเทศมนตรี", "นายกองค์การ", "เทศบาล", "องค์การบริหารส่วน", "องค์กรปกครองส่วนท้องถิ่น"),
    "district": ("อำเภอ",),
    "province": ("จังหวัด", "ผู้ว่าราชการ"),
    "department": ("อธิบดี", "กรม"),
}


def number_key(number: str) -> str:
    """Return a number in the form in which two writings of it are equal.

    Shape: Arabic digits, no spaces, full stops only between digits.
    """
    folded = re.sub(r"\s+", "", to_arabic(number))
    return re.sub(r"(?<=[ก-ฮ])\.(?=\d)", "", folded)


def fold(text: str) -> str:
    """Return text for searching: Arabic digits, one space between words, lower case."""
    return " ".join(to_arabic(text).lower().split())


def search_terms(query: str) -> list[str]:
    """Return the LIKE patterns of a query; a date typed with a month or a number in any digit form is one term."""
    terms = fold(query).split()[:8]
    return ["%" + re.sub(r"([\\%_])", r"\\\1", term) + "%" for term in terms]


def received_on(*, registered: date | None, delivered: datetime, holidays: frozenset[date]) -> date:
    """Return the day a relayed letter counts as received: registering, or the first working day after delivery.

    Source: design decision 6.
    """
    day = delivered.date() + timedelta(days=1)
    while day.weekday() >= 5 or day in holidays:
        day += timedelta(days=1)
    return min(registered, day) if registered else day


def main_letter(letters: Sequence[Mapping[str, Any]], *, office_name: str, office_level: str) -> int:
    """Guess which letter of a bundle the office itself received: addressed to its level and not written by it."""
    words = LEVEL_WORDS.get(office_level, ())
    for index, letter in enumerate(letters):
        addressee = letter.get("addressee") or ""
        issuer = letter.get("issuer") or ""
        first = min((addressee.find(w) for w in words if w in addressee), default=-1)
        others = min(
            (addressee.find(w) for key, ws in LEVEL_WORDS.items() if key != office_level for w in ws if w in addressee),
            default=10_000,
        )
        if 0 <= first <= others and issuer != office_name:
            return index
    return 0


def parse_time(text: str | None) -> time | None:
    """Return HH:MM as a time, None when absent or impossible."""
    if not text:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


ROUTE_WITHIN = {"most_urgent": timedelta(hours=1), "very_urgent": timedelta(hours=4), "urgent": timedelta(days=1)}
_OLD = timedelta(days=45)


def is_late_to_route(urgency: str, since: datetime, now: datetime) -> bool:
    """Say whether a letter of this urgency has waited too long to be proposed or ordered."""
    limit = ROUTE_WITHIN.get(urgency)
    return limit is not None and now - since > limit


def is_old(received: date, today: date) -> bool:
    """Say whether a letter was received so long ago that earlier periods were probably settled on paper."""
    return today - received > _OLD
