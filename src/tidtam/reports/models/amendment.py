"""A proposal to amend what went up: what has changed since it was signed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidtam.kernel.ids import public_id
from tidtam.reports.choices import AmendmentState
from tidtam.reports.models.report import Report


class Amendment(models.Model):
    """Late facts, or a report below that was amended: the difference, found by the house, decided by the office."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "report": "plain", "scope_path": "plain", "edition": "plain",
        "found_at": "plain", "diff": "plain", "below": "plain", "state": "plain", "reason": "plain", "by": "plain",
        "by_name": "plain", "decided_at": "plain", "made": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="amendments")
    scope_path = models.TextField(db_collation="C")
    edition = models.PositiveIntegerField()  # the edition it differs from
    found_at = models.DateTimeField()
    diff = models.JSONField()  # [{"cell", "before", "after"}]
    below = models.JSONField(default=list)  # [{"office", "name", "report", "edition"}]: whose amendment it comes from
    state = models.CharField(max_length=9, choices=AmendmentState.choices, default=AmendmentState.PROPOSED)
    reason = models.TextField(blank=True)
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    made = models.PositiveIntegerField(null=True)  # the edition it became
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(state=AmendmentState.PROPOSED), name="reports_amendment_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.state}"
