"""The people behind one of the four figures, and how each place below adds to it: one filter for figure and list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Count, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

from tidtam.aftercare import access
from tidtam.aftercare.facts.measures import require_inside
from tidtam.aftercare.facts.standing import National, enrolled, latest_year, needs_of
from tidtam.aftercare.models import Case
from tidtam.aftercare.rules.periods import DISTRICT, NODE, PROVINCE, depth_of
from tidtam.assistance.choices import COUNTED, OPEN
from tidtam.kernel.actor import Actor

KINDS = ("enrolled", "asked", "helped", "waiting")
_COUNTED, _OPEN = [str(one) for one in COUNTED], [str(one) for one in OPEN]


def people(actor: Actor, path: str, day: date, year: int | None, kind: str) -> QuerySet[Case]:
    """Return the cases a figure of `standing.national` counts, one for each person it says.

    `kind` is one of `KINDS`. Shape: unordered; one query. Errors: Missing outside scope.
    """
    require_inside(actor, path)
    year = year or latest_year(actor, path, day)
    rows = access.cases(actor)
    if year is None:
        return rows.none()
    if kind == "enrolled":
        return rows.filter(pk__in=enrolled(path, day, year).values("pk"))
    needs = needs_of(path, day, year)
    waiting = needs.filter(then__in=_OPEN).values("case")
    if kind == "waiting":
        return rows.filter(pk__in=waiting)
    asked = rows.filter(pk__in=needs.filter(then__in=_COUNTED).values("case"))
    return asked if kind == "asked" else asked.exclude(pk__in=waiting)


def total(places: Iterable[National]) -> National:
    """Return the four figures of all places together."""
    whole = [(one.to_follow, one.asked, one.helped) for one in places]
    return National(*map(sum, zip(*whole, strict=True))) if whole else National(0, 0, 0)


def by_place(actor: Actor, path: str, day: date, year: int | None) -> Mapping[str, National]:
    """Return the four figures of each place below an office; they add up to those of the office.

    A place is a province of the nation, a district of a province, an answerable office below that. Shape: two queries.
    Errors: Missing outside scope.
    """
    require_inside(actor, path)
    year = year or latest_year(actor, path, day)
    if year is None:
        return {}
    depth = depth_of(path)
    node: Func | F = F("scope_path")
    if depth < DISTRICT:
        pattern = Value(NODE[PROVINCE if depth == 0 else DISTRICT])
        found = Func(F("scope_path"), pattern, function="substring", output_field=TextField())
        node = Coalesce(found, F("scope_path"))
    whole = dict(enrolled(path, day, year).order_by().values_list(node).annotate(n=Count("pk")))
    parts = needs_of(path, day, year).order_by().values_list(node).annotate(
        asked=Count("case", distinct=True, filter=Q(then__in=_COUNTED)),
        waiting=Count("case", distinct=True, filter=Q(then__in=_OPEN)),
    )  # fmt: skip
    asked = {place: (a, w) for place, a, w in parts}
    return {
        place: National(whole.get(place, 0), a, a - w)
        for place in {*whole, *asked}
        for a, w in (asked.get(place, (0, 0)),)
    }  # fmt: skip
