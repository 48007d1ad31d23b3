"""Keep the duty a report answers in step with it. Who may act on the report acts on its duty by the same right."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.obligations.actions import duties
from tidtam.obligations.choices import DutyState, FulfilmentKind
from tidtam.reports.actions.telling import period
from tidtam.reports.models import Report

_OWED = (DutyState.OPEN, DutyState.RETURNED)
_CAME = (DutyState.SENT, DutyState.NIL)


def sent(report: Report, words: str, *, by: Actor, at: datetime) -> None:
    """Send the duty with the report; one that was answered or excused otherwise stays as it is."""
    if report.duty is None or report.duty.state not in _OWED:
        return
    named = _("%(title)s งวด %(period)s ฉบับที่ %(no)s") % {
        "title": report.template.title, "period": period(report), "no": report.edition,
    }  # fmt: skip
    duties.send(
        duty=report.duty, kind=FulfilmentKind.NIL if report.nil else FulfilmentKind.REPORT,
        words=f"{named}\n{words.strip()}".strip(), reported=True, by=_with(by, Permission.DUTIES_SEND), at=at,
    )  # fmt: skip


def reviewed(report: Report, verb: str, comment: str, *, by: Actor, at: datetime) -> None:
    """Return or accept the duty with the report."""
    if report.duty is not None and report.duty.state in _CAME:
        duties.review(
            duty=report.duty, verb=verb, comment=comment, reported=True, by=_with(by, Permission.DUTIES_REVIEW), at=at,
        )  # fmt: skip


def _with(by: Actor, permission: Permission) -> Actor:
    return replace(by, permissions=by.permissions | {permission})
