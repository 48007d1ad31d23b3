"""Hold the ledger against itself again and again, and tell who runs the house when it does not agree."""

from __future__ import annotations

from datetime import datetime
from time import perf_counter

from django.db import transaction
from django.utils import timezone

from tidtam import audit
from tidtam.assistance.queries import checking
from tidtam.assistance.queries.checking import WATCHED, Verdict
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.notices.actions import Told, tell
from tidtam.notices.choices import NoticeKind
from tidtam.offices.queries import by_path


@transaction.atomic
def watch(*, by: Actor, at: datetime) -> Verdict:
    """Check the whole ledger once, note what was found, and tell the department once a day while it does not hold.

    Shape: one statement for each check, one audit entry. Errors: NotAllowed.
    """
    by.require(Permission.AUDIT_READ)
    wall.enter(ROOT)
    began = perf_counter()
    verdict = checking.check()
    broken = {name: count for name, count in verdict.counts.items() if count}
    told = f"{verdict.requests} {verdict.movements} {perf_counter() - began:.1f} " + " ".join(
        f"{name}={count}" for name, count in broken.items()
    )
    audit.record(
        "assistance.ledger.checked", WATCHED, by=by, at=at, fields=list(broken), reason=told.strip(),
        count=verdict.needs,
    )  # fmt: skip
    if broken:
        _tell(sum(broken.values()), at)
    return verdict


def _tell(faults: int, at: datetime) -> None:
    root, day = by_path(ROOT), timezone.localdate(at)
    told = Told(
        office_id=root.pk, scope_path=root.path, kind=NoticeKind.URGENT, audience=Permission.AUDIT_READ,
        url="/help/ledger/", key=f"help:ledger:{day}", title=f"บัญชีคำขอมี {faults:,} แห่งที่ยอดไม่ตรงกัน",
        body="เปิดดูว่าตรงไหน แล้วแจ้งผู้ดูแลระบบให้รัน tidtam check-ledger",
    )  # fmt: skip
    tell([told], at=at)
