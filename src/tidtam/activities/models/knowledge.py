"""Knowledge sets, who they are shared with, who has read them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidtam.activities.choices import FileRole
from tidtam.files.models import StoredFile
from tidtam.kernel.ids import public_id
from tidtam.letters.models import Letter
from tidtam.offices.models import Office


class KnowledgeSet(models.Model):
    """Knowledge handed down (องค์ความรู้), seen through `KnowledgeShare` rows; the owner's own shows it to nobody else."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "office": "plain", "title": "plain", "summary": "plain", "letter": "plain",
        "source": "plain", "by": "plain", "at": "plain", "version": "plain",
    }  # fmt: skip

    id = models.BigIntegerField(primary_key=True)  # drawn before the row: its share must stand first
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)  # the owner
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=200, blank=True)  # the letter in words, for who holds no copy of it
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.title


class KnowledgeFile(models.Model):
    """A file of a set. Its content is found by its digest, so that every reader has it without a row of its own."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "knowledge": "plain", "stored": "plain", "role": "plain", "sha256": "plain", "size": "plain",
        "kind": "plain", "name": "plain", "at": "plain", "removed_at": "plain",
    }  # fmt: skip

    knowledge = models.ForeignKey(KnowledgeSet, on_delete=models.PROTECT, related_name="files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", db_index=False)  # the owner's
    role = models.CharField(max_length=12, choices=FileRole.choices, default=FileRole.DOCUMENT)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=255)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["role", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["knowledge", "role", "sha256"], condition=Q(removed_at__isnull=True),
                name="activities_knowledge_file",
            ),
            models.UniqueConstraint(
                fields=["knowledge"], condition=Q(removed_at__isnull=True, role=FileRole.INFOGRAPHIC),
                name="activities_one_infographic",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class KnowledgeShare(models.Model):
    """That an office may see a set: it made it, or an office above handed it down."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "knowledge": "plain", "office": "plain", "scope_path": "plain", "from_office": "plain",
        "by": "plain", "at": "plain",
    }  # fmt: skip

    knowledge = models.ForeignKey(KnowledgeSet, on_delete=models.PROTECT, related_name="shares", db_index=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    from_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["knowledge", "office"], name="activities_share_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["knowledge", "scope_path"], name="activities_share_scope"),
            models.Index(fields=["scope_path"], name="activities_share_list"),
        ]

    def __str__(self) -> str:
        return f"{self.knowledge_id} {self.scope_path}"


class KnowledgeRead(models.Model):
    """That somebody of an office opened a version of a set, and perhaps said so with the button.

    A set that was changed afterwards is to be read again: each version has a row of its own.
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "knowledge": "plain", "version": "plain", "office": "plain", "scope_path": "plain",
        "by": "plain", "by_name": "plain", "opened_at": "plain", "acknowledged_at": "plain",
    }  # fmt: skip

    knowledge = models.ForeignKey(KnowledgeSet, on_delete=models.PROTECT, related_name="reads", db_index=False)
    version = models.PositiveIntegerField(default=1)  # of the set, as it was opened
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    by = models.BigIntegerField()  # the grant
    by_name = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["knowledge", "office", "by", "version"], name="activities_read_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["knowledge", "scope_path"], name="activities_read_scope")
        ]

    def __str__(self) -> str:
        return f"{self.knowledge_id} {self.scope_path}"
