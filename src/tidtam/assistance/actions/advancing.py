"""Move requests on by one verb, set by set: one at a desk, or a nation's history; one is a batch of one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.clock import BANGKOK
from tidtam.assistance import access, notes
from tidtam.assistance.actions.following import buckets_of, enter, record, take_off, versions_of
from tidtam.assistance.actions.ledger import BATCH, Change
from tidtam.assistance.actions.receiving import visible
from tidtam.assistance.actions.verbs import move_many
from tidtam.assistance.choices import OPEN, Bucket, Decision, Likeness, Reason, RequestState
from tidtam.assistance.models import Delivery, HandedNeed, Need, Request
from tidtam.assistance.rules import after_needs, allowed, announceable, landing
from tidtam.assistance.transitions import NEEDS_BY_REQUEST, REQUEST
from tidtam.files.models import StoredFile
from tidtam.kernel import rows
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem


@dataclass(frozen=True, slots=True)
class Step:
    """What one request goes through by a verb; what a verb does not ask for stays empty.

    `version` is what the caller saw, `at` the instant it happened, when that is not now. `refused`: ids of needs.
    """

    request: int
    version: int | None = None
    at: datetime | None = None
    reason: str = ""
    on: date | None = None
    due_on: date | None = None
    until: date | None = None
    refused: Collection[int] = ()
    compared: int = 0
    found: Sequence[tuple[str, str]] = ()
    concluded: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Going:
    """A locked request, what it goes through, and the instant that counts."""

    request: Request
    step: Step
    at: datetime

    @property
    def day(self) -> date:
        """Return the day in Bangkok."""
        return self.at.astimezone(BANGKOK).date()


@transaction.atomic
def go_many(*, verb: str, steps: Sequence[Step], by: Actor, at: datetime) -> list[Request]:
    """Move requests on by one verb, with one audit entry per office and batch. All or none; no request twice.

    Shape: the requests in the order of the steps. For `start_verifying`, `note_duplicates`, `send_to_committee`,
    `grant`, `refer`, `refuse`, `defer`, `announce`, `close`, `withdraw`.
    Errors: NotAllowed; Missing; Conflict; Problem as the single verbs.
    """
    prepare, fields = VERBS[verb]
    desk, done = Desk(by, at), list[Request]()
    for start in range(0, len(steps), BATCH):
        batch = steps[start : start + BATCH]
        locked = lock_many([(one.request, one.version) for one in batch], verb, by)
        pairs = [Going(request, one, one.at or at) for request, one in zip(locked, batch, strict=True)]
        prepare(pairs, desk)
        states = settled_many(locked, verb) if verb in NEEDS_BY_REQUEST or verb == "defer" else landed(locked, verb)
        write(pairs, verb, states, fields, by, at)
        done += locked
    return done


def lock_many(wanted: Sequence[tuple[int, int | None]], verb: str, by: Actor) -> list[Request]:
    """Lock requests (id, version seen) in scope and hold each against the state table. Shape: in the order wanted.

    Errors: NotAllowed; Missing outside scope; Conflict when one has moved on.
    """
    move = REQUEST[verb]
    by.require(move.permission)
    standing = access.requests(by).select_for_update(of=("self",)).order_by("pk")
    if len(wanted) == 1:  # a page goes on with it; thousands would be made for nothing
        standing = standing.select_related("office", "person")
    found = {one.pk: one for one in standing.filter(pk__in=[pk for pk, _version in wanted])}
    locked = []
    for pk, version in wanted:
        row = found.get(pk)
        if row is None:
            raise Missing("assistance.missing", "ไม่พบคำขอนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่")
        hold(row, verb)
        if version is not None and version != row.version:
            raise Conflict("assistance.request.moved_on", "มีคนแก้คำขอนี้ไปก่อนแล้ว ข้อความที่พิมพ์ยังอยู่ ตรวจแล้วบันทึกอีกครั้ง")
        locked.append(row)
    return locked


def hold(request: Request, verb: str) -> None:
    """Hold a request against the state table. Errors: Conflict when the verb does not fit."""
    if not allowed(verb, request.state, request.track):
        raise Conflict(
            "assistance.request.bad_state",
            _("คำขอ %(number)s “%(state)s” อยู่ จึง%(verb)sไม่ได้")
            % {"number": request.shown, "state": request.get_state_display(), "verb": _(REQUEST[verb].label)},
        )


def landed(requests: Sequence[Request], verb: str) -> dict[int, str]:
    """Return the state each request lands in by a verb that leaves its needs alone."""
    return {one.pk: landing(verb, one.state) for one in requests}


def settled_many(requests: Sequence[Request], verb: str, *, given: bool = False) -> dict[int, str]:
    """Return the state each request lands in by a verb, its needs as they stand now. Shape: two queries."""
    ids = [one.pk for one in requests]
    buckets = buckets_of(ids)
    handed = set(HandedNeed.objects.filter(request__in=ids).values_list("request_id", flat=True))
    return {
        one.pk: after_needs(landing(verb, one.state), buckets.get(one.pk, []), given=given, handed=one.pk in handed)
        for one in requests
    }


def write(
    pairs: Sequence[Going], verb: str, states: Mapping[int, str], fields: Iterable[str], by: Actor, at: datetime
) -> None:
    """Write locked requests in their new states, and one audit entry per office."""
    names = list(dict.fromkeys(("state", "since", "closed_at", "announced_until", *fields)))
    columns = [str(getattr(Request._meta.get_field(name), "attname", name)) for name in names]
    for one in pairs:
        enter(one.request, states[one.request.pk], one.at)
    values = [(one.request.pk, *(getattr(one.request, name) for name in columns)) for one in pairs]
    rows.update("assistance_request", ("id",), columns, values)
    versions = versions_of([one.request.pk for one in pairs])
    for one in pairs:
        one.request.version = versions[one.request.pk]
    record([one.request for one in pairs], verb, fields=("state", *fields), by=by, at=at)
    take_off([one.request for one in pairs], by=by, at=at)


def lock(request: Request, verb: str, by: Actor, version: int | None = None) -> Request:
    """Lock a request in scope and hold it against the state table. Errors: as `lock_many`."""
    return lock_many([(request.pk, version)], verb, by)[0]


def save(request: Request, verb: str, state: str, *fields: str, by: Actor, at: datetime) -> Request:
    """Write a locked request in its new state, and its one audit entry."""
    write([Going(request, Step(request.pk), at)], verb, {request.pk: state}, fields, by, at)
    return request


def settled(request: Request, verb: str, *, given: bool = False) -> str:
    """Return the state a request lands in by a verb, its needs as they stand now."""
    return settled_many([request], verb, given=given)[request.pk]


def needs_by(actor: Actor) -> Actor:
    """Return the actor with the right to move the needs of a request they may decide about."""
    return replace(actor, permissions=actor.permissions | {Permission.NEEDS_MANAGE})


def give_reason(request: Request, words: str, *, further: bool = False) -> None:
    """Put the reason the office tells the requester into a request; `further`: below the reason that stands.

    What the requester says themselves never comes here: it is kept with the needs. Errors: assistance.reason_missing.
    """
    words = visible(words)
    if not words:
        raise Problem("assistance.reason_missing", "บอกเหตุผลให้ผู้ขอเข้าใจได้", field="reason")
    if further and request.decision:
        told = notes.unseal_for(request.reason_sealed, "request.reason", request.public_id)
        words = words if words in told.splitlines() or not told else f"{told}\n{words}"
    request.reason_sealed = notes.seal_for(words, "request.reason", request.public_id)


def announceable_ones(requests: Collection[Request]) -> set[int]:
    """Return the ids of those whose requester's name may hang on a board. Shape: one query."""
    codes: dict[int, list[str]] = defaultdict(list)
    ids = [one.pk for one in requests]
    for pk, code in Need.objects.filter(request__in=ids).order_by().values_list("request_id", "code") if ids else ():
        codes[pk].append(code)
    return {one.pk for one in requests if announceable(codes[one.pk], one.door, one.category)}


