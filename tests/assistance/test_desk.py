"""The desk's pages through the browser's door: board, register, intake, one request from receipt to its end."""

from __future__ import annotations

import io
import re
from uuid import uuid4

import pytest
from django.urls import reverse
from PIL import Image
from tests.assistance.desk import enter
from tests.factories import assistance as made
from tests.factories.actors import NOW, TODAY
from tests.factories.people import home, values

from tidtam.assistance.actions import requests
from tidtam.assistance.models import Delivery, Request
from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.people.models import Person
from tidtam.thai.national_id import synthetic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((320, 240), 40).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def text_of(answer, status: int = 200) -> str:
    text = answer.content.decode()
    assert answer.status_code == status, re.sub(r"<[^>]+>", " ", text)[:3000]
    return re.sub(r'<span class="nowrap">([^<]*)</span>', r"\1", text)


def act(client, one: Request, verb: str, **data):
    data.setdefault("version", one.version)
    return client.post(reverse("assistance:act", args=[one.public_id, verb]), data)


def page(client, one: Request, status: int = 200) -> str:
    return text_of(client.get(reverse("assistance:request", args=[one.public_id])), status)


def again(one: Request, by) -> Request:
    wall.enter(by.scope)
    one.refresh_from_db()
    return one


def typed(**other):
    told = {
        "uuid": str(uuid4()), "door": "counter", "asked_on": "18 พ.ค. 2569", "area": "ต.ตูม อ.ปักธงชัย", "moo": "๖",
        "house_no": "๔๘", "category": "QOL", "needs": ["HOU", "EQP"], "problem": "พายุพัดหลังคา", "wanted": "สังกะสี",
        "first_name": "บุญเรือง", "last_name": "แก้วใส", "id_number": synthetic(77), "phone": "081-2345678",
        "happened_on": "17/5/69", "household": "๔ คน", "vulnerable": ["ELDER".lower()],
        "affected": "สมศรี ใจดี, 48/2, 6\nคำปัน ดีใจ 50/1", "position": "๑๔.๗๑, 102.02", "division": "กองช่าง",
    }  # fmt: skip
    return told | other


def take(client, **other):
    return client.post(reverse("assistance:new_form"), typed(**other))


def test_board_counts_and_lists(django_assert_max_num_queries):
    client, clerk = enter(made.LGO)
    board = reverse("assistance:board")
    assert "ไม่มีคำขอค้าง" in text_of(client.get(board))
    wall.enter(clerk.scope)
    first = made.request(clerk, serial=1)
    made.request(clerk, serial=2, category="DISASTER", track="immediate", codes=("EQP", "HOU"))
    third = made.request(clerk, serial=3)
    requests.assign(request=third, division="กองช่าง", due_on=TODAY.replace(day=1), by=clerk, at=NOW)
    text = text_of(client.get(board))
    assert "3 คำขอยังรอคำตอบ" in text and text.count('<th scope="row">') == 3
    assert first.shown in text and "กองช่าง" in text and "เลยกำหนด" in text and "ตรวจข้อเท็จจริง" in text
    for query, many in (("late=1", 1), ("category=DISASTER", 1), ("show=verifying", 0), ("division=กองช่าง", 1),
                        ("unread=1", 0), ("unchecked=1", 3), ("age=0", 3), ("age=3", 0)):  # fmt: skip
        assert text_of(client.get(f"{board}?{query}")).count('<th scope="row">') == many, query
    for odd in ("?show=x&category=y&age=9", "?age=%C2%B2&page=zz", "?page=99999&division=%00"):
        client.get(board + odd)
    with django_assert_max_num_queries(24):
        client.get(board)


def test_register_finds_numbers_and_names_without_a_word_in_an_address():
    client, clerk = enter(made.LGO)
    one = made.request(clerk, serial=1)
    address = reverse("assistance:register")
    assert one.shown in text_of(client.get(address))
    for asked in (one.shown, "1", "บุญเรือง", "๖๙-๐๐๐๑", "บุนเรือง"):
        assert one.shown in text_of(client.post(address, {"text": asked})), asked
    assert "ไม่พบคำขอ" in text_of(client.post(address, {"text": "ไม่มีใครชื่อนี้"}))


