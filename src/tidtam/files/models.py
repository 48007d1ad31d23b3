"""What an office keeps of a document, and the text and word boxes of its pages."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidtam.accounts.models import Grant
from tidtam.files import storage
from tidtam.files.choices import ExportState
from tidtam.files.extract import Word
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office

_WORD = struct.Struct("<IIHHHH")
_UNIT = 65_535


class StoredFile(models.Model):
    """A document one office keeps: one row per office and content, so that each has its own in its own scope."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "sha256": "plain",
        "size": "plain", "kind": "plain", "name": "personal", "personal": "plain", "uploaded_by": "plain",
        "created_at": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=255)
    personal = models.BooleanField(default=False)  # encrypted at rest; set by the owner of the document
    uploaded_by = models.ForeignKey(Grant, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    already_held = False  # set by `store`: the office had this content before

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "sha256", "personal"], name="files_content_once_per_office"),
            models.CheckConstraint(condition=Q(size__gt=0), name="files_size_positive"),
        ]
        indexes = [
            models.Index(fields=["scope_path", "-created_at"], name="files_stored_scope"),
            models.Index(fields=["sha256"], name="files_stored_sha256"),
        ]

    def __str__(self) -> str:
        return self.name

    def open_bytes(self) -> bytes:
        """Return the content as it was sent in. Errors: Problem files.missing, files.damaged."""
        return storage.fetch(self.sha256, sealed=self.personal)


class PageText(models.Model):
    """One page of a stored document: its text, where its words stand, and a picture of it made by us."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "file": "plain", "page": "plain", "start": "plain", "text": "plain", "word_boxes": "plain",
        "image": "plain", "method": "plain", "confidence": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="pages")
    page = models.PositiveIntegerField()
    start = models.PositiveIntegerField(default=0)  # offset of the page's text in the whole text, in code points
    text = models.TextField(blank=True)
    word_boxes = models.BinaryField(default=b"")
    image = models.CharField(max_length=64, blank=True)  # SHA-256 of the picture
    method = models.CharField(max_length=10)
    confidence = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "page"], name="files_page_once"),
            models.CheckConstraint(condition=Q(page__gte=1), name="files_page_from_one"),
        ]
        ordering = ["file_id", "page"]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.page}"

    @property
    def words(self) -> tuple[Word, ...]:
        """Return the words with their boxes. Units: as `extract.Word`."""
        return tuple(
            Word(start, end, x0 / _UNIT, y0 / _UNIT, x1 / _UNIT, y1 / _UNIT)
            for start, end, x0, y0, x1, y1 in _WORD.iter_unpack(bytes(self.word_boxes))
        )

    def image_bytes(self) -> bytes:
        """Return the page's picture (WebP). Errors: Problem files.missing, files.damaged."""
        return storage.fetch(self.image)


def pack_words(words: Iterable[Word]) -> bytes:
    """Return words as `PageText.word_boxes` keeps them: 16 bytes each."""
    return b"".join(_WORD.pack(word.start, word.end, *(round(edge * _UNIT) for edge in word[2:])) for word in words)


class Export(models.Model):
    """A list somebody took out: what, what for, by whom; its file lies sealed on disk for a day, for its owner."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "grant": "plain",
        "user_id": "plain", "what": "plain", "title": "plain", "purpose": "personal", "asked": "plain",
        "kind": "plain", "state": "plain", "total": "plain", "done": "plain", "size": "plain", "sha256": "plain",
        "problem": "plain", "asked_at": "plain", "ready_at": "plain", "expires_at": "plain", "taken": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    grant = models.ForeignKey(Grant, null=True, on_delete=models.PROTECT, related_name="+")
    user_id = models.BigIntegerField()
    what = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=300)
    asked = models.JSONField(default=dict)  # codes of filters; never a name
    kind = models.CharField(max_length=4, default="xlsx")
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    problem = models.CharField(max_length=200, blank=True, default="")
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    taken = models.PositiveIntegerField(default=0)  # how often it was downloaded

    class Meta:
        indexes = [models.Index(fields=["user_id", "-asked_at"], name="files_export_user")]

    def __str__(self) -> str:
        return self.title
