"""The link page of an agency without an account, as a phone shows it, with and without script."""

from __future__ import annotations

from typing import Any

import pytest
from tests.factories.looking import PICTURES, follow, look

pytestmark = pytest.mark.browser
WIDTH = 390


@pytest.fixture
def link(served: Any) -> Any:
    """Send needs of an LGO to the provincial office of skill development; return a function that gives a link."""
    from django.db import transaction
    from tests.factories.assistance import clerk
    from tests.factories.referrals import need, sent

    served.demo()
    made: list[int] = []

    def make(**more: Any) -> Any:
        with transaction.atomic():
            by = clerk()
            made.append(1)
            return sent(need(by, serial=len(made)), by, **more)

    return make


@pytest.mark.parametrize("script", [True, False])
def test_an_agency_answers_from_a_phone(served: Any, link: Any, chromium: Any, script: bool) -> None:
    one = link()
    context = chromium.new_context(
        viewport={"width": WIDTH, "height": 844}, java_script_enabled=script, reduced_motion="reduce", locale="th-TH"
    )
    page = context.new_page()
    foreign: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(served.url) else foreign.append(request.url))
    page.goto(f"{served.url}/r/{one.token}")
    name = "link" if script else "link-bare"
    _look(page, f"{name}-door", script)
    follow(page, page.get_by_role("button", name="เปิดอ่านในเครื่องนี้"))
    assert one.token not in page.url
    _look(page, f"{name}-page", script)
    follow(page, page.get_by_role("button", name="รับเรื่อง", exact=True))
    assert page.get_by_text("บันทึกว่ารับเรื่องแล้ว").count() == 1
    follow(page, page.get_by_role("button", name="แจ้งผล"))
    assert page.get_by_text("เลือกว่าผลเป็นอย่างไร").count() >= 1
    page.get_by_role("radio", name="ช่วยแล้ว", exact=True).check()
    page.get_by_label("ช่วยอะไรไป").fill("อบรมช่างไฟฟ้า 30 ชั่วโมง")
    _look(page, f"{name}-answer", script)
    follow(page, page.get_by_role("button", name="แจ้งผล"))
    assert page.get_by_text("เรื่องนี้จบแล้ว").count() >= 1
    _look(page, f"{name}-done", script)
    other = chromium.new_context(viewport={"width": WIDTH, "height": 844}, java_script_enabled=script).new_page()
    other.goto(f"{served.url}/r/{one.token}")
    _look(other, f"{name}-over", script)
    assert foreign == []
    context.close()


def test_the_letter_asks_for_its_digits(served: Any, link: Any, chromium: Any) -> None:
    one = link(letter=True)
    page = chromium.new_context(viewport={"width": WIDTH, "height": 844}).new_page()
    page.goto(f"{served.url}/r/{one.token}")
    page.get_by_label("เลข 6 หลักในหนังสือ").fill("12")
    follow(page, page.get_by_role("button", name="เปิดอ่านในเครื่องนี้"))
    look(page, "link-wrong-digits", WIDTH)
    page.get_by_label("เลข 6 หลักในหนังสือ").fill(one.pin)
    follow(page, page.get_by_role("button", name="เปิดอ่านในเครื่องนี้"))
    assert page.get_by_role("heading", level=1).inner_text() == "ฝึกอาชีพ/พัฒนาทักษะ"


def test_the_sender_and_the_one_above(served: Any, link: Any, chromium: Any) -> None:
    from tests.factories.assistance import LGO

    link()
    served.person("lgo", LGO, "lgo_clerk")
    page = chromium.new_context(viewport={"width": WIDTH, "height": 844}).new_page()
    served.sign_in(page, "lgo", "/help/referrals/")
    look(page, "referrals", WIDTH)
    follow(page, page.get_by_role("link", name="สำนักงานพัฒนาฝีมือแรงงานจังหวัดนครราชสีมา"))
    look(page, "referral", WIDTH)
    page.locator("summary", has_text="เรียกคืน").click()
    page.get_by_label("เรียกคืนเพราะ").fill("ขอให้หน่วยเหนือช่วยแทน")
    follow(page, page.locator("#recall").get_by_role("button", name="เรียกคืน"))
    follow(page, page.get_by_role("link", name="ส่งหน่วยอื่น"))
    look(page, "refer", WIDTH)
    follow(page, page.get_by_role("button", name="ส่งต่อ", exact=True))
    look(page, "referral-sent", WIDTH)
    page.goto(f"{served.url}/help/referrals/?show=all")
    page.goto(f"{served.url}/help/agencies/")
    look(page, "agencies", WIDTH)
    page.goto(f"{served.url}/help/rules/")
    look(page, "rules", WIDTH)


def test_an_office_that_is_asked(served: Any, link: Any, chromium: Any) -> None:
    from tests.factories.actors import office

    link(to={"office": office("DLA-3014")})
    served.person("joint", "DLA-3014", "joint_clerk")
    page = chromium.new_context(viewport={"width": WIDTH, "height": 844}).new_page()
    served.sign_in(page, "joint", "/")
    assert page.get_by_text("มีเรื่องส่งมารอคำตอบจากเรา 1 เรื่อง").count() == 1
    page.goto(f"{served.url}/help/inbound/")
    look(page, "inbounds", WIDTH)
    follow(page, page.locator("tbody a").first)
    look(page, "inbound", WIDTH)


def _look(page: Any, name: str, script: bool) -> None:
    if script:
        look(page, name, WIDTH)
        return
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}-{WIDTH}.png", full_page=True)
    assert page.locator("h1").count() == 1
