"""A request from the counter to its end on the committee's track, by clicking; the intake on a phone."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.factories.looking import follow, look

from tidtam.thai.national_id import synthetic

AS_OF = date(2026, 5, 21)
LGO = "LGO-301409"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Return a photo as a phone takes it."""
    out = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(out, "JPEG")
    path = tmp_path / "roof.jpg"
    path.write_bytes(out.getvalue())
    return path


def press(page: Any, name: str, *, within: str = "main") -> None:
    """Press the button of that name, and wait for the page it leads to."""
    follow(page, page.locator(within).get_by_role("button", name=name, exact=True).first)


def choose(page: Any, selector: str) -> None:
    """Choose a big choice, whose input lies under its words."""
    page.locator(selector).check(force=True)


def take_in(page: Any, photo: Path, *, pictures: str, width: int) -> None:
    """Look for the requester, fill in the form and take it in; a fault comes first, and what was typed stays."""
    page.locator("#id_text").fill("บุญเรือง แก้วใส")
    press(page, "ค้นหา")
    look(page, f"{pictures}-search", width)
    press(page, "กรอกผู้ขอคนใหม่")
    page.locator("#id_id_number").fill(synthetic(431))
    page.locator("#id_phone").fill("081-234-5678")
    page.locator("#id_moo").fill("๖")
    page.locator("#id_house_no").fill("๔๘")
    for code in ("HOU", "EQP"):
        choose(page, f"#need_{code}")
    choose(page, "input[name=category][value=QOL]")
    page.locator("#id_problem").fill("พายุพัดหลังคาครัวเปิดครึ่งหลัง")
    page.locator("#id_wanted").fill("สังกะสี 20 แผ่น")
    page.locator("#id_happened_on").fill("30/5/69")
    page.locator("#id_affected").fill("สมศรี ใจดี, 48/2, 6")
    page.locator("#id_photos").set_input_files(photo)
    press(page, "รับคำขอ")
    assert "วันที่เกิดเหตุต้องไม่เลยวันที่ขอ" in page.locator("main").inner_text()
    assert "เก็บไว้แล้ว 1 ไฟล์" in page.locator("main").inner_text()
    look(page, f"{pictures}-fault", width)
    page.locator("#id_happened_on").fill("๑๗ พ.ค. ๒๕๖๙")
    press(page, "รับคำขอ")
    page.wait_for_url(lambda url: "/new/" not in url)


def test_a_request_from_the_counter_to_its_end(served, context, photo):
    served.demo(AS_OF)
    served.person("clerk", LGO, "lgo_clerk")
    served.person("head", LGO, "lgo_head", "ประสิทธิ์ ไม้งามดี")
    page = context.new_page()
    served.sign_in(page, "clerk", "/help/")
    look(page, "help-board-empty", 1280)
    follow(page, page.locator("main").get_by_role("link", name="รับคำขอ").first)
    take_in(page, photo, pictures="help-intake", width=1280)
    address = page.url
    assert "รับคำขอแล้ว เลขที่ 69-0001" in page.locator("body").inner_text()
    look(page, "help-request-new", 1280)
    press(page, "เริ่มตรวจข้อเท็จจริง")
    for code in ("identity", "address", "photos"):
        choose(page, f"#done_{code}")
    press(page, "บันทึกการตรวจ")
    choose(page, "input[name=concluded][value=none]")
    look(page, "help-request-checking", 1280, dark_too=True)
    press(page, "บันทึกผลตรวจซ้ำซ้อน")
    press(page, "ส่งเข้าคณะกรรมการ")
    assert "รอผู้บริหารหรือคณะกรรมการบันทึกผลพิจารณา" in page.locator("main").inner_text()
    context.clear_cookies()
    served.sign_in(page, "head", address.removeprefix(served.url))
    page.locator("#grant_reason").fill("เห็นควรช่วยตามสภาพ")
    press(page, "เห็นควรช่วยเหลือ")
    context.clear_cookies()
    served.sign_in(page, "clerk", address.removeprefix(served.url))
    deliver(page, photo, needs=2)
    look(page, "help-request-helped", 1280)
    assert "ปิดประกาศ" in page.locator("main").inner_text()
    page.set_viewport_size(PHONE)
    look(page, "help-request-helped", 390, dark_too=True)
    page.set_viewport_size(DESK)
    press(page, "ปิดประกาศ")
    assert "แล้วจึงปิดเรื่องได้" in page.locator("main").inner_text()
    look(page, "help-request-announced", 1280)
    page.set_viewport_size(PHONE)
    page.goto(f"{served.url}/help/?show=live")
    look(page, "help-board", 390)
    page.set_viewport_size(DESK)
    look(page, "help-board", 1280, dark_too=True)
    page.goto(f"{served.url}/help/register/")
    look(page, "help-register", 1280)


def deliver(page: Any, photo: Path, *, needs: int) -> None:
    """Help with every need, the first with a photo as its proof."""
    for number in range(needs):
        if number < needs - 1:
            page.locator("input[name=need]").first.check(force=True)
        choose(page, "input[name=kind][value=goods]")
        page.locator("#deliver_given").fill(f"ของช่วยเหลือ {number + 1}")
        if not number:
            page.locator("#deliver_proof").set_input_files(photo)
            look(page, "help-request-deliver", 1280)
        press(page, "บันทึกการช่วยเหลือ")


def test_intake_on_a_phone(served, context, photo):
    served.demo(AS_OF)
    served.person("clerk", LGO, "lgo_clerk")
    page = context.new_page()
    page.set_viewport_size(PHONE)
    served.sign_in(page, "clerk", "/help/new/")
    take_in(page, photo, pictures="help-intake", width=390)
    look(page, "help-request-new", 390)
