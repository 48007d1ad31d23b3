"""The gallery and the two switches over HTTP, and once in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
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
