"""Visits, the health answers apart from them, and the assessment that closes a year."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tidtam.aftercare.choices import Mode, Outcome, Result, Urine, Used, VisitKind, VisitState
from tidtam.aftercare.models.case import Case
from tidtam.files.models import StoredFile
from tidtam.offices.models import Office
from tidtam.places.models import Area


class Visit(models.Model):
    """One contact with a person or the family. `uuid` is drawn where it was written, so a second sending is known."""

    classification = {
        "case": "personal", "visit_no": "plain", "uuid": "plain", "kind": "plain", "round_no": "plain",
        "visited_on": "plain", "mode": "plain", "result": "sensitive", "used": "sensitive", "substances": "sensitive",
        "days_used": "sensitive", "family": "sensitive", "living": "sensitive", "needs_declined": "plain",
        "needs": "plain", "counselling": "plain", "note_sealed": "secret", "position_sealed": "secret",
        "photo": "personal", "visitors": "personal", "next_on": "plain", "not_found_why": "sensitive",
        "moved_to": "personal", "moved_to_sealed": "secret", "state": "plain", "comment_sealed": "secret",
        "reviewed_by": "plain", "reviewed_at": "plain", "correction": "sensitive", "by_grant": "plain",
        "by_name": "personal", "recorded_at": "plain", "counted_office": "plain", "scope_path": "plain",
        "version": "plain",
    }  # fmt: skip

    pk = models.CompositePrimaryKey("case_id", "visit_no")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="visit_rows", db_index=False, db_constraint=False
    )
    visit_no = models.PositiveIntegerField()
    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=8, choices=VisitKind.choices)
    round_no = models.PositiveSmallIntegerField(null=True)
    visited_on = models.DateField()
    mode = models.CharField(max_length=1, choices=Mode.choices, default=Mode.HOME)
    result = models.CharField(max_length=2, choices=Result.choices)
    used = models.CharField(max_length=1, choices=Used.choices, blank=True, default="")
    substances = ArrayField(models.CharField(max_length=2), default=list)
    days_used = models.PositiveSmallIntegerField(null=True)
    family: models.JSONField[Any, Any] = models.JSONField(default=dict)  # relation, support, community, violence
    living: models.JSONField[Any, Any] = models.JSONField(default=dict)  # housing, occupation, income, legal, health
    needs_declined = models.BooleanField(default=False)
    needs = ArrayField(models.CharField(max_length=3), default=list)
    counselling = ArrayField(models.CharField(max_length=20), default=list)
    note_sealed = models.BinaryField(default=b"")
    position_sealed = models.BinaryField(default=b"")
    photo = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    visitors = ArrayField(models.TextField(), default=list)
    next_on = models.DateField(null=True)
    not_found_why = models.CharField(max_length=20, blank=True, default="")
    moved_to = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    moved_to_sealed = models.BinaryField(default=b"")
    state = models.CharField(max_length=10, choices=VisitState.choices, default=VisitState.SUBMITTED)
    comment_sealed = models.BinaryField(default=b"")
    reviewed_by = models.BigIntegerField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    correction = models.TextField(blank=True, default="")
    by_grant = models.BigIntegerField(null=True)
    by_name = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    counted_office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    scope_path = models.TextField(db_collation="C")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=VisitKind.ROUND, round_no__isnull=False) | ~Q(kind=VisitKind.ROUND),
                name="aftercare_visit_round_no",
            ),
            models.CheckConstraint(
                # Exactly one of "wants nothing" and a list of wishes, or neither was asked (not found).
                condition=~Q(needs_declined=True) | Q(needs=[]), name="aftercare_visit_needs_or_none",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["scope_path", "recorded_at"], name="aftercare_visit_review",
                condition=Q(state__in=["submitted", "returned"]),
            ),
            models.Index(fields=["visited_on", "scope_path"], name="aftercare_visit_by_day"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id}/{self.visit_no}"


class Screening(models.Model):
    """Health answers of a visit: written by whoever visits, read by the roles that may."""

    classification = {
        "case": "personal", "visit_no": "plain", "q2": "sensitive", "q9": "sensitive",
        "q9_total": "sensitive", "q8": "sensitive", "q8_total": "sensitive", "signs": "sensitive",
        "urine": "sensitive", "urine_substances": "sensitive", "craving": "sensitive", "medication": "sensitive",
        "earlier": "sensitive", "by_grant": "plain", "recorded_at": "plain", "scope_path": "plain",
    }  # fmt: skip

    pk = models.CompositePrimaryKey("case_id", "visit_no")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="screenings", db_index=False, db_constraint=False
    )
    visit_no = models.PositiveIntegerField()
    q2 = ArrayField(models.BooleanField(), default=list)  # two answers, or none asked
    q9 = ArrayField(models.PositiveSmallIntegerField(), default=list)  # nine of 0-3
    q9_total = models.PositiveSmallIntegerField(null=True)
    q8 = ArrayField(models.PositiveSmallIntegerField(), default=list)
    q8_total = models.PositiveSmallIntegerField(null=True)
    signs = ArrayField(models.CharField(max_length=12), default=list)
    urine = models.CharField(max_length=3, choices=Urine.choices, default=Urine.NOT_DONE)
    urine_substances = ArrayField(models.CharField(max_length=2), default=list)
    craving = models.PositiveSmallIntegerField(null=True)
    medication = models.CharField(max_length=1, blank=True, default="")
    # What was answered before a correction, behind the same wall: the rows kept for everybody in scope are no place.
    earlier: models.JSONField[Any, Any] = models.JSONField(default=list)
    by_grant = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    scope_path = models.TextField(db_collation="C")

    def __str__(self) -> str:
        return f"{self.case_id}/{self.visit_no}"


class Assessment(models.Model):
    """The closing assessment at the end of the year."""

    classification = {
        "id": "plain", "case": "personal", "assessed_on": "plain", "outcome": "sensitive", "living": "sensitive",
        "note_sealed": "secret", "by_grant": "plain", "by_name": "personal", "recorded_at": "plain",
        "counted_office": "plain", "scope_path": "plain", "version": "plain",
    }  # fmt: skip

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="assessment")
    assessed_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    living: models.JSONField[Any, Any] = models.JSONField(default=dict)
    note_sealed = models.BinaryField(default=b"")
    by_grant = models.BigIntegerField(null=True)
    by_name = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    counted_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"
