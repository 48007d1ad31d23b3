"""Work of the aftercare room nobody waits for: taking a roster in."""

from __future__ import annotations

import logging

from django.utils.translation import gettext_noop
from procrastinate.contrib.django import app

from tidtam.accounts import access as accounts
from tidtam.accounts import clock
from tidtam.accounts.models import Grant
from tidtam.aftercare.actions import applying
from tidtam.aftercare.choices import RosterState
from tidtam.aftercare.models import RosterImport
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
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
    grant = Grant.objects.select_related("user").filter(pk=grant_id or 0).first()
    if grant is None or not grant.user.is_active:
        return None
    live = next((one for one in accounts.live_grants(grant.user, clock.today()) if one.pk == grant_id), None)
    actor = accounts.actor_of(live, grant.user) if live else None
    return actor if actor and actor.may(Permission.CARE_MANAGE) else None


@app.task(name="aftercare.apply_roster", queue="aftercare")
def apply_roster(roster_id: int, office_id: int, grant_id: int | None = None) -> None:
    """Take a roster in, batch by batch. Running twice, or again after a kill, does every row once."""
    office = Office.objects.get(pk=office_id)
    with wall.scope(office.path):
        roster = RosterImport.objects.defer("content_sealed").filter(pk=roster_id, office=office).first()
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
