"""The verbs of a request: check, decide, announce, close, withdraw, merge, reopen.

Each locks the request, then its needs, holds it against the state table, moves the needs by their own verbs, and
writes one entry `assistance.request.moved`. Help that is given is in `delivering`, taking in is in `receiving`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tidtam.assistance import access, notes
from tidtam.assistance.actions.advancing import (
    Step,
    announceable_ones,
    give_reason,
    go_many,
    lock,
    needs_by,
    save,
    settled,
)
from tidtam.assistance.actions.following import MOVED, MovedRequests, requests_of
from tidtam.assistance.actions.ledger import Change
from tidtam.assistance.actions.receiving import (
    AffectedValues,
    EvidenceValues,
    Intake,
    Wanted,
    receive,
    receive_many,
    visible,
)
from tidtam.assistance.actions.verbs import move_many
from tidtam.assistance.choices import (
    COUNTED,
    OPEN,
    Bucket,
    CheckCode,
    Code,
    Likeness,
    RequestState,
    Vulnerable,
)
from tidtam.assistance.models import Check, DuplicateCheck, Need, Request
from tidtam.assistance.queries import twins
from tidtam.assistance.rules import landing
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Problem
from tidtam.thai.digits import to_arabic

__all__ = [
    "MOVED", "AffectedValues", "EvidenceValues", "Intake", "MovedRequests", "Step", "Wanted", "amend", "announce",
    "appoint", "assign", "check_item", "close", "defer", "give_reason", "go_many", "grant", "lock", "merge",
    "needs_by", "note_duplicates", "receive", "receive_many", "refer", "refuse", "reopen", "requests_of", "save",
    "send_to_committee", "settled", "start_verifying", "visible", "withdraw",
]  # fmt: skip


def _open(request: Request) -> list[Need]:
    return list(Need.objects.filter(request=request, bucket__in=OPEN).order_by("pk"))


def _move(needs: Sequence[Need], verb: str, by: Actor, at: datetime, **more: Any) -> None:
    if needs:
        changes = [Change(need.pk, **more) for need in needs]
        move_many(verb=verb, changes=changes, by=needs_by(by), at=at, led=True)


def _go(verb: str, step: Step, by: Actor, at: datetime) -> Request:
    return go_many(verb=verb, steps=[step], by=by, at=at)[0]


def start_verifying(*, request: Request, version: int | None = None, by: Actor, at: datetime) -> Request:
    """Begin to look at the facts. Errors: NotAllowed; Missing; Conflict."""
    return _go("start_verifying", Step(request.pk, version), by, at)


@transaction.atomic
def check_item(
    *, request: Request, code: str, done: bool = True, note: str = "", version: int | None = None, by: Actor,
    at: datetime,
) -> Request:  # fmt: skip
    """Note one thing as looked at, or take the tick back; the first begins the verification.

    Errors: NotAllowed; Missing; Conflict; Problem assistance.bad_code.
    """
    one = lock(request, "check_item", by, version)
    if code not in CheckCode.values:
        raise Problem("assistance.bad_code", "เลือกจากรายการตรวจ", field="code")
    sealed = notes.seal_for(visible(note), "check.note", f"{one.public_id}.{code}")
    Check.objects.update_or_create(
        request=one, code=code,
        defaults={"scope_path": one.scope_path, "done": done, "note_sealed": sealed, "by": by.grant_id, "at": at},
    )  # fmt: skip
    return save(one, "check_item", landing("check_item", one.state), by=by, at=at)


@transaction.atomic
def appoint(
    *, request: Request, when: datetime, words: str = "", version: int | None = None, by: Actor, at: datetime
) -> Request:
    """Make an appointment with the requester. Errors: NotAllowed; Missing; Conflict; Problem assistance.bad_day."""
    one = lock(request, "appoint", by, version)
    if timezone.localdate(when) < timezone.localdate(at):
        raise Problem("assistance.bad_day", "วันนัดต้องไม่ก่อนวันนี้", field="when")
    one.appointment_at, one.due_on = when, timezone.localdate(when)
    one.appointment_sealed = notes.seal_for(visible(words), "request.appointment", one.public_id)
    return save(one, "appoint", one.state, "appointment_at", "appointment_sealed", "due_on", by=by, at=at)


@transaction.atomic
def assign(
    *, request: Request, division: str, due_on: date | None = None, next_step: str = "", version: int | None = None,
    by: Actor, at: datetime,
) -> Request:  # fmt: skip
    """Say which division has it, what it does next and by when. Errors: NotAllowed; Missing; Conflict; Problem."""
    one = lock(request, "assign", by, version)
    if not visible(division):
        raise Problem("assistance.division_missing", "บอกว่ากองไหนรับผิดชอบ", field="division")
    one.division, one.due_on, one.next_step = visible(division)[:60], due_on, visible(next_step)[:200]
    return save(one, "assign", one.state, "division", "due_on", "next_step", by=by, at=at)


@transaction.atomic
def amend(
    *, request: Request, title: str, category: str, track: str, problem: str = "", wanted: str = "",
    happened_on: date | None = None, household: int | None = None, house_no: str | None = None, moo: str | None = None,
    area: str | None = None, vulnerable: Collection[str] | None = None, version: int | None = None, by: Actor,
    at: datetime,
) -> Request:  # fmt: skip
    """Correct what the form says; the old row is kept. A place, or who needs care, of None stays as it is.

    Errors: NotAllowed; Missing; Conflict; Problem.
    """
    one = lock(request, "amend", by, version)
    kinds = {name for name, _label in Request._meta.get_field("category").flatchoices}
    if not visible(title) or category not in kinds or track not in ("immediate", "committee"):
        raise Problem("assistance.title_missing", "กรอกชื่อเรื่อง ประเภท และทางพิจารณา", field="title")
    if (happened_on and happened_on > one.asked_on) or not (household is None or 1 <= household <= 99):
        raise Problem("assistance.bad_day", "วันที่เกิดเหตุต้องไม่เลยวันที่ขอ และจำนวนคนเป็นเลข 1 ถึง 99", field="happened_on")
    one.title, one.category, one.track = visible(title)[:200], category, track
    one.happened_on, one.household = happened_on, household
    one.house_no = one.house_no if house_no is None else to_arabic(visible(house_no))[:30]
    one.moo = one.moo if moo is None else to_arabic(visible(moo))[:4]
    one.area_id = area or one.area_id
    one.vulnerable = one.vulnerable if vulnerable is None else sorted(set(vulnerable) & set(Vulnerable.values))
    one.problem_sealed = notes.seal_for(visible(problem), "request.problem", one.public_id)
    one.wanted_sealed = notes.seal_for(visible(wanted), "request.wanted", one.public_id)
    rules = access.reference_rules(one.asked_on).filter(category=category, track=track)
    one.rule = rules.first()
    fields = ("title", "category", "track", "happened_on", "household", "house_no", "moo", "area", "vulnerable", "rule")
    return save(one, "amend", one.state, *fields, "problem_sealed", "wanted_sealed", by=by, at=at)


def note_duplicates(
    *, request: Request, compared: int, found: Sequence[tuple[str, str]] = (), concluded: str, note: str = "",
    version: int | None = None, by: Actor, at: datetime,
) -> Request:  # fmt: skip
    """Note the answer of the duplicate check (office and number only) and what it was taken for.

    Errors: NotAllowed; Missing; Conflict; Problem assistance.concluded_missing.
    """
    step = Step(request.pk, version, compared=compared, found=found, concluded=concluded, note=note)
    return _go("note_duplicates", step, by, at)


def send_to_committee(*, request: Request, version: int | None = None, by: Actor, at: datetime) -> Request:
    """Put a checked request before the committee, whatever its track was. Errors: NotAllowed; Missing; Conflict."""
    return _go("send_to_committee", Step(request.pk, version), by, at)


def grant(
    *, request: Request, reason: str, on: date | None = None, refused: Collection[int] = (), due_on: date | None = None,
    version: int | None = None, by: Actor, at: datetime,
) -> Request:  # fmt: skip
    """Decide to help: the needs that wait are taken up, those in `refused` (ids) are refused for the same reason.

    Errors: NotAllowed without `assistance.decide`; Missing; Conflict; Problem assistance.reason_missing.
    """
    step = Step(request.pk, version, reason=reason, on=on, refused=refused, due_on=due_on)
    return _go("grant", step, by, at)


def refer(
    *, request: Request, reason: str, on: date | None = None, version: int | None = None, by: Actor, at: datetime
) -> Request:
    """Decide that others must help: the needs that wait are beyond the office. Errors: as `grant`."""
    return _go("refer", Step(request.pk, version, reason=reason, on=on), by, at)


def refuse(
    *, request: Request, reason: str, on: date | None = None, version: int | None = None, by: Actor, at: datetime
) -> Request:
    """Decide that it is not eligible, with the reason the requester is told. Errors: as `grant`."""
    return _go("refuse", Step(request.pk, version, reason=reason, on=on), by, at)


def defer(
    *, request: Request, reason: str, on: date | None = None, version: int | None = None, by: Actor, at: datetime
) -> Request:
    """Put the decision off to another meeting. Errors: as `grant`."""
    return _go("defer", Step(request.pk, version, reason=reason, on=on), by, at)


def announce(*, request: Request, until: date, version: int | None = None, by: Actor, at: datetime) -> Request:
    """Note that the request hangs on an announcement until a day, that day too.

    Errors: NotAllowed; Missing; Conflict; Problem assistance.not_announceable, assistance.bad_day.
    """
    return _go("announce", Step(request.pk, version, until=until), by, at)


def may_announce(request: Request) -> bool:
    """Say whether the requester's name may hang on a board. Shape: one query."""
    return bool(announceable_ones([request]))


