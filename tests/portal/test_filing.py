"""A citizen files a request in steps, and what bad input does to it."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.portal.citizen import CODE, PLACE, age, file, fill

from tidtam.assistance.models import Request
from tidtam.assistance.queries import requests as found
from tidtam.kernel import wall
from tidtam.notices.models import Notice
from tidtam.people import queries as people
from tidtam.portal.models import Attempt, Draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def citizen() -> Client:
    return Client()


def only() -> Request:
    wall.enter("1.")
    return Request.objects.select_related("person", "office").get()


def test_a_request_stands_in_the_register_with_all_that_was_typed(citizen):
    number, pin = file(citizen)
    one = only()
    assert (one.shown, one.office.code, one.door, one.state) == (number, CODE, "web", "received")
    assert len(pin) == 6 and pin.isdigit()
    assert (one.house_no, one.moo, one.household, one.vulnerable) == ("48/2", "6", 4, ["elder"])
    assert one.happened_on and one.happened_on.year == 2026
    assert sorted(one.needs.values_list("code", flat=True)) == ["EQP", "HOU"]
    assert [(a.name, a.house_no) for a in one.affected.all()] == [("สมศรี ใจดี", "48/3")]
    assert "หลังคาครัว" in found.words(one).problem and "ข้างวัด" in found.words(one).problem
    assert people.phone(one.person) == "0812345678" and one.person.notice_version
    told = Notice.objects.get()
    assert number in told.title and "บุญเรือง" not in told.title + told.body + told.url


def test_sent_twice_is_one_request_and_one_pin(citizen):
    first = file(citizen)
    assert citizen.post("/ask/new/check/").status_code == 302
    page = citizen.get("/ask/new/sent/").content.decode()
    assert all(one in page for one in first)
    only()


def test_nothing_typed_is_left_after_sending_and_the_receipt_goes(citizen):
    file(citizen)
    assert b"%PDF" in citizen.get("/ask/new/receipt.pdf").content[:10]
    assert citizen.post("/ask/new/drop/").status_code == 302
    assert not Draft.objects.exists()
    assert citizen.get("/ask/new/sent/").status_code == 404


def test_what_is_kept_of_a_draft_opens_only_in_its_own_browser(citizen):
    fill(citizen)
    draft = Draft.objects.get()
    assert "บุญเรือง".encode() not in bytes(draft.sealed)
    assert Client().get("/ask/new/check/").status_code == 404
    other = Client()
    other.cookies["ask"] = "x" * 43
    assert other.get("/ask/new/check/").status_code == 404


def test_steps_left_out_are_asked_for(citizen):
    citizen.post(f"/ask/o/{CODE}/new/", PLACE)
    assert citizen.get("/ask/new/check/").headers["Location"] == "/ask/new/trouble/"


def test_a_place_elsewhere_is_refused_with_the_way_on(citizen):
    page = citizen.post(f"/ask/o/{CODE}/new/", PLACE | {"area": "570101"})
    assert page.status_code == 200 and "หน่วยงานนี้ไม่ได้ดูแล" in page.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("step", "changed", "said"),
    [
        ("trouble", {"what": "\u200b\u200d\ufeff"}, "ขอสักหนึ่งประโยค"),
        ("trouble", {"needs": []}, "เลือกอย่างน้อยหนึ่งข้อ"),
        ("trouble", {"happened_on": "18 พ.ค. 2596"}, "ยังไม่ถึงวันที่ใส่"),
        ("trouble", {"happened_on": "เมื่อวาน"}, "อ่านวันที่นี้ไม่ออก"),
        ("trouble", {"household": "หลายคน"}, "ใส่เป็นตัวเลข"),
        ("trouble", {"neighbours": "สมศรี 1-2345-67890-12-3"}, "ไม่ต้องใส่เลขบัตร"),
        ("trouble", {"neighbours": "=HYPERLINK(1) 48/2"}, "กรอกเฉพาะตัวอักษร"),
        ("you", {"first_name": "=cmd|' /C calc'!A0"}, "กรอกเฉพาะตัวอักษร"),
        ("you", {"first_name": "\u200b\u2060"}, "ต้องกรอกชื่อ"),
        ("you", {"id_number": "1234567890123"}, "หลักสุดท้ายไม่ตรง"),
        ("you", {"phone": "12"}, "เบอร์โทรศัพท์ต้องมี"),
        ("you", {"notice": ""}, "อ่านประกาศก่อน"),
        ("you", {"proxy": "yes"}, "ใส่ชื่อคนที่ยื่นแทน"),
    ],
)  # fmt: skip
def test_bad_input_is_answered_beside_its_field_and_nothing_is_lost(citizen, step, changed, said):
    from tests.portal.citizen import TROUBLE, YOU

    citizen.post(f"/ask/o/{CODE}/new/", PLACE)
    typed = (TROUBLE if step == "trouble" else YOU) | changed
    page = citizen.post(f"/ask/new/{step}/", typed).content.decode()
    assert said in page
    assert (typed["what"] if step == "trouble" else typed["last_name"]) in page


def test_zero_width_characters_in_a_name_are_taken_out(citizen):
    file(citizen, you={"first_name": "บุญ\u200bเรือง\ufeff"})
    assert only().person.first_name == "บุญเรือง"


def test_somebody_without_a_card_and_by_proxy(citizen):
    file(
        citizen,
        you={"id_number": "", "proxy": "yes", "proxy_name": "มานี ขยัน", "proxy_relation": "volunteer", "phone": ""},
    )
    one = only()
    assert one.person.id_kind == "none" and "ยื่นแทนโดย มานี ขยัน" in found.words(one).problem


def test_a_card_with_a_right_check_digit_is_kept_sealed(citizen):
    from tidtam.thai.national_id import synthetic

    number = synthetic(4_711)
    file(citizen, you={"id_number": f"{number[0]}-{number[1:5]}-{number[5:10]}-{number[10:12]}-{number[12]}"})
    assert people.id_number(only().person) == number


def test_the_honeypot_and_a_machine_too_quick_file_nothing(citizen):
    fill(citizen)
    assert citizen.post("/ask/new/check/").status_code == 429
    age()
    assert citizen.post("/ask/new/check/", {"website": "x"}).status_code == 429
    wall.enter("1.")
    assert not Request.objects.exists()
    assert citizen.post("/ask/new/check/").status_code == 302


def test_many_from_one_place_get_a_clear_page_and_lose_nothing(citizen):
    from tidtam.accounts import clock
    from tidtam.portal.actions import flood

    fill(citizen)
    age()
    key = flood.key_of("127.0.0.1", clock.now())
    flood.note("file", key=key, at=clock.now(), times=500)
    answer = citizen.post("/ask/new/check/")
    assert answer.status_code == 429 and "ยื่นที่เคาน์เตอร์" in answer.content.decode()
    assert "องค์การบริหารส่วนตำบลตูม" in answer.content.decode()
    assert Draft.objects.count() == 1
    Attempt.objects.all().delete()
    assert citizen.post("/ask/new/check/").status_code == 302


def test_odd_digits_in_a_form_break_nothing(citizen):
    fill(citizen)
    assert citizen.post("/ask/new/photos/", {"drop": "²"}).status_code in (200, 302)


def test_no_cookie_before_there_is_something_to_keep(citizen):
    for path in ("/ask/", "/ask/?q=ตูม", f"/ask/o/{CODE}/", f"/ask/o/{CODE}/announced/", "/ask/privacy/"):
        assert not citizen.get(path).cookies, path
    assert set(citizen.get(f"/ask/o/{CODE}/new/").cookies) == {"csrftoken"}
    made = citizen.post(f"/ask/o/{CODE}/new/", PLACE).cookies["ask"]
    assert made["httponly"] and made["samesite"] == "Strict" and made["path"] == "/ask/"
