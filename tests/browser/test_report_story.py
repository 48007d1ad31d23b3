"""Reports told by clicking: a local government sends nothing done, one cell comes back, a province signs, a late visit
travels up to the department's copy.

TIDTAM_PICTURES=docs/pictures keeps the pictures for the README; they show invented people only.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2 as pdfium
import pytest
from tests.aftercare import district
from tests.browser.test_aftercare_story import Told
from tests.factories import assistance as help_
from tests.factories.looking import PICTURES, follow, look
from tests.reports import world

from tidtam.accounts.clock import BANGKOK
from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.offices.queries import by_code

TODAY = date(2026, 5, 25)
PEOPLE = (
    ("tum", "LGO-301409", "lgo_clerk", "กานดา ศรีประทุม"), ("tum.head", "LGO-301409", "lgo_head", "ประสิทธิ์ ไม้งามดี"),
    ("near.head", "LGO-301401", "lgo_head", "สายชล บุญมี"), ("local", "DLA-3014", "district_recorder", "อรทัย พูนทรัพย์"),
    ("drug", "DOPA-3014", "drug_recorder", "ปราณี รอบคอบ"),
    ("chief", "DOPA-3014", "drug_chief", "วีระ กล้าหาญ"), ("korat", "DOPA-30", "drug_coordinator", "ศิริพร ใจกว้าง"),
    ("governor", "DOPA-30", "province_head", "สุเทพ มั่นคงดี"), ("desk", "DOPA", "drug_department", "อัมพร เที่ยงตรง"),
)  # fmt: skip


def _at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=BANGKOK)


class Reporting(Told):
    """The browser, and the case whose visit arrives late."""

    late: Any = None


def _helped_nearby(case: Any) -> None:
    """Have a neighbouring local government help somebody who is followed, in the period."""
    day = date(2026, 5, 20)
    by = help_.clerk("LGO-301401")
    asked = help_.request(by, at=by_code("LGO-301401"), when=_at(day), serial=9100, codes=("HOU",), area="301401")
    help_.help_all(help_.granted(asked, by, at=_at(day, 10)), by, at=_at(day, 11), on=day)
    wall.enter("1.")
    for need in asked.needs.all():
        world.mirror(case, need, Random(1))


@pytest.fixture
def told(served: Any, chromium: Any) -> Any:
    """Serve a demo with three people followed in a district, two of them visited, and the forms R2 and R4 at work."""
    from tests.factories import aftercare as make

    from tidtam.reports.actions import series
    from tidtam.reports.models import Template

    served.demo(TODAY)
    for username, code, role, name in PEOPLE:
        served.person(username, code, role, name)
    with wall.scope("1."):
        by = make.recorder()
        wall.enter("1.")
        make.programme()
        cases = [make.case(by, completed_on=date(2026, 4, 20), today=date(2026, 5, 1)) for _ in range(3)]
        for case in cases[:2]:
            make.visit(case, date(2026, 5, 5), by)
        wall.enter("1.")
        district.need(cases[0], "OCC", asked=date(2026, 5, 5), moves=((date(2026, 5, 12), "met"),))
        district.need(cases[1], "HOU", asked=date(2026, 5, 5))
        _helped_nearby(cases[0])
        wall.enter("1.")
        root = system("test")
        for code, office in (("R2", "DOPA"), ("R4", "DLA")):
            form = Template.objects.get(code=code)
            series.start(template=form, office=by_code(office), starts_on=date(2026, 5, 13), by=root, at=_at(TODAY, 7))
    story = Reporting(served, chromium)
    story.late = cases[2]
    yield story
    if story.profile is not None:
        story.profile.close()


def _open(told: Told, username: str, code: str, *, show: str = "do", number: int = 0) -> Any:
    """Sign in as somebody and open a report from the list."""
    page = told.as_(username, f"/reports/?show={show}")
    rows = page.locator("tbody tr").filter(has_text=code)
    follow(page, rows.nth(number).locator("th a").first)
    return page


def _sign(
    page: Any, *, button: str = "ลงนามและส่ง", link: str = "อ่านแล้วลงนาม", name: str = "", **fields: str
) -> None:  # fmt: skip
    """Read once more, prove who signs, sign; the page is looked at under a name."""
    follow(page, page.get_by_role("link", name=link))
    if "reauthenticate" in page.url:
        page.get_by_label("รหัสผ่าน").fill("correct horse battery")
        follow(page, page.locator("main form button").first)
    for width in (1280, 390) if name else ():
        page.set_viewport_size({"width": width, "height": 900})
        look(page, name, width)
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    if not page.get_by_label("ตำแหน่งผู้ลงนาม").input_value():
        page.get_by_label("ตำแหน่งผู้ลงนาม").fill("หัวหน้าหน่วยงาน")
    follow(page, page.get_by_role("button", name=button, exact=True))


def nothing_done_comes_back_and_goes_again(told: Told) -> None:
    page = _open(told, "tum", "R4")
    look(page, "report-leaf", 1280)
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "report-leaf", 390)
    follow(page, page.get_by_role("button", name="รายงานว่าไม่มีการดำเนินงาน"))
    page = _open(told, "tum.head", "R4")
    _sign(page)
    assert "ไม่มีการดำเนินงาน" in page.locator("main").inner_text()

    page = _open(told, "local", "R4", show="review")
    page.locator("summary", has_text="ส่งคืนให้แก้").click()
    page.locator("[name=c_asked]").fill("สอบถามผู้ใหญ่บ้านหมู่ 6 ก่อน")
    follow(page, page.get_by_role("button", name="ส่งคืน", exact=True))
    page = _open(told, "tum", "R4")
    assert "สอบถามผู้ใหญ่บ้านหมู่ 6 ก่อน" in page.locator(".alert").first.inner_text()
    assert "สอบถามผู้ใหญ่บ้านหมู่ 6 ก่อน" in page.locator("#c-asked.on th").inner_text()
    page.locator("[name=n_]").fill("สอบถามแล้ว ไม่มีผู้ขอ")
    follow(page, page.get_by_role("button", name="บันทึกร่าง"))
    assert "รายงานว่าไม่มีการดำเนินงาน" in page.locator("aside").inner_text()  # nil it was, nil it stays
    _sign(_open(told, "tum.head", "R4"))
    page = _open(told, "local", "R4", show="review")
    follow(page, page.get_by_role("button", name="รับรายงาน", exact=True))
    assert "รับแล้ว" in page.locator("main").inner_text()


def figures_stand_beside_it(told: Told) -> None:
    """A neighbour helped somebody: its figures and the one with nothing done make the district's sum."""
    page = _open(told, "near.head", "R4")
    assert page.locator("#c-asked td").first.inner_text().strip() == "1"
    _sign(page)
    page = _open(told, "local", "R4", show="review")
    follow(page, page.get_by_role("button", name="รับรายงาน", exact=True))
    page = _open(told, "local", "R4")
    text = page.locator("main").inner_text()
    assert "รับแล้ว 2 จาก" in text
    assert page.locator("tfoot td.n").first.inner_text().strip() == "1"


