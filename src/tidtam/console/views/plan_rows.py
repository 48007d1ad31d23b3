"""Rows of the inbox about meetings, activities and projects."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tidtam.activities.queries.knowledge import Given
from tidtam.console.queries import Inbox
from tidtam.meetings.models import Meeting, Task
from tidtam.meetings.queries.meetings import title
from tidtam.obligations.views import showing
from tidtam.ui.shapes import InboxRow
from tidtam.ui.templatetags.thai import thai_date

_NEAR = timedelta(days=5)
_FOLD = 3  # sets of knowledge that stand one by one


def rows(found: Inbox, now: datetime) -> tuple[list[InboxRow], list[InboxRow], list[InboxRow]]:
    """Return what is late, what is to do now, what has time."""
    late: list[InboxRow] = []
    due: list[InboxRow] = []
    later: list[InboxRow] = []
    for task in found.meetings.tasks:
        behind = task.due_on < found.today
        near = task.due_on <= found.today + _NEAR
        (late if behind else due if near else later).append(_task(task, found))
    due += [_ahead(one, now) for one in found.meetings.ahead]
    due += [_to_write(one) for one in found.meetings.to_write]
    due += _counts(found)
    due += _sets(found.sets)
    return late, due, later


def _task(task: Task, found: Inbox) -> InboxRow:
    behind = task.due_on < found.today
    return InboxRow(
        title=task.words, url=reverse("meetings:task", args=[task.public_id]), icon="list-checks",
        state="late" if behind else "due",
        state_text=showing.late_text((found.today - task.due_on).days) if behind else _("ตามมติ"),
        action=_("ทำและบันทึกผล"), why=task.meeting_said, quote=task.decision,
        note=thai_date(task.due_on, "short weekday"),
    )  # fmt: skip


def _ahead(one: Meeting, now: datetime) -> InboxRow:
    soon = (timezone.localdate(one.meets_at) - timezone.localdate(now)).days
    return InboxRow(
        title=_("เตรียม %(title)s") % {"title": title(one)}, url=reverse("meetings:meeting", args=[one.public_id]),
        icon="calendar-blank", state="due", state_text=_("วันนี้") if soon == 0 else _("อีก %(n)s วัน") % {"n": soon},
        action=_("ดูชุดข้อมูล"), why=one.announced or one.place, note=thai_date(one.meets_at, "short time"),
    )  # fmt: skip


def _to_write(one: Meeting) -> InboxRow:
    return InboxRow(
        title=_("บันทึกผล %(title)s") % {"title": title(one)}, url=reverse("meetings:meeting", args=[one.public_id]),
        icon="note-pencil", state="due", state_text=_("ประชุมแล้ว"), action=_("บันทึกมติ"), why=one.place,
        note=thai_date(one.meets_at, "short"),
    )  # fmt: skip


def _sets(sets: list[Given]) -> list[InboxRow]:
    """Return the knowledge to acknowledge, one by one; many sets are one row."""
    if len(sets) > _FOLD:
        title = _("มีองค์ความรู้รอรับทราบ %(n)s ชุด") % {"n": len(sets)}
        return [InboxRow(
            title, reverse("activities:knowledge"), "file-text", "due", _("รอรับทราบ"), _("ดูทุกชุด"),
            why=sets[0].from_office, note=_("ตั้งแต่ %(day)s") % {"day": thai_date(sets[0].given_at, "short")},
        )]  # fmt: skip
    return [
        InboxRow(
            _("อ่านองค์ความรู้ %(title)s แล้วรับทราบ") % {"title": one.title},
            reverse("activities:set", args=[one.public_id]), "file-text", "due", _("รอรับทราบ"), _("อ่าน"),
            why=one.from_office, note=thai_date(one.given_at, "short"),
        )
        for one in sets
    ]  # fmt: skip


def _counts(found: Inbox) -> list[InboxRow]:
    plan, (to_explain, to_read) = found.plan, found.flags
    first = thai_date(plan.first_due, "short weekday") if plan.first_due else ""
    wanted = (
        (plan.to_answer, _("ตอบข้อตรวจพบของผู้ตรวจ %(n)s ข้อ"), "activities:inspections", "?show=open", "seal-check",
         _("รอเราตอบ"), _("ดูและตอบ"), first),
        (plan.to_tell, _("แจ้งกรมการปกครองเรื่องงบ %(n)s โครงการ"), "activities:projects", "?show=tell", "coins",
         _("ยังไม่แจ้ง"), _("ดูโครงการ"), ""),
        (to_explain, _("ยืนยันหรืออธิบายภาพ %(n)s ภาพ"), "activities:flags", "", "camera", _("รอเราตอบ"), _("ดูภาพ"), ""),
        (to_read, _("มีคำอธิบายภาพจากหน่วยงานในสังกัด %(n)s ภาพ"), "activities:flags", "?show=said", "camera",
         _("รอรับทราบ"), _("อ่าน"), ""),
    )  # fmt: skip
    return [
        InboxRow(text % {"n": f"{count:,}"}, reverse(route) + query, icon, "due", state, action, note=note)
        for count, text, route, query, icon, state, action, note in wanted if count
    ]  # fmt: skip
