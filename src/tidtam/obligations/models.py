"""Obligations as data, the offices they bind, one duty per office and due date, and what fulfils it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tidtam.accounts.models import User
from tidtam.files.models import StoredFile
from tidtam.kernel.ids import public_id
from tidtam.letters.models import Deadline, Letter
from tidtam.obligations.choices import (
    DutyState,
    FulfilmentKind,
    HolidaySource,
    Level,
    ObligationKind,
    ObligationState,
)
from tidtam.obligations.rules import Rule
from tidtam.offices.models import Office


class Obligation(models.Model):
    """What a letter demands, of whom and when, in its own words. An office sees it through its `Bound` row."""

    classification = {
        "id": "plain", "public_id": "plain", "title": "plain", "letter": "plain", "deadline": "plain",
        "owner_office": "plain", "kind": "plain", "rule": "plain", "from_level": "plain", "to": "plain",
        "system": "plain", "quote": "plain", "first_due": "plain", "counts_from": "plain", "state": "plain",
        "superseded_by": "plain", "ended_on": "plain", "end_reason": "plain", "difference": "plain",
        "generated_to": "plain", "made_at": "plain",
    }  # fmt: skip

    id = models.BigIntegerField(primary_key=True)  # drawn before the row: its Bound rows must stand first
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    title = models.CharField(max_length=300)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="obligations")
    deadline = models.ForeignKey(Deadline, null=True, on_delete=models.PROTECT, related_name="obligations")
    owner_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ObligationKind.choices)
    rule = models.JSONField()
    from_level = models.CharField(max_length=12, choices=Level.choices)
    to = models.TextField(blank=True)
    system = models.TextField(blank=True)
    quote = models.TextField(blank=True)
    first_due = models.DateField(null=True)
    counts_from = models.DateField()
    state = models.CharField(max_length=10, choices=ObligationState.choices, default=ObligationState.LIVE)
    superseded_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="supersedes")
    ended_on = models.DateField(null=True)
    end_reason = models.TextField(blank=True)
    difference = models.JSONField(default=list)  # [{"what", "before", "after"}] against the obligation it replaced
    generated_to = models.DateField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["letter", "from_level"], name="obligation_letter_level")]

    def __str__(self) -> str:
        return self.title

    @property
    def value(self) -> Rule:
        """Return the rule as a value."""
        return Rule.from_json(self.rule)


class Bound(models.Model):
    """That an office is bound by an obligation, or knows of it because it passes it down."""

    classification = {
        "id": "plain", "obligation": "plain", "office": "plain", "scope_path": "plain", "binds": "plain",
        "starts_on": "plain", "counts_from": "plain", "until": "plain", "checked_on": "plain",
    }  # fmt: skip

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="bound")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    binds = models.BooleanField()
    starts_on = models.DateField()  # earlier due dates are not listed at all
    counts_from = models.DateField()  # due dates before it are history, never late
    until = models.DateField(null=True)  # no duty on or after it
    checked_on = models.DateField(null=True)  # this office's last self-check of a standing duty

    class Meta:
        constraints = [models.UniqueConstraint(fields=["obligation", "office"], name="obligation_bound_once")]
        indexes = [
            models.Index(fields=["obligation", "scope_path"], name="obligation_bound_scope"),
            models.Index(fields=["office", "binds"], name="obligation_bound_office"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.scope_path}"


class Duty(models.Model):
    """One obligation, one office, one due date. Made ahead, never recomputed once closed."""

    classification = {
        "id": "plain", "obligation": "plain", "office": "plain", "scope_path": "plain", "due_on": "plain",
        "period_start": "plain", "period_end": "plain", "state": "plain", "sent_on": "plain", "sent_at": "plain",
        "closed_at": "plain", "comment": "plain", "version": "plain",
    }  # fmt: skip

    # The composite indexes below begin with these two: an index of their own would only slow the making of duties.
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="duties", db_index=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    due_on = models.DateField()
    period_start = models.DateField()
    period_end = models.DateField()
    state = models.CharField(max_length=10, choices=DutyState.choices, default=DutyState.OPEN)
    sent_on = models.DateField(null=True)  # the first day it was sent, in Bangkok: decides on time or late
    sent_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    comment = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["obligation", "office", "due_on"], name="obligation_duty_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[DutyState.SENT, DutyState.NIL, DutyState.ACCEPTED]) | Q(sent_on__isnull=False),
                name="obligation_duty_sent_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["scope_path", "due_on"], name="obligation_duty_scope_due"),
            models.Index(fields=["office", "due_on"], name="obligation_duty_office_due"),
            models.Index(
                fields=["scope_path", "due_on"],
                name="obligation_duty_open",
                condition=Q(state__in=[DutyState.OPEN, DutyState.RETURNED]),
            ),
            models.Index(
                fields=["office", "sent_at"],
                name="obligation_duty_to_review",
                condition=Q(state__in=[DutyState.SENT, DutyState.NIL]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.due_on}"


class Tally(models.Model):
    """How many duties of one obligation and due date stand how, below one node of the tree; a trigger keeps it.

    Tier 1 is the province (or the office itself above it), tier 2 the district (or the office directly under its
    province). Every duty counts once in tier 1 and, from the third step of the tree on, once in tier 2; excused and
    superseded ones never. A duty moved to another office moves here too, so the path is not named `scope_path`.
    """

    classification = {
        "id": "plain", "tier": "plain", "node": "plain", "obligation": "plain", "due_on": "plain", "on_time": "plain",
        "late": "plain", "open": "plain", "returned": "plain",
    }  # fmt: skip

    tier = models.SmallIntegerField()
    node = models.TextField(db_collation="C")
    obligation = models.ForeignKey(Obligation, on_delete=models.DO_NOTHING, related_name="+")
    due_on = models.DateField()
    on_time = models.IntegerField(default=0)  # sent, first on or before the due date
    late = models.IntegerField(default=0)  # sent, first after it
    open = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tier", "node", "due_on", "obligation"], name="obligation_tally_once"),
        ]
        indexes = [models.Index(fields=["obligation", "due_on"], name="obligation_tally_obligation")]

    def __str__(self) -> str:
        return f"{self.node} {self.obligation_id} {self.due_on}"


class Fulfilment(models.Model):
    """What an office sent for a duty; a second sending is a second row."""

    classification = {
        "id": "plain", "duty": "plain", "scope_path": "plain", "kind": "plain", "words": "plain", "file": "plain",
        "by_user": "plain", "by_name": "plain", "at": "plain",
    }  # fmt: skip

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="fulfilments")
    scope_path = models.TextField(db_collation="C")
    kind = models.CharField(max_length=10, choices=FulfilmentKind.choices)
    words = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    by_user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.duty_id} {self.kind}"


class Holiday(models.Model):
    """A day off, per year, editable; it warns and never moves an official date."""

    classification = {"id": "plain", "day": "plain", "name": "plain", "source": "plain", "active": "plain"}

    day = models.DateField(unique=True)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=8, choices=HolidaySource.choices, default=HolidaySource.OFFICE)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CalendarFeed(models.Model):
    """A secret calendar link of one grant; only the hash of its token is kept."""

    classification = {
        "id": "plain", "user": "plain", "grant_id": "plain", "office": "plain", "token_hash": "personal",
        "made_at": "plain", "revoked_at": "plain", "reminder_days": "plain",
    }  # fmt: skip

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    grant_id = models.BigIntegerField()
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    reminder_days = ArrayField(models.IntegerField(), default=list)

    def __str__(self) -> str:
        return f"feed {self.pk}"
