"""A wide table in a real browser: however far it is scrolled, the names of its columns and its sum are there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string

from tidtam import ui
from tidtam.ui.shapes import Cell, Column, Table

pytestmark = pytest.mark.browser

STYLES = Path(ui.__file__).parent / "static/ui"
LABELS = ("ต้องติดตามรอบนี้", "ย้ายนอกจังหวัด", "ขอรับความช่วยเหลือ", "ขอ: ฝึกอาชีพ/พัฒนาฝีมือแรงงาน")
HIDDEN = """(table) => {
  const at = table.parentElement.getBoundingClientRect();
  const [head, foot] = [table.tHead.rows[0], table.tFoot.rows[0]];
  const names = [head.cells[0], head.lastElementChild, foot.cells[0], foot.lastElementChild];
  return names.filter(one => {
    const box = one.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return box.top < at.top - 1 || box.bottom > at.bottom + 1 || !one.contains(top);
  }).map(one => one.textContent);
}"""


def _page(chromium: Any, width: int, height: int, inner: str) -> Any:
    css = "".join((STYLES / f"{name}.css").read_text(encoding="utf-8") for name in ("tokens", "components", "pieces"))
    page = chromium.new_page(viewport={"width": width, "height": height})
    page.set_content(f'<!doctype html><html lang="th"><style>{css}</style><body><main>{inner}</main></body></html>')
    return page


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (844, 390)])
def test_the_names_of_columns_and_the_sum_stay_in_sight(chromium: Any, width: int, height: int) -> None:
    columns = (Column("หน่วยงาน"), *(Column(label, number=True) for label in LABELS * 6))
    rows = [[Cell(f"ศป.ปส.อ.ที่ {n}"), *[Cell(n)] * 24] for n in range(40)]
    table = Table("ตารางรายงาน", columns, rows, foot=[Cell("รวม"), *[Cell(780)] * 24])
    page = _page(chromium, width, height, render_to_string("ui/table.html", {"table": table}))
    page.evaluate("document.querySelector('.scroll').scrollIntoView()")
    for down in (300, 10_000):
        page.evaluate("far => document.querySelector('.scroll').scrollTo(10000, far)", down)
        assert page.locator("table").evaluate(HIDDEN) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.emulate_media(media="print")  # paper has no window to look through
    assert page.locator(".scroll").evaluate("one => getComputedStyle(one).maxHeight") == "none"
    assert page.locator("thead").evaluate("one => getComputedStyle(one).position") == "static"
    page.close()


def test_a_label_is_not_cut_by_its_value_on_a_phone(chromium: Any) -> None:
    value = "ชุดปฏิบัติการติดตามยังไม่ได้ออกเยี่ยมเพราะน้ำท่วม " * 3
    rows = "".join(
        f'<tr><th scope="row">รายการ</th><td class="n" data-l="งวดนี้"><div>{words}</div></td></tr>'
        for words in ("3", value)
    )
    inner = f'<div class="scroll"><table class="stack"><tbody>{rows}</tbody></table></div>'
    page = _page(chromium, 390, 844, inner)
    wide = "all => all.map(one => getComputedStyle(one, '::before').width)"
    short, long = page.locator("td").evaluate_all(wide)
    assert short == long
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()
