"""Which office a duty binds and how an obligation shows itself. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from tidtam.obligations.choices import Level, ObligationKind
from tidtam.obligations.rules import Kind, Rule, say
from tidtam.thai.dates import short_date

# A team's duty stands in the library of the district it belongs to; it makes no office duty there.
_OFFICE_LEVELS = {Level.LGO, Level.DISTRICT, Level.PROVINCE, Level.DEPARTMENT}


def kind_of(rule: Rule, from_level: str) -> str:
    """Return how an obligation with this rule shows itself: dated duties, per case, on event, or standing."""
    if rule.kind is Kind.STANDING:
        return ObligationKind.STANDING
    if rule.kind in (Kind.IMMEDIATELY, Kind.ON_EVENT):
        return ObligationKind.ON_EVENT
    if rule.kind is Kind.PER_CASE or (rule.kind is Kind.EVERY_N_DAYS and rule.starts_on is None):
        return ObligationKind.PER_CASE
    if from_level == Level.TEAM:
        return ObligationKind.STANDING
    return ObligationKind.DATED


def binds(from_level: str, office_level: str) -> bool:
    """Say whether a duty of `from_level` binds an office of `office_level`."""
    if from_level == Level.ANY:
        return True
    return from_level in _OFFICE_LEVELS and from_level == office_level


def difference(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, str]]:
    """List what differs between two obligations: rule in Thai words, recipient, system, first date.

    Shape: [{"what", "before", "after"}]
    """
    found = []
    for name, label in (("rule", "กำหนด"), ("to", "ส่งถึง"), ("system", "ระบบ"), ("first_due", "ครั้งแรก")):
        old, new = before.get(name), after.get(name)
        if old != new:
            found.append({"what": label, "before": _said(old), "after": _said(new)})
    return found


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return say(Rule.from_json(value))
    if isinstance(value, date):
        return short_date(value)
    return str(value or "–")
