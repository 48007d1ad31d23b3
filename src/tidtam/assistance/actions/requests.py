"""The verbs of a request: check, decide, announce, close, withdraw, merge, reopen.

Each locks the request, then its needs, holds it against the state table, moves the needs by their own verbs, and
writes one entry `assistance.request.moved`. Help that is given is in `delivering`, taking in is in `receiving`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tidtam.assistance import access, notes
from tidtam.assistance.actions.following import (
    MOVED,
    MovedRequests,
    buckets_of,
    enter,
    record,
    requests_of,
    versions_of,
)
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
    IN_WORK,
    OPEN,
    Bucket,
    CheckCode,
    Code,
    Decision,
    Likeness,
    Reason,
    RequestState,
)
from tidtam.assistance.models import Check, DuplicateCheck, Need, Request
from tidtam.assistance.rules import after_needs, allowed, announceable, landing
from tidtam.assistance.transitions import REQUEST
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem

__all__ = [
    "MOVED", "AffectedValues", "EvidenceValues", "Intake", "MovedRequests", "Wanted", "amend", "announce", "appoint",
    "assign", "check_item", "close", "defer", "grant", "merge", "note_duplicates", "receive", "receive_many", "refer",
    "refuse", "reopen", "requests_of", "send_to_committee", "start_verifying", "withdraw",
]  # fmt: skip


def lock(request: Request, verb: str, by: Actor, version: int | None = None) -> Request:
    """Lock a request in scope and hold it against the state table.

    Errors: NotAllowed; Missing outside scope; Conflict when it has moved on.
    """
    move = REQUEST[verb]
    by.require(move.permission)
    one = access.requests(by).select_for_update(of=("self",)).select_related("office", "person").filter(pk=request.pk)
    row = one.first()
    if row is None:
        raise Missing("assistance.missing", "ไม่พบคำขอนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
    if not allowed(verb, row.state, row.track):
        raise Conflict(
            "assistance.request.bad_state",
            _("คำขอ %(number)s “%(state)s” อยู่ จึง%(verb)sไม่ได้")
            % {"number": row.shown, "state": row.get_state_display(), "verb": _(move.label)},
        )
    if version is not None and version != row.version:
        raise Conflict("assistance.request.moved_on", "มีคนแก้คำขอนี้ไปก่อนแล้ว ข้อความที่พิมพ์ยังอยู่ ตรวจแล้วบันทึกอีกครั้ง")
    return row


def save(request: Request, verb: str, state: str, *fields: str, by: Actor, at: datetime) -> Request:
    """Write a locked request in its new state, and its one audit entry."""
    enter(request, state, at)
    names = ("state", "since", "closed_at", "announced_until", *fields)
    request.save(update_fields=list(dict.fromkeys(names)))
    request.version = versions_of([request.pk])[request.pk]
    record([request], verb, fields=("state", *fields), by=by, at=at)
    return request


def settled(request: Request, verb: str, *, given: bool = False) -> str:
    """Return the state a request lands in by a verb, its needs as they stand now."""
    buckets = buckets_of([request.pk]).get(request.pk, [])
    return after_needs(landing(verb, request.state), buckets, given=given, handed=request.handed.exists())


def needs_by(actor: Actor) -> Actor:
    """Return the actor with the right to move the needs of a request they may decide about."""
    return replace(actor, permissions=actor.permissions | {Permission.NEEDS_MANAGE})


def _open(request: Request, *buckets: str) -> list[Need]:
    return list(Need.objects.filter(request=request, bucket__in=buckets or OPEN).order_by("pk"))


def _move(needs: Sequence[Need], verb: str, by: Actor, at: datetime, **more: Any) -> None:
    if needs:
        changes = [Change(need.pk, **more) for need in needs]
        move_many(verb=verb, changes=changes, by=needs_by(by), at=at, led=True)


def _reason(request: Request, words: str) -> None:
    words = visible(words)
    if not words:
        raise Problem("assistance.reason_missing", "บอกเหตุผลให้ผู้ขอเข้าใจได้", field="reason")
    request.reason_sealed = notes.seal_for(words, "request.reason", request.public_id)


@transaction.atomic
def start_verifying(*, request: Request, version: int | None = None, by: Actor, at: datetime) -> Request:
    """Begin to look at the facts. Errors: NotAllowed; Missing; Conflict."""
    one = lock(request, "start_verifying", by, version)
    return save(one, "start_verifying", RequestState.VERIFYING, by=by, at=at)


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
    happened_on: date | None = None, household: int | None = None, version: int | None = None, by: Actor, at: datetime,
) -> Request:  # fmt: skip
    """Correct what the form says; the old row is kept. Errors: NotAllowed; Missing; Conflict; Problem."""
    one = lock(request, "amend", by, version)
    kinds = {name for name, _label in Request._meta.get_field("category").flatchoices}
    if not visible(title) or category not in kinds or track not in ("immediate", "committee"):
        raise Problem("assistance.title_missing", "กรอกชื่อเรื่อง ประเภท และทางพิจารณา", field="title")
    if (happened_on and happened_on > one.asked_on) or not (household is None or 1 <= household <= 99):
        raise Problem("assistance.bad_day", "วันที่เกิดเหตุต้องไม่เลยวันที่ขอ และจำนวนคนเป็นเลข 1 ถึง 99", field="happened_on")
    one.title, one.category, one.track = visible(title)[:200], category, track
    one.happened_on, one.household = happened_on, household
    one.problem_sealed = notes.seal_for(visible(problem), "request.problem", one.public_id)
    one.wanted_sealed = notes.seal_for(visible(wanted), "request.wanted", one.public_id)
    rules = access.reference_rules(one.asked_on).filter(category=category, track=track)
    one.rule = rules.first()
    fields = ("title", "category", "track", "happened_on", "household", "problem_sealed", "wanted_sealed", "rule")
    return save(one, "amend", one.state, *fields, by=by, at=at)


@transaction.atomic
def note_duplicates(
    *, request: Request, compared: int, found: Sequence[tuple[str, str]] = (), concluded: str, note: str = "",
    version: int | None = None, by: Actor, at: datetime,
) -> Request:  # fmt: skip
    """Note the answer of the duplicate check (office and number only) and what it was taken for.

    Errors: NotAllowed; Missing; Conflict; Problem assistance.concluded_missing.
    """
    one = lock(request, "note_duplicates", by, version)
    if concluded not in Likeness.values or (concluded == Likeness.NONE and found):
        raise Problem("assistance.concluded_missing", "บอกว่าคำขอที่พบเป็นเรื่องเดียวกันหรือไม่", field="concluded")
    DuplicateCheck.objects.create(
        request=one, scope_path=one.scope_path, at=at, by=by.grant_id, compared=compared,
        found=[[str(office), str(number)] for office, number in found], concluded=concluded,
        note_sealed=notes.seal_for(visible(note), "duplicate.note", one.public_id),
    )  # fmt: skip
    return save(one, "note_duplicates", RequestState.CHECKED, by=by, at=at)


@transaction.atomic
def send_to_committee(*, request: Request, version: int | None = None, by: Actor, at: datetime) -> Request:
    """Put a checked request before the committee, whatever its track was. Errors: NotAllowed; Missing; Conflict."""
    one = lock(request, "send_to_committee", by, version)
    one.track = "committee"
    return save(one, "send_to_committee", RequestState.COMMITTEE, "track", by=by, at=at)


@transaction.atomic
def grant(
    *, request: Request, reason: str, on: date | None = None, refused: Collection[int] = (), due_on: date | None = None,
    version: int | None = None, by: Actor, at: datetime,
) -> Request:  # fmt: skip
    """Decide to help: the needs that wait are taken up, those in `refused` (ids) are refused for the same reason.

    Errors: NotAllowed without `assistance.decide`; Missing; Conflict; Problem assistance.reason_missing.
    """
    one = lock(request, "grant", by, version)
    _reason(one, reason)
    _move([need for need in _open(one) if need.pk in refused], "refuse", by, at, words=reason)
    _move(_open(one, Bucket.UNMET), "take_up", by, at, due_on=due_on)
    return _decided(one, "grant", Decision.GRANTED, on, due_on, by, at)


@transaction.atomic
def refer(
    *, request: Request, reason: str, on: date | None = None, version: int | None = None, by: Actor, at: datetime
) -> Request:
    """Decide that others must help: the needs that wait are beyond the office. Errors: as `grant`."""
    one = lock(request, "refer", by, version)
    _reason(one, reason)
    _move(_open(one, Bucket.UNMET), "set_unmet", by, at, reason=Reason.BEYOND, words=reason)
    return _decided(one, "refer", Decision.REFERRED, on, None, by, at)


@transaction.atomic
def refuse(
    *, request: Request, reason: str, on: date | None = None, version: int | None = None, by: Actor, at: datetime
) -> Request:
    """Decide that it is not eligible, with the reason the requester is told. Errors: as `grant`."""
    one = lock(request, "refuse", by, version)
    _reason(one, reason)
    _move(_open(one), "refuse", by, at, words=reason)
    return _decided(one, "refuse", Decision.REFUSED, on, None, by, at)


@transaction.atomic
def defer(
    *, request: Request, reason: str, on: date | None = None, version: int | None = None, by: Actor, at: datetime
) -> Request:
    """Put the decision off to another meeting. Errors: as `grant`."""
    one = lock(request, "defer", by, version)
    _reason(one, reason)
    return _decided(one, "defer", Decision.DEFERRED, on, None, by, at)


def _decided(
    one: Request, verb: str, decision: str, on: date | None, due_on: date | None, by: Actor, at: datetime
) -> Request:
    day = on or timezone.localdate(at)
    if not one.asked_on <= day <= timezone.localdate(at):
        raise Problem("assistance.bad_day", "วันที่พิจารณาต้องไม่ก่อนวันที่ขอ และไม่เลยวันนี้", field="on")
    one.decision, one.decided_on, one.due_on = decision, day, due_on
    fields = ("decision", "decided_on", "due_on", "reason_sealed")
    return save(one, verb, settled(one, verb), *fields, by=by, at=at)


@transaction.atomic
def announce(*, request: Request, until: date, version: int | None = None, by: Actor, at: datetime) -> Request:
    """Note that the request hangs on an announcement until a day, that day too.

    Errors: NotAllowed; Missing; Conflict; Problem assistance.not_announceable, assistance.bad_day.
    """
    one = lock(request, "announce", by, version)
    if until < timezone.localdate(at):
        raise Problem("assistance.bad_day", "วันครบกำหนดต้องไม่ก่อนวันนี้", field="until")
    if not may_announce(one):
        raise Problem("assistance.not_announceable", "เรื่องนี้ไม่ปิดประกาศชื่อ ปิดเรื่องได้เลย", field="until")
    one.announced_until = until
    return save(one, "announce", RequestState.ANNOUNCED, by=by, at=at)


def may_announce(request: Request) -> bool:
    """Say whether the requester's name may hang on a board. Shape: one query."""
    return announceable(request.needs.values_list("code", flat=True), request.door)


