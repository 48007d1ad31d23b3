"""What a recorder decides about a case: suspend, resume, close, open again, correct the completion, assess, assign."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.aftercare import sealing
from tidtam.aftercare.actions import arriving, keeping, moving, saving, writing
from tidtam.aftercare.actions import live as lives
from tidtam.aftercare.actions.live import Live, bangkok_day
from tidtam.aftercare.actions.locking import lock_people
from tidtam.aftercare.actions.visits import take_one
from tidtam.aftercare.choices import CaseStatus, CloseReason, Outcome, SuspensionKind, TaskKind, TaskState
from tidtam.aftercare.models import Assessment, Case, Message, PlanChange, TeamMembership
from tidtam.aftercare.queries import followed
from tidtam.aftercare.queries.transfers import district_of, offered_to_teams
from tidtam.aftercare.rules.cases import ENDED
from tidtam.aftercare.rules.checks import check_completed
from tidtam.aftercare.rules.plan import plan
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.offices.models import Office
from tidtam.people.choices import IdKind
from tidtam.thai.dates import short_date


def _take(case: Case, by: Actor) -> Live:
    by.require(Permission.CARE_MANAGE)
    return take_one(case, by)


def _living(live: Live) -> None:
    if live.case.status in ENDED:
        raise Conflict("aftercare.case_over", _("เรื่องนี้จบแล้ว โหลดหน้าใหม่เพื่อดูล่าสุด"))


def _within(live: Live, day: date, today: date, field: str) -> None:
    if day > today:
        raise Problem("aftercare.day_future", _("วันที่ %(day)s ยังมาไม่ถึง") % {"day": short_date(day)}, field=field)
    if day < live.case.completed_on:
        said = _("วันที่ %(day)s อยู่ก่อนวันจบการฟื้นฟู") % {"day": short_date(day)}
        raise Problem("aftercare.day_early", said, field=field)


def _needed(text: str, field: str, said: str) -> str:
    text = text.strip()
    if not text:
        raise Problem("aftercare.reason_missing", said, field=field)
    return text


def _save(live: Live, at: datetime) -> Case:
    lives.settle(live, bangkok_day(at))
    keeping.push_aside([live])
    saving.save([live])
    return live.case


@transaction.atomic
def suspend(*, case: Case, kind: str, from_on: date, reason: str, by: Actor, at: datetime) -> Case:
    """Excuse the rounds from a day on, because nobody can be visited; the year does not move.

    Errors: NotAllowed; Problem beside `kind`, `from_on`; Conflict when the case is over or suspended already.
    """
    live = _take(case, by)
    _living(live)
    if kind not in SuspensionKind.values:
        raise Problem("aftercare.suspension_kind", _("เลือกเหตุที่พักจากรายการ"), field="kind")
    if live.case.status == CaseStatus.SUSPENDED:
        raise Conflict("aftercare.suspended", _("พักการติดตามอยู่แล้ว โหลดหน้าใหม่เพื่อดูล่าสุด"))
    _within(live, from_on, bangkok_day(at), "from_on")
    arriving.hold(live, kind, from_on, at, by, reason=reason.strip())
    arriving.set_status(live, CaseStatus.SUSPENDED, kind, None, at, by)
    made = _save(live, at)
    audit.record("aftercare.case.suspended", made, by=by, at=at, fields=("status", "suspended_kind"), reason=kind)
    return made


@transaction.atomic
def resume(*, case: Case, on: date, by: Actor, at: datetime) -> Case:
    """End a suspension: rounds due from that day on are owed again.

    Errors: NotAllowed; Problem beside `on`; Conflict when the case is not suspended.
    """
    live = _take(case, by)
    running = live.open_suspension()
    if live.case.status != CaseStatus.SUSPENDED or running is None:
        raise Conflict("aftercare.not_suspended", _("ไม่ได้พักการติดตามอยู่ โหลดหน้าใหม่เพื่อดูล่าสุด"))
    _within(live, on, bangkok_day(at), "on")
    if on < running.since:
        said = _("วันที่กลับมาต้องไม่ก่อนวันที่เริ่มพัก %(day)s") % {"day": short_date(running.since)}
        raise Problem("aftercare.resume_early", said, field="on")
    arriving.end(running, on)
    arriving.set_status(live, CaseStatus.ACTIVE, "", None, at, by)
    made = _save(live, at)
    audit.record("aftercare.case.resumed", made, by=by, at=at, fields=("status", "suspended_kind"))
    return made


@transaction.atomic
def close(*, case: Case, reason: str, note: str, on: date, by: Actor, at: datetime) -> Case:
    """Close a case before its year is over; rounds still owed are excused. The note joins the questions of the case.

    Errors: NotAllowed; Problem beside `reason`, `on`; Conflict when it is over.
    """
    live = _take(case, by)
    _living(live)
    if reason not in CloseReason.values:
        raise Problem("aftercare.close_reason", _("เลือกเหตุที่ปิดเรื่อง"), field="reason")
    _within(live, on, bangkok_day(at), "on")
    last = live.case.last_visited_on
    if reason == CloseReason.DECEASED and last and on < last:
        said = _("มีการเยี่ยมวันที่ %(day)s หลังวันนี้ ตรวจวันที่เสียชีวิต") % {"day": short_date(last)}
        raise Problem("aftercare.visited_after", said, field="on")
    running = live.open_suspension()
    if running:
        arriving.end(running, on)
    arriving.set_status(live, CaseStatus.CLOSED, reason, on, at, by)
    made = _save(live, at)
    _keep_note(made, note, by, at)
    audit.record("aftercare.case.closed", made, by=by, at=at, fields=("status", "close_reason"), reason=reason)
    return made


def _keep_note(case: Case, note: str, by: Actor, at: datetime) -> None:
    if note.strip():
        Message.objects.create(
            case=case, scope_path=case.scope_path, from_team=False, by_grant=by.grant_id, by_name=by.name, at=at,
            seen_at=at, text_sealed=sealing.seal(note, column="message", row=case.public_id),
        )  # fmt: skip


@transaction.atomic
def reopen(*, case: Case, reason: str, by: Actor, at: datetime) -> Case:
    """Open a case that was closed or assessed by mistake; its rounds are owed again. Its year stays as it was.

    An assessment taken back stands in the history alone once the right one is recorded.
    Errors: NotAllowed; Problem beside `reason`; Conflict when it is not over, the person was enrolled again, or the
    same number is followed meanwhile in another row or by another office.
    """
    live = _take(case, by)
    if live.case.status not in ENDED:
        raise Conflict("aftercare.not_closed", _("เรื่องนี้ไม่ได้ปิดอยู่ โหลดหน้าใหม่เพื่อดูล่าสุด"))
    said = _needed(reason, "reason", _("บอกเหตุผลที่เปิดเรื่องอีกครั้ง"))
    arriving.set_status(live, CaseStatus.ACTIVE, "", None, at, by)
    arriving.ask_again(live, TaskKind.CLOSING, live.case.ends_on)
    taken = Conflict("aftercare.case.twice", _("คนนี้ลงทะเบียนในโครงการนี้อีกครั้งแล้ว ใช้เรื่องใหม่"))
    _refuse_number(live.case, by, taken)
    with writing.known({"aftercare_case_once": taken}):
        made = _save(live, at)
    _keep_note(made, said, by, at)
    audit.record("aftercare.case.reopened", made, by=by, at=at, fields=("status", "close_reason"))
    return made


def _refuse_number(case: Case, by: Actor, taken: Conflict) -> None:
    person = case.person
    if person.id_kind != IdKind.NATIONAL or not person.id_hash:
        return
    found = followed.by_number([bytes(person.id_hash)], [case.programme_id], by, running=True)
    if found.here:
        raise taken
    if found.elsewhere:
        raise Conflict("aftercare.case.elsewhere", _(followed.ELSEWHERE))


@transaction.atomic
def correct_completion(
    *, case: Case, completed_on: date, reason: str, sure: bool = False, by: Actor, at: datetime
) -> Case:  # fmt: skip
    """Plan anew from the right day of completion, and keep the plan as it was with the reason.

    Visits take their place in the new plan by their days; what stands in the ledger of the old plan stays. An odd day
    (the year would be over already) is taken from somebody who is `sure` alone.
    Errors: NotAllowed; Problem beside `completed_on`, `reason`; Conflict when the case is over.
    """
    live, today = _take(case, by), bangkok_day(at)
    _living(live)
    said = _needed(reason, "reason", _("บอกเหตุผลที่แก้วันจบ"))
    for finding in check_completed(completed_on, today=today, began_on=live.case.cohort.training_from):
        if finding.hard:
            raise Problem(f"aftercare.completed.{finding.code}", finding.said(_), field="completed_on")
        if not sure:
            said_odd = _("%(odd)s ถ้าถูกต้องแล้ว ทำเครื่องหมายว่าตรวจแล้ว") % {"odd": finding.said(_)}
            raise Problem(f"aftercare.completed.{finding.code}", said_odd, field="sure")
    old = live.case.completed_on
    if completed_on == old:
        raise Problem("aftercare.completed.same", _("วันจบเหมือนเดิม"), field="completed_on")
    before = min((one.visited_on for one in live.kept), default=None)
    if before and before < completed_on:
        text = _("มีการเยี่ยมวันที่ %(day)s ก่อนวันจบที่แก้ ตรวจวันที่เยี่ยมก่อน") % {"day": short_date(before)}
        raise Problem("aftercare.completed.visited", text, field="completed_on")
    PlanChange.objects.create(
        case=live.case, old_completed_on=old, new_completed_on=completed_on, reason=said,
        old_plan=saving.plan_as_json(live), scope_path=live.case.scope_path, made_at=at, made_by=by.grant_id,
    )  # fmt: skip
    live.plan = plan(completed_on, lives.parameters(live.case.programme))
    live.case.completed_on, live.case.ends_on = completed_on, live.plan.closing.due
    for task in saving.open_tasks(live, TaskKind.CLOSING):
        arriving.finish(task, TaskState.CANCELLED, at, by)
    slots = [(live.case.pk, s.n, s.due, s.start, s.end) for s in live.plan.rounds]
    writing.update("aftercare_round", ("case_id", "round_no"), ("due_on", "start_on", "end_on"), slots)
    made = _save(live, at)
    audit.record("aftercare.case.replanned", made, by=by, at=at, fields=("completed_on", "ends_on", "reason"),
                 digest=writing.digest([said]))  # fmt: skip
    return made


@transaction.atomic
def assess(
    *, case: Case, assessed_on: date, outcome: str, living: dict[str, Any], note: str, by: Actor, at: datetime
) -> Assessment:  # fmt: skip
    """Record the assessment that closes a year. Rounds whose window still runs are settled by it.

    Errors: NotAllowed; Problem beside `assessed_on` (from the first day of its window on), `outcome`; Conflict.
    """
    live, today = _take(case, by), bangkok_day(at)
    _living(live)
    if outcome not in Outcome.values:
        raise Problem("aftercare.outcome", _("เลือกผลเมื่อครบปี"), field="outcome")
    _within(live, assessed_on, today, "assessed_on")
    first = live.plan.closing.start
    if assessed_on < first:
        said = _("ประเมินปิดได้ตั้งแต่ %(day)s") % {"day": short_date(first)}
        raise Problem("aftercare.assess_early", said, field="assessed_on")
    # One taken back has its row already; the history keeps it as it was.
    made, _is_new = Assessment.objects.update_or_create(
        case=live.case,
        defaults={
            "assessed_on": assessed_on, "outcome": outcome, "living": living, "by_grant": by.grant_id,
            "by_name": by.name, "recorded_at": at, "counted_office": live.case.office,
            "note_sealed": sealing.seal(note, column="assessment.note", row=live.case.public_id),
            "scope_path": live.case.scope_path,
        },
    )  # fmt: skip
    running = live.open_suspension()
    if running:
        arriving.end(running, assessed_on)
    for task in saving.open_tasks(live, TaskKind.CLOSING):
        arriving.finish(task, TaskState.DONE, at, by)
    arriving.set_status(live, CaseStatus.COMPLETED, "", assessed_on, at, by)
    done = _save(live, at)
    audit.record("aftercare.case.completed", done, by=by, at=at, fields=("status",), reason=outcome)
    return made


@transaction.atomic
def assign(
    *, cases: Sequence[Case], office: Office, member: TeamMembership | None = None, by: Actor, at: datetime
) -> int:  # fmt: skip
    """Give people to a team of their district, or back to the district, and within a team to a member.

    Everything of theirs moves with them. Shape: cases given. Errors: NotAllowed; Missing outside scope;
    Problem beside `office`, `member`; Conflict aftercare.transfer_running while a team is asked to take one of them.
    """
    by.require(Permission.CARE_MANAGE)
    if not by.scope or not office.path.startswith(by.scope):
        raise Missing("aftercare.office_missing", _("หน่วยงานนี้อยู่นอกความรับผิดชอบของคุณ"), field="office")
    if member is not None and (
        member.office_id != office.pk or (member.valid_to and member.valid_to < bangkok_day(at))
    ):
        raise Problem("aftercare.member_elsewhere", _("เลือกสมาชิกที่อยู่ในทีมนี้"), field="member")
    ids = sorted({case.pk for case in cases})
    lock_people(ids)
    rows = Case.objects.select_for_update(of=("self",)).select_related("office__parent").filter(pk__in=ids)
    locked = [case for case in rows.order_by("pk") if case.scope_path.startswith(by.scope)]
    if len(locked) < len(ids):
        raise Missing("aftercare.missing", _("บางคนไม่อยู่ในความรับผิดชอบของหน่วยงานนี้แล้ว"))
    district = district_of(office)
    if any(district_of(case.office) != district for case in locked):
        raise Problem("aftercare.other_district", _("มอบได้เฉพาะทีมในอำเภอเดียวกัน ต่างอำเภอให้ใช้การโอน"), field="office")
    moving_ids = [case.pk for case in locked if case.office_id != office.pk]
    if offered_to_teams(moving_ids):
        said = _("มีคนที่เสนอให้อีกทีมรับอยู่ ถอนข้อเสนอหรือรอคำตอบก่อน แล้วจึงมอบใหม่")
        raise Conflict("aftercare.transfer_running", said)
    from_offices: dict[int, list[int]] = defaultdict(list)
    for case in locked:
        from_offices[case.office_id].append(case.pk)
    moving.move_cases(moving_ids, office)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE aftercare_case SET member_id = %s WHERE id = ANY(%s) AND member_id IS DISTINCT FROM %s",
            [member.pk if member else None, ids, member.pk if member else None],
        )
    for _office, moved in sorted(from_offices.items()):
        key = str(moved[0]) if len(moved) == 1 else "batch"
        digest = writing.digest_of([writing.digest([pk, office.pk, member.pk if member else None]) for pk in moved])
        audit.record("aftercare.case.assigned", ("aftercare.case", key), by=by, at=at, fields=("office", "member"),
                     count=len(moved), digest=digest)  # fmt: skip
    return len(locked)
