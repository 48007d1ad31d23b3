"""Write arrived visits: their rows, the health answers apart from them, alerts, needs, and who must be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import connection

from tidtam import audit
from tidtam.aftercare import sealing
from tidtam.aftercare.actions import arriving, asking, saving, telling, writing
from tidtam.aftercare.actions.arriving import Arrived
from tidtam.aftercare.actions.live import Live, bangkok_day
from tidtam.aftercare.actions.offering import Asked, offer_all
from tidtam.aftercare.choices import Mode, TaskKind, VisitState
from tidtam.aftercare.models import Alert, Task, Visit
from tidtam.aftercare.queries.cases import position_of
from tidtam.aftercare.rules.answers import Answers
from tidtam.aftercare.rules.cases import ENDED, MOVES
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.ids import public_id
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.notices.choices import NoticeKind
from tidtam.people import actions as people
from tidtam.places.models import Area

# What the answers of a form become; a correction writes these again.
ANSWERED = (
    "visited_on", "mode", "result", "used", "substances", "days_used", "family", "living", "needs_declined", "needs",
    "counselling", "note_sealed", "position_sealed", "photo_id", "visitors", "next_on", "not_found_why", "moved_to_id",
    "moved_to_sealed",
)  # fmt: skip
_VISIT = (
    "case_id", "visit_no", "uuid", "kind", "round_no", *ANSWERED, "state", "comment_sealed", "correction", "by_grant",
    "by_name", "recorded_at", "counted_office_id", "scope_path", "version",
)  # fmt: skip
SCREENED = ("q2", "q9", "q9_total", "q8", "q8_total", "signs", "urine", "urine_substances", "craving", "medication")
_SCREENING = ("case_id", "visit_no", *SCREENED, "by_grant", "recorded_at", "scope_path", "earlier")
_ALERT = ("public_id", "case_id", "visit_no", "kind", "scope_path", "raised_at", "told_at", "by_name", "note_sealed")
_TAKEN = Conflict("aftercare.visit.uuid_taken", "การเยี่ยมนี้บันทึกกับคนอื่นไปแล้ว เปิดแบบบันทึกใหม่แล้วลองอีกครั้ง")


def answered(answers: Answers, photo_id: int | None) -> writing.Row:
    """Return the columns of a visit that come from its answers."""
    row = str(answers.uuid)
    place = ",".join(f"{value:.6f}" for value in answers.position) if answers.position else ""
    return (
        answers.visited_on, answers.mode, answers.result, answers.used, writing.array(answers.substances),
        answers.days_used,
        writing.as_json(answers.family), writing.as_json(answers.living), answers.needs_declined,
        writing.array(tuple(code for code, _detail in answers.needs)), writing.array(answers.counselling),
        sealing.seal(answers.note, column="visit.note", row=row),
        sealing.seal(place, column="visit.position", row=row), photo_id, writing.array(answers.visitors),
        answers.next_on,
        answers.not_found_why, answers.moved_to_area or None,
        sealing.seal(answers.moved_to_text, column="visit.moved_to", row=row),
    )  # fmt: skip


def screened(arrived: Arrived) -> writing.Row:
    """Return the columns of the health answers."""
    answers = arrived.answers
    return (
        writing.array(answers.q2 or ()), writing.array(answers.q9), arrived.q9_total, writing.array(answers.q8),
        arrived.q8_total, writing.array(answers.signs), answers.urine, writing.array(answers.urine_substances),
        answers.craving, answers.medication,
    )  # fmt: skip


def write(arrived: Sequence[Arrived], *, by: Actor, accepted_before: datetime | None = None) -> None:
    """Write the rows of settled visits, with what alarms in them.

    What was recorded before `accepted_before` stands as accepted: history nobody looks through again.
    Errors: Conflict when a uuid stands elsewhere.
    """
    visits, health, alarms = [], [], []
    for one in arrived:
        case, kept = one.live.case, one.kept
        key = (case.pk, kept.visit_no)
        visits.append(
            (
                *key, one.answers.uuid, kept.kind, kept.round_no, *answered(one.answers, one.photo_id),
                _state(one.at, accepted_before), b"", "", by.grant_id, by.name, one.at, case.office_id,
                case.scope_path, 1,
            )
        )  # fmt: skip
        kept.was = (kept.kind, kept.round_no)
        if one.answers.is_screened:
            health.append((*key, *screened(one), by.grant_id, one.at, case.scope_path, "[]"))
        alarms += [(public_id(), *key, kind, case.scope_path, one.at, one.at, "", b"") for kind in one.alerts]
    with writing.known({"aftercare_visit_uuid_key": _TAKEN}):
        writing.insert("aftercare_visit", _VISIT, visits)
    writing.insert("aftercare_screening", _SCREENING, health)
    writing.insert("aftercare_alert", _ALERT, alarms)
    _place_homes(arrived)


def _place_homes(arrived: Sequence[Arrived]) -> None:
    """Let the home stand where its latest visit measured it: by it the list of the day is sorted."""
    found = {}
    for one in arrived:
        at_home = one.answers.mode in (Mode.HOME, Mode.CAREGIVER) and one.answers.result not in MOVES
        if one.answers.position and at_home and one.live.course.last == one.kept.told:
            found[one.live.case.person_id] = one.answers.position[:2]
    if found:
        people.keep_positions(found)


def _state(at: datetime, accepted_before: datetime | None) -> str:
    accepted = accepted_before is not None and at < accepted_before
    return VisitState.ACCEPTED.value if accepted else VisitState.SUBMITTED.value


def rewrite(made: Arrived, row: Visit, *, photo_id: int | None, reason: str, by: Actor, at: datetime) -> None:
    """Write a corrected visit over its row: the database keeps the row as it was, the health answers keep theirs."""
    case, number = made.live.case, made.kept.visit_no
    state = VisitState.SUBMITTED if row.state == VisitState.RETURNED else row.state
    writing.update(
        "aftercare_visit", ("case_id", "visit_no"), (*ANSWERED, "state", "correction"),
        [(case.pk, number, *answered(made.answers, photo_id), state, reason)],
    )  # fmt: skip
    known = set(Alert.objects.filter(case=case, visit_no=number).values_list("kind", flat=True))
    fresh = [kind for kind in made.alerts if kind not in known]
    case.open_alerts -= len(made.alerts) - len(fresh)
    made.alerts = tuple(fresh)
    writing.insert(
        "aftercare_alert", _ALERT,
        [(public_id(), case.pk, number, kind, case.scope_path, at, at, "", b"") for kind in fresh],
    )  # fmt: skip
    if made.answers.position != position_of(row):  # the same one says nothing new of where the home stands
        _place_homes([made])
    if not made.answers.is_screened:
        return  # whoever may not read the health answers sends none: those given before stand
    # Writing over them means reading them, which whoever corrects may not.
    with wall.sensitive():
        if keep_screening(case.pk, number, at):
            values = [(case.pk, number, *screened(made))]
            writing.update("aftercare_screening", ("case_id", "visit_no"), SCREENED, values)
            return
    writing.insert(
        "aftercare_screening", _SCREENING, [(case.pk, number, *screened(made), by.grant_id, at, case.scope_path, "[]")]
    )


def say_why(made: Arrived, reason: str, *, by: Actor, at: datetime) -> None:
    """Write the reason of a correction to the assessments it made pointless, for health staff to read."""
    for task in Task.objects.filter(pk__in=[one.pk for one in made.unasked]).order_by("pk"):
        task.note_sealed = sealing.seal(reason, column="task.note", row=task.public_id)
        task.save(update_fields=["note_sealed"])
        audit.record("aftercare.task.cancelled", task, by=by, at=at, fields=("state", "note"))


def keep_screening(case: int, number: int, at: datetime) -> int:
    """Keep the health answers of a visit as they are, before others take their place. Shape: 0 without any."""
    with connection.cursor() as cursor:
        cursor.execute(_AS_IT_WAS, [at, case, number])
        return int(cursor.rowcount)


_AS_IT_WAS = (
    "UPDATE aftercare_screening SET earlier = earlier || jsonb_build_array("
    "to_jsonb(aftercare_screening) - 'earlier' || jsonb_build_object('until', %s::timestamptz)) "
    "WHERE case_id = %s AND visit_no = %s"
)


def push_aside(lives: Sequence[Live]) -> None:
    """Write of visits known before what a new arrival made of them: of the round's own an extra, or the reverse."""
    rows = [
        (live.case.pk, one.visit_no, one.kind, one.round_no)
        for live in lives for one in live.kept if one.was is not None and one.was != (one.kind, one.round_no)
    ]  # fmt: skip
    writing.update("aftercare_visit", ("case_id", "visit_no"), ("kind", "round_no"), rows)


