"""One place where a tip changes its state: the table is asked, the row is locked, one entry is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.accounts import clock
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Conflict, Missing
from tidtam.tips import access
from tidtam.tips.choices import State
from tidtam.tips.models import Handling, Tip
from tidtam.tips.transitions import TIP

KEPT_DAYS = 90  # after closing; `tips_kept` in the database says the same; longer is a signed decision


def day_of(at: datetime) -> date:
    """Return the day in Bangkok of an instant: the lane keeps days only."""
    return at.astimezone(clock.BANGKOK).date()


@dataclass(frozen=True, slots=True)
class Decided:
    """What a verb decides besides the state; None leaves a field as it is."""

    path: str | None = None
    outcome: str | None = None
    duplicate_of: str | None = None
    keep_until: date | None = None


def locked(*, tip: Tip, by: Actor) -> Tip:
    """Return the tip with its row locked. Errors: Missing when it is not the unit's, or was destroyed meanwhile."""
    found = access.tips(by).select_for_update(of=("self",)).filter(pk=tip.pk).first()
    if found is None:
        raise Missing("tips.tip_missing", _("ไม่พบเรื่องนี้"))
    return found


def note(verb: str, tip: Tip, *, by: Actor, at: datetime, reason: str = "", digest: str = "") -> None:
    """Write the audit entry of an officer's act: the opaque reference, never a word of the tip."""
    audit.record(f"tips.tip.{verb}", ("tips.tip", tip.public_id), by=by, at=at, reason=reason, digest=digest)


@transaction.atomic
def move(
    *, tip: Tip, verb: str, by: Actor, at: datetime, decided: Decided | None = None, reason: str = "", digest: str = ""
) -> Tip:
    """Do a verb of the state table and keep what was decided with it.

    Errors: NotAllowed; Missing; Conflict("tips.tip.bad_state").
    """
    rule, values = TIP[verb], decided or Decided()
    by.require(rule.permission)
    row = locked(tip=tip, by=by)
    if row.state not in rule.sources:
        raise Conflict("tips.tip.bad_state", _("เรื่องนี้เปลี่ยนสถานะไปแล้ว โหลดหน้าใหม่แล้วดูอีกครั้ง"))
    handling, _new = Handling.objects.get_or_create(tip=row, defaults={"scope_path": row.scope_path})
    target, day = rule.target or row.state, day_of(at)
    for name in ("path", "outcome", "duplicate_of", "keep_until"):
        value = getattr(values, name)
        if value is not None:
            setattr(handling, name, value)
    if target == State.CLOSED and row.state != State.CLOSED:
        row.closed_on, handling.keep_until = day, day + timedelta(days=KEPT_DAYS)
    elif target != State.CLOSED:
        row.closed_on, handling.keep_until = None, None
        if row.state == State.CLOSED:
            handling.outcome = handling.duplicate_of = ""
    row.state = target
    row.save(update_fields=["state", "closed_on"])
    handling.save()
    note(verb, row, by=by, at=at, reason=reason, digest=digest)
    return row
