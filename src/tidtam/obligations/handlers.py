"""What the obligations room does when a letter is confirmed, relayed or registered, in the same transaction."""

from __future__ import annotations

from datetime import datetime

from tidtam.kernel.actor import Actor
from tidtam.letters.models import Confirmation, RegisterEntry
from tidtam.obligations.actions import binding


def letter_confirmed(confirmation: Confirmation, by: Actor, at: datetime) -> None:
    """Make obligations of the confirmed deadlines."""
    binding.bind_confirmed(confirmation=confirmation, by=by, at=at)


def letter_relayed(out: RegisterEntry, by: Actor, at: datetime) -> None:
    """Bind the offices below."""
    binding.bind_relayed(out=out, by=by, at=at)


def entry_registered(entry: RegisterEntry, by: Actor, at: datetime) -> None:
    """Count from the day of registering."""
    binding.count_from_registering(entry=entry, at=at)
