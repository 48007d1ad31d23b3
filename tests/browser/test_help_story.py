"""Help told by clicking, from a QR code on a wall to the month's sheet; after each step the ledger balances.

A citizen files on a phone, a team goes from door to door, a visit brings a need, an agency answers by its link, a
committee grants, and what is beyond a local government comes back from the province.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.browser.test_aftercare_story import Told, finish
from tests.browser.test_help_desk import choose, photo, press  # noqa: F401  # the fixture of a photo
from tests.browser.test_portal import age, attach, fill_place, fill_trouble, fill_you
from tests.browser.test_portal import photo as picture
from tests.browser.test_visit_form import fill
from tests.factories import aftercare as make
from tests.factories.looking import follow, look

from tidtam.assistance.queries import checking
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system

TODAY = date(2026, 5, 21)
LGO = "LGO-301409"
SKILL = "สำนักงานพัฒนาฝีมือแรงงานจังหวัดนครราชสีมา"
HOUSES = ("นางทองดี มีสุข", "นายคำ บุญมา", "นางใจ ดีงาม", "นายปี สุขใจ", "นางเดือน แสงทอง")


@pytest.fixture
def told(served: Any, chromium: Any) -> Any:
    """Serve a demo with the people of a tambon's centre, of those above it, and one case of follow-up."""
    from django.db import transaction

    served.demo(TODAY)
    with transaction.atomic():
        make.case(make.recorder(), completed_on=TODAY - timedelta(days=60))
        for username, code, role, name in (
            ("clerk", LGO, "lgo_clerk", "กานดา ศรีประทุม"), ("head", LGO, "lgo_head", "ประสิทธิ์ ไม้งามดี"),
            ("joint", "DLA-3014", "joint_clerk", "วิภา ใจเย็น"),
            ("province", "DLA-30", "province_coordinator", "สุดา มั่นคง"),
            ("team", "TEAM-301409", "team_member", "บุญมี ขยัน"), ("recorder", "DOPA-3014", "drug_recorder", "อรุณี ศิริวัฒน์"),
        ):  # fmt: skip
            served.person(username, code, role, name)
    story = Told(served, chromium)
    yield story
    if story.profile is not None:
        story.profile.close()


def agree(asked: int, helped: int, needs: int, met: int) -> None:
    """Hold the ledger, the four figures of the province and the needs of the centre against each other."""
    from tidtam.aftercare.facts import standing
    from tidtam.assistance.models import Need
    from tidtam.offices.queries import by_code

    path = by_code("DOPA-30").path
    with wall.scope(ROOT):
        verdict = checking.check()
        assert not verdict.faults, verdict.faults
        found = standing.national(system("test"), path, TODAY)
        counted = (Need.objects.count(), Need.objects.filter(bucket="met").count())
    assert found.as_json() == {"to_follow": 1, "asked": asked, "helped": helped, "waiting": asked - helped}
    assert counted == (needs, met)


