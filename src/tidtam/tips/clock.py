"""The day of the lane. It never asks for more than the day."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Return today in Bangkok; a demo says by how many days its own calendar differs."""
    return timezone.localdate() + timedelta(days=int(getattr(settings, "TIPS_DAYS", 0)))
