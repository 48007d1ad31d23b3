"""Named reads of keys: which are sealed for now, and what still lies sealed for others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from tidtam.accounts import access as accounts
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing
from tidtam.offices.models import Office
from tidtam.tips import access
from tidtam.tips.choices import KeyRole, Sender, State
from tidtam.tips.models import EscrowHolder, EscrowUse, Message, RecipientKey, SealedContact, Tip, TipFile
from tidtam.tips.queries import recipients

Sealed = Tip | Message | TipFile | SealedContact
KINDS: dict[str, type[Sealed]] = {"tip": Tip, "message": Message, "file": TipFile, "contact": SealedContact}


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as the page of keys shows it. `left`: its officer has no right to read tips here any more."""

    key: RecipientKey
    mine: bool
    left: bool
    only: bool


def lines(actor: Actor, day: date) -> list[KeyLine]:
    """Return the keys of the unit's officers, those in use first. Shape: a query, and one for each other holder."""
    keys = list(access.keys(actor).filter(role=KeyRole.OFFICER))
    active = [key for key in keys if key.active]
    return [
        KeyLine(key, key.holder == actor.user_id, key.active and not _reads(key, actor, day), [key] == active)
        for key in sorted(keys, key=lambda key: (not key.active, key.added_on))
    ]


def _reads(key: RecipientKey, actor: Actor, day: date) -> bool:
    grants = accounts.live_grants(key.holder, day) if key.holder else []
    return any(
        grant.office_id == actor.office_id and Permission.TIPS_READ in accounts.actor_of(grant, grant.user).permissions
        for grant in grants
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One sealed thing that must be sealed anew. `reply` is the informant's key, where they read it too."""

    kind: str
    pk: UUID
    reply: str = ""


def needing(actor: Actor) -> list[Part]:
    """Return what is not sealed for exactly the present keys of the unit. Shape: four queries, ciphertexts unread."""
    wanted = sorted(key.pk for key in recipients.keys_of(actor.office_id or 0))
    return list(_needing(actor, wanted))


def _needing(actor: Actor, wanted: list[UUID]) -> Iterator[Part]:
    def wrong(rows: QuerySet[Sealed]) -> QuerySet[Sealed]:
        return rows.exclude(sealed_for__contains=wanted, sealed_for__contained_by=wanted)

    for tip in wrong(access.tips(actor)).only("pk"):
        yield Part("tip", tip.pk)
    for message in wrong(access.messages(actor)).select_related("tip").defer("sealed", "tip__sealed"):
        assert isinstance(message, Message)
        yield Part("message", message.pk, message.tip.reply_key if message.sender == Sender.OFFICER else "")
    for file in wrong(access.files(actor)).only("pk"):
        yield Part("file", file.pk)


def contacts_needing(actor: Actor) -> int:
    """Return how many sealed contacts are not sealed for the present keys: they are opened by two before that."""
    wanted = sorted(key.pk for key in recipients.keys_of(actor.office_id or 0))
    rows = access.contacts(actor).exclude(sealed_for__contains=wanted, sealed_for__contained_by=wanted)
    return rows.count()


def opened_by_alone(actor: Actor, key: RecipientKey, active: Sequence[UUID]) -> int:
    """Return how many open tips of the unit have a part that no officer but a key's opens. Shape: four queries.

    `active` are the keys of the unit's officers in use; a tip that is closed waits for its end only.
    """
    others = [pk for pk in active if pk != key.pk]

    def alone(rows: QuerySet[Sealed]) -> QuerySet[Sealed]:
        return rows.filter(sealed_for__contains=[key.pk]).exclude(sealed_for__overlap=others)

    tips = access.tips(actor).exclude(state=State.CLOSED)
    found = set(alone(tips).values_list("pk", flat=True))
    for part in (access.messages, access.files, access.contacts):
        found.update(alone(part(actor).filter(tip__in=tips)).values_list("tip", flat=True))
    return len(found)


def get_part(actor: Actor, kind: str, pk: UUID) -> Sealed:
    """Return one sealed thing of the unit. Errors: Missing."""
    found = KINDS[kind].objects.filter(access.within(actor), pk=pk).first() if kind in KINDS else None
    if found is None:
        raise Missing("tips.part_missing", "ไม่พบส่วนนี้")
    return found


def escrow_key() -> RecipientKey | None:
    """Return the escrow key in use, if three offices hold one. Shape: one query."""
    return RecipientKey.objects.filter(role=KeyRole.ESCROW, revoked_on__isnull=True).order_by("-added_on").first()


def holders(key: RecipientKey) -> list[EscrowHolder]:
    """Return the three offices that hold a part of a key. Shape: one query."""
    return list(EscrowHolder.objects.filter(key=key).select_related("office").order_by("number"))


def uses(actor: Actor) -> list[EscrowUse]:
    """Return the askings for the escrow key of the own unit, newest first, that every officer of it sees."""
    return list(_uses().filter(unit=actor.office_id)[:20])


def uses_to_agree(actor: Actor) -> list[EscrowUse]:
    """Return the askings an office holds a part for, newest first."""
    return list(_uses().filter(key__holders__office=actor.office_id)[:20])


def _uses() -> QuerySet[EscrowUse]:
    return EscrowUse.objects.select_related("unit", "key", "first__office", "second__office").order_by("-asked_at")


def offices_by_code(codes: list[str]) -> dict[str, Office]:
    """Return standing offices by code. Shape: one query."""
    return {one.code: one for one in Office.objects.filter(code__in=codes, valid_to__isnull=True)}
