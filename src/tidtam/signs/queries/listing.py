"""The register of signs as lists, sheets and pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, QuerySet

from tidtam.kernel.actor import Actor
from tidtam.offices.models import Office
from tidtam.signs import access, rules
from tidtam.signs.choices import BAD, HUNG, Found, Place, SignState
from tidtam.signs.models import Check, Sign

SOON = timedelta(days=30)
_WORK = "work"  # what needs somebody: damaged, lost, expired, copied


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address narrows the list to; "" narrows nothing."""

    kind: str = ""
    show: str = ""  # a state, or "work"
    at: str = ""  # the code of an area
    q: str = ""

    def kept(self) -> dict[str, str]:
        """Return what an address says of these filters."""
        found = {"kind": self.kind, "show": self.show, "at": self.at, "q": self.q}
        return {name: value for name, value in found.items() if value}


def read_filters(kept: Mapping[str, str]) -> Filters:
    """Return what an address narrows to; odd values narrow nothing."""
    kind, show, at = kept.get("kind", ""), kept.get("show", ""), kept.get("at", "")
    return Filters(
        kind=kind if kind in Place.values else "",
        show=show if show in (*SignState.values, _WORK) else "",
        at=at if at.isascii() and at.isdigit() and len(at) in (2, 4, 6) else "",
        q=rules.line(kept.get("q", "")[:80], 60),
    )  # fmt: skip


def listing(actor: Actor, filters: Filters) -> QuerySet[Sign]:
    """Return signs in scope, the latest first, with their office and place. Shape: one query.

    Removed signs show only when they are asked for.
    """
    rows = access.signs(actor)
    if filters.show == _WORK:
        rows = rows.filter(state__in=BAD) | rows.filter(state=SignState.INSTALLED, copied=True)
    elif filters.show:
        rows = rows.filter(state=filters.show)
    else:
        rows = rows.exclude(state=SignState.REMOVED)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.at:
        rows = rows.filter(area__gte=filters.at, area__lt=filters.at + "~")
    if filters.q:
        code = rules.read_code(filters.q)
        rows = rows.filter(code=code) if code else rows.filter(place__icontains=filters.q)
    return rows.select_related("office", "area__parent__parent").order_by("-pk")


def to_print(actor: Actor, public_ids: Iterable[str]) -> list[Sign]:
    """Return the own office's and lower offices' live signs of these numbers, by place. Shape: one query."""
    rows = access.signs(actor).filter(public_id__in=list(public_ids)).exclude(state=SignState.REMOVED)
    return list(rows.select_related("office", "area__parent__parent").order_by("area", "kind", "pk"))


def checks(actor: Actor, sign: Sign) -> list[Check]:
    """Return what was found at a sign, newest first. Shape: one query."""
    return list(access.checks(actor).filter(sign=sign).order_by("-pk")[:50])


def by_state(actor: Actor) -> dict[str, int]:
    """Return how many signs stand in each state, and under "work" those that need somebody. Shape: one query."""
    found = dict.fromkeys([*SignState.values, _WORK, "soon"], 0)
    for state, copied, n in access.signs(actor).values_list("state", "copied").annotate(n=Count("pk")):
        found[state] += n
        if state in BAD or (copied and state == SignState.INSTALLED):
            found[_WORK] += n
    return found


def expiring(actor: Actor, today: date) -> int:
    """Return how many signs expire within thirty days. Shape: one query."""
    rows = access.signs(actor).filter(state=SignState.INSTALLED, expires_on__range=(today, today + SOON))
    return rows.count()


def installed_in(actor: Actor, office: Office, first: date, last: date) -> QuerySet[Sign]:
    """Return an office's own signs put up in a period that has its photo, in the order they were put up."""
    rows = access.signs(actor).filter(office=office, installed_on__range=(first, last), photo__isnull=False)
    return rows.select_related("office", "area__parent__parent", "photo").order_by("installed_on", "pk")


def unchecked(actor: Actor, today: date, days: int = 90) -> int:
    """Return how many hanging signs nobody looked at for so long. Shape: one query."""
    since = today - timedelta(days=days)
    rows = access.signs(actor).filter(state__in=HUNG).exclude(state=SignState.EXPIRED)
    return rows.filter(checked_on__lt=since).count() + rows.filter(checked_on=None, installed_on__lt=since).count()


def copies(actor: Actor) -> QuerySet[Sign]:
    """Return signs of which a copy was found and that nobody has checked since."""
    return access.signs(actor).filter(copied=True).exclude(state=SignState.REMOVED).order_by(F("checked_on").desc())


FINDING_STATES = {Found.RIGHT: "done", Found.INSTALLED: "done", Found.DAMAGED: "late", Found.DEAD: "late",
                  Found.COPIED: "returned", Found.LOST: "late"}  # fmt: skip
