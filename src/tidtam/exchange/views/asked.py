"""What an address of this room asks for: the month and the office."""

from __future__ import annotations

from datetime import date
from typing import Any

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.exchange.rules import period_of, read_period
from tidtam.kernel.problem import Missing
from tidtam.offices.models import Office
from tidtam.offices.queries import by_code, by_path


def period(source: Any) -> date:
    """Return the month asked for; what is typed one by one is typed soon, so this month without being asked."""
    return read_period(source.get("month", "")[:10]) or period_of(clock.today())


def office(request: OfficialRequest, code: str) -> Office:
    """Return the office of a code, or the own one. Errors: Missing outside scope."""
    if not code:
        return by_path(request.actor.scope)
    found = by_code(code.replace("\x00", ""))
    if not found.path.startswith(request.actor.scope):
        raise Missing("offices.office_missing", "ไม่พบหน่วยงานนี้ในสังกัด")
    return found
