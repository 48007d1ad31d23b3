"""Sheets for the systems of others, and each line somebody typed in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidtam.exchange.choices import SheetState, System
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office


class KeyTask(models.Model):
    """A month of an office that somebody types into a system of others."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "system": "plain",
        "period": "plain", "state": "plain", "done_at": "plain", "by": "plain", "by_name": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    system = models.CharField(max_length=10, choices=System.choices)
    period = models.DateField()  # the first day of the month
    state = models.CharField(max_length=4, choices=SheetState.choices, default=SheetState.OPEN)
    done_at = models.DateTimeField(null=True)
    by = models.BigIntegerField(null=True)  # the grant that typed the last line or said that there is nothing
    by_name = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["office", "system", "period"], name="exchange_task_once"),
            models.CheckConstraint(
                condition=Q(state=SheetState.OPEN, done_at__isnull=True)
                | ~Q(state=SheetState.OPEN) & Q(done_at__isnull=False),
                name="exchange_task_done",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "system", "period"], name="exchange_task_list")
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.period:%Y-%m}"


class KeyRow(models.Model):
    """One line somebody typed in: what stood there, who and when; taken back with a reason, never deleted."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "task": "plain", "scope_path": "plain", "code": "plain", "value": "plain", "at": "plain",
        "by": "plain", "by_name": "plain", "undone_at": "plain", "undone_by": "plain", "reason": "plain",
    }  # fmt: skip

    task = models.ForeignKey(KeyTask, on_delete=models.PROTECT, related_name="rows")
    scope_path = models.TextField(db_collation="C")
    code = models.CharField(max_length=24)  # the measure
    value = models.DecimalField(max_digits=16, decimal_places=2)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["task_id", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["task", "code"], condition=Q(undone_at__isnull=True), name="exchange_row_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.code}"
