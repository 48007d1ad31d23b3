"""A template put to work in a branch, and one report of one office for one period."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidtam.kernel.ids import public_id
from tidtam.obligations.models import Duty, Obligation
from tidtam.offices.models import Office
from tidtam.reports.choices import GONE_UP, ReportState
from tidtam.reports.models.template import Template, TemplateVersion


class Series(models.Model):
    """That a template is used in an office's branch, because of which obligation, from when on.

    `days` sets a level's days for this branch, e.g. {"district": [12, 27]}: the internal cut-off is the branch's own.
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "template": "plain", "office": "plain", "scope_path": "plain", "obligation": "plain",
        "days": "plain", "starts_on": "plain", "until": "plain", "made_at": "plain", "version": "plain",
    }  # fmt: skip

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="series")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    obligation = models.ForeignKey(Obligation, null=True, on_delete=models.PROTECT, related_name="+")
    days = models.JSONField(default=dict)
    starts_on = models.DateField()  # the first due day
    until = models.DateField(null=True)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["template", "office"], name="reports_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.template_id} {self.scope_path}"


class Report(models.Model):
    """One report of one office for one period: expected from the day it is made, signed in editions."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "template": "plain", "form": "plain", "office": "plain",
        "scope_path": "plain", "level": "plain", "period_start": "plain", "period_end": "plain", "due_on": "plain",
        "target_on": "plain", "counts": "plain", "duty": "plain", "state": "plain", "nil": "plain", "typed": "plain",
        "notes": "plain", "edition": "plain", "sent_on": "plain", "sent_at": "plain", "accepted_at": "plain",
        "accepted_no": "plain", "received_by": "plain", "opened_at": "plain", "prepared_name": "plain",
        "prepared_at": "plain", "presented_at": "plain", "touched_at": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="reports", db_index=False)
    form = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    level = models.CharField(max_length=12)  # the step of the form: an office that changes kind keeps its reports
    period_start = models.DateField()
    period_end = models.DateField()
    due_on = models.DateField()
    target_on = models.DateField(null=True)
    counts = models.BooleanField(default=True)  # false: due before the office had the order, never late (promise N10)
    duty = models.OneToOneField(Duty, null=True, on_delete=models.PROTECT, related_name="report")
    state = models.CharField(max_length=8, choices=ReportState.choices, default=ReportState.OPEN)
    nil = models.BooleanField(default=False)
    typed = models.JSONField(default=dict)  # what is typed by hand before signing: {column: words of a number | text}
    notes = models.JSONField(default=dict)  # {column: note}
    edition = models.PositiveIntegerField(default=0)  # the last signed one; 0: none
    sent_on = models.DateField(null=True)  # the first day it went up, in Bangkok: decides on time or late
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_no = models.PositiveIntegerField(default=0, db_default=0)  # the edition accepted last, whatever came after
    # The office that accepted it: stays named when the office is moved to another branch.
    received_by = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField(null=True)
    prepared_name = models.CharField(max_length=200, blank=True, default="", db_default="")  # who compiled it last
    prepared_at = models.DateTimeField(null=True)
    presented_at = models.DateTimeField(null=True)  # put before the signer; None again when it comes back
    touched_at = models.DateTimeField(null=True)  # a record of its period changed after it went up: to be compared
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["office", "template", "period_end"], name="reports_report_once"),
            models.CheckConstraint(
                condition=~Q(state__in=GONE_UP) | Q(sent_on__isnull=False, edition__gte=1), name="reports_report_sent"
            ),
            models.CheckConstraint(condition=Q(period_start__lte=models.F("period_end")), name="reports_report_period"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "template", "period_end"], name="reports_report_scope"),
            models.Index(fields=["template", "period_end", "scope_path"], name="reports_report_period"),
            models.Index(fields=["office", "due_on"], name="reports_report_due"),
            models.Index(fields=["touched_at"], condition=Q(touched_at__isnull=False), name="reports_report_touched"),
            models.Index(
                fields=["scope_path"], condition=Q(state__in=(ReportState.SENT, ReportState.AMENDED)),
                name="reports_report_waiting",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.template_id} {self.scope_path} {self.period_end}"
