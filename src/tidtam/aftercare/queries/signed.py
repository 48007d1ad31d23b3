"""The figures of an office as they were signed last. The room that keeps signed reports says them; this one shows them.

A signed report counts every programme year, so what stands beside it today is counted so as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tidtam.aftercare.facts.measures import R2, Asked
from tidtam.kernel.actor import Actor
from tidtam.offices.models import Office

COLUMNS = ("total", "asked", "helped", "waiting")
_MEASURES = {one.code: one for one in R2 if one.code in COLUMNS}


@dataclass(frozen=True, slots=True)
class Signed:
    """The last signed edition of an office: what it says in which period, when it was signed, where it is read."""

    values: Mapping[str, int]  # by `COLUMNS`
    title: str
    period_end: date
    signed_on: date
    no: int
    url: str
    cells: Mapping[str, str]  # where each figure opens to its rows
    counted: int = 0  # offices below whose reports it holds
    missing: Sequence[str] = ()  # those it lacks


asks: list[Callable[[Actor, Office, date], Signed | None]] = []


def last(actor: Actor, office: Office, day: date) -> Signed | None:
    """Return what an office signed last, of periods over by a day; None where nothing is signed."""
    return next((found for found in (ask(actor, office, day) for ask in asks) if found is not None), None)


def today(actor: Actor, office: Office, day: date) -> dict[str, int]:
    """Return the same columns counted from records as of a day.

    Shape: one query each. Errors: Missing outside scope.
    """
    asked = Asked(office.path, day, day)
    return {code: one.value(actor, asked) for code, one in _MEASURES.items()}
