"""What the desk's pages do not let anybody do by another door, and what they still say then."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from PIL import Image
from tests.assistance.desk import enter
from tests.assistance.test_desk import act, again, page, take, text_of
from tests.assistance.test_desk_papers import words_of
from tests.factories import assistance as made
from tests.factories.actors import NOW, TODAY, office

from tidtam.assistance.actions import centre, citizens, referrals
from tidtam.assistance.models import Need, Request
from tidtam.assistance.papers.form import form_paper
from tidtam.kernel import wall

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def test_help_for_a_request_is_noted_where_it_is_decided_on():
    client, clerk = enter(made.LGO)
    one = made.request(clerk, codes=("HOU", "EQP"))
    need = one.needs.order_by("pk")[0]
    here = reverse("assistance:need", args=[need.public_id])
    text = text_of(client.get(here))
    assert 'id="settle"' not in text and 'id="refuse"' not in text and one.shown in text
    for verb, said in (("settle", {"given": "เงินสด", "on": "21 พ.ค. 2569"}), ("refuse", {"words": "ไม่เข้าเกณฑ์"})):
        answer = client.post(reverse("assistance:move", args=[need.public_id, verb]), said)
        assert answer.status_code == 409 and one.shown in answer.content.decode()
    wall.enter(clerk.scope)
    assert set(Need.objects.values_list("bucket", flat=True)) == {"unmet"}
    assert client.post(reverse("assistance:move", args=[need.public_id, "take_up"]), {}).status_code == 302


def test_the_head_sees_what_others_ask_and_no_link_that_is_shut():
    head, _by = enter(made.LGO, "lgo_head")
    by = made.clerk("LGO-301402")
    asker = made.request(by, at=office("LGO-301402"))
    referrals.send(need=asker.needs.get(), office=made.lgo(), summary="ขอยืมเครื่องมือ", by=by, at=NOW)
    board, inbound = reverse("assistance:board"), reverse("assistance:inbounds")
    assert inbound not in text_of(head.get(f"{board}?show=live"))
    assert f'href="{inbound}"' in text_of(enter(made.LGO)[0].get(f"{board}?show=live"))


def test_what_the_requester_thought_stands_on_the_page():
    client, clerk = enter(made.LGO)
    one = made.granted(made.request(clerk), made.clerk())
    made.help_all(one, made.clerk())
    citizens.give_opinion(request=one, helped="partly", words="ยังขาดตะปู", by=made.clerk(), at=NOW)
    text = page(client, again(one, clerk))
    assert "ช่วยได้บางส่วน" in text and "ยังขาดตะปู" in text


def test_odd_digits_are_told_and_nothing_breaks():
    client, clerk = enter(made.LGO)
    one = made.request(clerk)
    answer = act(client, one, "appoint", day="25 พ.ค. 2569", hour="²", words="ไปดูบ้าน")
    assert "พิมพ์เวลาแบบ" in text_of(answer, 422)


def test_a_place_elsewhere_is_taken_in_and_said():
    client, clerk = enter(made.LGO)
    sent = take(client, area="ต.ในเมือง อ.เมืองนครราชสีมา")
    assert sent.status_code == 302, text_of(sent, 302)
    assert "อยู่นอกพื้นที่ของหน่วยงาน" in text_of(client.get(sent.headers["Location"]))
    wall.enter(clerk.scope)
    assert Request.objects.get().area_id == "300101"


def test_the_photo_of_a_channel_is_shown_and_the_poster_is_near():
    client, clerk = enter(made.LGO)
    out = io.BytesIO()
    Image.effect_noise((64, 48), 40).convert("RGB").save(out, "JPEG")
    centre.check_channel(office=made.lgo(), kind="phone", works=True, detail="044 000 000", on=TODAY,
                         photo=out.getvalue(), by=clerk, at=NOW)  # fmt: skip
    text = text_of(client.get(reverse("assistance:centre")))
    assert f"/ask/o/{made.LGO}/poster.pdf" in text
    photo = reverse("assistance:channel_photo", args=["phone"])
    assert photo in text and client.get(photo).headers["Content-Type"] == "image/webp"
    assert client.get(reverse("assistance:channel_photo", args=["line"])).status_code == 404


def test_who_asks_can_be_called_and_put_right():
    client, clerk = enter(made.LGO)
    one = made.request(clerk)
    here = reverse("assistance:requester", args=[one.public_id])
    assert "tel:0812345678" in page(client, one) and here in page(client, one)
    assert "0812345678" not in page(enter(made.LGO, "lgo_head")[0], one)
    wrong = client.post(here, {"first_name": "บุญเรือง", "last_name": "แก้วใส", "phone": "12"})
    assert "9–10 หลัก" in text_of(wrong, 422)
    sent = client.post(here, {"first_name": "บุญ\u200bเรียง", "last_name": "แก้วใส", "phone": "๐๘๙-๑๑๑๒๒๒๓"})
    assert sent.status_code == 302
    text = page(client, again(one, clerk))
    assert "บุญเรียง แก้วใส" in text and "tel:0891112223" in text
    told = act(client, again(one, clerk), "amend", title="ขอซ่อมครัว", category="QOL", track="committee", house_no="๕๐",
               moo="7", vulnerable=["elder"])  # fmt: skip
    assert told.status_code == 302
    one = again(one, clerk)
    assert (one.house_no, one.moo, one.title, one.vulnerable) == ("50", "7", "ขอซ่อมครัว", ["elder"])
    assert one.area_id == "301409"  # nothing said: as it was
    more = {"title": "ขอซ่อมครัว", "category": "QOL", "track": "committee"}
    assert "ตำบล" in text_of(act(client, one, "amend", area="ต.ไม่มีที่นี่", **more), 422)
    assert act(client, one, "amend", area="ต.เมืองปัก อ.ปักธงชัย", **more).status_code == 302
    assert again(one, clerk).area.name_th == "เมืองปัก"
    assert enter("DLA-3014", "district_recorder")[0].get(here).status_code == 403


def test_a_district_asks_on_paper_in_its_own_name():
    by = made.clerk("DOPA-3014", "drug_recorder")
    one = made.request(by, at=office("DOPA-3014"))
    client, _by = enter("DOPA-3014", "drug_recorder")
    assert 'id="ticket"' not in page(client, one) and "ออกใบรับพร้อมรหัส" not in page(client, one)
    wall.enter(by.scope)
    words = words_of(form_paper(Request.objects.get())).replace(" ", "")
    assert "ที่ว่าการอำเภอปักธงชัย" in words and "ยาเสพติด" not in words
