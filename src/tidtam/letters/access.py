"""Which letters, documents and register lines an actor may see. The wall repeats the answer below."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing
from tidtam.letters.choices import Secrecy
from tidtam.letters.models import Confirmation, Intake, Letter, RegisterEntry

_MISSING = "ไม่พบหนังสือนี้ในทะเบียนของหน่วยงานที่คุณปฏิบัติอยู่"


def within(actor: Actor, column: str = "scope_path") -> Q:
    """Return the explicit scope filter: it gives the fast plan, the wall gives the certainty."""
    return Q(**{f"{column}__gte": actor.scope, f"{column}__lt": actor.scope + "~"}) if actor.scope else Q(pk__in=[])


def _open_to(actor: Actor, column: str) -> Q:
    """Secret letters open only to grants that name the right."""
    return Q() if actor.may(Permission.LETTERS_SECRET) else Q(**{column: Secrecy.NORMAL})


def intakes(actor: Actor) -> QuerySet[Intake]:
    """Return the documents the actor's own office took in."""
    return Intake.objects.filter(within(actor), _open_to(actor, "secrecy"), office=actor.office_id)


def get_intake(actor: Actor, public_id: str) -> Intake:
    """Errors: Missing outside the office."""
    found = intakes(actor).select_related("office", "file", "same_as").filter(public_id=public_id).first()
    if found is None:
        raise Missing("letters.missing", _MISSING)
    return found


def entries(actor: Actor) -> QuerySet[RegisterEntry]:
    """Return register lines in scope: the own office's and those of the offices below."""
    return RegisterEntry.objects.filter(within(actor), _open_to(actor, "letter__secrecy"))


def own_entries(actor: Actor) -> QuerySet[RegisterEntry]:
    """Return the register lines of the actor's own office."""
    return entries(actor).filter(office=actor.office_id)


def get_entry(actor: Actor, public_id: str) -> RegisterEntry:
    """Errors: Missing outside scope."""
    found = (
        entries(actor).select_related("office", "letter", "via__office", "intake").filter(public_id=public_id).first()
    )
    if found is None:
        raise Missing("letters.missing", _MISSING)
    return found


def letters(actor: Actor) -> QuerySet[Letter]:
    """Return the letters an office in scope received, sent, cited or was forwarded."""
    return Letter.objects.filter(
        _open_to(actor, "secrecy"),
        sights__scope_path__gte=actor.scope or "~",
        sights__scope_path__lt=actor.scope + "~",
    ).distinct()


def get_letter(actor: Actor, public_id: str) -> Letter:
    """Errors: Missing outside scope."""
    found = letters(actor).filter(public_id=public_id).first()
    if found is None:
        raise Missing("letters.missing", _MISSING)
    return found


def confirmations(actor: Actor) -> QuerySet[Confirmation]:
    """Return what offices in scope confirmed."""
    return Confirmation.objects.filter(within(actor))
