"""The one queryset a figure and the list behind it share: needs with the bucket they were in on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tidtam.assistance import access
from tidtam.assistance.models import Movement
from tidtam.kernel.actor import Actor

AGES = (7, 30, 90)  # the upper ends of the age bands of open needs; Units: days


def standing_on(actor: Actor, path: str = "", day: date | None = None, *, code: str = "") -> QuerySet[Any]:
    """Return the needs below `path` with the bucket they were `then` in, at the end of a day; None is now.

    `human` is the person, one number for rows that were merged. Shape: needs not asked for by that day are left out.
    """
    rows = access.needs(actor).filter(access.within(actor, path))
    if code:
        rows = rows.filter(code=code)
    if day is None:
        rows = rows.annotate(then=F("bucket"))
    else:
        entered = Movement.objects.filter(need=OuterRef("pk"), delta=1, day__lte=day).order_by("-seq")
        rows = rows.annotate(then=Subquery(entered.values("bucket")[:1])).filter(then__isnull=False)
    return rows.annotate(human=Coalesce("person__merged_into", "person"))


def bands(ends: Iterable[int] = AGES) -> list[tuple[int, int | None]]:
    """Return the age bands as (first, last) days."""
    firsts = [0, *(end + 1 for end in ends)]
    return list(zip(firsts, [*ends, None], strict=True))


def band_words() -> list[str]:
    """Return the age bands in words, in the reader's language."""
    found = []
    for first, last in bands():
        if last is None:
            found.append(_("เกิน %(days)s วัน") % {"days": first - 1})
        elif first == 0:
            found.append(_("ไม่เกิน %(days)s วัน") % {"days": last})
        else:
            found.append(_("%(first)s–%(last)s วัน") % {"first": first, "last": last})
    return found


def in_band(first: int, last: int | None, day: date) -> Q:
    """Return the condition that a need was asked for between `first` and `last` days before a day."""
    young = Q(asked_on__lte=day - timedelta(days=first)) if first else Q()
    return young & Q(asked_on__gte=day - timedelta(days=last)) if last is not None else young
