"""What this room does at once: a case ends or opens again, a need moves, people are merged, an address is written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tidtam.aftercare.actions import mirroring, transfers
from tidtam.assistance.actions import stood
from tidtam.kernel.actor import Actor
from tidtam.people.models import Merge, Person


def case_ended(obj: object, by: Actor, at: datetime) -> None:
    """Tell those who handed a case over how it stands, and take back a running offer."""
    transfers.case_ended(obj, by, at)


def need_moved(obj: Any, by: Actor, at: datetime) -> None:
    """Let the copies beside the cases say where needs stand now."""
    mirroring.follow_needs([need.pk for need in stood(obj)])


def address_set(obj: Person, by: Actor, at: datetime) -> None:
    """Let the cases say where the person lives now."""
    mirroring.follow_address(obj.pk)


def person_merged(obj: Merge, by: Actor, at: datetime) -> None:
    """Let the cases of the one lead to the other."""
    mirroring.join_cases(winner=obj.winner_id, loser=obj.loser_id)


def person_unmerged(obj: Merge, by: Actor, at: datetime) -> None:
    """Let the cases lead back."""
    mirroring.part_cases(winner=obj.winner_id, loser=obj.loser_id)
