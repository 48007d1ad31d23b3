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


@pytest.mark.browser
def test_a_long_label_leaves_an_amount_in_one_piece(served, chromium):
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.goto(served.url + reverse("ui:gallery"))
    page.evaluate(
        """() => { document.querySelector("main").innerHTML = `<section class="sheet"><dl class="kv">
        <dt>money spent on everything this month (baht)</dt><dd><b>1,983,960.50</b></dd></dl></section>`; }"""
    )
    # One line of text, within its column.
    assert page.locator("dd b").evaluate("one => one.getClientRects().length") == 1
    assert page.locator("dd").evaluate("one => one.scrollWidth - one.clientWidth") <= 0
    page.close()
