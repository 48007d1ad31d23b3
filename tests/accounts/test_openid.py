"""Signing in through an identity provider: a small real one, in a thread, speaking OpenID Connect."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from jwt.algorithms import RSAAlgorithm
from tests.accounts.test_sign_in import sign_in, verbs

PERSON = "1-1001-00000-00-1"


class Provider:
    """An identity provider with one client and one person; it checks PKCE and the client's secret."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.challenges: dict[str, str] = {}
        self.nonce = ""
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self, b"")

            def do_POST(self) -> None:
                provider.answer(self, self.rfile.read(int(self.headers.get("Content-Length", 0))))

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        path = urlsplit(handler.path).path
        said: dict[str, Any] = {
            "/.well-known/openid-configuration": lambda: {
                "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo", "jwks_uri": f"{self.url}/keys",
            },
            "/keys": lambda: {"keys": [self.public_key()]},
            "/token": lambda: self.token(parse_qs(body.decode())),
            "/userinfo": lambda: {"sub": PERSON, "name": "สมชาย ใจดี"},
        }[path]()  # fmt: skip
        text = json.dumps(said).encode()
        handler.send_response(400 if "error" in said else 200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)

    def public_key(self) -> dict[str, Any]:
        return json.loads(RSAAlgorithm.to_jwk(self.key.public_key())) | {"kid": "k", "alg": "RS256"}

    def consent(self, location: str) -> dict[str, str]:
        """Do what the person's browser and the provider do at /authorize; return what comes back with the redirect."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert asked["code_challenge_method"] == "S256"
        self.challenges["code"] = asked["code_challenge"]
        self.nonce = asked.get("nonce", "")
        return {"code": "code", "state": asked["state"]}

    def token(self, form: dict[str, list[str]]) -> dict[str, Any]:
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != self.challenges.pop(form["code"][0], None):
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": "tidtam", "sub": PERSON, "iat": now, "exp": now + 60, "nonce": self.nonce}
        id_token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "k"})
        return {"access_token": "t", "token_type": "Bearer", "id_token": id_token}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.server.shutdown()


@pytest.fixture(autouse=True)
def _configured(provider: Provider, settings: Any) -> None:
    app = {
        "provider_id": "thaid", "name": "ThaID", "client_id": "tidtam", "secret": "s",
        "settings": {"server_url": provider.url},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


LOGIN = "/accounts/oidc/thaid/login/"


def through(client: Client, provider: Provider, query: str = ""):
    away = client.post(LOGIN + query)
    assert away.status_code == 302
    assert away.headers["Location"].startswith(f"{provider.url}/authorize")
    return client.get("/accounts/oidc/thaid/login/callback/", provider.consent(away.headers["Location"]))


def test_the_sign_in_page_offers_it(browser):
    page = browser.get("/accounts/login/").content.decode()
    assert "เข้าด้วย ThaID" in page
    assert LOGIN in page


def test_a_stranger_gets_no_account(browser, provider):
    answer = through(browser, provider)
    while answer.status_code == 302:
        answer = browser.get(answer.headers["Location"])
    assert "ยืนยันตัวไม่สำเร็จ" in answer.content.decode()
    assert browser.get("/account/").status_code == 302
    from tidtam.accounts.models import User

    assert not User.objects.exists()


def test_a_connected_account_opens(browser, provider, head):
    sign_in(browser, head[0])
    assert through(browser, provider, "?process=connect").status_code == 302
    assert "ThaID" in browser.get("/accounts/3rdparty/").content.decode()
    fresh = Client()
    answer = through(fresh, provider)
    assert answer.headers["Location"] == "/"
    assert "สมชาย ใจดี" in fresh.get("/account/").content.decode()
    assert verbs().count("accounts.sign_in.made") == 2


def test_a_forged_state_is_refused(browser, provider, head):
    away = browser.post(LOGIN)
    provider.consent(away.headers["Location"])
    answer = browser.get("/accounts/oidc/thaid/login/callback/", {"code": "code", "state": "forged"})
    assert "ยืนยันตัวไม่สำเร็จ" in answer.content.decode()


def test_the_policy_lets_the_form_lead_there_only():
    from tidtam.config.keys import origins

    app = {"settings": {"server_url": "https://idp.example.go.th/realms/x"}}
    assert origins([app, app]) == ["https://idp.example.go.th"]
