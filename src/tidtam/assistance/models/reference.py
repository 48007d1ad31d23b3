"""What everybody may read: the clause that applies, and who helps with what in each province. Nobody's data."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tidtam.assistance.choices import AgencyKind, Category, Code, Track
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office
from tidtam.places.models import Area


class ReferenceRule(models.Model):
    """A rule of reference for a category, in versions. Without `verified_on` nobody has read the text yet."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "category": "plain", "version": "plain", "track": "plain", "title": "plain", "clause": "plain",
        "needs_committee": "plain", "announce_days": "plain", "answer_days": "plain", "valid_from": "plain",
        "valid_to": "plain", "verified_on": "plain", "verified_by": "plain", "verified_source": "plain",
    }  # fmt: skip

    category = models.CharField(max_length=8, choices=Category.choices)
    version = models.PositiveSmallIntegerField(default=1)
    track = models.CharField(max_length=9, choices=Track.choices)
    title = models.TextField()
    clause = models.TextField(blank=True)  # words of the text; empty until somebody has read it
    needs_committee = models.BooleanField(default=True)
    announce_days = models.PositiveSmallIntegerField(default=15)  # Units: days
    answer_days = models.PositiveSmallIntegerField(default=15)  # Units: working days an office asked has to answer
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    verified_on = models.DateField(null=True)
    verified_by = models.BigIntegerField(null=True)  # the grant
    verified_source = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["category", "track", "version"], name="assistance_rule_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="assistance_rule_days"
            ),
            models.CheckConstraint(condition=Q(announce_days__lte=365), name="assistance_rule_announce"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.track} {self.version}"


class Agency(models.Model):
    """A partner in a province: what it is called, how it is reached, with which needs it helps."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "province": "plain", "district": "plain", "kind": "plain",
        "name": "plain", "phone": "plain", "email": "plain", "address": "plain", "codes": "plain", "office": "plain",
        "active": "plain", "checked_on": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    province = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=AgencyKind.choices)
    name = models.TextField()
    phone = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=254, blank=True)
    address = models.CharField(max_length=300, blank=True, default="")
    codes = ArrayField(models.CharField(max_length=3, choices=Code.choices), default=list)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")  # None: no account
    active = models.BooleanField(default=True)
    checked_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["province", "kind", "name"], name="assistance_agency_once"),
        ]

    def __str__(self) -> str:
        return self.name
