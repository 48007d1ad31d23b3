"""Tambon teams: the district's order that sets them up, and who is in them from when to when."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tidtam.accounts.models import User
from tidtam.aftercare.choices import MemberKind
from tidtam.files.models import StoredFile
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office


class TeamOrder(models.Model):
    """An order (คำสั่ง) of a district that sets up teams."""

    classification = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "number": "plain",
        "ordered_on": "plain", "file": "plain", "valid_from": "plain", "valid_to": "plain", "tambons": "plain",
        "made_at": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    number = models.CharField(max_length=40)
    ordered_on = models.DateField()
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    tambons = ArrayField(models.CharField(max_length=6), default=list)  # whose teams it sets up
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "number", "ordered_on"], name="aftercare_order_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="aftercare_order_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class TeamMembership(models.Model):
    """A member of a team between two dates; with an account when the member signs in."""

    classification = {
        "id": "plain", "public_id": "plain", "order": "plain", "office": "plain", "scope_path": "plain",
        "name": "personal", "kind": "plain", "phone_sealed": "secret", "user": "plain", "health": "plain",
        "valid_from": "plain", "valid_to": "plain", "made_at": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    order = models.ForeignKey(TeamOrder, on_delete=models.PROTECT, related_name="members")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    name = models.TextField()
    kind = models.CharField(max_length=20, choices=MemberKind.choices, default=MemberKind.OTHER)
    phone_sealed = models.BinaryField(default=b"")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    health = models.BooleanField(default=False)  # may go on to 9Q and 8Q
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="aftercare_member_dates",
            ),
        ]
        indexes = [models.Index(fields=["scope_path", "valid_to"], name="aftercare_member_scope")]

    def __str__(self) -> str:
        return self.name
