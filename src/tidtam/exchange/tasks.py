"""Work of this room nobody waits for."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tidtam.accounts import clock
from tidtam.exchange.actions import reminding
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT


# From half past eight to half past five in Bangkok: the first tells of the day before, that of 16.30 of today; the
# others catch up what a standing worker missed.
@app.periodic(cron="30 1-10 * * *", periodic_id="exchange-remind")
@app.task(name="exchange.remind", queue="aftercare", queueing_lock="exchange-remind", lock="exchange-remind")
def remind(timestamp: int) -> None:
    """Tell recorders what waits to be typed."""
    with wall.scope(ROOT):
        reminding.remind(at=clock.now())
