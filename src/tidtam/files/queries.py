"""Named reads of stored documents."""

from __future__ import annotations

from tidtam.files.models import PageText, StoredFile
from tidtam.offices.models import Office


def find_same(office: Office, sha256: str) -> StoredFile | None:
    """Return the document of that content the office already keeps, the oldest first. Shape: one query."""
    return StoredFile.objects.filter(office=office, sha256=sha256).order_by("id").first()


def pages_of(file: StoredFile) -> list[PageText]:
    """Return the pages of a document in order. Shape: one query."""
    return list(PageText.objects.filter(file=file).order_by("page"))
