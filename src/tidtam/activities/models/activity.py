"""Activities, the knowledge they used and the photos that show them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tidtam.activities.choices import ActivityState, FlagKind, FlagState, Kind, Measure
from tidtam.activities.models.bits import BitsField
from tidtam.activities.models.knowledge import KnowledgeSet
from tidtam.activities.models.plan import Project
from tidtam.files.models import StoredFile
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office
from tidtam.places.models import Area
from tidtam.thai.numbers import amount


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
        "version": "plain", "project": "plain",
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
    project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="activities")

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
        return amount(self.budget_baht)

    def values(self) -> dict[str, Any]:
        """Return what a form shows of it, by the form's own names."""
        named = ("title", "measure", "kind", "place", "moo", "on", "until", "persons", "households", "budget_baht",
                 "fund", "given", "model_area", "result", "expansion", "knowledge")  # fmt: skip
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


class Print(models.Model):
    """What a photo was like when it came: the digest of what was sent, its likeness, where and when it was taken.

    Made before the photo is written anew, for that takes position and time away. `rough` finds like photos by its
    four quarters, `fine` tells whether they are alike. The position is rounded to about 100 m.
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "file": "plain", "scope_path": "plain", "sha256": "plain", "rough": "plain", "fine": "plain",
        "q0": "plain", "q1": "plain", "q2": "plain", "q3": "plain", "taken_on": "plain", "latitude": "plain",
        "longitude": "plain", "weave": "plain", "at": "plain",
    }  # fmt: skip

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    sha256 = models.CharField(max_length=64, db_index=True)
    rough = BitsField(64)
    fine = BitsField(256)
    q0 = models.IntegerField(db_index=True)
    q1 = models.IntegerField(db_index=True)
    q2 = models.IntegerField(db_index=True)
    q3 = models.IntegerField(db_index=True)
    taken_on = models.DateField(null=True)
    latitude = models.FloatField(null=True)  # degrees
    longitude = models.FloatField(null=True)
    weave = models.FloatField(null=True)  # how regular a pattern runs over what was sent; of older photos unknown
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class Flag(models.Model):
    """What speaks against a photo, and what the recorder and the superior say to it."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "photo": "plain", "scope_path": "plain", "kind": "plain", "like_office": "plain",
        "like_on": "plain", "exact": "plain", "away_km": "plain", "taken_on": "plain", "state": "plain",
        "words": "plain", "by": "plain", "by_name": "plain", "said_at": "plain", "seen_at": "plain",
        "seen_by_name": "plain", "at": "plain",
    }  # fmt: skip

    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="flags", db_index=False)
    scope_path = models.TextField(db_collation="C")
    kind = models.CharField(max_length=9, choices=FlagKind.choices)
    like_office = models.CharField(max_length=200, blank=True)  # where a like photo stands; nothing else of it is told
    like_on = models.DateField(null=True)
    exact = models.BooleanField(default=False)  # the very same file
    away_km = models.FloatField(null=True)
    taken_on = models.DateField(null=True)
    state = models.CharField(max_length=9, choices=FlagState.choices, default=FlagState.OPEN)
    words = models.CharField(max_length=300, blank=True)
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # by a superior
    seen_by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["photo_id", "kind"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["photo", "kind"], name="activities_flag_once"),
            models.CheckConstraint(
                condition=Q(state=FlagState.OPEN, said_at__isnull=True)
                | ~Q(state=FlagState.OPEN) & Q(said_at__isnull=False),
                name="activities_flag_said",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "state", "-at"], name="activities_flag_list")
        ]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.kind}"
