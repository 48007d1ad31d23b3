"""The owner's list and one need, through the browser's door."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from tests.assistance.desk import LATER, day, enter, lgo, need, person
from tests.factories.actors import NOW, TODAY, office

from tidtam.assistance import actions
from tidtam.assistance.models import Need
from tidtam.kernel import wall

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def page(client, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return plain(answer)


def plain(answer) -> str:
    return re.sub(r'<span class="nowrap">([^<]*)</span>', r"\1", answer.content.decode())


def post(client, one: Need, verb: str, **data):
    return client.post(reverse("assistance:move", args=[one.public_id, verb]), data)


def test_list_by_state_kind_and_age(django_assert_num_queries):
    client, clerk = enter("DOPA-3014", "drug_recorder")
    address = reverse("assistance:needs")
    assert "ไม่มีคำขอในกลุ่มนี้" in page(client, address)
    wall.enter(clerk.scope)
    needs = [need(clerk, code, asked_on=day(back)) for code, back in (("HOU", 3), ("JOB", 40), ("JOB", 200))]
    actions.settle(need=needs[0], given="สังกะสี", on=TODAY, by=clerk, at=NOW)
    text = page(client, address)
    assert "ยังมี 2 คนที่ขอแล้วและยังรอ" in text and "ขอ 3 คน ช่วยครบแล้ว 1 คน ยังรอ 2 คน" in text
    assert text.count('<th scope="row">') == 2 and "40 วัน" in text and "ต.ตูม" in text
    assert page(client, address + "?show=met").count('<th scope="row">') == 1
    assert page(client, address + "?code=JOB&age=3").count('<th scope="row">') == 1
    assert "ไม่มีคำขอที่ตรงกับที่เลือก" in page(client, address + "?code=DOC")
    for odd in ("?show=x&code=y&age=9", "?age=%C2%B2&page=zz", "?page=99999"):
        page(client, address + odd)
    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get(address)
    wall.enter(clerk.scope)
    for _ in range(6):
        need(clerk)
    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get(address)


QUERIES_OF_LIST = 13


def test_need_page_take_up_and_settle():
    client, clerk = enter("DOPA-3014", "drug_recorder")
    one = need(clerk, detail="หลังคารั่วมาก")
    here = reverse("assistance:need", args=[one.public_id])
    text = page(client, here)
    for words in ("หลังคารั่วมาก", "บุญเรือง แก้วใส", "ต.ตูม", "ที่ว่าการอำเภอปักธงชัย", "รับไปดำเนินการ", "ยังไม่ได้ · รอรับเรื่อง"):
        assert words in text
    for secret in ("ยาเสพติด", "ติดตาม</a>", "บำบัด"):
        assert secret not in text.split("<main", 1)[1].split("</main>")[0]
    assert post(client, one, "take_up", version="1", next_step="นัดดูบ้าน", due_on="25 พ.ค. 2569").status_code == 302
    assert "นัดดูบ้าน" in page(client, here)
    refused = post(client, one, "settle", version="2", given="", amount="abc", on="31 ก.พ. 2569", fund="งบกลาง")
    assert refused.status_code == 422 and "งบกลาง" in plain(refused)
    stale = post(client, one, "settle", version="1", given="สังกะสี", amount="๔,๕๐๐", on="21 พ.ค. 2569")
    assert stale.status_code == 409 and "สังกะสี" in plain(stale) and 'name="version" value="2"' in plain(stale)
    done = client.post(
        reverse("assistance:move", args=[one.public_id, "settle"]),
        {"version": "2", "given": "สังกะสี", "amount": "๔,๕๐๐", "on": "21 พ.ค. 2569", "fund": "งบกลาง"},
        follow=True,
    )
    assert "บันทึกว่าช่วยแล้ว" in plain(done) and "4,500" in plain(done)
    assert post(client, one, "settle", version="3", given="x", on="21 พ.ค. 2569").status_code == 409
    assert post(client, one, "reopen", version="3").status_code == 302
    for verb, data in (
        ("set_unmet", {"reason": "no_budget"}), ("refuse", {"words": "ไม่มีในระเบียบ"}), ("reopen", {}),
        ("withdraw", {"words": "ไม่เอาแล้ว"}),
    ):  # fmt: skip
        assert post(client, one, verb, **data).status_code == 302, verb
    assert "ไม่เอาแล้ว" in page(client, here)


def test_hand_over_to_the_local_government_of_the_place():
    client, clerk = enter("DOPA-3014", "drug_recorder")
    one = need(clerk)
    there = lgo()
    assert f'value="{there.code}"' in page(client, reverse("assistance:need", args=[one.public_id]))
    assert post(client, one, "hand_over", office="DLA-5709").status_code == 422
    moved = client.post(
        reverse("assistance:move", args=[one.public_id, "hand_over"]), {"office": there.code}, follow=True
    )
    assert moved.redirect_chain[-1][0] == reverse("assistance:needs") and "ส่งต่อแล้ว" in plain(moved)
    page(client, reverse("assistance:need", args=[one.public_id]), status=404)
    receiver, _ = enter(there.code)
    text = page(receiver, reverse("assistance:need", args=[one.public_id]))
    assert "จาก ที่ว่าการอำเภอปักธงชัย ถึง" in text and "ยาเสพติด" not in text and "ศป.ปส" not in text
    assert "ยังมี 1 คน" in page(receiver, reverse("assistance:needs"))


def test_merge_is_offered_with_the_other_needs_of_the_person():
    client, clerk = enter("DOPA-3014", "drug_recorder")
    whose = person(office("DOPA-3014"))
    one, other = need(clerk, of=whose), need(clerk, "EQP", of=whose)
    assert f'value="{other.public_id}"' in page(client, reverse("assistance:need", args=[one.public_id]))
    assert post(client, one, "merge", into=other.public_id).status_code == 302
    wall.enter(clerk.scope)
    assert Need.objects.get(pk=one.pk).merged_into_id == other.pk
    assert "รวมกับ" in page(client, reverse("assistance:need", args=[one.public_id]))


def test_who_may_see_and_do():
    client, clerk = enter("DOPA-3014", "drug_recorder")
    one = need(clerk)
    stranger, _ = enter("DOPA-3609", "drug_recorder")
    page(stranger, reverse("assistance:need", args=[one.public_id]), status=404)
    assert post(stranger, one, "take_up").status_code == 404
    member, _ = enter("DOPA-3014", "team_member")
    page(member, reverse("assistance:needs"), status=403)
    assert post(client, one, "escalate").status_code == 404
    assert client.get(reverse("assistance:move", args=[one.public_id, "take_up"])).status_code == 302
    assert LATER > NOW
