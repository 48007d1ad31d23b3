"""Who sees a tip: the unit it was routed to, and nobody above or below it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing
from tidtam.tips.choices import KeyRole
from tidtam.tips.models import Message, RecipientKey, SealedContact, Tip, TipFile


def within(actor: Actor) -> Q:
    """Return the condition that a row is of the actor's own unit: equal, where other rooms look below too."""
    return Q(scope_path=actor.scope or "-")


def tips(actor: Actor) -> QuerySet[Tip]:
    """Return the tips routed to the actor's unit."""
    return Tip.objects.filter(within(actor))


def get_tip(actor: Actor, public_id: str) -> Tip:
    """Return one. Errors: Missing("tips.tip_missing"), whether it is another unit's or nobody's."""
    tip = tips(actor).filter(public_id=public_id).first()
    if tip is None:
        raise Missing("tips.tip_missing", "ไม่พบเรื่องนี้")
    return tip


def messages(actor: Actor) -> QuerySet[Message]:
    """Return what was added to the tips of the unit."""
    return Message.objects.filter(within(actor))


def files(actor: Actor) -> QuerySet[TipFile]:
    """Return the sealed files of the tips of the unit."""
    return TipFile.objects.filter(within(actor))


def contacts(actor: Actor) -> QuerySet[SealedContact]:
    """Return the sealed contacts of the tips of the unit."""
    return SealedContact.objects.filter(within(actor))


def keys(actor: Actor) -> QuerySet[RecipientKey]:
    """Return the keys of the actor's unit, and the escrow's, which everybody seals for."""
    return RecipientKey.objects.filter(within(actor) | Q(role=KeyRole.ESCROW))
