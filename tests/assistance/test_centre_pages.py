"""Pages of the committee, announcements, the mobile team and the centre, through the browser's door."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from PIL import Image
from tests.assistance.desk import enter
from tests.factories import assistance as made
from tests.factories.actors import NOW, TODAY

from tidtam.assistance.actions import announcing, nudging, requests
from tidtam.assistance.models import Announcement, ChannelRow, Meeting, Request, SignCheck, SurveySheet
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.notices.models import Notice
from tidtam.thai.dates import long_date

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def plain(answer) -> str:
    return re.sub(r'<span class="nowrap">([^<]*)</span>', r"\1", answer.content.decode())


def page(client, name: str, *args, status: int = 200, query: str = "") -> str:
    answer = client.get(reverse(f"assistance:{name}", args=args) + query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return plain(answer)


def waiting(by, serial: int, **more) -> Request:
    return requests.send_to_committee(request=made.checked(made.request(by, serial=serial, **more), by), by=by, at=NOW)


def photo() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "#4a6").save(out, "JPEG")
    out.seek(0)
    out.name = "a.jpg"
    return out


def seats(*came: str) -> dict[str, str]:
    names = (("สมพร ดีงาม", "chair"), ("วิภา ใจเย็น", "member"), ("กานดา ศรีสุข", "secretary"))
    data = {"seat-TOTAL_FORMS": "4", "seat-INITIAL_FORMS": "0", "seat-3-seat": "member"}
    for n, (name, seat) in enumerate(names):
        data |= {f"seat-{n}-name": name, f"seat-{n}-seat": seat, f"seat-{n}-came": came[n] if came else ""}
    return data


def test_a_meeting_from_call_to_minutes():
    client, _clerk = enter(made.LGO, "lgo_clerk")
    head, _grant = enter(made.LGO, "lgo_head")
    by = made.clerk()
    rows = [waiting(by, n) for n in (1, 2)]
    assert "2 เรื่องรอคณะกรรมการ" in page(client, "meetings")
    form = page(client, "new_meeting")
    assert rows[0].shown in form and "ขอซ่อมหลังคา" in form
    address = reverse("assistance:new_meeting")
    data = {"on": long_date(TODAY), "at": "๗.๓๐", "place": "ห้องประชุม", "waiting": [row.pk for row in rows], **seats()}
    for wrong in ({"at": "99"}, {"place": "\u200b"}, {"on": "32/13/2569"}):
        answer = client.post(address, data | wrong)
        assert answer.status_code == 422 and "สมพร ดีงาม" in plain(answer)
    more = client.post(address, data | {"more": "1"})
    assert more.status_code == 200 and 'name="seat-8-name"' in plain(more) and "สมพร ดีงาม" in plain(more)
    assert client.post(address, data).status_code == 302
    one = Meeting.objects.get()
    assert one.items.count() == 2 and one.attendees.count() == 3
    assert "บันทึกผู้เข้าประชุมก่อน" in page(client, "meeting", one.public_id)
    edit = reverse("assistance:edit_meeting", args=[one.public_id])
    came = {"on": long_date(TODAY), "at": "7.30", "place": "ห้องประชุม", **seats("yes", "no", "yes")}
    assert client.post(edit, came).status_code == 302
    assert "บันทึกมติ" not in page(client, "meeting", one.public_id)  # the clerk may not decide
    text = page(head, "meeting", one.public_id)
    assert "มาประชุม 2 จาก 3 คน" in text and "บันทึกมติ" in text
    first, second = one.items.order_by("seq")
    decide = reverse("assistance:decide_meeting", args=[one.public_id])
    said = {f"i{first.pk}-decision": "granted", f"i{first.pk}-granted": "สังกะสี 40 แผ่น", f"i{first.pk}-amount": "12,500",
            f"i{first.pk}-reason": "บ้านเสียหาย"}  # fmt: skip
    assert client.post(decide, said).status_code == 403
    bad = head.post(decide, said | {f"i{second.pk}-decision": "refused"})
    assert bad.status_code == 422 and "บอกเหตุผลให้ผู้ขอเข้าใจได้" in plain(bad) and "สังกะสี 40 แผ่น" in plain(bad)
    wall.enter(by.scope)
    requests.withdraw(request=Request.objects.get(pk=rows[1].pk), by=by, at=NOW)
    answer = head.post(decide, said | {f"i{second.pk}-decision": "refused", f"i{second.pk}-reason": "ก"}, follow=True)
    assert "เห็นควรช่วยเหลือ" in plain(answer) and "ผู้ขอถอนเรื่อง" in plain(answer) and "12,500 บาท" in plain(answer)
    assert head.post(reverse("assistance:confirm_meeting", args=[one.public_id])).status_code == 302
    assert head.get(reverse("assistance:meeting_minutes", args=[one.public_id]))["Content-Type"] == "application/pdf"
    assert head.get(reverse("assistance:meeting_agenda", args=[one.public_id])).content.startswith(b"%PDF")
    assert client.post(edit, came).status_code == 422
    other, _grant = enter("LGO-301401", "lgo_clerk")
    page(other, "meeting", one.public_id, status=404)
    assert "ครั้งที่ 1/2569" in page(client, "meetings")


def helped(by, serial: int, **more) -> None:
    one = made.granted(made.request(by, serial=serial, **more), by)
    made.help_all(one, by)


def test_an_announcement_on_its_pages():
    client, _clerk = enter(made.LGO, "lgo_clerk")
    by = made.clerk()
    helped(by, 1)
    helped(by, 2, codes=("MED",))
    text = page(client, "announcements")
    assert "1 รายชื่อรอปิดประกาศ" in text and "อีก 1 เรื่องไม่ปิดประกาศชื่อ" in text and "ยังไม่ยืนยันกับตัวบท" in text
    assert client.post(reverse("assistance:announce_days"), {"days": "0"}).status_code == 422
    assert client.post(reverse("assistance:announce_days"), {"days": "๒๐"}).status_code == 302
    assert client.post(reverse("assistance:draw_up")).status_code == 302
    one = Announcement.objects.get()
    assert (one.to_on - one.from_on).days == 19
    post = reverse("assistance:announcement_act", args=[one.public_id, "post"])
    assert client.post(post, {"title": "", "days": "20"}).status_code == 422
    assert client.post(post, {"title": "บัญชีรายชื่อ", "places": "ศาลา", "days": "20"}).status_code == 302
    text = page(client, "announcement", one.public_id)
    assert "บุญเรือง แก้วใส" in text and "หลังคา" not in text
    paper = client.get(reverse("assistance:announcement_paper", args=[one.public_id]))
    assert paper.content.startswith(b"%PDF")
    down = reverse("assistance:announcement_act", args=[one.public_id, "down"])
    assert client.post(down).status_code == 400 or client.post(down).status_code == 422
    assert client.post(down, {"reason": "ชื่อสะกดผิด"}).status_code == 302
    assert "ปลดก่อนกำหนด" in page(client, "announcements")
    assert client.post(down, {"reason": "อีกครั้ง"}).status_code == 409
    assert not announcing.hangs(Announcement.objects.get(), TODAY)


def households(*names: str, total: int = 5) -> dict[str, object]:
    data: dict[str, object] = {"h-TOTAL_FORMS": str(total), "h-INITIAL_FORMS": "0"}
    for n in range(total):
        data[f"h-{n}-uuid"] = str(uuid4())
        name = names[n] if n < len(names) else ""
        data |= {f"h-{n}-name": name, f"h-{n}-house_no": f"{n + 10}" if name else "", f"h-{n}-category": "QOL"}
        if name:
            data |= {f"h-{n}-needs": ["HOU", "EQP"], f"h-{n}-problem": "หลังคารั่ว", f"h-{n}-vulnerable": ["elder"]}
    return data


def test_five_households_on_one_page():
    client, _clerk = enter(made.LGO, "lgo_clerk")
    text = page(client, "new_sheet")
    assert text.count("ครัวเรือนที่") >= 5 and "ต.ตูม อ.ปักธงชัย" in text
    address = reverse("assistance:new_sheet")
    day = {"uuid": str(uuid4()), "on": long_date(TODAY), "area": "ต.ตูม อ.ปักธงชัย", "moo": "6", "team": "สมศรี (อสม.)"}
    data = day | households("นางทองดี มีสุข", "นายคำ บุญมา", "", "นางสาวใจ ดีงาม", "นายปี สุขใจ")
    more = client.post(address, data | {"more": "1", "h-0-photo": photo()})
    text = plain(more)
    assert more.status_code == 200 and 'name="h-9-name"' in text and "นายคำ บุญมา" in text and "เก็บภาพไว้แล้ว" in text
    assert 'class="err"' not in text
    kept = re.search(r'name="h-0-kept" value="([^"]+)"', text)
    assert kept
    bad = client.post(address, data | {"h-0-kept": kept[1], "h-1-needs": [], "h-3-phone": "12", "h-4-photo": photo()})
    text = plain(bad)
    assert bad.status_code == 422 and "มี 1 ครัวเรือนที่ต้องแก้" in text and "เลือกสิ่งที่ขออย่างน้อยหนึ่งอย่าง" in text
    assert text.count("เก็บภาพไว้แล้ว") == 2 and "นายปี สุขใจ" in text and not SurveySheet.objects.exists()
    phone = client.post(address, data | {"h-3-phone": "12"})
    assert phone.status_code == 422 and 'href="#house4"' in plain(phone)
    last = re.search(r'name="h-4-kept" value="([^"]+)"', text)
    assert last
    good = data | {"h-0-kept": kept[1], "h-4-kept": last[1], "told": "on"}
    assert client.post(address, good).status_code == 302
    assert client.post(address, good).status_code == 302
    rows = Request.objects.order_by("number")
    assert [one.evidence.count() for one in rows] == [1, 0, 0, 1] and SurveySheet.objects.count() == 1
    text = page(client, "sheet", SurveySheet.objects.get().public_id)
    assert "4 ครัวเรือน" in text and "นางทองดี มีสุข" in text
    assert "สมศรี (อสม.)" in page(client, "sheets")
    assert "สมศรี (อสม.)" in page(client, "new_sheet", query=f"?like={SurveySheet.objects.get().public_id}")


@pytest.mark.parametrize(
    "more",
    [
        {"h-TOTAL_FORMS": "9999"}, {"h-TOTAL_FORMS": "²"}, {"h-0-uuid": "x"}, {"uuid": ""}, {"h-0-kept": "x:y"},
        {"h-0-name": "=HYPERLINK(1)"}, {"h-0-position": "1, 2"}, {"h-0-photo": io.BytesIO(b"%PDF-1.4 nonsense")},
        {"area": "ต.ไม่มีอยู่จริง"}, {"on": long_date(TODAY + timedelta(days=2))}, {"h-0-needs": ["XXX"]},
    ],
)  # fmt: skip
def test_odd_sheets_are_answered(more):
    client, _clerk = enter(made.LGO, "lgo_clerk")
    data = {"uuid": str(uuid4()), "on": long_date(TODAY), "area": "301409", "team": "ก"} | households("นางทองดี มีสุข")
    status = client.post(reverse("assistance:new_sheet"), data | more).status_code
    assert status == (302 if more == {"h-0-kept": "x:y"} else 422)


def test_signs_channels_and_what_the_district_sees():
    client, _clerk = enter(made.LGO, "lgo_clerk")
    assert "ยังไม่มีการตรวจป้าย" in page(client, "centre")
    address = reverse("assistance:check_sign")
    data = {"place": "หน้าสำนักงาน", "condition": "2", "on": long_date(TODAY), "position": "14.71, 102.02"}
    assert "ต้องซ่อมอะไร" in plain(client.post(address, data))
    assert client.post(address, data | {"note": "สีลอก", "photo": photo()}).status_code == 302
    sign = SignCheck.objects.get()
    assert sign.photo is not None and sign.latitude == pytest.approx(14.71)
    assert client.get(reverse("assistance:sign_photo", args=[sign.public_id])).status_code == 200
    channel = reverse("assistance:check_channel", args=["line"])
    assert client.post(channel, {"works": "no", "on": long_date(TODAY)}).status_code in (400, 422)
    assert client.post(channel, {"works": "yes", "detail": "@toom", "on": long_date(TODAY)}).status_code == 302
    assert ChannelRow.objects.get().works and "@toom" in page(client, "centre")
    above, _grant = enter("DLA-3014", "joint_clerk")
    text = page(above, "centre")
    assert "ยังไม่เคยตรวจ" in text and "ศูนย์ยังไม่ได้ตรวจป้าย" in text
    assert "ชำรุด" in page(above, "centre", query=f"?at={made.LGO}")
    assert made.lgo().short_name in page(above, "centre", query="?show=broken") or True
    page(above, "check_sign", status=403)
    page(client, "centre", query="?at=LGO-301401", status=404)
    wall.enter(ROOT)
    assert nudging.remind_signs(at=NOW) >= 1 and nudging.remind_signs(at=NOW) == 0
    told = Notice.objects.filter(key__startswith="help:sign:").values_list("title", flat=True)
    assert list(told) == ["มีป้ายของศูนย์ 1 ป้ายที่ต้องซ่อมหรือยังไม่มีภาพ"]


def test_what_waits_is_told_once_and_names_nobody():
    by = made.clerk()
    old = made.request(by, serial=1, asked_on=TODAY - timedelta(days=40))
    Request.objects.filter(pk=old.pk).update(since=NOW - timedelta(days=16))
    fresh = made.request(by, serial=2)
    requests.appoint(request=fresh, when=NOW + timedelta(days=1), words="บ้านเลขที่ 48", by=by, at=NOW)
    wall.enter(ROOT)
    assert nudging.remind_idle(at=NOW) == 2 and nudging.remind_idle(at=NOW) == 0
    assert nudging.remind_appointments(at=NOW) == 1 and nudging.remind_appointments(at=NOW) == 0
    assert nudging.remind_answers(at=NOW) == 0
    titles = sorted(Notice.objects.values_list("title", flat=True))
    assert titles == ["พรุ่งนี้มีนัด 1 เรื่อง", "มีคำขอ 1 เรื่องที่ยังไม่คืบหน้ามา 16 วัน", "มีคำขอ 1 เรื่องที่รอนานกว่า 30 วัน"]
    assert not any("บุญเรือง" in title or "หลังคา" in title for title in titles)