def close(*, request: Request, reason: str = "", version: int | None = None, by: Actor, at: datetime) -> Request:
    """Close a request whose needs have all ended; one that could be announced and was not says why.

    Errors: NotAllowed; Missing; Conflict while it is announced; Problem assistance.reason_missing.
    """
    return _go("close", Step(request.pk, version, reason=reason), by, at)


def withdraw(*, request: Request, reason: str = "", version: int | None = None, by: Actor, at: datetime) -> Request:
    """Note that the requester no longer asks; what was given stays given. Errors: NotAllowed; Missing; Conflict."""
    return _go("withdraw", Step(request.pk, version, reason=reason), by, at)


@transaction.atomic
def merge(
    *, request: Request, into: Request, reason: str = "", version: int | None = None, by: Actor, at: datetime
) -> Request:
    """Fold a request into another of the same requester at the same office: like needs are merged, the others join it.

    Who came as another row of the register is the same human by the same number, or as the clerk says with a reason;
    then the needs are the other row's, so that nobody counts twice.
    Errors: NotAllowed; Missing; Conflict; Problem assistance.merge_other, assistance.reason_missing.
    """
    list(access.requests(by).filter(pk__in=[request.pk, into.pk]).select_for_update(of=("self",)).order_by("pk"))
    one = lock(request, "merge", by, version)
    other = access.requests(by).filter(pk=into.pk).select_related("person").first()
    fits = other is not None and other.pk != one.pk and other.office_id == one.office_id and other.state in twins.LIVE
    how = twins.same(one, other) if other is not None and fits else ""
    if other is None or not how:
        raise Problem("assistance.merge_other", "รวมได้เฉพาะกับคำขอที่ยังไม่จบของคนเดียวกันที่หน่วยงานเดียวกัน", field="into")
    if how != twins.ROW:
        _same_human(one, other, how, visible(reason), by, at)
    folded = {need.code: need for need in Need.objects.filter(request=other, bucket__in=COUNTED).order_by("-pk")}
    for need in _open(one):
        if need.code in folded and need.code != Code.OTH:
            _move([need], "merge", by, at, into=folded[need.code])
        else:
            Need.objects.filter(pk=need.pk).update(request=other)
    one.merged_into = other
    return save(one, "merge", RequestState.MERGED, "merged_into", by=by, at=at)


