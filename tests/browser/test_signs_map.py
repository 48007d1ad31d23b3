"""The map in a real browser, at both sizes, with and without its island; signs are hung in `test_tips_story`."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from tests.factories import signs as made
from tests.factories.looking import follow, look

pytestmark = pytest.mark.browser


def some(number: int) -> None:
    """Some signs of the district: hung, damaged, quiet."""
    from django.db import transaction

    with transaction.atomic():
        by = made.recorder()
        for n, area in zip(range(number), ("301405", "301401", "301403", "301402") * 3, strict=False):
            made.hung(by, area=area, place=f"ที่ทำการกำนัน หมู่ {n + 1}")


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
        if page.locator(".globe.is-live").count():
            page.locator("[data-slide] input").fill("0")  # the first month: nothing hung yet
            page.locator("h1", has_text=re.compile(r"\b0 ป้าย")).wait_for()
            assert "มิถุนายน 2567" in page.locator("[data-told=lead]").inner_text()
            assert page.locator(".bars").count() == 0
        pages = {
            "nation": "/map/?m=missing",
            "signs": "/signs/",
            "coverage": "/signs/coverage/",
            "gis": "/exchange/gis/",
        }
        for name, path in pages.items():
            page.context.clear_cookies()
            served.sign_in(page, "dopa" if name == "nation" else "drug", path)
            page.wait_for_load_state("networkidle")
            look(page, f"map-{name}", width)
            if name == "gis":  # a value to copy is read before: it fills its line
                for key in ("a1", "b1"):
                    filled = "e => [e.scrollWidth - e.clientWidth, e.offsetWidth / e.closest('.col').offsetWidth]"
                    over, share = page.locator(f"#{key}").evaluate(filled)
                    assert share > 0.5 and (over <= 1 or width < 900), (key, over, share)
    plain = chromium.new_context(java_script_enabled=False)
    bare = plain.new_page()
    served.sign_in(bare, "korat", "/map/?m=sign")
    assert bare.locator(".flat svg circle").count() > 3
    follow(bare, bare.get_by_role("link", name="ปักธงชัย").last)
    assert "อำเภอปักธงชัย" in bare.locator("main").inner_text()
    plain.close()
