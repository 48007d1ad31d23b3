"""Carry a checked roster out: batch by batch, each in its own transaction, every row once whoever is killed between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from tidtam import audit
from tidtam.aftercare.actions import rosters, transfers
from tidtam.aftercare.actions.enrol import Enrolment, enrol_many
from tidtam.aftercare.actions.teams import teams_by_tambon
from tidtam.aftercare.choices import Colour, RosterState
from tidtam.aftercare.models import Case, RosterImport
from tidtam.aftercare.queries import rosters as queries
from tidtam.aftercare.queries import teams
from tidtam.aftercare.queries.rosters import Judged
from tidtam.aftercare.rules.findings import mark as _
from tidtam.aftercare.rules.registering import registration_of
from tidtam.aftercare.rules.roster import RowResult
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Problem
from tidtam.offices.models import Office
from tidtam.people import access as people
from tidtam.people.actions import register_many
from tidtam.people.choices import Purpose

BATCH = 500


@dataclass(slots=True)
class Plan:
    """What one run of the job needs: the roster judged once, and the offices that may answer for its people."""

    roster_id: int
    judged: Judged
    today: date
    home: Office
    teams: dict[str, Office]
    districts: dict[str, Office]

    def office_of(self, row: RowResult) -> Office:
        """Return who answers for a person: the team of the tambon, else the district, else who imports."""
        area = str(row.values["cur_area"])
        return self.teams.get(area[:6]) or self.districts.get(area[:4]) or self.home


@transaction.atomic
def load(*, roster: RosterImport, by: Actor, today: date) -> Plan:
    """Read and judge a roster that is being applied. Rows not yet done are held against what is known by now.

    Errors: Conflict when it is not being applied; the Problems of the file.
    """
    roster = rosters.locked(roster, by, RosterState.APPLYING)
    content, mapping = queries.content_of(roster), roster.mapping["columns"]
    judged = queries.judge(content, roster.filename, cohort=roster.cohort, mapping=mapping, by=by, today=today)
    later = {row.row_no for row in judged.rows[roster.done :]}
    fresh = [one for one in judged.findings() if one["row"] in later]
    roster.findings = [one for one in roster.findings if one["row"] not in later] + fresh
    roster.save(update_fields=["findings"])
    tambons = {str(row.values["cur_area"])[:6] for row in judged.rows}
    districts = {str(office.district_id): office for office in teams.districts(by)}
    found = teams_by_tambon(by=by, tambons=sorted(code for code in tambons if len(code) == 6))
    return Plan(roster.pk, judged, today, roster.office, found, districts)


@transaction.atomic
def next_batch(*, plan: Plan, by: Actor, at: datetime) -> bool:
    """Take the next rows in and say whether more are left. Shape: at most BATCH rows, all or each by itself.

    The row of the roster is locked and says how far it is, so a second worker waits, then goes on behind.
    Errors: Conflict when the import has ended or was taken back.
    """
    roster = rosters.locked(RosterImport(pk=plan.roster_id), by, RosterState.APPLYING, RosterState.APPLIED)
    if roster.state == RosterState.APPLIED:
        return False
    batch = plan.judged.rows[roster.done : roster.done + BATCH]
    wanted = [row for row in batch if row.is_valid and _choice(roster, row)["do"] != rosters.SKIP]
    try:
        with transaction.atomic():
            _take_in(roster, plan, wanted, by, at)
    except (Problem, IntegrityError):
        # One row spoils the batch (somebody was registered meanwhile): each goes by itself, and that one is told.
        for row in wanted:
            _alone(roster, plan, row, by, at)
    roster.done += len(batch)
    over = roster.done >= len(plan.judged.rows)
    if over:
        roster.state, roster.applied_at = RosterState.APPLIED, at
        roster.valid = Case.objects.filter(roster=roster).count()
        audit.record("aftercare.roster.applied", roster, by=by, at=at, count=roster.valid, digest=roster.sha256)
    roster.version += 1
    roster.save(update_fields=["done", "state", "applied_at", "valid", "findings", "mapping", "version"])
    return not over


def _choice(roster: RosterImport, row: RowResult) -> dict[str, str]:
    choices: dict[str, dict[str, str]] = roster.mapping.get("choices", {})
    return choices.get(str(row.row_no), {"do": rosters.NEW})


def _alone(roster: RosterImport, plan: Plan, row: RowResult, by: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            _take_in(roster, plan, [row], by, at)
    except Problem as problem:
        _skip(roster, row, problem.field or "national_id", problem.code, problem.message)
    except IntegrityError:
        _skip(roster, row, "national_id", "followed", _("คนนี้ถูกลงทะเบียนโดยคนอื่นระหว่างนำเข้า"))


def _skip(roster: RosterImport, row: RowResult, field: str, code: str, words: str, *, hard: bool = True) -> None:
    kept = {"row": row.row_no, "field": field, "code": code, "words": words, "params": {}, "hard": hard}
    roster.findings.append(kept)


def _take_in(roster: RosterImport, plan: Plan, rows: Sequence[RowResult], by: Actor, at: datetime) -> None:
    """Register, enrol, and offer those who live elsewhere to their home district."""
    if not rows:
        return
    ids = _people(roster, plan, rows, by, at)
    enrolments = [
        Enrolment(
            person_id=ids[row.row_no], cohort=roster.cohort, office=plan.office_of(row), enrolled_on=plan.today,
            completed_on=row.values["completed_on"], certificate_no=row.values["certificate_no"][:40],
            colour=row.values["colour"] or Colour.GREEN, substance=row.values["substance"],
            area_id=_tambon(row), moo=row.values["cur_moo"][:10], roster_id=roster.pk,
        )
        for row in rows
    ]  # fmt: skip
    # The numbers of the file were judged; somebody known before may bear one that the file does not say.
    judged = not any(_choice(roster, row)["do"] == rosters.SAME for row in rows)
    cases = enrol_many(enrolments=enrolments, by=by, at=at, today=plan.today, numbers_checked=judged)
    away = {pk: row for row, pk in zip(rows, cases, strict=True) if _lives_elsewhere(plan, row)}
    for case in Case.objects.filter(pk__in=away).select_related("office").order_by("pk"):
        _offer(roster, away[case.pk], case, by, at)


def _tambon(row: RowResult) -> str | None:
    area = str(row.values["cur_area"])
    return area if len(area) == 6 else None


def _people(roster: RosterImport, plan: Plan, rows: Sequence[RowResult], by: Actor, at: datetime) -> dict[int, int]:
    """Return the person of each row: registered now, or known before when the clerk said so."""
    same = {row.row_no: _choice(roster, row)["person"] for row in rows if _choice(roster, row)["do"] == rosters.SAME}
    known = {one.public_id: one for one in people.people(by).filter(public_id__in=same.values())}
    found: dict[int, int] = {}
    fresh = [row for row in rows if row.row_no not in same]
    offices = {row.row_no: plan.office_of(row) for row in rows}
    registrations = [
        registration_of(row.values, office_id=offices[row.row_no].pk, scope_path=offices[row.row_no].path)
        for row in fresh
    ]
    made = register_many(registrations=registrations, purpose=Purpose.AFTERCARE, by=by, at=at)
    found |= {row.row_no: pk for row, pk in zip(fresh, made, strict=True)}
    moved: dict[str, Any] = roster.mapping.setdefault("moved", {})
    for row_no, public in same.items():
        person = known.get(public)
        if person is None:
            raise Problem("aftercare.person_missing", _("คนที่เลือกไว้ไม่อยู่ในพื้นที่ของคุณแล้ว"), field="national_id")
        found[row_no] = person.pk
        if person.office_id != offices[row_no].pk:
            moved[str(person.pk)] = person.office_id
    return found


def _lives_elsewhere(plan: Plan, row: RowResult) -> bool:
    area, district = str(row.values["cur_area"]), plan.office_of(row).district_id
    return len(area) >= 4 and district is not None and str(district) != area[:4]


def _offer(roster: RosterImport, row: RowResult, case: Case, by: Actor, at: datetime) -> None:
    """Offer somebody who lives in another district to it; where that cannot be, the clerk is told."""
    try:
        with transaction.atomic():
            transfers.offer_elsewhere(case=case, by=by, at=at)
    except Problem as problem:
        _skip(roster, row, "cur_tambon", problem.code, problem.message, hard=False)


@transaction.atomic
def fail(*, roster: RosterImport, words: str, by: Actor, at: datetime) -> RosterImport:
    """Say why an import stopped; what was taken in stays, and it can go on from there. Errors: Conflict."""
    roster = rosters.locked(roster, by, RosterState.APPLYING)
    roster.state, roster.problem = RosterState.FAILED, words
    roster.version += 1
    roster.save(update_fields=["state", "problem", "version"])
    audit.record("aftercare.roster.failed", roster, by=by, at=at)
    return roster
