"""A visit arrives at a case in hand: its number, the course of the case, what it alarms and what it asks to be done.

Everything here is worked out in memory; `visits` writes it. One visit and a nation's worth take the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from tidtam.aftercare.actions.live import Duty, Held, Kept, Live, bangkok_day
from tidtam.aftercare.actions.saving import open_tasks
from tidtam.aftercare.choices import CaseStatus, TaskKind, TaskState
from tidtam.aftercare.rules import screening
from tidtam.aftercare.rules.answers import Answers, check_answers
from tidtam.aftercare.rules.cases import ENDED, MOVES, after_visit, next_tracing
from tidtam.aftercare.rules.checks import End, check_visit
from tidtam.aftercare.rules.course import Course, Span, follow, order
from tidtam.aftercare.rules.findings import Finding
from tidtam.assistance.choices import Code
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem

NEED_CODES = frozenset(Code.values)
TO_FIND = timedelta(days=3)  # within which the district of a move is to be found
# A scale broken off is kept all the same: what alarms in it must not wait for the rest.
_SOFT = frozenset({"partial"})


@dataclass(slots=True)
class Arrived:
    """One visit with what follows from it."""

    live: Live
    kept: Kept
    answers: Answers
    at: datetime
    alerts: tuple[str, ...] = ()
    q9_total: int | None = None
    q8_total: int | None = None
    asks_health: bool = False
    moves: bool = False
    closes: bool = False
    findings: list[Finding] = field(default_factory=list)
    photo_id: int | None = None
    unasked: list[Duty] = field(default_factory=list)  # tasks that a correction made pointless


def look(live: Live, answers: Answers, *, by: Actor, today: date, instead_of: Kept | None = None) -> list[Finding]:
    """Return what is wrong or odd about the answers of a visit to a case, hard findings first.

    `instead_of` is the visit that the answers correct.
    """
    case = live.case
    found = check_answers(
        answers, need_codes=NEED_CODES, district=live.district.district_id or "",
        urine_enabled=case.programme.urine_enabled, interval_days=case.programme.interval_days,
    )  # fmt: skip
    found += look_at_days(live, answers.visited_on, answers.next_on, today=today, instead_of=instead_of)
    if answers.result == "D1" and any(one.visited_on > answers.visited_on for one in live.kept if one != instead_of):
        text = _("มีการเยี่ยมหลังวันนี้แล้ว ตรวจวันที่เสียชีวิต หรือแก้การเยี่ยมครั้งนั้นก่อน")
        found.append(Finding("visited_on", "visited_after", text))
    if needs_screening(answers):
        found += [
            Finding(one.field, one.code, one.text, one.params, one.code not in _SOFT)
            for one in _screen(answers, by).findings
            if not (answers.broken_off and one.code in _SOFT)
        ]
    return sorted(found, key=lambda one: not one.hard) if found else found


def look_at_days(
    live: Live, visited_on: date, next_on: date | None, *, today: date, instead_of: Kept | None = None
) -> list[Finding]:
    """Return what is wrong or odd about the day of a visit and the day agreed for the next."""
    n = live.plan.round_of(visited_on)
    filled = live.lines[n - 1] if n else None
    other = n and filled and filled.visit_no and filled.visit_no != (instead_of and instead_of.visit_no)
    # Whoever comes back as agreed does nothing odd; two who write the same door down the same day do.
    agreed_on = _agreed_before(live, instead_of)
    taken = {n} if n and other and (agreed_on is None or visited_on < agreed_on) else set()
    return check_visit(
        visited_on, plan=live.plan, today=today, end=_end(live, instead_of), next_on=next_on, taken=taken
    )


def _agreed_before(live: Live, instead_of: Kept | None) -> date | None:
    """Return the day agreed on at the latest visit but the one that is corrected."""
    if instead_of is None:
        return live.agreed_on
    others = [one for one in live.kept if one.visit_no != instead_of.visit_no]
    return max(others, key=lambda one: order(one.told)).next_on if others else None


def _end(live: Live, instead_of: Kept | None) -> End | None:
    """Return the end of a case, unless the visit being corrected is what ended it."""
    case = live.case
    if case.status == CaseStatus.CLOSED and case.closed_on:
        if instead_of and live.course.status == CaseStatus.CLOSED and live.course.closed_on == instead_of.visited_on:
            return None
        return End(case.closed_on, case.close_reason)
    return None


def refuse(found: list[Finding], answers: Answers) -> None:
    """Refuse what cannot be, and what is odd until somebody has looked.

    Errors: Problem with the field; of warnings Problem("aftercare.visit.warning") beside `acknowledge_warnings`.
    """
    if not found:
        return
    first = found[0]
    if first.hard:
        raise Problem(f"aftercare.visit.{first.code}", first.said(_), field=first.field, findings=found)
    if not answers.acknowledge_warnings:
        said = " · ".join(one.said(_) for one in found)
        raise Problem("aftercare.visit.warning", said, field="acknowledge_warnings", findings=found)


def needs_screening(answers: Answers) -> bool:
    """Say whether there is anything to assess: two questions answered with no, and nothing else, are not."""
    return bool(any(answers.q2 or ()) or answers.q9 or answers.q8 or answers.signs or answers.family.get("violence"))


def _screen(answers: Answers, by: Actor) -> screening.Screened:
    given = screening.Answers(
        q2=answers.q2 or (), q9=answers.q9, q8=answers.q8, signs=answers.signs,
        violence=bool(answers.family.get("violence")),
    )  # fmt: skip
    return screening.assess(given, has_health_right=by.may(Permission.CARE_HEALTH))


def arrive(live: Live, answers: Answers, *, by: Actor, at: datetime) -> Arrived:
    """Add a visit to a case: checked before, settled afterwards."""
    case = live.case
    case.visits += 1
    kept = Kept(
        case.visits, answers.uuid.hex, answers.visited_on, bangkok_day(at), answers.result, next_on=answers.next_on
    )
    arrived = Arrived(live, kept, answers, at)
    _health(arrived, by)
    was_ended = case.status in ENDED
    is_last = live.course.last is None or order(kept.told) >= order(live.course.last)
    live.add(kept)
    old = live.course
    new = old.then(kept.told) if is_last else follow(one.told for one in live.kept)
    turn(live, old, new, at, by, kept if is_last else None)
    arrived.moves = answers.result in MOVES and is_last and not was_ended
    arrived.closes = case.status == CaseStatus.CLOSED and not was_ended
    return arrived


def again(live: Live, kept: Kept, answers: Answers, *, by: Actor, at: datetime) -> Arrived:
    """Let a visit of a case say something else: its number and the day it became known stay."""
    was_ended, old = live.case.status in ENDED, live.course
    kept.visited_on, kept.result, kept.next_on = answers.visited_on, answers.result, answers.next_on
    arrived = Arrived(live, kept, answers, at)
    _health(arrived, by)
    if answers.q2 is not None and not any(answers.q2) and not arrived.asks_health:
        arrived.unasked = [one for one in open_tasks(live, TaskKind.HEALTH) if one.visit_no == kept.visit_no]
        for task in arrived.unasked:
            finish(task, TaskState.CANCELLED, at, by)
    new = follow(one.told for one in live.kept)
    is_last = new.last == kept.told
    turn(live, old, new, at, by, kept if is_last else None)
    arrived.moves = answers.result in MOVES and is_last
    arrived.closes = live.case.status == CaseStatus.CLOSED and not was_ended
    return arrived


def unsay_move(arrived: Arrived, *, by: Actor, at: datetime) -> None:
    """Cancel the task to find where somebody moved, as a visit corrected no longer says what it said."""
    for task in open_tasks(arrived.live, TaskKind.MOVE):
        if task.visit_no == arrived.kept.visit_no:
            finish(task, TaskState.CANCELLED, at, by)
            arrived.unasked.append(task)


def _health(arrived: Arrived, by: Actor) -> None:
    answers, live = arrived.answers, arrived.live
    if not needs_screening(answers):
        return
    screened = _screen(answers, by)
    arrived.alerts, arrived.asks_health = screened.alerts, bool(screened.task)
    arrived.q9_total, arrived.q8_total = screened.q9_total, screened.q8_total
    live.case.open_alerts += len(arrived.alerts)
    number = arrived.kept.visit_no
    if arrived.asks_health:
        # A visit corrected asks once: its task may have been done on paper meanwhile.
        if not any(one.kind == TaskKind.HEALTH and one.visit_no == number for one in live.duties):
            add_task(live, TaskKind.HEALTH, bangkok_day(arrived.at), arrived.at, visit_no=number)
    elif screened.q9_total is not None and by.may(Permission.CARE_HEALTH):
        for task in open_tasks(live, TaskKind.HEALTH):
            if task.visit_no is None or task.visit_no <= number:
                finish(task, TaskState.DONE, arrived.at, by)


def turn(live: Live, old: Course, new: Course, at: datetime, by: Actor, last: Kept | None) -> None:
    """Let a case follow the course of its visits, as far as nobody decided otherwise by hand.

    `last` is the arriving visit when it is the latest of all: it also speaks where somebody had decided.
    """
    case = live.case
    live.course = new
    by_hand = (case.status, live.reason) != (old.status, old.reason)
    if not by_hand:
        if old.status == new.status == CaseStatus.ACTIVE and old.spans == new.spans:
            return  # nearly every visit: the person was met, and all stands as before
        _turn_spans(live, old.spans, new.spans, at, by)
        set_status(live, new.status, new.reason, new.closed_on, at, by)
        return
    _turn_spans(live, old.spans, tuple(s for s in new.spans if s.until is not None or s in old.spans), at, by)
    if last is None or case.status in ENDED:
        return
    effect = after_visit(case.status, old.not_found, last.result, reason=live.reason)
    running = live.open_suspension()
    if effect.resumes and running:
        end(running, last.visited_on)
    if effect.suspends:
        hold(live, effect.suspends, last.visited_on, at, by)
    set_status(live, effect.status, effect.reason, last.visited_on if effect.closes else None, at, by)


def _turn_spans(live: Live, old: tuple[Span, ...], new: tuple[Span, ...], at: datetime, by: Actor) -> None:
    before, after = {(s.kind, s.since): s for s in old}, {(s.kind, s.since): s for s in new}
    for key, span in before.items():
        held = _held(live, key)
        if held is None:
            continue
        if key not in after:
            end(held, held.since)  # what made it is no longer said: it excuses nothing, and it stays to be seen
        elif after[key].until != span.until:
            held.until, held.changed = after[key].until, True
    for key, span in after.items():
        if key not in before:
            hold(live, span.kind, span.since, at, by, until=span.until)


def _held(live: Live, key: tuple[str, date]) -> Held | None:
    return next((one for one in reversed(live.held) if (one.kind, one.since) == key), None)


def hold(
    live: Live, kind: str, since: date, at: datetime, by: Actor, *, until: date | None = None, reason: str = ""
) -> None:  # fmt: skip
    """Begin a suspension; one that still runs ends on that day."""
    running = live.open_suspension()
    if running and until is None:
        end(running, since)
    live.held.append(Held(kind, since, until, at, reason, made_by=by.grant_id))


def end(held: Held, on: date) -> None:
    """End a suspension."""
    held.until, held.changed = max(on, held.since), True


def set_status(live: Live, status: str, reason: str, closed_on: date | None, at: datetime, by: Actor) -> None:
    """Put a case into a status with what goes with it: reason, days, tasks."""
    case = live.case
    was, was_reason = case.status, live.reason
    case.status = status
    suspended = live.open_suspension() if status == CaseStatus.SUSPENDED else None
    case.suspended_kind = reason if status == CaseStatus.SUSPENDED else ""
    case.suspended_from = suspended.since if suspended else None
    if status in ENDED:
        if (was, was_reason) != (status, reason) or case.closed_on != closed_on:
            case.closed_at = at
        case.close_reason, case.closed_on = reason, closed_on  # of a completed year the day of its assessment
    else:
        case.close_reason, case.closed_on, case.closed_at = "", None, None
    if status in ENDED and was not in ENDED:
        _cancel(live, at, by, lambda task: task.kind != TaskKind.CLOSING or status == CaseStatus.CLOSED)
    if was == CaseStatus.LOST and status != CaseStatus.LOST:
        _cancel(live, at, by, lambda task: task.kind == TaskKind.TRACING)
    if status == CaseStatus.LOST and was != CaseStatus.LOST:
        add_task(live, TaskKind.TRACING, next_tracing(bangkok_day(at)), at)


def _cancel(live: Live, at: datetime, by: Actor, which: Callable[[Duty], bool]) -> None:
    for task in open_tasks(live):
        if which(task):
            finish(task, TaskState.CANCELLED, at, by)


def finish(task: Duty, state: str, at: datetime, by: Actor) -> None:
    """End a task."""
    task.state, task.done_at, task.done_by, task.changed = state, at, by.grant_id, True


def ask_again(live: Live, kind: str, due_on: date) -> None:
    """Open the task of a day that was ended, if there was one."""
    for task in live.duties:
        if task.kind == kind and task.due_on == due_on and task.state != TaskState.OPEN:
            task.state, task.done_at, task.done_by, task.changed = TaskState.OPEN, None, None, True


def add_task(live: Live, kind: str, due_on: date, at: datetime, *, visit_no: int | None = None) -> None:
    """Add a task, unless the same stands there for the same day; what was ended that day is asked for again."""
    same = next((one for one in live.duties if one.kind == kind and one.due_on == due_on), None)
    if same is None:
        live.duties.append(Duty(kind, due_on, TaskState.OPEN, at, visit_no))
    elif kind in (TaskKind.HEALTH, TaskKind.MOVE) and same.state != TaskState.OPEN:
        same.state, same.done_at, same.done_by, same.visit_no, same.changed = TaskState.OPEN, None, None, visit_no, True
