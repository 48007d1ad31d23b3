"""The centre's own work: sheets of a mobile team, rounds of the signs, and the ways people reach it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from tidtam.assistance.choices import ChannelKind, Condition
from tidtam.files.models import StoredFile
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office
from tidtam.places.models import Area


class SurveySheet(models.Model):
    """One day of a mobile team in an area; the requests it brought point here."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "uuid": "plain", "office": "plain", "scope_path": "plain", "on": "plain",
        "area": "plain", "moo": "plain", "team": "personal", "note_sealed": "secret", "by": "plain", "at": "plain",
        "finished_at": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    on = models.DateField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    moo = models.CharField(max_length=4, blank=True)
    team = models.CharField(max_length=300)  # who went
    note_sealed = models.BinaryField(default=b"")
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "-on"], name="assistance_sheet_list")
        ]

    def __str__(self) -> str:
        return self.public_id


class SignCheck(models.Model):
    """How the centre's sign at a place looked on a day (O41). A new round is a new row."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "place": "plain",
        "latitude": "plain", "longitude": "plain", "condition": "plain", "photo": "plain", "note": "plain",
        "checked_on": "plain", "by": "plain", "at": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    place = models.CharField(max_length=200)
    latitude = models.FloatField(null=True)  # degrees
    longitude = models.FloatField(null=True)
    condition = models.CharField(max_length=1, choices=Condition.choices)
    photo = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    checked_on = models.DateField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "-checked_on"], name="assistance_sign_list")
        ]

    def __str__(self) -> str:
        return self.public_id


class ChannelRow(models.Model):
    """One way people reach the centre, and when it was last tried (O43)."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "office": "plain", "scope_path": "plain", "kind": "plain", "works": "plain", "detail": "plain",
        "photo": "plain", "checked_on": "plain", "by": "plain", "at": "plain", "version": "plain",
    }  # fmt: skip

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    kind = models.CharField(max_length=12, choices=ChannelKind.choices)
    works = models.BooleanField(default=True)
    detail = models.CharField(max_length=300, blank=True)  # hours, number, address
    photo = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    checked_on = models.DateField(null=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["office", "kind"], name="assistance_channel_once")
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.kind}"


class CentreSetting(models.Model):
    """What an office decided for its own centre, in place of the rule of reference."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "office": "plain", "scope_path": "plain", "announce_days": "plain", "by": "plain", "at": "plain",
        "version": "plain",
    }  # fmt: skip

    office = models.OneToOneField(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    announce_days = models.PositiveSmallIntegerField()  # Units: days, the first and the last counted
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(announce_days__gte=1, announce_days__lte=365), name="assistance_setting_days"
            )
        ]

    def __str__(self) -> str:
        return str(self.office_id)
