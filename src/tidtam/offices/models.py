"""Offices, their names over time, the areas they answer for, and imports of offices."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from tidtam.kernel.actor import ROOT
from tidtam.offices import rules
from tidtam.offices.choices import Coverage, ImportState, Level, LgoType, Line, Source
from tidtam.places.models import Area


def _line_fits_path() -> Q:
    """Return the condition that a path begins where its line begins, so that lines never share a branch."""
    fits = Q(line=Line.ROOT, path=ROOT)
    for line in Line.values:
        if line != Line.ROOT:
            fits |= Q(line=line, path__startswith=rules.line_root(line))
    return fits


class Office(models.Model):
    """An office of the tree. Its id and its row stay when its name, kind or parent changes."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "code": "plain", "name_th": "plain", "name_key": "plain", "short_name": "plain",
        "level": "plain", "line": "plain", "lgo_type": "plain", "parent": "plain", "path": "plain",
        "province": "plain", "district": "plain", "letter_prefix": "plain", "address": "plain", "phone": "plain",
        "email": "plain", "head_title": "plain", "source": "plain", "valid_from": "plain", "valid_to": "plain",
        "version": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=24, unique=True)
    name_th = models.TextField()
    name_key = models.GeneratedField(
        expression=models.Func(models.F("name_th"), function="th_key"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    short_name = models.TextField(blank=True, default="")
    level = models.CharField(max_length=10, choices=Level.choices)
    line = models.CharField(max_length=8, choices=Line.choices)
    lgo_type = models.CharField(max_length=4, choices=LgoType.choices, blank=True, default="")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.TextField(db_collation="C")
    province = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    letter_prefix = models.CharField(max_length=40, blank=True, default="")
    address = models.TextField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    head_title = models.TextField(blank=True, default="")
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.MANUAL)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["path"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["line", "level", "name_key"], name="offices_office_line_level_key"),
            models.Index(fields=["letter_prefix"], name="offices_office_letter_prefix"),
            GinIndex(fields=["name_th"], opclasses=["gin_trgm_ops"], name="offices_office_name_trgm"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["path"], name="offices_office_path_unique"),
            models.CheckConstraint(condition=Q(path__regex=rules.PATH_PATTERN), name="offices_office_path_form"),
            models.CheckConstraint(condition=_line_fits_path(), name="offices_office_line_fits_path"),
            models.CheckConstraint(
                condition=Q(level=Level.LGO, lgo_type__in=LgoType.values) | (~Q(level=Level.LGO) & Q(lgo_type="")),
                name="offices_office_lgo_has_type",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="offices_office_validity"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name_th


class _ValidDays(models.Func):
    """The half-open range of days of a version."""

    function = "DATERANGE"
    output_field = DateRangeField()


class OfficeVersion(models.Model):
    """What an office was called and was, from a day on: half-open [valid_from, valid_to); the open row is today's."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "office": "plain", "name_th": "plain", "short_name": "plain", "lgo_type": "plain",
        "valid_from": "plain", "valid_to": "plain",
    }  # fmt: skip

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="versions")
    name_th = models.TextField()
    short_name = models.TextField(blank=True, default="")
    lgo_type = models.CharField(max_length=4, choices=LgoType.choices, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["office_id", "valid_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="offices_version_validity"
            ),
            ExclusionConstraint(
                name="offices_version_no_overlap",
                expressions=[
                    (_ValidDays("valid_from", "valid_to", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("office", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_th} ({self.valid_from:%Y-%m-%d} – {self.valid_to or ''})"


class OfficeArea(models.Model):
    """An area an office answers for, whole or in part."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "office": "plain", "area": "plain", "coverage": "plain",
    }  # fmt: skip

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="areas")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    coverage = models.CharField(max_length=5, choices=Coverage.choices, default=Coverage.WHOLE)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["office", "area"], name="offices_officearea_once"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id}: {self.area_id} ({self.coverage})"


class OfficeImport(models.Model):
    """One import of offices: what the file said, what was wrong, what it made and how to take it back."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "filename": "plain", "sha256": "plain", "state": "plain", "rows": "plain", "errors": "plain",
        "changes": "plain", "created_by": "plain", "created_at": "plain", "applied_at": "plain", "undone_at": "plain",
        "version": "plain",
    }  # fmt: skip

    filename = models.TextField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.CHECKED)
    rows: models.JSONField[Any, Any] = models.JSONField(default=list)
    errors: models.JSONField[Any, Any] = models.JSONField(default=list)
    changes: models.JSONField[Any, Any] = models.JSONField(default=list)
    created_by = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.filename} ({self.get_state_display()})"
