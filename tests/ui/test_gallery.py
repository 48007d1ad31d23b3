"""The gallery and the two switches over HTTP, and once in a real browser."""

from __future__ import annotations

from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.views import serve
from django.test import Client
from django.urls import resolve, reverse

CHROMIUM = Path("/usr/bin/chromium")
DIST = Path(__file__).resolve().parents[2] / "src/tidtam/ui/static/dist/shell.js"


@pytest.mark.django_db
def test_the_gallery_shows_every_component():
    page = Client().get(reverse("ui:gallery"))
    text = page.content.decode()
    assert page.status_code == 200
    for css in ("item", "thread", "cal", "agenda", "stack", "heat", "tiles", "time", "fig", "alert", "toast", "empty",
                "job", "drop", "field", "pager", "tabs", "steps", "dock", "conf"):  # fmt: skip
        assert f'class="{css}' in text, css
    assert text.count("<h1>") == 1


@pytest.mark.parametrize("name", ["ui:gallery", "ui:theme", "ui:language"])
def test_routes_say_why_they_are_public(name):
    assert resolve(reverse(name)).func.public


@pytest.mark.django_db
def test_the_theme_and_the_language_are_remembered_and_never_lead_away():
    client = Client()
    answer = client.post(reverse("ui:theme"), {"theme": "dark", "next": "//elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert 'data-theme="dark"' in client.get(reverse("ui:gallery")).content.decode()
    client.post(reverse("ui:theme"), {"theme": ""})
    assert "data-theme=" not in client.get(reverse("ui:gallery")).content.decode().split(">", 2)[1]
    client.post(reverse("ui:language"), {"language": "en", "next": reverse("ui:gallery")})
    page = client.get(reverse("ui:gallery")).content.decode()
    assert '<html lang="en"' in page
    assert "Main menu" in page


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def served(django_db_blocker):
    """Serve the site; pytest-django's own live server would empty tables, which the application's role may not."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    class Finders(StaticFilesHandler):
        def serve(self, request):
            return serve(request, self.file_path(request.path), insecure=True)

    with django_db_blocker.unblock():
        server = make_server("127.0.0.1", 0, Finders(get_wsgi_application()), _Server, _Quiet)
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_gallery_in_a_browser(served, width, scheme):
    if not CHROMIUM.exists() or not DIST.exists():
        pytest.skip("needs Chromium and the built front end (npm run build)")
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(served + reverse("ui:gallery"))
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
        assert page.evaluate("document.fonts.check('16px Anuphan', 'ก')")
        page.keyboard.press("j")
        assert page.locator(".read.on").count() == 1
        page.locator(".me-menu > summary").click()
        page.locator("button[name=theme][value=dark]").click()
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        page.keyboard.press("Escape")
        found = [violation["id"] for violation in Axe().run(page).response["violations"]]
        browser.close()
    assert found == []
    assert complaints == []
