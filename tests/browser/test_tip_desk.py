"""The officers' half in a browser: a contact by two, sealing anew, the escrow; the rest is in `test_tips_story`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from tests.browser.conftest import Served
from tests.factories import tips as make
from tests.factories.looking import follow, look

from tidtam.accounts import access as accounts
from tidtam.accounts import clock
from tidtam.accounts.models import Grant
from tidtam.demo.agefile import wrapped
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.tips.actions import escrow
from tidtam.tips.models import EscrowUse, Tip
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
    two_parts_open_what_nobody_can_open_any_more(page, by, shares)


def two_parts_open_what_nobody_can_open_any_more(page, by: Actor, shares: list[str]) -> None:
    """A third officer comes, and no key of the unit is at hand: two offices agree, two parts of the escrow key open."""
    with wall.scope(by.scope):
        _third, late = make.key(make.inspector(name="นก มาใหม่"), "โต๊ะนก")
    page.reload()
    assert page.get_by_text("ใช้กุญแจสำรองสองส่วน").count() == 0
    page.get_by_text("ขอใช้กุญแจสำรอง", exact=True).click()
    page.locator("[name=ask-reason]").fill("เครื่องของทุกคนเสีย")
    follow(page, page.get_by_role("button", name="ส่งคำขอ"))
    for code in ("DOPA", "DLA"):
        with wall.scope("1."):
            holder = make.inspector(code, "tip_escrow")
            escrow.decide(use=EscrowUse.objects.get(), agree=True, by=holder, at=clock.now())
    page.reload()
    page.get_by_text("ใช้กุญแจสำรองสองส่วน").click()
    both(page, "tip-escrow-join")
    joined = page.get_by_role("button", name="รวมสองส่วนแล้วปิดผนึกใหม่")
    page.get_by_label("ส่วนของหน่วยแรก").fill(shares[1])
    page.get_by_label("ส่วนของหน่วยที่สอง").fill(shares[1])
    joined.click()
    page.get_by_text("สองส่วนนี้ใช้ด้วยกันไม่ได้").wait_for()  # one part is none
    page.get_by_label("ส่วนของหน่วยที่สอง").fill(shares[2].upper())  # as somebody retyped it
    joined.click()
    page.get_by_text("ปิดผนึกใหม่ครบแล้ว").wait_for()
    with wall.scope(by.scope):
        assert make.read(Tip.objects.get().sealed, late)["text"] == make.WORDS and desk_keys.needing(by) == []
