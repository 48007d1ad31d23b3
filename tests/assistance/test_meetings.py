"""The committee: agenda, who came, decisions that move the requests, minutes that stay as they are."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from tests.factories import assistance as made
from tests.factories.actors import NOW, office

from tidtam.assistance.actions import meetings, requests
from tidtam.assistance.actions.meetings import Decided, Member
from tidtam.assistance.models import Attendee, Meeting, Request
from tidtam.assistance.papers import committee as paper
from tidtam.assistance.queries import committee
from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.offices.actions import tree

pytestmark = pytest.mark.django_db
SEATS = (
    Member("สมพร ดีงาม", "chair", "นายก อบต.ตูม"), Member("วิภา ใจเย็น", "member", "ปลัด อบต."),
    Member("กานดา ศรีสุข", "secretary", "นักพัฒนาชุมชน"),
)  # fmt: skip
CAME = tuple(replace(one, present=one.seat != "member") for one in SEATS)
BEFORE = NOW - timedelta(hours=3)


def waiting(by, serial: int, **more) -> Request:
    return requests.send_to_committee(request=made.checked(made.request(by, serial=serial, **more), by), by=by, at=NOW)


def held(by, *rows: Request) -> Meeting:
    one = meetings.call(
        office=made.lgo(), meets_at=BEFORE, place="ห้องประชุม อบต.ตูม", members=SEATS,
        waiting=[row.pk for row in rows], by=by, at=NOW,
    )  # fmt: skip
    return meetings.change(meeting=one, meets_at=BEFORE, place=one.place, members=CAME, by=by, at=NOW)


def words(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def items(one: Meeting) -> list[int]:
    return list(one.items.order_by("seq").values_list("pk", flat=True))


def test_decisions_move_the_requests_and_the_minutes_stay():
    by = made.clerk()
    rows = [waiting(by, n) for n in (1, 2, 3, 4)]
    one = held(by, *rows)
    assert (one.number, one.state, str(one)) == (1, "held", f"1/{one.year}")
    first, second, third, fourth = items(one)
    requests.withdraw(request=rows[3], by=by, at=NOW)
    told = meetings.decide(
        meeting=one, by=by, at=NOW,
        decided=[
            Decided(fourth, "granted", "เห็นควร", "สังกะสี"),
            Decided(first, "granted", "บ้านเสียหายทั้งหลังคา", "สังกะสี ๔๐ แผ่น", Decimal("12500.50")),
            Decided(second, "refused", "ไม่อยู่ในเขต อบต."), Decided(third, "deferred", "รอภาพถ่าย"),
        ],
    )  # fmt: skip
    assert (told.noted, [row.pk for row in told.passed_over]) == (3, [rows[3].pk])
    states = [Request.objects.get(pk=row.pk).state for row in rows]
    assert states == ["decided", "refused", "committee", "withdrawn"]
    assert list(rows[0].needs.values_list("bucket", flat=True)) == ["in_progress"]
    assert [one.pk for one in committee.waiting(by, made.lgo())] == [rows[2].pk]
    text = words(paper.agenda(one, committee.lines(one)))
    assert "ระเบียบวาระการประชุมคณะกรรมการช่วยเหลือประชาชน" in text and "บุญเรืองแก้วใส" in text
    done = meetings.confirm(meeting=one, by=by, at=NOW)
    assert done.minutes is not None
    text = words(done.minutes.open_bytes())
    for said in (
        "รายงานการประชุมคณะกรรมการช่วยเหลือประชาชน", "ครั้งที่ ๑/๒๕๖๙", "ณ ห้องประชุม อบต.ตูม", "สมพร ดีงาม", "ผู้ไม่มาประชุม",
        "มีผู้มาประชุม ๒ คน จากทั้งหมด ๓ คน", "สังกะสี ๔๐ แผ่น เป็นเงิน ๑๒,๕๐๐.๕๐ บาท", "ไม่อยู่ในเขต อบต.", "รอภาพถ่าย",
        "ผู้ขอถอนเรื่อง",
    ):  # fmt: skip
        assert said.replace(" ", "") in text, (said, text)
    verbs = Entry.objects.filter(verb__startswith="assistance.meeting").values_list("verb", "count")
    assert sorted(verbs) == [
        ("assistance.meeting.called", 4), ("assistance.meeting.changed", 3), ("assistance.meeting.confirmed", 1),
        ("assistance.meeting.decided", 3),
    ]  # fmt: skip
    for act in (
        lambda: meetings.decide(meeting=one, decided=[Decided(third, "granted", "ก", "ข")], by=by, at=NOW),
        lambda: meetings.change(meeting=one, meets_at=BEFORE, place="x", members=CAME, by=by, at=NOW),
        lambda: meetings.put(meeting=one, waiting=[rows[2].pk], by=by, at=NOW),
    ):
        with pytest.raises(Conflict, match="รับรองรายงาน"):
            act()
    for spoil in (
        lambda: Meeting.objects.filter(pk=one.pk).update(place="ที่อื่น"),
        lambda: one.items.update(decision="granted"),
        lambda: Attendee.objects.filter(meeting=one).delete(),
    ):
        with pytest.raises(IntegrityError, match="confirmed"), transaction.atomic():
            spoil()


def test_a_confirmed_meeting_follows_its_office_to_another_branch():
    by = made.clerk()
    one = held(by, waiting(by, 1))
    meetings.decide(meeting=one, decided=[Decided(items(one)[0], "granted", "ก", "ข")], by=by, at=NOW)
    meetings.confirm(meeting=one, by=by, at=NOW)
    wall.enter("1.")
    tree.move(office=made.lgo(), parent=office("DLA-3002"), by=system("test"), at=NOW, reason="ปรับเขต")
    wall.enter("1.")
    path = office("DLA-3002").path
    assert made.lgo().path.startswith(path)
    assert Meeting.objects.get(pk=one.pk).scope_path.startswith(path)
    assert all(row.scope_path.startswith(path) for row in (*one.items.all(), *Attendee.objects.filter(meeting=one)))


def test_all_or_none_and_each_fault_beside_its_item():
    by = made.clerk()
    rows = [waiting(by, n) for n in (1, 2)]
    one = held(by, *rows)
    first, second = items(one)
    for wrong, field in (
        (Decided(second, "granted", "เห็นควร"), "granted"), (Decided(second, "granted", "", "สังกะสี"), "reason"),
        (Decided(second, "refused", ""), "reason"), (Decided(second, "refused", "ไม่เข้า", "สังกะสี"), "granted"),
        (Decided(second, "odd", "ก"), "decision"),
    ):  # fmt: skip
        with pytest.raises(Problem) as caught, transaction.atomic():
            meetings.decide(meeting=one, decided=[Decided(first, "granted", "ก", "ข"), wrong], by=by, at=NOW)
        assert (caught.value.field, caught.value.details["item"]) == (field, second)
        assert set(Request.objects.values_list("state", flat=True)) == {"committee"}
    with pytest.raises(Conflict, match="ไม่มีมติ"):
        meetings.confirm(meeting=one, by=by, at=NOW)
    meetings.leave_out(meeting=one, item=second, by=by, at=NOW)
    meetings.decide(meeting=one, decided=[Decided(first, "referred", "ส่ง พมจ.")], by=by, at=NOW)
    with pytest.raises(Conflict, match="มีมติแล้ว"):
        meetings.leave_out(meeting=one, item=first, by=by, at=NOW)
    assert meetings.confirm(meeting=one, by=by, at=NOW).state == "confirmed"


def test_who_may_and_when():
    by = made.clerk()
    row = waiting(by, 1)
    ahead = meetings.call(
        office=made.lgo(), meets_at=NOW + timedelta(days=3), place="ห้องประชุม", members=SEATS,
        waiting=[row.pk], by=by, at=NOW,
    )  # fmt: skip
    again = meetings.call(office=made.lgo(), meets_at=BEFORE, place="ห้องประชุม", by=by, at=NOW)
    assert (ahead.number, again.number) == (1, 2)
    assert committee.waiting(by, made.lgo()) == []
    assert meetings.put(meeting=ahead, waiting=[row.pk], by=by, at=NOW) == 0
    with pytest.raises(Problem, match="ยังไม่ถึงวันประชุม"):
        meetings.change(meeting=ahead, meets_at=ahead.meets_at, place="ก", members=CAME, by=by, at=NOW)
    with pytest.raises(Conflict, match="บันทึกผู้เข้าประชุมก่อน"):
        meetings.decide(meeting=ahead, decided=[Decided(items(ahead)[0], "deferred", "ก")], by=by, at=NOW)
    for members in ((Member("", "member"),), (*SEATS, Member("ใคร", "chair")), (Member("ก", "odd"),)):
        with pytest.raises(Problem):
            meetings.change(meeting=ahead, meets_at=ahead.meets_at, place="ก", members=members, by=by, at=NOW)
    with pytest.raises(Problem, match="สถานที่"):
        meetings.call(office=made.lgo(), meets_at=NOW, place="\u200b ", by=by, at=NOW)
    plain = replace(by, permissions=by.permissions - {Permission.NEEDS_DECIDE})
    with pytest.raises(NotAllowed):
        meetings.decide(meeting=ahead, decided=[], by=plain, at=NOW)
    with pytest.raises(NotAllowed):
        meetings.confirm(meeting=ahead, by=plain, at=NOW)
