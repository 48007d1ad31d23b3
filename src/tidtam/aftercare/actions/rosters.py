"""Take a roster in: check the file, say what its columns are, decide about twins, begin, and take it back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.aftercare import access
from tidtam.aftercare.choices import RosterState
from tidtam.aftercare.models import Case, Cohort, RosterImport
from tidtam.aftercare.queries import rosters as queries
from tidtam.aftercare.queries.rosters import Judged
from tidtam.files import actions as files
from tidtam.files import vault
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.offices.models import Office
from tidtam.people.actions.moving import move_scope
from tidtam.people.actions.undoing import take_back

SAME, SKIP, NEW = "same", "skip", "new"
UNREADABLE = "aftercare.roster_header"
# What stands on a case once somebody has worked with it; a round, a missed one, a running offer and the alert of who
# is red come by themselves.
_WORK = ("visit", "assessment", "message", "caseneed", "suspension", "planchange")
_MADE = ("missed", "task", "round", "alert")


@transaction.atomic
def check(*, content: bytes, name: str, cohort: Cohort, by: Actor, at: datetime, today: date) -> RosterImport:
    """Read a roster and say what would become of every row; nothing but the dry run itself is written.

    The file is kept sealed. A sheet whose columns nobody recognises is kept too, so that they can be named by hand.
    Errors: NotAllowed; Missing for a cohort elsewhere; the Problems of `rules.roster.read` about the file.
    """
    by.require(Permission.CARE_MANAGE)
    cohort = access.get_cohort(by, cohort.public_id)
    office = Office.objects.get(pk=by.office_id or 0)
    judged, problem = _judged(content, name, cohort, None, by, today)
    roster = RosterImport(
        office=office, scope_path=office.path, cohort=cohort, filename=files.clean_name(name),
        sha256=hashlib.sha256(content).hexdigest(), created_by=by.grant_id, created_at=at,
    )  # fmt: skip
    roster.content_sealed = vault.seal(content, bound_to=queries.bound_to(roster))
    _tell(roster, judged, problem)
    roster.save(force_insert=True)
    audit.record("aftercare.roster.checked", roster, by=by, at=at, count=roster.rows, digest=roster.sha256)
    return roster


def _judged(
    content: bytes, name: str, cohort: Cohort, mapping: Mapping[str, int] | None, by: Actor, today: date
) -> tuple[Judged | None, str]:
    try:
        return queries.judge(content, name, cohort=cohort, mapping=mapping, by=by, today=today), ""
    except Problem as problem:
        if problem.code != UNREADABLE or mapping is not None:
            raise
        return None, problem.message


def _tell(roster: RosterImport, judged: Judged | None, problem: str) -> None:
    """Put into the row what a check found."""
    roster.problem = problem
    if judged is None:
        roster.rows = roster.valid = 0
        roster.findings, roster.mapping = [], {"columns": {}, "twins": [], "choices": {}}
        return
    roster.rows, roster.valid, roster.findings = len(judged.rows), judged.valid, judged.findings()
    twins = [
        {"row": row, "why": twin.why, "people": [one.public_id for one in twin.people[:5]]}
        for row, twin in sorted(judged.twins.items())
    ]
    roster.mapping = {"columns": judged.sheet.mapping, "twins": twins, "choices": {}}


@transaction.atomic
def remap(*, roster: RosterImport, columns: Mapping[str, int], by: Actor, at: datetime, today: date) -> RosterImport:
    """Say which column holds what ({key: place from 0}) and check again; earlier decisions about twins are forgotten.

    Errors: NotAllowed; Conflict when it is no longer only checked; Problem("aftercare.roster_mapping" | "_empty").
    """
    by.require(Permission.CARE_MANAGE)
    roster = locked(roster, by, RosterState.CHECKED)
    if "national_id" not in columns and "no_id_reason" not in columns:
        said = _("เลือกคอลัมน์ “เลขประจำตัวประชาชน” หรือ “เหตุผลที่ไม่มีเลข”")
        raise Problem("aftercare.roster_mapping", said, field="columns")
    if not {"first_name", "full_name"} & set(columns):
        raise Problem("aftercare.roster_mapping", _("เลือกคอลัมน์ “ชื่อ” หรือ “ชื่อ-สกุล”"), field="columns")
    content = queries.content_of(roster)
    judged, problem = _judged(content, roster.filename, roster.cohort, dict(columns), by, today)
    _tell(roster, judged, problem)
    _save(roster, "problem", "rows", "valid", "findings", "mapping")
    audit.record("aftercare.roster.remapped", roster, by=by, at=at, count=roster.rows, digest=roster.sha256)
    return roster


def locked(roster: RosterImport, by: Actor, *states: str) -> RosterImport:
    """Return the row locked, as it stands now. Errors: Missing outside scope; Conflict in another state."""
    rows = RosterImport.objects.defer("content_sealed").select_for_update(of=("self",))
    rows = rows.select_related("cohort__programme", "cohort__owner", "office")
    found = access.within(by, rows).filter(pk=roster.pk).first()
    if found is None:
        raise Missing("aftercare.missing", _("ไม่พบการนำเข้ารายชื่อนี้"))
    if found.state not in states:
        said = {
            RosterState.APPLYING: _("กำลังนำเข้าอยู่แล้ว ดูความคืบหน้าในหน้านี้"),
            RosterState.APPLIED: _("นำเข้ารายชื่อนี้ไปแล้ว"),
            RosterState.UNDONE: _("เลิกทำรายชื่อนี้ไปแล้ว ถ้าต้องการนำเข้าอีก ให้เลือกไฟล์ใหม่"),
        }
        words = said.get(RosterState(found.state), _("ยังไม่ได้นำเข้ารายชื่อนี้"))
        raise Conflict("aftercare.roster_state", words, state=found.state)
    return found


def _save(roster: RosterImport, *fields: str) -> None:
    roster.version += 1
    roster.save(update_fields=[*fields, "version"])


def choices_of(roster: RosterImport, chosen: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the clerk's decisions by row: {"12": {"do": "same", "person": public id}}.

    A row with the same number is the same person unless the clerk skips it; a namesake is new unless decided.
    Errors: Problem for a decision that cannot be.
    """
    made: dict[str, dict[str, str]] = {}
    for one in roster.mapping.get("twins", []):
        row, usual = str(one["row"]), SAME if one["why"] == "id" else NEW
        do, _sep, person = chosen.get(row, "").partition(":")
        do = do or usual
        if do == SAME:
            person = person or one["people"][0]
        allowed = {SAME, SKIP} if one["why"] == "id" else {SAME, SKIP, NEW}
        if do not in allowed or (do == SAME and person not in one["people"]):
            raise Problem("aftercare.roster_choice", _("แถว %(row)s: เลือกจากรายการ") % {"row": row}, field="twins")
        made[row] = {"do": do, "person": person} if do == SAME else {"do": do}
    return made


