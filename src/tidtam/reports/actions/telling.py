"""What this room says in a notice: forms, offices, days; nothing of a person."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.kernel.permissions import Permission
from tidtam.notices.actions import Told, tell
from tidtam.notices.choices import NoticeKind
from tidtam.offices.models import Office
from tidtam.reports.models import Report
from tidtam.reports.queries.figures import receiver
from tidtam.thai.dates import short_date


def address(report: Report) -> str:
    """Return where a report is read."""
    return f"{reverse('reports:reports')}{report.public_id}/"


def period(report: Report) -> str:
    """Return the period as a notice says it."""
    return f"{short_date(report.period_start)} – {short_date(report.period_end)}"


def up(report: Report, title: str, *, what: str, at: datetime, body: str = "") -> None:
    """Tell the office a report goes to. Shape: its notices, behind its own wall."""
    above = receiver(report, report.form.value)
    if above is not None:
        _tell(above, report, f"{title}: {report.office}", Permission.REPORTS_REVIEW, what, at, body)


def down(report: Report, title: str, *, what: str, at: datetime, body: str = "") -> None:
    """Tell the office whose report it is."""
    _tell(report.office, report, title, Permission.REPORTS_READ, what, at, body)


def to_sign(report: Report, *, at: datetime) -> None:
    """Tell who signs for the office that a report is ready for the signature."""
    _tell(report.office, report, _("รอลงนาม"), Permission.REPORTS_SIGN, "presented", at, "")


def _tell(
    office: Office, report: Report, title: str, audience: Permission, what: str, at: datetime, body: str
) -> None:  # fmt: skip
    told = Told(
        office_id=office.pk, scope_path=office.path, kind=NoticeKind.WORK, title=f"{title} – {report.template.title}",
        body=f"{period(report)} {body}".strip(), url=address(report), audience=str(audience),
        key=f"report:{what}:{report.pk}:{report.version}:{office.pk}",
    )  # fmt: skip
    with wall.lent(ROOT):
        tell([told], at=at)
