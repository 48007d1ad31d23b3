"""The desk and transfers through the browser's door: what is typed stays, what is refused says why, twice is once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories import aftercare as made
from tests.factories.actors import NOW, TODAY, member

from tidtam.accounts import access as accounts
from tidtam.accounts import clock
from tidtam.accounts.models import Installation
from tidtam.aftercare.models import Alert, Case, Offer, Task, Ticket, Transfer
from tidtam.aftercare.views import offers
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.places.queries import by_code, place_line

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(db: None) -> Iterator[None]:
    """Set the demo's day."""
    Installation.objects.create(is_demo=True, as_of=date(2026, 5, 21))
    clock.forget()
    yield
    clock.forget()


def enter(code: str, role: str = "drug_recorder") -> tuple[Client, Actor]:
    """Sign somebody in, and open the wall for them."""
    user, grant = member(code, role)
    client = Client()
    client.force_login(user)
    by = accounts.actor_of(grant, user)
    wall.enter(by.scope)
    return client, by


def post(client: Client, name: str, *args: str, **data: str) -> tuple[int, str]:
    """Post a form; afterwards every row can be read."""
    answer = client.post(reverse(f"aftercare:{name}", args=args), data)
    wall.enter(ROOT)
    return answer.status_code, answer.content.decode()


def test_an_alert_is_acknowledged_once_with_words():
    client, by = enter("DOPA-3014")
    case = made.case(by)
    row = Alert.objects.create(case=case, visit_no=1, kind="violence", scope_path=case.scope_path, raised_at=NOW)
    assert "1323" in client.get(reverse("aftercare:alerts")).content.decode()
    status, text = post(client, "acknowledge", row.public_id, note=" ")
    assert status == 422 and "บอกสั้น ๆ ว่าทำอะไรไปแล้ว" in text
    assert post(client, "acknowledge", row.public_id, note="ไปหาแล้ว")[0] == 302
    assert post(client, "acknowledge", row.public_id, note="อีกครั้ง")[0] == 302
    assert "ไปหาแล้ว" in client.get(reverse("aftercare:alerts") + "?show=known").content.decode()


def test_a_fresh_alert_stands_first_and_is_not_called_late():
    client, by = enter("DOPA-3014")
    case = made.case(by)
    kept = {"case": case, "scope_path": case.scope_path}
    Alert.objects.create(visit_no=1, kind="violence", raised_at=NOW, **kept)
    first = client.get("/").context["groups"][0]
    assert first["title"] == "ด่วน" and [row.icon for row in first["rows"]] == ["siren"]
    wall.enter(ROOT)
    Task.objects.create(
        kind="tracing", due_on=TODAY - timedelta(days=2), office=case.office, made_at=NOW, **kept
    )  # fmt: skip
    first = client.get("/").context["groups"][0]
    assert first["title"] == "ด่วนและเลยกำหนด" and [row.icon for row in first["rows"]] == ["siren", "list-checks"]
    wall.enter(ROOT)
    Alert.objects.all().delete()
    assert client.get("/").context["groups"][0]["title"] == "เลยกำหนด"


def test_a_task_is_finished_and_a_question_answered():
    client, by = enter("DOPA-3014")
    case = made.case(by)
    task = Task.objects.create(
        case=case, kind="tracing", due_on=TODAY, office=case.office, scope_path=case.scope_path, made_at=NOW
    )
    assert post(client, "finish_task", task.public_id, note="", verb="done")[0] == 422
    assert post(client, "finish_task", task.public_id, note="ไม่อยู่แล้ว", verb="cancel")[0] == 302
    assert Task.objects.get().state == "cancelled"
    team, _by = enter("TEAM-301409", "team_member")
    assert post(team, "messages", case.public_id, text="")[0] == 422
    assert post(team, "messages", case.public_id, text="บัตรได้หรือยัง")[0] == 302
    assert "อ่านและตอบ" in client.get(reverse("aftercare:questions")).content.decode()
    assert post(client, "messages", case.public_id, verb="seen")[0] == 302
    assert "อ่านครบแล้ว" in client.get(reverse("aftercare:questions")).content.decode()


