"""Entries, the blocks that seal them, and which entry lies in which block."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Entry(models.Model):
    """Who did what to which object, when and why: names of fields, never their values.

    The columns `seq` (order) and `xid` (transaction) belong to the database alone; the sealer reads them.
    """

    classification = {
        "uuid": "plain", "at": "plain", "user_id": "plain", "grant_id": "plain", "scope_path": "plain", "verb": "plain",
        "object_type": "plain", "object_id": "plain", "object_version": "plain", "fields": "plain", "reason": "plain",
        "count": "plain", "digest": "plain",
    }  # fmt: skip

    scope_is_history = True  # a move of an office leaves its past entries where they were made

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    grant_id = models.BigIntegerField(null=True)
    scope_path = models.TextField(db_collation="C")
    verb = models.TextField()
    object_type = models.TextField()
    object_id = models.TextField()
    object_version = models.IntegerField(null=True)
    fields = ArrayField(models.TextField(), default=list)
    reason = models.TextField(default="")
    count = models.IntegerField(default=1)
    digest = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_entry_object"),
            models.Index(fields=["scope_path", "at"], name="audit_entry_scope_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"


class Block(models.Model):
    """A sealed run of entries; its hash covers the block before it and the digests of its entries in order."""

    classification = {"id": "plain", "sealed_at": "plain", "count": "plain", "previous": "plain", "hash": "plain",
                      "low_xid": "plain"}  # fmt: skip

    id = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    count = models.IntegerField()
    previous = models.TextField()
    hash = models.TextField()
    low_xid = models.TextField(default="0")  # every entry of an older transaction is sealed

    def __str__(self) -> str:
        return f"block {self.id}"


class Sealed(models.Model):
    """Which block seals an entry, and at which place in it."""

    classification = {"entry_id": "plain", "block": "plain", "position": "plain"}

    entry_id = models.UUIDField(primary_key=True)
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="sealed")
    position = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.block_id}/{self.position}"


class OldRow(models.Model):
    """What a row of a table said before it changed: (relation, key, version) names it for ever.

    `key` is the primary key's columns joined by `/`. Written by the trigger of `kernel.history`, never by hand.
    """

    classification = {
        "id": "plain", "relation": "plain", "key": "plain", "version": "plain", "scope_path": "plain",
        "row": "personal", "replaced_at": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    relation = models.TextField()
    key = models.TextField()
    version = models.IntegerField()
    scope_path = models.TextField(db_collation="C")
    row = models.JSONField()
    replaced_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["relation", "key", "version"], name="audit_oldrow_once")]

    def __str__(self) -> str:
        return f"{self.relation} {self.key} v{self.version}"


class Read(models.Model):
    """That identified people were read: one row per request, by whom, under which grant, what for. Append only.

    `people` are ids of `people.Person`; the room below knows them as numbers only.
    """

    classification = {
        "id": "plain", "at": "plain", "user_id": "plain", "grant_id": "plain", "scope_path": "plain", "route": "plain",
        "purpose": "plain", "people": "plain",
    }  # fmt: skip

    scope_is_history = True

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    grant_id = models.BigIntegerField(null=True)
    scope_path = models.TextField(db_collation="C")
    route = models.TextField()
    purpose = models.TextField()
    people = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [
            GinIndex(fields=["people"], name="audit_read_people"),
            models.Index(fields=["user_id", "at"], name="audit_read_user_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at} {self.route}"
