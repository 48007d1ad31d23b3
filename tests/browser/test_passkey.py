"""A passkey made and used in a real Chromium with a virtual authenticator."""

from __future__ import annotations

import pytest
from tests.browser.conftest import PASSWORD, Served
from tests.factories.looking import follow

pytestmark = pytest.mark.browser


def test_a_passkey_is_added_and_opens_the_house(served: Served, context, page):
    served.person("somchai", "DLA-3014", "district_head", "สมชาย ใจดี")
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                     "isUserVerified": True, "automaticPresenceSimulation": True}},
    )  # fmt: skip
    served.sign_in(page, "somchai", then="/account/")
    assert page.get_by_role("heading", level=1).inner_text() == "สมชาย ใจดี"
    page.goto(f"{served.url}/accounts/2fa/webauthn/add/")
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.get_by_role("button", name="ยืนยัน", exact=True).click()
    page.get_by_label("ชื่อเรียก").fill("โทรศัพท์ของฉัน")
    page.get_by_role("button", name="เพิ่มพาสคีย์").click()
    page.wait_for_url("**/recovery-codes/")
    page.goto(f"{served.url}/accounts/2fa/webauthn/")
    assert page.get_by_text("โทรศัพท์ของฉัน").is_visible()
    page.context.clear_cookies()
    page.goto(f"{served.url}/accounts/login/?next=/account/")
    page.get_by_role("button", name="เข้าด้วยพาสคีย์").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    assert "โทรศัพท์ของฉัน" in page.content()
    page.goto(f"{served.url}/accounts/2fa/webauthn/")
    follow(page, page.get_by_role("link", name="เอาออก"))
    if page.get_by_label("รหัสผ่าน").count():
        page.get_by_label("รหัสผ่าน").fill(PASSWORD)
        follow(page, page.get_by_role("button", name="ยืนยัน", exact=True))
    page.get_by_role("button", name="เอาออก").click()
    page.wait_for_url("**/2fa/webauthn/")
    assert page.get_by_text("โทรศัพท์ของฉัน").count() == 0


def test_a_refused_passkey_says_so(served: Served, page):
    page.goto(f"{served.url}/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')) }")
    page.get_by_role("button", name="เข้าด้วยพาสคีย์").click()
    page.get_by_text("ใช้พาสคีย์ไม่สำเร็จ").wait_for()
