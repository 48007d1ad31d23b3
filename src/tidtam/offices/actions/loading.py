"""Make many offices at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection, transaction

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.offices import rules, seeds
from tidtam.offices.models import Office, OfficeArea, OfficeVersion
from tidtam.offices.seeds import OfficeSeed

# Before every letter we have seen, so that each of them finds its offices valid.
NATION_SINCE = date(2017, 10, 1)


class Made(NamedTuple):
    """How many rows a load wrote; all 0 when everything stood already."""

    offices: int
    areas: int


def next_ids(count: int) -> list[int]:
    """Take `count` office ids from their sequence: a path needs the id before the row is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('offices_office', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [row[0] for row in cursor.fetchall()]


def _rows(fresh: Sequence[OfficeSeed], known: dict[str, tuple[int, str]], since: date) -> list[Office]:
    made = []
    for seed, pk in zip(fresh, next_ids(len(fresh)), strict=True):
        if seed.parent and seed.parent not in known:
            raise Problem("offices.parent_missing", f"ไม่พบหน่วยงานแม่ {seed.parent} ของ {seed.code}", field="parent")
        parent = known.get(seed.parent)
        path = rules.path_of(pk, seed.line, parent[1] if parent else None)
        known[seed.code] = (pk, path)
        made.append(
            Office(
                id=pk,
                code=seed.code,
                name_th=seed.name_th,
                short_name=seed.short_name,
                level=seed.level,
                line=seed.line,
                lgo_type=seed.lgo_type,
                parent_id=parent[0] if parent else None,
                path=path,
                province_id=seed.province or None,
                district_id=seed.district or None,
                letter_prefix=seed.letter_prefix,
                address=seed.address,
                phone=seed.phone,
                email=seed.email,
                head_title=seed.head_title,
                source=seed.source,
                valid_from=since,
            )
        )
    return made


@transaction.atomic
def load_tree(
    *, by: Actor, at: datetime, extra: Iterable[OfficeSeed] = (), since: date = NATION_SINCE, national: bool = True
) -> Made:
    """Make the state offices of both lines and the `extra` ones (parents first); existing codes stay untouched.

    Shape: one audit entry with count and digest per source; needs the areas (`places.actions.load_areas`).
    Errors: NotAllowed without `offices.manage`; Problem("offices.parent_missing").
    """
    by.require(Permission.OFFICES_MANAGE)
    known = {code: (pk, path) for code, pk, path in Office.objects.values_list("code", "id", "path")}
    wanted = [*(seeds.national() if national else ()), *extra]
    fresh = list({seed.code: seed for seed in wanted if seed.code not in known}.values())
    if not fresh:
        return Made(0, 0)
    offices = _rows(fresh, known, since)
    Office.objects.bulk_create(offices, batch_size=2_000)
    OfficeVersion.objects.bulk_create(
        (
            OfficeVersion(
                office_id=o.pk, name_th=o.name_th, short_name=o.short_name, lgo_type=o.lgo_type, valid_from=since
            )
            for o in offices
        ),
        batch_size=2_000,
    )
    areas = [
        OfficeArea(office_id=o.pk, area_id=area, coverage=coverage)
        for o, seed in zip(offices, fresh, strict=True)
        for area, coverage in seed.areas
    ]
    OfficeArea.objects.bulk_create(areas, batch_size=2_000)
    for source in sorted({seed.source for seed in fresh}):
        batch = [(o.pk, o.path, seed) for o, seed in zip(offices, fresh, strict=True) if seed.source == source]
        digest = hashlib.sha256(repr(batch).encode()).hexdigest()
        audit.record("offices.tree.loaded", ("offices.office", source), by=by, at=at, count=len(batch), digest=digest)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return Made(len(offices), len(areas))
