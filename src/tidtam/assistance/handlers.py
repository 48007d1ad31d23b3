"""What this room does when something happens in it or below."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tidtam.assistance.actions import referrals
from tidtam.assistance.actions.ledger import stood
from tidtam.kernel.actor import Actor


def need_moved(obj: Any, by: Actor, at: datetime) -> None:
    """Recall what runs of a need that was closed or went to another office meanwhile."""
    referrals.need_ended(list(stood(obj)), by, at)
