"""End the use of a form in a branch for a reason somebody can read later."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Conflict, Problem
from tidtam.reports.actions import series as running
from tidtam.reports.models import Series

_LONGEST = 300


@transaction.atomic
def end(
    *, series: Series, until: date, reason: str, version: int | None = None, by: Actor, at: datetime
) -> Series:  # fmt: skip
    """End a series with its reason: nothing is due after `until`, what nobody has begun is taken away.

    Errors: NotAllowed; Missing; Conflict when it has moved on or has ended; Problem beside `reason`.
    """
    words = " ".join(reason.split())
    if not words or len(words) > _LONGEST:
        raise Problem("reports.reason_missing", "บอกเหตุที่เลิกใช้ ไม่เกิน 300 ตัวอักษร", field="reason")
    if series.until is not None:
        raise Conflict("reports.series_ended", "เลิกใช้แบบนี้ไปแล้ว")
    ended = running.stop(series=series, until=until, version=version, by=by, at=at)
    audit.record("reports.series.reason_given", ended, by=by, at=at, fields=("until",), reason=words)
    return ended
