"""Tips, what was added to them, and the public keys they are sealed for.

Nothing here tells when within a day or from where: keys are random, days are the only time, no column has a sequence.
Words, files and contacts are age ciphertexts for the keys in `sealed_for`; the server holds public keys only.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office
from tidtam.places.models import Area
from tidtam.tips.choices import (
    AgencyKind,
    Asked,
    FileRole,
    KeyRole,
    Kind,
    Outcome,
    Path,
    SealedIn,
    Sender,
    State,
    WhyOpen,
)


class RecipientKey(models.Model):
    """The public age key of a named officer of a unit, or of the escrow. Revoked, never deleted."""

    scope_is_derived = True  # goes along with its unit by a trigger
    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "role": "plain", "office": "plain", "scope_path": "plain", "holder": "plain",
        "label": "plain", "public_key": "plain", "added_on": "plain", "revoked_on": "plain",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=8, choices=KeyRole.choices, default=KeyRole.OFFICER)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")  # the unit that reads with it
    scope_path = models.TextField(db_collation="C")
    holder = models.BigIntegerField(null=True)  # the officer's user; None for the escrow
    label = models.CharField(max_length=120)  # what it is called among the officers
    public_key = models.CharField(max_length=100, unique=True)  # age1…
    added_on = models.DateField()
    revoked_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["added_on", "id"]

    def __str__(self) -> str:
        return self.label

    @property
    def active(self) -> bool:
        """Say whether new tips are sealed for it."""
        return self.revoked_on is None


class Tip(models.Model):
    """One tip: what is needed to route, answer and expire it in the open, everything said in `sealed`."""

    scope_is_derived = True  # goes along with its unit by a trigger
    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "day": "plain", "lookup": "secret", "salt": "secret",
        "reply_key": "plain", "kind": "plain", "official": "plain", "area": "plain", "office": "plain",
        "scope_path": "plain", "state": "plain", "closed_on": "plain", "sealed_in": "plain", "sealed": "secret",
        "sealed_for": "plain",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)  # the opaque reference
    day = models.DateField()
    lookup = models.BinaryField(unique=True)  # keyed hash of the receipt; the key is not in the database
    salt = models.BinaryField()  # of the receipt's own key
    reply_key = models.CharField(max_length=100)  # age1… of the informant, made from the receipt
    kind = models.CharField(max_length=12, choices=Kind.choices)
    official = models.BooleanField()
    # The subdistrict; of a tip about an official only the province, the rest is sealed.
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")  # the unit it was routed to
    scope_path = models.TextField(db_collation="C")  # that unit's path; the wall shows it to this unit alone
    state = models.CharField(max_length=16, choices=State.choices, default=State.NEW)
    closed_on = models.DateField(null=True)
    sealed_in = models.CharField(max_length=8, choices=SealedIn.choices)
    sealed = models.BinaryField()  # age of JSON: see `tips.rules.words`
    sealed_for = ArrayField(models.UUIDField())  # ids of the keys

    class Meta:
        ordering: ClassVar[list[str]] = ["day", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["scope_path", "state"], name="tips_tip_desk")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(sealed_for__len__gt=0), name="tips_tip_sealed_for_somebody"),
            # that a tip about an official names a province only is held by 0002
        ]

    def __str__(self) -> str:
        return self.public_id


class Message(models.Model):
    """What was added later: by the informant for the unit's keys, by an officer for the informant's key and the unit's.

    `number` orders the messages of one tip; 1 is the first after the tip itself.
    """

    scope_is_derived = True  # goes along with its unit by a trigger
    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "tip": "plain", "scope_path": "plain", "number": "plain", "day": "plain", "sender": "plain",
        "sealed_in": "plain", "sealed": "secret", "sealed_for": "plain",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="messages", db_index=False)
    scope_path = models.TextField(db_collation="C")
    number = models.PositiveSmallIntegerField()
    day = models.DateField()
    sender = models.CharField(max_length=10, choices=Sender.choices)
    sealed_in = models.CharField(max_length=8, choices=SealedIn.choices)
    sealed = models.BinaryField()  # age of the words, UTF-8
    sealed_for = ArrayField(models.UUIDField())  # ids of the unit's keys; the informant's own is none of them

    class Meta:
        ordering: ClassVar[list[str]] = ["tip_id", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tip", "number"], name="tips_message_once")
        ]

    def __str__(self) -> str:
        return f"{self.tip_id} {self.number}"


class TipFile(models.Model):
    """A sealed file of a tip, or of a message when it came later. Its name was taken away, `kind` is its ending."""

    scope_is_derived = True  # goes along with its unit by a trigger
    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "tip": "plain", "message": "plain", "scope_path": "plain", "number": "plain", "role": "plain",
        "kind": "plain", "sealed": "secret", "sealed_for": "plain",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="files")
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="files", db_index=False)
    scope_path = models.TextField(db_collation="C")
    number = models.PositiveSmallIntegerField()  # 1–5 of the tip or message; an original has its clean twin's
    role = models.CharField(max_length=10, choices=FileRole.choices, default=FileRole.CLEAN)
    kind = models.CharField(max_length=8)  # webp, pdf, docx …
    sealed = models.BinaryField()  # age of the bytes
    sealed_for = ArrayField(models.UUIDField())

    class Meta:
        ordering: ClassVar[list[str]] = ["number", "role"]

    def __str__(self) -> str:
        return f"{self.number}.{self.kind}"


class SealedContact(models.Model):
    """How to reach the informant, if they wished: given out only with a reason and a second officer's consent."""

    scope_is_derived = True  # goes along with its unit by a trigger
    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "tip": "plain", "scope_path": "plain", "sealed": "secret", "sealed_for": "plain",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.OneToOneField(Tip, on_delete=models.CASCADE, related_name="contact")
    scope_path = models.TextField(db_collation="C")
    sealed = models.BinaryField()  # age of the words, UTF-8
    sealed_for = ArrayField(models.UUIDField())

    def __str__(self) -> str:
        return str(self.tip_id)


