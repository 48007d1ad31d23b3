"""Signs and the map in a real browser: a sign is hung by phone and appears on the map and in the Ministry's sheet."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.factories import signs as made
from tests.factories.looking import follow, look

from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.signs.models import ScanDay, Sign

pytestmark = pytest.mark.browser


def some(number: int) -> None:
    """Some signs of the district: hung, damaged, quiet."""
    from django.db import transaction

    with transaction.atomic():
        by = made.recorder()
        for n, area in zip(range(number), ("301405", "301401", "301403", "301402") * 3, strict=False):
            made.hung(by, area=area, place=f"ที่ทำการกำนัน หมู่ {n + 1}")


def test_a_sign_hung_by_phone_is_on_the_map_and_in_the_sheet(served: Any, page: Any, tmp_path: Path) -> None:
    served.demo(date(2026, 5, 21))
    some(3)
    served.person("drug", made.DISTRICT, "drug_recorder")
    page.set_viewport_size({"width": 390, "height": 844})
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 14.7311, "longitude": 102.0355})
    served.sign_in(page, "drug", "/signs/coverage/")
    look(page, "signs-coverage", 390, dark_too=True)
    follow(page, page.get_by_role("button", name="วางแผนป้ายทั้งหมดนี้"))
    look(page, "signs-planned", 390)
    follow(page, page.locator("table a", has_text="ที่ทำการกำนันตำบลตูม").first)
    look(page, "signs-planned-one", 390)
    follow(page, page.get_by_role("link", name="บันทึกการติดตั้ง"))
    follow(page, page.get_by_role("button", name="บันทึกการติดตั้ง"))
    assert "ไม่มีภาพนับว่ายังไม่ติดตั้ง" in page.locator("main").inner_text()
    shot = tmp_path / "a.jpg"
    shot.write_bytes(made.photo(60))
    page.get_by_label("ภาพป้ายที่ติดตั้งแล้ว").set_input_files(str(shot))
    page.get_by_role("button", name="ใช้ตำแหน่งนี้").click()
    page.wait_for_function("document.getElementById('id_position').value.startsWith('14.7311')")
    look(page, "signs-install", 390)
    follow(page, page.get_by_role("button", name="บันทึกการติดตั้ง"))
    assert page.locator(".shot").evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    look(page, "signs-one", 390, dark_too=True)
    with wall.scope(ROOT):
        one = Sign.objects.get(latitude__gt=14.73)
        assert one.hangs
    assert page.request.get(f"{served.url}/s/{one.code}", max_redirects=0).status in (200, 302)
    page.goto(f"{served.url}/s/{one.code}")
    look(page, "signs-call", 390)
    with wall.scope(ROOT):
        assert ScanDay.objects.get(sign=one).n == 2
    page.goto(f"{served.url}/signs/check/")
    look(page, "signs-find", 390)
    page.get_by_label("รหัสใต้ QR").fill(one.spelt)
    follow(page, page.get_by_role("button", name="ดูว่าป้ายนี้ควรอยู่ที่ไหน"))
    assert "ควรอยู่ที่ ที่ทำการกำนันตำบลตูม" in page.locator("h1").inner_text()
    look(page, "signs-check", 390)
    page.get_by_label("ไม่พบป้าย").check()
    follow(page, page.get_by_role("button", name="บันทึกผลตรวจ"))
    page.goto(f"{served.url}/exchange/gis/")
    assert "ที่ทำการกำนันตำบลตูม" in page.locator("main").inner_text()
    look(page, "signs-gis", 390)
    page.goto(f"{served.url}/map/things.json?l=sign&box=102.03,14.72,102.04,14.74")
    assert "things" in page.content()


def test_the_map_at_both_sizes_with_and_without_its_island(served: Any, page: Any, chromium: Any) -> None:
    served.demo(date(2026, 5, 21))
    some(9)
    served.person("drug", made.DISTRICT, "drug_recorder")
    served.person("korat", "DOPA-30", "drug_coordinator")
    served.person("dopa", "DOPA", "department_analyst")
    for width, height in ((1280, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.context.clear_cookies()
        served.sign_in(page, "korat", "/map/?m=sign&l=sign")
        page.wait_for_load_state("networkidle")
        if page.locator(".globe.is-live").count():  # a browser without WebGL keeps the picture
            page.wait_for_selector("[data-map][data-drawn]")
            assert int(page.locator("[data-map]").get_attribute("data-drawn") or "0") > 0
        else:
            assert page.locator(".flat svg circle").count() > 3
        look(page, "map-province", width, dark_too=width < 900)
        for name, path in {"nation": "/map/?m=missing", "signs": "/signs/", "coverage": "/signs/coverage/"}.items():
            page.context.clear_cookies()
            served.sign_in(page, "dopa" if name == "nation" else "drug", path)
            page.wait_for_load_state("networkidle")
            look(page, f"map-{name}", width)
    plain = chromium.new_context(java_script_enabled=False)
    bare = plain.new_page()
    served.sign_in(bare, "korat", "/map/?m=sign")
    assert bare.locator(".flat svg circle").count() > 3
    follow(bare, bare.get_by_role("link", name="ปักธงชัย").last)
    assert "อำเภอปักธงชัย" in bare.locator("main").inner_text()
    plain.close()
