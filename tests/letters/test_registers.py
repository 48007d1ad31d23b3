"""Registers, routing, passing on, search and links over HTTP: what they show, refuse, and how much they cost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.actors import NOW, actor, office
from tests.factories.letters import TEXT, checked, monthly, read_intake, received
from tests.letters.pages import chain, filled, taken

from tidtam.kernel import wall
from tidtam.letters.actions.confirm import confirm
from tidtam.letters.models import Letter

pytestmark = pytest.mark.django_db


def test_the_receiving_office_registers_and_the_sender_sees_it(signed_in, lgo):
    _entry, out, mine = chain(lgo)
    clerk, district = signed_in(lgo), signed_in("DLA-3014", "district_recorder")
    assert "รอลงรับ" in clerk.get("/letters/").content.decode()
    page = clerk.get(f"/letters/entries/{mine.public_id}/").content.decode()
    assert "opened" in page
    mine.refresh_from_db()
    assert mine.opened_at is None  # a GET changes nothing
    assert clerk.post(f"/letters/entries/{mine.public_id}/opened/").status_code == 204
    wrong = clerk.post(f"/letters/entries/{mine.public_id}/register/", {"received_on": "พรุ่งนี้", "received_time": "99"})
    assert wrong.status_code == 422
    assert clerk.post(f"/letters/entries/{mine.public_id}/register/").status_code == 302
    again = clerk.post(f"/letters/entries/{mine.public_id}/register/")
    assert again.status_code == 422
    assert "ลงรับแล้ว เลขรับ 1" in again.content.decode()
    shown = district.get(f"/letters/entries/{out.public_id}/").content.decode()
    assert "ลงรับแล้ว" in shown
    left = district.get(f"/letters/entries/{out.public_id}/?only=unregistered").content.decode()
    assert office(lgo).short_name not in left.split("<table")[1]
    assert clerk.get(f"/letters/entries/{out.public_id}/").status_code == 404


def test_routing_in_words_and_the_head_alone_orders(signed_in, lgo):
    clerk, head = signed_in(lgo), signed_in(lgo, "lgo_head", "นายก ทดลอง")
    url = taken(clerk)
    entry = clerk.post(url, filled(clerk, url))["Location"]
    assert clerk.post(f"{entry}step/", {"kind": "order", "words": "ดำเนินการ"}).status_code == 403
    assert "เขียนข้อความสั้น" in clerk.post(f"{entry}step/", {"kind": "propose", "words": " "}).content.decode()
    assert "เลือกกองหรือฝ่าย" in clerk.post(f"{entry}step/", {"kind": "assign", "words": "มอบ"}).content.decode()
    assert clerk.post(f"{entry}step/", {"kind": "zz", "words": "x"}).status_code == 422
    assert clerk.post(f"{entry}step/", {"kind": "propose", "words": "เห็นควรแจ้ง"}).status_code == 302
    assert head.post(f"{entry}step/", {"kind": "order", "words": "ชอบ ดำเนินการ"}).status_code == 302
    assert (
        clerk.post(f"{entry}step/", {"kind": "assign", "words": "มอบ", "division": "กองสวัสดิการสังคม"}).status_code == 302
    )
    page = clerk.get(entry).content.decode()
    assert "นายก ทดลอง" in page
    assert "กองสวัสดิการสังคม" in page
    assert "กองสวัสดิการสังคม" in clerk.get("/letters/register/in/").content.decode()


def test_relay_to_chosen_offices_with_search(signed_in, lgo):
    entry, _out, _mine = chain(lgo)
    client = signed_in("DLA-3014", "district_recorder")
    url = f"/letters/entries/{entry.public_id}/relay/"
    assert client.get(url).status_code == 200
    chosen = office(lgo)
    found = client.post(
        url, {"do": "find", "find": chosen.name_th, "to": "some", "words": "ที่พิมพ์ไว้", "offices": ["1x", str(chosen.pk)]}
    )
    assert found.status_code == 200
    assert "ที่พิมพ์ไว้" in found.content.decode()
    nobody = client.post(url, {"do": "relay", "to": "some", "words": "แจ้ง"})
    assert nobody.status_code == 422
    assert "เลือกหน่วยงานที่จะส่งอย่างน้อยหนึ่งแห่ง" in nobody.content.decode()
    assert client.post(url, {"do": "relay", "to": "some", "words": "", "offices": [chosen.pk]}).status_code == 422
    stranger = client.post(url, {"do": "relay", "to": "some", "words": "แจ้ง", "offices": [office("DLA-3001").pk]})
    assert stranger.status_code == 422  # not below: never chosen
    sent = client.post(url, {"do": "relay", "to": "some", "words": "แจ้ง", "offices": [chosen.pk]})
    assert sent.status_code == 302


def test_a_number_is_voided_with_a_reason_and_stays(signed_in, lgo):
    client = signed_in(lgo)
    url = taken(client)
    entry = client.post(url, filled(client, url))["Location"]
    assert client.post(f"{entry}void/", {"reason": ""}).status_code == 422
    assert client.post(f"{entry}void/", {"reason": "ลงซ้ำ"}).status_code == 302
    page = client.get("/letters/register/in/").content.decode()
    assert "ยกเลิก: ลงซ้ำ" in page
    assert client.post(f"{entry}void/", {"reason": "อีกที"}).status_code == 422


def test_search_in_any_digits_words_issuer_and_dates(signed_in, lgo):
    chain(lgo)
    client = signed_in("DLA-3014", "district_recorder")

    def hits(**query):
        page = client.get("/letters/search/", query).content.decode()
        return int(page.split("พบ ")[1].split(" ")[0]) if "พบ " in page else 0

    assert hits(q="นม ๐๐๒๓.๒๖/ว ๙๐๑") == hits(q="0023.26/ว 901") == 1
    assert hits(q="รวบรวมผล") == 1
    assert hits(q="ไม่มีคำนี้แน่นอน") == 0
    assert hits(q="๑๕ พ.ค. ๒๕๖๙") == hits(q="15/5/2569") == 1
    assert hits(q="14 พ.ค. 2569") == 0
    assert hits(issuer="ที่ว่าการ", since="1 พ.ค. 2569", until="๓๑ พ.ค. ๒๕๖๙") == 1
    assert hits(since="1 มิ.ย. 2569") == 0
    wrong = client.get("/letters/search/", {"since": "ก่อนเพล", "q": "%_\\'"})
    assert wrong.status_code == 422
    assert "อ่านวันที่นี้ไม่ออก" in wrong.content.decode()
    assert client.get("/letters/search/", {"since": "2 พ.ค. 69", "until": "1 พ.ค. 69"}).status_code == 422
    assert client.get("/letters/search/").status_code == 200
    other = signed_in("DLA-3001", "district_recorder")
    assert "พบ 0 ฉบับ" in other.get("/letters/search/", {"q": "901"}).content.decode()


def test_secret_letters_are_in_no_search_and_no_list(signed_in, lgo):
    clerk = actor(lgo)
    told = checked(monthly())
    told.secrecy = "secret"
    intake = read_intake(clerk, lgo)
    entry = confirm(intake=intake, checked=told, version=intake.version, by=clerk, at=NOW)
    client, head = signed_in(lgo), signed_in(lgo, "lgo_head")
    for one in (client, head):
        assert "พบ 0 ฉบับ" in one.get("/letters/search/", {"q": "901"}).content.decode()
        assert "พบ 0 ฉบับ" in one.get("/letters/search/", {"issuer": "ที่ว่าการ"}).content.decode()
    assert client.get(f"/letters/entries/{entry.public_id}/").status_code == 404
    assert head.get(f"/letters/entries/{entry.public_id}/").status_code == 200


def test_the_links_are_drawn_and_listed(signed_in, lgo):
    entry, out, _mine = chain(lgo)
    client = signed_in("DLA-3014", "district_recorder")
    page = client.get(f"/letters/letters/{entry.letter.public_id}/links/").content.decode()
    assert "ส่งต่อ 6 วัน" in page
    assert out.letter.number in page
    assert "style=" not in page.split("<main")[1]
    assert client.get(f"/letters/letters/{entry.letter.public_id}/").status_code == 302
    assert client.get("/letters/letters/000000000000/links/").status_code == 404


def test_a_cited_letter_has_a_page_and_numbers_out_of_order_are_told(signed_in, lgo):
    clerk = actor(lgo)
    received(clerk, lgo, references=[{"number": "นม 0023.26/ว 990", "date": "2026-04-01"}])
    stub = Letter.objects.get(is_stub=True)
    page = signed_in(lgo).get(f"/letters/letters/{stub.public_id}/", follow=True).content.decode()
    assert "ถูกอ้างถึง" in page
    assert "มีเลขน้อยกว่า" in page


@pytest.mark.parametrize(
    "path", ["/letters/", "/letters/register/in/", "/letters/register/out/", "/letters/search/?q=นม"]
)
def test_lists_cost_the_same_however_long(signed_in, lgo, path):
    clerk = actor(lgo)
    client = signed_in(lgo)

    def cost():
        wall.enter(clerk.scope)
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    def fill(start, count):
        wall.enter(clerk.scope)
        for n in range(start, start + count):
            received(
                clerk,
                lgo,
                number=f"นม 0023.26/ว {n}",
                text=f"{n} " + TEXT,
                date=(date(2026, 1, 1) + timedelta(days=n % 90)).isoformat(),
            )
            read_intake(clerk, lgo, text=f"{n} ค้าง")

    fill(100, 2)
    first = cost()
    fill(200, 6)
    assert cost() == first
    assert first <= 24, first


def test_registers_by_year_words_and_urgency(signed_in, lgo):
    received(actor(lgo), lgo, monthly())
    client = signed_in(lgo)
    assert "1 ฉบับ" in client.get("/letters/register/in/?year=2026&urgency=most_urgent&q=๙๐๑").content.decode()
    assert "0 ฉบับ" in client.get("/letters/register/in/?urgency=urgent").content.decode()
    assert client.get("/letters/register/in/?year=๒๕๖๙x&page=zz&urgency=qq&q=%00").status_code == 200
    assert client.get("/letters/register/sideways/").status_code == 404


def test_the_office_below_sees_the_duties_of_the_letter_it_was_passed(signed_in, lgo):
    _entry, _out, mine = chain(lgo)
    page = signed_in(lgo).get(f"/letters/entries/{mine.public_id}/").content.decode()
    assert "/duties/library/of-letter/" in page
    panel = signed_in(lgo).get(f"/duties/library/of-letter/{mine.letter.public_id}/").content.decode()
    assert "ทุกวันที่ 25" in panel
