"""An inspector comes, notes what was found; the office answers; who inspects says whether that will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tidtam import audit
from tidtam.activities import access, rules
from tidtam.activities.actions import once
from tidtam.activities.choices import FindingState, Weight
from tidtam.activities.models import Finding, Inspection, Project
from tidtam.kernel import ids
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.offices.models import Office

MOST_FINDINGS = 30


@dataclass(frozen=True, slots=True)
class Found:
    """One finding as it is typed."""

    weight: str
    words: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What an inspector says of a visit."""

    on: date
    inspector: str
    position: str
    summary: str
    findings: Sequence[Found] = ()


@transaction.atomic
def record(
    *, office: Office, visit: Visit, project: Project | None = None, public_id: str = "", by: Actor, at: datetime
) -> Inspection:  # fmt: skip
    """Note an inspection of an office in the own scope, never of oneself; the same `public_id` again returns the first.

    Errors: NotAllowed without `activities.inspect`; Missing; Problem with its field.
    """
    by.require(Permission.ACTIVITIES_INSPECT)
    if not by.scope or not office.path.startswith(by.scope):
        raise Missing("offices.office_missing", "ตรวจได้เฉพาะหน่วยงานในสังกัด")
    if office.pk == by.office_id:
        raise Problem("activities.inspect_self", "ผู้ตรวจตรวจหน่วยงานของตนเองไม่ได้", field="office")
    before = once.before(access.inspections(by), public_id)
    if before is not None:
        return before
    _check(visit, timezone.localdate(at))
    one = Inspection.objects.create(
        public_id=public_id or ids.public_id(), office=office, scope_path=office.path, project=project,
        on=visit.on, inspector=rules.line(visit.inspector, 120), position=rules.line(visit.position, 160),
        summary=rules.visible(visit.summary), by=by.grant_id, by_office=_name(by), at=at,
    )  # fmt: skip
    Finding.objects.bulk_create(
        Finding(
            inspection=one, scope_path=one.scope_path, seq=seq, weight=found.weight, words=rules.visible(found.words),
            due_on=found.due_on, state=FindingState.CLOSED if found.weight == Weight.PRAISE else FindingState.OPEN,
            closed_at=at if found.weight == Weight.PRAISE else None,
        )
        for seq, found in enumerate(visit.findings, 1)
    )  # fmt: skip
    audit.record("activities.inspection.recorded", one, by=by, at=at, count=len(visit.findings))
    return one


@transaction.atomic
def answer(*, finding: Finding, words: str, by: Actor, at: datetime) -> Finding:
    """Say what an office did about a finding. Errors: NotAllowed; Missing; Conflict once closed; Problem `answer`."""
    by.require(Permission.ACTIVITIES_MANAGE)
    one = _lock(finding, by)
    if one.inspection.office_id != by.office_id:
        raise Missing("activities.finding_missing", "หน่วยงานที่ถูกตรวจเป็นผู้ตอบ")
    said = rules.visible(words)
    if not said or rules.has_number(said):
        raise Problem("activities.answer_missing", "บอกว่าทำอะไรไปแล้ว ไม่ใส่ชื่อ เลขบัตร หรือเบอร์โทรของใคร", field="answer")
    one.answer, one.answered_at, one.answered_by, one.state = said, at, by.name[:200], FindingState.ANSWERED
    one.save(update_fields=["answer", "answered_at", "answered_by", "state"])
    audit.record("activities.finding.answered", one.inspection, by=by, at=at, fields=("answer",))
    return one


@transaction.atomic
def close(*, finding: Finding, verdict: str, back: bool = False, by: Actor, at: datetime) -> Finding:
    """Accept what an office did, or with `back` ask again. Errors: NotAllowed; Missing; Conflict; Problem `verdict`."""
    by.require(Permission.ACTIVITIES_INSPECT)
    one = _lock(finding, by)
    if one.inspection.office_id == by.office_id:
        raise Missing("activities.finding_missing", "ผู้ตรวจเป็นผู้ปิดข้อตรวจพบ")
    if one.state != FindingState.ANSWERED:
        raise Conflict("activities.finding_open", "หน่วยงานยังไม่ได้ตอบ")
    said = rules.line(verdict, 300)
    if back and not said:
        raise Problem("activities.verdict_missing", "บอกว่ายังขาดอะไร", field="verdict")
    one.verdict, one.state = said, FindingState.OPEN if back else FindingState.CLOSED
    one.closed_at, one.closed_by = (None, "") if back else (at, by.name[:200])
    one.save(update_fields=["verdict", "state", "closed_at", "closed_by"])
    verb = "activities.finding.asked_again" if back else "activities.finding.closed"
    audit.record(verb, one.inspection, by=by, at=at, fields=("state",))
    return one


def _check(visit: Visit, today: date) -> None:
    if visit.on > today:
        raise Problem("activities.future", "วันที่ตรวจต้องไม่เลยวันนี้", field="on")
    for field in ("inspector", "position"):
        if not rules.line(getattr(visit, field), 200):
            raise Problem(f"activities.{field}_missing", "กรอกชื่อและตำแหน่งผู้ตรวจ", field=field)
    if not rules.visible(visit.summary):
        raise Problem("activities.summary_missing", "สรุปสั้น ๆ ว่าตรวจแล้วเป็นอย่างไร", field="summary")
    if len(visit.findings) > MOST_FINDINGS:
        raise Problem("activities.findings_many", "ข้อตรวจพบมีได้ไม่เกิน 30 ข้อ", field="summary")
    for found in visit.findings:
        if found.weight not in Weight.values or not rules.visible(found.words):
            raise Problem("activities.finding_words", "กรอกข้อตรวจพบและเลือกระดับทุกข้อ", field="findings")
        if rules.has_number(found.words + visit.summary):
            raise Problem("activities.number", "ไม่ใส่เลขบัตรหรือเบอร์โทรของใคร", field="summary")
        if found.due_on and found.due_on < visit.on:
            raise Problem("activities.due_before", "กำหนดต้องไม่ก่อนวันตรวจ", field="findings")


def _name(by: Actor) -> str:
    return str(Office.objects.get(pk=by.office_id)) if by.office_id else ""


def _lock(finding: Finding, by: Actor) -> Finding:
    rows = access.findings(by).select_for_update(of=("self",)).select_related("inspection__office")
    one = rows.filter(pk=finding.pk).first()
    if one is None:
        raise Missing("activities.finding_missing", "ไม่พบข้อตรวจพบนี้")
    if one.state == FindingState.CLOSED:
        raise Conflict("activities.finding_closed", "ข้อนี้จบแล้ว")
    return one
