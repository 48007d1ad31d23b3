"""Invented meetings of a province, and a report of it that is signed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.factories import reports
from tests.factories.actors import NOW, actor, office

from tidtam.kernel import wall
from tidtam.meetings.actions import meetings as actions
from tidtam.meetings.actions.meetings import Member, When
from tidtam.meetings.models import Meeting
from tidtam.reports.actions import compiling, signing
from tidtam.reports.models import Report

PROVINCE, DISTRICT = "DOPA-30", "DOPA-3014"
BEFORE = NOW - timedelta(hours=2)
MEMBERS = (
    Member("สยาม ศิริมงคล", "deputy", "รองผู้ว่าราชการจังหวัดนครราชสีมา"), Member("ชรินทร์ ทองสุข", "palad", "ปลัดจังหวัด"),
    Member("วิชิต ดีพร้อม", "defence", "ป้องกันจังหวัด"), Member("พิมพ์ใจ แสงทอง", "agency", "สำนักงานสาธารณสุขจังหวัด"),
)  # fmt: skip


def desk(code: str = PROVINCE) -> Any:
    """Return who runs the meetings of a province; the wall open."""
    return actor(code, "drug_coordinator")


def when(at: datetime = BEFORE, **more: Any) -> When:
    """Return when and where a meeting is."""
    told = {"place": "ระบบประชุมทางไกล", "announced": "ป.ป.ส. ที่ ยธ 1103/ว 55 ลงวันที่ 11 พ.ค. 2569"} | more
    return When(at, **told)


def meeting(by: Any, kind: str = "joint", *, at: datetime = BEFORE, code: str = PROVINCE, **more: Any) -> Meeting:
    """Call a meeting."""
    return actions.call(office=office(code), kind=kind, when=when(at), members=MEMBERS, by=by, at=NOW, **more)


def held(by: Any, one: Meeting) -> Meeting:
    """Note who came: all but the last."""
    came = [Member(m.name, m.seat, m.position, present=m is not MEMBERS[-1]) for m in MEMBERS]
    return actions.change(meeting=one, when=when(one.meets_at), members=came, by=by, at=NOW)


def signed(code: str = PROVINCE) -> Report:
    """Return a signed report of the office for the first half of May, with figures in it."""
    one = reports.report(code)
    head = actor(code, "province_head")
    by = desk(code)
    opened = compiling.open_up(report=one, by=by, at=NOW)
    compiling.fill(report=opened, values={"volunteers": "12", "spent": "12"}, by=by, at=NOW)
    wall.enter(head.scope)
    signing.sign(report=one, signature=reports.SIGNATURE, by=head, at=NOW)
    one.refresh_from_db()
    return one