def test_intake_once_with_annex_and_thai_digits():
    client, clerk = enter(made.LGO)
    text = text_of(client.post(reverse("assistance:new"), {"text": "บุญเรือง แก้วใส"}))
    assert "ยังไม่มีในทะเบียน" in text and "กรอกผู้ขอคนใหม่" in text
    assert "บุญเรือง" in text_of(client.post(reverse("assistance:new_form"), {"begin": "1", "searched": "บุญเรือง แก้วใส"}))
    data = typed()
    first = client.post(reverse("assistance:new_form"), data)
    assert first.status_code == 302, text_of(first)
    wall.enter(clerk.scope)
    one = Request.objects.get()
    assert (one.moo, one.house_no, one.household, one.happened_on.isoformat()) == ("6", "48", 4, "2026-05-17")
    assert one.track == "committee" and one.needs.count() == 2 and one.vulnerable == ["elder"]
    assert list(one.affected.values_list("name", "house_no")) == [("สมศรี ใจดี", "48/2"), ("คำปัน ดีใจ", "50/1")]
    second = client.post(reverse("assistance:new_form"), data | {"same": "other"})
    assert second["Location"] == first["Location"]
    wall.enter(clerk.scope)
    assert Request.objects.count() == 1


def test_bad_intake_keeps_what_was_typed_and_the_photos():
    client, clerk = enter(made.LGO)
    photo = jpeg()
    bad = take(client, asked_on="1 มิ.ย. 2569", affected="สมศรี 1-1234-56789-01-2", problem="ก" * 361, needs=[],
               position="1, 2", household="หลายคน", first_name="", photos=[_file(photo)])  # fmt: skip
    text = text_of(bad, 422)
    for said in ("วันที่ขอต้องไม่เลยวันนี้", "ไม่ใส่เลขบัตรหรือเบอร์โทรของผู้อื่น", "เลือกสิ่งที่ขออย่างน้อยหนึ่งอย่าง", "นอกประเทศไทย",
                 "ใส่เป็นตัวเลข", "เก็บไว้แล้ว 1 ไฟล์"):  # fmt: skip
        assert said in text, said
    assert "แก้วใส" in text and "สังกะสี" in text
    kept = re.search(r'name="kept" value="([^"]+)"', text)
    assert kept
    good = take(client, kept=kept[1])
    assert good.status_code == 302, text_of(good)
    wall.enter(clerk.scope)
    assert Request.objects.get().evidence.count() == 1
    heic = take(client, photos=[_file(b"\0\0\0\x18ftypheic" + b"\0" * 40)], id_number=synthetic(9), same="other")
    assert "HEIC" in text_of(heic, 422)