def digest_of(arrived: Arrived) -> str:
    """Return the digest of what a visit said; its uuid makes it impossible to guess answers from it."""
    answers, health = arrived.answers, screened(arrived)
    return writing.digest([
        str(answers.uuid), answers.visited_on, answers.mode, answers.result, answers.used, answers.substances,
        answers.days_used, answers.family, answers.living, answers.needs, answers.needs_declined, answers.counselling,
        answers.note, answers.position, answers.visitors, answers.next_on, answers.not_found_why,
        answers.moved_to_area, answers.moved_to_text, health,
    ])  # fmt: skip


def ask_for(arrived: Sequence[Arrived], *, by: Actor, at: datetime) -> None:
    """Copy the needs asked for to the room of needs."""
    wishes = [
        asking.Wish(one.live, one.kept.visit_no, code, detail, one.answers.visited_on, one.at)
        for one in arrived for code, detail in one.answers.needs
    ]  # fmt: skip
    asking.open_all(wishes, by=by, at=at)


def tell(arrived: Sequence[Arrived], today: date) -> None:
    """Tell those who must act today. What is taken in of days gone by wakes nobody; its alerts stand all the same."""
    for one in arrived:
        if bangkok_day(one.at) != today or not (one.alerts or one.asks_health):
            continue
        case, key = one.live.case, f"{one.live.case.public_id}:{one.kept.visit_no}"
        if one.alerts:
            telling.tell_up(
                one.live.district, "alert", key, kind=NoticeKind.URGENT, audience=Permission.CARE_ALERT, at=one.at,
                url=telling.address("alerts"),
            )  # fmt: skip
        if one.asks_health:
            offices = {one.live.district.pk: one.live.district, case.office_id: case.office}
            for office in offices.values():
                telling.tell_up(
                    office, "task_today", f"{key}:{office.pk}", kind=NoticeKind.WORK, at=one.at,
                    audience=Permission.CARE_HEALTH, url=telling.address("tasks"),
                )  # fmt: skip


