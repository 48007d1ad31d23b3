"""Answers that carry a document: the original only as a download, page pictures of our own making inline."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse

from tidtam.files import access, exports, storage
from tidtam.files.actions import take_export
from tidtam.files.extract.kinds import CONTENT_TYPES
from tidtam.files.models import PageText, StoredFile
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing

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
    return _attached(file.open_bytes(), file.kind, file.name)


def content_response(*, sha256: str, kind: str, name: str) -> HttpResponse:
    """Return a plain document by its content, for a room whose readers have no row of it but a right to it.

    The room checked that right, and its owner's row keeps the content. Errors: as `file_response`.
    """
    return _attached(storage.fetch(sha256), kind, name)


def _attached(content: bytes, kind: str, name: str) -> HttpResponse:
    # The kind was found in the content when it was stored; anything else is bytes.
    content_type = next((mime for one, mime in CONTENT_TYPES.items() if one == kind), "application/octet-stream")
    answer = HttpResponse(content, content_type=content_type, headers=_LOCKED_DOWN)
    answer["Content-Disposition"] = content_disposition(name)
    return answer


def page_response(page: PageText) -> HttpResponse:
    """Return the picture of a page, made by us. Errors: Problem files.missing, files.damaged."""
    headers = _LOCKED_DOWN | {"Cache-Control": "private, max-age=3600"}
    return HttpResponse(page.image_bytes(), content_type="image/webp", headers=headers)


def export_response(*, public_id: str, of: Collection[str], by: Actor, at: datetime) -> StreamingHttpResponse:
    """Hand an export of one of these kinds to its owner while its day lasts, and note it. Errors: Missing; Problem."""
    found = access.get_export(by, public_id)
    if found.what not in of:  # another room's lists ask for another room's right
        raise Missing("files.not_found", "ไม่พบไฟล์นี้ หรือเป็นไฟล์ของผู้อื่น")
    pieces = exports.pieces(found.public_id)
    taken = take_export(export=found, by=by, at=at)
    headers = {
        "Content-Disposition": content_disposition(f"{taken.title}-{taken.public_id}.{taken.kind}"),
        "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff", "Content-Length": str(taken.size),
    }  # fmt: skip
    mime = exports.CSV if taken.kind == "csv" else exports.XLSX
    return StreamingHttpResponse(pieces, content_type=mime, headers=headers)


def content_disposition(name: str) -> str:
    """Return the header of a download: a plain ASCII name for old clients and the real one in UTF-8."""
    suffix = name.rpartition(".")[2]
    plain = f"document.{suffix}" if suffix.isascii() and suffix.isalnum() and suffix != name else "document"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