def _file(content: bytes, name: str = "a.jpg"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


def test_same_person_at_the_counter_again_and_formula_names():
    client, clerk = enter(made.LGO)
    assert take(client).status_code == 302
    text = text_of(take(client, first_name="บุญ\u200bเรือง"))
    assert "คนนี้อาจอยู่ในทะเบียนแล้ว" in text
    wall.enter(clerk.scope)
    known = Person.objects.get()
    answer = take(client, same=known.public_id)
    assert answer.status_code == 302, text_of(answer)
    wall.enter(clerk.scope)
    assert Person.objects.count() == 1 and Request.objects.count() == 2
    assert take(client, first_name="=HYPERLINK(1)", id_number=synthetic(5)).status_code == 422


def test_a_person_of_another_office_is_not_found():
    client, _clerk = enter(made.LGO)
    other = made.clerk("LGO-360904")
    stranger = made.request(other, at=other_office(), serial=4).person
    assert take(client, person=stranger.public_id).status_code == 404
    assert client.get(reverse("assistance:request", args=[Request.objects.get().public_id])).status_code == 404


def other_office():
    from tidtam.offices.models import Office

    return Office.objects.get(code="LGO-360904")


def test_from_receipt_to_closing_on_the_committees_track():
    client, clerk = enter(made.LGO)
    head, chief = enter(made.LGO, "lgo_head")
    one = made.request(clerk, serial=1, codes=("HOU", "EQP"))
    text = page(client, one)
    for said in (one.shown, "ขอไว้ 2 เรื่อง ทุกเรื่องมีคำตอบหรือมีเจ้าของ", "ยอดตรงกัน", "เริ่มตรวจข้อเท็จจริง", "ยังไม่ยืนยันกับตัวบท",
                 "ไม่มีและไม่เชื่อมถึงประวัติอื่นของผู้ขอ"):  # fmt: skip
        assert said in text, said
    assert act(client, one, "start_verifying").status_code == 302
    ticks = {f"done_{code}": "on" for code in ("identity", "photos")} | {"note_photos": "สองภาพ"}
    assert act(client, again(one, clerk), "check_item", **ticks).status_code == 302
    wall.enter(clerk.scope)
    assert one.checks.filter(done=True).count() == 2
    assert "เทียบทะเบียน" in page(client, one)
    answer = act(client, again(one, clerk), "note_duplicates", concluded="none")
    assert answer.status_code == 302, text_of(answer)
    assert act(client, again(one, clerk), "send_to_committee").status_code == 302
    assert "รอผู้บริหารหรือคณะกรรมการบันทึกผลพิจารณา" in page(client, one)
    assert act(client, again(one, clerk), "grant", reason="ช่วย", on="21 พ.ค. 2569").status_code == 403
    assert "เห็นควรช่วยเหลือ" in page(head, one)
    assert text_of(act(head, again(one, chief), "grant", reason="", on="21 พ.ค. 2569"), 422)
    answer = act(head, again(one, chief), "grant", reason="เห็นควรช่วยเหลือตามสภาพ", on="21 พ.ค. 2569")
    assert answer.status_code == 302, text_of(answer)
    needs = [need.pk for need in again(one, clerk).needs.order_by("pk")]
    deliver(client, one, clerk, needs[0], proof=_file(jpeg()))
    deliver(client, one, clerk, needs[1], kind="cash", amount="๑,๕๐๐", fund="งบกลาง")
    text = page(client, again(one, clerk))
    assert one.state == "helped" and "หลักฐาน" in text and "1,500 บาท" in text and "ปิดประกาศ" in text
    assert act(client, one, "announce", until="4 มิ.ย. 2569").status_code == 302
    assert "แล้วจึงปิดเรื่องได้" in page(client, again(one, clerk))
    assert act(client, one, "close").status_code == 409
    wall.enter(clerk.scope)
    assert Entry.objects.filter(verb="assistance.request.moved", object_id=str(one.pk)).count() >= 8


def deliver(client, one, by, need, **more):
    told = {"uuid": str(uuid4()), "need": str(need), "kind": "goods", "given": "สังกะสี 20 แผ่น", "on": "21 พ.ค. 2569"}
    answer = act(client, again(one, by), "deliver", **(told | more))
    assert answer.status_code == 302, text_of(answer)


def test_paid_twice_is_paid_once_and_withdrawn_meanwhile_is_said():
    client, clerk = enter(made.LGO)
    head, _chief = enter(made.LGO, "lgo_head")
    one = made.granted(made.request(clerk, serial=1), made.clerk())
    told = {"uuid": str(uuid4()), "need": str(one.needs.get().pk), "kind": "cash", "given": "เงิน", "amount": "500",
            "fund": "งบกลาง", "on": "21 พ.ค. 2569", "version": one.version}  # fmt: skip
    for _ in range(2):
        assert act(client, one, "deliver", **told).status_code == 302
    assert "ช่วยครบแล้ว" in text_of(act(client, again(one, clerk), "deliver", **(told | {"uuid": str(uuid4())})), 409)
    wall.enter(clerk.scope)
    assert Delivery.objects.count() == 1
    other = requests.send_to_committee(request=made.checked(made.request(clerk, serial=2), clerk), by=clerk, at=NOW)
    before = other.version
    requests.withdraw(request=other, by=clerk, at=NOW)
    text = text_of(act(head, other, "grant", reason="เห็นควรช่วยตามที่ขอมา", on="21 พ.ค. 2569", version=before), 409)
    assert "ผู้ขอถอนเรื่อง" in text and "เห็นควรช่วยตามที่ขอมา" in text and "จึงเห็นควรช่วยเหลือไม่ได้" in text


def test_two_clerks_at_once_lose_nothing():
    client, clerk = enter(made.LGO)
    one = made.request(clerk, serial=1)
    seen = one.version
    requests.assign(request=one, division="กองช่าง", by=clerk, at=NOW)
    answer = act(client, one, "assign", division="สำนักปลัด", next_step="ไปดูบ้าน", version=seen)
    text = text_of(answer, 409)
    assert "มีคนแก้คำขอนี้ไปก่อนแล้ว" in text and "ไปดูบ้าน" in text
    refused = text_of(act(client, one, "check_item", version=seen, done_photos="on", note_photos="ถ่ายแล้ว"), 409)
    assert "ถ่ายแล้ว" in refused and 'name="done_photos" checked' in refused
    fresh = again(one, clerk).version
    assert f'name="version" value="{fresh}"' in text


def test_ask_read_photos_and_the_other_verbs():
    from tidtam.assistance.actions import citizens

    client, clerk = enter(made.LGO)
    one = made.request(clerk, serial=1)
    here = [one.public_id]
    assert client.post(reverse("assistance:ask", args=here), {"words": "บ้านอยู่ตรงไหน"}).status_code == 302
    assert client.post(reverse("assistance:ask", args=here), {"words": " "}).status_code == 422
    wall.enter(clerk.scope)
    citizens.say(request=one, words="ข้างวัด", side="citizen", by=clerk, at=NOW)
    text = page(client, one)
    assert "ข้างวัด" in text and "ผู้ขอส่งข้อความมา 1 ข้อความ" in text
    assert text_of(client.get(reverse("assistance:board") + "?unread=1")).count('<th scope="row">') == 1
    assert client.post(reverse("assistance:read", args=here)).status_code == 302
    assert "อ่านแล้ว</button>" not in page(client, one)
    assert client.post(reverse("assistance:add_photos", args=here), {"photos": [_file(jpeg())]}).status_code == 302
    assert client.post(reverse("assistance:add_photos", args=here), {}).status_code == 422
    wall.enter(clerk.scope)
    piece = one.evidence.get()
    assert client.get(reverse("assistance:evidence", args=[*here, piece.public_id])).status_code == 200
    one = again(one, clerk)
    answer = act(client, one, "appoint", day="25 พ.ค. 2569", hour="๑๓.๓๐ น.", words="ไปดูบ้าน")
    assert answer.status_code == 302, text_of(answer)
    assert "13.30" in page(client, one)
    wall.enter(clerk.scope)
    other = requests.receive(office=made.lgo(), intake=made.intake(person_id=one.person_id), by=clerk, at=NOW)
    assert act(client, other, "merge", into=one.public_id).status_code == 302
    assert one.shown in page(client, other)
    assert act(client, again(one, clerk), "withdraw", reason="ซ่อมเองแล้ว").status_code == 302
    assert act(client, again(one, clerk), "reopen", reason="ขอใหม่").status_code == 302
    assert client.get(reverse("assistance:act", args=[*here, "nothing"])).status_code == 404


def test_search_first_offers_the_people_of_the_own_register():
    client, clerk = enter(made.LGO)
    one = made.request(clerk, serial=1)
    text = text_of(client.post(reverse("assistance:new"), {"text": "บุญเรือง"}))
    assert "รับคำขอของคนนี้" in text and values(1).id_number not in text
    text = text_of(client.post(reverse("assistance:new_form"), {"begin": "1", "person": one.person.public_id}))
    assert "ต.ตูม" in text and home().village in text and 'name="first_name"' not in text


def test_roles():
    one = made.request(made.clerk(), serial=1)
    here, board = reverse("assistance:request", args=[one.public_id]), reverse("assistance:board")
    for code, role, sees, may in (
        (made.LGO, "lgo_clerk", 200, 200), (made.LGO, "lgo_head", 200, 403), ("DLA-3014", "joint_clerk", 200, 200),
        ("DLA-3014", "district_recorder", 200, 403), ("DLA-30", "province_coordinator", 200, 403),
        ("LGO-360904", "lgo_clerk", 404, 200), ("DOPA-3014", "drug_recorder", 404, 200),
        ("DLA-3609", "joint_clerk", 404, 200), (made.LGO, "inspector", 403, 403), ("DOPA-3014", "drug_chief", 403, 403),
    ):  # fmt: skip
        client, _by = enter(code, role)
        assert client.get(here).status_code == sees, (code, role)
        assert client.get(reverse("assistance:new")).status_code == may, (code, role)
        assert client.get(board).status_code in ((403,) if sees == 403 else (200, 302)), (code, role)
        assert client.get(reverse("assistance:joint")).status_code == (200 if role == "joint_clerk" else 403)
        if sees != 200:
            for route, more in (("request_paper", ()), ("likes", ()), ("evidence", ("x",)), ("act", ("close",))):
                assert client.get(reverse(f"assistance:{route}", args=[one.public_id, *more])).status_code in (403, 404)


def test_old_addresses_lead_on():
    client, _clerk = enter("DOPA-3014", "drug_recorder")
    assert client.get("/needs/?show=met")["Location"] == "/help/needs/?show=met"
