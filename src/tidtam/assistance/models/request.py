"""A request: who asked for what by which door, what was looked at, and where the office's work on it stands."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tidtam.assistance.choices import (
    ENDED,
    LIVE,
    Category,
    CheckCode,
    Code,
    Decision,
    EvidenceKind,
    Likeness,
    RequestState,
    Side,
    Source,
    Track,
    Vulnerable,
)
from tidtam.assistance.models.reference import ReferenceRule
from tidtam.files.models import StoredFile
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office
from tidtam.people.models import Person
from tidtam.places.models import Area
from tidtam.thai.dates import short_year


class Book(models.Model):
    """The gap-free number book of an office and year; its row is locked while numbers are drawn."""

    classification: ClassVar[dict[str, str]] = {"id": "plain", "office": "plain", "year": "plain", "last": "plain"}

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()  # Gregorian
    last = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["office", "year"], name="assistance_book_once")
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.year}: {self.last}"


class Request(models.Model):
    """One request (คำขอ) in the register of the office that must answer it. Its needs carry the ledger.

    The person has the purpose `help`. Sealed words: `assistance.notes.seal_for`. `version` is raised by the database,
    old rows are kept. An ended request has no open need, whoever moved the need (migration 0004).
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "uuid": "plain", "office": "plain", "scope_path": "plain",
        "year": "plain", "number": "plain", "person": "personal", "door": "plain", "category": "plain",
        "track": "plain", "rule": "plain", "title": "personal", "problem_sealed": "secret", "wanted_sealed": "secret",
        "help_before_sealed": "secret", "happened_on": "plain", "household": "personal", "vulnerable": "sensitive",
        "area": "personal", "moo": "personal", "house_no": "personal", "position_sealed": "secret",
        "division": "plain", "state": "plain", "since": "plain", "decision": "plain", "decided_on": "plain",
        "reason_sealed": "secret", "appointment_at": "plain", "appointment_sealed": "secret", "next_step": "plain",
        "due_on": "plain", "asked_on": "plain", "received_at": "plain", "announced_until": "plain",
        "closed_at": "plain", "merged_into": "plain", "sheet": "plain", "reopened": "plain", "version": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # a form sent twice is one request
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    year = models.SmallIntegerField()  # of the book, Gregorian
    number = models.IntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests")
    door = models.CharField(max_length=8, choices=Source.choices)
    category = models.CharField(max_length=8, choices=Category.choices)
    track = models.CharField(max_length=9, choices=Track.choices)
    rule = models.ForeignKey(ReferenceRule, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=200)
    problem_sealed = models.BinaryField(default=b"")
    wanted_sealed = models.BinaryField(default=b"")
    help_before_sealed = models.BinaryField(default=b"")
    happened_on = models.DateField(null=True)
    household = models.PositiveSmallIntegerField(null=True)  # persons in the house
    vulnerable = ArrayField(models.CharField(max_length=9, choices=Vulnerable.choices), default=list)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    moo = models.CharField(max_length=4, blank=True)
    house_no = models.CharField(max_length=30, blank=True)
    position_sealed = models.BinaryField(default=b"")
    division = models.CharField(max_length=60, blank=True)  # of the office, as it calls it
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.RECEIVED)
    since = models.DateTimeField()  # it entered this state
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    decided_on = models.DateField(null=True)
    reason_sealed = models.BinaryField(default=b"")  # what the requester is told: why so decided, why closed
    appointment_at = models.DateTimeField(null=True)
    appointment_sealed = models.BinaryField(default=b"")
    next_step = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)  # of the next step
    asked_on = models.DateField()
    received_at = models.DateTimeField()
    announced_until = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False)
    sheet = models.ForeignKey(
        "assistance.SurveySheet", null=True, on_delete=models.PROTECT, related_name="requests", db_index=False
    )
    reopened = models.PositiveSmallIntegerField(default=0)  # times
    version = models.IntegerField(default=1)  # raised by the database

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["office", "year", "number"], name="assistance_request_number"),
            models.CheckConstraint(
                condition=Q(state__in=list(ENDED), closed_at__isnull=False)
                | Q(state__in=list(LIVE), closed_at__isnull=True),
                name="assistance_request_closed",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.MERGED, merged_into__isnull=False)
                | ~Q(state=RequestState.MERGED) & Q(merged_into__isnull=True),
                name="assistance_request_merged",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="assistance_request_merged_other"),
            models.CheckConstraint(condition=Q(number__gte=1), name="assistance_request_counted"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "-year", "-number"], name="assistance_request_list"),
            models.Index(fields=["scope_path", "state", "asked_on"], name="assistance_request_board"),
            models.Index(
                fields=["scope_path", "asked_on"], name="assistance_request_live", condition=Q(state__in=list(LIVE))
            ),
            models.Index(fields=["area", "category", "asked_on"], name="assistance_request_like"),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """Return the number people know it by: two digits of the year of the book, then the running number."""
        return f"{short_year(self.year)}-{self.number:04d}"


