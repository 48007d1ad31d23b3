"""Projects with their money, targets of a fiscal year, and which area an order means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tidtam import audit
from tidtam.activities import access, rules
from tidtam.activities.actions import once
from tidtam.activities.choices import KINDS, TELL, Counted, Measure, NamedKind, ProjectState
from tidtam.activities.models import NamedArea, Project, Target
from tidtam.activities.rules import ProjectValues
from tidtam.kernel import ids
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.offices.models import Office
from tidtam.offices.queries import by_path
from tidtam.places.models import Area

MOST_GOAL = 2_000_000_000
_CHANGED = "มีผู้แก้โครงการนี้หลังจากที่คุณเปิด เปิดหน้าใหม่แล้วแก้อีกครั้ง"


@transaction.atomic
def make(*, office: Office, values: ProjectValues, public_id: str = "", by: Actor, at: datetime) -> Project:
    """Make a project of an office; the same `public_id` again returns the first.

    Errors: NotAllowed; Missing for an office elsewhere; Problem with its field.
    """
    by.require(Permission.ACTIVITIES_PLAN)
    _inside(office, by)
    before = once.before(access.projects(by), public_id)
    if before is not None:
        return before
    _check(office, values)
    one = Project(public_id=public_id or ids.public_id(), office=office, scope_path=office.path, by=by.grant_id,
                  by_name=by.name[:200], at=at, **_columns(values))  # fmt: skip
    one.save(force_insert=True)
    audit.record("activities.project.made", one, by=by, at=at)
    return one


@transaction.atomic
def change(*, project: Project, values: ProjectValues, version: int | None = None, by: Actor, at: datetime) -> Project:
    """Change what a project says; another source of money is to be told anew.

    Errors: NotAllowed; Missing; Conflict when it is over or has moved on; Problem with its field.
    """
    one = _lock(project, by, version)
    _check(one.office, values)
    told = _columns(values)
    changed = [name for name, value in told.items() if getattr(one, name) != value]
    if not changed:
        return one
    for name in changed:
        setattr(one, name, told[name])
    if {"source", "source_name"} & set(changed):
        one.told_on, one.told_number = None, ""
    _save(one, *changed, "told_on", "told_number")
    audit.record("activities.project.changed", one, by=by, at=at, fields=sorted(changed))
    return one


@transaction.atomic
def tell(*, project: Project, told_on: date, number: str, by: Actor, at: datetime) -> Project:
    """Note the letter by which DOPA was told of the money. Source: letter F2, item 4.

    Errors: NotAllowed; Missing; Conflict when it was told or need not be; Problem beside `told_on`, `told_number`.
    """
    one = _lock(project, by)
    if one.source not in TELL or one.told_on is not None:
        raise Conflict("activities.project_told", "แจ้งกรมการปกครองแล้ว หรือไม่ต้องแจ้ง")
    if told_on > timezone.localdate(at):
        raise Problem("activities.future", "วันที่แจ้งต้องไม่เลยวันนี้", field="told_on")
    words = rules.line(number, 80)
    if not words:
        raise Problem("activities.number_missing", "กรอกเลขที่หนังสือที่แจ้ง", field="told_number")
    one.told_on, one.told_number = told_on, words
    _save(one, "told_on", "told_number")
    audit.record("activities.project.told", one, by=by, at=at, fields=("told_on", "told_number"))
    return one


@transaction.atomic
def end(*, project: Project, outcome: str, cancelled: bool = False, by: Actor, at: datetime) -> Project:
    """End a project with what came of it, or call it off with why. Errors: NotAllowed; Missing; Conflict; Problem."""
    one = _lock(project, by)
    words = rules.visible(outcome)
    if not words:
        said = "บอกว่ายกเลิกเพราะอะไร" if cancelled else "บอกว่าได้ผลอย่างไร"
        raise Problem("activities.outcome_missing", said, field="outcome")
    if rules.has_number(words):
        raise Problem("activities.number", "ไม่ใส่เลขบัตรหรือเบอร์โทรของใคร", field="outcome")
    one.state = ProjectState.CANCELLED if cancelled else ProjectState.ENDED
    one.outcome = words
    _save(one, "state", "outcome")
    audit.record("activities.project.ended", one, by=by, at=at, fields=("state", "outcome"), reason=one.state)
    return one


@transaction.atomic
def set_targets(
    *, year: int, measure: str, kind: str, counted: str, goals: Mapping[Office, int], by: Actor, at: datetime
) -> int:  # fmt: skip
    """Set what offices are to reach in a fiscal year; return how many changed. `year`: Gregorian, of its end.

    Errors: NotAllowed; Missing for an office elsewhere; Problem beside `measure`, `kind`, `counted` or `goal`.
    """
    by.require(Permission.ACTIVITIES_PLAN)
    if measure not in Measure.values or (kind and kind not in KINDS[measure]):
        raise Problem("activities.bad_kind", "เลือกมาตรการและประเภทจากรายการ", field="kind")
    if counted not in Counted.values:
        raise Problem("activities.bad_counted", "เลือกว่านับอะไร", field="counted")
    if not 2000 <= year <= 2200:
        raise Problem("activities.bad_year", "ปีงบประมาณไม่ถูกต้อง", field="year")
    changed, setter = 0, by_path(by.scope)
    for office, goal in sorted(goals.items(), key=lambda pair: pair[0].pk):
        _inside(office, by)
        if not 0 <= goal <= MOST_GOAL:
            raise Problem("activities.bad_goal", "เป้าหมายเป็นจำนวนเต็มตั้งแต่ 0", field="goal", office=office.pk)
        named = {"office": office, "year": year, "measure": measure, "kind": kind, "counted": counted}
        one = access.targets(by).select_for_update().filter(**named).first()
        if goal == (one.goal if one else 0):
            continue
        one = one or Target(**named, scope_path=office.path)
        one.goal, one.set_by, one.by, one.at = goal, setter, by.grant_id, at
        one.version = one.version + 1 if one.pk else 1
        one.save()
        audit.record("activities.target.set", one, by=by, at=at, fields=("goal",))
        changed += 1
    return changed


@transaction.atomic
def settle_area(*, named: NamedArea, area: Area, note: str, by: Actor, at: datetime) -> NamedArea:
    """Say which area a letter means; the reading before stays with its last day.

    Errors: NotAllowed; Conflict when it was corrected meanwhile; Problem beside `area` or `note`.
    """
    by.require(Permission.RULES_VERIFY)
    one, today = NamedArea.objects.select_for_update().get(pk=named.pk), timezone.localdate(at)
    if one.valid_to is not None:
        raise Conflict("activities.named_changed", "มีผู้แก้แถวนี้แล้ว เปิดหน้าใหม่")
    level = "province" if one.kind == NamedKind.EXPANSION else "district"
    if area.level != level:
        raise Problem("activities.bad_area", "เลือกจังหวัดหรืออำเภอให้ตรงกับรายการ", field="area")
    words = rules.line(note, 300)
    if not words:
        raise Problem("activities.note_missing", "บอกว่ายืนยันจากเอกสารใด", field="note")
    one.valid_to = today
    one.save(update_fields=["valid_to"])
    made = NamedArea.objects.create(
        kind=one.kind, seq=one.seq, written=one.written, area=area.pk, source=one.source, note=words, valid_from=today,
        by=by.grant_id, by_name=by.name[:200], at=at,
    )  # fmt: skip
    audit.record("activities.named_area.settled", made, by=by, at=at, fields=("area",), reason=words)
    return made


def _inside(office: Office, by: Actor) -> None:
    if not by.scope or not office.path.startswith(by.scope):
        raise Missing("offices.office_missing", "ทำได้เฉพาะของหน่วยงานของคุณและหน่วยงานในสังกัด")


def _check(office: Office, values: ProjectValues) -> None:
    for problem in rules.project_faults(values):
        raise problem
    if values.measure not in rules.measures_of(office.path):
        raise Problem("activities.bad_measure", "เลือกมาตรการจากรายการ", field="measure")


def _lock(project: Project, by: Actor, version: int | None = None) -> Project:
    by.require(Permission.ACTIVITIES_PLAN)
    rows = access.projects(by).select_for_update(of=("self",)).select_related("office")
    one = rows.filter(pk=project.pk).first()
    if one is None:
        raise Missing("activities.project_missing", "ไม่พบโครงการนี้ในหน่วยงานของคุณและหน่วยงานในสังกัด")
    if one.state != ProjectState.RUNNING:
        raise Conflict("activities.project_over", "โครงการนี้จบหรือยกเลิกแล้ว จึงแก้ไม่ได้")
    if version is not None and version != one.version:
        raise Conflict("activities.changed", _CHANGED)
    return one


def _save(one: Project, *fields: str) -> None:
    one.version += 1
    one.save(update_fields=[*dict.fromkeys(fields), "version"])


def _columns(told: ProjectValues) -> dict[str, object]:
    return {
        "title": rules.line(told.title, 200), "measure": told.measure, "plan": rules.visible(told.plan),
        "starts_on": told.starts_on, "ends_on": told.ends_on, "budget_baht": told.budget_baht, "source": told.source,
        "source_name": rules.line(told.source_name, 160),
    }  # fmt: skip
