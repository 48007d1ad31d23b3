"""The plan of a fiscal year: projects, targets, named areas; inspections and what they found."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from tidtam.activities.choices import (
    TELL,
    Counted,
    FindingState,
    Measure,
    NamedKind,
    ProjectState,
    Source,
    Weight,
)
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office
from tidtam.thai.numbers import amount


class Project(models.Model):
    """A project of an office: its plan, its money and where that comes from, its days; activities stand under it."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "measure": "plain",
        "title": "plain", "plan": "plain", "starts_on": "plain", "ends_on": "plain", "budget_baht": "plain",
        "source": "plain", "source_name": "plain", "told_on": "plain", "told_number": "plain", "state": "plain",
        "outcome": "plain", "by": "plain", "by_name": "plain", "at": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    measure = models.CharField(max_length=12, choices=Measure.choices)
    title = models.CharField(max_length=200)
    plan = models.TextField(blank=True)  # what it is for, for whom, how
    starts_on = models.DateField()
    ends_on = models.DateField()
    budget_baht = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    source = models.CharField(max_length=10, choices=Source.choices)
    source_name = models.CharField(max_length=160, blank=True)  # which agency or partner gives it
    told_on = models.DateField(null=True)  # the day DOPA was told of the money (letter F2, item 4)
    told_number = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=9, choices=ProjectState.choices, default=ProjectState.RUNNING)
    outcome = models.TextField(blank=True)  # what came of it, or why it was called off
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="activities_project_days"),
            models.CheckConstraint(condition=Q(budget_baht__gte=0), name="activities_project_budget"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "-starts_on", "-id"], name="activities_project_list")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def baht(self) -> str:
        """Return the budget as it is read: satang only where there are some."""
        return amount(self.budget_baht)

    @property
    def must_tell(self) -> bool:
        """Say whether DOPA is still to be told where the money comes from."""
        return bool(self.source in TELL and self.told_on is None and self.state != ProjectState.CANCELLED)

    def values(self) -> dict[str, Any]:
        """Return what a form shows of it, by the form's own names."""
        named = ("title", "measure", "plan", "starts_on", "ends_on", "budget_baht", "source", "source_name")
        return {name: getattr(self, name) for name in named}


class Target(models.Model):
    """What an office is to reach in a fiscal year, by measure and perhaps kind; the result is counted, never typed."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "office": "plain", "scope_path": "plain", "year": "plain", "measure": "plain", "kind": "plain",
        "counted": "plain", "goal": "plain", "set_by": "plain", "by": "plain", "at": "plain", "version": "plain",
    }  # fmt: skip

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    year = models.SmallIntegerField()  # Gregorian, in which the fiscal year ends
    measure = models.CharField(max_length=12, choices=Measure.choices)
    kind = models.CharField(max_length=12, blank=True)  # "": any kind of the measure
    counted = models.CharField(max_length=8, choices=Counted.choices)
    goal = models.PositiveIntegerField()  # 0: taken back
    set_by = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office", "year", "measure", "kind", "counted"], name="activities_target_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "year"], name="activities_target_list")
        ]

    def __str__(self) -> str:
        return f"{self.scope_path} {self.year} {self.measure} {self.kind}"


class NamedArea(models.Model):
    """An area an order names: a province to extend the model to, a model district. The same for everyone.

    `area` is empty while nobody has said which area the letter means. A correction ends a row and makes the next.
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "kind": "plain", "seq": "plain", "written": "plain", "area": "plain", "source": "plain",
        "note": "plain", "valid_from": "plain", "valid_to": "plain", "by": "plain", "by_name": "plain", "at": "plain",
    }  # fmt: skip

    kind = models.CharField(max_length=9, choices=NamedKind.choices)
    seq = models.PositiveSmallIntegerField()
    written = models.CharField(max_length=100)  # as the letter reads
    area = models.CharField(max_length=8, blank=True)  # its official code
    source = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "seq", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "seq"], condition=Q(valid_to__isnull=True), name="activities_named_now"
            )
        ]

    def __str__(self) -> str:
        return self.written


class Inspection(models.Model):
    """That an inspector came to an office, about what, and what was seen on the whole."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "project": "plain",
        "on": "plain", "inspector": "plain", "position": "plain", "summary": "plain", "by": "plain",
        "by_office": "plain", "at": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)  # inspected
    scope_path = models.TextField(db_collation="C")
    project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="inspections")
    on = models.DateField()
    inspector = models.CharField(max_length=120)
    position = models.CharField(max_length=160)
    summary = models.TextField()
    by = models.BigIntegerField(null=True)
    by_office = models.CharField(max_length=200)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "-on", "-id"], name="activities_inspection_list")
        ]

    def __str__(self) -> str:
        return f"{self.scope_path} {self.on}"


class Finding(models.Model):
    """One finding of an inspection and what became of it: the office answers, the inspector says if it will do."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "inspection": "plain", "scope_path": "plain", "seq": "plain", "weight": "plain",
        "words": "plain", "due_on": "plain", "state": "plain", "answer": "plain", "answered_at": "plain",
        "answered_by": "plain", "verdict": "plain", "closed_at": "plain", "closed_by": "plain",
    }  # fmt: skip

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings", db_index=False)
    scope_path = models.TextField(db_collation="C")
    seq = models.PositiveSmallIntegerField()
    weight = models.CharField(max_length=7, choices=Weight.choices)
    words = models.TextField()
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=FindingState.choices, default=FindingState.OPEN)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["inspection_id", "seq"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["inspection", "seq"], name="activities_finding_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "state", "due_on"], name="activities_finding_open")
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id}/{self.seq}"
