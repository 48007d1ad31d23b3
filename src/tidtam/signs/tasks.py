"""What runs by the clock: signs whose day has passed."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tidtam.accounts import clock
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.signs.actions import onsite


@app.periodic(cron="25 20 * * *")  # 03:25 in Bangkok
@app.task(name="signs.expire", queueing_lock="signs.expire")
def expire(timestamp: int) -> None:
    """Let signs expire."""
    with wall.scope(ROOT):
        onsite.expire(today=clock.today(), by=system("ป้ายหมดอายุ"), at=clock.now())