class DayCount(models.Model):
    """How many tips came in on a day, all units together; written once by the night, with an audit entry."""

    classification: ClassVar[dict[str, str]] = {"day": "plain", "received": "plain", "added": "plain"}

    day = models.DateField(primary_key=True)
    received = models.PositiveIntegerField()
    added = models.PositiveIntegerField()  # messages of informants

    class Meta:
        ordering: ClassVar[list[str]] = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class Handling(models.Model):
    """What officers decided about a tip: plain choices, never words of it. Made with the first decision."""

    scope_is_derived = True  # goes along with its unit by a trigger
    classification: ClassVar[dict[str, str]] = {
        "tip": "plain", "scope_path": "plain", "path": "plain", "outcome": "plain", "duplicate_of": "plain",
        "keep_until": "plain",
    }  # fmt: skip

    tip = models.OneToOneField(Tip, on_delete=models.CASCADE, primary_key=True, related_name="handling")
    scope_path = models.TextField(db_collation="C")
    path = models.CharField(max_length=12, choices=Path.choices, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    duplicate_of = models.CharField(max_length=12, blank=True)  # the reference of the other tip; it may be gone
    keep_until = models.DateField(null=True)  # a signed decision to keep a closed tip longer

    def __str__(self) -> str:
        return f"{self.tip_id} {self.path} {self.outcome}"


class ContactOpening(models.Model):
    """That an officer asked to open a sealed contact, and what the second officer said. One waits at a time."""

    scope_is_derived = True  # goes along with its unit by a trigger
    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "tip": "plain", "scope_path": "plain", "why": "plain", "reason": "plain", "asked_by": "plain",
        "asked_name": "plain", "asked_at": "plain", "state": "plain", "second_by": "plain", "second_name": "plain",
        "decided_at": "plain",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="openings")
    scope_path = models.TextField(db_collation="C")
    why = models.CharField(max_length=12, choices=WhyOpen.choices)
    reason = models.CharField(max_length=300)
    asked_by = models.BigIntegerField()
    asked_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=Asked.choices, default=Asked.WAITING)
    second_by = models.BigIntegerField(null=True)
    second_name = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tip"], condition=Q(state=Asked.WAITING), name="tips_opening_one_waits"),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=models.F("asked_by")), name="tips_opening_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state=Asked.WAITING, second_by__isnull=True, decided_at__isnull=True)
                | (~Q(state=Asked.WAITING) & Q(second_by__isnull=False, decided_at__isnull=False)),
                name="tips_opening_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tip_id} {self.state}"