@transaction.atomic
def start_apply(*, roster: RosterImport, chosen: Mapping[str, str], by: Actor, at: datetime) -> RosterImport:
    """Begin to take the rows in; a job does it in batches and can be taken up again (`tasks.apply_roster`).

    Errors: NotAllowed; Conflict("aftercare.roster_twice") when this file was taken into this cohort before;
    Conflict when another clerk has begun; Problem("aftercare.roster_nothing") without a row that is right.
    """
    by.require(Permission.CARE_MANAGE)
    roster = locked(roster, by, RosterState.CHECKED, RosterState.FAILED)
    if not roster.valid:
        raise Problem("aftercare.roster_nothing", _("ไม่มีแถวที่นำเข้าได้ แก้ไฟล์ตามรายการแล้วเลือกไฟล์ใหม่"))
    fresh = roster.state == RosterState.CHECKED
    if fresh:
        roster.mapping = {**roster.mapping, "choices": choices_of(roster, chosen)}
    roster.state, roster.problem = RosterState.APPLYING, ""
    try:
        with transaction.atomic():
            _save(roster, "state", "problem", "mapping")
    except IntegrityError as error:
        said = _("นำเข้าไฟล์นี้เข้ารุ่นนี้ไปแล้ว ไม่ต้องนำเข้าซ้ำ ดูได้ในประวัติการนำเข้า")
        raise Conflict("aftercare.roster_twice", said) from error
    audit.record("aftercare.roster.apply_started", roster, by=by, at=at, count=roster.valid, digest=roster.sha256)
    return roster


