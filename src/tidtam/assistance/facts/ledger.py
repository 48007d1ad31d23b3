"""Counted persons and needs, for any office and any day: aggregates over the ledger, no names.

A figure and the list behind it come from one queryset, `standing_on`. A past day is answered from the movements; needs
count for the office answerable today, so that the parts of a tree always add up to the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Func, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Coalesce

from tidtam.assistance.choices import COUNTED, OPEN, Bucket
from tidtam.assistance.counting import bands, in_band, standing_on
from tidtam.assistance.rules import Standing
from tidtam.kernel.actor import Actor

_PERSONS: dict[str, Any] = {
    "asked": Count("human", distinct=True, filter=Q(then__in=COUNTED)),
    "waiting": Count("human", distinct=True, filter=Q(then__in=OPEN)),
}


def _standing(row: Mapping[str, Any]) -> Standing:
    return Standing(helped=row["asked"] - row["waiting"], waiting=row["waiting"])


def standing(actor: Actor, path: str = "", day: date | None = None, *, code: str = "") -> Standing:
    """Return how many persons asked, were helped and wait: asked = helped + waiting. Shape: one query."""
    return _standing(standing_on(actor, path, day, code=code).aggregate(**_PERSONS))


def standing_by_code(actor: Actor, path: str = "", day: date | None = None) -> dict[str, Standing]:
    """Return the standing per kind of need; who asked for two kinds counts in both. Shape: one query."""
    rows = standing_on(actor, path, day).order_by().values("code").annotate(**_PERSONS)
    return {row["code"]: _standing(row) for row in rows}


def standing_below(actor: Actor, path: str, day: date | None = None) -> dict[str, Standing]:
    """Return the standing per office directly below `path`, by its path, and the office's own needs under `path`.

    Shape: one query; the parts add up to `standing(actor, path, day)`.
    """
    steps = path.count(".") + 1
    pattern = Value(f"^(?:[0-9a-z]+[.]){{{steps}}}")
    child = Func(F("scope_path"), pattern, function="substring", output_field=TextField())
    rows = (
        standing_on(actor, path, day).annotate(node=Coalesce(child, Value(path), output_field=TextField())).order_by()
    )
    return {row["node"]: _standing(row) for row in rows.values("node").annotate(**_PERSONS)}


def buckets(actor: Actor, path: str = "", day: date | None = None, *, code: str = "") -> dict[str, int]:
    """Return how many needs stand in each bucket, the empty ones too; each need in exactly one. Shape: one query."""
    rows = standing_on(actor, path, day, code=code).order_by().values("then").annotate(count=Count("pk"))
    found = {row["then"]: row["count"] for row in rows}
    return {bucket: found.get(bucket, 0) for bucket in Bucket.values}


@dataclass(frozen=True, slots=True)
class Age:
    """How many needs have been open for so many days; `last` is None in the oldest band."""

    first: int
    last: int | None
    needs: int


def ages(actor: Actor, day: date, path: str = "", *, past: bool = False) -> list[Age]:
    """Return the open needs by age on a day; `past` asks the ledger how they stood then. Shape: one query."""
    rows = standing_on(actor, path, day if past else None).filter(then__in=OPEN)
    whens = [When(in_band(first, last, day), then=Value(index)) for index, (first, last) in enumerate(bands())]
    band = Case(*whens, default=Value(0), output_field=IntegerField())
    counts = dict(rows.order_by().values_list(band).annotate(count=Count("pk")))
    return [Age(first, last, counts.get(index, 0)) for index, (first, last) in enumerate(bands())]
