"""What runs by the clock: signs whose day has passed."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tidtam.accounts import clock
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.signs.actions import onsite


# At twenty-five past midnight in Bangkok; all other hours only make up for nights a standing worker missed.
@app.periodic(cron="25 * * * *")
@app.task(name="signs.expire", queueing_lock="signs.expire", lock="signs.expire")
def expire(timestamp: int) -> None:
    """Let signs expire."""
    with wall.scope(ROOT):
        onsite.expire(today=clock.today(), by=system("ป้ายหมดอายุ"), at=clock.now())
