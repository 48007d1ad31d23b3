"""The gallery in a real browser: every component, light and dark, phone and desk."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.factories.looking import faults, settled


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_the_gallery_in_a_browser(served, chromium, width):
    # Without motion: halfway between two themes no colour has its contrast.
    page = chromium.new_page(viewport={"width": width, "height": 844}, color_scheme="light", reduced_motion="reduce")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(served.url + reverse("ui:gallery"))
    assert settled(page, "document.documentElement.scrollWidth - innerWidth") == 0
    assert page.evaluate("document.fonts.check('16px Anuphan', 'ก')")
    page.keyboard.press("j")
    assert page.locator(".read.on").count() == 1
    found = faults(page)
    page.emulate_media(color_scheme="dark")
    found += faults(page, "color-contrast")
    page.emulate_media(color_scheme="light")
    page.locator(".me-menu > summary").click()
    page.locator("button[name=theme][value=dark]").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.keyboard.press("Escape")
    found += faults(page)
    page.close()
    assert found == []
    assert complaints == []