def the_province_signs(told: Told) -> None:
    page = _open(told, "chief", "R2")
    assert page.locator("#c-followed td").first.inner_text().strip() == "2"
    _sign(page, name="report-sign")
    page = _open(told, "korat", "R2")
    look(page, "report-province", 1280)
    follow(page, page.get_by_role("button", name="รับรายงานที่เลือก"))
    page = _open(told, "governor", "R2")
    _sign(page)
    page = _open(told, "desk", "R2", show="review")
    follow(page, page.get_by_role("button", name="รับรายงาน", exact=True))


def it_goes_out_with_a_letter(told: Told) -> None:
    page = _open(told, "korat", "R2", show="sent")
    follow(page, page.get_by_role("link", name="หนังสือนำส่ง"))
    follow(page, page.get_by_role("button", name="ออกเลขและทำหนังสือ"))
    look(page, "report-letter", 1280)
    page.get_by_label("ส่งลิงก์ไปที่อีเมล").fill("saraban@example.go.th")
    follow(page, page.get_by_role("button", name="ส่งลิงก์", exact=True))
    assert "saraban@example.go.th" in page.locator("section", has_text="ลิงก์ที่ส่ง").last.inner_text()
    code = page.locator("main a[href*='/v/']").first.get_attribute("href")
    page.goto(f"{told.served.url}/v/{(code or '').rstrip('/').rsplit('/', 1)[-1]}/")
    assert page.locator("h1").inner_text() == "หนังสือนี้ออกจากระบบจริง"
    assert "สุเทพ" not in page.locator("body").inner_text()
    look(page, "report-verify", 390)