class Agency(models.Model):
    """A competent agency a unit hands tips to, with the public age key it gave."""

    scope_is_derived = True  # goes along with its unit by a trigger
    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "scope_path": "plain", "name": "plain", "kind": "plain", "public_key": "plain",
        "added_on": "plain", "ended_on": "plain",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope_path = models.TextField(db_collation="C")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=AgencyKind.choices)
    public_key = models.CharField(max_length=100)
    added_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["scope_path", "public_key"], condition=Q(ended_on__isnull=True), name="tips_agency_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class HandOver(models.Model):
    """That a package was made for an agency: what left the browser, by its hash. The package itself is not kept."""

    scope_is_derived = True  # goes along with its unit by a trigger
    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "tip": "plain", "scope_path": "plain", "agency": "plain", "number": "plain", "day": "plain",
        "sha256": "plain", "size": "plain", "files": "plain", "by_name": "plain",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="hand_overs")
    scope_path = models.TextField(db_collation="C")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="hand_overs")
    number = models.PositiveSmallIntegerField()
    day = models.DateField()
    sha256 = models.CharField(max_length=64)  # of the encrypted package
    size = models.PositiveIntegerField()
    files = models.PositiveSmallIntegerField()
    by_name = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tip", "number"], name="tips_handover_once")
        ]

    def __str__(self) -> str:
        return f"{self.tip_id} {self.number}"


class EscrowHolder(models.Model):
    """An office that holds one of the three parts of an escrow key. The part itself is never here."""

    classification: ClassVar[dict[str, str]] = {"id": "plain", "key": "plain", "number": "plain", "office": "plain"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(RecipientKey, on_delete=models.PROTECT, related_name="holders")
    number = models.PositiveSmallIntegerField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["key_id", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key", "number"], name="tips_escrowholder_number"),
            models.UniqueConstraint(fields=["key", "office"], name="tips_escrowholder_office"),
            models.CheckConstraint(condition=Q(number__in=(1, 2, 3)), name="tips_escrowholder_three"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/3"


class EscrowUse(models.Model):
    """That a unit asked for the escrow key, why, and which two offices agreed. Every officer of the unit sees it."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "key": "plain", "unit": "plain", "reason": "plain", "asked_by": "plain", "asked_name": "plain",
        "asked_at": "plain", "first": "plain", "first_by": "plain", "second": "plain", "second_by": "plain",
        "state": "plain", "decided_at": "plain",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(RecipientKey, on_delete=models.PROTECT, related_name="uses")
    unit = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    asked_by = models.BigIntegerField()
    asked_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    first = models.ForeignKey(EscrowHolder, null=True, on_delete=models.PROTECT, related_name="+")
    first_by = models.BigIntegerField(null=True)
    second = models.ForeignKey(EscrowHolder, null=True, on_delete=models.PROTECT, related_name="+")
    second_by = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=Asked.choices, default=Asked.WAITING)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["unit"], condition=Q(state=Asked.WAITING), name="tips_escrowuse_one_waits"),
            models.CheckConstraint(
                condition=~Q(state=Asked.AGREED)
                | (
                    Q(first__isnull=False, second__isnull=False)
                    & ~Q(first=models.F("second"))
                    & ~Q(first_by=models.F("second_by"))
                ),
                name="tips_escrowuse_two_offices",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.state}"


class MonthCount(models.Model):
    """How many tips a district had in a month that is over, those about officials left out; written once.

    Told only through `tips.rules.counting`, which hides small figures.
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "month": "plain", "province": "plain", "district": "plain", "count": "plain",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField()  # its first day
    province = models.CharField(max_length=2)
    district = models.CharField(max_length=4)
    count = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["month", "district"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["month", "district"], name="tips_monthcount_once")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.district}"
