"""How a page is looked at in a browser: it has settled, does not scroll sideways, has one h1 and nothing for axe."""

from __future__ import annotations

import os
from typing import Any

PICTURES = os.environ.get("TIDTAM_PICTURES", "")
SETTLED = "() => document.readyState === 'complete' && document.body !== null"


def look(page: Any, name: str, width: int, *, whole: bool = True, dark_too: bool = False) -> None:
    """Check a page as it stands; keep its picture in the folder TIDTAM_PICTURES names.

    `dark_too` puts the same page into the dark scheme as well, where nothing but its colours can be another's.
    """
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=whole)
    assert settled(page, "document.documentElement.scrollWidth - innerWidth") <= 0, name
    assert page.locator("h1").count() == 1, name
    assert faults(page) == [], name
    if dark_too:
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{width}-dark.png", full_page=whole)
        assert faults(page, "color-contrast") == [], f"{name}, dark"
        page.emulate_media(color_scheme="light", reduced_motion="reduce")


def faults(page: Any, *rules: str) -> list[tuple[str, str]]:
    """Return what axe finds on a page, by all its rules or by those named: the rule and the first piece of the page."""
    from axe_playwright_python.sync_playwright import Axe

    options: dict[str, Any] = {"resultTypes": ["violations"]}  # as by default: passes need no words
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    return [(v["id"], v["nodes"][0]["html"][:300]) for v in Axe().run(page, options=options).response["violations"]]


def follow(page: Any, link: Any) -> None:
    """Click what leads to another page, and wait until that page is there."""
    with page.expect_navigation():
        link.click()


def settled(page: Any, asked: str, times: int = 5) -> Any:
    """Answer `asked` from a page that has finished; a click may still lead away meanwhile, so ask again then."""
    from playwright.sync_api import Error

    for _ in range(times - 1):
        page.wait_for_function(SETTLED)
        try:
            return page.evaluate(asked)
        except Error:
            page.wait_for_timeout(100)
    return page.evaluate(asked)
