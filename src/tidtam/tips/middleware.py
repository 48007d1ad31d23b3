"""The one middleware of the lane: forget who asks, refuse what is too much, answer alike to everybody.

No session, no cookie, no message, no address. A form comes from our own page, which the browser itself says.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from importlib.resources import files

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from tidtam.tips import gates
from tidtam.tips.rules.words import MOST_BYTES

MOST_BODY = MOST_BYTES + 1024 * 1024  # the words and the form around the files
_LARGE = 256 * 1024
_PATIENCE = 64 * 1024 * 1024
BUCKETS = (4 * 1024, 16 * 1024, 64 * 1024, 256 * 1024)
# What a server is told about who asks. The lane never reads it, and nothing it calls can.
_WHO = (
    "REMOTE_ADDR", "REMOTE_PORT", "REMOTE_HOST", "HTTP_USER_AGENT", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP",
    "HTTP_FORWARDED", "HTTP_REFERER", "HTTP_COOKIE", "HTTP_VIA",
)  # fmt: skip
CSS = files("tidtam.tips").joinpath("templates/tips/lane/lane.css").read_text(encoding="utf-8").strip()
_STYLE = base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'sha256-{_STYLE}'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SHORT = {
    400: "ไม่มีหน้านี้",
    403: "กดจากหน้านี้เท่านั้น",
    411: "เปิดหน้านี้ด้วยเบราว์เซอร์",
    413: "ไฟล์รวมกันใหญ่เกิน 10 MB กดย้อนกลับ แล้วเลือกไฟล์ที่เล็กลง",
    503: "ตอนนี้มีผู้ใช้มาก รอสักครู่ แล้วกดย้อนกลับเพื่อส่งอีกครั้ง",
}


def padded(content: bytes, *, html: bool) -> bytes:
    """Return an answer filled up to 4, 16, 64 or 256 KB, with noise that does not shrink when it is compressed."""
    ends = (b"\n<!--", b"-->") if html else (b"\n", b"")
    wanted = next((size for size in BUCKETS if size >= len(content) + len(ends[0]) + len(ends[1])), 0)
    if not wanted:
        return content
    room = wanted - len(content) - len(ends[0]) - len(ends[1])
    noise = secrets.token_hex(room // 2 + 1)[:room].encode() if html else b" " * room
    return content + ends[0] + noise + ends[1]


def _short(status: int) -> HttpResponse:
    """Answer without looking at what was sent."""
    text = f'<!doctype html><html lang="th"><meta charset="utf-8"><title>แบบฟอร์ม</title><p>{_SHORT[status]}</p></html>'
    response = HttpResponse(text, status=status)
    if status == 503:
        response.headers["Retry-After"] = "10"
    if status == 413:
        response.headers["Connection"] = "close"
    return response


def _drain(request: HttpRequest, length: int) -> None:
    """Read a body that is somewhat too much and forget it: a browser that is cut off never shows the answer."""
    if length > _PATIENCE:
        return
    try:
        with gates.bodies.entered():
            while request.read(256 * 1024):
                pass
    except (gates.Busy, OSError):
        return


def from_our_page(request: HttpRequest) -> bool:
    """Say whether a form comes from our own page.

    Browsers that say so are believed. `Origin` is 'null' on our own pages, which send no referrer, and absent in old
    browsers; another site's is refused. Nothing here can be done in somebody's name, so there is no more to protect.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin in (None, "null", f"{request.scheme}://{request.get_host()}", settings.TIPS_URL)


class Lane:
    """Wraps every answer of the tip process."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, filled up and with the headers."""
        response = self._answer(request)
        for name in _WHO:
            request.META.pop(name, None)
        for name, value in _HEADERS.items():
            response.headers[name] = value
        kind = response.headers.get("Content-Type", "")
        if isinstance(response, HttpResponse) and kind.startswith(("text/html", "application/json")):
            response.content = padded(response.content, html=kind.startswith("text/html"))
            response.headers["Content-Length"] = str(len(response.content))
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            return _short(400)
        length = request.META.get("CONTENT_LENGTH") or ""
        if request.method == "POST":
            if not length.isdigit():
                return _short(411)
            if int(length) > MOST_BODY:
                _drain(request, int(length))
                return _short(413)
            if not from_our_page(request):
                return _short(403)
        for name in _WHO:
            request.META.pop(name, None)
        if request.method != "POST" or int(length) <= _LARGE:
            return self.get_response(request)
        try:
            with gates.bodies.entered():
                return self.get_response(request)
        except gates.Busy:
            return _short(503)
