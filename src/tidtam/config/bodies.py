"""How much one form may send: what is more is refused before a byte of it reaches the disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

MOST = 200 * 1024 * 1024  # ten photos or documents of 15 MB, and the form around them
_PATIENCE = 2 * MOST


class Bodies:
    """Refuses a form that is larger than any the house knows. It stands before whatever reads the form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse what is too much; views that read no form before they looked at its size bound it themselves."""
        length = request.META.get("CONTENT_LENGTH") or ""
        size = int(length) if length.isascii() and length.isdigit() else 0
        if size <= MOST or getattr(view, "csrf_exempt", False):
            return None
        if size <= _PATIENCE:
            _drain(request)
        title, text = _("ไฟล์รวมกันใหญ่เกินไป"), _("ส่งได้ครั้งละไม่เกิน 200 MB ยังไม่ได้บันทึก กดย้อนกลับ แล้วเลือกไฟล์ให้น้อยลงหรือเล็กลง")
        answer = render(request, "ui/problem.html", {"title": title, "text": text}, status=413)
        answer.headers["Connection"] = "close"
        return answer


def _drain(request: HttpRequest) -> None:
    """Read a form that is somewhat too much and forget it: a browser that is cut off never shows the answer."""
    try:
        while request.read(256 * 1024):
            pass
    except OSError:
        return
