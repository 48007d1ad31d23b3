"""The letter a signed report goes out with, and the code anybody can verify it by."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tidtam.files.models import StoredFile
from tidtam.letters.models import RegisterEntry
from tidtam.reports.choices import AnswerKind
from tidtam.reports.models.report import Report


class Answer(models.Model):
    """One paper that went out: number, date, hash. `reports_verify(code)` tells these and nothing else."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "report": "plain", "scope_path": "plain", "edition": "plain", "code": "secret", "kind": "plain",
        "entry": "plain", "number": "plain", "dated": "plain", "subject": "plain", "addressee": "plain",
        "letter": "plain", "enclosure": "plain", "hash": "plain", "by": "plain", "by_name": "plain", "at": "plain",
        "voided_at": "plain",
    }  # fmt: skip

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="answers")
    scope_path = models.TextField(db_collation="C")
    edition = models.PositiveIntegerField()
    code = models.CharField(max_length=20, unique=True)  # drawn by chance; stands in the QR
    kind = models.CharField(max_length=8, choices=AnswerKind.choices)
    entry = models.ForeignKey(RegisterEntry, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=80)
    dated = models.DateField()
    subject = models.CharField(max_length=300)
    addressee = models.CharField(max_length=300)
    letter = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    enclosure = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    hash = models.CharField(max_length=64)  # of the edition
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["scope_path", "at"], name="reports_answer_scope")]

    def __str__(self) -> str:
        return self.number
