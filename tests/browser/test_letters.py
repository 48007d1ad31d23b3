"""The letters pages in a real browser: drop, read, confirm, register, pass on; on a phone and on the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.factories.letters import TEXT
from tests.factories.looking import PICTURES, follow, look

LETTER = """ด่วนที่สุด
ที่ นม ๐๐๒๓.๒๖/ว ๙๐๑ ที่ว่าการอำเภอปักธงชัย
ถนนสมมุติ นม ๓๐๑๕๐

๑๕ พฤษภาคม ๒๕๖๙

เรื่อง ขอให้รายงานผลการช่วยเหลือประชาชน
เรียน นายกองค์การบริหารส่วนตำบล ทุกแห่ง
อ้างถึง หนังสืออำเภอปักธงชัย ที่ นม ๐๐๒๓.๒๖/ว ๘๐๐ ลงวันที่ ๑ เมษายน ๒๕๖๙

ตามที่อำเภอได้ขอให้รายงานผลการดำเนินงาน ทุกวันที่ ๑๐ ของเดือน นั้น

อำเภอขอให้ท่านรายงานผลไปยังสำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ
ทุกวันที่ ๒๕ ของทุกเดือน โดยเริ่มครั้งแรกวันที่ ๒๕ มิถุนายน ๒๕๖๙

จึงเรียนมาเพื่อพิจารณาดำเนินการ

ขอแสดงความนับถือ

(นายสมมุติ ใจดี)
นายอำเภอปักธงชัย
"""


class Walk:
    """Looks at each page: no sideways scroll, nothing for axe to find, one h1; keeps a picture when asked."""

    def __init__(self, page: Any, width: int) -> None:
        self.page, self.width = page, width

    def look(self, name: str) -> None:
        look(self.page, name, self.width)


def lgo_code() -> str:
    from tests.factories.actors import office

    from tidtam.offices.queries import directly_below

    return str(directly_below(office("DLA-3014")).filter(level="lgo").first().code)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_letter_from_drop_to_the_office_below(served, context, width, scheme):
    served.demo()
    served.person("district", "DLA-3014", "district_recorder", "กานดา ศรีประทุม")
    served.person("lgo", lgo_code(), "lgo_clerk", "มานะ อดทน")
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900 if width > 500 else 844})
    page.emulate_media(color_scheme=scheme)
    walk = Walk(page, width)
    served.sign_in(page, "district", "/letters/")
    walk.look("letters-empty")
    page.get_by_text("หรือวางข้อความ").click()
    page.locator("#drop-text").fill(LETTER)
    page.get_by_role("button", name="ให้ระบบอ่าน").click()
    page.wait_for_url("**/confirm/**")
    walk.look("confirm")
    page.keyboard.press("j")
    page.keyboard.press("e")
    assert page.locator(".read.editing input").first.is_visible()
    page.keyboard.press("Escape")
    follow(page, page.get_by_role("button", name="เพิ่มเป็นหน้าที่").first)
    added = page.locator("#a0-rule")
    assert "10" in added.input_value()
    page.locator(".read.duty").last.locator("a[data-edit]").click()
    added.fill("ทุกวันที่ ๑๕ และ ๓๐ ของเดือน")
    page.locator("#a0-preview").get_by_text("30 พ.ค.").wait_for()
    walk.look("confirm-added")
    page.get_by_role("button", name="ยืนยันและลงรับ").click()
    page.wait_for_url("**/entries/**")
    page.locator(".toast").get_by_text("เลขรับ 1").wait_for()
    walk.look("entry")
    page.locator("#id_words").fill("เพื่อโปรดทราบ เห็นควรแจ้ง อปท.")
    page.get_by_role("button", name="บันทึกการปฏิบัติ").click()
    page.get_by_text("เสนอ: เพื่อโปรดทราบ").wait_for()
    follow(page, page.get_by_role("link", name="ส่งต่อ", exact=True))
    walk.look("relay")
    page.get_by_role("button", name="ส่งต่อ", exact=True).click()
    page.wait_for_url("**/entries/**")
    page.get_by_role("heading", name="ส่งถึงใครบ้าง").wait_for()
    walk.look("deliveries")
    page.goto(f"{served.url}/letters/register/in/")
    walk.look("register")
    page.goto(f"{served.url}/letters/search/?q=๙๐๑")
    walk.look("search")
    follow(page, page.get_by_role("link", name="นม 0023.26/ว 901").first)
    follow(page, page.get_by_role("link", name="เส้นทางหนังสือ"))
    walk.look("graph")
    context.clear_cookies()
    served.sign_in(page, "lgo", "/letters/")
    walk.look("letters-waiting")
    follow(page, page.get_by_role("link", name="เปิดและลงรับ").first)
    walk.look("delivered")
    page.get_by_role("button", name="ลงรับ", exact=True).click()
    page.locator(".toast").get_by_text("เลขรับ 1").wait_for()


@pytest.mark.browser
def test_the_whole_confirmation_without_script(served, chromium):
    served.demo()
    served.person("lgo", lgo_code(), "lgo_clerk", "มานะ อดทน")
    profile = chromium.new_context(locale="th-TH", viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    page = profile.new_page()
    served.sign_in(page, "lgo", "/letters/")
    page.get_by_text("หรือวางข้อความ").click()
    page.locator("#drop-text").fill(LETTER)
    page.get_by_role("button", name="ให้ระบบอ่าน").click()
    page.locator("#l0-subject").fill("ขอให้รายงานผล (แก้ไข)")
    page.get_by_role("button", name="เพิ่มหน้าที่ที่ระบบไม่เห็น").click()
    page.locator("#a0-title").fill("รายงานทุกวันศุกร์")
    page.locator("#a0-rule").fill("ทุกวันศุกร์")
    page.locator("#received_on").fill("31 พ.ย. 2569")
    follow(page, page.get_by_role("button", name="ยืนยันและลงรับ"))
    assert "อ่านวันที่นี้ไม่ออก" in page.content()
    assert page.locator("#l0-subject").input_value() == "ขอให้รายงานผล (แก้ไข)"
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/no-script.png", full_page=True)
    page.locator("#received_on").fill("18 พ.ค. 2569")
    page.get_by_role("button", name="ยืนยันและลงรับ").click()
    page.get_by_text("ลงรับแล้ว เลขรับ 1").wait_for()
    profile.close()


@pytest.mark.browser
def test_pictures_of_every_source_document(served, context, source_letters):
    served.demo()
    served.person("district", "DLA-3014", "district_recorder")
    page = context.new_page()
    walk = Walk(page, 1280)
    served.sign_in(page, "district", "/letters/")
    for file in sorted(source_letters.glob("*.txt")):
        page.goto(f"{served.url}/letters/")
        page.locator("#drop-file").set_input_files(file)
        page.get_by_role("button", name="ให้ระบบอ่าน").click()
        page.wait_for_url("**/confirm/**")
        walk.look(f"source-{Path(file).name[:3]}")
    assert TEXT
