"""Scans of signs: told from five a week, and never per tip; signs whose scans fell to nothing."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Sum

from tidtam.kernel.actor import Actor
from tidtam.signs import access, rules
from tidtam.signs.choices import SignState
from tidtam.signs.models import Sign

Weeks = list[tuple[date, int | None]]


def weeks(actor: Actor, sign: Sign, today: date, count: int = 8) -> Weeks:
    """Return the scans of a sign's last full weeks, oldest first; fewer than five are None. Shape: one query."""
    since = rules.week_of(today) - timedelta(weeks=count)
    days = dict(access.scans(actor).filter(sign=sign, on__gte=since).values_list("on", "n"))
    return rules.told_weeks(days, today, count)


def total_of_week(actor: Actor, today: date) -> int | None:
    """Return the scans of all signs in scope in the last full week; None below five. Shape: one query."""
    monday = rules.week_of(today) - timedelta(weeks=1)
    rows = access.scans(actor).filter(on__range=(monday, monday + timedelta(days=6)))
    total = rows.aggregate(n=Sum("n"))["n"] or 0
    return total if total >= rules.FEWEST else None


def quiet(actor: Actor, today: date) -> QuerySet[Sign]:
    """Return hanging signs that were scanned some five times a week and now not at all. Shape: one query."""
    before, since = rules.quiet_bounds(today)
    days = access.scans(actor)
    often = (
        days.filter(on__gte=before, on__lt=since)
        .values("sign")
        .annotate(total=Sum("n"))
        .filter(total__gte=rules.FEWEST * 4)
        .values("sign")
    )
    lately = days.filter(sign=OuterRef("pk"), on__gte=since)
    rows = access.signs(actor).filter(state=SignState.INSTALLED, pk__in=often).exclude(Exists(lately))
    return rows.select_related("office", "area__parent__parent").order_by("-pk")