class Desk:
    """Where the needs of locked requests stand, and how they are moved: the tables themselves."""

    def __init__(self, by: Actor, at: datetime) -> None:
        self.by, self.at = by, at

    def opened(self, pairs: Sequence[Going]) -> list[tuple[Need, Going]]:
        """Return the open needs of the requests. Shape: one query."""
        of = {one.request.pk: one for one in pairs}
        needs = Need.objects.filter(request__in=list(of), bucket__in=OPEN).order_by("pk")
        return [(need, of[need.request_id]) for need in needs if need.request_id is not None]

    def stands(self, needs: Sequence[Need]) -> dict[int, list[Delivery]]:
        """Return the help that was given for each of these needs and not voided. Shape: one query."""
        found: dict[int, list[Delivery]] = defaultdict(list)
        for one in Delivery.objects.filter(need__in=[need.pk for need in needs], voided_at=None).order_by("on", "pk"):
            found[one.need_id].append(one)
        return found

    def move(self, verb: str, needs: Sequence[tuple[Need, Change]]) -> None:
        """Move needs by a verb of theirs; the verb of the request settles its state."""
        if needs:
            changes = [change for _need, change in needs]
            move_many(verb=verb, changes=changes, by=needs_by(self.by), at=self.at, led=True)

    def announceable(self, requests: Collection[Request]) -> set[int]:
        """Return the ids of those whose requester's name may hang on a board. Shape: one query."""
        return announceable_ones(requests)

    def compared(self, made: Sequence[tuple[Any, ...]]) -> None:
        """Keep what was compared. A row's values stand in the order of `COMPARED`."""
        rows.insert("assistance_duplicatecheck", COMPARED, made)


