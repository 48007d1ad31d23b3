"""Cohorts side by side on a phone: a line each, every number there, the names stay in sight; on a desk as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string

from tidtam import aftercare, ui

pytestmark = pytest.mark.browser

STYLES = [Path(ui.__file__).parent / f"static/ui/{name}.css" for name in ("tokens", "components", "pieces", "across")]
STYLES.append(Path(aftercare.__file__).parent / "static/aftercare/figures.css")
CENTRE = "ศูนย์ฟื้นฟูสภาพทางสังคม ศอ.ปส.จ.นครราชสีมา"
CLIPPED = """(root) => [...root.querySelectorAll("h2, p, th, td, a, span")]
  .filter(one => getComputedStyle(one).overflow !== "visible" && one.scrollHeight > one.clientHeight + 1)
  .map(one => one.textContent)"""


def opened(chromium: Any, width: int, centre: str = CENTRE) -> Any:
    """Draw twelve cohorts, newest first, on a screen that wide."""
    rows = [
        {"centre": centre, "name": f"{CENTRE} รุ่น {n}", "short": f"รุ่น {n}", "on": date(2026, 5, 1), "url": "#",
         "row": SimpleNamespace(people=1000 + n, last=SimpleNamespace(kept=2000 + n, no=7, owed=6000 + n), share=n,
                                relapsed=3000 + n, lost=4000 + n, waiting=5000 + n)}
        for n in range(87, 75, -1)
    ]  # fmt: skip
    inner = render_to_string("aftercare/_compared.html", {"cohort_rows": rows})
    css = "".join(style.read_text(encoding="utf-8") for style in STYLES)
    page = chromium.new_page(viewport={"width": width, "height": 844})
    page.set_content(f'<!doctype html><html lang="th"><style>{css}</style><body><main>{inner}</main></body></html>')
    return page


def test_twelve_cohorts_are_one_screen_of_a_phone_and_no_number_is_left_out(chromium: Any) -> None:
    page = opened(chromium, 390)
    section = page.locator("section.sheet")
    assert section.bounding_box()["height"] < 844
    for row, n in zip(section.locator("tbody tr").all(), range(87, 75, -1), strict=True):
        said = [cell.inner_text() for cell in row.locator("th, td").all()]
        assert said[0] == f"รุ่น {n}"
        kept = f"2,{n:03} ({n}%)\nครั้งที่ 7 จาก 6,{n:03}"
        assert said[2:] == [f"1,{n:03}", kept, f"3,{n:03}", f"4,{n:03}", f"5,{n:03}"]
    assert section.inner_text().count(CENTRE) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("main").evaluate(CLIPPED) == []
    page.close()


def test_the_names_stay_while_a_keyboard_moves_to_the_last_number(chromium: Any) -> None:
    page = opened(chromium, 390)
    region, name = page.get_by_role("region", name="เทียบรุ่น"), page.get_by_role("rowheader", name="รุ่น 87")
    before = name.bounding_box()["x"]
    region.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("(at) => at.scrollLeft + at.clientWidth >= at.scrollWidth - 1", arg=region.element_handle())
    assert region.evaluate("at => at.scrollLeft") > 0
    last, edge = page.locator("tbody tr").first.locator("td").last.bounding_box(), name.bounding_box()
    assert edge["x"] == before and last["x"] + last["width"] <= 390
    assert last["x"] >= edge["x"] + edge["width"] and last["x"] < 390
    page.close()


@pytest.mark.parametrize(("width", "centre"), [(1280, CENTRE), (1280, ""), (390, "")])
def test_a_desk_and_cohorts_of_several_centres_have_the_full_names(chromium: Any, width: int, centre: str) -> None:
    page = opened(chromium, width, centre)
    assert page.locator("tbody th").first.inner_text() == f"{CENTRE} รุ่น 87"
    assert page.locator("main").inner_text().count(CENTRE) == 12
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_on_paper_the_full_names_stand(chromium: Any) -> None:
    page = opened(chromium, 390)
    page.set_viewport_size({"width": 1030, "height": 700})
    page.emulate_media(media="print")
    assert page.locator("tbody th").first.inner_text() == f"{CENTRE} รุ่น 87"
    page.close()
