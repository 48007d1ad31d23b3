"""Help that was given: money, goods, work or training, from which fund, with proof."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidtam.assistance.choices import DeliveryKind
from tidtam.assistance.models.need import Need
from tidtam.assistance.models.request import Request
from tidtam.files.models import StoredFile
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office


class Delivery(models.Model):
    """One act of help. `uuid` comes with the form, so that nothing is paid twice; `version` is the database's."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "uuid": "plain", "office": "plain", "scope_path": "plain",
        "request": "plain", "need": "plain", "kind": "plain", "given": "personal", "amount_baht": "plain",
        "fund": "plain", "on": "plain", "urgent": "plain", "last": "plain", "proof": "personal", "by": "plain",
        "at": "plain", "voided_at": "plain", "void_sealed": "secret", "version": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    uuid = models.UUIDField(unique=True, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    scope_path = models.TextField(db_collation="C")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="deliveries")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="deliveries")
    kind = models.CharField(max_length=8, choices=DeliveryKind.choices)
    given = models.CharField(max_length=200)
    amount_baht = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    fund = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    urgent = models.BooleanField(default=False)  # given before a decision, at once
    last = models.BooleanField(default=True)  # the need is met with it
    proof = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    void_sealed = models.BinaryField(default=b"")
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(amount_baht__isnull=True) | Q(amount_baht__gte=0), name="assistance_delivery_amount"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "on"], name="assistance_delivery_day"),
        ]

    def __str__(self) -> str:
        return self.public_id
