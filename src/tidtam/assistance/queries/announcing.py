"""Announcements as a page reads them: those that hang, and what may go on the next one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, QuerySet

from tidtam.assistance import access
from tidtam.assistance.choices import AnnouncementState, RequestState
from tidtam.assistance.models import Announcement, AnnouncementLine, CentreSetting, ReferenceRule, Request
from tidtam.assistance.rules import announceable
from tidtam.kernel.actor import Actor
from tidtam.offices.models import Office

DAYS = 15  # the default nobody has held against the text yet. Source: domain facts 3.5


def listing(actor: Actor) -> QuerySet[Announcement]:
    """Return the announcements in scope, newest first, with how many names each has."""
    rows = access.announcements(actor).select_related("office").annotate(many=Count("lines"))
    return rows.order_by("-from_on", "-pk")


def posted(office: Office, today: date) -> QuerySet[Announcement]:
    """Return what hangs on an office's board today; the wall must be open for it."""
    rows = Announcement.objects.filter(office=office, state=AnnouncementState.POSTED, to_on__gte=today)
    return rows.prefetch_related("lines").order_by("-from_on", "-pk")


def due(today: date) -> list[Announcement]:
    """Return what hangs past its last day, for the nightly task at the root."""
    rows = Announcement.objects.filter(state=AnnouncementState.POSTED, to_on__lt=today)
    return list(rows.select_related("office").order_by("pk"))


def ready(actor: Actor, office: Office) -> tuple[list[Request], int]:
    """Return the helped requests whose name may hang and stands on no open announcement, and how many may not.

    Shape: 2 queries.
    """
    rows = access.requests(actor).filter(office=office, state=RequestState.HELPED)
    open_lines = AnnouncementLine.objects.filter(announcement__state=AnnouncementState.DRAFT).values("request")
    found = list(rows.exclude(pk__in=open_lines).select_related("person", "rule").prefetch_related("needs")[:500])
    fits = [one for one in found if announceable((need.code for need in one.needs.all()), one.door, one.category)]
    return sorted(fits, key=lambda one: (one.since, one.pk)), len(found) - len(fits)


def setting(office: Office) -> CentreSetting | None:
    """Return what the office decided for its centre; None while it has decided nothing."""
    return CentreSetting.objects.filter(office=office).first()


def days_of(office: Office, rules: Iterable[ReferenceRule | None] = ()) -> int:
    """Return how many days an announcement hangs: as the office set it, else the longest of the rules, else 15."""
    return days(setting(office), rules)


def days(own: CentreSetting | None, rules: Iterable[ReferenceRule | None]) -> int:
    """Return how many days an announcement hangs, as `days_of` does."""
    if own is not None:
        return own.announce_days
    return max((rule.announce_days for rule in rules if rule is not None), default=DAYS)
