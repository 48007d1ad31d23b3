"""A demo whose clock stands still, for the pages of reports."""

from __future__ import annotations

import pytest
from tests.factories.actors import NOW

from tidtam.accounts import clock
from tidtam.accounts.models import Installation


@pytest.fixture
def stopped_demo(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """Make a demo, so that no second factor is asked for, and stop its clock."""
    Installation.objects.create(id=1, is_demo=True)
    clock.forget()
    monkeypatch.setattr(clock, "now", lambda: NOW)
