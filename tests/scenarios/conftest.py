"""Stories are told in front of the same server and browser as the browser tests."""

from tests.browser.conftest import chromium, context, page, served

__all__ = ["chromium", "context", "page", "served"]
