"""How a requester without an account follows their request: number and PIN, messages, what they thought of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidtam.assistance.choices import Helped, Side
from tidtam.assistance.models.request import Request
from tidtam.kernel.ids import public_id


class Ticket(models.Model):
    """The way back to a request: the hash of its PIN and the wrong tries."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "request": "plain", "scope_path": "plain", "pin_hash": "secret", "tries": "plain",
        "tried_at": "plain", "locked_until": "plain", "opened_at": "plain", "made_at": "plain",
    }  # fmt: skip

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="ticket")
    scope_path = models.TextField(db_collation="C")
    pin_hash = models.CharField(max_length=200)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    locked_until = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)  # last
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.request_id)


class Message(models.Model):
    """What the office and the requester say to each other."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "request": "plain", "scope_path": "plain", "side": "plain",
        "asks": "plain", "words_sealed": "secret", "at": "plain", "by": "plain", "read_at": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="messages")
    scope_path = models.TextField(db_collation="C")
    side = models.CharField(max_length=8, choices=Side.choices)
    asks = models.BooleanField(default=False)  # an answer is waited for
    words_sealed = models.BinaryField()
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "at"], name="assistance_message_new", condition=Q(read_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.public_id


class Opinion(models.Model):
    """Whether it was help, and how it was, in the requester's view."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "request": "plain", "scope_path": "plain", "helped": "plain", "score": "plain",
        "words_sealed": "secret", "at": "plain", "again": "plain",
    }  # fmt: skip

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="opinions")
    scope_path = models.TextField(db_collation="C")
    helped = models.CharField(max_length=6, choices=Helped.choices)
    score = models.PositiveSmallIntegerField(null=True)  # 1 to 5
    words_sealed = models.BinaryField(default=b"")
    at = models.DateTimeField()
    again = models.BooleanField(default=False)  # asked to open it again

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5), name="assistance_opinion_score"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.helped}"