COMPARED = ("request_id", "scope_path", "at", "by", "compared", "found", "concluded", "note_sealed")


# What each verb does to the columns and the needs of locked requests -------------------------------------------------
def _nothing(_pairs: Sequence[Going], _desk: Desk) -> None:
    """Let the state change alone."""


def _duplicates(pairs: Sequence[Going], desk: Desk) -> None:
    made = []
    for one in pairs:
        step, request = one.step, one.request
        if step.concluded not in Likeness.values or (step.concluded == Likeness.NONE and step.found):
            raise Problem("assistance.concluded_missing", "บอกว่าคำขอที่พบเป็นเรื่องเดียวกันหรือไม่", field="concluded")
        found = json.dumps([[str(office), str(number)] for office, number in step.found])
        sealed = notes.seal_for(visible(step.note), "duplicate.note", request.public_id)
        made.append(
            (request.pk, request.scope_path, one.at, desk.by.grant_id, step.compared, found, step.concluded, sealed)
        )
    desk.compared(made)


def _committee(pairs: Sequence[Going], _desk: Desk) -> None:
    for one in pairs:
        one.request.track = "committee"


def _grant(pairs: Sequence[Going], desk: Desk) -> None:
    _decide(pairs, Decision.GRANTED)
    opened = desk.opened(pairs)
    refused = [(need, one) for need, one in opened if need.pk in one.step.refused]
    _end("refuse", refused, lambda one: {"words": one.step.reason}, desk)
    taken = [(need, one) for need, one in opened if need.pk not in one.step.refused and need.bucket == Bucket.UNMET]
    _move("take_up", taken, lambda one: {"due_on": one.step.due_on}, desk)


def _refer(pairs: Sequence[Going], desk: Desk) -> None:
    _decide(pairs, Decision.REFERRED)
    waiting = [(need, one) for need, one in desk.opened(pairs) if need.bucket == Bucket.UNMET]
    _move("set_unmet", waiting, lambda one: {"reason": Reason.BEYOND, "words": one.step.reason}, desk)


def _refuse(pairs: Sequence[Going], desk: Desk) -> None:
    _decide(pairs, Decision.REFUSED)
    _end("refuse", desk.opened(pairs), lambda one: {"words": one.step.reason}, desk)


def _defer(pairs: Sequence[Going], _desk: Desk) -> None:
    _decide(pairs, Decision.DEFERRED)