def by_qr(told: Told) -> tuple[str, str]:
    """File from a phone without script, from the address a poster's code holds; return number and PIN."""
    profile = told.chromium.new_context(
        locale="th-TH", viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    profile.set_default_timeout(30_000)
    page = profile.new_page()
    page.goto(f"{told.served.url}/ask/o/{LGO}/")
    follow(page, page.get_by_role("link", name="ขอความช่วยเหลือ", exact=True))
    fill_place(page)
    fill_trouble(page)
    attach(page, ("a.jpg", "image/jpeg", picture()))
    follow(page, page.get_by_role("button", name="ต่อไป"))
    fill_you(page)
    age(told.served)
    follow(page, page.get_by_role("button", name="ส่งคำขอ"))
    number, pin = page.locator(".ref").all_text_contents()
    profile.close()
    return number, pin


def followed(told: Told, number: str, pin: str) -> str:
    """Return what the page of a request tells the one who asked."""
    profile = told.chromium.new_context(locale="th-TH", viewport={"width": 390, "height": 844})
    page = profile.new_page()
    page.goto(f"{told.served.url}/ask/o/{LGO}/follow/")
    page.get_by_label("เลขคำขอ").fill(number)
    page.get_by_label("รหัส 6 ตัว").fill(pin)
    follow(page, page.get_by_role("button", name="ติดตามเรื่อง"))
    text: str = page.locator("main").inner_text()
    profile.close()
    return text


def five_households(told: Told) -> None:
    """Enter five households of one afternoon on a phone."""
    page = told.as_("clerk", "/help/surveys/new/", phone=True)
    page.get_by_label("ใครลงพื้นที่").fill("สมศรี ใจดี (อสม.)")
    for number, name in enumerate(HOUSES, 1):
        part = page.locator(f"#house{number}")
        part.get_by_label("ชื่อ-สกุลผู้ขอ").fill(name)
        part.get_by_label("บ้านเลขที่").fill(str(number))
        choose(page, f"#need_{number}_HOU")
    follow(page, page.get_by_role("button", name="เพิ่มครัวเรือน"))
    assert page.locator("#house10").count() == 1
    assert page.locator("#house5").get_by_label("ชื่อ-สกุลผู้ขอ").input_value() == HOUSES[4]
    follow(page, page.get_by_role("button", name="บันทึกใบสำรวจ"))
    assert "5 ครัวเรือน" in page.locator("h1").inner_text()
    look(page, "centre-sheet", 390)


def out_of_a_visit(told: Told) -> str:
    """Record a visit that brings a need, accept it, hand the need to the local government; return its address there."""
    page = told.as_("team", "/care/today/", phone=True)
    follow(page, page.get_by_role("link", name="บันทึกการเยี่ยม").first)
    fill(page)
    finish(page)
    page = told.as_("recorder", "/help/needs/")
    follow(page, page.locator("main a[href^='/help/needs/']", has_text="ฝึกอาชีพ").first)
    page.locator("#hand_over summary").click()
    chosen = page.locator("#hand_over option", has_text="ตูม").first.get_attribute("value")
    page.locator("#hand_over select").select_option(chosen)
    follow(page, page.locator("#hand_over button.btn"))
    page = told.as_("clerk", "/help/needs/")
    follow(page, page.locator("main a[href^='/help/needs/']", has_text="ฝึกอาชีพ").first)
    text = page.locator("body").inner_text() + page.content()
    assert not re.search("ยาเสพติด|บำบัด|ฟื้นฟู|การเยี่ยม|ศป\\.ปส|/care/", text), "nothing of where it comes from"
    return str(page.url)


def closed_by_link(told: Told) -> None:
    """Refer the need that stands open on the page, and close it over there from a phone without an account."""
    page = told.page
    follow(page, page.get_by_role("link", name="ส่งต่อหรือขอให้หน่วยเหนือช่วย"))
    assert SKILL in page.locator("label.choice", has=page.locator("input:checked")).first.inner_text()
    page.get_by_label("ขอให้ช่วยอะไร").fill("ขอฝึกอาชีพช่างแอร์")
    follow(page, page.get_by_role("button", name="ส่งต่อ", exact=True))
    link = page.locator("#link").input_value()
    profile = told.chromium.new_context(locale="th-TH", viewport={"width": 390, "height": 844})
    over_there = profile.new_page()
    over_there.goto(told.served.url + "/r/" + link.split("/r/")[1])
    follow(over_there, over_there.get_by_role("button", name="เปิดอ่านในเครื่องนี้"))
    follow(over_there, over_there.get_by_role("button", name="รับเรื่อง", exact=True))
    over_there.get_by_role("radio", name="ช่วยแล้ว", exact=True).check()
    over_there.get_by_label("ช่วยอะไรไป").fill("อบรมช่างแอร์ 30 ชั่วโมง")
    follow(over_there, over_there.get_by_role("button", name="แจ้งผล"))
    assert "เรื่องนี้จบแล้ว" in over_there.locator("main").inner_text()
    profile.close()


def to_the_committee(told: Told, number: str) -> str:
    """Verify the request of a number and send it to the committee; return its address."""
    page = told.as_("clerk", "/help/register/")
    follow(page, page.locator(f"xpath=//tr[contains(., '{number}')]//a").first)
    address = page.url.removeprefix(told.served.url)
    press(page, "เริ่มตรวจข้อเท็จจริง")
    for code in ("identity", "address", "photos", "facts"):
        choose(page, f"#done_{code}")
    press(page, "บันทึกการตรวจ")
    choose(page, "input[name=concluded][value=none]")
    press(page, "บันทึกผลตรวจซ้ำซ้อน")
    page.locator("#send_to_committee summary").click()  # damage by storm is helped at once, unless it is sent on
    press(page, "ส่งเข้าคณะกรรมการ")
    return address


def granted_by_the_committee(told: Told) -> None:
    """Call a meeting, note who came, decide and confirm its minutes."""
    page = told.as_("clerk", "/help/meetings/new/")
    page.get_by_label("วันประชุม").fill("21/5/69")
    page.get_by_label("เวลา").fill("0.01")
    page.get_by_label("สถานที่").fill("ห้องประชุม อบต.ตูม")
    page.locator("input[name=waiting]").check(force=True)
    page.locator("fieldset.part").first.get_by_label("ชื่อ-สกุล").fill("ประสิทธิ์ ไม้งามดี")
    press(page, "บันทึกการประชุม")
    meeting = page.url.removeprefix(told.served.url)
    follow(page, page.get_by_role("link", name="บันทึกผู้เข้าประชุม"))
    page.locator("fieldset.part").first.get_by_label("มาประชุม").select_option("yes")
    press(page, "บันทึกการประชุม")
    page = told.as_("head", meeting)
    page.locator("select[name$=decision]").select_option("granted")
    page.get_by_label("ให้ช่วยอะไร").fill("สังกะสี 40 แผ่น")
    page.get_by_label("เหตุผล").fill("บ้านเสียหายจริง")
    press(page, "บันทึกมติ")
    press(page, "รับรองรายงานการประชุม")
    assert page.get_by_role("link", name="รายงานการประชุม").count() >= 1


def delivered_and_announced(told: Told, address: str, proof: Path) -> None:
    """Give what was granted with its proof, and hang the list."""
    page = told.as_("clerk", address)
    choose(page, "input[name=kind][value=goods]")
    page.locator("#deliver_given").fill("สังกะสี 40 แผ่น")
    page.locator("#deliver_amount").fill("12,500")
    page.locator("#deliver_proof").set_input_files(proof)
    press(page, "บันทึกการช่วยเหลือ")
    page.goto(f"{told.served.url}/help/announcements/")
    follow(page, page.locator("form[action$='draw-up/'] button"))
    page.get_by_label("ปิดไว้ที่ไหน").fill("หน้าสำนักงาน")
    follow(page, page.locator("form[action$='/post/'] button.main"))
    board = told.chromium.new_context(locale="th-TH").new_page()
    board.goto(f"{told.served.url}/ask/o/{LGO}/announced/")
    assert "บุญเรือง แก้วใส" in board.locator("main").inner_text()
    board.context.close()


def back_from_the_province(told: Told) -> None:
    """Ask the joint centre about one of the five households; it asks the province, which helps."""
    page = told.as_("clerk", "/help/register/")
    follow(page, page.locator(f"xpath=//tr[contains(., '{HOUSES[1].removeprefix('นาย')}')]//a").first)
    follow(page, page.locator("#referrals a.btn", has_text="ส่งต่อ").first)
    page.locator("input[name=to][value='o:DLA-3014']").check(force=True)
    page.get_by_label("ขอให้ช่วยอะไร").fill("บ้านพังทั้งหลัง เกินงบของ อบต.")
    follow(page, page.get_by_role("button", name="ส่งต่อ", exact=True))
    page = told.as_("joint", "/help/inbound/")
    follow(page, page.locator("tbody a").first)
    press(page, "รับเรื่อง")
    page.locator("#route summary").first.click()
    page.locator("#route input[name=to][value='o:DLA-30']").check(force=True)
    follow(page, page.locator("#route button.btn"))
    page = told.as_("province", "/help/inbound/")
    follow(page, page.locator("tbody a").first)
    press(page, "รับเรื่อง")
    page.locator("#answer").get_by_role("radio", name="ช่วยแล้ว", exact=True).check(force=True)
    page.locator("#answer").get_by_label("ช่วยอะไรไป").fill("บ้านพอเพียง 1 หลัง")
    follow(page, page.locator("#answer button.btn"))
    page = told.as_("clerk", "/help/referrals/?show=all")
    assert "ช่วยแล้ว" in page.locator("main").inner_text()


def sheet_of_the_month(told: Told) -> dict[str, str]:
    """Return what the INFO page says of the month."""
    page = told.as_("clerk", "/exchange/?month=2026-05")
    codes = ("persons", "households", "helped", "amount", "joint")
    return {code: page.locator(f"[id='{code}'] input").first.input_value() for code in codes}


@pytest.mark.browser
@pytest.mark.slow
def test_every_request_has_an_owner_an_age_and_an_answer(told: Told, photo: Path) -> None:  # noqa: F811
    agree(asked=0, helped=0, needs=0, met=0)
    number, pin = by_qr(told)
    assert number in followed(told, number, pin)
    agree(asked=0, helped=0, needs=1, met=0)
    five_households(told)
    agree(asked=0, helped=0, needs=6, met=0)
    out_of_a_visit(told)
    agree(asked=1, helped=0, needs=7, met=0)
    closed_by_link(told)
    agree(asked=1, helped=1, needs=7, met=1)
    address = to_the_committee(told, number)
    granted_by_the_committee(told)
    agree(asked=1, helped=1, needs=7, met=1)
    delivered_and_announced(told, address, photo)
    agree(asked=1, helped=1, needs=7, met=2)
    assert "สังกะสี 40 แผ่น" in followed(told, number, pin)
    back_from_the_province(told)
    agree(asked=1, helped=1, needs=7, met=3)
    assert sheet_of_the_month(told) == {
        "persons": "6", "households": "6", "helped": "3", "amount": "12500", "joint": "1",
    }  # fmt: skip
