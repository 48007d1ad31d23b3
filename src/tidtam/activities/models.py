"""Activities and their photos; knowledge sets, who they are shared with, who has read them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tidtam.activities.choices import ActivityState, FileRole, Kind, Measure
from tidtam.files.models import StoredFile
from tidtam.kernel.ids import public_id
from tidtam.letters.models import Letter
from tidtam.offices.models import Office
from tidtam.places.models import Area


class KnowledgeSet(models.Model):
    """Knowledge handed down (องค์ความรู้), seen by an office only through its `KnowledgeShare` row."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "office": "plain", "title": "plain", "summary": "plain", "letter": "plain",
        "source": "plain", "by": "plain", "at": "plain", "version": "plain",
    }  # fmt: skip

    id = models.BigIntegerField(primary_key=True)  # drawn before the row: its share must stand first
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)  # the owner
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=200, blank=True)  # the letter in words, for who holds no copy of it
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.title


class KnowledgeFile(models.Model):
    """A file of a set. Its content is found by its digest, so that every reader has it without a row of its own."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "knowledge": "plain", "stored": "plain", "role": "plain", "sha256": "plain", "size": "plain",
        "kind": "plain", "name": "plain", "at": "plain", "removed_at": "plain",
    }  # fmt: skip

    knowledge = models.ForeignKey(KnowledgeSet, on_delete=models.PROTECT, related_name="files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", db_index=False)  # the owner's
    role = models.CharField(max_length=12, choices=FileRole.choices, default=FileRole.DOCUMENT)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=255)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["role", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["knowledge", "role", "sha256"], condition=Q(removed_at__isnull=True),
                name="activities_knowledge_file",
            ),
            models.UniqueConstraint(
                fields=["knowledge"], condition=Q(removed_at__isnull=True, role=FileRole.INFOGRAPHIC),
                name="activities_one_infographic",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class KnowledgeShare(models.Model):
    """That an office may see a set: it made it, or an office above handed it down."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "knowledge": "plain", "office": "plain", "scope_path": "plain", "from_office": "plain",
        "by": "plain", "at": "plain",
    }  # fmt: skip

    knowledge = models.ForeignKey(KnowledgeSet, on_delete=models.PROTECT, related_name="shares", db_index=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    from_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["knowledge", "office"], name="activities_share_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["knowledge", "scope_path"], name="activities_share_scope"),
            models.Index(fields=["scope_path"], name="activities_share_list"),
        ]

    def __str__(self) -> str:
        return f"{self.knowledge_id} {self.scope_path}"


class KnowledgeRead(models.Model):
    """That somebody of an office opened a set, and perhaps said so with the button."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "knowledge": "plain", "office": "plain", "scope_path": "plain", "by": "plain",
        "by_name": "plain", "opened_at": "plain", "acknowledged_at": "plain",
    }  # fmt: skip

    knowledge = models.ForeignKey(KnowledgeSet, on_delete=models.PROTECT, related_name="reads", db_index=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    by = models.BigIntegerField()  # the grant
    by_name = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["knowledge", "office", "by"], name="activities_read_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["knowledge", "scope_path"], name="activities_read_scope")
        ]

    def __str__(self) -> str:
        return f"{self.knowledge_id} {self.scope_path}"


class Activity(models.Model):
    """One activity of an office at a place on a day; beneficiaries are numbers, never names.

    Its rows stand behind signed figures, so the database keeps what each said before it changed (`kernel.history`).
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "uuid": "plain", "office": "plain", "scope_path": "plain",
        "measure": "plain", "kind": "plain", "title": "plain", "place": "plain", "place_key": "plain", "area": "plain",
        "moo": "plain", "latitude": "plain", "longitude": "plain", "on": "plain", "until": "plain", "persons": "plain",
        "households": "plain", "partners": "plain", "budget_baht": "plain", "fund": "plain", "given": "plain",
        "model_area": "plain", "result": "plain", "expansion": "plain", "knowledge": "plain", "state": "plain",
        "void_reason": "plain", "voided_at": "plain", "by": "plain", "by_name": "plain", "at": "plain",
        "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    uuid = models.UUIDField(unique=True)  # comes with the form, so that the same form sent twice is one activity
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    measure = models.CharField(max_length=12, choices=Measure.choices, default=Measure.WELFARE)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    place_key = models.CharField(max_length=200)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)
    moo = models.CharField(max_length=10, blank=True)
    latitude = models.FloatField(null=True)  # degrees
    longitude = models.FloatField(null=True)
    on = models.DateField()
    until = models.DateField(null=True)
    persons = models.PositiveIntegerField(default=0)
    households = models.PositiveIntegerField(default=0)
    partners = ArrayField(models.CharField(max_length=120), default=list)
    budget_baht = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    fund = models.CharField(max_length=120, blank=True)
    given = models.CharField(max_length=300, blank=True)
    model_area = models.BooleanField(default=False)
    result = models.TextField(blank=True)
    expansion = models.TextField(blank=True)
    # The sets of `Used` once more, in the row itself, so that an old version of the row tells what it counted.
    knowledge = ArrayField(models.CharField(max_length=12), default=list)
    state = models.CharField(max_length=8, choices=ActivityState.choices, default=ActivityState.RECORDED)
    void_reason = models.CharField(max_length=300, blank=True)
    voided_at = models.DateTimeField(null=True)
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("on")), name="activities_ends_after"
            ),
            models.CheckConstraint(condition=Q(budget_baht__gte=0), name="activities_budget"),
            models.CheckConstraint(
                condition=Q(state=ActivityState.RECORDED, voided_at__isnull=True)
                | Q(state=ActivityState.VOIDED, voided_at__isnull=False) & ~Q(void_reason=""),
                name="activities_void_reason",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "-on", "-id"], name="activities_list"),
            models.Index(fields=["measure", "on"], name="activities_month"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def counts(self) -> bool:
        """Say whether it stands in the figures."""
        return bool(self.state == ActivityState.RECORDED)

    @property
    def baht(self) -> str:
        """Return the budget as it is read: satang only where there are some."""
        return f"{self.budget_baht:,.2f}".removesuffix(".00")

    def values(self) -> dict[str, Any]:
        """Return what a form shows of it, by the form's own names."""
        named = ("title", "kind", "place", "moo", "on", "until", "persons", "households", "budget_baht", "fund",
                 "given", "model_area", "result", "expansion", "knowledge")  # fmt: skip
        place = f"{self.latitude:.6f}, {self.longitude:.6f}" if self.latitude is not None else ""
        return {name: getattr(self, name) for name in named} | {
            "partners": "\n".join(self.partners), "position": place,
        }  # fmt: skip


class Used(models.Model):
    """That an activity used a knowledge set."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "activity": "plain", "knowledge": "plain", "scope_path": "plain",
    }  # fmt: skip

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="used", db_index=False)
    knowledge = models.ForeignKey(KnowledgeSet, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["activity", "knowledge"], name="activities_used_once")
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.knowledge_id}"


class Photo(models.Model):
    """A photo or document that shows an activity, written anew without place, time and author."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "activity": "plain", "scope_path": "plain", "file": "plain", "by": "plain", "at": "plain",
        "removed_at": "plain",
    }  # fmt: skip

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="photos", db_index=False)
    scope_path = models.TextField(db_collation="C")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["activity_id", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["activity", "file"], condition=Q(removed_at__isnull=True), name="activities_photo_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}/{self.pk}"
