"""Named reads of the officers' desk: its list, and one tip with all that hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tidtam.accounts.models import User
from tidtam.audit.models import Entry
from tidtam.kernel.actor import Actor
from tidtam.tips import access
from tidtam.tips.choices import Asked, Sender, State
from tidtam.tips.models import (
    Agency,
    ContactOpening,
    Handling,
    HandOver,
    Message,
    RecipientKey,
    SealedContact,
    Tip,
    TipFile,
)
from tidtam.tips.queries import recipients

# The tabs of the list, and the states behind each.
VIEWS: dict[str, frozenset[str]] = {
    "new": frozenset({State.NEW}),
    "work": frozenset({State.SCREENED, State.INVESTIGATING, State.FORWARDED}),
    "closed": frozenset({State.CLOSED}),
}


def _said() -> QuerySet[Message]:
    later = Message.objects.filter(tip=OuterRef("tip"), number__gt=OuterRef("number"))
    return Message.objects.filter(tip=OuterRef("pk"), sender=Sender.INFORMANT).exclude(Exists(later))


def listing(actor: Actor, view: str) -> QuerySet[Tip]:
    """Return the tips of the unit in one tab, those that wait for an answer first. Shape: ciphertexts unread."""
    return (
        access.tips(actor)
        .filter(state__in=VIEWS[view])
        .select_related("area__parent__parent", "handling")
        .defer("sealed", "lookup", "salt")
        .annotate(waits=Exists(_said()), file_count=Count("files", filter=Q(files__role="clean")))
        .order_by("-waits", "-day", "public_id")
    )


def counts(actor: Actor) -> dict[str, int]:
    """Return how many tips of the unit lie in each tab. Shape: one query."""
    found = dict(access.tips(actor).order_by().values_list("state").annotate(n=Count("pk")))
    return {view: sum(found.get(state, 0) for state in states) for view, states in VIEWS.items()}


@dataclass(frozen=True, slots=True)
class Past:
    """What an officer did to a tip."""

    verb: str
    at: datetime
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A tip with everything the page shows. `mine`: keys of the unit it is sealed for that the actor holds."""

    tip: Tip
    handling: Handling | None
    messages: list[Message]
    files: list[TipFile]
    keys: list[RecipientKey]
    agencies: list[Agency]
    hand_overs: list[HandOver]
    openings: list[ContactOpening]
    has_contact: bool
    contact_to_seal: UUID | None  # of a contact that is sealed for other keys than the present ones

    @property
    def waiting(self) -> ContactOpening | None:
        """Return the asking that waits for the second officer."""
        return next((one for one in self.openings if one.state == Asked.WAITING), None)


def whole(actor: Actor, public_id: str) -> Whole:
    """Return one tip of the unit. Shape: nine queries. Errors: Missing."""
    tip = access.get_tip(actor, public_id)
    keys = recipients.keys_of(tip.office_id)
    shut = SealedContact.objects.filter(access.within(actor), tip=tip).defer("sealed").first()
    stale = shut is not None and set(shut.sealed_for) != {key.pk for key in keys}
    return Whole(
        tip=tip,
        handling=Handling.objects.filter(tip=tip).first(),
        messages=list(access.messages(actor).filter(tip=tip).order_by("number")),
        files=list(access.files(actor).filter(tip=tip).defer("sealed").order_by("message_id", "number", "role")),
        keys=keys,
        agencies=list(access.agencies(actor).filter(ended_on__isnull=True)),
        hand_overs=list(HandOver.objects.filter(access.within(actor), tip=tip).select_related("agency")),
        openings=list(access.openings(actor).filter(tip=tip)),
        has_contact=shut is not None,
        contact_to_seal=shut.pk if shut is not None and stale else None,
    )


def may_read_contact(opened: list[ContactOpening], actor: Actor, since: datetime) -> bool:
    """Say whether one of the askings lets the actor read the contact now."""
    return any(
        one.state == Asked.AGREED and one.asked_by == actor.user_id and one.decided_at and one.decided_at > since
        for one in opened
    )


# Who only looked stands in the audit; a page that lists every look hides what was done.
_LOOKS = ("tips.tip.opened", "tips.tip.part_fetched")


def history(tip: Tip) -> list[Past]:
    """Return what officers did to a tip, newest first; the audit knows it by its reference. Shape: two queries."""
    done = Entry.objects.filter(object_type="tips.tip", object_id=tip.public_id).exclude(verb__in=_LOOKS)
    entries = list(done.order_by("-at", "-verb")[:60])
    names = dict(User.objects.filter(pk__in={one.user_id for one in entries if one.user_id}).values_list("pk", "name"))
    return [
        Past(one.verb.removeprefix("tips.tip."), one.at, names.get(one.user_id or 0, ""), one.reason) for one in entries
    ]


def openings(actor: Actor) -> list[ContactOpening]:
    """Return the askings for contacts of the unit, those that wait first. Shape: one query."""
    rows = access.openings(actor).select_related("tip").defer("tip__sealed", "tip__lookup", "tip__salt")
    return sorted(rows.order_by("-asked_at")[:100], key=lambda one: one.state != Asked.WAITING)


def agencies(actor: Actor) -> list[Agency]:
    """Return the agencies of the unit, those in use first. Shape: one query."""
    rows = access.agencies(actor).annotate(handed=Count("hand_overs"))
    return sorted(rows, key=lambda one: (one.ended_on is not None, one.name))


def soon_gone(actor: Actor, today: datetime, days: int = 14) -> int:
    """Return how many closed tips of the unit are destroyed within some days. Shape: one query."""
    until = (today + timedelta(days=days)).date()
    return Handling.objects.filter(access.within(actor), tip__state=State.CLOSED, keep_until__lte=until).count()