@transaction.atomic
def close(*, request: Request, reason: str = "", version: int | None = None, by: Actor, at: datetime) -> Request:
    """Close a request whose needs have all ended; one that could be announced and was not says why.

    Errors: NotAllowed; Missing; Conflict while it is announced; Problem assistance.reason_missing.
    """
    one = lock(request, "close", by, version)
    if one.state == RequestState.ANNOUNCED and one.announced_until and timezone.localdate(at) <= one.announced_until:
        raise Conflict("assistance.request.announced", "ยังปิดประกาศไม่ครบกำหนด ครบแล้วจึงปิดเรื่องได้")
    if reason.strip() or (one.state == RequestState.HELPED and may_announce(one)):
        _reason(one, reason)
    return save(one, "close", RequestState.CLOSED, "reason_sealed", by=by, at=at)


@transaction.atomic
def withdraw(*, request: Request, reason: str = "", version: int | None = None, by: Actor, at: datetime) -> Request:
    """Note that the requester no longer asks; what was given stays given. Errors: NotAllowed; Missing; Conflict."""
    one = lock(request, "withdraw", by, version)
    if reason.strip():
        _reason(one, reason)
    _move(_open(one), "withdraw", by, at, words=visible(reason))
    return save(one, "withdraw", settled(one, "withdraw"), "reason_sealed", by=by, at=at)


