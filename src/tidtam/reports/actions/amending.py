"""Amend what went up: the house finds the difference, the office decides, the office above is told at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor, system
from tidtam.kernel.problem import Conflict, Problem
from tidtam.reports.actions import telling
from tidtam.reports.actions.freezing import (
    Signature,
    children_moved,
    freeze,
    hold_children,
    locked,
    moving,
    require_own,
)
from tidtam.reports.choices import GONE_UP, AmendmentState
from tidtam.reports.models import Amendment, Edition, Report
from tidtam.reports.queries import changes
from tidtam.reports.queries import figures as now
from tidtam.reports.queries.proven import as_signed
from tidtam.reports.transitions import REPORT

_HOUSE = system("reports")
BACK = "ตัวเลขกลับมาตรงกับฉบับที่ลงนาม"
REASON = 1000
_BATCH = 100


@transaction.atomic
def detect(*, report: Report, at: datetime, facts: bool = True) -> Amendment | None:
    """Compare the last edition of a report that went up with today's knowledge; propose the difference.

    Shape: the one open proposal, or None when nothing differs, or the office decided this very difference already.
    A proposal that holds no longer is closed. Without `facts` only the reports below are compared, unless a proposal
    stands, which may come from both.
    """
    report = locked(report, None)  # so that two reports below that were amended at once make one proposal here
    if report.state not in GONE_UP:
        return None
    held = Amendment.objects.select_for_update().filter(report=report, state=AmendmentState.PROPOSED).first()
    facts = facts or held is not None
    last = now.current([report.pk])[report.pk]
    change = changes.since(report, report.form.value, last, records=facts)
    if facts:
        Report.objects.filter(pk=report.pk, touched_at__lte=at).update(touched_at=None)
    if not change.diff and not change.below:
        if held is not None:
            _close(held, at)
        return None
    said: dict[str, Any] = {"edition": last.no, "diff": change.diff, "below": change.below}
    if held is not None:
        return _again(held, said, at)
    decided = Amendment.objects.filter(
        report=report,
        state=AmendmentState.SET_ASIDE,
        by__isnull=False,
        edition=last.no,
        diff=change.diff,
        below=change.below,
    )
    if decided.exists():
        return None
    made = Amendment.objects.create(report=report, scope_path=report.scope_path, found_at=at, **said)
    audit.record("reports.amendment.proposed", made, by=_HOUSE, at=at, fields=["diff"])
    telling.down(report, _("ข้อมูลเปลี่ยนหลังส่งรายงาน ตัดสินใจว่าจะแก้ไขหรือไม่"), what=f"proposed{made.pk}", at=at)
    return made


def _again(held: Amendment, said: dict[str, Any], at: datetime) -> Amendment:
    if any(getattr(held, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(held, name, value)
        held.found_at, held.version = at, held.version + 1
        held.save(update_fields=[*said, "found_at", "version"])
        audit.record("reports.amendment.proposed", held, by=_HOUSE, at=at, fields=["diff"])
    return held


def _close(held: Amendment, at: datetime) -> None:
    held.state, held.reason, held.decided_at = AmendmentState.SET_ASIDE, BACK, at
    held.by_name, held.version = _HOUSE.name, held.version + 1
    held.save(update_fields=["state", "reason", "decided_at", "by_name", "version"])
    audit.record("reports.amendment.set_aside", held, by=_HOUSE, at=at, fields=["state"], reason=BACK)


@transaction.atomic
def make(
    *, amendment: Amendment, signature: Signature, version: int | None = None, read: str | None = None, by: Actor,
    at: datetime,
) -> Edition:  # fmt: skip
    """Sign what is known today as a new edition that is sent at once; the office above gets a proposal of its own.

    `signature.reason` says why; `read` marks what the signer read, as in `freeze`. Errors: NotAllowed;
    Problem("reports.reason_missing") and those of signing; Conflict when the proposal was decided, has changed since
    `version`, or nothing differs any more.
    """
    by.require(REPORT["amend"].permission)
    _require_reason(signature.reason)
    require_own(amendment.report, by)
    hold_children(amendment.report)
    report = locked(amendment.report, None)
    amendment = _open(amendment, version)
    target = moving(report, "amend")
    last = now.current([report.pk])[report.pk]
    as_signed(report, last)
    edition = freeze(report=report, signature=signature, read=read, by=by, at=at, amends=last)
    if not edition.diff and sorted(edition.children) == sorted(last.children):
        raise Conflict("reports.amend_nothing", "ไม่มีตัวเลขใดต่างจากฉบับที่ส่งแล้ว จึงไม่ต้องแก้ไข")
    report.state, report.edition, report.sent_at = target, edition.no, at
    report.touched_at, report.version = None, report.version + 1
    report.save(update_fields=["state", "edition", "sent_at", "touched_at", "version", "nil", "notes"])
    amendment.state, amendment.made, amendment.diff = AmendmentState.MADE, edition.no, edition.diff
    _decided(amendment, signature.reason, by, at)
    amendment.save(
        update_fields=["state", "made", "diff", "reason", "by", "by_name", "decided_at", "version"]
    )  # fmt: skip
    audit.record(
        "reports.report.amended", report, by=by, at=at, fields=["state", "edition"], reason=signature.reason,
        digest=edition.hash,
    )  # fmt: skip
    telling.up(report, _("แก้ไขรายงานหลังส่ง"), what="amended", at=at, body=signature.reason)
    carry_up(report, at)
    return edition


@transaction.atomic
def set_aside(
    *, amendment: Amendment, reason: str, version: int | None = None, by: Actor, at: datetime
) -> Amendment:  # fmt: skip
    """Leave the report as it went up, and say why. The same difference is not proposed again.

    Errors: NotAllowed; Problem("reports.reason_missing"); Conflict.
    """
    by.require(REPORT["amend"].permission)
    _require_reason(reason)
    require_own(amendment.report, by)
    amendment = _open(amendment, version)
    amendment.state = AmendmentState.SET_ASIDE
    _decided(amendment, reason, by, at)
    amendment.save(update_fields=["state", "reason", "by", "by_name", "decided_at", "version"])
    audit.record("reports.amendment.set_aside", amendment, by=by, at=at, fields=["state"], reason=reason)
    return amendment


def _require_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > REASON:
        raise Problem("reports.reason_missing", f"เขียนเหตุผล ไม่เกิน {REASON:,} ตัวอักษร", field="reason")


def _open(amendment: Amendment, version: int | None) -> Amendment:
    fresh = Amendment.objects.select_for_update(of=("self",)).select_related("report").get(pk=amendment.pk)
    if fresh.state != AmendmentState.PROPOSED or (version is not None and fresh.version != version):
        raise Conflict("reports.amendment_decided", "ข้อเสนอนี้มีผู้ตัดสินใจแล้ว หรือตัวเลขเปลี่ยนไปจากที่เห็น ตรวจอีกครั้ง")
    return fresh


def _decided(amendment: Amendment, reason: str, by: Actor, at: datetime) -> None:
    amendment.reason, amendment.by, amendment.by_name = reason.strip(), by.grant_id, by.name
    amendment.decided_at, amendment.version = at, amendment.version + 1


def carry_up(report: Report, at: datetime) -> None:
    """Propose to the offices that hold this report in theirs, each in its own scope; take back what holds no longer."""
    with wall.lent(ROOT):
        for above in changes.holding(report):
            detect(report=above, at=at, facts=False)


def children_changed(*, report: Report, at: datetime) -> None:
    """Propose at once when a report below was amended between this one's signing and its sending."""
    last = now.current([report.pk])[report.pk]
    if children_moved(report, last):
        detect(report=report, at=at, facts=False)


