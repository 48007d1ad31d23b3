"""Beyond the own strength: asked upwards, answered, sent on, climbed; the local government keeps the need."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pypdfium2 as pdfium
import pytest
from django.urls import reverse
from tests.assistance.desk import commit, enter, recorder
from tests.assistance.desk import need as district_need
from tests.factories.actors import NOW, TODAY, actor, office
from tests.factories.assistance import LGO, clerk
from tests.factories.referrals import agency, need, sent

from tidtam.assistance import actions
from tidtam.assistance.actions import answering, climbing, holding, referrals
from tidtam.assistance.actions.answering import Outcome
from tidtam.assistance.facts import info
from tidtam.assistance.models import Agency, Inbound, Need, Referral
from tidtam.assistance.queries import referrals as queries
from tidtam.assistance.queries import requests as asked
from tidtam.assistance.queries.folder import Folder
from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.letters import queries as letters
from tidtam.notices.models import Notice
from tidtam.people import queries as people
from tidtam.thai.digits import to_thai

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
LATER = NOW + timedelta(days=1)


def up(code: str = "DLA-3014", **more):
    """Ask an office above."""
    return sent(to={"office": office(code)}, **more).referral


def text_of(pdf: bytes) -> str:
    with pdfium.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def answerer(code: str = "DLA-3014", role: str = "joint_clerk"):
    return actor(code, role)


def as_sent(pk: int) -> Referral:
    wall.enter(office(LGO).path)
    return Referral.objects.select_related("need", "request").get(pk=pk)


def test_it_comes_back_from_the_joint_centre_and_never_left_the_owner():
    row = up()
    assert (row.kind, row.token_hash, row.answer_by > TODAY) == ("escalation", None, True)
    waits = as_sent(row.pk).need
    assert (waits.bucket, waits.due_on, waits.office.code) == ("in_progress", row.answer_by, LGO)
    assert "รอคำตอบจาก" in waits.next_step
    by = answerer()
    here = Inbound.objects.get(referral=row)
    assert (here.office.code, here.code, here.from_number[:3]) == ("DLA-3014", "OCC", "69-")
    assert queries.waiting(by) == (1, row.answer_by)
    assert Notice.objects.get(office=by.office_id, title__contains="รอคำตอบ").url == f"/help/inbound/{here.public_id}/"
    answering.read(referral=row, by=by, at=NOW)
    answering.acknowledge(referral=row, by=by, at=NOW)
    answering.ask(referral=row, words="มีที่ดินไหม", by=by, at=NOW)
    sender = clerk()
    referrals.reply(referral=as_sent(row.pk), words="มี", by=sender, at=NOW)
    by = answerer()
    assert [one.words for one in queries.conversation(inbound=here)] == ["มีที่ดินไหม", "มี"]
    done = Outcome(result="done", given="อบรม 30 ชั่วโมง", on=TODAY, words="จัดรุ่นพิเศษ")
    answering.answer(referral=row, outcome=replace(done, amount=Decimal(8000), fund="งบจังหวัด"), by=by, at=LATER)
    commit()
    assert Inbound.objects.get(pk=here.pk).state == "done" and queries.waiting(by) == (0, None)
    back = as_sent(row.pk)
    assert (back.need.bucket, back.need.given, back.request.state) == ("met", "อบรม 30 ชั่วโมง", "helped")
    assert queries.answer(back) == "จัดรุ่นพิเศษ"
    assert (back.amount_baht, back.fund, back.need.amount_baht) == (8000, "งบจังหวัด", None)
    month = info.values(clerk(), info.month_of(back.office.path, TODAY))
    assert (month["helped"], month["amount"]) == (1, 0)  # another spent it: it is no money of this office
    assert "ช่วยแล้ว" in [event.words for event in asked.timeline(Folder(back.request))]
    told = Notice.objects.filter(office=back.office_id).values_list("title", flat=True)
    assert "มีคำตอบของเรื่องที่ส่งต่อ 1 เรื่อง" in told
    assert not any(word in title for title in told for word in ("บุญเรือง", "ฝึกอาชีพ", "อบรม"))


def test_cannot_leaves_it_unmet_with_the_reason():
    row = up("DLA-30")
    by = answerer("DLA-30", "province_coordinator")
    with pytest.raises(Problem) as found:
        answering.answer(referral=row, outcome=Outcome(result="cannot"), by=by, at=LATER)
    assert found.value.field == "words"
    answering.answer(referral=row, outcome=Outcome(result="cannot", words="ไม่มีงบประมาณ"), by=by, at=LATER)
    back = as_sent(row.pk)
    assert (back.state, back.need.bucket, back.need.reason) == ("cannot", "unmet", "no_provider")
    assert list(queries.sent(clerk(), "back")) == [back]
    with pytest.raises(Conflict, match="ทำไม่ได้"):
        answering.answer(
            referral=row, outcome=Outcome(result="done", given="ก", on=TODAY), by=answerer("DLA-30"), at=LATER
        )


def test_not_ours_goes_to_a_router_who_must_say_whose_it_is():
    row = up("DLA-30")
    answering.answer(
        referral=row, outcome=Outcome(result="not_ours", words="เป็นงานพัฒนาฝีมือแรงงาน"),
        by=answerer("DLA-30", "province_coordinator"), at=LATER,
    )  # fmt: skip
    first = as_sent(row.pk)
    assert (
        first.state == "not_ours" and first.need.bucket == "unmet"
    )  # nobody stands above the province: the owner decides
    again = sent(first.need, to={"agency": agency("labour")}).referral
    wall.enter("1.")
    answering.answer(
        referral=again, outcome=Outcome(result="not_ours", words="ไม่ใช่"),
        by=holding.holder(again), at=LATER,
    )  # fmt: skip
    back = as_sent(again.pk)
    router = Referral.objects.get(climbed_from=again)
    assert (back.state, router.kind, router.to_office.code, router.step) == ("not_ours", "return", "DLA-3014", 2)
    assert back.need.bucket == "in_progress" and "ชี้ว่าเป็นงาน" in back.need.next_step
    by = answerer()
    groups = queries.routes_for(Inbound.objects.get(referral=router))
    values = {option.value for group in groups for option in group.options}
    assert f"a:{agency().public_id}" in values and f"o:{LGO}" not in values
    with pytest.raises(Problem):
        answering.route(referral=router, by=by, at=LATER)
    fresh = answering.route(referral=router, agency=agency(), words="ส่งฝีมือแรงงาน", by=by, at=LATER)
    commit()
    sender = clerk()
    mine = as_sent(fresh.pk)
    assert (mine.state, mine.token_hash, as_sent(router.pk).state) == ("sent", None, "routed")
    assert "ออกลิงก์" in mine.need.next_step
    link = referrals.renew(referral=mine, by=sender, at=LATER)
    assert link.token and link.referral.generation == 1


def test_what_nobody_answers_climbs_to_the_province_and_stops_there():
    row = sent().referral
    task = system("assistance.climb")

    def night(day: date) -> int:
        return climbing.climb(today=day, by=task, at=NOW + (day - TODAY))

    assert night(row.answer_by) == 0
    assert night(row.answer_by + timedelta(days=1)) == 1
    assert night(row.answer_by + timedelta(days=1)) == 0
    one = as_sent(row.pk)
    two = Referral.objects.get(climbed_from=one)
    assert (one.state, two.to_office.code, two.step, two.kind) == ("climbed", "DLA-3014", 2, "escalation")
    assert two.need.due_on == two.answer_by and "ไม่มีคำตอบ" in two.need.next_step
    assert night(two.answer_by + timedelta(days=1)) == 1
    as_sent(row.pk)
    three = Referral.objects.get(climbed_from=two)
    assert three.to_office.code == "DLA-30"
    last = three.answer_by + timedelta(days=1)
    assert [night(last), night(last + timedelta(days=1))] == [0, 0]
    stays = as_sent(three.pk)
    assert (stays.state, stays.reminded_on, stays.need.office.code) == ("sent", last, LGO)
    commit()


def test_who_may_do_what():
    by = clerk()
    row = up(by=by)
    neighbour = actor("DLA-3609", "joint_clerk")
    for verb in (
        lambda: referrals.recall(referral=row, by=neighbour, at=NOW),
        lambda: answering.acknowledge(referral=row, by=neighbour, at=NOW),
        lambda: answering.answer(referral=row, outcome=Outcome("done", given="ก", on=TODAY), by=neighbour, at=NOW),
    ):
        with pytest.raises((Missing, NotAllowed)):
            verb()
    above = answerer()
    with pytest.raises(NotAllowed):
        answering.acknowledge(referral=row, by=actor("DLA-3014", "district_head"), at=NOW)
    with pytest.raises((Missing, NotAllowed)):  # the one who sent it is not the one who is asked
        answering.acknowledge(referral=row, by=clerk(), at=NOW)
    wall.enter(above.scope)
    assert answering.acknowledge(referral=row, by=above, at=NOW).state == "acknowledged"


def test_one_at_a_time_and_what_must_be_said():
    by = clerk()
    one = need(by)
    for more, field in (
        ({"summary": " "}, "summary"),
        ({"office": office(LGO)}, "to"),
        ({"working_days": 0}, "working_days"),
        ({}, "to"),
    ):  # fmt: skip
        given = {"summary": "ขอช่วย"} | more
        if field not in ("to",):
            given["agency"] = agency()
        with pytest.raises(Problem) as found:
            referrals.send(need=one, **given, by=by, at=NOW)
        assert found.value.field == field
    sent(one, by)
    with pytest.raises(Conflict, match="เรียกคืนก่อน"):
        sent(one, by)
    actions.withdraw(need=one, by=by, at=LATER)
    assert as_sent(Referral.objects.get(need=one).pk).state == "recalled"
    with pytest.raises(Conflict):
        sent(one, by)
    commit()


def test_the_need_given_away_takes_its_link_back():
    by = recorder()
    one = district_need(by, "OCC")
    link = referrals.send(need=one, agency=agency(), summary="ขอช่วย", by=by, at=NOW)
    actions.hand_over(need=one, office=office(LGO), by=by, at=LATER)
    commit()
    wall.enter(by.scope)
    assert Referral.objects.get(pk=link.referral.pk).state == "recalled"
    assert not queries.sent(by, "all").filter(need__bucket="x").exists()


def test_pages_of_both_sides(client):
    me, by = enter(LGO)
    one = need(by)
    address = reverse("assistance:refer", args=[one.public_id])
    text = me.get(address).content.decode()
    assert "สำนักงานพัฒนาฝีมือแรงงานจังหวัดนครราชสีมา" in text.split("หน่วยอื่นในจังหวัด")[0] and "ศูนย์ปฏิบัติการร่วม" in text
    assert "ศป.ปส" not in text and "ยาเสพติด" not in text
    form = {"to": f"a:{agency().public_id}", "summary": "", "working_days": "7", "how": "letter"}
    odd = me.post(address, form)
    assert odd.status_code == 422 and "has-err" in odd.content.decode()
    made = me.post(address, form | {"summary": "ขอฝึกอาชีพ"})
    shown = made.content.decode()
    assert made.status_code == 200 and made.headers["Cache-Control"] == "no-store" and "พิมพ์หนังสือ" in shown
    token, pin = (re.search(f'name="{name}" value="([^"]+)"', shown)[1] for name in ("token", "pin"))
    row = Referral.objects.get(need=one)
    page = reverse("assistance:referral", args=[row.public_id])
    wall.enter(by.scope)
    assert [line.state for line in letters.issued_about(by, f"referral:{row.public_id}")] == ["reserved"]
    pdf = me.post(page + "letter/", {"token": token, "pin": pin})
    assert pdf.status_code == 200 and pdf.content[:5] == b"%PDF-"
    assert me.post(page + "letter/", {"token": token, "pin": pin}).status_code == 200  # printed again: the same letter
    listed = me.get("/letters/register/out/").content.decode()
    assert re.sub("<[^>]+>", "", listed).count("ขอความอนุเคราะห์ช่วยเหลือประชาชนด้าน") == 1 and "จองเลขไว้" not in listed
    assert str(one.person) not in listed
    assert "ไปเรื่องที่หนังสือนี้ส่ง" in me.get(re.search(r"/letters/entries/[^/]+/", listed)[0]).content.decode()
    assert me.post(page + "letter/", {"token": token, "pin": "x"}).status_code == 404
    assert token not in me.get(page).content.decode()
    again = me.post(address, form | {"summary": "อีกครั้ง"})
    assert again.status_code == 409 and "เรียกคืนก่อน" in again.content.decode()
    shown = me.post(page + "renew/", {"how": "letter"}).content.decode()
    assert "หนังสือพร้อมพิมพ์" in shown
    assert me.post(page + "letter/", {"token": token, "pin": pin}).status_code == 404  # the old letter is dead
    fresh = {name: re.search(f'name="{name}" value="([^"]+)"', shown)[1] for name in ("token", "pin")}
    said = text_of(me.post(page + "letter/", fresh).content)  # a number of its own, and it names the one it replaces
    wall.enter(by.scope)
    old, new = letters.issued_about(by, f"referral:{row.public_id}")
    assert [(old.number, old.state), (new.number, new.state)] == [(1, "cancelled"), (2, "issued")]
    assert old.void_reason.startswith(f"ออกหนังสือที่ {new.letter.number} ลงวันที่") and "แทน" in old.void_reason
    assert new.note.startswith(f"แทนหนังสือที่ {old.letter.number} ลงวันที่")
    assert letters.replaced(new.letter) == old.letter and letters.replaced(old.letter) is None
    assert "อ้างถึง" in said and to_thai(old.letter.number) in said and "ซึ่งยกเลิกแล้ว" in said
    listed = re.sub("<[^>]+>", "", me.get("/letters/register/out/").content.decode())
    assert old.void_reason in listed and new.note in listed
    assert old.void_reason in me.get(page).content.decode()
    plain = me.post(page + "renew/").content.decode()
    assert "ลิงก์พร้อมส่ง" in plain and 'class="qr no-print"' in plain  # on paper it goes with six digits only
    wall.enter(by.scope)
    lines = letters.issued_about(by, f"referral:{row.public_id}")
    assert [(line.number, line.state) for line in lines] == [(1, "cancelled"), (2, "cancelled")]
    assert "ออกลิงก์แทน" in lines[1].void_reason and "ออกหนังสือที่" in lines[0].void_reason
    assert me.post(page + "recall/", {"reason": "ส่งผิดที่"}).status_code == 302
    assert me.post(page + "recall/").status_code == 409
    assert "ส่งหน่วยอื่น" in me.get(page).content.decode()
    assert me.post(address, form | {"to": "o:DLA-3014", "summary": "เกินกำลัง"}).status_code == 302
    for show in ("waiting", "back", "all", "x"):
        assert me.get(reverse("assistance:referrals") + f"?show={show}").status_code == 200
    assert "รอคำตอบจาก" in me.get(reverse("assistance:need", args=[one.public_id])).content.decode()

    other, above = enter("DLA-3014", "joint_clerk")
    here = Inbound.objects.get(office=above.office_id)
    at = reverse("assistance:inbound", args=[here.public_id])
    assert "ฝึกอาชีพ" in other.get(reverse("assistance:inbounds")).content.decode()
    text = other.get(at).content.decode()
    assert "เกินกำลัง" in text and "คุณบุญเรือง" in text and "แก้วใส" not in text
    phone = people.phone(Need.objects.select_related("person").get(pk=one.pk).person)
    assert not phone or phone not in text
    assert other.post(at + "acknowledge/").status_code == 302
    assert not phone or phone in other.get(at).content.decode()
    assert other.post(at + "ask/", {"words": "ก"}).status_code == 302
    assert other.post(at + "answer/", {"result": "done", "given": "", "on": "", "words": ""}).status_code == 422
    assert other.post(at + "route/", {"to": "o:DLA-30", "words": "เกินกำลังอำเภอ"}).status_code == 302
    assert "ส่งให้หน่วยอื่นแล้ว" in other.get(at).content.decode()
    wall.enter("1.")
    assert Inbound.objects.get(office=office("DLA-30")).state == "sent"
    stranger, _by = enter("DLA-3609", "joint_clerk")
    assert stranger.get(at).status_code == 404 and stranger.get(page).status_code == 404


def test_agencies_with_an_account_get_it_in_their_list():
    by = clerk()
    district = Agency.objects.get(kind="district", district="3014")
    made = sent(need(by, "DOC"), by, to=district)
    assert made.token == "" and made.referral.to_office.code == "DOPA-3014"
    assert made.referral.agency_id is None
    wall.enter(office("DOPA-3014").path)
    assert Inbound.objects.get(referral=made.referral).from_name
