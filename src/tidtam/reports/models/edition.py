"""What was signed: values, notes, the rows behind each cell, and what a superior said to a cell. Append only."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tidtam.reports.choices import Capacity
from tidtam.reports.models.report import Report
from tidtam.reports.models.template import TemplateVersion


class Edition(models.Model):
    """A signed state of a report; a later one never changes it. `hash` covers all that `rules.sealing` is given.

    A leaf's figures stand on `CellRows`; an upper report keeps its children's editions: [[report id, no, hash], …].
    `own` are the values of the office's own records inside `values`. `missing` names who below had not sent.
    `office_name` and `office_short` are what the office was called then; empty in those signed before they were kept.
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "report": "plain", "scope_path": "plain", "no": "plain", "form": "plain", "values": "plain",
        "own": "plain", "notes": "plain", "nil": "plain", "children": "plain", "missing": "plain", "facts_at": "plain",
        "signed_at": "plain", "signer": "plain", "signer_name": "plain", "signer_position": "plain",
        "capacity": "plain", "for_position": "plain", "prepared_name": "plain", "prepared_at": "plain",
        "reason": "plain", "diff": "plain", "hash": "plain", "annex": "plain", "scheme": "plain",
        "office_name": "plain", "office_short": "plain",
    }  # fmt: skip

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="editions")
    scope_path = models.TextField(db_collation="C")
    no = models.PositiveIntegerField()
    form = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField()  # {column: "214" | "words" | null}
    own = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    nil = models.BooleanField(default=False)
    children = models.JSONField(default=list)
    missing = models.JSONField(default=list)  # [{"office": id, "name": …}]
    facts_at = models.DateTimeField()  # what the house knew then
    signed_at = models.DateTimeField()
    signer = models.BigIntegerField(null=True)  # the grant
    signer_name = models.CharField(max_length=200)
    signer_position = models.CharField(max_length=200)
    capacity = models.CharField(max_length=9, choices=Capacity.choices, default=Capacity.OWN)
    for_position = models.CharField(max_length=200, blank=True)
    prepared_name = models.CharField(max_length=200, blank=True)
    prepared_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # why there is another edition
    diff = models.JSONField(default=list)  # [{"cell", "before", "after"}] against the edition before
    hash = models.CharField(max_length=64)
    # The lines of the name list that went with it, [[id, version], …]; None: the form has none, or scheme 1.
    annex: models.JSONField[Any, Any] = models.JSONField(null=True)
    scheme = models.PositiveSmallIntegerField(default=2, db_default=2)  # what `hash` covers: 2 adds the annex
    office_name = models.TextField(blank=True, default="", db_default="")
    office_short = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["report", "no"], name="reports_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} no. {self.no}"


class CellRows(models.Model):
    """The very rows behind one cell of a leaf's edition: their keys and versions, in the order of the key."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "edition": "plain", "scope_path": "plain", "cell": "plain", "relation": "plain",
        "fold": "plain", "keys": "plain", "versions": "plain",
    }  # fmt: skip

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="cells")
    scope_path = models.TextField(db_collation="C")
    cell = models.CharField(max_length=40)
    relation = models.CharField(max_length=60)  # the table, as `audit_oldrow` names it
    fold = models.CharField(max_length=60, default="count")  # count | sum:<column> | distinct:<column>
    keys = ArrayField(models.TextField())  # as `audit_oldrow.key`: columns of the primary key joined by /
    versions = ArrayField(models.IntegerField())

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "cell"], name="reports_cell_once")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.cell}"


class CellComment(models.Model):
    """What a superior said to a cell when the report went back."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "report": "plain", "scope_path": "plain", "edition": "plain", "cell": "plain", "words": "plain",
        "by": "plain", "by_name": "plain", "office_name": "plain", "at": "plain",
    }  # fmt: skip

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="comments")
    scope_path = models.TextField(db_collation="C")
    edition = models.PositiveIntegerField()
    cell = models.CharField(max_length=40, blank=True)  # "": the report as a whole
    words = models.TextField()
    by = models.BigIntegerField(null=True)  # the grant
    by_name = models.CharField(max_length=200)
    office_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["report_id", "pk"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.cell}"