def note(arrived: Sequence[Arrived], *, by: Actor, at: datetime) -> None:
    """Write one audit entry per office and batch, and one for each case that a visit closed."""
    by_office: dict[int, list[Arrived]] = defaultdict(list)
    for one in arrived:
        by_office[one.live.case.office_id].append(one)
    told = []
    for _office, of_office in sorted(by_office.items()):
        first = of_office[0]
        key = f"{first.live.case.pk}/{first.kept.visit_no}" if len(of_office) == 1 else "batch"
        digest = writing.digest_of([digest_of(one) for one in of_office])
        told.append((("aftercare.visit", key), len(of_office), digest))
    audit.record_many("aftercare.visit.recorded", told, by=by, at=at)
    for one in arrived:
        if one.closes:
            audit.record("aftercare.case.closed", one.live.case, by=by, at=one.at, reason=one.live.case.close_reason)


def offer_moves(arrived: Sequence[Arrived], *, by: Actor) -> None:
    """Offer who has moved to the district they moved to; without one, ask the district to find it.

    The visit is the sign, and whoever visits may give it; the offer is the district's own.
    """
    moved = [one for one in arrived if one.moves and one.live.case.status not in ENDED]
    told = [one for one in moved if one.answers.moved_to_area]
    offered = _offer(told, by) if told else set()
    lost = [one for one in moved if one.kept.key not in offered]
    for one in lost:
        due_on = bangkok_day(one.at) + arriving.TO_FIND
        arriving.add_task(one.live, TaskKind.MOVE, due_on, one.at, visit_no=one.kept.visit_no)
    if lost:
        saving.save_duties(list({one.live.case.pk: one.live for one in lost}.values()))


def _offer(moved: Sequence[Arrived], by: Actor) -> set[str]:
    """Offer people to where they said they moved. Shape: the keys of the visits whose person is offered now."""
    wide = replace(by, permissions=by.permissions | {Permission.CARE_TRANSFER})
    areas = Area.objects.in_bulk({one.answers.moved_to_area for one in moved})
    asked = [
        Asked(one.live.case, one.at, area=areas[one.answers.moved_to_area], new_address=one.answers.moved_to_text)
        for one in moved
    ]
    district = moved[0].live.district.path
    # Whoever visits as a team speaks for the one district it belongs to; anybody else stands above all these people.
    with wall.lent(by.scope if district.startswith(by.scope) else district):
        answers = offer_all(asked, by=wide)
    # One that runs will do; otherwise nobody there could receive, and somebody has to look.
    return {
        one.kept.key for one, answer in zip(moved, answers, strict=True)
        if not isinstance(answer, Problem) or answer.code == "aftercare.transfer_running"
    }  # fmt: skip
