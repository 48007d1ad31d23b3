"""Meetings: the day ONCB sets, who must come, the pack whose figures are those signed, tasks, minutes, the wall."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.utils.translation import override
from tests.factories import activities
from tests.factories import aftercare as cares
from tests.factories import meetings as make
from tests.factories.actors import NOW, TODAY, actor, member, office
from tests.kernel.test_wall import SCOPED
from tests.kernel.test_wall_care import own_rows_alone

from tidtam.accounts import clock
from tidtam.accounts.models import Installation
from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.meetings.actions import asking
from tidtam.meetings.actions import meetings as actions
from tidtam.meetings.models import Meeting, Task
from tidtam.meetings.queries import meetings as queries
from tidtam.meetings.queries import packing
from tidtam.meetings.rules import musts, propose
from tidtam.reports.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(db: Any) -> Any:
    Installation.objects.create(is_demo=True, as_of=TODAY)
    clock.forget()
    yield
    clock.forget()


def client(code: str, role: str) -> Client:
    made = Client()
    made.force_login(member(code, role)[0])
    return made


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_who_must_come_and_when_next() -> None:
    lacking = musts("joint", [("deputy", True), ("palad", False), ("agency", True)])
    assert [(one.named, one.came) for one in lacking] == [(True, True), (True, False)]
    assert [one.came for one in musts("centre", [("governor", True)])] == [True, False]
    friday = date(2026, 5, 1)
    assert propose(friday, frozenset()) == date(2026, 5, 15)
    assert propose(friday, {date(2026, 5, 15)}) == date(2026, 5, 18)  # the days after are a weekend
    assert propose(friday, frozenset(), {date(2026, 5, 1), date(2026, 5, 14)}) == date(2026, 6, 1)


def test_the_department_announces_a_day_and_every_province_has_a_meeting_of_its_own() -> None:
    by = actor("DOPA", "drug_department")
    offices = queries.provinces_below(by)
    assert len(offices) == 76
    ahead = NOW + timedelta(days=5)
    assert len(actions.announce(when=make.when(ahead), offices=offices, by=by, at=NOW)) == 76
    assert actions.announce(when=make.when(ahead), offices=offices, by=by, at=NOW) == []
    with pytest.raises(Problem) as caught:
        actions.announce(when=make.when(ahead, announced=" "), offices=offices, by=by, at=NOW)
    assert caught.value.field == "announced"
    low = make.desk()
    assert [one.office.code for one in queries.inbox(low, NOW).ahead] == ["DOPA-30"]
    with pytest.raises(Missing):
        actions.announce(when=make.when(ahead), offices=offices, by=low, at=NOW)
    with pytest.raises(Problem):
        make.meeting(low, at=ahead + timedelta(days=1), code="DOPA-30") if False else actions.call(
            office=office("DOPA-30"), kind="joint", when=make.when(ahead, announced=""), by=low, at=NOW
        )
    with pytest.raises(NotAllowed):
        actions.announce(when=make.when(ahead), offices=[], by=actor("DOPA-30", "province_head"), at=NOW)


def test_the_pack_says_what_was_signed_and_of_which_edition() -> None:
    report = make.signed()
    by = make.desk()
    activities.activity(
        actor("DOPA-3014", "drug_recorder"),
        "DOPA-3014",
        measure="prevention",
        kind="campaign",
        persons=40,
        households=0,
    )
    by = make.desk()
    one = make.meeting(by)
    pack = actions.put_together(meeting=one, by=by, at=NOW)
    edition = Edition.objects.get(report=report, no=1)
    lines = {line["cell"]: line for line in pack.lines if line["origin"] == "report"}
    kept = {code: value for code, value in edition.values.items() if value is not None and code != "problems"}
    assert {code: line["value"].replace(",", "") for code, line in lines.items()} == kept
    assert {(line["edition"], line["hash"]) for line in lines.values()} == {(1, edition.hash[:12])}
    assert [line["value"] for line in pack.lines if line["origin"] == "activity"] == ["1", "40"]
    assert [part.newer for part in packing.parts(by, pack)] == [0, 0]
    report.edition = 2
    report.save(update_fields=["edition"])
    assert packing.parts(by, pack)[0].newer == 2
    page = client("DOPA-30", "drug_coordinator")
    shown = text_of(page.get(f"/meetings/{one.public_id}/"))
    assert "จากรายงานที่ลงนาม ฉบับที่ 1" in shown
    assert "ฉบับที่ 2 แล้ว" in shown
    assert page.get(lines["volunteers"]["url"]).status_code == 200
    assert "หน้าที่เปิดแสดงตัวเลขวันนี้" not in shown
    empty = make.meeting(make.desk("DOPA-31"), code="DOPA-31")
    with pytest.raises(Conflict):
        actions.put_together(meeting=empty, by=make.desk("DOPA-31"), at=NOW)


def test_a_figure_of_the_pack_opens_what_it_counted_or_says_that_it_is_of_today() -> None:
    recorder = actor("DOPA-3014", "drug_recorder")
    cares.case(cares.recorder(), enrolled_on=TODAY - timedelta(days=10))
    cares.case(cares.recorder(), first_name="สมหญิง")  # after the pack
    for days, persons in ((0, 40), (-1, 7)):
        wall.enter(recorder.scope)
        activities.activity(
            recorder, "DOPA-3014", measure="prevention", kind="campaign", persons=persons, households=0,
            on=NOW.date() + timedelta(days=days),
        )  # fmt: skip
    by = make.desk()
    one = make.meeting(by, at=make.BEFORE - timedelta(days=1))
    pack = actions.put_together(meeting=one, by=by, at=NOW - timedelta(days=1))
    lines = {(line["origin"], line["unit"]): line for line in pack.lines if line["origin"] == "activity"}
    assert lines["activity", "คน"]["value"] == "7"
    page = client("DOPA-30", "drug_coordinator")
    told = page.get(lines["activity", "คน"]["url"])
    assert told.context["persons"] == 7
    assert "นับถึงวันที่" in text_of(told) and "until=" in told.context["query"]
    care = next(line for line in pack.lines if line["origin"] == "care")
    assert care["value"] == "1"
    told = page.get(care["url"])
    assert (told.context["four"].to_follow, told.context["asked"].on) == (1, TODAY - timedelta(days=1))
    shown = text_of(page.get(f"/meetings/{one.public_id}/"))
    assert shown.count("นับรายการที่บันทึกหลังทำชุดข้อมูลด้วย") == 2
    pack.lines = [line | {"url": line["url"].partition("?")[0]} for line in pack.lines]
    assert {part.source for part in packing.parts(by, pack)} == {"today"}


def test_an_english_page_reads_the_pack_in_english_and_the_minutes_stay_thai() -> None:
    recorder = actor("DOPA-3014", "drug_recorder")
    activities.activity(recorder, "DOPA-3014", measure="prevention", kind="campaign", persons=40, households=0)
    by = make.desk()
    one = make.meeting(by)
    make.held(by, one)
    with override("en"):
        pack = actions.put_together(meeting=one, by=by, at=NOW)
        said = [(line["part"], line["label"], line["unit"]) for line in pack.lines]
        assert said[0][1:] == ("ป้องกันยาเสพติด", "ครั้ง")
        read = packing.parts(by, pack)[0]
        assert read.lines[0]["label"] == "Prevention", read
        assert "May" in read.title or "2026" in read.title
        actions.write(meeting=one, seq=None, title="เรื่อง", decision="เห็นชอบ", by=by, at=NOW)
        asking.ask(meeting=one, seq=1, office=office("DOPA-3014"), words="ทำ", due_on=TODAY, by=by, at=NOW)
        done = actions.confirm(meeting=one, by=by, at=NOW)
    assert packing.parts(by, pack)[0].lines[0]["label"] == "ป้องกันยาเสพติด"
    assert Task.objects.get().meeting_said.startswith("ประชุมร่วมกับ ศปก.ครส. ครั้งที่ 1/2569")
    assert done.minutes.name == "รายงานการประชุม 1-2569.pdf"
    pdf = pypdfium2.PdfDocument(io.BytesIO(done.minutes.open_bytes()))
    words = "".join(pdf[n].get_textpage().get_text_bounded() for n in range(len(pdf)))
    assert "ป้องกันยาเสพติด" in words and "prevention" not in words


def test_from_who_came_to_the_task_that_is_done_and_the_minutes() -> None:
    by = make.desk()
    one = make.meeting(by)
    item = actions.write(meeting=one, seq=None, title="เร่งรัดการติดตาม", told="ติดตามได้ร้อยละ 80", by=by, at=NOW)
    with pytest.raises(Problem):
        actions.write(meeting=one, seq=1, title="เร่งรัด", decision="ให้เร่งรัด", by=by, at=NOW)
    with pytest.raises(Conflict):
        actions.confirm(meeting=one, by=by, at=NOW)
    make.held(by, one)
    with pytest.raises(Conflict):
        actions.confirm(meeting=one, by=by, at=NOW)
    decision = "ให้ทุกอำเภอติดตามให้ครบภายในเดือน"
    actions.write(meeting=one, seq=item.seq, title=item.title, told=item.told, decision=decision, by=by, at=NOW)
    due = TODAY + timedelta(days=3)
    told = {"meeting": one, "seq": 1, "by": by, "at": NOW}
    for bad, field in (({"words": ""}, "words"), ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
                       ({"office": office("DOPA-3609")}, "office")):  # fmt: skip
        with pytest.raises(Problem) as caught:
            asking.ask(**({"office": office("DOPA-3014"), "words": "ติดตาม", "due_on": due} | told | bad))
        assert caught.value.field == field
    task = asking.ask(office=office("DOPA-3014"), words="ติดตามผู้ที่ยังไม่พบ 14 คน", due_on=due, **told)
    low = actor("DOPA-3014", "drug_recorder")
    assert [row.words for row in queries.inbox(low, NOW).tasks] == [task.words]
    assert not Meeting.objects.exists()  # the district does not see the meeting, only what it is to do
    page = client("DOPA-3014", "drug_recorder")
    home = text_of(page.get("/"))
    assert task.words in home
    assert decision in text_of(page.get(f"/meetings/tasks/{task.public_id}/"))
    assert client("DOPA-3015", "drug_recorder").get(f"/meetings/tasks/{task.public_id}/").status_code == 404
    assert page.post(f"/meetings/tasks/{task.public_id}/finish/", {"result": ""}).status_code == 422
    assert page.post(f"/meetings/tasks/{task.public_id}/finish/", {"result": "พบแล้ว 12 คน"}).status_code == 302
    assert page.post(f"/meetings/tasks/{task.public_id}/finish/", {"result": "อีกครั้ง"}).status_code == 409
    by = make.desk()
    done = actions.confirm(meeting=one, by=by, at=NOW)
    pdf = pypdfium2.PdfDocument(io.BytesIO(done.minutes.open_bytes()))
    words = "".join(pdf[n].get_textpage().get_text_bounded() for n in range(len(pdf)))
    for said in ("รายงานการประชุม", "ติดตามผู้ที่ยังไม่พบ ๑๔ คน", "มีผู้มาประชุม ๓ คน จากทั้งหมด ๔ คน"):
        assert said in words.replace("\r\n", "").replace("  ", " "), words
    with pytest.raises(Conflict):
        actions.write(meeting=one, seq=None, title="อีกเรื่อง", by=by, at=NOW)
    verbs = set(Entry.objects.filter(verb__startswith="meetings.").values_list("verb", flat=True))
    assert {"meetings.task.asked", "meetings.task.finished", "meetings.meeting.confirmed"} <= verbs
    assert client("DOPA-30", "province_head").get(f"/meetings/{one.public_id}/minutes/").status_code == 200


def test_a_meeting_is_typed_on_pages() -> None:
    page = client("DOPA-30", "drug_coordinator")
    assert "ยังไม่มีนัดประชุม" in text_of(page.get("/meetings/"))
    told = {
        "kind": "joint", "title": "", "on": "20 พ.ค. 2569", "at": "9.30", "place": "ระบบประชุมทางไกล", "announced": "",
        "seat-TOTAL_FORMS": "2", "seat-INITIAL_FORMS": "0", "seat-0-name": "สยาม ศิริมงคล", "seat-0-seat": "deputy",
        "seat-1-name": "", "seat-1-seat": "palad",
    }  # fmt: skip
    assert "คนที่ 4" in text_of(page.get("/meetings/new/?kind=joint&on=2026-05-20"))
    more = page.post("/meetings/new/", told | {"more": "1"})
    assert (more.status_code, "คนที่ 7" in text_of(more)) == (200, True)
    refused = page.post("/meetings/new/", told)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["announced"])
    made = page.post("/meetings/new/", told | {"announced": "ป.ป.ส. ที่ ยธ 1103/ว 55"})
    assert made.status_code == 302, text_of(made)
    path = made.headers["Location"]
    shown = text_of(page.get(path))
    assert "ยังไม่มีชื่อ" in shown  # ปลัดจังหวัด must come and nobody is named
    came = told | {"announced": "ป.ป.ส.", "seat-0-came": "yes"}
    assert page.post(path + "edit/", came).status_code == 302
    assert page.post(path + "items/", {"title": "", "told": ""}).status_code == 422
    assert page.post(path + "items/", {"title": "แผนปฏิบัติการ", "told": "", "decision": "เห็นชอบ"}).status_code == 302
    asked = {"office": "DOPA-3014", "words": "ส่งแผน", "due_on": "30 พ.ค. 2569"}
    assert page.post(path + "items/1/ask/", asked | {"words": ""}).status_code == 422
    assert page.post(path + "items/1/ask/", asked).status_code == 302
    shown = text_of(page.get(path))
    assert "ส่งแผน" in shown
    assert "ไม่ได้มา" in shown
    assert page.post(path + "off/", {"why": "เลื่อน"}).status_code == 409
    assert page.post(path + "confirm/").status_code == 302
    assert page.get(path + "minutes/").headers["Content-Type"] == "application/pdf"
    for name in ("/meetings/", "/meetings/tasks/?whose=all", "/meetings/tasks/?show=over&whose=all"):
        assert page.get(name).status_code == 200
    desk = client("DOPA", "drug_department")
    assert "76 จังหวัด" in text_of(desk.get("/meetings/announce/"))
    day = {"on": "28 พ.ค. 2569", "at": "13.30", "place": "ระบบประชุมทางไกล", "announced": "ป.ป.ส. ว 60"}
    assert desk.post("/meetings/announce/", day | {"at": "25.00"}).status_code == 422
    assert desk.post("/meetings/announce/", day).status_code == 302
    assert desk.get("/meetings/").context["page"].paginator.count == 77
    assert page.get("/meetings/announce/").status_code == 404


def test_each_province_sees_its_own_rows_and_moves_none_out() -> None:
    sides = []
    for code in ("DOPA-30", "DOPA-31"):
        by = replace(make.desk(code), permissions=frozenset(Permission))
        one = make.meeting(by, code=code)
        activities.recording.record(
            office=office(code), uuid=activities.uuid4(), by=by, at=NOW,
            values=activities.values(measure="management", kind="briefing", area=f"{code[-2:]}0101"),
        )  # fmt: skip
        make.held(by, one)
        actions.put_together(meeting=one, by=by, at=NOW)
        actions.write(meeting=one, seq=None, title="เรื่อง", decision="เห็นชอบ", by=by, at=NOW)
        asking.ask(meeting=one, seq=1, office=office(code), words="ทำ", due_on=TODAY, by=by, at=NOW)
        sides.append(by)
    rows = [model for model in SCOPED if model._meta.app_label == "meetings"]
    assert len(rows) == 5
    for model in rows:
        own_rows_alone(model._meta.db_table, *sides)
    wall.enter("")
    assert not Task.objects.exists()
