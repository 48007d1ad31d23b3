"""Letters, what an office holds of them, how they are linked, and what a clerk confirmed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tidtam.accounts.models import User
from tidtam.files.models import StoredFile
from tidtam.kernel.ids import public_id
from tidtam.letters.choices import Direction, EdgeKind, IntakeState, Kind, Secrecy, StepKind, Urgency
from tidtam.offices.models import Office

_OPENING = 120  # letters of a text that stand for a missing subject


class Intake(models.Model):
    """A document an office took in: its text, what the reader found, and how far it got."""

    classification = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "file": "plain", "name": "plain",
        "text": "plain", "state": "plain", "reading": "plain", "problem": "plain", "pages_done": "plain",
        "pages_total": "plain", "version": "plain", "secrecy": "plain", "draft": "plain", "same_as": "plain",
        "taken_by": "plain", "taken_at": "plain", "ended_at": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=IntakeState.choices, default=IntakeState.READING)
    reading = models.JSONField(null=True)
    problem = models.TextField(blank=True)
    pages_done = models.IntegerField(default=0)
    pages_total = models.IntegerField(default=0)
    version = models.IntegerField(default=1)
    secrecy = models.CharField(max_length=12, choices=Secrecy.choices, default=Secrecy.NORMAL)
    draft = models.JSONField(null=True)  # what a clerk typed and has not confirmed yet
    same_as = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    taken_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["scope_path", "state", "-taken_at"], name="letters_intake_todo")]

    def __str__(self) -> str:
        return self.name


class Letter(models.Model):
    """One letter (issuer, number, date), seen by an office only through its `Sight` row."""

    classification = {
        "id": "plain", "public_id": "plain", "issuer": "plain", "issuer_office": "plain", "number": "plain",
        "number_key": "plain", "date": "plain", "kind": "plain", "urgency": "plain", "secrecy": "plain",
        "circular": "plain", "addressee": "plain", "subject": "plain", "signer_name": "plain",
        "signer_position": "plain", "enclosure_count": "plain", "text": "plain", "search_text": "plain",
        "is_stub": "plain", "made_at": "plain",
    }  # fmt: skip

    id = models.BigIntegerField(primary_key=True)  # drawn before the row: its Sight must stand first
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    issuer = models.TextField(blank=True)
    issuer_office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=80, blank=True)
    number_key = models.CharField(max_length=80, blank=True, db_index=True)
    date = models.DateField(null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.EXTERNAL)
    urgency = models.CharField(max_length=12, choices=Urgency.choices, default=Urgency.NORMAL)
    secrecy = models.CharField(max_length=12, choices=Secrecy.choices, default=Secrecy.NORMAL)
    circular = models.BooleanField(default=False)
    addressee = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    signer_name = models.TextField(blank=True)
    signer_position = models.TextField(blank=True)
    enclosure_count = models.IntegerField(default=0)
    text = models.TextField(blank=True)
    search_text = models.TextField(blank=True)
    is_stub = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number or self.subject or self.public_id

    @property
    def title(self) -> str:
        """Return the subject, else the first words after the addressee (a stamped letter has no subject)."""
        if self.subject:
            return self.subject
        text, addressee = " ".join(self.text.split()), " ".join(self.addressee.split())
        _, found, body = text.partition(addressee) if addressee else ("", "", "")
        return _opening((body if found else text).strip()) or self.number


def _opening(words: str) -> str:
    """Return the first words of a text, ended where a blank stands, so that no Thai word is cut in two."""
    if len(words) <= _OPENING:
        return words
    whole = words[:_OPENING].rfind(" ")
    return words[: whole if whole > _OPENING // 2 else _OPENING].rstrip() + "…"


class Sight(models.Model):
    """That an office may see a letter: it received, sent, cited or was forwarded it."""

    classification = {"id": "plain", "letter": "plain", "office": "plain", "scope_path": "plain"}

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="sights")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "office"], name="letters_sight_once")]
        indexes = [models.Index(fields=["letter", "scope_path"], name="letters_sight_letter_scope")]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.scope_path}"


class Book(models.Model):
    """The gap-free number book of an office, year and direction; its row is locked while a number is drawn."""

    classification = {"id": "plain", "office": "plain", "year": "plain", "direction": "plain", "last": "plain"}

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    direction = models.CharField(max_length=3, choices=Direction.choices)
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "year", "direction"], name="letters_book_once")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.direction} {self.year}: {self.last}"


class RegisterEntry(models.Model):
    """A line of ทะเบียนหนังสือรับ or ส่ง. Delivered without a number until the office below registers it (ลงรับ)."""

    classification = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "letter": "plain",
        "direction": "plain", "year": "plain", "number": "plain", "delivered_at": "plain", "registered_at": "plain",
        "received_on": "plain", "received_time": "plain", "opened_at": "plain", "acted_at": "plain",
        "division": "plain", "note": "plain", "voided_at": "plain", "void_reason": "plain", "via": "plain",
        "intake": "plain", "document": "plain", "version": "plain", "issued_at": "plain", "about": "plain",
        "made_by": "plain", "made_name": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="entries")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    year = models.SmallIntegerField(null=True)
    number = models.IntegerField(null=True)
    delivered_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField(null=True)
    received_on = models.DateField(null=True)
    received_time = models.TimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    acted_at = models.DateTimeField(null=True)
    division = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.TextField(blank=True)
    via = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="deliveries")
    intake = models.ForeignKey(Intake, null=True, on_delete=models.PROTECT, related_name="entries")
    document = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")  # from above
    issued_at = models.DateTimeField(null=True)  # an outgoing number is reserved until its letter is sent
    # What the letter is of in another room: "referral:<public id>".
    about = models.CharField(max_length=60, blank=True, default="", db_default="")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year", "direction", "number"], name="letters_entry_number_once",
            ),
            models.UniqueConstraint(
                fields=["office", "letter", "direction"], condition=Q(voided_at__isnull=True),
                name="letters_entry_once",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, registered_at__isnull=True)
                | Q(number__isnull=False, registered_at__isnull=False, year__isnull=False),
                name="letters_entry_numbered_when_registered",
            ),
            models.CheckConstraint(
                condition=Q(direction=Direction.IN) | Q(number__isnull=False), name="letters_entry_out_has_number",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["scope_path", "direction", "-year", "-number"], name="letters_entry_register"),
            models.Index(fields=["via", "office"], name="letters_entry_via"),
            models.Index(fields=["about"], name="letters_entry_about", condition=~Q(about="")),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.number}/{self.year}"

    @property
    def state(self) -> str:
        """Return reserved, issued or cancelled: how far the number of an outgoing letter got."""
        return "cancelled" if self.voided_at else "issued" if self.issued_at else "reserved"


class Edge(models.Model):
    """One letter cites, encloses, relays, forwards, answers or replaces another, in these words."""

    classification = {
        "id": "plain", "source": "plain", "target": "plain", "kind": "plain", "words": "plain", "made_at": "plain",
    }  # fmt: skip

    source = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="edges_out")
    target = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="edges_in")
    kind = models.CharField(max_length=10, choices=EdgeKind.choices)
    words = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target", "kind"], name="letters_edge_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class Confirmation(models.Model):
    """What one office's clerk confirmed of one letter, beside what was read; a later one replaces it."""

    classification = {
        "id": "plain", "letter": "plain", "office": "plain", "scope_path": "plain", "entry": "plain", "fields": "plain",
        "changes": "plain", "flags": "plain", "counts_from": "plain",
        "confirmed_by": "plain", "confirmed_name": "plain",
        "confirmed_at": "plain", "replaced_by": "plain",
    }  # fmt: skip

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="confirmations")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    entry = models.ForeignKey(RegisterEntry, null=True, on_delete=models.PROTECT, related_name="confirmations")
    fields = models.JSONField()
    changes = models.JSONField(default=list)  # [{"field", "read", "confirmed"}], read and confirmed as printed
    flags = models.JSONField(default=list)
    counts_from = models.DateField()
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_name = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField()
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["scope_path", "letter"], name="letters_confirmation_scope")]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.confirmed_at:%Y-%m-%d}"


