"""A real server over a database of its own, and a real Chromium in front of it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

CHROMIUM = os.environ.get("TIDTAM_CHROMIUM", "/usr/bin/chromium")
PASSWORD = "correct horse battery"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


def _in_two(application: Any) -> Any:
    """Send the head of a page a moment before its body.

    A line does that too, now and then: a test that reads a page without waiting for it shall fail each time.
    """

    def app(environ: dict[str, Any], start: Any) -> Any:
        answer = application(environ, start)
        if environ["PATH_INFO"].startswith("/static/"):
            return answer

        def parts() -> Iterator[bytes]:
            try:
                yield b""  # the head goes out with it
                time.sleep(0.03)
                yield from answer
            finally:
                answer.close()

        return parts()

    return app


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing; a test's output is its own."""

    def address_string(self) -> str:
        return str(self.client_address[0])


@dataclass
class Served:
    """A running house: its address, its database (app URL, owner URL), and hands to fill it."""

    url: str
    app_url: str
    owner_url: str
    users: dict[str, Any] = field(default_factory=dict)

    def demo(self, as_of: date = date(2026, 5, 21)) -> None:
        """Mark the database as a demo whose day is `as_of`: no second factor is asked."""
        from tidtam.accounts import clock
        from tidtam.accounts.models import Installation

        Installation.objects.create(is_demo=True, as_of=as_of)
        clock.forget()

    def person(self, username: str, code: str, role: str, name: str = "กานดา ศรีประทุม") -> Any:
        """Make a person with a grant in the office `code` (a further grant when the person exists)."""
        from tidtam.accounts.models import Grant, User
        from tidtam.offices.models import Office

        user = self.users.get(username)
        if user is None:
            user = self.users[username] = User.objects.create_user(username, PASSWORD, name=name)
        Grant.objects.create(
            user=user, office=Office.objects.get(code=code), role=role, valid_from=date(2020, 1, 1)
        )  # fmt: skip
        return user

    def sign_in(self, page: Any, username: str, then: str = "/") -> None:
        """Sign in through the page, as a person would."""
        page.goto(f"{self.url}/accounts/login/?next={then}")
        page.get_by_label("ชื่อผู้ใช้").fill(username)
        page.get_by_label("รหัสผ่าน").fill(PASSWORD)
        page.get_by_role("button", name="เข้าสู่ระบบ", exact=True).click()
        page.wait_for_url(lambda url: "/login/" not in url)


@pytest.fixture
def served(committed_db: tuple[str, str]) -> Iterator[Served]:
    """Serve the whole application over a database of its own, in threads of this process."""
    from django.core.cache import cache

    from tidtam.config.wsgi import application

    server = make_server("127.0.0.1", 0, _in_two(application), server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    cache.clear()
    try:
        # By name, not by number: a passkey belongs to a name.
        yield Served(f"http://localhost:{server.server_port}", *committed_db)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start one Chromium for the run."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Any) -> Iterator[Any]:
    """Open a fresh profile, Thai, on a desk; every script error or refused resource fails the test."""
    profile = chromium.new_context(locale="th-TH", timezone_id="Asia/Bangkok", viewport={"width": 1280, "height": 900})
    profile.set_default_timeout(30_000)
    faults: list[str] = []
    profile.on("weberror", lambda error: faults.append(str(error.error)))
    profile.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield profile
    profile.close()
    assert not faults, faults


@pytest.fixture
def page(context: Any) -> Any:
    """Open a page of the fresh profile."""
    return context.new_page()
