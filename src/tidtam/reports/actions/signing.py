"""Sign a report, take the signature back before it is sent, send it. One edition for two who sign at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.aftercare.actions import naming
from tidtam.kernel import rows
from tidtam.kernel.actor import Actor
from tidtam.kernel.gathering import gathered
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import NotAllowed
from tidtam.reports.actions import amending, duty, telling
from tidtam.reports.actions.freezing import (
    Signature,
    freeze,
    hold_children,
    locked,
    moved_on,
    moving,
    repeated,
    require_begun,
    require_own,
)
from tidtam.reports.choices import GONE_UP, ReportState
from tidtam.reports.models import Edition, Report
from tidtam.reports.queries.figures import is_leaf
from tidtam.reports.transitions import REPORT

_SENT = ("state", "sent_on", "sent_at", "version", "touched_at")


@transaction.atomic
def sign(
    *, report: Report, signature: Signature, version: int | None = None, read: str | None = None, by: Actor,
    at: datetime,
) -> Edition:  # fmt: skip
    """Freeze the report as its next edition. The same signature asked for again, version and all, gets that edition.

    `read` is the mark of the figures the signer read; without it what is known now is signed.
    Errors: NotAllowed; Problem of the signature, "reports.checks_fail", "reports.nil_not_nothing"; Problem
    "reports.period_to_come" before the first day of the period; Conflict, "reports.figures_moved" among them.
    """
    by.require(REPORT["sign"].permission)
    require_own(report, by)
    hold_children(report)
    report = repeated(report, version)
    signed = _again(report, signature, version, by)
    if signed is not None:
        return signed
    target = moving(report, "sign")  # who comes after another signer is told so, not that somebody typed
    if version is not None and report.version != version:
        raise moved_on()
    require_begun(report, at)
    edition = freeze(report=report, signature=signature, read=read, by=by, at=at)
    report.state, report.edition, report.version = target, edition.no, report.version + 1
    report.save(update_fields=["state", "edition", "version"])
    audit.record("reports.report.signed", report, by=by, at=at, fields=["state", "edition"], digest=edition.hash)
    return edition


def _again(report: Report, signature: Signature, version: int | None, by: Actor) -> Edition | None:
    """Return the edition a repeated request already made: signed (and perhaps sent) so by the same grant just then."""
    if version is None or report.version - version not in (1, 2) or not report.edition:
        return None
    if report.state not in (ReportState.SIGNED, ReportState.SENT):
        return None
    made = Edition.objects.filter(report=report, no=report.edition, signer=by.grant_id, signer__isnull=False).first()
    return made if made is not None and signature.stands_in(made) else None


@transaction.atomic
def unsign(*, report: Report, version: int | None = None, by: Actor, at: datetime) -> Report:
    """Take a signed report that was not sent back to its draft; the edition stays in the books. Errors: NotAllowed."""
    _require_hand(by)
    report = locked(report, version)
    require_own(report, by)
    report.state, report.version, report.presented_at = moving(report, "unsign"), report.version + 1, None
    report.save(update_fields=["state", "version", "presented_at"])
    audit.record("reports.report.unsigned", report, by=by, at=at, fields=["state"])
    return report


def _require_hand(by: Actor) -> None:
    """Errors: NotAllowed for who neither compiles nor signs."""
    if not by.may(Permission.REPORTS_SIGN):
        by.require(Permission.REPORTS_COMPILE)


@transaction.atomic
def send(*, report: Report, words: str = "", version: int | None = None, by: Actor, at: datetime) -> Report:
    """Send a signed report up; the duty it answers is sent in the same moment. Asked again, nothing happens again.

    Errors: NotAllowed; Conflict when it is not signed.
    """
    with gathered():  # in the last minutes of a due day many send at once
        return _send(report, words, version, by=by, at=at)


def _send(report: Report, words: str, version: int | None, *, by: Actor, at: datetime) -> Report:
    _require_hand(by)
    require_own(report, by)
    hold_children(report)  # one below is amended before this goes up or after it, so that one of the two sees the other
    report = repeated(report, version)
    if version is not None and report.version != version:
        if report.state == ReportState.SENT and report.version - version == 1:
            return report
        raise moved_on()
    again = report.sent_on is not None
    report.state = moving(report, "send")
    report.sent_on = report.sent_on or at.astimezone().date()
    report.sent_at, report.version, report.touched_at = at, report.version + 1, None
    rows.update("reports_report", ("id",), _SENT, [(report.pk, *(getattr(report, name) for name in _SENT))])
    duty.sent(report, words, by=by, at=at)
    audit.record("reports.report.sent", report, by=by, at=at, fields=["state", "sent_on"])
    telling.up(report, _("ส่งรายงานใหม่หลังแก้") if again else _("ส่งรายงานแล้ว"), what="sent", at=at)
    form = report.form.value
    if is_leaf(report, form):
        if form.annex == "movers":
            naming.named(path=report.scope_path, until=report.period_end, by=by, at=at)
    else:
        amending.children_changed(report=report, at=at)  # one below may have been amended since it was signed
    return report


@transaction.atomic
def sign_and_send(
    *, report: Report, signature: Signature, words: str = "", version: int | None = None, read: str | None = None,
    by: Actor, at: datetime,
) -> Edition:  # fmt: skip
    """Sign and send in one step. Errors: those of both."""
    edition = sign(report=report, signature=signature, version=version, read=read, by=by, at=at)
    fresh = Report.objects.get(pk=report.pk)
    if fresh.state in GONE_UP:
        if version is not None:
            return edition
        raise NotAllowed("reports.sent_already", "รายงานนี้ส่งแล้ว")
    send(report=report, words=words, by=by, at=at)
    return edition
