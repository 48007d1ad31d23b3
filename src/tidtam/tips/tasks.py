"""What the lane does by the clock. Nothing here is deferred by an informant's act."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tidtam.accounts import clock
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.tips.actions import nightly, telling


# At twenty to one in Bangkok; all other hours only make up for nights a standing worker missed.
@app.periodic(cron="40 * * * *", periodic_id="tips.night")
@app.task(name="tips.night", queue="tips", queueing_lock="tips-night", lock="tips-night")
def night(timestamp: int) -> None:
    """Count the days and the month that ended, blur when within them things came, destroy what is past its time."""
    with wall.scope(ROOT):
        nightly.close_days(today=clock.today(), by=system("สรุปรายวัน"), at=clock.now())


@app.periodic(cron="30 1,6 * * 1-5", periodic_id="tips.tell")  # 08:30 and 13:30 in Bangkok, whatever came when
@app.task(name="tips.tell", queue="tips", queueing_lock="tips-tell")
def tell(timestamp: int) -> None:
    """Tell those who hold keys that something waits, and nothing of it."""
    with wall.scope(ROOT):
        telling.tell_waiting(at=clock.now())
