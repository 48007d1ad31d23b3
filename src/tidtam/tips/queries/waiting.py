"""What the inbox says of the lane: counts that change when an officer acts or a day ends, never when a tip comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.tips import access
from tidtam.tips.choices import Asked, Sender, State
from tidtam.tips.models import EscrowUse, Message


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many tips wait for the unit as of last midnight; askings that wait for this officer, as of now."""

    tips: int = 0
    openings: int = 0
    escrow: int = 0


def waiting(actor: Actor, today: date) -> Waiting:
    """Return what waits for an actor. Shape: at most one query for each right; none without."""
    return Waiting(
        tips=_tips(actor, today) if actor.may(Permission.TIPS_READ) else 0,
        openings=_openings(actor) if actor.may(Permission.TIPS_SECOND) else 0,
        escrow=_escrow(actor) if actor.may(Permission.TIPS_ESCROW) else 0,
    )


def _tips(actor: Actor, today: date) -> int:
    """Count the tips to read or answer that lay there when the day began.

    What came today counts for nothing, not even where it is added to a tip that waits already: a figure that moves
    tells when somebody wrote.
    """
    answered = Message.objects.filter(tip=OuterRef("tip"), sender=Sender.OFFICER, number__gt=OuterRef("number"))
    before = Message.objects.filter(tip=OuterRef("pk"), sender=Sender.INFORMANT, day__lt=today)
    asked = Exists(before.exclude(Exists(answered)))
    return access.tips(actor).filter(day__lt=today).filter(Q(state=State.NEW) | asked).count()


def _openings(actor: Actor) -> int:
    return access.openings(actor).filter(state=Asked.WAITING).exclude(asked_by=actor.user_id or 0).count()


def _escrow(actor: Actor) -> int:
    rows = EscrowUse.objects.filter(key__holders__office=actor.office_id, state=Asked.WAITING)
    return rows.exclude(first__office=actor.office_id).exclude(asked_by=actor.user_id or 0).count()
