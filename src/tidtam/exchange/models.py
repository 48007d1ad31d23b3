"""Sheets for the systems of others and each line somebody typed in; the visits that must be typed into บสต."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidtam.aftercare.models import Case
from tidtam.exchange.choices import BsortMarked, BsortState, SheetState, System
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


# What still asks something of the recorder: never typed, refused, or corrected after it was typed. A visit that was
# sent back waits for its team first.
WAITING = Q(held=False) & (Q(state__in=[BsortState.PENDING, BsortState.ERROR]) | Q(changed_at__isnull=False))


class BsortVisit(models.Model):
    """A visit the recorder accepted, to be typed into บสต. by hand. It moves with its case.

    `since` is the moment from which it waits: accepted, or corrected after it was typed. `typed_sealed` is what stood
    there when it was typed, so that a correction shows field by field.
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "case": "personal", "visit_no": "plain", "scope_path": "plain",
        "since": "plain", "held": "plain", "state": "plain", "reason": "sensitive", "at": "plain", "by": "plain",
        "by_name": "personal", "typed_sealed": "secret", "changed_at": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    visit_no = models.PositiveIntegerField()
    scope_path = models.TextField(db_collation="C")
    since = models.DateTimeField()
    held = models.BooleanField(default=False)  # sent back to its team after it was accepted
    state = models.CharField(max_length=12, choices=BsortState.choices, default=BsortState.PENDING)
    reason = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField(null=True)
    by = models.BigIntegerField(null=True)  # the grant that said so
    by_name = models.CharField(max_length=200, blank=True, default="")
    typed_sealed = models.BinaryField(default=b"")
    changed_at = models.DateTimeField(null=True)  # corrected after it was typed
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "visit_no"], name="exchange_bsort_once"),
            models.CheckConstraint(
                condition=Q(changed_at__isnull=True) | Q(state=BsortState.KEYED), name="exchange_bsort_changed"
            ),
            models.CheckConstraint(
                condition=Q(state=BsortState.PENDING) ^ Q(at__isnull=False), name="exchange_bsort_marked"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "since", "id"], name="exchange_bsort_waiting", condition=WAITING),
            models.Index(fields=["scope_path", "at"], name="exchange_bsort_done"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.visit_no}"

    @property
    def waits(self) -> bool:
        """Say whether it asks something of the recorder now."""
        return not self.held and (self.state in (BsortState.PENDING, BsortState.ERROR) or self.changed_at is not None)


class BsortMark(models.Model):
    """What somebody said of such a visit, and why; nothing of it is changed or deleted."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "line": "plain", "case": "personal", "scope_path": "plain", "what": "plain",
        "reason": "sensitive", "at": "plain", "by": "plain", "by_name": "personal",
    }  # fmt: skip

    line = models.ForeignKey(BsortVisit, on_delete=models.PROTECT, related_name="marks")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")  # it moves with the case
    scope_path = models.TextField(db_collation="C")
    what = models.CharField(max_length=12, choices=BsortMarked.choices)
    reason = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["line_id", "pk"]

    def __str__(self) -> str:
        return f"{self.line_id} {self.what}"
