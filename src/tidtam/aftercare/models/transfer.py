"""Transfer of responsibility: the sender's row, the receiver's row, and what the sender keeps afterwards."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from tidtam.aftercare.choices import Stage, TransferReason
from tidtam.aftercare.models.case import Case
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office
from tidtam.places.models import Area

LIVE = (Stage.FROM_PROVINCE, Stage.TO_PROVINCE, Stage.RECEIVER, Stage.SUPERIOR)


class Transfer(models.Model):
    """An offer as its sender sees it; one at most runs per case. It stays in the sender's scope."""

    classification = {
        "id": "plain", "public_id": "plain", "case": "personal", "from_office": "plain", "to_office": "plain",
        "scope_path": "plain", "stage": "plain", "reason": "plain", "new_area": "personal",
        "new_address_sealed": "secret", "note_sealed": "secret", "offered_at": "plain", "offered_by": "plain",
        "stage_since": "plain", "reminded_on": "plain", "decided_at": "plain", "decided_by": "plain",
        "decision_sealed": "secret", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transfers")
    from_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    to_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    stage = models.CharField(max_length=14, choices=Stage.choices)
    reason = models.CharField(max_length=16, choices=TransferReason.choices)
    new_area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    new_address_sealed = models.BinaryField(default=b"")
    note_sealed = models.BinaryField(default=b"")
    offered_at = models.DateTimeField()
    offered_by = models.BigIntegerField(null=True)
    stage_since = models.DateTimeField()
    reminded_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decision_sealed = models.BinaryField(default=b"")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(stage__in=LIVE), name="aftercare_transfer_live_once"),
        ]
        indexes = [models.Index(fields=["scope_path", "stage"], name="aftercare_transfer_scope")]

    def __str__(self) -> str:
        return self.public_id


class Offer(models.Model):
    """The same offer as its receiver sees it: a summary without names, in the receiver's scope."""

    classification = {
        "id": "plain", "public_id": "plain", "transfer": "plain", "office": "plain", "scope_path": "plain",
        "from_name": "plain", "stage": "plain", "summary": "plain", "offered_at": "plain", "stage_since": "plain",
        "version": "plain", "new_address_sealed": "secret", "note_sealed": "secret",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="offer")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    from_name = models.TextField()
    stage = models.CharField(max_length=14, choices=Stage.choices)
    summary: models.JSONField[Any, Any] = models.JSONField(default=dict)
    offered_at = models.DateTimeField()
    stage_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    # What the sender wrote for whoever takes over; empty until somebody has.
    new_address_sealed = models.BinaryField(default=b"", db_default=b"")
    note_sealed = models.BinaryField(default=b"", db_default=b"")

    class Meta:
        indexes = [models.Index(fields=["scope_path", "stage"], name="aftercare_offer_scope")]

    def __str__(self) -> str:
        return self.public_id


class HandedOver(models.Model):
    """What the sender keeps after acceptance: who, where to, and how it ended. Frozen but for the outcome."""

    classification = {
        "id": "plain", "public_id": "plain", "transfer": "plain", "case_id_was": "plain", "from_office": "plain",
        "to_office": "plain", "scope_path": "plain", "name_sealed": "secret", "new_address_sealed": "secret",
        "new_area": "personal", "summary": "plain", "handed_on": "plain", "reported_on": "plain",
        "outcome": "sensitive", "outcome_on": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="handed_over")
    case_id_was = models.BigIntegerField()  # a number, no way into the case
    from_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    to_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    name_sealed = models.BinaryField()
    new_address_sealed = models.BinaryField(default=b"")
    new_area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    summary: models.JSONField[Any, Any] = models.JSONField(default=dict)
    handed_on = models.DateField()
    reported_on = models.DateField(null=True)  # the report in which the new address was said
    outcome = models.CharField(max_length=20, blank=True, default="")
    outcome_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1, db_default=1)  # raised by the database; old rows are kept

    class Meta:
        indexes = [
            models.Index(fields=["scope_path", "-handed_on"], name="aftercare_handed_scope"),
            models.Index(fields=["case_id_was"], name="aftercare_handed_case"),
        ]

    def __str__(self) -> str:
        return self.public_id
