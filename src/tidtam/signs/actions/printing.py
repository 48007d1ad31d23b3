"""Print signs: a planned one is printed from then on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.signs import access, papers
from tidtam.signs.choices import SignState, Size
from tidtam.signs.models import Sign

MOST = {Size.LABEL: 400, Size.A4: 100, Size.VINYL: 50}


@transaction.atomic
def print_signs(*, signs: Sequence[Sign], size: str, base: str, by: Actor, at: datetime) -> bytes:
    """Return the PDF of these signs in one size and note that they were printed, in one entry.

    `base` is the address their codes begin with. Errors: NotAllowed; Problem signs.none, signs.many.
    """
    by.require(Permission.SIGNS_MANAGE)
    if size not in Size.values:
        raise Problem("signs.size_missing", "เลือกขนาดป้าย", field="size")
    if not signs:
        raise Problem("signs.none", "เลือกป้ายที่จะพิมพ์ก่อน", field="signs")
    if len(signs) > MOST[Size(size)]:
        said = f"พิมพ์ขนาดนี้ได้ครั้งละไม่เกิน {MOST[Size(size)]} ป้าย กรองให้น้อยลงแล้วพิมพ์ทีละชุด"
        raise Problem("signs.many", said, field="signs")
    ids = [one.pk for one in signs]
    rows = access.signs(by).filter(pk__in=ids)
    rows.filter(state=SignState.PLANNED).update(state=SignState.PRINTED, printed_at=at)
    rows.exclude(state__in=[SignState.PRINTED, SignState.REMOVED]).update(printed_at=at)
    digest = hashlib.sha256(repr(sorted(one.code for one in signs)).encode()).hexdigest()
    audit.record("signs.signs.printed", ("signs.print", size), by=by, at=at, count=len(ids), digest=digest)
    return papers.print_sheet(signs, size, base)
