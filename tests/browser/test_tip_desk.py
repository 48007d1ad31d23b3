"""The officers' half in a real browser: a key is made, a tip read, answered and handed over; a contact by two."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from pyrage import x25519
from tests.browser.conftest import Served
from tests.factories import tips as make
from tests.factories.actors import NOW
from tests.factories.looking import follow, look

from tidtam.accounts import access as accounts
from tidtam.accounts.models import Grant
from tidtam.demo.agefile import wrapped
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.tips import sealing
from tidtam.tips.actions import handover, screening
from tidtam.tips.choices import AgencyKind
from tidtam.tips.choices import Path as Way
from tidtam.tips.models import Message, RecipientKey, Tip
from tidtam.tips.queries import desk_keys

pytestmark = pytest.mark.browser
PASSPHRASE = "ข้าวเหนียว หมูปิ้ง สามไม้"


def acting(user) -> Actor:
    grant = Grant.objects.select_related("office", "user").get(user=user)
    return accounts.actor_of(grant, user)


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (320, 200), (180, 40, 60)).save(drawn, "WEBP")
    return drawn.getvalue()


def both(page, name: str) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900 if width > 400 else 844})
        look(page, name, width)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_key_is_made_and_a_tip_is_read_answered_and_handed_over(served: Served, page, tmp_path: Path):
    served.demo()
    by = acting(served.person("rak", "MOI", "tip_inspector", "รักษ์ ตรวจการณ์"))
    served.sign_in(page, "rak", then="/tips/keys/")
    both(page, "tip-keys-empty")
    page.get_by_label("ชื่อเรียกกุญแจ").fill("เครื่องที่โต๊ะ")
    page.get_by_label("รหัสผ่านกุญแจ").fill("สั้น")
    page.get_by_role("button", name="สร้างกุญแจ").click()
    page.get_by_text("รหัสผ่านต้องยาวอย่างน้อย 12 ตัว").wait_for()
    for label in ("รหัสผ่านกุญแจ", "พิมพ์อีกครั้ง"):
        page.get_by_label(label).fill(PASSPHRASE)
    with page.expect_download() as saved, page.expect_navigation():
        page.get_by_role("button", name="สร้างกุญแจ").click()
    kept = tmp_path / "officer.age"
    saved.value.save_as(kept)
    assert kept.read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt ")
    agency_key = x25519.Identity.generate()
    with wall.scope(by.scope):
        assert RecipientKey.objects.get(holder=by.user_id).active
        tip, receipt = make.tip(files=(("webp", picture()),), contact="ไลน์ somchai99", official=True, kind="official")
        make.said_more(tip, "<b>เมื่อคืนมาอีก</b>")
        for n in range(3):
            make.tip(kind=("use", "sell", "gathering")[n])
        handover.add_agency(
            name="บช.ปส.", kind=AgencyKind.NARCOTICS, public_key=str(agency_key.to_public()), by=by, at=NOW
        )
        screening.send_along(tip=tip, path=Way.ENFORCEMENT, by=by, at=NOW)
    page.goto(f"{served.url}/tips/")
    both(page, "tip-list")
    page.goto(f"{served.url}/tips/{tip.public_id}/")
    both(page, "tip-shut")
    assert make.WORDS not in page.content()
    page.get_by_label("รหัสผ่านกุญแจ").fill("ผิดแน่นอนเลย")
    page.get_by_role("button", name="เปิดอ่านในเครื่องนี้").click()
    page.get_by_text("รหัสผ่านไม่ตรง").wait_for()
    page.get_by_label("รหัสผ่านกุญแจ").fill(PASSPHRASE)
    page.get_by_role("button", name="เปิดอ่านในเครื่องนี้").click()
    page.locator("p.words", has_text=make.WORDS).wait_for()
    assert page.get_by_text("<b>เมื่อคืนมาอีก</b>").is_visible()  # text, never markup
    page.get_by_role("button", name="ไฟล์ 1 (.webp)").click()
    page.locator("canvas").wait_for()
    both(page, "tip-open")
    told = page.get_by_label("เรื่องที่ส่งต่อ")
    told.fill(f"{told.input_value()}\nเลข {tip.public_id} {receipt}")
    with page.expect_download() as saved, page.expect_navigation():
        page.get_by_role("button", name="เข้ารหัส บันทึก แล้วดาวน์โหลด").click()
    sealed = Path(saved.value.path()).read_bytes()
    inside = zipfile.ZipFile(io.BytesIO(sealing.unseal(sealed, agency_key)))
    assert inside.namelist() == ["เรื่องที่ส่งต่อ.txt", "1.webp"] and inside.testzip() is None
    text = inside.read("เรื่องที่ส่งต่อ.txt").decode()
    assert make.WORDS in text and tip.public_id not in text and receipt not in text
    Image.open(io.BytesIO(inside.read("1.webp"))).verify()
    assert page.get_by_text("ส่งต่อแล้ว", exact=True).is_visible()
    page.get_by_label("ข้อความ").fill("เห็นทะเบียนรถไหม")
    follow(page, page.get_by_role("button", name="ปิดผนึกแล้วส่ง"))
    with wall.scope(by.scope):
        answer = Message.objects.get(tip=tip, sender="officer")
        informant = sealing.identity(receipt, bytes(Tip.objects.get(pk=tip.pk).salt))
        assert sealing.unseal(answer.sealed, informant).decode() == "เห็นทะเบียนรถไหม"
    page.goto(f"{served.url}/tips/keys/")
    both(page, "tip-keys")
    page.goto(f"{served.url}/tips/agencies/")
    both(page, "tip-agencies")
    page.goto(f"{served.url}/tips/counts/")
    both(page, "tip-counts-empty")


def signed_in(served: Served, chromium, username: str, then: str):
    """Open a profile of its own for another person."""
    profile = chromium.new_context(locale="th-TH", timezone_id="Asia/Bangkok", viewport={"width": 1280, "height": 900})
    page = profile.new_page()
    served.sign_in(page, username, then=then)
    return page


def test_a_contact_is_opened_by_two_and_tips_are_sealed_for_a_new_officer(
    served: Served, page, chromium, tmp_path: Path
):
    served.demo()
    by = acting(served.person("rak", "MOI", "tip_inspector", "รักษ์ ตรวจการณ์"))
    other = acting(served.person("dao", "MOI", "tip_inspector", "ดาว เฝ้าระวัง"))
    served.person("thiang", "MOI", "tip_second", "เที่ยง ธรรมรักษ์")
    served.person("man", "MOI", "tip_escrow", "มั่น รักษา")
    kept = tmp_path / "rak.age"
    with wall.scope(by.scope):
        _key, private = make.key(by, "โต๊ะรักษ์")
        tip, _receipt = make.tip(contact="ไลน์ somchai99", files=(("webp", picture()),))
    kept.write_bytes(wrapped(str(private), PASSPHRASE))
    served.sign_in(page, "rak", then=f"/tips/{tip.public_id}/")
    page.get_by_text("ขอเปิดซอง", exact=True).first.click()
    page.get_by_label("ชีวิตผู้แจ้งหรือผู้อื่นอยู่ในอันตราย").check()
    page.get_by_label("อธิบายให้ผู้ร่วมอนุมัติ").fill("มีผู้ถูกขู่ ต้องเตือนภายในวันนี้")
    follow(page, page.get_by_role("button", name="ขอเปิดซอง"))
    assert page.get_by_text("รอผู้ร่วมอนุมัติ", exact=True).is_visible()
    second = signed_in(served, chromium, "thiang", "/tips/openings/")
    both(second, "tip-openings")
    follow(second, second.get_by_role("button", name="อนุมัติให้เปิด"))
    second.context.close()
    page.reload()
    page.get_by_label("ไฟล์กุญแจของคุณ").set_input_files(kept)
    page.get_by_label("รหัสผ่านกุญแจ").fill(PASSPHRASE)
    page.get_by_role("button", name="เปิดอ่านในเครื่องนี้").click()
    page.locator("p.words", has_text=make.WORDS).wait_for()
    assert "somchai99" not in page.content()
    page.get_by_role("button", name="เปิดซอง", exact=True).click()
    page.locator("[data-contact-words]", has_text="ไลน์ somchai99").wait_for()
    both(page, "tip-contact")
    with wall.scope(by.scope):
        _second, theirs = make.key(other, "โต๊ะดาว")
    holder = signed_in(served, chromium, "man", "/tips/escrow/")
    both(holder, "tip-escrow-empty")
    holder.get_by_label("หน่วยที่สอง").fill("DLA")
    holder.get_by_role("button", name="สร้างกุญแจและแบ่งสามส่วน").click()
    holder.get_by_text("สามส่วนของกุญแจ แสดงครั้งเดียว").wait_for()
    both(holder, "tip-escrow-shares")
    shares = holder.locator("[data-share]").all_inner_texts()
    follow(holder, holder.get_by_role("button", name="ทั้งสามหน่วยได้ส่วนของตนแล้ว"))
    assert holder.get_by_text("สถ.", exact=False).first.is_visible() and len(set(shares)) == 3
    holder.context.close()
    page.goto(f"{served.url}/tips/keys/")
    both(page, "tip-reseal")
    page.get_by_label("รหัสผ่านกุญแจ").first.fill(PASSPHRASE)  # the key lies in this browser now
    page.get_by_role("button", name="เปิดอ่านในเครื่องนี้").click()
    page.get_by_text("ปิดผนึกใหม่ครบแล้ว").wait_for()
    with wall.scope(by.scope):
        again = Tip.objects.get(pk=tip.pk)
        assert len(again.sealed_for) == 3 and make.read(again.sealed, theirs)["text"] == make.WORDS
        assert desk_keys.needing(by) == []
