"""What the obligations room does by the clock. Times of the schedule are UTC: 01.30 there is 08.30 in Bangkok."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tidtam.accounts import clock
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.obligations.actions import duties, reminders


# The hours after half past eight only catch up what a standing worker missed; every telling happens once.
@app.periodic(cron="30 1-9 * * *", periodic_id="obligations")
@app.task(name="obligations.remind", queue="obligations", queueing_lock="obligations-remind", lock="obligations")
def remind(timestamp: int) -> None:
    """Tell owners what falls due and superiors what did not come."""
    with wall.scope(ROOT):
        reminders.remind_owners(at=clock.now())
    with wall.scope(ROOT):
        reminders.tell_superiors(at=clock.now())


@app.periodic(cron="15 18 * * *", periodic_id="obligations")
@app.task(name="obligations.ahead", queue="obligations", queueing_lock="obligations-ahead", lock="obligations")
def generate_ahead(timestamp: int) -> None:
    """Make duties ahead, at a quarter past one at night in Bangkok."""
    with wall.scope(ROOT):
        duties.generate_ahead(at=clock.now())
