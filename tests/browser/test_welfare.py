"""Temple–community welfare in a real browser: a clerk records from the phone, the district hands knowledge down."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.factories import activities as made
from tests.factories.actors import NOW, actor
from tests.factories.looking import follow, look

from tidtam.activities.actions import knowledge as sets
from tidtam.activities.actions import recording
from tidtam.activities.models import Activity, KnowledgeRead
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT

pytestmark = pytest.mark.browser
WIDTHS = ((390, 844), (1280, 900))


def story() -> dict[str, str]:
    """A set of the province handed down, an activity with a photo and a change, one voided, some others."""
    from django.db import transaction

    with transaction.atomic():
        above = actor("DLA-30", "province_coordinator")
        one = made.knowledge(above, "DLA-30", "การสาธารณสงเคราะห์: พื้นที่ต้นแบบวัด–ชุมชน")
        sets.add_file(knowledge=one, content="แนวทาง ".encode() * 90, name="แนวทาง.txt", by=above, at=NOW)
        sets.add_file(knowledge=one, content=made.photo(40), name="", role="infographic", by=above, at=NOW)
        sets.share(knowledge=one, levels=["district", "lgo"], by=above, at=NOW)
        by = made.clerk()
        kept = made.activity(by, knowledge=(one.public_id,), model_area=True, expansion="ทำต่อที่หมู่ 6")
        recording.add_photos(activity=kept, contents=[made.photo(20), made.photo(120)], by=by, at=NOW)
        told = made.values(knowledge=(one.public_id,), model_area=True, expansion="ทำต่อที่หมู่ 6", persons=42)
        recording.change(activity=kept, values=told, by=by, at=NOW + timedelta(minutes=5))
        made.activity(by, title="ซ่อมบ้านผู้ยากไร้ร่วมกับวัด", kind="housing", place="วัดโพธิ์ศรี")
        gone = made.activity(by, title="บันทึกซ้ำ")
        recording.void(activity=gone, reason="บันทึกซ้ำกับรายการก่อน", by=by, at=NOW)
    return {"set": one.public_id, "kept": kept.public_id, "gone": gone.public_id}


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_every_page_at_both_sizes(served: Any, page: Any, width: int, height: int) -> None:
    served.demo(date(2026, 5, 21))
    found = story()
    served.person("clerk", made.LGO, "lgo_clerk")
    served.person("korat", "DLA-30", "province_coordinator")
    page.set_viewport_size({"width": width, "height": height})
    served.sign_in(page, "clerk", "/activities/")
    dark = width < 900
    for name, path in {
        "list": "/activities/", "none": "/activities/?month=2025-01&kind=care", "new": "/activities/new/",
        "one": f"/activities/{found['kept']}/", "voided": f"/activities/{found['gone']}/",
        "edit": f"/activities/{found['kept']}/edit/", "export": "/activities/export/",
        "exports": "/activities/exports/", "sets": "/activities/knowledge/",
        "set": f"/activities/knowledge/{found['set']}/",
    }.items():  # fmt: skip
        answer = page.goto(served.url + path)
        assert answer.status == 200, (name, answer.status)
        look(page, f"welfare-{name}", width, dark_too=dark and name in ("list", "new", "one", "set"))
    page.context.clear_cookies()
    served.sign_in(page, "korat", "/activities/")
    for name, path in {
        "list-above": "/activities/", "sets-above": "/activities/knowledge/", "new-set": "/activities/knowledge/new/",
        "set-above": f"/activities/knowledge/{found['set']}/",
        "edit-set": f"/activities/knowledge/{found['set']}/edit/",
        "share": f"/activities/knowledge/{found['set']}/share/",
        "readers": f"/activities/knowledge/{found['set']}/readers/?show=all",
    }.items():  # fmt: skip
        answer = page.goto(served.url + path)
        assert answer.status == 200, (name, answer.status)
        look(page, f"welfare-{name}", width, dark_too=dark and name == "readers")


@pytest.mark.parametrize("width", [1280, 1024, 390])
def test_an_amount_with_satang_stays_in_its_tile(served: Any, page: Any, width: int) -> None:
    from django.db import transaction

    served.demo(date(2026, 5, 21))
    with transaction.atomic():
        made.activity(made.clerk(), budget_baht=Decimal("98765432.50"), fund="ข้อบัญญัติ")
    served.person("clerk", made.LGO, "lgo_clerk")
    page.set_viewport_size({"width": width, "height": 900})
    served.sign_in(page, "clerk", "/activities/")
    values = page.locator(".fig .v")
    assert "98,765,432.50" in " ".join(values.all_inner_texts())
    too_long = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
    assert values.evaluate_all(too_long) == []


def test_the_tick_of_a_model_area_takes_by_mouse_and_by_keyboard(served: Any, page: Any) -> None:
    served.demo(date(2026, 5, 21))
    served.person("clerk", made.LGO, "lgo_clerk")
    served.sign_in(page, "clerk", "/activities/new/")
    tick = page.get_by_role("checkbox", name="เป็นพื้นที่ต้นแบบ")
    tick.scroll_into_view_if_needed()
    row = page.locator("label.choice", has=tick).bounding_box()
    middle = row["y"] + row["height"] / 2
    # By its words, by its square at the end of the row, by the space bar.
    for press in (
        lambda: page.mouse.click(row["x"] + 60, middle), lambda: page.mouse.click(row["x"] + row["width"] - 26, middle),
        lambda: page.keyboard.press("Space"),
    ):  # fmt: skip
        before = tick.is_checked()
        press()
        assert tick.is_checked() is not before
    for name, value in {
        "ชื่อกิจกรรม": "สวนผักของวัด", "วัดหรือสถานที่": "วัดบ้านตูม", "วันที่จัด": "20 พ.ค. 2569", "ผู้รับประโยชน์ (คน)": "15",
    }.items():  # fmt: skip
        page.get_by_label(name).fill(value)
    page.get_by_label("ประเภท").select_option("farming")
    follow(page, page.get_by_role("button", name="บันทึกกิจกรรม"))
    assert page.locator("h1").inner_text() == "สวนผักของวัด"
    with wall.scope(ROOT):
        assert Activity.objects.get(title="สวนผักของวัด").model_area


def test_a_clerk_records_from_the_phone_and_says_the_knowledge_was_read(
    served: Any, page: Any, tmp_path: Path
) -> None:  # fmt: skip
    served.demo(date(2026, 5, 21))
    found = story()
    served.person("clerk", made.LGO, "lgo_clerk")
    page.set_viewport_size({"width": 390, "height": 844})
    served.sign_in(page, "clerk", f"/activities/knowledge/{found['set']}/")
    follow(page, page.get_by_role("button", name="รับทราบ"))
    assert page.get_by_text("รับทราบแล้ว").count() >= 1
    follow(page, page.get_by_role("link", name="องค์ความรู้", exact=True).first)
    follow(page, page.get_by_role("link", name="กิจกรรม", exact=True).first)
    follow(page, page.get_by_role("link", name="บันทึกกิจกรรม"))
    page.get_by_label("ชื่อกิจกรรม").fill("มอบทุนการศึกษา")
    page.get_by_label("ประเภท").select_option("learning")
    page.get_by_label("วัดหรือสถานที่").fill("วัดบ้านตูม")
    page.get_by_label("วันที่จัด").fill("20 พ.ค. 2570")
    page.get_by_label("ผู้รับประโยชน์ (คน)").fill("๑๕")
    shot = tmp_path / "a.jpg"
    shot.write_bytes(made.photo(60))
    page.get_by_label("ภาพกิจกรรม").set_input_files(str(shot))
    follow(page, page.get_by_role("button", name="บันทึกกิจกรรม"))
    assert "วันที่จัดต้องไม่เลยวันนี้" in page.locator("main").inner_text()
    look(page, "welfare-refused", 390)
    assert page.get_by_label("ชื่อกิจกรรม").input_value() == "มอบทุนการศึกษา"
    page.get_by_label("วันที่จัด").fill("20 พ.ค. 2569")
    follow(page, page.get_by_role("button", name="บันทึกกิจกรรม"))
    assert page.locator("h1").inner_text() == "มอบทุนการศึกษา"
    assert page.locator(".shots img").count() == 1
    with wall.scope(ROOT):
        assert Activity.objects.get(title="มอบทุนการศึกษา").persons == 15
        assert KnowledgeRead.objects.get().acknowledged_at is not None
