"""Authenticator app, recovery codes, and the roles that must have one."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from tests.accounts.test_sign_in import PASSWORD, sign_in, verbs
from tests.factories.actors import member

from tidtam.accounts import sealing

ACTIVATE = "/accounts/2fa/totp/activate/"
AUTHENTICATE = "/accounts/2fa/authenticate/"


def code_now(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def open_guarded(client: Client, path: str):
    """Open a page that asks who one is again, and answer with the password."""
    answer = client.get(path)
    if answer.status_code == 302 and "reauthenticate" in answer.headers["Location"]:
        back = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": path})
        assert back.headers["Location"] == path
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.headers)
    return answer


def enrol(client: Client) -> str:
    page = open_guarded(client, ACTIVATE).content.decode()
    secret = re.search(r'id="authenticator_secret" value="([A-Z2-7]+)"', page).group(1)
    answer = client.post(ACTIVATE, {"code": code_now(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


@pytest.fixture
def enrolled(head):
    """Return (user, secret, recovery codes) of a person with an authenticator app, signed in nowhere."""
    client = Client()
    sign_in(client, head[0])
    secret = enrol(client)
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    codes = re.findall(r"<code>(\d+)</code>", page)
    return head[0], secret, codes


def test_enrolling_shows_a_qr_code_and_seals_the_secret(head):
    client = Client()
    sign_in(client, head[0])
    page = open_guarded(client, ACTIVATE).content.decode()
    assert 'src="data:image/svg+xml' in page
    wrong = client.post(ACTIVATE, {"code": "000000"})
    assert "รหัสไม่ถูกต้อง" in wrong.content.decode()
    secret = enrol(client)
    stored = Authenticator.objects.get(user=head[0], type="totp").data["secret"]
    assert secret not in stored
    assert sealing.unseal(stored) == secret
    assert "accounts.second_factor.added" in verbs()


def test_enrolling_ends_sign_ins_made_with_the_password_alone(head, django_capture_on_commit_callbacks):
    here, elsewhere = Client(), Client()
    sign_in(here, head[0])
    sign_in(elsewhere, head[0])
    with django_capture_on_commit_callbacks(execute=True):
        enrol(here)
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_signing_in_asks_for_the_code(enrolled):
    user, secret, _ = enrolled
    client = Client()
    assert sign_in(client, user).headers["Location"] == AUTHENTICATE
    assert client.get("/account/").status_code == 302
    wrong = client.post(AUTHENTICATE, {"code": "123456"})
    assert "รหัสไม่ถูกต้อง" in wrong.content.decode()
    assert "accounts.second_factor.refused" in verbs()
    thai = code_now(secret, 1).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert client.post(AUTHENTICATE, {"code": f"{thai[:3]} {thai[3:]}"}).status_code == 302
    assert client.get("/account/").status_code == 200
    again = Client()
    sign_in(again, user)
    assert again.post(AUTHENTICATE, {"code": code_now(secret, 1)}).status_code == 200  # a code works once


def test_a_recovery_code_opens_once(enrolled):
    user, _, codes = enrolled
    assert len(codes) == 10
    client = Client()
    sign_in(client, user)
    assert client.post(AUTHENTICATE, {"code": codes[0]}).status_code == 302
    assert client.get("/account/").status_code == 200
    again = Client()
    sign_in(again, user)
    assert again.post(AUTHENTICATE, {"code": codes[0]}).status_code == 200
    assert again.get("/account/").status_code == 302


def test_recovery_codes_are_not_readable_in_the_database(enrolled):
    user, _, codes = enrolled
    stored = str(Authenticator.objects.get(user=user, type="recovery_codes").data)
    assert not [code for code in codes if code in stored]


def test_codes_are_throttled(enrolled):
    user, secret, _ = enrolled
    client = Client()
    sign_in(client, user)
    for _ in range(5):
        client.post(AUTHENTICATE, {"code": "123456"})
    client.post(AUTHENTICATE, {"code": code_now(secret, 1)})
    assert client.get("/account/").status_code == 302


def test_taking_it_away_asks_who_one_is_again(enrolled):
    user, secret, _ = enrolled
    client = Client()
    sign_in(client, user)
    client.post(AUTHENTICATE, {"code": code_now(secret, 1)})
    answer = client.get("/accounts/2fa/totp/deactivate/")
    assert answer.status_code == 302
    assert "reauthenticate" in answer.headers["Location"]
    page = client.get(answer.headers["Location"])
    assert "ยืนยันว่าเป็นคุณ" in page.content.decode()
    assert client.post("/accounts/reauthenticate/", {"password": "wrong wrong wrong"}).status_code == 200
    open_guarded(client, "/accounts/2fa/totp/deactivate/")
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=user, type="totp").exists()
    assert "accounts.second_factor.removed" in verbs()


def test_roles_that_read_people_must_have_one(browser):
    user, _ = member("DLA-3014", "administrator")
    sign_in(browser, user)
    wanted = reverse("accounts:second_factor")
    assert browser.get(reverse("accounts:grants")).headers["Location"] == wanted
    page = browser.get(wanted).content.decode()
    assert "ผู้ดูแลระบบ" in page
    enrol(browser)
    assert browser.get(reverse("accounts:grants")).status_code == 200
    assert browser.get(wanted).status_code == 302


def test_a_demo_asks_for_none(browser, demo):
    user, _ = member("DLA-3014", "administrator")
    browser.force_login(user)
    assert browser.get(reverse("accounts:grants")).status_code == 200


def test_every_own_page_opens_and_speaks_thai(enrolled):
    user, secret, _ = enrolled
    client = Client()
    sign_in(client, user)
    page = client.get(AUTHENTICATE).content.decode()
    assert "ยืนยันชั้นที่สอง" in page
    client.post(AUTHENTICATE, {"code": code_now(secret, 1)})
    for path in (
        "/account/", "/account/sign-ins/", "/accounts/2fa/", "/accounts/2fa/recovery-codes/", "/accounts/2fa/webauthn/",
        "/accounts/2fa/recovery-codes/generate/", "/accounts/2fa/totp/deactivate/", "/accounts/2fa/webauthn/add/",
        "/accounts/password/change/", "/accounts/logout/", "/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/",
        "/accounts/3rdparty/",
    ):  # fmt: skip
        answer = open_guarded(client, path)
        text = re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
        english = set(re.findall(r"[A-Za-z]{4,}", text)) - {"English", user.username, "Test"}
        assert not english & {"Password", "Code", "Security", "Recovery", "Name", "Sign", "Passwordless", "Confirm"}, (
            path,
            english,
        )
