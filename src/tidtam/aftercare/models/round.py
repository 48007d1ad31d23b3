"""The visit plan as rows, and the ledger of missed rounds."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tidtam.aftercare.choices import RoundState
from tidtam.aftercare.models.case import Case
from tidtam.offices.models import Office


class Round(models.Model):
    """One of a case's rounds: day, window, state. `counted_office` is fixed when it closes and never moves after."""

    classification = {
        "case": "personal", "round_no": "plain", "due_on": "plain", "start_on": "plain",
        "end_on": "plain", "state": "plain", "visited_on": "plain", "visit_no": "plain", "counted_office": "plain",
        "scope_path": "plain", "version": "plain",
    }  # fmt: skip

    pk = models.CompositePrimaryKey("case_id", "round_no")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rounds", db_index=False, db_constraint=False)
    round_no = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    start_on = models.DateField()
    end_on = models.DateField()
    state = models.CharField(max_length=8, choices=RoundState.choices, default=RoundState.PLANNED)
    visited_on = models.DateField(null=True)
    visit_no = models.PositiveIntegerField(null=True)
    counted_office = models.ForeignKey(
        Office, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    scope_path = models.TextField(db_collation="C")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RoundState.DONE, visited_on__isnull=False, visit_no__isnull=False)
                | (~Q(state=RoundState.DONE) & Q(visited_on__isnull=True, visit_no__isnull=True)),
                name="aftercare_round_done_by_visit",
            ),
            models.CheckConstraint(
                condition=Q(start_on__lte=models.F("due_on"), end_on__gte=models.F("due_on")),
                name="aftercare_round_window",
            ),
        ]
        indexes = [
            # Of any scope too: the days are few, and within one the offices of a scope stand beside each other.
            models.Index(fields=["due_on", "scope_path", "case", "round_no"], name="aftercare_round_by_day"),
            models.Index(fields=["end_on"], name="aftercare_round_open", condition=Q(state__in=["planned", "due"])),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.round_no}"


class Missed(models.Model):
    """That a round was missed, for ever; a visit that came to light later is noted beside it."""

    classification = {
        "id": "plain", "case": "personal", "round_no": "plain", "missed_on": "plain", "office": "plain",
        "recovered_on": "plain", "visit_no": "plain", "scope_path": "plain",
    }  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="missed", db_index=False, db_constraint=False)
    round_no = models.PositiveSmallIntegerField()
    missed_on = models.DateField()  # the last day of the window
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    recovered_on = models.DateField(null=True)  # the day the late visit arrived
    visit_no = models.PositiveIntegerField(null=True)
    scope_path = models.TextField(db_collation="C")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "round_no", "missed_on"], name="aftercare_missed_once"),
        ]
        indexes = [models.Index(fields=["scope_path", "missed_on"], name="aftercare_missed_scope")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.round_no}"