def accepted_late(*, reports: Sequence[Report], at: datetime) -> None:
    """Propose to the reports above that went up without these, now that they are accepted."""
    seen: set[int] = set()
    for one in reports:
        with wall.lent(ROOT):
            above = changes.compiled_by(one, one.form.value)
            if above is not None and above.pk not in seen:
                seen.add(above.pk)
                detect(report=above, at=at, facts=False)


def detect_touched(*, at: datetime, limit: int = _BATCH) -> int:
    """Compare the reports whose records changed after they went up. Shape: how many were compared."""
    rows = Report.objects.filter(touched_at__lte=at, state__in=GONE_UP).order_by("touched_at", "pk")
    touched = list(rows.select_related("office", "form", "template")[:limit])
    for one in touched:
        detect(report=one, at=at)
    return len(touched)


def detect_recent(*, ending: date, after: int, at: datetime, limit: int = _BATCH) -> int | None:
    """Compare a batch of the reports whose period ends on or after a day, by id; the night does all of them.

    Shape: the last id compared, to go on after; None when there are no more.
    """
    rows = Report.objects.filter(state__in=GONE_UP, period_end__gte=ending, pk__gt=after).order_by("pk")
    some = list(rows.select_related("office", "form", "template")[:limit])
    for one in some:
        detect(report=one, at=at)
    return some[-1].pk if some else None