class Deadline(models.Model):
    """A duty the letter imposes, as confirmed: its rule, who must act, and the words that say so."""

    classification = {
        "id": "plain", "confirmation": "plain", "scope_path": "plain", "title": "plain", "rule": "plain",
        "from_level": "plain", "to": "plain", "system": "plain", "quote": "plain", "span_start": "plain",
        "span_end": "plain", "first_due": "plain", "source": "plain", "replaces": "plain",
    }  # fmt: skip

    confirmation = models.ForeignKey(Confirmation, on_delete=models.CASCADE, related_name="deadlines")
    scope_path = models.TextField(db_collation="C")
    title = models.CharField(max_length=300)
    rule = models.JSONField()
    from_level = models.CharField(max_length=12)
    to = models.TextField(blank=True)
    system = models.TextField(blank=True)
    quote = models.TextField(blank=True)
    span_start = models.IntegerField(null=True)
    span_end = models.IntegerField(null=True)
    first_due = models.DateField(null=True)
    source = models.CharField(max_length=8, default="read")  # read | recital | added
    replaces = models.JSONField(default=list)  # ids of obligations the clerk says this one replaces

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """What was proposed, ordered, assigned or done with a registered letter, in the words of who did it."""

    classification = {
        "id": "plain", "entry": "plain", "scope_path": "plain", "kind": "plain", "words": "plain", "division": "plain",
        "by_user": "plain", "by_name": "plain", "at": "plain",
    }  # fmt: skip

    entry = models.ForeignKey(RegisterEntry, on_delete=models.CASCADE, related_name="steps")
    scope_path = models.TextField(db_collation="C")
    kind = models.CharField(max_length=8, choices=StepKind.choices)
    words = models.TextField()
    division = models.CharField(max_length=120, blank=True)
    by_user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["entry", "at"], name="letters_step_entry_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.by_name}"