def _same_human(one: Request, other: Request, how: str, reason: str, by: Actor, at: datetime) -> None:
    """Let the needs of a request be those of another row of the register, and keep how the clerk knew.

    Errors: Problem assistance.reason_missing when the number does not say it.
    """
    if how not in twins.CERTAIN:
        if not reason:
            raise Problem("assistance.reason_missing", "บอกว่ารู้ได้อย่างไรว่าเป็นคนเดียวกัน", field="reason")
        DuplicateCheck.objects.create(
            request=one, scope_path=one.scope_path, at=at, by=by.grant_id, compared=1, concluded=Likeness.SAME,
            note_sealed=notes.seal_for(reason[:2000], "duplicate.note", one.public_id),
        )  # fmt: skip
    Need.objects.filter(request=one).update(person=other.person_id)


@transaction.atomic
def reopen(
    *, request: Request, reason: str, needs: Collection[int] = (), version: int | None = None, by: Actor, at: datetime
) -> Request:
    """Open an ended request again, with all its needs that ended as it did, or those of `needs` (ids) only.

    Why is kept with the needs: what the office last answered stands until it decides anew.
    Errors: NotAllowed; Missing; Conflict; Problem assistance.reason_missing, assistance.needs_missing.
    """
    one = lock(request, "reopen", by, version)
    if not visible(reason):
        raise Problem("assistance.reason_missing", "บอกเหตุผลให้ผู้ขอเข้าใจได้", field="reason")
    ended = Need.objects.filter(Q(request=one), bucket__in=(Bucket.MET, Bucket.WITHDRAWN, Bucket.NOT_ELIGIBLE))
    kind = {RequestState.REFUSED: Bucket.NOT_ELIGIBLE, RequestState.WITHDRAWN: Bucket.WITHDRAWN}.get(
        RequestState(one.state), Bucket.MET
    )
    again = list(ended.filter(pk__in=needs) if needs else ended.filter(bucket=kind))
    if not again and not needs:
        again = list(ended)
    if not again:
        raise Problem("assistance.needs_missing", "เลือกรายการที่จะเปิดอีกครั้ง", field="needs")
    _move(again, "reopen", by, at, words=visible(reason))
    one.reopened += 1
    return save(one, "reopen", RequestState.REOPENED, "reopened", by=by, at=at)