def test_trouble_is_told_and_answered():
    client, _by = enter("DOPA-3014")
    assert post(client, "new_ticket", text="ช้ามาก")[0] == 422
    status, text = post(client, "new_ticket", system="nispa", text="เลข 9100000000012 ไม่ขึ้น")
    assert status == 422 and "13 หลัก" in text and "ไม่ขึ้น" in text
    assert post(client, "new_ticket", system="nispa", text="ไม่ขึ้น")[0] == 302
    ticket = Ticket.objects.get()
    province, _by = enter("DOPA-30", "drug_coordinator")
    status, text = post(province, "answer_ticket", ticket.public_id, answer="ลองใหม่", version="7")
    assert status == 409 and "ลองใหม่" in text and 'value="1"' in text
    assert post(province, "answer_ticket", ticket.public_id, answer="ลองใหม่", version="1")[0] == 302
    assert post(client, "close_ticket", ticket.public_id)[0] == 302
    assert Ticket.objects.get().state == "closed"


def test_an_offer_asks_for_a_place_is_rejected_decided_and_withdrawn():
    client, by = enter("DOPA-3014")
    case = made.case(by)
    other, _by = enter("DOPA-3015")
    province, _by = enter("DOPA-30", "drug_coordinator")
    status, text = post(client, "offer", case.public_id, place="ไม่มีที่นี้แน่")
    assert status == 422 and "ไม่พบพื้นที่ชื่อนี้" in text
    status, text = post(client, "offer", case.public_id, place="ในเมือง", new_address="12/3", find="1")
    assert status == 200 and "12/3" in text and 'type="radio"' in text
    assert post(client, "offer", case.public_id, place="ในเมือง", new_address="12/3")[0] == 422
    assert post(client, "offer", case.public_id, place="ในเมือง", area="301501")[0] == 302
    assert post(client, "offer", case.public_id, place="ในเมือง", area="301501")[0] == 409
    offer, transfer = Offer.objects.get(), Transfer.objects.get()
    assert client.get(reverse("aftercare:offer_in", args=[offer.public_id])).status_code == 404
    page = other.get(reverse("aftercare:offer_in", args=[offer.public_id])).content.decode()
    assert "รับช่วงดูแล" in page and "สมชาย" not in page
    assert post(other, "reject", offer.public_id, reason="")[0] == 422
    assert post(other, "reject", offer.public_id, reason="ไม่ใช่คนที่นี่")[0] == 302
    assert post(client, "withdraw", transfer.public_id)[0] in (403, 409)
    decide = reverse("aftercare:decide", args=[offer.public_id])
    assert "ไม่ใช่คนที่นี่" in province.get(decide).content.decode()
    assert post(province, "decide", offer.public_id, verb="other")[0] == 422
    assert post(province, "decide", offer.public_id, verb="keep", note="ตรวจแล้ว")[0] == 302
    assert Case.objects.get().office.code == "TEAM-301409"
    assert post(client, "offer", case.public_id, place="x", area="301501")[0] == 302
    running = Transfer.objects.get(stage="receiver")
    assert post(client, "withdraw", running.public_id)[0] == 302


def test_a_recorder_suspends_resumes_corrects_assesses_and_closes():
    client, by = enter("DOPA-3014")
    case, other = made.case(by), made.case(by)
    assert post(client, "suspend", case.public_id, from_on="20/5/2569")[0] == 422
    assert post(client, "suspend", case.public_id, kind="ordained", from_on="20/5/2569")[0] == 302
    assert Case.objects.get(pk=case.pk).status == "suspended"
    assert post(client, "resume", case.public_id, on="21/5/2569")[0] == 302
    status, text = post(client, "correct", case.public_id, completed_on="1 เมษายน 2669", reason="พิมพ์ผิด")
    assert status == 422 and "พิมพ์ผิด" in text
    assert post(client, "correct", case.public_id, completed_on="1 เมษายน 2569", reason="ตามใบรับรอง")[0] == 302
    assert post(client, "assess", case.public_id, assessed_on="21/5/2569", outcome="stable")[0] in (302, 422)
    assert post(client, "close", other.public_id, reason="deceased", on="21/5/2569")[0] == 302
    assert post(client, "close", other.public_id, reason="deceased", on="21/5/2569")[0] == 409
    assert post(client, "reopen", other.public_id, reason="")[0] == 422
    assert post(client, "reopen", other.public_id, reason="ปิดผิดคน")[0] == 302
    assert Case.objects.get(pk=other.pk).status == "active"