@transaction.atomic
def undo(*, roster: RosterImport, by: Actor, at: datetime) -> RosterImport:
    """Take back exactly what an import made: cases, rounds, people registered and offers nobody has answered.

    Errors: NotAllowed; Conflict in another state; Conflict("aftercare.roster_used") with the reason in Thai as soon as
    anything was recorded, changed or handed on since; then nothing is taken back.
    """
    by.require(Permission.CARE_MANAGE)
    roster = locked(roster, by, RosterState.APPLIED, RosterState.FAILED)
    reused = {one["person"] for one in roster.mapping.get("choices", {}).values() if one["do"] == SAME}
    with wall.lent(ROOT):
        rows = Case.objects.select_for_update(of=("self",)).filter(roster=roster).select_related("person")
        cases = list(rows.order_by("pk"))
        why = _used(cases, by)
        if why:
            raise _refused(why)
        ids = [case.pk for case in cases]
        _delete(ids)
    made = [case.person_id for case in cases if case.person.public_id not in reused]
    try:
        take_back(person_ids=made, by=by, at=at)
    except Conflict as conflict:
        raise _refused(conflict.message) from conflict
    _move_back(roster)
    roster.state, roster.undone_at = RosterState.UNDONE, at
    _save(roster, "state", "undone_at")
    audit.record("aftercare.roster.undone", roster, by=by, at=at, count=len(cases), digest=roster.sha256)
    return roster


def _refused(why: str) -> Conflict:
    said = _("เลิกทำไม่ได้: %(why)s แก้ทีละคนในหน้าของคนนั้นแทน") % {"why": why}
    return Conflict("aftercare.roster_used", said)


def _used(cases: Sequence[Case], by: Actor) -> str:
    """Say in Thai why the cases cannot be taken back; "" when nobody has worked with them. Call with the wall lent."""
    ids = [case.pk for case in cases]
    if any(not case.scope_path.startswith(by.scope) for case in cases):
        return _("โอนบางคนไปหน่วยงานอื่นแล้ว")
    if any(case.office_id != case.enrolled_office_id or case.member_id for case in cases):
        return _("มอบบางคนให้ทีมหรือผู้เยี่ยมแล้ว")
    with connection.cursor() as cursor:
        for name in _WORK:
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM aftercare_{name} WHERE case_id = ANY(%s))", [ids])  # noqa: S608  # names are ours
            if cursor.fetchone()[0]:
                return _("บันทึกการเยี่ยมหรือข้อมูลของบางคนแล้ว")
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM aftercare_transfer WHERE case_id = ANY(%s) AND decided_at IS NOT NULL),"
            " EXISTS (SELECT 1 FROM aftercare_task WHERE case_id = ANY(%s) AND state = 'done'),"
            " EXISTS (SELECT 1 FROM aftercare_case WHERE id = ANY(%s) AND status IN ('suspended', 'closed')),"
            " EXISTS (SELECT 1 FROM aftercare_alert WHERE case_id = ANY(%s) AND NOT (kind = 'red' AND visit_no IS NULL"
            " AND acknowledged_at IS NULL))",
            [ids, ids, ids, ids],
        )
        decided, done, changed, acted = cursor.fetchone()
    if acted:
        return _("รับทราบเรื่องด่วนของบางคนแล้ว")
    if decided:
        return _("ปลายทางตอบรับหรือปฏิเสธการโอนบางคนแล้ว")
    return _("บันทึกงานหรือเปลี่ยนสถานะของบางคนแล้ว") if done or changed else ""


def _delete(ids: list[int]) -> None:
    """Delete cases and what came with them by itself. Call with the wall lent: an offer lies in another scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM aftercare_offer WHERE transfer_id IN"
            " (SELECT id FROM aftercare_transfer WHERE case_id = ANY(%s))",
            [ids],
        )
        for name in ("transfer", *_MADE):
            cursor.execute(f"DELETE FROM aftercare_{name} WHERE case_id = ANY(%s)", [ids])  # noqa: S608  # names are ours
        cursor.execute("DELETE FROM aftercare_case WHERE id = ANY(%s)", [ids])


def _move_back(roster: RosterImport) -> None:
    """Put people who were known before back to the office they stood at."""
    moved: dict[str, Any] = roster.mapping.get("moved", {})
    offices = Office.objects.in_bulk(set(moved.values()))
    for person, office in moved.items():
        move_scope([int(person)], offices[office])
