"""The yearly programme, its cohorts, and imports of rosters."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from tidtam.aftercare.choices import RosterState
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office


class Programme(models.Model):
    """The yearly project and its parameters: how many rounds, how far apart. The same for everyone."""

    classification = {
        "id": "plain", "code": "plain", "name": "plain", "fiscal_year_be": "plain", "rounds": "plain",
        "interval_days": "plain", "window_days": "plain", "closing_before": "plain", "closing_after": "plain",
        "urine_enabled": "plain", "version": "plain",
    }  # fmt: skip

    code = models.CharField(max_length=20, unique=True)
    name = models.TextField()
    fiscal_year_be = models.PositiveSmallIntegerField()
    rounds = models.PositiveSmallIntegerField(default=24)
    interval_days = models.PositiveSmallIntegerField(default=15)
    window_days = models.PositiveSmallIntegerField(default=7)
    closing_before = models.PositiveSmallIntegerField(default=7)
    closing_after = models.PositiveSmallIntegerField(default=30)
    urine_enabled = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rounds__gte=1, rounds__lte=60), name="aftercare_programme_rounds"),
            models.CheckConstraint(
                # Windows may touch, never overlap: a visit belongs to one round or none.
                condition=Q(interval_days__gt=models.F("window_days") * 2), name="aftercare_programme_windows",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Cohort(models.Model):
    """One training intake of a programme (รุ่น); the day it completed drives the plan of its people."""

    classification = {
        "id": "plain", "public_id": "plain", "programme": "plain", "number": "plain", "owner": "plain",
        "centre_name": "plain", "training_from": "plain", "completed_on": "plain", "made_at": "plain",
        "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    number = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")  # the centre that trained them
    centre_name = models.TextField()
    training_from = models.DateField()
    completed_on = models.DateField()
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "owner", "number"], name="aftercare_cohort_once"),
            models.CheckConstraint(
                condition=Q(completed_on__gte=models.F("training_from")), name="aftercare_cohort_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre_name} {self.number}"


class RosterImport(models.Model):
    """One roster taken in: the file sealed, what was wrong in it by row, how far it is, how to take it back."""

    classification = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "cohort": "plain",
        "filename": "plain", "sha256": "plain", "content_sealed": "secret", "mapping": "plain", "state": "plain",
        "rows": "plain", "valid": "plain", "findings": "plain", "done": "plain", "problem": "plain",
        "created_by": "plain", "created_at": "plain", "applied_at": "plain", "undone_at": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="rosters")
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    content_sealed = models.BinaryField()
    mapping: models.JSONField[Any, Any] = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=RosterState.choices, default=RosterState.CHECKED)
    rows = models.PositiveIntegerField(default=0)
    valid = models.PositiveIntegerField(default=0)
    findings: models.JSONField[Any, Any] = models.JSONField(default=list)  # row, field, code, words: never a value
    done = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True, default="")
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "cohort", "sha256"], condition=Q(state__in=["applying", "applied"]),
                name="aftercare_roster_once",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["scope_path", "-created_at"], name="aftercare_roster_scope")]

    def __str__(self) -> str:
        return f"{self.filename} ({self.get_state_display()})"
