"""Forget what the public pages need for a day only."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tidtam.accounts import clock
from tidtam.portal.actions import drafts, flood


@app.periodic(cron="17 * * * *", periodic_id="portal")
@app.task(name="portal.forget", queue="portal", queueing_lock="portal-forget", lock="portal-forget")
def forget(timestamp: int) -> None:
    """Delete counts and drafts older than a day."""
    at = clock.now()
    flood.forget(at=at)
    drafts.forget(at=at)
