"""Load the official areas."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.places import gazetteer
from tidtam.places.models import Area, AreaPoint

_COLUMNS = ("level", "name_th", "name_en", "parent_id", "letters", "postal_codes")


class Loaded(NamedTuple):
    """How many areas and points a load wrote; both 0 when everything stood already."""

    areas: int
    points: int


@transaction.atomic
def load_areas(*, by: Actor, at: datetime) -> Loaded:
    """Bring areas and points to the carried official data; what already equals it is not touched.

    An area the gazetteer no longer knows stays: offices and letters of earlier years point at it.
    Errors: NotAllowed without `offices.manage`.
    """
    by.require(Permission.OFFICES_MANAGE)
    stored = {row[0]: row[1:] for row in Area.objects.values_list("code", *_COLUMNS)}
    fresh = []
    for seed in gazetteer.areas():
        values = (seed.level, seed.name_th, seed.name_en, seed.parent or None, seed.letters, list(seed.postal_codes))
        if stored.get(seed.code) != values:
            fresh.append(Area(code=seed.code, **dict(zip(_COLUMNS, values, strict=True))))
    Area.objects.bulk_create(
        fresh,
        batch_size=2_000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[name.removesuffix("_id") for name in _COLUMNS],
    )
    names = gazetteer.PointSeed._fields[1:]
    known = {row[0]: row[1:] for row in AreaPoint.objects.values_list("area_id", *names)}
    points = [
        AreaPoint(area_id=seed.code, **dict(zip(names, seed[1:], strict=True)))
        for seed in gazetteer.points()
        if known.get(seed.code) != seed[1:]
    ]
    AreaPoint.objects.bulk_create(
        points, batch_size=2_000, update_conflicts=True, unique_fields=["area"], update_fields=list(names)
    )
    if fresh or points:
        digest = hashlib.sha256(repr([(a.code, *(getattr(a, c) for c in _COLUMNS)) for a in fresh]).encode())
        digest.update(repr(gazetteer.points()).encode())
        audit.record(
            "places.areas.loaded",
            ("places.area", gazetteer.DATA_VERSION),
            by=by,
            at=at,
            count=len(fresh) + len(points),
            digest=digest.hexdigest(),
        )
    return Loaded(len(fresh), len(points))
