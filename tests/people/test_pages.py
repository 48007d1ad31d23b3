"""The pages of people: search first, register, change, merge, and the log of who looked."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.factories.actors import actor, member
from tests.factories.people import person

from tidtam.accounts import access, clock
from tidtam.accounts.models import Installation
from tidtam.audit.models import Read
from tidtam.kernel import wall
from tidtam.people import papers, queries
from tidtam.people.models import Address, Merge, Person
from tidtam.thai.national_id import synthetic

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorder() -> Iterator[tuple[Client, Any]]:
    Installation.objects.create(is_demo=True, as_of=date(2026, 5, 21))
    clock.forget()
    user, grant = member("DOPA-3014", "drug_recorder")
    client = Client()
    client.force_login(user)
    by = access.actor_of(grant, user)
    wall.enter(by.scope)
    yield client, by
    clock.forget()


def typed(**other: str) -> dict[str, str]:
    return {
        "purpose": "aftercare", "title": "นาย", "first_name": "ธนพล", "last_name": "แก้ววิเศษ", "id_kind": "national",
        "id_number": synthetic(77), "birth": "2/4/2533", "sex": "1", "area": "ต.ตูม อ.ปักธงชัย", "nationality": "TH",
        "phone": "081-000-1111", "notice_given": "on",
    } | other  # fmt: skip


def test_search_shows_a_masked_number_and_logs_who_was_shown(recorder):
    client, by = recorder
    known = person(by)
    answer = client.post("/people/", {"text": "สมชัย ไจดี", "purpose": "aftercare"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "นายสมชาย ใจดี" in page
    assert "xxxxx" in page and synthetic(1) not in page and "ตูม" in page
    wall.enter(by.scope)
    read = Read.objects.get()
    assert (read.people, read.purpose, read.route, read.grant_id) == (
        [known.pk],
        "search",
        "people:search",
        by.grant_id,
    )


def test_a_number_is_searched_without_standing_in_an_address(recorder):
    client, by = recorder
    person(by)
    page = client.get("/people/").content.decode()
    assert 'method="post"' in page
    assert "นายสมชาย ใจดี" in client.post("/people/", {"text": synthetic(1), "purpose": "aftercare"}).content.decode()
    assert client.get("/people/", {"text": synthetic(1)}).content.decode().count("สมชาย") <= page.count("สมชาย")


def test_register_after_a_search(recorder):
    client, by = recorder
    begun = client.post("/people/new/", {"purpose": "aftercare", "searched": "ธนพล แก้ววิเศษ ต.ตูม"})
    assert 'value="ธนพล"' in begun.content.decode() and 'value="แก้ววิเศษ"' in begun.content.decode()
    answer = client.post("/people/new/", typed())
    wall.enter(by.scope)
    made = Person.objects.get()
    assert answer.status_code == 302 and answer.headers["Location"] == f"/people/{made.public_id}/"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "นายธนพล แก้ววิเศษ" in page and "ปักธงชัย" in page and synthetic(77) not in page


def test_bad_values_keep_what_was_typed(recorder):
    client, by = recorder
    answer = client.post("/people/new/", typed(id_number="1234567890123", birth="31/2/2533", phone="12"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "หลักสุดท้ายไม่ตรง" in page and "อ่านวันเกิดไม่ได้" in page and "9–10 หลัก" in page
    assert 'value="1234567890123"' in page and 'value="31/2/2533"' in page
    assert "ไม่พบตำบลนี้" in client.post("/people/new/", typed(area="ฟฟฟฟฟ")).content.decode()
    wall.enter(by.scope)
    assert not Person.objects.exists()


def test_a_duplicate_is_shown_before_anything_is_kept(recorder):
    client, by = recorder
    known = person(by, serial=77)
    alike = typed(first_name="สมชาย", last_name="ใจดี", id_number=synthetic(78), birth="15/3/2520")
    page = client.post("/people/new/", alike).content.decode()
    assert known.public_id in page and "ชื่อตรง" in page and 'name="another"' in page
    wall.enter(by.scope)
    assert Person.objects.count() == 1
    assert client.post("/people/new/", alike | {"another": "yes"}).status_code == 302
    wall.enter(by.scope)
    assert Person.objects.count() == 2


def test_one_identity_card_is_one_row_whatever_somebody_ticks(recorder):
    client, by = recorder
    known = person(by, serial=77)
    for sent in (typed(), typed(another="yes")):
        answer = client.post("/people/new/", sent)
        page = answer.content.decode()
        assert answer.status_code == 422 and known.public_id in page and "เลขประจำตัวเดียวกัน" in page
        assert "ลงทะเบียนไว้แล้ว" in page and 'name="another"' not in page
    assert client.post("/people/new/", typed(purpose="help", another="yes")).status_code == 302  # another purpose
    wall.enter(by.scope)
    assert Person.objects.filter(purpose="aftercare").count() == 1


def test_no_row_takes_the_identity_card_of_another(recorder):
    client, by = recorder
    person(by, serial=77)
    other = person(by, serial=78)
    page = f"/people/{other.public_id}/edit/"
    seen = {"seen": str(other.version), "first_name": "สมชาย", "last_name": "ใจดี", "id_kind": "national", "sex": "1"}
    answer = client.post(page, seen | {"id_number": synthetic(77), "nationality": "TH"})
    assert answer.status_code == 422 and "อีกระเบียน" in answer.content.decode()
    assert client.post(page, seen | {"id_number": synthetic(79), "nationality": "TH"}).status_code == 302


def test_edit_address_caregiver_and_notice(recorder):
    client, by = recorder
    one = person(by)
    base = f"/people/{one.public_id}/"
    form = {
        "title": "นาย", "first_name": "สมชาย", "last_name": "ใจงาม", "nickname": "", "id_kind": "national",
        "id_number": synthetic(1), "birth": "2520", "sex": "1", "phone": "", "nationality": "TH",
    }  # fmt: skip
    assert client.post(base + "edit/", form | seen(client, base + "edit/")).status_code == 302
    home = {"area": "ต.เมืองปัก อ.ปักธงชัย", "house_no": "9"} | seen(client, base + "address/current/")
    assert client.post(base + "address/current/", home).status_code == 302
    assert client.get(base + "address/elsewhere/").status_code == 404
    carer = {"caregiver_name": "แม่สาย", "relation": "2", "caregiver_phone": "x"} | seen(client, base + "caregiver/")
    assert client.post(base + "caregiver/", carer).status_code == 422
    assert client.post(base + "caregiver/", carer | {"caregiver_phone": "0811112222"}).status_code == 302
    assert client.post(base + "notice/", {"notice_version": "2569-2", "notice_at": "20/5/2569"}).status_code == 302
    page = client.get(base).content.decode()
    for words in ("ใจงาม", "พ.ศ. 2520", "เมืองปัก", "แม่สาย", "0811112222", "2569-2"):
        assert words in page, words
    wall.enter(by.scope)
    one.refresh_from_db()
    assert (one.last_name, one.birth_precision, one.phone_sealed) == ("ใจงาม", "year", None)


def seen(client: Client, url: str) -> dict[str, str]:
    """Open a form and return the mark of what it was filled from."""
    found = re.search(r'name="seen" value="([^"]+)"', client.get(url).content.decode())
    assert found, url
    return {"seen": found[1]}


def test_two_recorders_on_one_person_write_nothing_over_unseen(recorder):
    client, by = recorder
    one = person(by)
    base = f"/people/{one.public_id}/"
    name = {"title": "นาย", "first_name": "สมชาย", "last_name": "ใจดี", "nickname": "", "id_kind": "national",
            "id_number": synthetic(1), "birth": "2520", "sex": "1", "nationality": "TH"}  # fmt: skip
    home = {"area": "ต.ตูม อ.ปักธงชัย", "house_no": "1", "moo": "3"}
    carer = {"caregiver_name": "แม่สาย", "relation": "2"}
    for url, typed_first, typed_second in (
        ("edit/", name | {"last_name": "หนึ่งเดียว"}, name | {"last_name": "สองใจ"}),
        ("address/registered/", home | {"house_no": "71"}, home | {"house_no": "72"}),
        ("address/current/", home | {"house_no": "81"}, home | {"house_no": "82"}),
        ("caregiver/", carer | {"caregiver_name": "แม่หนึ่ง"}, carer | {"caregiver_name": "แม่สอง"}),
    ):
        read = seen(client, base + url)
        assert client.post(base + url, typed_first | read).status_code == 302
        late = client.post(base + url, typed_second | read)
        text = late.content.decode()
        [other] = set(typed_second.values()) - set(typed_first.values())
        [stands] = set(typed_first.values()) - set(typed_second.values())
        assert late.status_code == 422 and "มีคนแก้ข้อมูลนี้" in text and f'value="{other}"' in text, url
        assert "ดูฉบับล่าสุด" in text and stands in client.get(base).content.decode(), url
        now = re.search(r'name="seen" value="([^"]+)"', text)
        assert now and client.post(base + url, typed_second | {"seen": now[1]}).status_code == 302, url
        assert other in client.get(base).content.decode(), url
    assert client.post(base + "edit/", name).status_code == 422, "a form that carries no version read none"


def test_an_address_edited_keeps_its_position_while_the_tambon_stays(recorder):
    client, by = recorder
    one = person(by)
    url = f"/people/{one.public_id}/address/registered/"
    wall.enter(by.scope)
    home = Address.objects.get(person=one, kind="registered")
    held = bytes(home.position_sealed)
    typed_home = {"area": "ต.ตูม อ.ปักธงชัย", "house_no": "5"}
    assert client.post(url, typed_home | seen(client, url)).status_code == 302
    wall.enter(by.scope)
    home.refresh_from_db()
    assert home.house_no == "5" and bytes(home.position_sealed) == held
    typed_home = {"area": "ต.เมืองปัก อ.ปักธงชัย", "house_no": "5"}
    assert client.post(url, typed_home | seen(client, url)).status_code == 302
    wall.enter(by.scope)
    home.refresh_from_db()
    assert home.position_sealed is None, "a house of another tambon stands elsewhere"


def test_merge_and_unmerge_by_clicking(recorder):
    client, by = recorder
    winner, loser = person(by), person(by, serial=2, phone="081-234-5678")
    page = client.get(f"/people/{winner.public_id}/merge/").content.decode()
    assert loser.public_id in page
    post = {"loser": loser.public_id, "reason": "เบอร์เดียวกัน ตรวจแล้ว"}
    assert client.post(f"/people/{winner.public_id}/merge/", {**post, "reason": ""}).status_code == 422
    assert client.post(f"/people/{winner.public_id}/merge/", post).status_code == 302
    assert "ระเบียนนี้รวมเข้ากับอีกระเบียนแล้ว" in client.get(f"/people/{loser.public_id}/").content.decode()
    found = client.post("/people/", {"text": synthetic(2), "purpose": "aftercare"}).content.decode()
    assert winner.public_id in found and "พบจากระเบียนที่รวมแล้ว" in found
    wall.enter(by.scope)
    held = Merge.objects.get()
    url = f"/people/{winner.public_id}/unmerge/{held.pk}/"
    assert client.post(url, {"reason": "คนละคน"}).status_code == 302
    assert client.post(url, {"reason": "อีกครั้ง"}).status_code == 422


def test_the_log_of_reads_is_a_page_and_a_paper(recorder):
    client, by = recorder
    one = person(by)
    for _n in range(3):
        client.get(f"/people/{one.public_id}/")
    page = client.get(f"/people/{one.public_id}/reads/").content.decode()
    assert page.count("เปิดข้อมูลรายคน") == 1 and "3 ครั้ง" in page  # one line for a reader, a day and a purpose
    assert "กานดา ศรีประทุม" in page and "ศป.ปส.อ.ปักธงชัย" in page and "เปิดข้อมูลรายคน" in page
    paper = client.get(f"/people/{one.public_id}/reads.pdf")
    assert paper.content.startswith(b"%PDF") and paper.headers["Cache-Control"] == "no-store"


def test_the_paper_of_reads_can_be_copied_as_it_is_read():
    rows = [("21 พ.ค. 2569 10.00–11.20 น. 3 ครั้ง", "อดิศักดิ์ ศุภสิทธิ์", "ศป.ปส.อ.ปักธงชัย", "เปิดข้อมูลรายคน")]
    head = ["เมื่อ", "ใคร", "ที่", "เพื่อ"]
    made = papers.log_paper(title="ผู้เปิดดูข้อมูล", lines=["ของ ปิ่น ที่นี่"], head=head, rows=rows)
    told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=made, capture_output=True, check=True).stdout.decode()
    text = " ".join(told.split())
    for words in ("ผู้เปิดดูข้อมูล", "ของ ปิ่น ที่นี่", "อดิศักดิ์ ศุภสิทธิ์", "ศป.ปส.อ.ปักธงชัย", "เปิดข้อมูลรายคน"):
        assert words in text, text
    assert "ดิ์ดิ์" not in text and "ดิ์ ดิ์" not in text


def test_purposes_are_told_apart():
    said = {one: queries.said_purpose(one, "") for one in ("case", "visit", "health", "today", "aftercare", "enrol")}
    assert len(set(said.values())) == len(said) and not set(said.values()) & set(said)


def test_a_refused_page_shows_nobody_and_logs_nobody(recorder):
    client, _by = recorder
    stranger = actor("DOPA-3609", "drug_recorder")
    other = person(stranger, "DOPA-3609")
    assert client.get(f"/people/{other.public_id}/").status_code == 404
    wall.enter("1.")
    assert not Read.objects.exists()


def test_the_clerk_of_needs_does_not_reach_people_of_aftercare(recorder):
    _client, by = recorder
    one = person(by)
    user, _grant = member("DOPA-3014", "lgo_clerk")
    client = Client()
    client.force_login(user)
    assert client.get(f"/people/{one.public_id}/").status_code == 403


def test_two_people_nothing_proposes_are_found_and_merged_and_parted_again(recorder):
    client, by = recorder
    winner = person(by, phone="")
    other = person(by, serial=9, first_name="พิเชษฐ์", last_name="วงศ์คำ", birth="2530", phone="")
    was = [Person.objects.values().get(pk=one.pk) for one in (winner, other)]
    url = f"/people/{winner.public_id}/merge/"
    assert "พิเชษฐ์" not in client.get(url).content.decode()
    assert client.post(url, {"find": "1", "text": ""}).status_code == 422
    assert "ไม่พบระเบียนอื่น" in client.post(url, {"find": "1", "text": "กขคงจฉ"}).content.decode()
    found = client.post(url, {"find": "1", "text": "พิเชด วงคำ"})
    assert found.status_code == 200 and other.public_id in found.content.decode()
    post = {"loser": other.public_id, "reason": "", "take": "nickname"}
    again = client.post(url, post)
    assert again.status_code == 422 and "checked" in again.content.decode(), "who was chosen stays chosen"
    assert client.post(url, post | {"reason": "แม่ยืนยัน"}).status_code == 302
    held = Merge.objects.get()
    parted = client.post(f"/people/{winner.public_id}/unmerge/{held.pk}/", {"reason": "แม่จำผิด"})
    assert parted.status_code == 302
    now = [Person.objects.values().get(pk=one.pk) for one in (winner, other)]
    for before, after in zip(was, now, strict=True):
        assert {k: v for k, v in before.items() if k != "version"} == {k: v for k, v in after.items() if k != "version"}
    assert client.post(url, post | {"loser": "nobody000000", "reason": "x"}).status_code == 404
