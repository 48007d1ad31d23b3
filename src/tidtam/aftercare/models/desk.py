"""What must be done or known: alerts, tasks, questions between team and district, trouble with national systems."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tidtam.aftercare.choices import AlertKind, TaskKind, TaskState, TicketState
from tidtam.aftercare.models.case import Case
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office


class Alert(models.Model):
    """A sign of danger; it stays until somebody acknowledges it."""

    classification = {
        "id": "plain", "public_id": "plain", "case": "personal", "visit_no": "plain", "kind": "sensitive",
        "scope_path": "plain", "raised_at": "plain", "told_at": "plain", "acknowledged_at": "plain",
        "acknowledged_by": "plain", "by_name": "personal", "note_sealed": "secret",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="alerts")
    visit_no = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=12, choices=AlertKind.choices)
    scope_path = models.TextField(db_collation="C")
    raised_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # the last reminder
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.BigIntegerField(null=True)
    by_name = models.TextField(blank=True, default="")
    note_sealed = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "visit_no", "kind"], name="aftercare_alert_once"),
        ]
        indexes = [
            models.Index(
                fields=["scope_path", "raised_at"], name="aftercare_alert_open",
                condition=Q(acknowledged_at__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.public_id


class Task(models.Model):
    """Work that follows: a health assessment the same day, the monthly search for somebody lost."""

    classification = {
        "id": "plain", "public_id": "plain", "case": "personal", "visit_no": "plain", "kind": "sensitive",
        "due_on": "plain", "office": "plain", "scope_path": "plain", "state": "plain", "made_at": "plain",
        "done_at": "plain", "done_by": "plain", "note_sealed": "secret",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    visit_no = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=8, choices=TaskKind.choices)
    due_on = models.DateField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)
    note_sealed = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "due_on"], name="aftercare_task_once"),
        ]
        indexes = [
            models.Index(fields=["scope_path", "due_on"], name="aftercare_task_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.public_id


class Message(models.Model):
    """A question or answer between a team and its district about one case."""

    classification = {
        "id": "plain", "case": "personal", "scope_path": "plain", "from_team": "plain", "text_sealed": "secret",
        "by_grant": "plain", "by_name": "personal", "at": "plain", "seen_at": "plain",
    }  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    scope_path = models.TextField(db_collation="C")
    from_team = models.BooleanField()
    text_sealed = models.BinaryField()
    by_grant = models.BigIntegerField(null=True)
    by_name = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["scope_path", "at"], name="aftercare_message_unseen", condition=Q(seen_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at}"


class Ticket(models.Model):
    """Trouble with a national system, told to the province (O13). No names of people in it."""

    classification = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "system": "plain",
        "text": "plain", "state": "plain", "answer": "plain", "made_at": "plain", "made_by": "plain",
        "answered_at": "plain", "answered_by": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    system = models.CharField(max_length=20)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=TicketState.choices, default=TicketState.OPEN)
    answer = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["scope_path", "state", "-made_at"], name="aftercare_ticket_scope")]

    def __str__(self) -> str:
        return self.public_id