class Affected(models.Model):
    """A line of the annex: somebody else who is affected. Name and house only, never an identifier or a phone."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "request": "plain", "scope_path": "plain", "seq": "plain", "name": "personal",
        "house_no": "personal", "moo": "personal", "note": "personal",
    }  # fmt: skip

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="affected", db_index=False)
    scope_path = models.TextField(db_collation="C")
    seq = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    house_no = models.CharField(max_length=30, blank=True)
    moo = models.CharField(max_length=4, blank=True)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["request_id", "seq"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "seq"], name="assistance_affected_once")
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.seq}"


class Evidence(models.Model):
    """A photo or document of a request, stripped of what the camera wrote into it."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "request": "plain", "scope_path": "plain", "file": "personal",
        "kind": "plain", "side": "plain", "note": "personal", "at": "plain", "by": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="evidence")
    scope_path = models.TextField(db_collation="C")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=EvidenceKind.choices)
    side = models.CharField(max_length=8, choices=Side.choices)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)  # the grant; None: the requester

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "file"], name="assistance_evidence_once")
        ]

    def __str__(self) -> str:
        return self.public_id


class Check(models.Model):
    """One thing looked at before somebody decides."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "request": "plain", "scope_path": "plain", "code": "plain", "done": "plain",
        "note_sealed": "secret", "by": "plain", "at": "plain",
    }  # fmt: skip

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="checks", db_index=False)
    scope_path = models.TextField(db_collation="C")
    code = models.CharField(max_length=8, choices=CheckCode.choices)
    done = models.BooleanField(default=True)
    note_sealed = models.BinaryField(default=b"")
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "code"], name="assistance_check_once")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.code}"


class DuplicateCheck(models.Model):
    """When like requests were looked for, what was found (office and number only), and what the clerk concluded."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "request": "plain", "scope_path": "plain", "at": "plain", "by": "plain", "compared": "plain",
        "found": "plain", "concluded": "plain", "note_sealed": "secret",
    }  # fmt: skip

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="duplicate_checks")
    scope_path = models.TextField(db_collation="C")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    compared = models.PositiveIntegerField()  # offices whose registers were asked
    found: models.JSONField[Any, Any] = models.JSONField(default=list)  # [[office name, number], …]
    concluded = models.CharField(max_length=9, choices=Likeness.choices)
    note_sealed = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"{self.request_id} {self.concluded}"


class HandedNeed(models.Model):
    """A need of the request that another office answers for now: what it was, who has it, since when."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "request": "plain", "scope_path": "plain", "code": "personal", "to_office": "plain",
        "at": "plain",
    }  # fmt: skip

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="handed")
    scope_path = models.TextField(db_collation="C")
    code = models.CharField(max_length=3, choices=Code.choices)
    to_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.request_id} {self.code}"
