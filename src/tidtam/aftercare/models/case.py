"""A case: one person followed for one programme's year; its needs, suspensions and corrected plans."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from tidtam.aftercare.choices import CaseStatus, CloseReason, Colour, Result, Substance, SuspensionKind
from tidtam.aftercare.models.programme import Cohort, Programme, RosterImport
from tidtam.aftercare.models.team import TeamMembership
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office
from tidtam.people.models import Person
from tidtam.places.models import Area


class Case(models.Model):
    """One person followed for a year. `office` is the one responsible now: a team, or the district while unassigned.

    What lists show is kept beside: `strip` has one letter per round (p planned, u due, o on time, e early, l late,
    n went and met nobody, m missed, x excused), `next_*` the lowest round still owed.
    """

    classification = {
        "id": "plain", "public_id": "plain", "person": "personal", "programme": "plain", "cohort": "plain",
        "roster": "plain", "office": "plain", "scope_path": "plain", "member": "plain", "area": "personal",
        "moo": "personal", "status": "sensitive", "close_reason": "sensitive", "closed_on": "plain",
        "closed_at": "plain", "suspended_kind": "sensitive", "suspended_from": "sensitive", "completed_on": "plain",
        "ends_on": "plain", "enrolled_on": "plain", "enrolled_office": "plain", "certificate_no": "personal",
        "colour": "sensitive",
        "substance": "sensitive", "bsort_no": "personal", "strip": "plain", "next_round": "plain",
        "next_due_on": "plain", "rounds_done": "plain", "rounds_missed": "plain", "last_visited_on": "plain",
        "last_result": "sensitive", "appointment_on": "plain", "not_found_run": "plain", "visits": "plain",
        "open_needs": "plain", "open_alerts": "plain", "made_at": "plain", "version": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="cases")
    roster = models.ForeignKey(RosterImport, null=True, on_delete=models.PROTECT, related_name="cases")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    scope_path = models.TextField(db_collation="C")
    member = models.ForeignKey(TeamMembership, null=True, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    moo = models.CharField(max_length=10, blank=True, default="")
    status = models.CharField(max_length=12, choices=CaseStatus.choices, default=CaseStatus.ACTIVE)
    close_reason = models.CharField(max_length=12, choices=CloseReason.choices, blank=True, default="")
    closed_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)  # when it became known
    suspended_kind = models.CharField(max_length=12, choices=SuspensionKind.choices, blank=True, default="")
    suspended_from = models.DateField(null=True)
    completed_on = models.DateField()
    ends_on = models.DateField()  # the day of the closing assessment
    enrolled_on = models.DateField()
    enrolled_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    certificate_no = models.CharField(max_length=40, blank=True, default="")
    colour = models.CharField(max_length=6, choices=Colour.choices, default=Colour.GREEN)
    substance = models.CharField(max_length=2, choices=Substance.choices, blank=True, default="")
    bsort_no = models.CharField(max_length=40, blank=True, default="")
    strip = models.CharField(max_length=60, default="")
    next_round = models.PositiveSmallIntegerField(null=True)
    next_due_on = models.DateField(null=True)
    rounds_done = models.PositiveSmallIntegerField(default=0)
    rounds_missed = models.PositiveSmallIntegerField(default=0)
    last_visited_on = models.DateField(null=True)
    last_result = models.CharField(max_length=2, choices=Result.choices, blank=True, default="")
    appointment_on = models.DateField(null=True)  # the day agreed on at the latest visit; the next visit ends it
    not_found_run = models.PositiveSmallIntegerField(default=0)
    visits = models.PositiveIntegerField(default=0)  # the highest visit number given
    open_needs = models.PositiveSmallIntegerField(default=0)
    open_alerts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme"], condition=~Q(close_reason="not_a_case"), name="aftercare_case_once"
            ),
            models.CheckConstraint(
                condition=Q(status=CaseStatus.CLOSED) ^ Q(close_reason=""), name="aftercare_case_closed_why"
            ),
            models.CheckConstraint(
                condition=Q(status=CaseStatus.SUSPENDED) ^ Q(suspended_kind=""), name="aftercare_case_suspended_why"
            ),
        ]
        indexes = [
            models.Index(fields=["scope_path", "next_due_on", "id"], name="aftercare_case_scope_due"),
            # Also answers by itself who is counted in a report, which reads the cases of a whole nation.
            models.Index(
                fields=["scope_path", "ends_on"], name="aftercare_case_counted",
                include=["id", "enrolled_on", "close_reason", "programme"],
            ),
            models.Index(
                fields=["scope_path", "appointment_on"], name="aftercare_case_appointment",
                condition=Q(appointment_on__isnull=False),
            ),
            models.Index(fields=["programme", "scope_path"], name="aftercare_case_programme"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.public_id


class CaseNeed(models.Model):
    """What a person asked for in aftercare, mirrored from its need by number: no key leads back from there."""

    classification = {
        "id": "plain", "case": "personal", "visit_no": "plain", "need_id": "plain", "code": "plain",
        "asked_on": "plain", "bucket": "plain", "answer": "plain", "owner": "plain", "closed_on": "plain",
        "scope_path": "plain", "version": "plain",
    }  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="needs")
    visit_no = models.PositiveIntegerField(null=True)
    need_id = models.BigIntegerField(unique=True)
    code = models.CharField(max_length=3)
    asked_on = models.DateField()
    bucket = models.CharField(max_length=12)
    answer = models.TextField(blank=True, default="")
    owner = models.TextField(blank=True, default="")  # the office that has it, by name
    closed_on = models.DateField(null=True)
    scope_path = models.TextField(db_collation="C")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["scope_path", "bucket", "asked_on"], name="aftercare_need_scope")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.code}"


class CaseNeedMove(models.Model):
    """The day a mirrored need came into a bucket, so that the figures of any day can be counted."""

    classification = {
        "id": "plain", "need": "plain", "on": "plain", "bucket": "plain", "scope_path": "plain",
    }  # fmt: skip

    need = models.ForeignKey(CaseNeed, on_delete=models.PROTECT, related_name="moves")
    on = models.DateField()
    bucket = models.CharField(max_length=12)
    scope_path = models.TextField(db_collation="C")

    class Meta:
        indexes = [models.Index(fields=["scope_path", "on"], name="aftercare_needmove_scope")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.bucket}"


class Suspension(models.Model):
    """A time in which rounds are excused."""

    classification = {
        "id": "plain", "case": "personal", "kind": "sensitive", "from_on": "plain", "to_on": "plain",
        "reason": "sensitive", "scope_path": "plain", "made_at": "plain", "made_by": "plain",
    }  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suspensions")
    kind = models.CharField(max_length=12, choices=SuspensionKind.choices)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    reason = models.TextField(blank=True, default="")
    scope_path = models.TextField(db_collation="C")
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(to_on__isnull=True), name="aftercare_suspension_open_once"
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=models.F("from_on")), name="aftercare_suspension_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class PlanChange(models.Model):
    """A corrected completion date: why, and the plan as it was."""

    classification = {
        "id": "plain", "case": "personal", "old_completed_on": "plain", "new_completed_on": "plain",
        "reason": "sensitive", "old_plan": "plain", "scope_path": "plain", "made_at": "plain", "made_by": "plain",
    }  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plan_changes")
    old_completed_on = models.DateField()
    new_completed_on = models.DateField()
    reason = models.TextField()
    old_plan: models.JSONField[Any, Any] = models.JSONField(default=list)
    scope_path = models.TextField(db_collation="C")
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.old_completed_on} > {self.new_completed_on}"
