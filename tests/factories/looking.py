"""How a page is looked at in a browser: it has settled, does not scroll sideways, has one h1 and nothing for axe."""

from __future__ import annotations

import os
from typing import Any

PICTURES = os.environ.get("TIDTAM_PICTURES", "")
SETTLED = "() => document.readyState === 'complete' && document.body !== null"


def look(page: Any, name: str, width: int, *, whole: bool = True) -> None:
    """Check a page as it stands; keep its picture in the folder TIDTAM_PICTURES names."""
    from axe_playwright_python.sync_playwright import Axe

    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=whole)
    assert settled(page, "document.documentElement.scrollWidth - innerWidth") <= 0, name
    assert page.locator("h1").count() == 1, name
    found = [(v["id"], v["nodes"][0]["html"][:300]) for v in Axe().run(page).response["violations"]]
    assert found == [], name


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