def a_late_visit_travels_up(told: Reporting) -> None:
    """Record a visit of the period days after it was signed; each office in turn signs an amendment."""
    from tests.factories import aftercare as make

    from tidtam.reports.actions import amending

    with wall.scope("1."):
        by = make.recorder()
        wall.enter("1.")
        make.visit(told.late, date(2026, 5, 6), by, arrives=_at(TODAY, 10))
    with wall.scope("1."):
        amending.detect_touched(at=_at(TODAY, 11))
    page = told.as_("chief", "/reports/")
    follow(page, page.locator(".alert a").first)
    assert "ติดตามแล้ว: 2 → 3" in page.locator(".alert").first.inner_text()
    _sign(page, link="ดูแล้วลงนามฉบับแก้ไข", button="ลงนามฉบับแก้ไขและส่ง", เหตุที่แก้ไข="ผลเยี่ยมส่งช้า")
    page = _open(told, "korat", "R2", show="review")
    follow(page, page.get_by_role("button", name="รับรายงาน", exact=True))
    page = told.as_("governor", "/reports/")
    follow(page, page.locator(".alert a").first)
    _sign(page, link="ดูแล้วลงนามฉบับแก้ไข", button="ลงนามฉบับแก้ไขและส่ง", เหตุที่แก้ไข="อ.ปักธงชัย แก้ไข")
    page = _open(told, "desk", "R2", show="review")
    text = page.locator("main").inner_text()
    assert "ฉบับแก้ไข 2" in text and "อ.ปักธงชัย แก้ไข" in text
    page.goto(f"{page.url.partition('?')[0]}?show=history")
    text = page.locator("main").inner_text()
    assert "อ.ปักธงชัย แก้ไข" in text and "ฉบับที่ 1" in text and "ฉบับที่ 2" in text
    look(page, "report-editions", 1280)


def a_figure_opens(told: Told) -> None:
    page = _open(told, "chief", "R2", show="sent")
    follow(page, page.locator("#c-followed td a").first)
    assert page.locator("tbody tr").count() == 3
    look(page, "report-cell", 1280)
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "report-cell", 390)


def who_waits_is_a_list(told: Told) -> None:
    """Open asked − helped = waiting to its list, as many lines as the figure says; print the page."""
    page = told.as_("chief", "/care/figures/")
    look(page, "figures-district", 1280)
    paper = page.pdf(prefer_css_page_size=True)
    if PICTURES:
        Path(PICTURES, "figures-district.pdf").write_bytes(paper)
    with pdfium.PdfDocument(paper) as document:
        width, height = document[0].get_size()
        text = document[0].get_textpage().get_text_range()
    assert width > height and "25" in text and "2569" in text, "A4 across, with its day"
    follow(page, page.get_by_role("link", name="ขอแล้ว ยังไม่ได้รับ"))
    assert page.locator("h1").inner_text().startswith("1 ")
    assert page.locator("[data-people] tbody tr").count() == 1
    asked, helped, waiting = (int(link.inner_text().split()[-1]) for link in page.locator(".tabs a").all()[1:])
    assert (asked, helped, waiting) == (2, 1, 1) and asked - helped == waiting
    look(page, "figures-list", 1280)
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "figures-list", 390)
    page = told.as_("tum", "/reports/figures/")
    look(page, "figures-lgo", 390)
    page.set_viewport_size({"width": 1280, "height": 900})
    look(page, "figures-lgo", 1280)


@pytest.mark.browser
@pytest.mark.slow
def test_figures_are_signed_go_up_and_are_amended(told: Reporting) -> None:
    nothing_done_comes_back_and_goes_again(told)
    figures_stand_beside_it(told)
    the_province_signs(told)
    it_goes_out_with_a_letter(told)
    a_late_visit_travels_up(told)
    a_figure_opens(told)
    who_waits_is_a_list(told)
    from tidtam.reports.models import Report
    from tidtam.reports.queries.verifying import verify_all

    with wall.scope("1."):
        assert verify_all().holds, "old signatures still verify"
        assert Report.objects.filter(template__code="R2", office__code="DOPA-30", edition=2).count() == 1
    page = told.as_("korat", "/reports/timeliness/?t=R2")
    look(page, "report-timeliness", 1280)
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "report-timeliness", 390)
