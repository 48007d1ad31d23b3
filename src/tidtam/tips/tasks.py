"""What the lane does by the clock. Nothing here is deferred by an informant's act."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from tidtam.accounts import clock
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.tips.actions import nightly


@app.periodic(cron="40 17 * * *", periodic_id="tips.night")  # 00:40 in Bangkok
@app.task(name="tips.night", queue="tips", queueing_lock="tips-night")
def night(timestamp: int) -> None:
    """Count the day that ended, blur when within it things came, destroy what is past its time."""
    with wall.scope(ROOT):
        nightly.close_day(day=clock.today() - timedelta(days=1), by=system("สรุปรายวัน"), at=clock.now())
