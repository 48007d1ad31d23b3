"""The letter a signed report goes out with, and the code anybody can verify it by."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tidtam.files.models import StoredFile
from tidtam.kernel.ids import public_id
from tidtam.letters.models import RegisterEntry
from tidtam.reports.choices import AnswerKind
from tidtam.reports.models.report import Report


class Answer(models.Model):
    """One paper that went out: number, date, hash. `reports_verify(code)` tells these and nothing else.

    `draft` is the letter as it was decided: its papers are set from it, and the DOCX whenever one is asked for.
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "report": "plain", "scope_path": "plain", "edition": "plain", "code": "secret", "kind": "plain",
        "entry": "plain", "number": "plain", "dated": "plain", "subject": "plain", "addressee": "plain",
        "letter": "plain", "enclosure": "plain", "hash": "plain", "by": "plain", "by_name": "plain", "at": "plain",
        "voided_at": "plain", "draft": "plain",
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
    draft = models.JSONField(default=dict, db_default={})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["scope_path", "at"], name="reports_answer_scope")]

    def __str__(self) -> str:
        return self.number


class AnswerLink(models.Model):
    """A link by which somebody without an account takes a paper that went out: for some days, some times, each logged.

    Its token is the public id with a keyed hash of it, so neither stands in the database.
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "answer": "plain", "scope_path": "plain", "to": "personal",
        "by": "plain", "by_name": "plain", "at": "plain", "expires_at": "plain", "taken": "plain", "taken_at": "plain",
        "mailed_at": "plain", "problem": "plain", "ended_at": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="links")
    scope_path = models.TextField(db_collation="C")
    to = models.EmailField()
    by = models.BigIntegerField(null=True)  # the grant
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken = models.PositiveIntegerField(default=0)  # how often a file was taken by it
    taken_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)  # why it could not be mailed
    ended_at = models.DateTimeField(null=True)  # taken back

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.public_id
