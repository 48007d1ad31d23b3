"""The committee's meetings, their agenda and decisions, and the announcement of who was helped."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tidtam.assistance.choices import AnnouncementState, Category, Decision, MeetingState, Seat
from tidtam.assistance.models.request import Request
from tidtam.files.models import StoredFile
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office


class Meeting(models.Model):
    """One meeting of the committee of a local government: no. 3/2569."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "year": "plain",
        "number": "plain", "meets_at": "plain", "place": "plain", "state": "plain", "minutes": "personal",
        "confirmed_at": "plain", "confirmed_by": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    year = models.SmallIntegerField()  # Gregorian
    number = models.PositiveSmallIntegerField()
    meets_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=MeetingState.choices, default=MeetingState.PLANNED)
    minutes = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["office", "year", "number"], name="assistance_meeting_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "-meets_at"], name="assistance_meeting_list")
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"


class Attendee(models.Model):
    """Who sits in a meeting, in which capacity, and whether they came."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "meeting": "plain", "scope_path": "plain", "seq": "plain", "name": "personal",
        "position": "personal", "seat": "plain", "present": "plain",
    }  # fmt: skip

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendees", db_index=False)
    scope_path = models.TextField(db_collation="C")
    seq = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=160, blank=True)
    seat = models.CharField(max_length=9, choices=Seat.choices)
    present = models.BooleanField(null=True)  # None: not noted yet

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting_id", "seq"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "seq"], name="assistance_attendee_once")
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.seq}"


class AgendaItem(models.Model):
    """A request before a meeting, and what the meeting decided. `version` is raised by the database."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "meeting": "plain", "request": "plain", "scope_path": "plain", "seq": "plain",
        "decision": "plain", "reason_sealed": "secret", "granted_sealed": "secret", "amount_baht": "plain",
        "decided_at": "plain", "by": "plain", "version": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items", db_index=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="items")
    scope_path = models.TextField(db_collation="C")
    seq = models.PositiveSmallIntegerField()
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    reason_sealed = models.BinaryField(default=b"")
    granted_sealed = models.BinaryField(default=b"")
    amount_baht = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    decided_at = models.DateTimeField(null=True)
    by = models.BigIntegerField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting_id", "seq"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "request"], name="assistance_item_once"),
            models.CheckConstraint(
                condition=Q(amount_baht__isnull=True) | Q(amount_baht__gte=0), name="assistance_item_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.seq}"


class Announcement(models.Model):
    """A list of names and categories, posted for some days and then taken down by itself."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "year": "plain",
        "number": "plain", "title": "plain", "places": "plain", "state": "plain", "from_on": "plain", "to_on": "plain",
        "posted_at": "plain", "posted_by": "plain", "taken_down_at": "plain", "taken_down_by": "plain",
        "down_reason": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    year = models.SmallIntegerField()
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    places = models.CharField(max_length=300, blank=True)  # where it hangs
    state = models.CharField(max_length=10, choices=AnnouncementState.choices, default=AnnouncementState.DRAFT)
    from_on = models.DateField()
    to_on = models.DateField()  # the last day it hangs
    posted_at = models.DateTimeField(null=True)
    posted_by = models.BigIntegerField(null=True)
    taken_down_at = models.DateTimeField(null=True)
    taken_down_by = models.BigIntegerField(null=True)  # the grant; None: by date
    down_reason = models.CharField(max_length=200, blank=True)  # why before its last day
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["office", "year", "number"], name="assistance_announcement_once"),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="assistance_announcement_days"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "state", "to_on"], name="assistance_announcement_list")
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"


class AnnouncementLine(models.Model):
    """One name on an announcement, with the category and nothing else."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "announcement": "plain", "request": "plain", "scope_path": "plain", "seq": "plain",
        "name": "personal", "category": "plain",
    }  # fmt: skip

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="lines", db_index=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="announcement_lines")
    scope_path = models.TextField(db_collation="C")
    seq = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    category = models.CharField(max_length=8, choices=Category.choices)

    class Meta:
        ordering: ClassVar[list[str]] = ["announcement_id", "seq"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["announcement", "request"], name="assistance_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id}/{self.seq}"
