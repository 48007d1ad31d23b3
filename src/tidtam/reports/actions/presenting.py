"""Put a compiled report before whoever signs for the office."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Problem
from tidtam.reports.actions import telling
from tidtam.reports.actions.freezing import moved_on, moving, repeated, require_own
from tidtam.reports.models import Report
from tidtam.reports.transitions import REPORT
from tidtam.thai.dates import short_date


@transaction.atomic
def present(*, report: Report, version: int | None = None, by: Actor, at: datetime) -> Report:
    """Tell who signs that a report is ready; it stands in their inbox until it is signed or comes back.

    Asked again with the same version, nothing happens again. Errors: NotAllowed; Conflict; Problem
    "reports.period_to_come" before the first day of the period.
    """
    by.require(REPORT["present"].permission)
    report = repeated(report, version)
    require_own(report, by)
    target = moving(report, "present")
    if version is not None and report.version != version:
        if report.presented_at is not None and report.version - version == 1:
            return report
        raise moved_on()
    if report.period_start > at.astimezone().date():
        day = short_date(report.period_start)
        raise Problem("reports.period_to_come", _("งวดนี้ยังไม่เริ่ม ลงนามได้ตั้งแต่ %(day)s") % {"day": day})
    if report.prepared_at is None:  # nothing had to be typed
        report.prepared_name, report.prepared_at = by.name, at
    report.state, report.opened_at, report.presented_at = target, report.opened_at or at, at
    report.version += 1
    report.save(
        update_fields=["state", "opened_at", "presented_at", "prepared_name", "prepared_at", "version"]
    )  # fmt: skip
    audit.record("reports.report.presented", report, by=by, at=at, fields=["state", "presented_at"])
    telling.to_sign(report, at=at)
    return report
