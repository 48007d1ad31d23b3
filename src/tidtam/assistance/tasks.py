"""Work of the assistance room nobody waits for."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tidtam.accounts import clock
from tidtam.assistance.actions import announcing, climbing, exporting, nudging, watching
from tidtam.files import making
from tidtam.files.models import Export
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor, system


def defer_export(*, export: Export, by: Actor) -> None:
    """Queue the making of an export in the caller's transaction."""
    name = f"export-{export.pk}"
    make_export.configure(queueing_lock=name, lock=name).defer(export_id=export.pk, grant_id=by.grant_id)


@app.task(name="assistance.make_export", queue="assistance")
def make_export(export_id: int, grant_id: int | None = None) -> None:
    """Write an export for the one who asked, if the right still holds. Running twice writes it once."""
    making.run(export_id=export_id, grant_id=grant_id, maker=exporting.make, at=clock.now())


# At twenty past midnight in Bangkok; the hours after only catch up what a standing worker missed.
@app.periodic(cron="20 17-23 * * *", periodic_id="assistance-climb")
@app.task(name="assistance.climb", queue="assistance", queueing_lock="assistance-climb", lock="assistance-climb")
def climb(timestamp: int) -> None:
    """Send on to the next superior what nobody answered in time."""
    climbing.climb(today=clock.today(), by=system("assistance.climb"), at=clock.now())


# At half past midnight in Bangkok; later hours catch up.
@app.periodic(cron="30 17-23 * * *", periodic_id="assistance-board")
@app.task(name="assistance.take_down", queue="assistance", queueing_lock="assistance-board", lock="assistance-board")
def take_down(timestamp: int) -> None:
    """Take down the announcements whose last day is over, and close the requests on them."""
    announcing.take_down_due(by=system("assistance.take_down"), at=clock.now())


# At twenty past seven in Bangkok; later hours catch up, and tell of what requesters wrote meanwhile.
@app.periodic(cron="20 0-10 * * *", periodic_id="assistance-remind")
@app.task(name="assistance.remind", queue="assistance", queueing_lock="assistance-remind", lock="assistance-remind")
def remind(timestamp: int) -> None:
    """Tell offices and provinces what waits: idle requests, appointments, messages, signs."""
    for tell in (nudging.remind_idle, nudging.remind_appointments, nudging.remind_answers, nudging.remind_signs):
        with wall.scope(ROOT):
            tell(at=clock.now())


# Each hour: a ledger that does not agree must not be found out by a report.
@app.periodic(cron="40 * * * *", periodic_id="assistance-watch")
@app.task(name="assistance.watch", queue="assistance", queueing_lock="assistance-watch", lock="assistance-watch")
def watch(timestamp: int) -> None:
    """Hold the whole ledger against itself, and tell the department when it does not agree."""
    watching.watch(by=system("assistance.watch"), at=clock.now())
