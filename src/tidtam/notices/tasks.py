"""Mail what was not mailed yet, in small transactions."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tidtam.accounts import clock
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.notices import actions


@app.periodic(cron="* * * * *", periodic_id="notices")
@app.task(name="notices.mail", queue="notices", queueing_lock="notices-mail", lock="notices-mail")
def mail(timestamp: int) -> None:
    """Mail every waiting notice; a second run finds nothing."""
    handled = 1
    while handled:
        with wall.scope(ROOT):
            handled = actions.mail_some(at=clock.now())
