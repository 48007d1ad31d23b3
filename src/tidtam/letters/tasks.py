"""Reading a document in the background: its own short transactions, the wall open for one office only."""

from __future__ import annotations

import logging

from django.utils.translation import gettext_noop
from procrastinate.contrib.django import app

from tidtam.accounts import access as accounts
from tidtam.accounts import clock
from tidtam.accounts.models import Grant
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.letters.actions import intake as intakes
from tidtam.letters.choices import IntakeState
from tidtam.letters.models import Intake
from tidtam.offices.models import Office

log = logging.getLogger(__name__)
_REVOKED = gettext_noop("สิทธิ์ของผู้นำเข้าสิ้นสุดระหว่างที่ระบบอ่าน ให้เจ้าหน้าที่ที่มีสิทธิ์กด “อ่านใหม่” หรือกรอกเอง")


def defer(*, intake: Intake, by: Actor) -> None:
    """Queue the reading of a document in the caller's transaction."""
    read_intake.configure(queueing_lock=f"intake-{intake.pk}", lock=f"intake-{intake.pk}").defer(
        intake_id=intake.pk, office_id=intake.office_id, grant_id=by.grant_id
    )


def _actor(grant_id: int | None) -> Actor | None:
    """Return the actor of the grant that asked, if it still holds and still may take letters in."""
    grant = Grant.objects.select_related("user").filter(pk=grant_id or 0).first()
    if grant is None:
        return None
    live = next((one for one in accounts.live_grants(grant.user, clock.today()) if one.pk == grant_id), None)
    actor = accounts.actor_of(live, grant.user) if live and grant.user.is_active else None
    return actor if actor and actor.may(Permission.LETTERS_RECEIVE) else None


@app.task(name="letters.read_intake", queue="letters")
def read_intake(intake_id: int, office_id: int, grant_id: int | None = None) -> None:
    """Read a document and keep what was found. Running twice does nothing the second time."""
    office = Office.objects.get(pk=office_id)
    with wall.scope(office.path):
        intake = Intake.objects.select_related("file").filter(pk=intake_id, office=office).first()
        if intake is None or intake.state != IntakeState.READING:
            return
        actor = _actor(grant_id)
        if actor is None or actor.office_id != office_id:
            Intake.objects.filter(pk=intake_id).update(state=IntakeState.FAILED, problem=_REVOKED)
            return
        try:
            content = intake.file.open_bytes() if intake.file else b""
        except Problem as problem:
            intakes.keep_reading(intake=intake, outcome=intakes.Outcome(problem=problem), by=actor, at=clock.now())
            return

    def progress(done: int, total: int) -> None:
        with wall.scope(office.path):
            intakes.note_progress(intake=intake, done=done, total=total)

    outcome = intakes.digest(content=content, name=intake.name, progress=progress)
    with wall.scope(office.path):
        intakes.keep_reading(intake=intake, outcome=outcome, by=actor, at=clock.now())
