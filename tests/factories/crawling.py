"""Open every page a reader is led to, as far as pages lead: nobody is led to a refusal, nor to a page that is none."""

from __future__ import annotations

import html
import re
from collections import Counter
from urllib.parse import urlsplit

from django.test import Client

_LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]*)')
_ELSEWHERE = re.compile(r"/static/|/s/|/v/|/sign-out/|/logout/")
_SAME = ((r"/[0-9a-z]{10,}(?=/)", "/*"), (r"/\d[\d-]*(?=/|$)", "/n"), (r"/(LGO|DLA|DOPA|TEAM)-?\d*(?=/)", "/o"))
_EACH = 2  # pages of one kind: the second has what the first lacks, more say the same


def refusals(client: Client, start: str = "/") -> tuple[int, list[str]]:
    """Return how many pages were opened and what was refused: `address status, from the page that led there`."""
    waiting, seen, kinds, refused = [(start, "")], {start}, Counter[str](), []
    for address, before in waiting:
        kind = _kind(address)
        if kinds[kind] >= _EACH:
            continue
        kinds[kind] += 1
        answer = client.get(address, follow=True)
        if answer.status_code >= 400:
            refused.append(f"{address} {answer.status_code}, from {before}")
        elif not answer.streaming and answer.headers.get("Content-Type", "").startswith("text/html"):
            for link in _links(answer.content.decode(), address):
                if link not in seen:
                    seen.add(link)
                    waiting.append((link, address))
    return sum(kinds.values()), refused


def _links(page: str, address: str) -> list[str]:
    found = (html.unescape(one) for one in _LINK.findall(page))
    whole = (urlsplit(address).path + one if one.startswith("?") else one for one in found)
    return [one for one in whole if one.startswith("/") and not one.startswith("//") and not _ELSEWHERE.search(one)]


def _kind(address: str) -> str:
    parts = urlsplit(address)
    path = parts.path
    for pattern, name in _SAME:
        path = re.sub(pattern, name, path)
    return f"{path}?{'&'.join(sorted(one.split('=')[0] for one in parts.query.split('&') if one))}"
