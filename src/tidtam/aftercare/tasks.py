"""Work of the aftercare room nobody waits for: taking a roster in, and what a new day does to all rounds."""

from __future__ import annotations

import logging

from django.utils.translation import gettext_noop
from procrastinate.contrib.django import app

from tidtam.accounts import access as accounts
from tidtam.accounts import clock
from tidtam.aftercare.actions import applying, exporting, reminders, rounds
from tidtam.aftercare.choices import RosterState
from tidtam.aftercare.facts import marks
from tidtam.aftercare.models import RosterImport
from tidtam.aftercare.queries import rosters as queries
from tidtam.files import making
from tidtam.files.models import Export
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor, system
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.offices import queries as offices
from tidtam.offices.models import Office

log = logging.getLogger(__name__)
_REVOKED = gettext_noop("สิทธิ์ของผู้นำเข้าสิ้นสุดระหว่างนำเข้า ให้เจ้าหน้าที่ที่มีสิทธิ์กด “นำเข้าต่อ”")


def defer_roster(*, roster: RosterImport, by: Actor) -> None:
    """Queue the taking in of a roster in the caller's transaction."""
    name = f"roster-{roster.pk}"
    apply_roster.configure(queueing_lock=name, lock=name).defer(
        roster_id=roster.pk, office_id=roster.office_id, grant_id=by.grant_id
    )


def _actor(grant_id: int | None) -> Actor | None:
    """Return the actor of the grant that asked, if it still holds and still may manage aftercare."""
    actor = accounts.acting_again(grant_id, clock.today())
    return actor if actor and actor.may(Permission.CARE_MANAGE) else None


@app.task(name="aftercare.apply_roster", queue="aftercare")
def apply_roster(roster_id: int, office_id: int, grant_id: int | None = None) -> None:
    """Take a roster in, batch by batch. Running twice, or again after a kill, does every row once."""
    office = offices.by_pk(office_id)
    with wall.scope(office.path):
        roster = queries.of_office(roster_id, office)
    if roster is None or roster.state != RosterState.APPLYING:
        return
    actor = _actor(grant_id)
    try:
        if actor is None or actor.office_id != office_id:
            raise Problem("aftercare.roster_right", _REVOKED)
        with wall.scope(office.path):
            plan = applying.load(roster=roster, by=actor, today=clock.today())
        more = True
        while more:
            with wall.scope(office.path):
                more = applying.next_batch(plan=plan, by=actor, at=clock.now())
    except Problem as problem:
        log.warning("roster %s stopped: %s", roster_id, problem.code)
        with wall.scope(office.path):
            roster.refresh_from_db(fields=["state"])
            if roster.state == RosterState.APPLYING:
                applying.fail(roster=roster, words=problem.message, by=actor or _nobody(office), at=clock.now())


def _nobody(office: Office) -> Actor:
    """Return the actor of an import whose own actor's right has ended: it may do nothing but say so."""
    return Actor(None, None, office.pk, office.path, "system", "aftercare.apply_roster")


# Times of the schedule are UTC: 00.10 there is 07.10 in Bangkok. The later hours catch up what a standing worker
# missed; every telling happens once.
@app.periodic(cron="10 0-10 * * *", periodic_id="aftercare")
@app.task(name="aftercare.remind", queue="aftercare", queueing_lock="aftercare-remind", lock="aftercare-remind")
def remind(timestamp: int) -> None:
    """Tell teams, districts and provinces what waits; lay offers nobody answered before the superior."""
    for tell in (
        reminders.remind_rounds, reminders.remind_agreed, reminders.remind_tasks, reminders.remind_needs,
        reminders.remind_closing,
    ):  # fmt: skip
        with wall.scope(ROOT):
            tell(at=clock.now())
    with wall.scope(ROOT):
        reminders.remind_transfers(by=system("aftercare.remind"), at=clock.now())


@app.periodic(cron="*/10 * * * *", periodic_id="aftercare-alerts")
@app.task(name="aftercare.alerts", queue="aftercare", queueing_lock="aftercare-alerts", lock="aftercare-alerts")
def remind_alerts(timestamp: int) -> None:
    """Tell districts of alerts nobody has acknowledged, once in every hour, by day and night."""
    with wall.scope(ROOT):
        reminders.remind_alerts(at=clock.now())


# At a quarter past midnight in Bangkok; the hours after only catch up what a standing worker missed.
@app.periodic(cron="15 17-23 * * *", periodic_id="aftercare-tick")
@app.task(name="aftercare.tick", queue="aftercare", queueing_lock="aftercare-tick", lock="aftercare-tick")
def tick(timestamp: int) -> None:
    """Open, miss and excuse the rounds of the day, and make the tasks of cases near their end and of people lost."""
    with wall.scope(ROOT):
        rounds.tick(today=clock.today(), at=clock.now(), by=system("aftercare.tick"))
    with wall.scope(ROOT):
        marks.tidy()


def defer_export(*, export: Export, by: Actor) -> None:
    """Queue the making of an export in the caller's transaction."""
    name = f"export-{export.pk}"
    make_export.configure(queueing_lock=name, lock=name).defer(export_id=export.pk, grant_id=by.grant_id)


@app.task(name="aftercare.make_export", queue="aftercare")
def make_export(export_id: int, grant_id: int | None = None) -> None:
    """Write an export for the one who asked, if the right still holds. Running twice writes it once."""
    making.run(export_id=export_id, grant_id=grant_id, maker=exporting.make, at=clock.now())