@transaction.atomic
def merge(*, request: Request, into: Request, version: int | None = None, by: Actor, at: datetime) -> Request:
    """Fold a request into another of the same requester at the same office: like needs are merged, the others join it.

    Errors: NotAllowed; Missing; Conflict; Problem assistance.merge_other.
    """
    list(access.requests(by).filter(pk__in=[request.pk, into.pk]).select_for_update(of=("self",)).order_by("pk"))
    one = lock(request, "merge", by, version)
    other = access.requests(by).filter(pk=into.pk).select_related("person").first()
    same = (
        other is not None and other.pk != one.pk and other.office_id == one.office_id
        and other.state in (*IN_WORK, RequestState.DECIDED, RequestState.DELIVERING)
        and (other.person.merged_into_id or other.person_id) == (one.person.merged_into_id or one.person_id)
    )  # fmt: skip
    if other is None or not same:
        raise Problem("assistance.merge_other", "รวมได้เฉพาะกับคำขอที่ยังไม่จบของคนเดียวกันที่หน่วยงานเดียวกัน", field="into")
    twins = {need.code: need for need in Need.objects.filter(request=other, bucket__in=COUNTED).order_by("-pk")}
    for need in _open(one):
        if need.code in twins and need.code != Code.OTH:
            _move([need], "merge", by, at, into=twins[need.code])
        else:
            Need.objects.filter(pk=need.pk).update(request=other)
    one.merged_into = other
    return save(one, "merge", RequestState.MERGED, "merged_into", by=by, at=at)


@transaction.atomic
def reopen(
    *, request: Request, reason: str, needs: Collection[int] = (), version: int | None = None, by: Actor, at: datetime
) -> Request:
    """Open an ended request again, with all its needs that ended as it did, or those of `needs` (ids) only.

    Errors: NotAllowed; Missing; Conflict; Problem assistance.reason_missing, assistance.needs_missing.
    """
    one = lock(request, "reopen", by, version)
    _reason(one, reason)
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
    return save(one, "reopen", RequestState.REOPENED, "reopened", "reason_sealed", by=by, at=at)
