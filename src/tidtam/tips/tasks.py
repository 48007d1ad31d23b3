"""What the lane does by the clock. Nothing here is deferred by an informant's act."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from tidtam.accounts import clock
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.tips.actions import nightly, statistics, telling


@app.periodic(cron="40 17 * * *", periodic_id="tips.night")  # 00:40 in Bangkok
@app.task(name="tips.night", queue="tips", queueing_lock="tips-night")
def night(timestamp: int) -> None:
    """Count the day that ended, blur when within it things came, destroy what is past its time."""
    with wall.scope(ROOT):
        nightly.close_day(day=clock.today() - timedelta(days=1), by=system("สรุปรายวัน"), at=clock.now())


@app.periodic(cron="30 1,6 * * 1-5", periodic_id="tips.tell")  # 08:30 and 13:30 in Bangkok, whatever came when
@app.task(name="tips.tell", queue="tips", queueing_lock="tips-tell")
def tell(timestamp: int) -> None:
    """Tell those who hold keys that something waits, and nothing of it."""
    with wall.scope(ROOT):
        telling.tell_waiting(at=clock.now())


@app.periodic(cron="50 18 * * *", periodic_id="tips.month")  # 01:50 in Bangkok; all nights but one find it done
@app.task(name="tips.month", queue="tips", queueing_lock="tips-month")
def month(timestamp: int) -> None:
    """Count the month that is over, once."""
    last = clock.today().replace(day=1) - timedelta(days=1)
    with wall.scope(ROOT):
        statistics.count_month(month=last, by=system("นับเบาะแสรายเดือน"), at=clock.now())
