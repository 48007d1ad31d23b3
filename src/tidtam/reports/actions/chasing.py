"""Ask one office or many for reports that have not come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from tidtam import audit
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.notices.actions import Told, tell
from tidtam.notices.choices import NoticeKind
from tidtam.offices.models import Office
from tidtam.reports.choices import WITH_OFFICE
from tidtam.reports.models import Reminder, Report
from tidtam.thai.dates import short_date

WORDS = 500


@transaction.atomic
def remind(*, reports: Sequence[Report], words: str = "", by: Actor, at: datetime) -> int:
    """Ask offices below for reports they have not sent; each report at most once a day and asking office.

    Shape: how many were asked now. Errors: NotAllowed; Problem("reports.remind_nobody", "reports.words_long").
    """
    by.require(Permission.REPORTS_REVIEW)
    owed = [one for one in reports if one.state in WITH_OFFICE and one.office_id != by.office_id]
    if not owed or by.office_id is None:
        raise Problem("reports.remind_nobody", "เลือกหน่วยงานที่ยังไม่ส่งอย่างน้อยหนึ่งแห่ง")
    words = words.strip()
    if len(words) > WORDS:
        raise Problem("reports.words_long", f"ข้อความยาวได้ไม่เกิน {WORDS} ตัวอักษร", field="words")
    sender, today = Office.objects.get(pk=by.office_id), at.astimezone().date()
    known = set(
        Reminder.objects.filter(report__in=owed, office=sender.pk, on=today).values_list("report_id", flat=True)
    )
    fresh = [one for one in owed if one.pk not in known]
    Reminder.objects.bulk_create(
        [
            Reminder(
                report=one, scope_path=one.scope_path, words=words, by=by.grant_id, by_name=by.name, office=sender.pk,
                on=today, at=at,
            )
            for one in fresh
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    tell(
        (
            Told(
                office_id=one.office_id, scope_path=one.scope_path, kind=NoticeKind.REMINDER,
                audience=Permission.REPORTS_COMPILE, title=f"{sender} เตือนให้ส่ง: {one.template.title}",
                body=f"ครบกำหนด {short_date(one.due_on, weekday=True)}" + (f" – {words}" if words else ""),
                url=reverse("reports:report", args=[one.public_id]),
                key=f"report:{one.pk}:{sender.pk}:{today.isoformat()}",
            )
            for one in fresh
        ),
        at=at,
    )  # fmt: skip
    if fresh:
        audit.record("reports.reports.reminded", ("reports.report", "many"), by=by, at=at, count=len(fresh))
    return len(fresh)
