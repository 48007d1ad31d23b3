"""Needs people asked for, and the ledger of their movements."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tidtam.assistance.choices import OPEN, Bucket, Code, Reason, Source
from tidtam.files.models import StoredFile
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office
from tidtam.people.models import Person


class Need(models.Model):
    """One thing one person asked for, the office answerable for it now, and the one bucket it is in.

    The notes are sealed (`assistance.notes`). The person has the purpose `help`; nothing here says why they came.
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "person": "personal",
        "request": "plain", "code": "personal", "detail_sealed": "secret", "source": "plain",
        "bucket": "plain", "reason": "plain",
        "answer_sealed": "secret", "merged_into": "plain", "asked_on": "plain", "opened_at": "plain", "due_on": "plain",
        "next_step": "personal", "settled_on": "plain", "given": "personal", "amount_baht": "plain", "fund": "plain",
        "proof": "personal", "version": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    scope_path = models.TextField(db_collation="C")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="needs")
    # None: asked for through a district's desk or another office, or handed on. It may only lead within one office.
    request = models.ForeignKey(
        "assistance.Request", null=True, on_delete=models.PROTECT, related_name="needs", db_index=False
    )
    code = models.CharField(max_length=3, choices=Code.choices)
    detail_sealed = models.BinaryField(default=b"")
    source = models.CharField(max_length=8, choices=Source.choices)
    bucket = models.CharField(max_length=12, choices=Bucket.choices)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    answer_sealed = models.BinaryField(default=b"")  # the words of the last answer: why refused, why not yet
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    asked_on = models.DateField()
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    next_step = models.CharField(max_length=200, blank=True)
    settled_on = models.DateField(null=True)
    given = models.TextField(blank=True)
    amount_baht = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    fund = models.CharField(max_length=120, blank=True)
    proof = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=1)  # raised by the database

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(bucket=Bucket.UNMET) & ~Q(reason="") | ~Q(bucket=Bucket.UNMET) & Q(reason=""),
                name="assistance_unmet_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(bucket=Bucket.MET, settled_on__isnull=False) & ~Q(given="")
                | ~Q(bucket=Bucket.MET) & Q(settled_on__isnull=True, amount_baht__isnull=True, given="", fund=""),
                name="assistance_met_has_day",
            ),
            models.CheckConstraint(
                condition=Q(bucket=Bucket.MERGED, merged_into__isnull=False)
                | ~Q(bucket=Bucket.MERGED) & Q(merged_into__isnull=True),
                name="assistance_merged_into",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="assistance_merged_other"),
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True) | Q(settled_on__gte=F("asked_on")), name="assistance_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(amount_baht__isnull=True) | Q(amount_baht__gte=0), name="assistance_amount"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "bucket", "asked_on"], name="assistance_need_list"),
            models.Index(
                fields=["scope_path", "asked_on"], name="assistance_need_open", condition=Q(bucket__in=list(OPEN))
            ),
            models.Index(fields=["request"], name="assistance_need_request", condition=Q(request__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.code}"


class Movement(models.Model):
    """A line of the ledger: a need entering (+1) or leaving (−1) a bucket of an office. Append only.

    `office` is who answered for it then; `scope_path` follows the need, so that who answers now sees all of it.
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "need": "plain", "seq": "plain", "day": "plain", "at": "plain", "bucket": "plain",
        "delta": "plain", "reason": "plain", "office": "plain", "scope_path": "plain", "verb": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    need = models.ForeignKey(
        Need, on_delete=models.PROTECT, related_name="movements", db_index=False, db_constraint=False
    )
    seq = models.IntegerField()
    day = models.DateField()
    at = models.DateTimeField()
    bucket = models.CharField(max_length=12, choices=Bucket.choices)
    delta = models.SmallIntegerField()
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    scope_path = models.TextField(db_collation="C")
    verb = models.CharField(max_length=10)

    class Meta:
        ordering: ClassVar[list[str]] = ["need_id", "seq"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["need", "seq"], name="assistance_movement_once"),
            models.CheckConstraint(condition=Q(delta__in=[-1, 1]), name="assistance_movement_delta"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "day"], name="assistance_movement_in", condition=Q(delta=1)),
        ]

    def __str__(self) -> str:
        return f"{self.need_id}/{self.seq} {self.bucket} {self.delta:+d}"
