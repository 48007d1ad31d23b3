"""Nightly work on stored documents."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from tidtam.files import actions


@app.periodic(cron="20 20 * * *")  # 03:20 in Bangkok
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    """Delete content nobody refers to."""
    actions.sweep(at=datetime.fromtimestamp(timestamp, tz=UTC))