def _decide(pairs: Sequence[Going], decision: str) -> None:
    for one in pairs:
        request, day = one.request, one.step.on or one.day
        give_reason(request, one.step.reason)
        if not request.asked_on <= day <= one.day:
            raise Problem("assistance.bad_day", "วันที่พิจารณาต้องไม่ก่อนวันที่ขอ และไม่เลยวันนี้", field="on")
        request.decision, request.decided_on, request.due_on = decision, day, one.step.due_on


def _announce(pairs: Sequence[Going], desk: Desk) -> None:
    may = desk.announceable([one.request for one in pairs])
    for one in pairs:
        if one.step.until is None or one.step.until < one.day:
            raise Problem("assistance.bad_day", "วันครบกำหนดต้องไม่ก่อนวันนี้", field="until")
        if one.request.pk not in may:
            raise Problem("assistance.not_announceable", "เรื่องนี้ไม่ปิดประกาศชื่อ ปิดเรื่องได้เลย", field="until")
        one.request.announced_until = one.step.until


def _close(pairs: Sequence[Going], desk: Desk) -> None:
    silent = [one.request for one in pairs if not one.step.reason.strip() and one.request.state == RequestState.HELPED]
    must = desk.announceable(silent)
    for one in pairs:
        until = one.request.announced_until
        if one.request.state == RequestState.ANNOUNCED and until and one.day <= until:
            raise Conflict("assistance.request.announced", "ยังปิดประกาศไม่ครบกำหนด ครบแล้วจึงปิดเรื่องได้")
        if one.step.reason.strip() or one.request.pk in must:
            give_reason(one.request, one.step.reason, further=True)


def _withdraw(pairs: Sequence[Going], desk: Desk) -> None:
    _end("withdraw", desk.opened(pairs), lambda one: {"words": visible(one.step.reason)}, desk)


def _end(verb: str, needs: Sequence[tuple[Need, Going]], told: Callable[[Going], dict[str, Any]], desk: Desk) -> None:
    """End open needs by a verb, those alone for which nothing was given: what was given in part stays given."""
    stands = desk.stands([need for need, _one in needs]) if needs else {}
    _move(verb, [(need, one) for need, one in needs if not stands.get(need.pk)], told, desk)
    helped = [(need, one) for need, one in needs if stands.get(need.pk)]
    met = [(need, met_by(need, stands[need.pk], at=one.step.at), one) for need, one in helped]
    desk.move("settle", [(need, replace(change, **told(one))) for need, change, one in met])


def met_by(
    need: Need, stands: Sequence[Delivery], *, at: datetime | None = None, proof: StoredFile | None = None
) -> Change:
    """Return what a need changes to when all that was given for it is what it gets."""
    amounts = [one.amount_baht for one in stands if one.amount_baht is not None]
    funds = dict.fromkeys(one.fund for one in stands if one.fund)
    shown = proof or next((one.proof for one in reversed(stands) if one.proof_id is not None), None)
    return Change(
        need.pk, on=max(one.on for one in stands), at=at, given=", ".join(one.given for one in stands),
        amount=sum(amounts, Decimal(0)) if amounts else None, fund=", ".join(funds)[:120], proof=shown,
    )  # fmt: skip


def _move(verb: str, needs: Sequence[tuple[Need, Going]], told: Callable[[Going], dict[str, Any]], desk: Desk) -> None:
    desk.move(verb, [(need, Change(need.pk, at=one.step.at, **told(one))) for need, one in needs])


_Prepare = Callable[[Sequence[Going], Desk], None]
_DECIDED = ("decision", "decided_on", "due_on", "reason_sealed")
# Verb → what it does, and the columns it writes beside the state.
VERBS: dict[str, tuple[_Prepare, tuple[str, ...]]] = {
    "start_verifying": (_nothing, ()), "note_duplicates": (_duplicates, ()),
    "send_to_committee": (_committee, ("track",)), "grant": (_grant, _DECIDED), "refer": (_refer, _DECIDED),
    "refuse": (_refuse, _DECIDED), "defer": (_defer, _DECIDED), "announce": (_announce, ()),
    "close": (_close, ("reason_sealed",)), "withdraw": (_withdraw, ()),
}  # fmt: skip
