"""Finding the local government, its page, its announcements, its poster, and what every page holds to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.factories import assistance as make
from tests.factories.actors import NOW
from tests.portal.citizen import CODE

from tidtam.accounts import clock
from tidtam.assistance.models import Announcement, AnnouncementLine
from tidtam.kernel import wall
from tidtam.portal import rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def citizen() -> Client:
    return Client()


def text(answer) -> str:
    return answer.content.decode()


def test_a_tambon_by_its_name_leads_to_its_local_government(citizen):
    page = text(citizen.get("/ask/", {"q": "ต.ตูม อ.ปักธงชัย"}))
    assert f"/ask/o/{CODE}/" in page


def test_several_candidates_are_shown_and_none_is_picked(citizen):
    page = text(citizen.get("/ask/", {"in": "200402"}))  # นาเกลือ: Pattaya's
    assert "ดูแล" in page and page.count('class="pick"') >= 1
    many = next(
        code for code in ("301401", "570101", "500101", "301501", "200404", "120701")
        if text(citizen.get("/ask/", {"in": code})).count('class="pick"') > 1
    )  # fmt: skip
    page = text(citizen.get("/ask/", {"in": many}))
    assert "มากกว่าหนึ่งหน่วยงาน" in page and "บางส่วน" in page


def test_villages_an_office_answers_for_are_shown_where_they_are_known(citizen):
    from tidtam.offices.models import Office, OfficeArea
    from tidtam.places.models import Area

    village = Area.objects.create(code="30140903", level="village", name_th="บ้านดู่", parent_id="301409")
    OfficeArea.objects.create(office=Office.objects.get(code=CODE), area=village)
    assert "หมู่ 3 บ้านดู่" in text(citizen.get("/ask/", {"in": "301409"}))


def test_down_the_lists_without_typing(citizen):
    assert "?in=30" in text(citizen.get("/ask/"))
    assert "?in=3014" in text(citizen.get("/ask/", {"in": "30"}))
    assert "?in=301409" in text(citizen.get("/ask/", {"in": "3014"}))
    assert f"/ask/o/{CODE}/" in text(citizen.get("/ask/", {"in": "301409"}))
    assert "/ask/o/BKK-1001/" in text(citizen.get("/ask/", {"in": "100101"}))


@pytest.mark.parametrize("asked", ["xx", "99", "๓๐", "'; DROP", "\x00", "301499"])
def test_odd_places_lead_back_to_the_lists(citizen, asked):
    assert citizen.get("/ask/", {"in": asked}).status_code == 200
    assert citizen.get("/ask/", {"q": asked}).status_code == 200


def test_the_page_of_a_local_government_says_what_and_whom_to_call(citizen):
    page = text(citizen.get(f"/ask/o/{CODE}/"))
    for number in ("1669", "191", "1784", "1300", "1323"):
        assert f"tel:{number}" in page
    assert "ไม่ได้หมายความว่าจะได้รับเสมอไป" in page
    assert citizen.get("/ask/o/DLA-3014/").status_code == 404
    assert citizen.get("/ask/o/NOTHING/").status_code == 404


def test_the_poster_leads_to_the_page(citizen):
    made = citizen.get(f"/ask/o/{CODE}/poster.pdf")
    assert made["Content-Type"] == "application/pdf" and made.content[:5] == b"%PDF-"
    assert citizen.get(f"/ask/o/{CODE}/poster.svg").content.startswith(b"<svg")
    assert citizen.get(f"/ask/o/{CODE}/poster.exe").status_code == 404


def test_announcements_hang_only_as_long_as_they_hang(citizen):
    by = make.clerk()
    one = make.request(by)
    day = clock.today()
    for number, (first, last, name) in enumerate(((0, 5, "ชื่อ ที่ประกาศ"), (-9, -1, "ชื่อ ที่ปลด"), (2, 9, "ชื่อ ล่วงหน้า")), 1):
        made = Announcement.objects.create(
            office=one.office, scope_path=one.scope_path, year=2026, number=number, title="ประกาศ", state="posted",
            from_on=day + timedelta(days=first), to_on=day + timedelta(days=last), posted_at=NOW,
        )  # fmt: skip
        AnnouncementLine.objects.create(
            announcement=made, request=one, scope_path=one.scope_path, seq=1, name=name, category="QOL"
        )
    wall.enter("")
    answer = citizen.get(f"/ask/o/{CODE}/announced/")
    page = text(answer)
    assert "ชื่อ ที่ประกาศ" in page and "ที่ปลด" not in page and "ล่วงหน้า" not in page
    assert "noindex" in answer["X-Robots-Tag"]


def test_every_page_has_the_strict_policy_and_no_script(citizen):
    for path in ("/ask/", f"/ask/o/{CODE}/", f"/ask/o/{CODE}/new/", f"/ask/o/{CODE}/follow/", "/ask/privacy/"):
        answer = citizen.get(path)
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "<script" not in text(answer) and "style=" not in text(answer)
        assert answer["Cache-Control"] == "no-store"


def test_the_language_is_a_link_that_leads_back_to_our_own_pages_only(citizen):
    assert citizen.get("/ask/language/en/?next=/ask/privacy/").headers["Location"] == "/ask/privacy/"
    assert 'lang="en"' in text(citizen.get("/ask/"))
    for bad in ("//evil.example/ask/", "https://evil.example/", "/accounts/"):
        assert citizen.get("/ask/language/th/", {"next": bad}).headers["Location"] == "/ask/"


def test_too_many_searches_from_one_place_get_a_page(citizen):
    from tidtam.portal.actions import flood

    flood.note("find", key=flood.key_of("127.0.0.1", clock.now()), at=clock.now(), times=120)
    assert citizen.get("/ask/", {"q": "ตูม"}).status_code == 429
    assert citizen.get("/ask/").status_code == 200


def test_rules_of_waiting_and_reading():
    waits = [rules.wait_after(n).total_seconds() / 60 for n in range(4, 9)]
    assert waits == [0, 1, 2, 4, 8]
    assert rules.wait_after(30_000) == rules.LONGEST_WAIT
    assert rules.read_number(" ๖๙-๐๔๑๒ ") == ("69", 412) and rules.read_number("690412") == ("69", 412)
    assert rules.read_number("x") is None and rules.read_number("69-") is None
    assert (
        rules.read_pin("123 456") == "123456" and rules.read_pin("12345") == "" and rules.read_pin("๑๒๓๔๕๖") == "123456"
    )
    assert rules.place_of_address("2001:db8::1") == rules.place_of_address("2001:db8::ffff:1")
    assert rules.place_of_address("10.0.0.1") != rules.place_of_address("10.0.0.2")
    found, odd = rules.read_neighbours("นางสมศรี ใจดี 48/2\n\nสมชาย บ้านเลขที่ ๑๒\nมานะ")
    assert [(one.name, one.house_no) for one in found] == [("นางสมศรี ใจดี", "48/2"), ("สมชาย", "12"), ("มานะ", "")]
    assert not odd
