"""The folder of one request: what its page reads around it, each table at most once, with the SQL kept.

Nothing is read before it is asked for. Rows come without what they lead to, which is looked up where there is any.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from django.db.models import Model, Q, QuerySet, prefetch_related_objects

from tidtam.accounts.models import Grant
from tidtam.assistance.models import (
    Affected,
    AgendaItem,
    CentreSetting,
    Check,
    Delivery,
    DuplicateCheck,
    Evidence,
    HandedNeed,
    Message,
    Movement,
    Need,
    Opinion,
    ReferenceRule,
    Referral,
    Request,
    Ticket,
)
from tidtam.assistance.queries import twins
from tidtam.audit.models import Entry
from tidtam.kernel.prepared import prepared

Row = TypeVar("Row", bound=Model)
_REQUEST, _NEED = "assistance.request", "assistance.need"  # as the audit names them
_Entry = tuple[str, str, datetime, str, int | None]  # kind, key, instant, verb, grant


@dataclass(frozen=True, slots=True)
class Moved:
    """A line of the ledger of one of its needs."""

    at: datetime
    verb: str
    delta: int
    need_id: int


@dataclass(frozen=True, slots=True)
class Acted:
    """A verb of the request as the audit kept it."""

    at: datetime
    verb: str
    grant_id: int | None


class Folder:
    """What lies around a request."""

    def __init__(self, request: Request) -> None:
        self.request = request

    @cached_property
    def needs(self) -> list[Need]:
        """Return its needs in the order asked."""
        return _needs(self.request.pk)

    @cached_property
    def moves(self) -> list[Moved]:
        """Return the ledger of its needs."""
        return [Moved(*row) for row in _moves(self.request.pk)]

    @cached_property
    def acts(self) -> list[Acted]:
        """Return the verbs of the request; help is told by the deliveries."""
        return [Acted(*row[2:]) for row in self._entries if row[0] == _REQUEST]

    @cached_property
    def moved_by(self) -> dict[tuple[int, datetime], int]:
        """Return whose grant moved a need at an instant by a verb of its own, where it was moved alone."""
        mine = {str(need.pk): need.pk for need in self.needs}
        found = [(key, at, grant) for kind, key, at, _verb, grant in self._entries if kind == _NEED]
        return {(mine[key], at): grant for key, at, grant in found if grant}

    @cached_property
    def _entries(self) -> list[_Entry]:
        return _acts(str(self.request.pk), [str(need.pk) for need in self.needs])

    @cached_property
    def deliveries(self) -> list[Delivery]:
        """Return the help noted, oldest first, that taken back too."""
        return _deliveries(self.request.pk)

    @cached_property
    def standing(self) -> list[Delivery]:
        """Return the help that stands, oldest first."""
        return [one for one in self.deliveries if one.voided_at is None]

    @cached_property
    def handed(self) -> list[HandedNeed]:
        """Return the needs that went to another office, with that office."""
        return _along(_handed(self.request.pk), "to_office__district", "to_office__province")

    @cached_property
    def referrals(self) -> list[Referral]:
        """Return what was given to others, newest first, with its need and who was asked."""
        found = _along(_referrals(self.request.pk), "agency", "to_office__district", "to_office__province")
        needs = {one.pk: one for one in self.needs}
        for one in found:
            if one.need_id in needs:
                one.need = needs[one.need_id]
        return found

    @cached_property
    def evidence(self) -> list[Evidence]:
        """Return the photos and documents, oldest first."""
        return _evidence(self.request.pk)

    @cached_property
    def duplicate_checks(self) -> list[DuplicateCheck]:
        """Return the checks for like requests, newest first."""
        return _duplicate_checks(self.request.pk)

    @cached_property
    def checks(self) -> list[Check]:
        """Return the lines of the checklist that were looked at."""
        return _checks(self.request.pk)

    @cached_property
    def messages(self) -> list[Message]:
        """Return what office and requester wrote, oldest first."""
        return _messages(self.request.pk)

    @cached_property
    def opinions(self) -> list[Opinion]:
        """Return what the requester thought of the help, oldest first."""
        return _opinions(self.request.pk)

    @cached_property
    def affected(self) -> list[Affected]:
        """Return the people of the annex, in their order."""
        return _affected(self.request.pk)

    @cached_property
    def item(self) -> AgendaItem | None:
        """Return the last item of a committee's agenda it was put on, with its meeting."""
        return next(iter(_items(self.request.pk)), None)

    @cached_property
    def setting(self) -> CentreSetting | None:
        """Return what its office decided for its centre; None while it has decided nothing."""
        return next(iter(_setting(self.request.office_id)), None)

    @cached_property
    def rule(self) -> ReferenceRule | None:
        """Return the rule of reference it was taken in under, or the one that stands for its category now."""
        one = self.request
        return one.rule or next(iter(_rules(one.category, one.track, one.asked_on)), None)

    @cached_property
    def has_ticket(self) -> bool:
        """Say whether the requester was given a PIN before."""
        return bool(_tickets(self.request.pk))

    @cached_property
    def mergeable(self) -> list[Request]:
        """Return the other live requests at the same office that may be the same requester's.

        The page offers them for merging alone, and only when the clerk chose to merge: nothing else of the requester
        shows.
        """
        return twins.of(self.request)

    def names(self) -> dict[int, str]:
        """Return who acted on it, by grant."""
        wrote = (*(one.by for one in self.deliveries), *(one.by for one in self.evidence))
        looked = (*(one.by for one in self.duplicate_checks), *(one.sent_by for one in self.referrals))
        acted = (*(one.grant_id for one in self.acts), *self.moved_by.values())
        return names_of((*acted, *wrote, *looked))


