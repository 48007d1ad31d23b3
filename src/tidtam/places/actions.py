"""Load the official areas, and boundaries an office has."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.places import gazetteer
from tidtam.places.boundaries import Outline
from tidtam.places.choices import AreaLevel
from tidtam.places.models import Area, AreaPoint, Boundary

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


class BoundariesLoaded(NamedTuple):
    """What a load of boundaries wrote, and the codes no area has."""

    areas: int
    points: int
    unknown: tuple[str, ...]


@transaction.atomic
def load_boundaries(*, outlines: Sequence[Outline], source: str, by: Actor, at: datetime) -> BoundariesLoaded:
    """Keep outlines of areas, in place of earlier ones of the same areas; a tambon gets its point from its outline.

    Errors: NotAllowed without `offices.manage`; Problem places.boundaries_unknown when no code is an area's.
    """
    by.require(Permission.OFFICES_MANAGE)
    known = dict(Area.objects.filter(code__in=[one.code for one in outlines]).values_list("code", "level"))
    fit = [one for one in outlines if known.get(one.code) == one.level]
    if not fit:
        raise Problem("places.boundaries_unknown", "ไม่มีรหัสใดในไฟล์ตรงกับรหัสพื้นที่ของกรมการปกครอง")
    Boundary.objects.bulk_create(
        [Boundary(area_id=one.code, level=one.level, shape=one.shape, source=source[:200]) for one in fit],
        batch_size=500, update_conflicts=True, unique_fields=["area"], update_fields=["level", "shape", "source"],
    )  # fmt: skip
    points = [
        AreaPoint(
            area_id=one.code, lat=one.lat, lon=one.lon, south=one.box[0], west=one.box[1], north=one.box[2],
            east=one.box[3],
        )
        for one in fit if one.level == AreaLevel.SUBDISTRICT
    ]  # fmt: skip
    names = gazetteer.PointSeed._fields[1:]
    AreaPoint.objects.bulk_create(
        points, batch_size=2_000, update_conflicts=True, unique_fields=["area"], update_fields=list(names)
    )
    digest = hashlib.sha256(repr([(one.code, one.shape) for one in fit]).encode()).hexdigest()
    audit.record(
        "places.boundaries.loaded", ("places.boundary", source[:100]), by=by, at=at, count=len(fit), digest=digest
    )
    kept = {one.code for one in fit}
    return BoundariesLoaded(len(fit), len(points), tuple(one.code for one in outlines if one.code not in kept))
