"""That an officer opened a tip: what the desk shows is ciphertext, who asked for it is known all the same."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.tips.actions.moving import note
from tidtam.tips.models import Tip


@transaction.atomic
def opened(*, tip: Tip, by: Actor, at: datetime) -> None:
    """Note that an officer opened the page of a tip. Errors: NotAllowed."""
    by.require(Permission.TIPS_READ)
    note("opened", tip, by=by, at=at)


@transaction.atomic
def fetched(*, tip: Tip, by: Actor, at: datetime) -> None:
    """Note that an officer fetched a sealed part of a tip, to read or to seal it anew. Errors: NotAllowed."""
    by.require(Permission.TIPS_READ)
    note("part_fetched", tip, by=by, at=at)
