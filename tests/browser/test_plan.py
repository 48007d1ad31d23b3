"""The action plan in a real browser at both sizes; a meeting from its pack to its minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from tests.factories import activities, meetings
from tests.factories.actors import NOW, TODAY, actor, office
from tests.factories.looking import follow, look

from tidtam.activities.actions import inspecting, planning, recording
from tidtam.activities.actions.inspecting import Found, Visit
from tidtam.activities.rules import ProjectValues
from tidtam.demo import pictures
from tidtam.kernel import wall
from tidtam.reports.models import Edition

pytestmark = pytest.mark.browser
DISTRICT = "DOPA-3014"
WIDTHS = ((390, 844), (1280, 900))


def planned() -> dict[str, str]:
    """A district that did something with a photo, has a project and targets, and was inspected."""
    with transaction.atomic():
        by = actor(DISTRICT, "drug_recorder")
        told = ProjectValues("ตำบลต้นแบบปลอดยาเสพติด", "prevention", date(2026, 4, 1), date(2026, 9, 30), "oncb",
                             "สร้างแกนนำเยาวชน", activities.Decimal(180_000), "ป.ป.ส. ภาค 3")  # fmt: skip
        project = planning.make(office=office(DISTRICT), values=told, by=by, at=NOW)
        one = activities.activity(by, DISTRICT, measure="prevention", kind="campaign", title="รณรงค์ในชุมชน",
                                  project=project.public_id)  # fmt: skip
        recording.add_photos(activity=one, contents=[pictures.jpeg(pictures.photo(4))], by=by, at=NOW)
        copy = pictures.variant(pictures.photo(4), "all", 9)
        two = activities.activity(by, DISTRICT, measure="prevention", kind="training", title="อบรมแกนนำเยาวชน")
        how = replace(pictures.capture(31, shown="phone_upright", camera=(1920, 1440)), dots=720)
        recording.add_photos(activity=two, contents=[copy, pictures.screen(pictures.photo(31), 31, how)], by=by, at=NOW)
        above = actor("DOPA-30", "drug_coordinator")
        for counted, goal in (("times", 1), ("persons", 200)):
            planning.set_targets(year=2026, measure="prevention", kind="", counted=counted, by=above, at=NOW,
                                 goals={office("DOPA-30"): goal * 4, office(DISTRICT): goal})  # fmt: skip
        visit = Visit(TODAY, "ประวิทย์ ตรวจการ", "ผู้ตรวจราชการกรมการปกครอง", "ขับเคลื่อนได้ตามแผน", (
            Found("praise", "มีส่วนร่วมดี"), Found("correct", "ให้บันทึกภาพทุกครั้ง", TODAY),
        ))  # fmt: skip
        seen = inspecting.record(office=office(DISTRICT), visit=visit, by=actor("MOI", "inspector"), at=NOW)
    return {"two": two.public_id, "project": project.public_id, "seen": seen.public_id}


def test_every_page_of_the_plan_at_both_sizes(served: Any, page: Any) -> None:
    served.demo(date(2026, 5, 21))
    found = planned()
    served.person("recorder", DISTRICT, "drug_recorder")
    served.sign_in(page, "recorder", "/activities/plan/")
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        for name, path in {
            "list": "/activities/", "flags": "/activities/flags/?show=all", "flagged": f"/activities/{found['two']}/",
            "projects": "/activities/projects/",
            "project": f"/activities/projects/{found['project']}/", "new-project": "/activities/projects/new/",
            "plan": "/activities/plan/", "areas": "/activities/plan/areas/", "targets": "/activities/plan/targets/",
            "inspections": "/activities/inspections/", "inspection": f"/activities/inspections/{found['seen']}/",
            "moi": "/exchange/activities/moi_acts/", "nispa": "/exchange/activities/nispa/", "home": "/",
        }.items():  # fmt: skip
            assert page.goto(served.url + path).status == 200, name
            look(page, f"plan-{name}", width)


def test_the_pack_of_a_meeting_opens_with_the_figures_that_were_signed(served: Any, page: Any) -> None:
    served.demo(date(2026, 5, 22))  # the day after, whatever the hour
    with transaction.atomic():
        report = meetings.signed()
        by = meetings.desk()
        one = meetings.meeting(by)
        wall.enter("1.")
        values = Edition.objects.get(report=report, no=1).values
    served.person("desk", "DOPA-30", "drug_coordinator")
    page.set_viewport_size({"width": 1280, "height": 900})
    served.sign_in(page, "desk", f"/meetings/{one.public_id}/")
    follow(page, page.get_by_role("button", name="ทำชุดข้อมูล"))
    cells = page.locator("[data-cell]")
    shown = {cells.nth(n).get_attribute("data-cell"): cells.nth(n).inner_text() for n in range(cells.count())}
    assert shown == {code: value for code, value in values.items() if value is not None and code != "problems"}
    assert shown["volunteers"] == "12"
    follow(page, page.get_by_role("link", name="บันทึกผู้เข้าประชุม"))
    for row in range(4):
        page.locator(f"#id_seat-{row}-came").select_option("yes" if row < 3 else "no")
    follow(page, page.get_by_role("button", name="บันทึกการประชุม"))
    follow(page, page.get_by_role("link", name="เพิ่มวาระ"))
    page.get_by_label("เรื่อง", exact=True).fill("เร่งรัดการติดตาม")
    page.get_by_label("มติ").fill("ให้ทุกอำเภอติดตามให้ครบ")
    look(page, "meeting-item", 1280)
    follow(page, page.get_by_role("button", name="บันทึกวาระ"))
    page.get_by_text("มอบหมายงานจากมตินี้").click()
    page.get_by_label("หน่วยงานที่ทำ").select_option(DISTRICT)
    page.get_by_label("ให้ทำอะไร").fill("ติดตามผู้ที่ยังไม่พบ")
    page.get_by_label("เสร็จภายใน").fill("30 พ.ค. 2569")
    follow(page, page.get_by_role("button", name="มอบหมาย"))
    path = f"/meetings/{one.public_id}/"
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        for name, address in {
            "meeting": path, "form": path + "edit/", "list": "/meetings/", "tasks": "/meetings/tasks/?whose=all",
        }.items():  # fmt: skip
            assert page.goto(served.url + address).status == 200, name
            look(page, f"meeting-{name}", width, dark_too=width < 900 and name == "meeting")
    page.goto(served.url + "/meetings/tasks/?whose=all")
    follow(page, page.get_by_role("link", name="ติดตามผู้ที่ยังไม่พบ"))
    look(page, "meeting-task", 1280)
    page.goto(served.url + path)
    follow(page, page.get_by_role("button", name="รับรองรายงานการประชุม"))
    with page.expect_download() as file:
        page.get_by_role("link", name="รายงานการประชุม").click()
    assert file.value.suggested_filename.endswith(".pdf")
