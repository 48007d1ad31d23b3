"""Calendar, duty, library, links, holidays through the browser's door."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.factories.actors import NOW, office
from tests.factories.letters import monthly, received
from tests.obligations.desk import enter, lgo, page, plain, prepared, url_of

from tidtam.accounts.models import Grant
from tidtam.kernel import wall
from tidtam.letters.actions.confirm import CheckedDeadline
from tidtam.obligations.models import Duty, Obligation
from tidtam.offices.queries import directly_below

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def test_calendar_in_its_three_views_and_any_year():
    client, _, _ = prepared()
    month = page(client, reverse("obligations:calendar") + "?m=2026-06")
    assert "มิถุนายน 2569" in month
    assert "รายงานผล ทุกวันที่ 25" in month
    assert "รายงานผล ทุกวันที่ 28" not in month  # the district's own duty
    listed = page(client, reverse("obligations:calendar") + "?view=list&m=2026-06")
    assert listed.count("data-open") == 6
    assert "นม 0023.26/ว 901" in page(client, reverse("obligations:calendar") + "?view=letters&m=2026-06")
    for odd in (
        "?m=1967-02",
        "?month=2&year=2567",
        "?m=9999-99",
        "?m=abc",
        "?year=x&month=",
        "?m=2900-01",
        "?view=x&ob=zz",
    ):
        page(client, reverse("obligations:calendar") + odd)
    assert "กุมภาพันธ์ 2567" in page(client, reverse("obligations:calendar") + "?month=2&year=2567")
    assert "ส่งก่อนวันหยุด ศ. 24 ก.ค. 2569" in page(client, reverse("obligations:calendar") + "?m=2026-07")  # Saturday


def test_duty_page_send_return_accept():
    client, _, code = prepared()
    duty = Duty.objects.filter(office__code=code).order_by("due_on").first()
    text = page(client, url_of(duty))
    assert "ทุกวันที่ 25 ของทุกเดือน" in text and "ส่งรายงาน" in text
    empty = client.post(url_of(duty, "send"), {"version": "1", "words": " "})
    assert empty.status_code == 422 and "ไม่มีการดำเนินงาน" in plain(empty)
    stale = client.post(url_of(duty, "send"), {"version": "7", "words": "ช่วยเหลือ 3 ราย"})
    assert stale.status_code == 409 and "ช่วยเหลือ 3 ราย" in stale.content.decode()
    assert 'name="version" value="1"' in stale.content.decode()
    sent = client.post(url_of(duty, "send"), {"version": "1", "words": "ช่วยเหลือ 3 ราย"}, follow=True)
    assert "ช่วยเหลือ 3 ราย" in sent.content.decode() and "ส่งรายงานแล้ว" in sent.content.decode()
    assert client.post(url_of(duty, "review"), {"verb": "accept"}).status_code == 403
    above, _ = enter("DLA-3014", "district_recorder")
    assert above.post(url_of(duty, "review"), {"verb": "return", "version": "2"}).status_code == 422
    assert (
        above.post(url_of(duty, "review"), {"verb": "return", "comment": "แนบภาพ", "version": "2"}).status_code == 302
    )
    assert "แนบภาพ" in page(client, url_of(duty))
    assert "ช่วยเหลือ 3 ราย</textarea>" in page(client, url_of(duty))  # mended, not written anew
    nil = client.post(url_of(duty, "send"), {"nil": "1", "version": "3", "words": ""}, follow=True)
    assert "ไม่มีการดำเนินงาน" in plain(nil)
    assert above.post(url_of(duty, "review"), {"verb": "accept", "version": "4"}).status_code == 302
    wall.enter("1.")
    duty.refresh_from_db()
    assert (duty.state, duty.sent_on) == ("accepted", date(2026, 5, 21))


def test_duty_page_outside_scope_and_bad_addresses():
    client, _, code = prepared()
    duty = Duty.objects.select_related("obligation", "office").filter(office__code=code).first()
    stranger, _ = enter(directly_below(office("DLA-5709")).filter(level="lgo").first().code)
    assert stranger.get(url_of(duty)).status_code == 404
    for bad in (
        "x/y/2026-05-25/",
        f"{duty.obligation.public_id}/{code}/2026-02-31/",
        f"{duty.obligation.public_id}/{code}/zz/",
    ):
        assert client.get(reverse("obligations:calendar") + bad).status_code == 404


def test_library_and_its_fragments():
    client, _, _ = prepared()
    text = page(client, reverse("obligations:library"))
    assert "รายงานผล ทุกวันที่ 25" in text and "มีเวลา 3 วัน" in text
    one = Obligation.objects.get(title="รายงานผล ทุกวันที่ 25")
    page(client, reverse("obligations:obligation", args=[one.public_id]))
    page(client, reverse("obligations:library") + "?state=zz&kind=zz")
    panel = client.get(reverse("obligations:of_letter", args=[one.letter.public_id]), headers={"HX-Request": "true"})
    assert "<html" not in panel.content.decode() and "กำหนดถัดไป" in panel.content.decode()
    boxes = client.get(reverse("obligations:replaceable") + "?name=d-1-replaces&chosen=1")
    assert boxes.status_code == 200
    above, _ = enter("DLA-3014", "district_recorder")
    boxes = above.get(reverse("obligations:replaceable") + "?name=d-1-replaces", headers={"HX-Request": "true"})
    assert f'name="d-1-replaces" id="d-1-replaces-{one.pk}"' in boxes.content.decode()
    end = reverse("obligations:end", args=[one.public_id])
    assert client.post(end, {"ends_on": "30 มิ.ย. 2569", "reason": "x"}).status_code == 422
    assert above.post(end, {"ends_on": "31 มิ.ย. 2569", "reason": "x"}).status_code == 422
    assert above.post(end, {"ends_on": "30 มิ.ย. 2569", "reason": "หนังสือ ว 5"}).status_code == 302
    assert not Duty.objects.filter(state="open", obligation=one, due_on__gt=date(2026, 6, 30)).exists()


def test_calendar_link_lives_and_ends_with_its_grant():
    client, clerk, _ = prepared()
    made = client.post(reverse("obligations:feeds"), {"reminders": ["5", "0"]}).content.decode()
    path = "/duties/feed/" + made.split("/duties/feed/")[1].split("<")[0].split('"')[0]
    phone = Client()
    answer = phone.get(path)
    text = answer.content.decode()
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    assert text.startswith("BEGIN:VCALENDAR\r\n") and "DTSTART;VALUE=DATE:20260525" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "SUMMARY:รายงานผล ทุกวันที่ 25" in text.replace("\r\n ", "")
    assert text.count("BEGIN:VALARM") == 2 * text.count("BEGIN:VEVENT")
    assert phone.get("/duties/feed/wrong.ics").status_code == 404
    grant = clerk_grant(clerk)
    grant.revoked_at = NOW
    grant.save()
    assert phone.get(path).status_code == 404
    grant.revoked_at = None
    grant.save()
    wall.enter(clerk.scope)
    feed = client.get(reverse("obligations:feeds")).context["feeds"][0]
    assert len(feed.token_hash) == 64 and feed.token_hash not in path
    assert client.post(reverse("obligations:feed_revoke", args=[feed.pk])).status_code == 302
    assert phone.get(path).status_code == 404


def clerk_grant(clerk):
    return Grant.objects.get(pk=clerk.grant_id)


def test_calendar_link_is_throttled():
    client, _, _ = prepared()
    made = client.post(reverse("obligations:feeds"), {}).content.decode()
    path = "/duties/feed/" + made.split("/duties/feed/")[1].split("<")[0].split('"')[0]
    phone = Client()
    codes = [phone.get(path).status_code for _ in range(62)]
    assert codes.count(200) == 60 and codes[-1] == 429


def test_holidays_per_year():
    client, _ = enter("MOI", "administrator")
    address = reverse("obligations:holidays")
    assert "ปีนี้ยังไม่มีรายการ" in page(client, address + "?year=2580")
    assert client.post(reverse("obligations:holidays_seed"), {"year": "2580"}).status_code == 302
    assert "จักร" in page(client, address + "?year=2580")
    assert client.post(address, {"day": "31 ก.พ. 2580", "name": "x"}).status_code == 422
    assert client.post(address, {"day": "5 ม.ค. 2580", "name": "วันหยุดพิเศษ"}).status_code == 302
    assert client.post(address, {"day": "5 ม.ค. 2580", "name": "อีกครั้ง"}).status_code == 422
    row = next(r for r in client.get(address + "?year=2580").context["rows"] if r.day == date(2037, 1, 5))
    assert client.post(reverse("obligations:holiday_off", args=[row.pk])).status_code == 302
    page(client, address + "?year=99999999")
    other, _ = enter(lgo())
    assert other.get(address).status_code == 403


def test_behind_lists_and_reminds_once_a_day():
    prepared()
    above, _ = enter("DLA-3014", "district_recorder")
    address = reverse("obligations:behind")
    query = "?show=waiting&from=2026-05-25&to=2026-05-25"
    text = page(above, address + query)
    assert "เตือนทั้งหมดที่ยังไม่ส่ง" in text
    asked = {"show": "waiting", "from": "2026-05-25", "to": "2026-05-25", "all": "1"}
    first = above.post(address, asked, follow=True).content.decode()
    assert "เตือนแล้ว" in first
    assert "วันนี้เตือนไปแล้วทั้งหมด" in above.post(address, asked, follow=True).content.decode()
    assert above.post(address, {"show": "missing", "duty": "x"}).status_code == 302
    for odd in ("?from=x&to=y", "?at=DLA-3014&page=zz", "?show=zz", "?from=2026-05-25&to=1900-01-01"):
        page(above, address + odd)
    assert above.get(address + "?at=DLA-5709").status_code == 404
    assert above.get(address + "?ob=nothing").status_code == 404


def test_sending_what_was_just_replaced_keeps_the_text_and_shows_the_way():
    code = lgo()
    client, clerk = enter(code)
    received(clerk, code, monthly(25))
    old = Duty.objects.select_related("obligation", "office").order_by("due_on").first()
    new = CheckedDeadline(
        title="รายงานฉบับแก้ไข", rule={"kind": "monthly", "days": [28]}, from_level="lgo", replaces=[old.obligation_id]
    )
    received(clerk, code, new, number="นม 0001/7", text="เรื่องแก้ไขกำหนดรายงาน " * 40)
    answer = client.post(url_of(old, "send"), {"version": "1", "words": "ช่วยเหลือ 7 ราย"})
    text = plain(answer)
    assert answer.status_code == 409
    assert "ช่วยเหลือ 7 ราย" in text and "เปิดหน้าที่ฉบับใหม่" in text and "/2026-05-28/" in text
    old_page = page(client, reverse("obligations:library") + "?state=superseded")
    assert "แทนด้วย" in old_page
    shown = page(client, reverse("obligations:obligation", args=[_new().public_id]))
    assert "อะไรเปลี่ยน" in shown and "แทนฉบับเดิม" in shown


def _new() -> Obligation:
    return Obligation.objects.get(title="รายงานฉบับแก้ไข")


def test_attachment_of_a_statement_reaches_the_superior_and_nobody_else():
    client, _, code = prepared()
    duty = Duty.objects.select_related("obligation", "office").filter(office__code=code).order_by("due_on").first()
    upload = SimpleUploadedFile("ผล.txt", "ผลการช่วยเหลือ 3 ราย".encode(), content_type="text/plain")
    assert client.post(url_of(duty, "send"), {"version": "1", "words": "", "file": upload}).status_code == 302
    shown = page(client, url_of(duty))
    link = re.search(r'href="([^"]*/files/[^"]+)"', shown)[1]
    above, _ = enter("DLA-3014", "district_recorder")
    answer = above.get(link)
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    other, _ = enter(directly_below(office("DLA-3014")).filter(level="lgo")[1].code)
    assert other.get(link).status_code == 404
    bad = SimpleUploadedFile("x.exe", b"MZ\x00\x01" * 50, content_type="application/pdf")
    second = directly_below(office("DLA-3014")).filter(level="lgo")[1].code
    clerk, _ = enter(second)
    mine = Duty.objects.select_related("obligation", "office").filter(office__code=second).order_by("due_on").first()
    refused = clerk.post(url_of(mine, "send"), {"version": "1", "words": "ข้อความที่พิมพ์", "file": bad})
    assert refused.status_code == 422 and "ข้อความที่พิมพ์" in plain(refused)
