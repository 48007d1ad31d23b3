"""Notices to an office, and the log of their delivery by e-mail. No names of people, no words of their cases."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tidtam.accounts.models import User
from tidtam.kernel.ids import public_id
from tidtam.notices.choices import DeliveryState, NoticeKind
from tidtam.offices.models import Office


class Notice(models.Model):
    """One thing an office is told once: `key` makes a second telling of the same impossible."""

    classification = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "kind": "plain",
        "audience": "plain", "user": "plain", "title": "plain", "body": "plain", "url": "plain", "at": "plain",
        "read_at": "plain", "key": "plain", "mailed_at": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    kind = models.CharField(max_length=12, choices=NoticeKind.choices)
    audience = models.CharField(max_length=40)  # the permission of those it is e-mailed to
    # For this one person of the office alone; whoever else has the permission neither sees it nor gets mail.
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=120, unique=True)
    mailed_at = models.DateTimeField(null=True)  # handed to the mail server, or nobody to send to

    class Meta:
        indexes = [
            models.Index(fields=["office", "-at"], name="notices_notice_office"),
            models.Index(fields=["office"], name="notices_notice_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["id"], name="notices_notice_to_mail", condition=Q(mailed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """That a notice was e-mailed to a person, or why not. The address itself stays with the person."""

    classification = {
        "id": "plain", "notice": "plain", "scope_path": "plain", "user": "plain", "state": "plain", "problem": "plain",
        "at": "plain",
    }  # fmt: skip

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    scope_path = models.TextField(db_collation="C")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=DeliveryState.choices)
    problem = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="notices_delivery_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.state}"
