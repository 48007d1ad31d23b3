"""Record visits."""

from __future__ import annotations

from datetime import datetime

from tidtam.aftercare.models import Case, Visit
from tidtam.aftercare.rules.answers import Answers
from tidtam.kernel.actor import Actor

__all__ = ["Answers", "record"]


def record(*, case: Case, answers: Answers, by: Actor, at: datetime) -> Visit:
    """Record a visit."""
    raise NotImplementedError