def names_of(grants: Iterable[int | None]) -> dict[int, str]:
    """Return who acted by these grants. Shape: one query, none for nobody."""
    wanted = sorted({pk for pk in grants if pk})
    return dict(_names(wanted)) if wanted else {}


def _along(rows: list[Row], *lookups: str) -> list[Row]:
    if rows:
        prefetch_related_objects(rows, *lookups)
    return rows


@prepared
def _needs(request: int) -> QuerySet[Need]:
    return Need.objects.filter(request=request).order_by("pk")


@prepared
def _moves(request: int) -> QuerySet[Movement, tuple[datetime, str, int, int]]:
    return Movement.objects.filter(need__request=request).order_by("pk").values_list("at", "verb", "delta", "need_id")


@prepared
def _acts(request: str, needs: list[str]) -> QuerySet[Entry, _Entry]:
    mine = Q(object_type=_REQUEST, object_id=request) | Q(object_type=_NEED, object_id__among=needs)
    rows = Entry.objects.filter(mine).exclude(reason="deliver")
    return rows.values_list("object_type", "object_id", "at", "reason", "grant_id")


@prepared
def _deliveries(request: int) -> QuerySet[Delivery]:
    return Delivery.objects.filter(request=request).order_by("on", "pk")


@prepared
def _handed(request: int) -> QuerySet[HandedNeed]:
    return HandedNeed.objects.filter(request=request).order_by("pk")


@prepared
def _referrals(request: int) -> QuerySet[Referral]:
    return Referral.objects.filter(request=request).order_by("-sent_at", "-pk")


@prepared
def _evidence(request: int) -> QuerySet[Evidence]:
    return Evidence.objects.filter(request=request).order_by("at", "pk")


@prepared
def _duplicate_checks(request: int) -> QuerySet[DuplicateCheck]:
    return DuplicateCheck.objects.filter(request=request).order_by("-at", "-pk")


@prepared
def _checks(request: int) -> QuerySet[Check]:
    return Check.objects.filter(request=request)


@prepared
def _messages(request: int) -> QuerySet[Message]:
    return Message.objects.filter(request=request).order_by("at", "pk")


@prepared
def _opinions(request: int) -> QuerySet[Opinion]:
    return Opinion.objects.filter(request=request).order_by("at", "pk")


@prepared
def _affected(request: int) -> QuerySet[Affected]:
    return Affected.objects.filter(request=request).order_by("seq")


@prepared
def _items(request: int) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(request=request).select_related("meeting").order_by("-pk")[:1]


@prepared
def _setting(office: int) -> QuerySet[CentreSetting]:
    return CentreSetting.objects.filter(office=office)


@prepared
def _rules(category: str, track: str, day: date) -> QuerySet[ReferenceRule]:
    rows = ReferenceRule.objects.filter(category=category, track=track, valid_from__lte=day)
    return rows.order_by("-version")[:1]


@prepared
def _tickets(request: int) -> QuerySet[Ticket, int]:
    return Ticket.objects.filter(request=request).values_list("pk", flat=True)


@prepared
def _names(grants: list[int]) -> QuerySet[Grant, tuple[int, str]]:
    return Grant.objects.filter(pk__among=grants).values_list("pk", "user__name")
