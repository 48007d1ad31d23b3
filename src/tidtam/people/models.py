"""A person for one purpose, where they live, who cares for them, the keys that find them, and merges."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office
from tidtam.people.choices import (
    AddressKind,
    Education,
    IdKind,
    IncomeBand,
    MaritalStatus,
    Occupation,
    Precision,
    Purpose,
    Relation,
    Religion,
    Sex,
)
from tidtam.places.models import Area


class Person(models.Model):
    """Somebody known for one purpose, in the scope of the office answerable now. Nothing here says why.

    Sealed columns are `people.sealing`'s; `id_hash` and `phone_hash` are keyed per purpose, so that the same human in
    two purposes shares none. Every change raises `version` and keeps the old row (`kernel.history`).
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "purpose": "plain", "office": "plain", "scope_path": "plain",
        "title": "personal", "first_name": "personal", "last_name": "personal", "nickname": "personal",
        "sex": "personal", "birth_date": "personal", "birth_precision": "personal", "nationality": "personal",
        "religion": "sensitive", "id_kind": "personal", "id_sealed": "secret", "id_hash": "secret",
        "no_id_reason": "personal", "phone_sealed": "secret", "phone_hash": "secret", "line_sealed": "secret",
        "contact_hours": "personal", "marital_status": "personal", "education": "personal",
        "occupation": "personal", "income_band": "personal", "notice_version": "plain", "notice_at": "plain",
        "merged_into": "plain", "version": "plain", "created_at": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=12, unique=True, default=public_id)
    purpose = models.CharField(max_length=9, choices=Purpose.choices)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    title = models.TextField(blank=True, default="")
    first_name = models.TextField()
    last_name = models.TextField(blank=True, default="")
    nickname = models.TextField(blank=True, default="")
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    birth_date = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    nationality = models.CharField(max_length=2, default="TH")
    religion = models.CharField(max_length=1, choices=Religion.choices, blank=True, default="")
    id_kind = models.CharField(max_length=8, choices=IdKind.choices)
    id_sealed = models.BinaryField(null=True)
    id_hash = models.BinaryField(null=True)
    no_id_reason = models.TextField(blank=True, default="")
    phone_sealed = models.BinaryField(null=True)
    phone_hash = models.BinaryField(null=True)
    line_sealed = models.BinaryField(null=True)
    contact_hours = models.TextField(blank=True, default="")
    marital_status = models.CharField(max_length=1, choices=MaritalStatus.choices, blank=True, default="")
    education = models.CharField(max_length=1, choices=Education.choices, blank=True, default="")
    occupation = models.CharField(max_length=2, choices=Occupation.choices, blank=True, default="")
    income_band = models.CharField(max_length=1, choices=IncomeBand.choices, blank=True, default="")
    notice_version = models.CharField(max_length=20, blank=True, default="")
    notice_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "purpose"], name="people_person_scope"),
            models.Index(fields=["id_hash"], name="people_person_id_hash"),
            models.Index(fields=["phone_hash"], name="people_person_phone_hash"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="people_person_identified",
                condition=Q(id_kind=IdKind.NONE, id_sealed__isnull=True, id_hash__isnull=True) & ~Q(no_id_reason="")
                | Q(id_kind__in=[IdKind.NATIONAL, IdKind.PASSPORT], id_sealed__isnull=False, id_hash__isnull=False),
            ),
            models.CheckConstraint(name="people_person_not_into_itself", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="people_person_notice_whole",
                condition=Q(notice_version="", notice_at__isnull=True)
                | (~Q(notice_version="") & Q(notice_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}{self.first_name} {self.last_name}".strip()


class Address(models.Model):
    """Where a person is registered or lives, down to the village; the exact position is sealed."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "person": "plain", "kind": "plain", "house_no": "personal", "moo": "personal",
        "village": "personal", "soi": "personal", "road": "personal", "area": "personal", "postcode": "personal",
        "position_sealed": "secret", "scope_path": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=10, choices=AddressKind.choices)
    house_no = models.TextField(blank=True, default="")
    moo = models.TextField(blank=True, default="")
    village = models.TextField(blank=True, default="")
    soi = models.TextField(blank=True, default="")
    road = models.TextField(blank=True, default="")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    postcode = models.CharField(max_length=5, blank=True, default="")
    position_sealed = models.BinaryField(null=True)
    scope_path = models.TextField(db_collation="C")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "kind"], name="people_address_once"),
        ]

    def __str__(self) -> str:
        return f"{self.house_no} {self.area_id}".strip()


class Caregiver(models.Model):
    """Who cares for a person, and how to reach them."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "person": "plain", "name": "personal", "relation": "personal", "phone_sealed": "secret",
        "scope_path": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="caregiver")
    name = models.TextField()
    relation = models.CharField(max_length=1, choices=Relation.choices, default=Relation.OTHER)
    phone_sealed = models.BinaryField(null=True)
    scope_path = models.TextField(db_collation="C")

    def __str__(self) -> str:
        return self.name


class PersonKey(models.Model):
    """What finds a person: numbers made of their names, places and keyed pieces of their identifiers.

    One row per person, so that a hand-over moves one row; read through the function `people_candidates` alone.
    `folded` is the name by sound, `keys` are what `matching.keys` makes.
    """

    classification: ClassVar[dict[str, str]] = {
        "person": "plain", "scope_path": "plain", "purpose": "plain", "folded": "personal", "keys": "personal",
    }  # fmt: skip

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="key")
    scope_path = models.TextField(db_collation="C")
    purpose = models.CharField(max_length=9, choices=Purpose.choices)
    folded = models.TextField()
    keys = ArrayField(models.IntegerField())

    class Meta:
        indexes: ClassVar[list[models.Index]] = [GinIndex(fields=["keys"], name="people_personkey_keys")]

    def __str__(self) -> str:
        return str(self.person_id)


class Merge(models.Model):
    """That two rows are the same human: the loser leads to the winner until the merge is undone.

    `frozen` seals both as they were, so that undoing puts every value back.
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "winner": "plain", "loser": "plain", "frozen": "secret", "reason": "personal", "at": "plain",
        "by_grant": "plain", "undone_at": "plain", "undone_reason": "personal", "scope_path": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    winner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="won")
    loser = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="lost")
    frozen = models.BinaryField()
    reason = models.TextField()
    at = models.DateTimeField()
    by_grant = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.TextField(blank=True, default="")
    scope_path = models.TextField(db_collation="C")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["loser"], name="people_merge_live_once", condition=Q(undone_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loser_id} → {self.winner_id}"
