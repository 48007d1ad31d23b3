"""What the public pages keep for a day: counts against floods, and requests that are still being written."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tidtam.offices.models import Office
from tidtam.portal.choices import Counted


class Attempt(models.Model):
    """Something was tried. `key` is a hash of an address or a number under the salt of the day; gone after a day."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "kind": "plain", "key": "plain", "office": "plain", "at": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=6, choices=Counted.choices)
    key = models.BinaryField()
    office = models.ForeignKey(Office, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "key", "at"], name="portal_attempt_key"),
            models.Index(fields=["kind", "office", "at"], name="portal_attempt_office"),
            models.Index(fields=["kind", "at"], name="portal_attempt_all"),
            models.Index(fields=["at"], name="portal_attempt_old"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Draft(models.Model):
    """A request being written. Its words open only with the token in the writer's own browser; gone after a day."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "token_hash": "secret", "office": "plain", "sealed": "secret", "made_at": "plain",
        "seen_at": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    token_hash = models.BinaryField(unique=True)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+", db_index=False)
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)


class DraftPhoto(models.Model):
    """A photo or document of a draft, written anew already, sealed as the draft is."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "draft": "plain", "sealed": "secret", "size": "plain", "ending": "plain", "at": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="photos")
    sealed = models.BinaryField()
    size = models.PositiveIntegerField()  # Units: bytes, as kept
    ending = models.CharField(max_length=4)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.pk}"
