"""A requester follows a request with number and PIN: what is shown, what can be done, what guessing gets."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client
from tests.factories import assistance as make
from tests.factories.actors import office
from tests.portal.citizen import CODE, file, follow

from tidtam.accounts import clock
from tidtam.assistance.actions import citizens, hand_over, requests, settle
from tidtam.assistance.models import Request, Ticket
from tidtam.assistance.queries import answer
from tidtam.assistance.queries import citizens as said
from tidtam.assistance.queries.folder import Folder
from tidtam.assistance.queries.requests import timeline, words
from tidtam.kernel import wall
from tidtam.notices.models import Notice
from tidtam.portal.choices import Counted
from tidtam.portal.models import Attempt
from tidtam.portal.rules import FROM_ADDRESS, Limit

pytestmark = pytest.mark.django_db
WRONG = "เลขคำขอหรือรหัสไม่ตรง"


@pytest.fixture
def filed() -> tuple[Client, str, str]:
    citizen = Client()
    return citizen, *file(citizen)


def only() -> Request:
    wall.enter("1.")
    return Request.objects.select_related("person", "office").get()


def told() -> list[str]:
    wall.enter("1.")
    return list(Notice.objects.order_by("pk").values_list("title", flat=True))


def test_number_and_pin_open_the_request_in_thai_digits_too(filed):
    citizen, number, pin = filed
    answer = follow(citizen, number, pin.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")))
    assert answer.status_code == 302
    cookie = answer.cookies["ask-mine"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["max-age"] == 1800
    page = citizen.get("/ask/mine/").content.decode()
    assert number in page and "รับเรื่องแล้ว" in page and "ซ่อมบ้าน" in page
    data = citizen.get("/ask/mine/data/").content.decode()
    assert "บุญเรือง แก้วใส" in data and "0812345678" in data and "48/2" in data and "ผู้สูงอายุ" in data
    by, one = make.clerk(), only()
    told = {"title": one.title, "category": one.category, "track": one.track, "vulnerable": ["alone", "?"]}
    requests.amend(request=one, wanted="อยากได้สังกะสี", **told, by=by, at=clock.now())
    data = citizen.get("/ask/mine/data/").content.decode()
    assert "อยู่คนเดียว" in data and "ผู้สูงอายุ" not in data and "อยากได้สังกะสี" in data


def test_without_the_cookie_there_is_nothing_and_it_ends(filed, monkeypatch):
    citizen, number, pin = filed
    follow(citizen, number, pin)
    stranger = Client()
    assert "หน้านี้ปิดแล้ว" in stranger.get("/ask/mine/").content.decode()
    stranger.cookies["ask-mine"] = citizen.cookies["ask-mine"].value[:-2] + "xx"
    assert "หน้านี้ปิดแล้ว" in stranger.get("/ask/mine/data/").content.decode()
    citizen.post("/ask/mine/leave/")
    assert "หน้านี้ปิดแล้ว" in citizen.get("/ask/mine/").content.decode()


def test_a_new_pin_shuts_what_the_old_one_opened(filed):
    citizen, number, pin = filed
    follow(citizen, number, pin)
    assert number in citizen.get("/ask/mine/").content.decode()
    fresh = citizens.issue_ticket(request=only(), by=make.clerk(), at=clock.now())
    for page in ("/ask/mine/", "/ask/mine/data/"):
        assert "หน้านี้ปิดแล้ว" in citizen.get(page).content.decode()
    follow(citizen, number, fresh)
    assert number in citizen.get("/ask/mine/").content.decode()


def test_handed_to_a_district_is_said_without_the_name_of_its_drug_centre(filed):
    citizen, number, pin = filed
    by, one = make.clerk(), only()
    hand_over(need=one.needs.order_by("pk")[0], office=office("DOPA-3014"), by=by, at=clock.now())
    follow(citizen, number, pin)
    wall.enter(by.scope)
    words = [event.detail for event in timeline(Folder(only())) if event.kind == "hand_over"]
    for text in (citizen.get("/ask/mine/").content.decode(), *words):
        assert "ที่ว่าการอำเภอปักธงชัย" in text and "ศป.ปส" not in text and "ยาเสพติด" not in text


def test_a_wrong_pin_and_an_unknown_number_are_told_the_same_in_the_same_time(filed):
    _citizen, number, pin = filed
    wrong = f"{(int(pin) + 1) % 1_000_000:06d}"
    pages, times = [], []
    for asked in ((number, wrong), ("69-9999", wrong), ("ก", "x")):
        began = time.monotonic()
        answer = follow(Client(), *asked)
        times.append(time.monotonic() - began)
        assert answer.status_code == 200
        text = answer.content.decode()
        pages.append(text[text.index('role="alert"') : text.index('role="alert"') + 200])
    assert pages[0] == pages[1] == pages[2] and WRONG in pages[0]
    assert max(times) - min(times) < 0.15 and min(times) >= 0.3


def test_guessing_shuts_the_ticket_for_longer_and_longer(filed, monkeypatch):
    _citizen, number, pin = filed
    monkeypatch.setattr("tidtam.portal.actions.tickets._SLOWEST", 0)
    wrong = f"{(int(pin) + 1) % 1_000_000:06d}"
    for _n in range(5):
        follow(Client(), number, wrong)
    wall.enter("1.")
    ticket = Ticket.objects.get()
    assert ticket.tries == 5 and ticket.locked_until is not None
    answer = follow(Client(), number, pin)  # the right one, while it is shut: told the same
    assert answer.status_code == 200 and WRONG in answer.content.decode()
    unlock()
    follow(Client(), number, wrong)
    wall.enter("1.")
    assert Ticket.objects.get().locked_until > clock.now() + timedelta(seconds=100)
    unlock()
    assert follow(Client(), number, pin).status_code == 302
    wall.enter("1.")
    assert Ticket.objects.get().tries == 0


def unlock() -> None:
    wall.enter("1.")
    Ticket.objects.update(locked_until=clock.now() - timedelta(seconds=1))


def test_one_place_may_not_try_many_numbers(filed, monkeypatch):
    monkeypatch.setattr("tidtam.portal.actions.tickets._SLOWEST", 0)
    for n in range(20):
        follow(Client(), f"69-{n + 100:04d}", "123456")
    assert follow(Client(), filed[1], filed[2]).status_code == 429


def test_a_question_is_answered_with_words_and_reaches_the_office(filed):
    citizen, number, pin = filed
    by = make.clerk()
    citizens.say(request=only(), words="หลังคาเป็นสังกะสีหรือกระเบื้อง", side="office", asks=True, by=by, at=clock.now())
    follow(citizen, number, pin)
    assert "หลังคาเป็นสังกะสี" in citizen.get("/ask/mine/").content.decode()
    assert citizen.post("/ask/mine/say/", {"words": "สังกะสี\u200b 12 แผ่น"}).status_code == 302
    last = said.said(Folder(only()))[-1]
    assert (last.side, last.words) == ("citizen", "สังกะสี 12 แผ่น")
    assert not any(one.asks for one in said.said(Folder(only())))
    assert any("ส่งข้อความ" in title and number in title for title in told())
    citizen.post("/ask/mine/data/", {"words": "บ้านเลขที่ 50"})
    assert said.said(Folder(only()))[-1].words == "ขอแก้ข้อมูล: บ้านเลขที่ 50"


def test_nothing_is_sent_without_words(filed):
    citizen, number, pin = filed
    follow(citizen, number, pin)
    assert "เขียนข้อความสั้น" in citizen.post("/ask/mine/say/", {"words": " \u200b"}).content.decode()


def test_withdrawn_by_the_requester_and_not_when_it_ended_meanwhile(filed):
    citizen, number, pin = filed
    follow(citizen, number, pin)
    assert "กดเลือกช่องนี้ก่อน" in citizen.post("/ask/mine/withdraw/", {}).content.decode()
    assert only().state == "received"
    assert citizen.post("/ask/mine/withdraw/", {"sure": "on"}).status_code == 302
    assert only().state == "withdrawn"
    page = citizen.post("/ask/mine/withdraw/", {"sure": "on"})
    assert page.status_code == 200 and "จึงถอนเองไม่ได้" in page.content.decode()


def test_a_refusal_shows_its_reason_and_the_ways_to_have_it_looked_at_again(filed):
    citizen, number, pin = filed
    by = make.clerk()
    one = make.checked(only(), by, at=clock.now())
    one = requests.send_to_committee(request=one, by=by, at=clock.now())
    requests.refuse(request=one, reason="บ้านอยู่นอกเขต", by=by, at=clock.now())
    follow(citizen, number, pin)
    page = citizen.get("/ask/mine/").content.decode()
    assert "บ้านอยู่นอกเขต" in page and "1567" in page and "ยังไม่ยืนยันกับตัวบท" in page
    answer = citizen.post("/ask/mine/opinion/", {"helped": "no", "words": "บ้านอยู่ในเขต ดูโฉนดได้"})
    assert answer.headers["Location"] == "/ask/mine/?done=again"
    assert only().state == "reopened"
    assert any("เปิดคำขอ" in title and number in title for title in told())


def test_not_helped_opens_it_again_within_thirty_days_and_asks_for_a_word(filed):
    citizen, number, pin = filed
    by = make.clerk()
    one = make.granted(only(), by, at=clock.now())
    make.help_all(one, by, at=clock.now(), on=clock.today())
    follow(citizen, number, pin)
    assert "เล่าสั้น ๆ ว่ายังขาดอะไร" in citizen.post("/ask/mine/opinion/", {"helped": "no"}).content.decode()
    assert only().state == "helped"
    citizen.post("/ask/mine/opinion/", {"helped": "partly", "words": "ได้สังกะสี ยังขาดตะปู"})
    assert only().state == "helped" and only().opinions.get().helped == "partly"
    kept = said.judged(Folder(only()))
    assert [(str(one.helped), one.words, one.again) for one in kept] == [("ช่วยได้บางส่วน", "ได้สังกะสี ยังขาดตะปู", False)]
    wall.enter("1.")
    Request.objects.update(since=clock.now() - timedelta(days=31))
    citizen.post("/ask/mine/opinion/", {"helped": "no", "words": "ยังรั่ว"})
    assert only().state == "helped" and any("ยังไม่ได้รับความช่วยเหลือ" in title for title in told())


def test_help_that_another_gave_is_told_to_the_requester(filed):
    citizen, number, pin = filed
    need = only().needs.order_by("pk")[0]
    settle(need=need, given="ฝึกอบรมช่าง 30 ชั่วโมง", on=clock.today(), by=make.clerk(), at=clock.now())
    follow(citizen, number, pin)
    page = citizen.get("/ask/mine/").content.decode()
    assert "ได้รับความช่วยเหลือ" in page and "ฝึกอบรมช่าง" in page


def test_what_the_requester_says_never_stands_as_the_answer_of_the_office(filed):
    citizen, number, pin = filed
    by = make.clerk()
    one = requests.send_to_committee(request=make.checked(only(), by, at=clock.now()), by=by, at=clock.now())
    requests.refuse(request=one, reason="บ้านอยู่นอกเขต", by=by, at=clock.now())
    follow(citizen, number, pin)
    citizen.post("/ask/mine/opinion/", {"helped": "no", "words": "บ้านอยู่ในเขตดูโฉนดได้"})
    assert only().state == "reopened"
    for _twice in range(2):  # the refusal stays the last word of the office, opened again or withdrawn
        page = citizen.get("/ask/mine/").content.decode()
        assert "บ้านอยู่นอกเขต" in page and "ดูโฉนดได้" not in page and "ย้ายบ้านแล้ว" not in page
        assert words(only()).reason == "บ้านอยู่นอกเขต"
        citizen.post("/ask/mine/withdraw/", {"sure": "on", "reason": "ย้ายบ้านแล้ว"})
    assert only().state == "withdrawn"
    who = {event.kind: event.by for event in timeline(Folder(only()))}
    assert (who["receive"], who["reopen"], who["withdraw"], who["refuse"]) == ("ผู้ขอ", "ผู้ขอ", "ผู้ขอ", by.name)
    assert {answer(need) for need in only().needs.all()} == {"ย้ายบ้านแล้ว"}
    one = requests.reopen(request=only(), reason="ผู้ขอเปลี่ยนใจ", by=by, at=clock.now())
    one = requests.grant(request=requests.send_to_committee(
        request=make.checked(one, by, at=clock.now()), by=by, at=clock.now()
    ), reason="บ้านอยู่ในเขตจริง", by=by, at=clock.now())  # fmt: skip
    make.help_all(one, by, at=clock.now(), on=clock.today())
    requests.close(request=only(), reason="ผู้ขอขอไม่ปิดประกาศชื่อ", by=by, at=clock.now())
    assert words(only()).reason.splitlines() == ["บ้านอยู่ในเขตจริง", "ผู้ขอขอไม่ปิดประกาศชื่อ"]


def test_too_much_at_once_shows_the_page_again_with_what_was_typed(filed, monkeypatch):
    citizen, number, pin = filed
    follow(citizen, number, pin)
    for words_only in ("หนึ่ง", "สอง"):
        citizen.post("/ask/mine/say/", {"words": words_only})
    wall.enter("1.")
    assert not Attempt.objects.filter(kind="photo").exists()  # words are no photos
    monkeypatch.setitem(FROM_ADDRESS, Counted.SAY, (Limit(1, timedelta(hours=1)),))
    for page, typed in (
        ("/ask/mine/say/", {"words": "ข้อความที่พิมพ์ไว้"}), ("/ask/mine/data/", {"words": "ข้อความที่พิมพ์ไว้"}),
        ("/ask/mine/opinion/", {"helped": "no", "words": "ข้อความที่พิมพ์ไว้"}),
    ):  # fmt: skip
        made = make.granted(only(), make.clerk(), at=clock.now()) if "opinion" in page else None
        if made is not None:
            make.help_all(made, make.clerk(), at=clock.now(), on=clock.today())
        again = citizen.post(page, typed)
        assert again.status_code == 429
        assert "ข้อความที่พิมพ์ไว้" in again.content.decode() and "รอสักครู่แล้วลองใหม่" in again.content.decode(), page


def test_nothing_personal_stands_in_counts(filed):
    wall.enter("1.")
    assert Attempt.objects.exists()
    assert all(len(bytes(one.key)) == 16 for one in Attempt.objects.all())
    assert CODE
