"""Nightly work on stored documents."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from tidtam.accounts import clock
from tidtam.files import actions


@app.periodic(cron="20 20 * * *")  # 03:20 in Bangkok
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    """Delete content nobody refers to."""
    actions.sweep(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="10 * * * *")
@app.task(name="files.drop_exports", queueing_lock="files.drop_exports")
def drop_exports(timestamp: int) -> None:
    """Delete exports whose day is over."""
    actions.drop_expired(at=clock.now())
