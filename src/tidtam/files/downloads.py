"""Answers that carry a document: the original only as a download, page pictures of our own making inline."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

from tidtam.files.extract.kinds import CONTENT_TYPES
from tidtam.files.models import PageText, StoredFile

_LOCKED_DOWN = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def file_response(file: StoredFile) -> HttpResponse:
    """Return the original as an attachment whose type we fix; no browser opens it in our pages.

    Errors: Problem files.missing, files.damaged. Source: RFC 6266 for the name.
    """
    # The kind was found in the content when it was stored; anything else is bytes.
    content_type = next((mime for kind, mime in CONTENT_TYPES.items() if kind == file.kind), "application/octet-stream")
    answer = HttpResponse(file.open_bytes(), content_type=content_type, headers=_LOCKED_DOWN)
    answer["Content-Disposition"] = content_disposition(file.name)
    return answer


def page_response(page: PageText) -> HttpResponse:
    """Return the picture of a page, made by us. Errors: Problem files.missing, files.damaged."""
    headers = _LOCKED_DOWN | {"Cache-Control": "private, max-age=3600"}
    return HttpResponse(page.image_bytes(), content_type="image/webp", headers=headers)


def content_disposition(name: str) -> str:
    """Return the header of a download: a plain ASCII name for old clients and the real one in UTF-8."""
    suffix = name.rpartition(".")[2]
    plain = f"document.{suffix}" if suffix.isascii() and suffix.isalnum() and suffix != name else "document"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
