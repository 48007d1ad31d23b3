"""A visit written at somebody's door, on a phone: the line breaks, the tab closes, nothing is lost or doubled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.factories import aftercare as make
from tests.factories.actors import TODAY
from tests.factories.looking import follow, look

from tidtam.kernel import wall


@pytest.fixture
def village(served: Any) -> Any:
    """Serve a team with three people to see: overdue, today, and in five days."""
    from django.db import transaction

    from tidtam.people.models import Person

    served.demo(TODAY)
    served.cases = []
    with transaction.atomic():
        by = make.recorder()
        for offset, nick, first in ((3, "หมาย", "สมหมาย"), (0, "เพ็ญ", "จันทร์เพ็ญ"), (-5, "เชียร", "วิเชียร")):
            case = make.case(by, completed_on=TODAY - timedelta(days=60 + offset), first_name=first)
            wall.enter("1.")
            Person.objects.filter(pk=case.person_id).update(nickname=nick)
            served.cases.append(case.public_id)
        served.person("team", "TEAM-301409", "team_member", "ประสิทธิ์ บุญมาก")
        served.person("health", "TEAM-301409", "team_health", "อรพิน ใจงาม")
        served.person("recorder", "DOPA-3014", "drug_recorder", "อรุณี ศิริวัฒน์")
    return served


def visits_of(public_id: str) -> int:
    """Count the visits of a case, past the wall."""
    from tidtam.aftercare.models import Visit

    with wall.scope("1."):
        return Visit.objects.filter(case__public_id=public_id).count()


def pick(page: Any, name: str, value: str) -> None:
    page.locator(f'label.choice:has(input[name="{name}"][value="{value}"])').click()


def go(page: Any) -> None:
    page.locator("[data-visit-go]").click()


def kept(page: Any) -> None:
    """Wait until the phone has kept what was typed last."""
    page.locator("form[data-draft=kept]").wait_for()
    assert page.locator("[data-draft-chip]").is_visible()


def fill(page: Any) -> None:
    """Answer the form for somebody met who asks for a trade, up to its last part."""
    pick(page, "found", "F1")
    go(page)
    go(page)
    pick(page, "q2_1", "n")
    pick(page, "q2_2", "n")
    go(page)
    pick(page, "needs", "OCC")
    page.locator("#id_need_OCC").fill("ช่างแอร์")
    go(page)
    page.get_by_label("บันทึกสั้น ๆ").fill("คุยดี พร้อมฝึก")


@pytest.mark.browser
def test_a_lost_line_and_a_closed_tab_lose_nothing(village, context):
    village.sign_in(page := context.new_page(), "team", "/care/today/")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator("h1").inner_text() == "ต้องไปหา 2 คน"
    follow(page, page.get_by_role("link", name="บันทึกการเยี่ยม").first)
    assert "ครั้งที่ 4" in page.title() and "หมาย" not in page.title() and "ใจดี" not in page.title()
    fill(page)
    kept(page)
    context.set_offline(True)
    go(page)
    page.get_by_text("ไม่มีสัญญาณ เก็บไว้ในเครื่องแล้ว").wait_for()
    assert visits_of(village.cases[0]) == 0
    address = page.url
    page.close()  # the phone goes into a pocket
    context.set_offline(False)
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    page.wait_for_url("**/visits/1/?saved=1")
    assert page.locator("h1").inner_text() == "บันทึกแล้ว"
    assert visits_of(village.cases[0]) == 1
    from tidtam.aftercare.models import CaseNeed

    with wall.scope("1."):
        assert CaseNeed.objects.filter(case__public_id=village.cases[0], code="OCC").count() == 1
    page.goto(address)
    assert page.locator("input[name=found]:checked").count() == 0  # sent, so forgotten


@pytest.mark.browser
def test_a_draft_comes_back_is_sent_from_the_list_and_leaves_with_the_person(village, context):
    village.sign_in(page := context.new_page(), "team", f"/care/{village.cases[1]}/visit/")
    page.set_viewport_size({"width": 390, "height": 844})
    pick(page, "found", "N")
    pick(page, "not_found_why", "away")
    kept(page)
    page.reload()
    page.get_by_text("นำคำตอบที่เก็บไว้กลับมาแล้ว").wait_for()
    assert page.locator("input[name=not_found_why][value=away]").is_checked()
    names = "() => indexedDB.databases().then((all) => all.map((one) => one.name))"
    stored = """() => new Promise((done) => { const open = indexedDB.open("tidtam-visits");
        open.onsuccess = () => { const all = open.result.transaction("drafts").objectStore("drafts").getAll();
        all.onsuccess = () => { open.result.close(); done(JSON.stringify(all.result)); }; }; })"""
    assert "away" not in page.evaluate(stored) and "เพ็ญ" not in page.evaluate(stored)
    context.set_offline(True)
    go(page)
    page.get_by_text("ไม่มีสัญญาณ เก็บไว้ในเครื่องแล้ว").wait_for()
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{village.url}/care/today/")  # the list sends what waits
    page.get_by_text("ต้องไปหา 1 คน").wait_for()
    assert visits_of(village.cases[1]) == 1
    page.goto(f"{village.url}/care/{village.cases[2]}/visit/")
    pick(page, "found", "F1")
    kept(page)
    page.goto(f"{village.url}/care/today/")
    page.get_by_text("มีบันทึกที่ยังไม่ได้ส่ง 1 รายการ").wait_for()
    assert page.locator("[data-outbox-list] a").get_attribute("href") == f"/care/{village.cases[2]}/visit/"
    page.locator(".me-menu > summary").click()
    # What would be lost is said first; whoever does not want that stays, with the answers.
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.get_by_role("button", name="ออกจากระบบ").click()
    assert "ยังไม่ได้ส่ง 1 รายการ" in asked.value.message and "/care/today/" in page.url
    assert "tidtam-visits" in page.evaluate(names)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="ออกจากระบบ").click()
    page.wait_for_url(lambda url: "/care/" not in url)
    assert "tidtam-visits" not in page.evaluate(names)


@pytest.mark.browser
def test_the_form_without_script_stands_on_one_page(village, chromium):
    profile = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = profile.new_page()
    village.sign_in(page, "team", f"/care/{village.cases[0]}/visit/")
    assert page.locator("[data-part]:visible").count() == 5
    pick(page, "found", "N")
    assert page.locator("[data-part]:visible").count() == 2
    pick(page, "not_found_why", "away")
    follow(page, page.locator("[data-visit-go]"))
    assert page.locator("h1").inner_text() == "บันทึกแล้ว"
    profile.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_hold_on_phone_and_desk(village, chromium, width):
    profile = chromium.new_context(
        viewport={"width": width, "height": 844 if width == 390 else 900}, reduced_motion="reduce",
        locale="th-TH", timezone_id="Asia/Bangkok",
    )  # fmt: skip
    page = profile.new_page()
    case = village.cases[0]
    wanted = {
        "team": ["today", "today?show=week", "everyone", "asked", "month", case, f"{case}/visit"],
        "health": [f"{village.cases[1]}/visit"], "recorder": ["review", case],
    }  # fmt: skip

    for username, paths in wanted.items():
        profile.clear_cookies()
        village.sign_in(page, username)
        for path in paths:
            head, _, query = path.partition("?")
            page.goto(f"{village.url}/care/{head}/" + (f"?{query}" if query else ""))
            name = path.replace("/", "-").replace("?", "-").replace(case, "case")[:30]
            look(page, f"{username}-{name}", width, dark_too=width == 390)
        if username != "recorder":
            _through(
                page,
                lambda name, who=username: look(page, f"{who}-form-{name}", width, dark_too=width == 390),
                sad=username == "health",
            )
    profile.close()


def _through(page: Any, look: Any, *, sad: bool) -> None:
    """Walk through the form, looking at every part."""
    look("1")
    pick(page, "found", "N")
    look("1-not-found")
    pick(page, "found", "M")
    page.locator("#id_moved_query").fill("ต.ในเมือง อ.เมืองขอนแก่น")
    page.locator("#tambons label.choice").first.wait_for()
    look("1-moved")
    pick(page, "found", "F2" if sad else "F1")
    go(page)
    look("2")
    if sad:
        pick(page, "substances", "01")
    go(page)
    pick(page, "q2_1", "y" if sad else "n")
    pick(page, "q2_2", "n")
    look("3")
    go(page)
    pick(page, "needs", "OCC")
    look("4")
    go(page)
    look("5")
    go(page)
    page.wait_for_url("**/?saved=1")
    look("saved")
