"""A letter taken in, read and confirmed over HTTP: what the pages show, what they refuse, what they keep."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from tests.factories.actors import office
from tests.factories.letters import LETTER_LONG as LETTER
from tests.letters.pages import controls, filled, taken

from tidtam.accounts import clock
from tidtam.kernel import wall
from tidtam.letters.models import Intake, Letter, RegisterEntry
from tidtam.obligations.models import Duty, Obligation
from tidtam.offices.queries import directly_below

pytestmark = pytest.mark.django_db


def test_from_pasted_text_to_a_number_and_duties(signed_in, lgo):
    client = signed_in(lgo)
    url = taken(client)
    page = client.get(url).content.decode()
    assert "นม 0023.26/ว 901" in page
    assert "ทุกวันที่ 25 ของทุกเดือน" in page
    assert not Duty.objects.exists()  # nothing is live before the button
    answer = client.post(url, filled(client, url, received_on="๑๘ พ.ค. ๒๕๖๙"))
    assert answer.status_code == 302
    wall.enter(office(lgo).path)
    entry = RegisterEntry.objects.get()
    assert (entry.number, entry.received_on) == (1, date(2026, 5, 18))
    assert entry.received_time is None  # of an earlier day nobody knows the hour
    assert Duty.objects.filter(due_on=date(2026, 5, 25)).count() == 1
    shown = client.get(answer["Location"]).content.decode()
    assert "เลขรับ 1" in shown
    assert "ทุกช่องตรงกับที่ระบบอ่าน" in shown


def test_corrections_and_additions_of_the_clerk_are_what_counts(signed_in, lgo):
    client = signed_in(lgo)
    url = taken(client)
    typed = filled(client, url, do="add")
    typed = controls(client.post(url, typed).content.decode()) | {
        "do": "confirm", "l0-subject": "เรื่องที่แก้", "a0-title": "สิบห้าและสามสิบ", "a0-from_level": "lgo",
        "a0-rule": "ทุกวันที่ ๑๕ และ ๓๐ ของเดือน", "counts": "today",
    }  # fmt: skip
    assert client.post(url, typed).status_code == 302
    wall.enter(office(lgo).path)
    assert Letter.objects.get().subject == "เรื่องที่แก้"
    made = Obligation.objects.get(title="สิบห้าและสามสิบ")
    assert made.rule == {"kind": "semimonthly", "days": [15, 30]}
    told = client.get(RegisterEntry.objects.get().public_id.join(["/letters/entries/", "/"])).content.decode()
    assert "สิบห้าและสามสิบ: ทุกวันที่ ๑๕ และ ๓๐ ของเดือน" in told  # who added what stays visible
    assert made.counts_from == date(2026, 5, 21)
    feb = Duty.objects.filter(obligation=made, due_on__month=2).values_list("due_on", flat=True)
    assert set(feb) == {date(2027, 2, 15), date(2027, 2, 28)}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"received_on": "31 พ.ย. 2566"}, "อ่านวันที่นี้ไม่ออก"),
        ({"received_on": "1 ม.ค. 2600"}, "วันที่รับต้องไม่เกินวันนี้"),
        ({"received_time": "25.99"}, "พิมพ์เวลาแบบ 09.40"),
        ({"l0-date": "เมื่อวาน"}, "อ่านวันที่นี้ไม่ออก"),
        ({"l0-number": "", "l0-subject": "", "l0-issuer": ""}, "อย่างน้อยหนึ่งช่อง"),
        ({"l0-enclosure_count": "สองสาม"}, "พิมพ์เป็นตัวเลข"),
        ({"l0-kind": "xx"}, "เลือกจากรายการ"),
        ({"l0-d0-rule": "เดี๋ยวก่อน"}, "ยังไม่เข้าใจกำหนดเวลานี้"),
        ({"l0-d0-rule": ""}, "เขียนกำหนดเวลา"),
        ({"l0-d0-first_due": "๓๐ ก.พ. ๒๕๖๙"}, "อ่านวันที่นี้ไม่ออก"),
        ({"counts": "other", "counts_from": ""}, "กรอกวันที่เริ่มนับ"),
        ({"secrecy": "top_secret"}, "ลับที่สุดห้ามนำเข้าระบบ"),
        ({"main": "99", "added": "9" * 9, "version": "x", "l0-d0-replaces": "1,x", "received_on": ""}, "กรอกวันที่รับ"),
        ({"l0-number": "9" * 500}, "ยาวเกิน 80"),
        ({"l0-references": "นม 1/2 ลงวันที่ ๙๙ ฟหก"}, "อ่านวันที่ของ"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_control_and_nothing_is_lost(signed_in, lgo, change, says):
    client = signed_in(lgo)
    url = taken(client)
    typed = filled(client, url, **({"l0-addressee": "ผู้รับที่พิมพ์ไว้"} | change))
    answer = client.post(url, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert "ผู้รับที่พิมพ์ไว้" in page
    wall.enter(office(lgo).path)
    assert not RegisterEntry.objects.exists()


def test_the_second_clerk_sees_what_the_first_changed(signed_in, lgo):
    one, two = signed_in(lgo, name="คนแรก"), signed_in(lgo, name="คนที่สอง")
    url = taken(one)
    mine = filled(two, url, **{"l0-subject": "แบบของคนที่สอง"})
    assert one.post(url, filled(one, url, **{"l0-subject": "แบบของคนแรก"})).status_code == 302
    answer = two.post(url, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "แบบของคนแรก" in page
    assert "แบบของคนที่สอง" in page
    assert "คนแรก" in page
    wall.enter(office(lgo).path)
    assert RegisterEntry.objects.count() == 1


def test_a_draft_is_kept_and_the_later_of_two_sees_the_other(signed_in, lgo):
    one, two = signed_in(lgo), signed_in(lgo, name="คนที่สอง")
    url = taken(one)
    mine = filled(two, url, do="save", **{"l0-issuer": "ของคนที่สอง"})
    added = filled(one, url, do="save", **{"l0-issuer": "ของคนแรก"})
    added |= {"added": "1", "a0-keep": "1", "a0-title": "สำรวจป้าย", "a0-rule": "ทุกวันศุกร์", "a0-from_level": "lgo"}
    assert one.post(url, added).status_code == 302
    assert "ของคนแรก" in one.get(url).content.decode()
    answer = two.post(url, mine)
    assert answer.status_code == 409
    theirs = {one.theirs for one in answer.context["moved"]["differences"]}
    assert {"ของคนแรก", "สำรวจป้าย", "ทุกวันศุกร์", "ใช้"} <= theirs  # also what only the first one added
    assert "ของคนแรก" in answer.content.decode()
    again = controls(answer.content.decode()) | {"do": "save"}
    assert two.post(url, again).status_code == 302  # knowing the difference, the second may go on
    assert "ของคนที่สอง" in one.get(url).content.decode()


def test_buttons_that_only_change_the_form_keep_everything(signed_in, lgo):
    client = signed_in(lgo)
    url = taken(client)
    for do in ("preview", "fill|l0-date|22 พ.ย. 2566", "fill|nothing|x", "recital|0|9", "recital|x|y", "add", "zzz"):
        answer = client.post(url, filled(client, url, do=do, **{"l0-issuer": "พิมพ์ไว้"}))
        assert answer.status_code == 200, do
        assert "พิมพ์ไว้" in answer.content.decode()


def test_the_preview_says_dates_and_warnings(signed_in, lgo):
    client = signed_in(lgo)
    answer = client.get(
        "/letters/rule/", {"p": "l0-d0", "l0-d0-rule": "ทุกวันที่ 30 ของทุกเดือน", "received_on": "18 พ.ค. 69"}
    )
    page = answer.content.decode()
    assert "ส. 30 พ.ค. 2569 วันหยุด" in page
    bad = client.get("/letters/rule/", {"p": "l0-d0", "l0-d0-rule": "%s'\"<script>"})
    assert "ยังไม่เข้าใจ" in bad.content.decode()
    assert client.get("/letters/rule/").status_code == 200


@pytest.mark.parametrize(
    ("post", "says"),
    [
        ({"text": "  "}, "วางไฟล์ หรือวางข้อความ"),
        ({"text": "ก" * 500_001}, "ข้อความยาวเกินไป"),
        ({"text": LETTER, "secrecy": "top_secret"}, "ลับที่สุดห้ามนำเข้าระบบ"),
        ({"file": SimpleUploadedFile("ว่าง.pdf", b"")}, ""),
        ({"file": SimpleUploadedFile("a.zip", b"Rar!\x1a\x07")}, "ไฟล์ชนิดนี้ยังอ่านไม่ได้"),
    ],
)
def test_what_cannot_be_taken_in_is_said_and_kept(signed_in, lgo, post, says):
    client = signed_in(lgo)
    answer = client.post("/letters/take-in/", post)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert (post.get("text", "").strip() or "x")[:80] in answer.content.decode() or "file" in post


def test_text_that_is_no_letter_can_be_filled_by_hand(signed_in, lgo):
    client = signed_in(lgo)
    for text in ("ข้าวผัดหมู ๒ จาน\x00 น้ำเปล่า", "๐" * 3000, "<script>alert(1)</script> ที่ นม", "a\u202eb ที่ ๙๙/๙๙"):
        url = taken(client, text)
        page = client.get(url).content.decode()
        assert "<script>alert" not in page
        typed = filled(client, url, **{"l0-number": "นม 1/2569", "l0-subject": "กรอกเอง", "received_on": "20 พ.ค. 69"})
        assert client.post(url, typed).status_code == 302


def test_the_same_text_is_told_with_the_earlier_one(signed_in, lgo):
    client = signed_in(lgo)
    url = taken(client)
    client.post(url, filled(client, url))
    again = client.get(taken(client)).content.decode()
    assert "ไฟล์นี้รับเข้าแล้วครั้งหนึ่ง" in again
    assert "เลขที่นี้ลงรับแล้ว" in again
    assert "ดูเลขรับ 1" in again


def test_a_document_is_put_aside_with_a_reason_only(signed_in, lgo):
    client = signed_in(lgo)
    url = taken(client)
    assert "บอกเหตุผล" in client.post(url, filled(client, url, do="discard", reason=" ")).content.decode()
    assert client.post(url, filled(client, url, do="discard", reason="ซ้ำ")).status_code == 302
    assert "ซ้ำ" in client.get(url, follow=True).content.decode()


def test_other_offices_see_nothing(signed_in, lgo):
    url = taken(signed_in(lgo))
    other = signed_in(str(directly_below(office("DLA-3014")).filter(level="lgo").last().code))
    key = url.rstrip("/").rpartition("/")[2]
    for address in (
        url,
        f"/letters/documents/{key}/",
        f"/letters/documents/{key}/file/",
        f"/letters/documents/{key}/pages/1/",
    ):
        assert other.get(address).status_code == 404


def test_a_file_is_read_by_a_task_in_its_own_transactions(signed_in, lgo, settings):
    from PIL import Image

    client = signed_in(lgo)
    picture = io.BytesIO()
    Image.new("RGB", (600, 400), "white").save(picture, "PNG")
    answer = client.post("/letters/take-in/", {"file": SimpleUploadedFile("แมว.png", picture.getvalue())})
    assert answer.status_code == 302
    assert "/documents/" in answer["Location"]
    assert "ดูอีกครั้ง" in client.get(answer["Location"]).content.decode()
    wall.enter(office(lgo).path)
    # The demo's clock keeps the real hour: before ten in the morning, NOW would still be to come.
    Intake.objects.update(taken_at=clock.now() - timedelta(minutes=5))
    assert "ตัวอ่านเอกสารของระบบยังไม่ทำงาน" in client.get(answer["Location"] + "progress/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs")
        rows = cursor.fetchall()
    assert [name for name, _args in rows] == ["letters.read_intake"]


def test_scripted_uploads_are_told_where_to_go(signed_in, lgo):
    answer = signed_in(lgo).post("/letters/take-in/", {"text": LETTER}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "/letters/confirm/" in answer["HX-Redirect"]
