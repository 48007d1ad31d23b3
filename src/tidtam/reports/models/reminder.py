"""That a superior asked an office for a report."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tidtam.reports.models.report import Report


class Reminder(models.Model):
    """One asking: by whom, in which words. Both sides see it: it lies in the scope of the office that owes."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "report": "plain", "scope_path": "plain", "words": "plain", "by": "plain", "by_name": "plain",
        "office": "plain", "on": "plain", "at": "plain",
    }  # fmt: skip

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="reminders")
    scope_path = models.TextField(db_collation="C")
    words = models.CharField(max_length=500, blank=True)
    by = models.BigIntegerField(null=True)  # the grant
    by_name = models.CharField(max_length=200)
    office = models.BigIntegerField()  # whose asking it is
    on = models.DateField()  # in Bangkok
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["report", "office", "on"], name="reports_reminder_daily")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.on}"
