"""An agency without an account: the whole loop by a link, and everything somebody could try with one."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from tests.assistance.desk import commit, recorder
from tests.assistance.desk import need as district_need
from tests.factories.actors import NOW, TODAY, office
from tests.factories.assistance import clerk
from tests.factories.referrals import agency, need, once, press, sent

from tidtam.accounts import clock
from tidtam.assistance.actions import referrals
from tidtam.assistance.models import Need, Referral, ReferralMessage
from tidtam.audit.models import Entry
from tidtam.config.masking import MaskLinks, masked
from tidtam.kernel import wall
from tidtam.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
DONE = {
    "result": "done", "given": "อบรมช่างไฟฟ้า 30 ชั่วโมง", "on": TODAY.isoformat(), "amount": "", "words": "จบแล้ว",
    "signed": "สมศักดิ์ นักวิชาการ",
}  # fmt: skip


def at(monkeypatch, when):
    monkeypatch.setattr(clock, "now", lambda: when)


def row(pk: int) -> Referral:
    wall.enter("1.")
    return Referral.objects.get(pk=pk)


def opened(one) -> tuple[Client, str, str]:
    """Open a link; return the browser, the address of the page and its text."""
    browser, answer = press(one.token)
    assert answer.status_code == 302, answer.content.decode()[-1500:]
    return browser, answer.headers["Location"], browser.get(answer.headers["Location"]).content.decode()


def test_the_whole_loop_without_an_account():
    by = clerk()
    one = sent(need(by), by)
    link = f"/r/{one.token}"
    looked = Client().get(link)
    assert looked.status_code == 200 and not looked.cookies
    text = looked.content.decode()
    assert "เปิดอ่านในเครื่องนี้" in text
    assert not any(word in text for word in ("ช่างไฟฟ้า", "บุญเรือง", "แก้วใส", "ฝึกอาชีพ", "LGO"))
    for name, value in (
        ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
        ("X-Robots-Tag", "noindex, nofollow, noarchive"),
    ):  # fmt: skip
        assert looked.headers[name] == value
    assert row(one.referral.pk).state == "sent"

    browser, page, text = opened(one)
    assert row(one.referral.pk).state == "read" and "ขอฝึกอาชีพช่างไฟฟ้า" in text and "คุณบุญเรือง" in text
    asked = re.sub(r'value="\w+"', "", text.split("ขอให้ช่วยอะไร")[1].split("แจ้งผล")[0])  # keys of forms hold any digits
    assert "แก้วใส" not in text and "48" not in asked
    cookie = next(iter(browser.cookies.values()))
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/r/") and cookie["max-age"]
    assert one.token not in page and "no-referrer" in text and "<script" not in text

    assert browser.post(page + "acknowledge/", {"once": once(text)}).status_code == 302
    text = browser.get(page).content.decode()
    assert "รับเรื่องเมื่อ" in text
    assert browser.post(page + "ask/", {"once": once(text), "words": "ว่างวันไหน"}).status_code == 302
    wall.enter(by.scope)
    got = Referral.objects.get(pk=one.referral.pk)
    assert got.state == "asked" and Notice.objects.filter(title__contains="ขอข้อมูลเพิ่ม").exists()
    referrals.reply(referral=got, words="ว่างทุกวันเสาร์", by=by, at=NOW)
    text = browser.get(page).content.decode()
    assert "ว่างทุกวันเสาร์" in text and "ว่างวันไหน" in text

    assert browser.post(page + "answer/", DONE | {"once": once(text)}).status_code == 302
    assert "เรื่องนี้จบแล้ว" in browser.get(page).content.decode()
    commit()
    wall.enter(by.scope)
    done, helped = Referral.objects.get(pk=got.pk), Need.objects.select_related("request").get(pk=got.need_id)
    assert (done.state, done.given, done.answered_by) == ("done", DONE["given"], DONE["signed"])
    assert (helped.bucket, helped.given, helped.request.state) == ("met", DONE["given"], "helped")
    assert ReferralMessage.objects.count() == 2
    verbs = set(Entry.objects.filter(object_type="assistance.referral").values_list("verb", flat=True))
    assert verbs >= {
        f"assistance.referral.{v}" for v in ("sent", "opened", "read", "acknowledged", "asked", "answered")
    }
    assert Client().get(link).status_code == 410


def test_a_form_counts_once():
    one = sent()
    browser, page, text = opened(one)
    number = once(text)
    for wrong in ("0" * 64, "เลขที่ไม่ใช่", ""):
        assert browser.post(page + "acknowledge/", {"once": wrong}).status_code == 200
    assert row(one.referral.pk).state == "read"
    assert browser.post(page + "acknowledge/", {"once": number}).status_code == 302
    for what, data in (("acknowledge/", {}), ("ask/", {"words": "อีกครั้ง"}), ("answer/", DONE)):
        again = browser.post(page + what, data | {"once": number})
        assert again.status_code == 200 and "สถานะล่าสุด" in again.content.decode()
    assert row(one.referral.pk).state == "acknowledged"
    # What was typed wrongly does not use the number up, and stays typed.
    text = browser.get(page).content.decode()
    odd = browser.post(page + "answer/", DONE | {"once": once(text), "given": "", "words": "ทำแล้วนะ"})
    assert "บอกว่าช่วยอะไรไป" in odd.content.decode() and "ทำแล้วนะ" in odd.content.decode()
    assert once(odd.content.decode()) == once(text)
    assert browser.post(page + "answer/", DONE | {"once": once(text)}).status_code == 302
    replay = browser.post(page + "answer/", DONE | {"once": once(text), "result": "cannot", "words": "ไม่ทำ"})
    assert "เรื่องนี้จบแล้ว" in replay.content.decode() and row(one.referral.pk).state == "done"


def test_another_browser_is_told_how_to_get_a_new_link():
    one = sent()
    mine, page, text = opened(one)
    _other, refused = press(one.token)
    assert refused.status_code == 200 and "เปิดในเครื่องอื่นไปแล้ว" in refused.content.decode()
    assert "ขอลิงก์ใหม่" in refused.content.decode() and not refused.cookies
    stranger = Client()
    for answer in (stranger.get(page), stranger.post(page + "answer/", DONE | {"once": once(text)})):
        assert "หน้านี้ปิดแล้ว" in answer.content.decode() and "ช่างไฟฟ้า" not in answer.content.decode()
    stranger.cookies["r-" + one.referral.public_id] = "x" * 43
    assert "หน้านี้ปิดแล้ว" in stranger.get(page).content.decode()
    assert row(one.referral.pk).state == "read"
    assert press(one.token, mine)[1].status_code == 302  # the first one comes back


def test_the_link_of_one_opens_nothing_of_another():
    by = clerk()
    first, second = sent(need(by, serial=1), by), sent(need(by, serial=2), by)
    browser, page, text = opened(first)
    other = page.replace(first.referral.public_id, second.referral.public_id)
    key = browser.cookies["r-" + first.referral.public_id].value
    browser.cookies["r-" + second.referral.public_id] = key
    for answer in (browser.get(other), browser.post(other + "answer/", DONE | {"once": once(text)})):
        assert "หน้านี้ปิดแล้ว" in answer.content.decode()
    _b, page_two, text_two = opened(second)
    crossed = browser.post(page + "answer/", DONE | {"once": once(text_two)})
    assert crossed.status_code == 200 and row(first.referral.pk).state == "read"
    assert page_two != page and row(second.referral.pk).state == "read"


def test_a_new_link_kills_the_old_one_and_its_browser():
    by = clerk()
    one = sent(need(by), by)
    browser, page, text = opened(one)
    wall.enter(by.scope)
    fresh = referrals.renew(referral=one.referral, by=by, at=NOW)
    assert fresh.referral.generation == 2 and fresh.token != one.token
    assert Client().get(f"/r/{one.token}").status_code == 404
    assert press(one.token, browser)[1].status_code == 404
    assert "หน้านี้ปิดแล้ว" in browser.post(page + "answer/", DONE | {"once": once(text)}).content.decode()
    assert press(fresh.token)[1].status_code == 302 and row(one.referral.pk).state == "read"


def test_it_expires_and_its_page_closes_by_itself(monkeypatch):
    one = sent()
    browser, page, text = opened(one)
    at(monkeypatch, NOW + timedelta(minutes=61))
    assert "หน้านี้ปิดแล้ว" in browser.get(page).content.decode()
    assert "หน้านี้ปิดแล้ว" in browser.post(page + "answer/", DONE | {"once": once(text)}).content.decode()
    assert press(one.token, browser)[1].status_code == 302 and "แจ้งผล" in browser.get(page).content.decode()
    browser.post(page + "leave/")
    assert "หน้านี้ปิดแล้ว" in browser.get(page).content.decode()
    at(monkeypatch, one.referral.expires_at)
    assert Client().get(f"/r/{one.token}").status_code == 410
    assert press(one.token, browser)[1].status_code == 410
    assert row(one.referral.pk).state == "read"


def test_recalled_while_it_stands_open():
    by = clerk()
    one = sent(need(by), by)
    browser, page, text = opened(one)
    wall.enter(by.scope)
    referrals.recall(referral=one.referral, reason="ทำเองได้แล้ว", by=by, at=NOW)
    late = browser.post(page + "answer/", DONE | {"once": once(text)})
    assert late.status_code == 200 and "เรียกเรื่องนี้คืนแล้ว" in late.content.decode()
    assert (
        "เรียกเรื่องนี้คืนแล้ว" in browser.get(page).content.decode() and "ช่างไฟฟ้า" not in browser.get(page).content.decode()
    )
    gone = Client().get(f"/r/{one.token}")
    assert gone.status_code == 410 and "เรียกเรื่องนี้คืนแล้ว" in gone.content.decode()
    commit()
    wall.enter(by.scope)
    back = Need.objects.get(pk=one.referral.need_id)
    assert (back.bucket, back.reason, row(one.referral.pk).state) == ("unmet", "waiting", "recalled")


def test_a_letter_needs_its_six_digits_and_dies_of_five_wrong_ones():
    one = sent(letter=True)
    assert len(one.pin) == 6 and one.pin.isdigit() and one.pin not in row(one.referral.pk).pin_hash
    wrong = "000000" if one.pin != "000000" else "111111"
    browser = Client()
    for _ in range(4):
        told = press(one.token, browser, pin=wrong)[1]
        assert told.status_code == 200 and "ไม่ตรง" in told.content.decode()
    assert press(one.token, browser, pin=wrong)[1].status_code == 200
    assert row(one.referral.pk).pin_tries == 5
    dead = press(one.token, browser, pin=one.pin)[1]
    assert dead.status_code == 200 and "ผิดเกิน 5 ครั้ง" in dead.content.decode() and not dead.cookies
    assert row(one.referral.pk).state == "sent"
    wall.enter("1.")
    by = clerk()
    fresh = referrals.renew(referral=one.referral, letter=True, by=by, at=NOW)
    thai = "".join("๐๑๒๓๔๕๖๗๘๙"[int(sign)] for sign in fresh.pin)
    assert press(fresh.token, pin=f"{thai[:3]} {thai[3:]}")[1].status_code == 302


def test_nothing_of_where_a_need_came_from_reaches_the_link():
    by = recorder()
    visited = district_need(by, "OCC", detail="อยากเป็นช่าง", source="district")
    one = referrals.send(need=visited, agency=agency(), summary="อยากเป็นช่าง", by=by, at=NOW)
    _browser, _page, text = opened(one)
    assert "ที่ว่าการอำเภอปักธงชัย" in text
    for word in ("ศป.ปส", "ยาเสพติด", "บำบัด", "ติดตาม", "ผู้ผ่าน", "เยี่ยม", "DOPA"):
        assert word not in text, word
    assert office("DOPA-3014").name_th not in text


def test_no_token_in_a_log(caplog):
    one = sent()
    assert masked(f"Not Found: /r/{one.token}?x=1") == "Not Found: /r/…?x=1"
    assert masked("/r/o/AbC/answer/") == "/r/o/AbC/answer/"
    assert masked("Method Not Allowed (GET): /v/take/ab12/letter/") == "Method Not Allowed (GET): /v/take/…/letter/"
    assert masked("Not Found: /duties/feed/ab12.ics") == "Not Found: /duties/feed/…"
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Keep()
    handler.addFilter(MaskLinks())
    logging.getLogger().addHandler(handler)
    try:
        gone = one.token[::-1]
        Client().get(f"/r/{gone}")
        Client().post(f"/r/{gone}/open/")
        Client().post(f"/r/{gone}")
        Client().post(f"/v/take/{gone}/")
    finally:
        logging.getLogger().removeHandler(handler)
    assert any("/r/…" in line for line in lines), lines
    assert any("/v/take/…/" in line for line in lines), lines
    assert not any(gone in line for line in lines)
    with connection.cursor() as cursor:
        wall.enter("1.")
        cursor.execute("SELECT count(*) FROM audit_entry e WHERE e::text LIKE %s", [f"%{one.token}%"])
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(*) FROM assistance_referral r WHERE r::text LIKE %s", [f"%{one.token}%"])
        assert cursor.fetchone()[0] == 0


def test_the_settings_mask_what_the_house_logs():
    from django.conf import settings

    for handler in settings.LOGGING["handlers"].values():
        assert "links" in handler["filters"]


def test_odd_tokens_and_names_are_answered():
    for path in ("/r/x", "/r/" + "ก" * 90, "/r/o/x/", "/r/o/" + "A" * 300 + "/", "/r/%20"):
        assert Client().get(path).status_code in (200, 404), path
    assert Client().post("/r/o/x/answer/", DONE).status_code == 200


def test_a_need_from_a_visit_is_referred_like_any_other():
    from tests.factories import aftercare as make

    by = make.recorder("DOPA-3014")
    case = make.case(by)
    make.visit(case, make.day(45), by, "F1", needs=(("OCC", "จักร"),))
    visited = Need.objects.select_related("person").get(code="OCC")
    plain = district_need(by, "OCC", of=visited.person, detail="จักร", source="district", asked_on=visited.asked_on)
    told = []
    for one in (visited, plain):
        made = referrals.send(need=one, agency=agency(), summary="อยากเป็นช่าง", by=by, at=make.NOW)
        door = Client().get(f"/r/{made.token}").content.decode().replace(made.token, "")
        wall.enter("1.")
        entries = Entry.objects.filter(object_type="assistance.referral", object_id=str(made.referral.pk))
        shown = Referral.objects.values("kind", "agency", "state", "office", "scope_path", "answer_by", "step")
        told.append((door, list(entries.values_list("verb", "fields", "reason")), shown.get(pk=made.referral.pk)))
        wall.enter(by.scope)
    assert told[0] == told[1]
