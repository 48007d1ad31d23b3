"""Who sees a tip: the unit it was routed to, and nobody above or below it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing
from tidtam.tips.choices import KeyRole
from tidtam.tips.models import (
    Agency,
    ContactOpening,
    EscrowUse,
    Message,
    RecipientKey,
    SealedContact,
    Tip,
    TipFile,
)


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


def openings(actor: Actor) -> QuerySet[ContactOpening]:
    """Return the askings for sealed contacts of the unit."""
    return ContactOpening.objects.filter(within(actor))


def agencies(actor: Actor) -> QuerySet[Agency]:
    """Return the agencies of the unit."""
    return Agency.objects.filter(within(actor))


def get_key(actor: Actor, pk: UUID) -> RecipientKey:
    """Return a key of an officer of the unit. Errors: Missing."""
    key = RecipientKey.objects.filter(within(actor), role=KeyRole.OFFICER, pk=pk).first()
    if key is None:
        raise Missing("tips.key_missing", "ไม่พบกุญแจนี้")
    return key


def get_opening(actor: Actor, pk: UUID) -> ContactOpening:
    """Return an asking for a contact of the unit. Errors: Missing."""
    opening = openings(actor).filter(pk=pk).first()
    if opening is None:
        raise Missing("tips.opening_missing", "ไม่พบคำขอนี้")
    return opening


def get_agency(actor: Actor, pk: UUID) -> Agency:
    """Return an agency of the unit. Errors: Missing."""
    agency = agencies(actor).filter(pk=pk).first()
    if agency is None:
        raise Missing("tips.agency_missing", "ไม่พบหน่วยงานนี้")
    return agency


def get_use(actor: Actor, pk: UUID) -> EscrowUse:
    """Return an asking for the escrow key that the actor's office holds a part of. Errors: Missing."""
    use = EscrowUse.objects.filter(pk=pk, key__holders__office=actor.office_id).first()
    if use is None:
        raise Missing("tips.escrow_missing", "ไม่พบคำขอนี้")
    return use
