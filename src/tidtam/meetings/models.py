"""Meetings, who came, the pack of figures, agenda and decisions, and the tasks that came of them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tidtam.files.models import StoredFile
from tidtam.kernel.ids import public_id
from tidtam.meetings.choices import MeetingKind, MeetingState, Seat, TaskState
from tidtam.offices.models import Office


class Meeting(models.Model):
    """One meeting of one office. A joint meeting of the nation is a row for each province that must come."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "kind": "plain",
        "title": "plain", "year": "plain", "number": "plain", "meets_at": "plain", "place": "plain",
        "announced": "plain", "state": "plain", "why": "plain", "minutes": "personal", "confirmed_at": "plain",
        "confirmed_by": "plain", "by": "plain", "at": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    kind = models.CharField(max_length=9, choices=MeetingKind.choices)
    title = models.CharField(max_length=200, blank=True)  # which committee
    year = models.SmallIntegerField()  # Gregorian
    number = models.PositiveSmallIntegerField()
    meets_at = models.DateTimeField()
    place = models.CharField(max_length=200)  # a room, or how to join by video
    announced = models.CharField(max_length=200, blank=True)  # who set the day, by which letter
    state = models.CharField(max_length=9, choices=MeetingState.choices, default=MeetingState.PLANNED)
    why = models.CharField(max_length=300, blank=True)  # it was called off
    minutes = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.BigIntegerField(null=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["office", "kind", "year", "number"], name="meetings_meeting_once"),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CONFIRMED) | Q(minutes__isnull=False, confirmed_at__isnull=False),
                name="meetings_meeting_confirmed",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "-meets_at"], name="meetings_meeting_list")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}/{self.year}"

    @property
    def on(self) -> date:
        """Return the day in Bangkok."""
        return timezone.localdate(self.meets_at)

    @property
    def frozen(self) -> bool:
        """Say whether nothing of it changes any more."""
        return self.state in (MeetingState.CONFIRMED, MeetingState.CANCELLED)


class Attendee(models.Model):
    """Who is to come, in which capacity, and whether they came."""

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
            models.UniqueConstraint(fields=["meeting", "seq"], name="meetings_attendee_once")
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.seq}"


class Pack(models.Model):
    """The figures laid before a meeting, as they stood when they were put together; a later one is another row.

    `lines`: [{"part", "label", "value", "unit", "origin", "source", "report", "edition", "hash", "cell", "url"}, …].
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "meeting": "plain", "scope_path": "plain", "no": "plain", "lines": "plain", "made_at": "plain",
        "made_by": "plain",
    }  # fmt: skip

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs", db_index=False)
    scope_path = models.TextField(db_collation="C")
    no = models.PositiveSmallIntegerField()
    lines = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting_id", "no"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "no"], name="meetings_pack_once")
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.no}"


class Item(models.Model):
    """One point of the agenda: what was said, what was decided."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "meeting": "plain", "scope_path": "plain", "seq": "plain", "title": "plain", "told": "plain",
        "decision": "plain",
    }  # fmt: skip

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items", db_index=False)
    scope_path = models.TextField(db_collation="C")
    seq = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    told = models.TextField(blank=True)
    decision = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting_id", "seq"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "seq"], name="meetings_item_once")
        ]

    def __str__(self) -> str:
        return self.title


class Task(models.Model):
    """What a decision asks of one office: it lies in that office's scope, which need not see the meeting itself."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "meeting": "plain", "item": "plain", "office": "plain",
        "scope_path": "plain", "asked_by": "plain", "meeting_said": "plain", "decision": "plain", "words": "plain",
        "due_on": "plain", "state": "plain", "result": "plain", "done_at": "plain", "done_by": "plain", "by": "plain",
        "at": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="tasks")
    item = models.PositiveSmallIntegerField()  # the number of the point
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    asked_by = models.CharField(max_length=200)  # the office that met
    meeting_said = models.CharField(max_length=200)  # which meeting, in words
    decision = models.TextField(blank=True)
    words = models.CharField(max_length=500)
    due_on = models.DateField()
    state = models.CharField(max_length=7, choices=TaskState.choices, default=TaskState.OPEN)
    result = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=200, blank=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state=TaskState.OPEN, done_at__isnull=True)
                | ~Q(state=TaskState.OPEN) & Q(done_at__isnull=False),
                name="meetings_task_done",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "state", "due_on"], name="meetings_task_list")
        ]

    def __str__(self) -> str:
        return self.words
