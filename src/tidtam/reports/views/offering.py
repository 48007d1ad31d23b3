"""What the page of a duty says of reports: open the one that fulfils it, or put a form to work."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.obligations.models import Duty
from tidtam.reports.choices import GONE_UP, WITH_OFFICE
from tidtam.reports.models import Report
from tidtam.reports.queries import offering
from tidtam.reports.views import showing
from tidtam.ui.shapes import Offer
from tidtam.ui.templatetags.thai import thai_date


def of_duty(request: OfficialRequest, duty: Duty) -> Offer | None:
    """Return what reports offer for a duty; None where nothing fits."""
    actor = request.actor
    if not actor.may(Permission.REPORTS_READ):
        return None
    report = offering.report_of(actor, duty)
    if report is not None:
        own = report.office_id == actor.office_id
        words = _words(report)
        title = _("รายงานนี้ตอบหน้าที่นี้") if report.counts else _("รายงานของหน้าที่นี้")
        return Offer(
            title, f"{report.template.code} {report.template.spoken} · {words}",
            reverse("reports:report", args=[report.public_id]), _("เปิดรายงาน"),
            main=own == (report.state in WITH_OFFICE),
        )  # fmt: skip
    if not actor.may(Permission.REPORTS_COMPILE):
        return None
    forms = offering.forms_for(actor, duty)
    if not forms:
        return None
    asked = urlencode({"ob": duty.obligation.public_id})
    return Offer(
        _("มีแบบรายงานที่ตรงกับหน้าที่นี้"), _("เมื่อเริ่มใช้ รายงานของทุกงวดจะเตรียมไว้ให้ ตัวเลขนับจากข้อมูลที่บันทึกแล้ว"),
        f"{reverse('reports:templates')}?{asked}", _("ใช้แบบ %(code)s") % {"code": forms[0].code},
    )  # fmt: skip


def _words(report: Report) -> str:
    """Return the state; before its period has begun also from when on it can be signed."""
    words, today = showing.state_words(report, clock.today()), clock.today()
    if report.period_start <= today or report.state in GONE_UP:
        return words
    day = thai_date(report.period_start, "short")
    return " · ".join((words, _("งวดนี้ยังไม่เริ่ม ลงนามได้ตั้งแต่ %(day)s") % {"day": day}))
