"""Signs, what officers found at them, how often a day their code was scanned."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidtam.files.models import StoredFile
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office
from tidtam.places.models import Area
from tidtam.signs.choices import HUNG, Found, Place, SignState, Size
from tidtam.signs.rules import code, spelt


class Sign(models.Model):
    """One physical sign: its code, its place, where it stands in its life.

    It stands behind reported figures, so the database keeps what it said before (`kernel.history`). A sign that hangs
    has a photo: without one it counts as not installed.
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "uuid": "plain", "code": "plain", "office": "plain",
        "scope_path": "plain", "kind": "plain", "area": "plain", "place": "plain", "size": "plain",
        "latitude": "plain", "longitude": "plain", "state": "plain", "printed_at": "plain", "installed_on": "plain",
        "photo": "plain", "expires_on": "plain", "found": "plain", "checked_on": "plain", "copied": "plain",
        "note": "plain", "ended_why": "plain", "by": "plain", "by_name": "plain", "at": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    uuid = models.UUIDField(unique=True)  # comes with the form, so that the same form sent twice is one sign
    code = models.CharField(max_length=8, unique=True, default=code, editable=False)  # what its QR says
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    kind = models.CharField(max_length=8, choices=Place.choices)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.CharField(max_length=200)
    size = models.CharField(max_length=8, choices=Size.choices, default=Size.VINYL)
    latitude = models.FloatField(null=True)  # degrees
    longitude = models.FloatField(null=True)
    state = models.CharField(max_length=10, choices=SignState.choices, default=SignState.PLANNED)
    printed_at = models.DateTimeField(null=True)
    installed_on = models.DateField(null=True)
    photo = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    expires_on = models.DateField(null=True)
    found = models.CharField(max_length=10, choices=Found.choices, blank=True)  # at the last check
    checked_on = models.DateField(null=True)
    copied = models.BooleanField(default=False)  # a copy was found and nobody has checked the sign since
    note = models.CharField(max_length=300, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(state__in=HUNG) | Q(photo__isnull=False, installed_on__isnull=False),
                name="signs_hangs_with_photo",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="signs_whole_position",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "-id"], name="signs_list"),
            models.Index(fields=["scope_path", "state", "area", "kind"], name="signs_coverage"),
            models.Index(fields=["expires_on"], name="signs_expiry", condition=Q(expires_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{spelt(self.code)} {self.place}"

    @property
    def spelt(self) -> str:
        """Return the code as it is printed on the sign."""
        return spelt(self.code)

    @property
    def position(self) -> tuple[float, float] | None:
        """Return latitude and longitude; None where nobody noted them."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    @property
    def hangs(self) -> bool:
        """Say whether people can see it: installed, with its photo."""
        return bool(self.state == SignState.INSTALLED)


class Check(models.Model):
    """What an officer found at a sign, with a photo and where the officer stood; nothing of it changes later."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "uuid": "plain", "sign": "plain", "scope_path": "plain", "found": "plain", "photo": "plain",
        "latitude": "plain", "longitude": "plain", "metres": "plain", "note": "plain", "by": "plain",
        "by_name": "plain", "at": "plain",
    }  # fmt: skip

    uuid = models.UUIDField(unique=True)
    sign = models.ForeignKey(Sign, on_delete=models.PROTECT, related_name="checks", db_index=False)
    scope_path = models.TextField(db_collation="C")
    found = models.CharField(max_length=10, choices=Found.choices)
    photo = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    metres = models.PositiveIntegerField(null=True)  # from where the sign should hang
    note = models.CharField(max_length=300, blank=True)
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["sign", "-id"], name="signs_checks")]

    def __str__(self) -> str:
        return f"{self.sign_id} {self.found}"


class ScanDay(models.Model):
    """How often a day a sign's code was opened: a number, and nothing else of who opened it.

    Written by the SQL function `signs_scanned` alone, which sees the sign whatever the caller's scope.
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "sign": "plain", "scope_path": "plain", "on": "plain", "n": "plain",
    }  # fmt: skip

    sign = models.ForeignKey(Sign, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    on = models.DateField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sign", "on"], name="signs_scan_day")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["scope_path", "on"], name="signs_scans")]

    def __str__(self) -> str:
        return f"{self.sign_id} {self.on}"