def test_who_takes_over_reads_what_the_sender_wrote_and_nobody_is_told_the_sender_still_answers():
    client, by = enter("DOPA-3014")
    case = made.case(by)
    other, _by = enter("DOPA-3015")
    told = {"place": "ครบุรี", "area": "3002", "new_address": "99 หมู่ 2 หลังวัด", "note": "แม่อยู่บ้านตอนเย็น"}
    found = post(client, "offer", case.public_id, find="1", **told)[1]
    assert 'value="3002"' in found or 'value="300201"' in found, found
    told |= {"area": "301501", "place": "ในเมือง"}
    assert post(client, "offer", case.public_id, **told)[0] == 302
    offer = Offer.objects.get()
    url = reverse("aftercare:offer_in", args=[offer.public_id])
    before = other.get(url).content.decode()
    assert "หลังวัด" not in before and "แม่อยู่บ้าน" not in before
    answer = other.post(reverse("aftercare:accept", args=[offer.public_id]), {"office": "DOPA-3015"})
    assert answer.headers["Location"] == url
    page = other.get(url).content.decode()
    assert "99 หมู่ 2 หลังวัด" in page and "แม่อยู่บ้านตอนเย็น" in page and "ต้นทางยังดูแลอยู่" not in page
    assert reverse("aftercare:case", args=[case.public_id]) in page
    assert client.get(url).status_code == 404


def test_queues_of_offers_say_where_to_and_that_they_came_today():
    client, by = enter("DOPA-3014")
    for area in ("301501", "360901"):
        case = made.case(by)
        assert post(client, "offer", case.public_id, place="x", area=area)[0] == 302
        wall.enter(by.scope)
    out = client.get(reverse("aftercare:transfers_out")).content.decode()
    assert out.count("ตั้งแต่วันนี้") == 2 and "วันทำการที่ 0" not in out
    province, _by = enter("DOPA-30", "drug_coordinator")
    rows = " ".join(re.sub(r"<[^>]+>", "", province.get(reverse("aftercare:transfers")).content.decode()).split())
    assert f"ย้ายไป {place_line(by_code('360901'))}" in rows, rows
    assert "ตั้งแต่วันนี้" in rows and "วันทำการที่ 0" not in rows
    other, _by = enter("DOPA-3015")
    board = other.get(reverse("aftercare:board")).content.decode()
    assert "ตั้งแต่วันนี้" in board and "วันทำการที่ 0" not in board
    wall.enter(ROOT)
    assert offers.waited(0, 7, today=False) == "วันหยุด ยังไม่นับวัน"
    assert offers.waited(3, 7, today=False) == "วันทำการที่ 3 จาก 7"


def test_who_takes_back_what_was_just_taken_over_is_led_to_where_it_stands():
    client, by = enter("DOPA-3014")
    case = made.case(by)
    assert post(client, "offer", case.public_id, place="x", area="301501")[0] == 302
    transfer, offer = Transfer.objects.get(), Offer.objects.get()
    other, _by = enter("DOPA-3015")
    assert post(other, "accept", offer.public_id, office="DOPA-3015")[0] == 302
    answer = client.post(reverse("aftercare:withdraw", args=[transfer.public_id]), follow=True)
    assert answer.status_code == 200 and answer.redirect_chain[-1][0] == reverse("aftercare:handed")
    assert "ปลายทางรับไปแล้ว" in answer.content.decode() and "สมชาย" in answer.content.decode()
    wall.enter(ROOT)
    assert Transfer.objects.get().stage == "accepted"
    # The receiver, who offered nothing, learns nothing.
    assert post(other, "withdraw", transfer.public_id)[0] == 404
