"""Record visits, correct them with a reason, accept them or send them back; nothing is ever deleted.

`record` is a bulk of one: it and `record_many` leave equal rows, facts and digests for the same history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.aftercare import sealing
from tidtam.aftercare.actions import arriving, asking, enrol, keeping, photos, saving, telling, transfers
from tidtam.aftercare.actions import live as lives
from tidtam.aftercare.actions.arriving import Arrived
from tidtam.aftercare.actions.live import Live, bangkok_day
from tidtam.aftercare.choices import VisitState
from tidtam.aftercare.models import Case, Screening, Visit
from tidtam.aftercare.rules.answers import Answers
from tidtam.aftercare.rules.cases import MOVES
from tidtam.aftercare.rules.findings import Finding
from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.notices.choices import NoticeKind
from tidtam.places.models import Area
from tidtam.ui.templatetags.thai import thai_date

__all__ = ["Answers", "accept", "correct", "enrol_with_history", "findings", "record", "record_many", "send_back"]

BATCH = 2_000  # cases in hand at once
HISTORIES = 6_000  # nobody else waits for cases that are new
Told = tuple[int, Answers, datetime]


def take_one(case: Case, by: Actor) -> Live:
    """Lock one case in scope. Errors: Conflict when it has moved to another office meanwhile."""
    taken = lives.take([case.pk]) if by.scope else []
    if not taken or not taken[0].case.scope_path.startswith(by.scope):
        raise Conflict("aftercare.case_moved", _("มีผู้โอนคนนี้ไปแล้ว โหลดหน้าใหม่เพื่อดูล่าสุด"))
    return taken[0]


def findings(*, case: Case, answers: Answers, by: Actor, today: date) -> list[Finding]:
    """Return what is wrong or odd about answers before they are sent, hard findings first. Locks the case."""
    return arriving.look(take_one(case, by), answers, by=by, today=today)


@transaction.atomic
def day_findings(
    *, case: Case, visited_on: date, next_on: date | None, by: Actor, today: date, instead_of: Visit | None = None
) -> list[Finding]:
    """Return what is wrong with the days of a visit alone, before the rest is answered. Locks the case.

    Errors: Conflict when it has moved to another office meanwhile.
    """
    live = take_one(case, by)
    kept = next((one for one in live.kept if instead_of and one.visit_no == instead_of.visit_no), None)
    return arriving.look_at_days(live, visited_on, next_on, today=today, instead_of=kept)


@transaction.atomic
def record(*, case: Case, answers: Answers, by: Actor, at: datetime) -> Visit:
    """Record a visit; the same uuid again returns the first one, whatever it says now. What it says is read when asked.

    Errors: NotAllowed without `aftercare.visit`; Problem with the field, of warnings beside `acknowledge_warnings`
    (its `findings` say them one by one); Conflict when the case has moved or the uuid stands with somebody else.
    """
    by.require(Permission.CARE_VISIT)
    live = take_one(case, by)
    known = live.known.get(answers.uuid.hex)
    if known is None:
        _record({live.case.pk: (live, [(live.case.pk, answers, at)])}, by=by, at=at, today=bangkok_day(at))
    number = known.visit_no if known else live.case.visits
    visit = Visit.from_db(None, ("case_id", "visit_no"), (live.case.pk, number))
    visit.case = live.case
    return visit


@transaction.atomic
def record_many(*, visits: Sequence[Told], by: Actor, at: datetime, today: date | None = None) -> int:
    """Record visits of many cases, each (case id, answers, when it was recorded), and bring their rounds to `today`.

    Shape: visits written; those whose uuid is known are left out. One audit entry per office and batch.
    Errors: as `record`; `details["row"]` counts from 0 in the order given. Nothing is kept then.
    """
    by.require(Permission.CARE_VISIT)
    by_case: dict[int, list[tuple[int, Told]]] = defaultdict(list)
    for row, told in enumerate(visits):
        by_case[told[0]].append((row, told))
    ids, done = sorted(by_case), 0
    for start in range(0, len(ids), BATCH):
        wanted = ids[start : start + BATCH]
        taken = {live.case.pk: live for live in lives.take(wanted) if live.case.scope_path.startswith(by.scope)}
        if len(taken) < len(wanted) or not by.scope:
            raise Missing("aftercare.missing", _("บางคนไม่อยู่ในความรับผิดชอบของหน่วยงานนี้"))
        sent = {pk: (live, [told for _row, told in by_case[pk]]) for pk, live in taken.items()}
        rows = {id(told): row for pk in wanted for row, told in by_case[pk]}
        done += _record(sent, by=by, at=at, today=today or bangkok_day(at), rows=rows)
    return done


def _record(
    sent: dict[int, tuple[Live, list[Told]]], *, by: Actor, at: datetime, today: date,
    rows: dict[int, int] | None = None,
) -> int:  # fmt: skip
    """Take visits in by the order of their recording, settle the cases, and write everything."""
    _require_areas([told for _live, visits in sent.values() for told in visits])
    arrived: list[Arrived] = []
    for live, visits in sent.values():
        for told in sorted(visits, key=lambda one: one[2]):
            try:
                made = _take_in(live, told, by)
            except Problem as problem:
                if rows is not None:
                    problem.details["row"] = rows[id(told)]
                raise
            if made:
                arrived.append(made)
        lives.settle(live, today)
    touched = [live for live, _visits in sent.values()]
    keeping.push_aside(touched)
    keeping.write(arrived, by=by)
    keeping.ask_for(arrived, by=by, at=at)
    saving.save(touched)
    keeping.note(arrived, by=by, at=at)
    keeping.offer_moves(arrived, by=by)
    keeping.tell(arrived, today)
    return len(arrived)


def _take_in(live: Live, told: Told, by: Actor) -> Arrived | None:
    _case, answers, at = told
    if live.known.get(answers.uuid.hex) is not None:
        return None
    arriving.refuse(arriving.look(live, answers, by=by, today=bangkok_day(at)), answers)
    arrived = arriving.arrive(live, answers, by=by, at=at)
    if answers.photo:
        arrived.photo_id = photos.keep(answers.photo, office=live.office, by=by, at=at).pk
    return arrived


def _require_areas(visits: Sequence[Told]) -> None:
    wanted = {answers.moved_to_area for _case, answers, _at in visits if answers.moved_to_area}
    missing = wanted - set(Area.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    if missing:
        raise Problem("aftercare.area_unknown", _("ไม่พบพื้นที่นี้ เลือกจากรายการ"), field="moved_to_area")


@transaction.atomic
def enrol_with_history(
    *, enrolments: Sequence[enrol.Enrolment], histories: Sequence[Sequence[tuple[Answers, datetime]]], by: Actor,
    at: datetime, today: date, accepted_before: datetime | None = None, numbers_checked: bool = False,
) -> list[int]:  # fmt: skip
    """Enrol people whose visits are known already (an import, the nation): every row is written once, as it ends.

    What was recorded before `accepted_before` counts as accepted; `numbers_checked` as in `enrol_many`.
    Shape: case ids in order; the same rows as `enrol_many` and then `record_many`, but for `version`.
    Errors: as those.
    """
    by.require(Permission.CARE_MANAGE)
    by.require(Permission.CARE_VISIT)
    ids: list[int] = []
    for start in range(0, len(enrolments), HISTORIES):
        chunk = slice(start, start + HISTORIES)
        made = enrol.prepare(
            enrolments[chunk], by=by, at=at, today=today, first=start, numbers_checked=numbers_checked
        )  # fmt: skip
        arrived: list[Arrived] = []
        for row, (live, visits) in enumerate(zip(made, histories[chunk], strict=True), start):
            arrived += _live_through(live, visits, row, by)
            lives.settle(live, today)
        enrol.write(made, by=by, at=at)
        keeping.write(arrived, by=by, accepted_before=accepted_before)
        keeping.ask_for(arrived, by=by, at=at)
        saving.save_needs(made)
        keeping.note(arrived, by=by, at=at)
        keeping.offer_moves(arrived, by=by)
        keeping.tell(arrived, today)
        ids += [live.case.pk for live in made]
    return ids


def _live_through(live: Live, visits: Sequence[tuple[Answers, datetime]], row: int, by: Actor) -> list[Arrived]:
    arrived = []
    for answers, recorded_at in sorted(visits, key=lambda one: one[1]):
        try:
            made = _take_in(live, (live.case.pk, answers, recorded_at), by)
        except Problem as problem:
            problem.details["row"] = row
            raise
        if made:
            arrived.append(made)
    return arrived


@transaction.atomic
def correct(
    *, visit: Visit, answers: Answers, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Visit:
    """Write a visit anew with a reason; what it said before is kept, and the case follows what it says now.

    The day it became known stays, so does the office it counts for. A need no longer asked for is withdrawn while
    nobody has done anything about it, else it stays; one asked for only now is opened. 9Q is no longer asked for when
    both questions are answered with no, and an offer to where nobody moved is withdrawn. An alert stays. A returned
    visit waits for review again. `version` is the one that was read: whoever wrote meanwhile is not written over.
    Errors: NotAllowed; Problem("aftercare.reason_missing") and those of `record`; Conflict when it was accepted and the
    actor does not review, the case has moved, or "aftercare.visit.changed".
    """
    by.require(Permission.CARE_VISIT)
    if not reason.strip():
        raise Problem("aftercare.reason_missing", _("บอกเหตุผลที่แก้"), field="reason")
    mistaken = asking.untouched(visit.case_id, visit.visit_no, [code for code, _detail in answers.needs])
    live, row = _take_visit(visit, by, version)
    if row.state == VisitState.ACCEPTED and not by.may(Permission.CARE_REVIEW):
        raise Conflict("aftercare.visit.accepted", _("อำเภอตรวจรับแล้ว ถ้าต้องแก้ให้ส่งคำถามถึงอำเภอ"))
    answers = replace(answers, uuid=row.uuid)
    answers, judge = _with_scales(answers, row, by)
    kept = next(one for one in live.kept if one.visit_no == row.visit_no)
    _require_areas([(live.case.pk, answers, at)])
    arriving.refuse(arriving.look(live, answers, by=judge, today=bangkok_day(at), instead_of=kept), answers)
    made = arriving.again(live, kept, answers, by=judge, at=at)
    _unsay_move(made, row, by=by, at=at)
    photo = photos.keep(answers.photo, office=live.office, by=by, at=at).pk if answers.photo else row.photo_id
    lives.settle(live, bangkok_day(at))
    keeping.push_aside([live])
    keeping.rewrite(made, row, photo_id=photo, reason=reason.strip(), by=by, at=at)
    keeping.ask_for([made], by=by, at=at)
    saving.save([live])
    asking.take_back(mistaken, by=by, at=at)
    keeping.say_why(made, reason.strip(), by=by, at=at)
    row.refresh_from_db()
    # The words of the reason are as sensitive as the visit: they stay with it, behind its wall.
    audit.record("aftercare.visit.corrected", _named(row), by=by, at=at, fields=(*keeping.ANSWERED, "correction"),
                 digest=keeping.digest_of(made))  # fmt: skip
    if made.closes:
        audit.record("aftercare.case.closed", live.case, by=by, at=at, reason=live.case.close_reason)
    keeping.offer_moves([made], by=by)
    keeping.tell([made], bangkok_day(at))
    return row


def _unsay_move(made: Arrived, row: Visit, *, by: Actor, at: datetime) -> None:
    """Take back the offer and the task of a move that a visit no longer says, or says of another place."""
    moves = made.answers.result in MOVES
    if row.result not in MOVES or (moves and made.answers.moved_to_area == row.moved_to_id):
        return
    arriving.unsay_move(made, by=by, at=at)
    if not any(one.result in MOVES for one in made.live.kept):
        transfers.take_back(case=made.live.case, by=by, at=at)
    elif row.moved_to_id:
        transfers.take_back(case=made.live.case, area=row.moved_to_id, by=by, at=at)


def _with_scales(answers: Answers, row: Visit, by: Actor) -> tuple[Answers, Actor]:
    """Return the answers with the 9Q and 8Q that stand, when the actor may not ask them, and who they are judged by.

    Whoever corrects a day or a word without the health right must not wipe what health staff found.
    """
    if by.may(Permission.CARE_HEALTH) or not answers.is_screened or answers.q9 or answers.q8:
        return answers, by
    with wall.sensitive():
        known = Screening.objects.filter(case_id=row.case_id, visit_no=row.visit_no).first()
    if known is None or not (known.q9 or known.q8):
        return answers, by
    wide = replace(by, permissions=by.permissions | {Permission.CARE_HEALTH})
    return replace(answers, q9=tuple(known.q9), q8=tuple(known.q8), broken_off=True), wide


def _named(row: Visit) -> tuple[str, str]:
    return ("aftercare.visit", f"{row.case_id}/{row.visit_no}")


def _take_visit(visit: Visit, by: Actor, version: int | None) -> tuple[Live, Visit]:
    """Lock a visit with its case. Errors: Conflict when it is no longer what was read."""
    live = take_one(visit.case, by)
    row = Visit.objects.select_for_update(of=("self",)).get(case_id=visit.case_id, visit_no=visit.visit_no)
    if version is not None and version != row.version:
        raise Conflict("aftercare.visit.changed", _changed(live, row), version=row.version)
    return live, row


def _changed(live: Live, row: Visit) -> str:
    with wall.lent(live.district.path):  # whoever wrote may stand above or beside whoever is told
        found = Entry.objects.filter(object_type="aftercare.visit", object_id=f"{row.case_id}/{row.visit_no}")
        last = found.aggregate(at=Max("at"))["at"]
    if last is None:
        return _("มีคนแก้บันทึกนี้แล้ว ดูฉบับล่าสุดก่อน")
    return _("มีคนแก้บันทึกนี้แล้วเมื่อ %(when)s ดูฉบับล่าสุดก่อน") % {"when": thai_date(last, "short time")}


@transaction.atomic
def accept(*, visit: Visit, by: Actor, at: datetime, version: int | None = None) -> Visit:
    """Accept a visit as it stands; `version` is the one that was read.

    Errors: NotAllowed without `aftercare.review`; Conflict when it was accepted before, waits for its team to mend it,
    or is no longer what was read.
    """
    by.require(Permission.CARE_REVIEW)
    _live, row = _take_visit(visit, by, version)
    if row.state == VisitState.ACCEPTED:
        raise Conflict("aftercare.visit.accepted", _("มีผู้ตรวจรับครั้งนี้ไปแล้ว"))
    if row.state == VisitState.RETURNED:
        raise Conflict("aftercare.visit.returned", _("ส่งคืนให้ทีมแก้อยู่ ตรวจรับได้เมื่อทีมส่งที่แก้มา"))
    row.state, row.reviewed_by, row.reviewed_at = VisitState.ACCEPTED, by.grant_id, at
    row.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    row.refresh_from_db()
    audit.record("aftercare.visit.accepted", _named(row), by=by, at=at, fields=("state",))
    return row


@transaction.atomic
def send_back(*, visit: Visit, comment: str, by: Actor, at: datetime, version: int | None = None) -> Visit:
    """Send a visit back to be corrected, with what to look at; `version` is the one that was read.

    Errors: NotAllowed without `aftercare.review`; Problem("aftercare.comment_missing"); Conflict when it was sent back,
    or is no longer what was read.
    """
    by.require(Permission.CARE_REVIEW)
    comment = comment.strip()
    if not comment:
        raise Problem("aftercare.comment_missing", _("บอกว่าต้องแก้อะไร"), field="comment")
    live, row = _take_visit(visit, by, version)
    if row.state == VisitState.RETURNED:
        raise Conflict("aftercare.visit.returned", _("ส่งคืนให้แก้ไปแล้ว รอทีมแก้"))
    row.state, row.reviewed_by, row.reviewed_at = VisitState.RETURNED, by.grant_id, at
    row.comment_sealed = sealing.seal(comment, column="visit.comment", row=str(row.uuid))
    row.save(update_fields=["state", "reviewed_by", "reviewed_at", "comment_sealed"])
    row.refresh_from_db()
    audit.record("aftercare.visit.returned", _named(row), by=by, at=at, fields=("state", "comment"))
    telling.tell_one(
        live.office, "returned", f"{live.case.public_id}:{row.visit_no}:{row.version}", kind=NoticeKind.WORK, at=at,
        audience=Permission.CARE_VISIT, url=telling.address("today"),
    )  # fmt: skip
    return row
