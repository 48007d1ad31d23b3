"""Take requests in together with all that befell them since: a register kept elsewhere, or the nation of a demo.

The verbs, their rules and their checks are those of `advancing` and `delivering`; what they do is worked out before
anything is written, so every row is written once, as it ends.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from tidtam.assistance.actions import delivering, following, ledger, opening, receiving, verbs
from tidtam.assistance.actions.advancing import COMPARED, VERBS, Desk, Going, Step, hold
from tidtam.assistance.actions.delivering import Given
from tidtam.assistance.actions.ledger import BATCH, Change, day_of
from tidtam.assistance.actions.receiving import Intake
from tidtam.assistance.choices import Bucket
from tidtam.assistance.models import Delivery, Need, Request
from tidtam.assistance.rules import Step as Entered
from tidtam.assistance.rules import after_needs, announceable, change, landing
from tidtam.assistance.rules import opening as opens
from tidtam.assistance.transitions import NEED, NEEDS_BY_REQUEST, REQUEST
from tidtam.kernel import rows
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Problem
from tidtam.offices.models import Office


@dataclass(frozen=True, slots=True)
class Past:
    """A form as it came in, and what was done about it, verb by verb in order; every verb with its own instant.

    A `Given` stands for the verb `deliver`, its `need` for the place in the form; a `Step` names no request.
    """

    office: Office
    intake: Intake
    deeds: Sequence[tuple[str, Step | Given]] = ()


@transaction.atomic
def receive_with_history(*, pasts: Sequence[Past], by: Actor, at: datetime) -> list[Request]:
    """Take requests in with what befell them, batch by batch; one audit entry per office, batch and verb.

    Shape: the requests in order; the same rows and digests as `receive_many` and then every verb, but for `version`
    and the old rows of a database that never said otherwise.
    Errors: as those; the details of a Problem name the `row`, from 0. A uuid that stands already is refused.
    """
    for verb in {verb for past in pasts for verb, _said in past.deeds}:
        by.require(REQUEST[verb].permission)
    receiving.hold([(past.office, past.intake) for past in pasts], by, at)
    made: list[Request] = []
    for start in range(0, len(pasts), BATCH):
        made += _receive(pasts[start : start + BATCH], start, by, at)
    return made


def _receive(pasts: Sequence[Past], first: int, by: Actor, at: datetime) -> list[Request]:
    batch = [(past.office, past.intake) for past in pasts]
    requests = receiving.numbered(batch, by, at)
    asked = receiving.asked_of(requests, batch)
    for one in asked:
        opening.check(one, by, at)
    needs = opening.build(asked, at)
    for need, pk in zip(needs, rows.reserve("assistance_need", len(needs)), strict=True):
        need.id = pk
    ledger.record(needs, "open", fields=opening.FIELDS, by=by, at=at)
    following.record(requests, "receive", fields=receiving.FIELDS, by=by, at=at)
    paper = Paper(by, at, needs)
    for number, (request, past) in enumerate(zip(requests, pasts, strict=True), first):
        try:
            _live(request, past, paper)
        except Problem as problem:
            problem.details.setdefault("row", number)
            raise
    receiving.save(requests, batch, by, at)
    paper.save(needs)
    paper.record()
    return requests


def _live(request: Request, past: Past, paper: Paper) -> None:
    """Let a request go through what befell it."""
    for verb, said in past.deeds:
        hold(request, verb)
        paper.begin(request, verb)
        if isinstance(said, Given):
            _give(request, said, paper)
            continue
        going = Going(request, said, said.at or paper.at)
        prepare, fields = VERBS[verb]
        prepare([going], paper)
        looks = verb in NEEDS_BY_REQUEST or verb == "defer"
        following.enter(request, paper.settled(request, verb) if looks else landing(verb, request.state), going.at)
        paper.note(request, verb, fields)


def _give(request: Request, given: Given, paper: Paper) -> None:
    need, at = paper.needs[request.id][given.need], given.at or paper.at
    delivering.check(request, need, given, at)
    made = delivering.build(request, need, given, paper.by, paper.at)
    paper.deliveries.append(made)
    paper.given[need.id].append(made)
    if given.last:
        before = sorted(paper.given[need.id], key=lambda one: one.on)
        paper.move("settle", [(need, delivering.sum_of(need, before, given))])
    elif need.bucket == Bucket.UNMET:
        paper.move("take_up", [(need, Change(need.id, at=given.at))])
    following.enter(request, paper.settled(request, "deliver", given=True), at)
    paper.note(request, "deliver", ())


@dataclass
class _Told:
    """What one entry per office will say: the rows in order, and the digests of how they stood then."""

    fields: tuple[str, ...]
    rows: list[Any] = field(default_factory=list)
    digests: dict[int, str] = field(default_factory=dict)


class Paper(Desk):
    """A desk where needs are moved in memory, and everything is written at the end."""

    def __init__(self, by: Actor, at: datetime, needs: Sequence[Need]) -> None:
        super().__init__(by, at)
        self.needs: dict[int, list[Need]] = defaultdict(list)
        self.deliveries: list[Delivery] = []
        self.given: dict[int, list[Delivery]] = defaultdict(list)  # of these, those for each need
        self._last: dict[int, Entered] = {}
        self._moved: list[tuple[Any, ...]] = []
        self._compared: list[tuple[Any, ...]] = []
        # A verb that comes to a request twice is told in two entries, as two calls would: whose verb, which time, verb.
        self._turns: Counter[tuple[int, str]] = Counter()
        self._leads: tuple[str, int] = ("", 0)
        self._told: dict[tuple[type, str, int, str], _Told] = {}
        for need in needs:
            assert need.request_id is not None
            self.needs[need.request_id].append(need)
            (first,) = opens(bucket=need.bucket, office=need.office_id, day=need.asked_on, at=need.opened_at)
            self._enter(need, first, need.reason)

    def _enter(self, need: Need, step: Entered, reason: str) -> None:
        self._last[need.id] = step
        self._moved.append(
            (need.id, step.seq, step.day, step.at, step.bucket, step.delta, reason, step.office, need.scope_path,
             step.verb)
        )  # fmt: skip

    def begin(self, request: Request, verb: str) -> None:
        """Begin a verb of a request, which leads those of its needs."""
        self._turns[request.id, verb] += 1
        self._leads = (verb, self._turns[request.id, verb])

    def opened(self, pairs: Sequence[Going]) -> list[tuple[Need, Going]]:
        """Return the open needs of the requests. Shape: no query."""
        return [(need, one) for one in pairs for need in self.needs[one.request.id] if need.bucket in _OPEN]

    def move(self, verb: str, needs: Sequence[tuple[Need, Change]]) -> None:
        """Move needs by a verb of theirs, as `verbs.move_many` would."""
        for need, one in needs:
            ledger.hold(need, verb)
            verbs.check(need, one, verb, self.at)
            before, left = self._last[need.id], need.reason
            ledger.put([need], [one], verb, self.at)
            day, at = day_of(one, self.at), one.at or self.at
            out, into = change(before, bucket=need.bucket, office=need.office_id, day=day, at=at, verb=verb)
            self._enter(need, out, left)
            self._enter(need, into, need.reason)
            self._tell(need, verb, verbs.fields_of(verb), ledger.digest_of(need))

    def stands(self, needs: Sequence[Need]) -> dict[int, list[Delivery]]:
        """Return the help that was given for each of these needs. Shape: no query."""
        return {need.id: sorted(self.given[need.id], key=lambda one: one.on) for need in needs}

    def announceable(self, requests: Collection[Request]) -> set[int]:
        """Return the ids of those whose requester's name may hang on a board. Shape: no query."""
        codes = {one.id: [need.code for need in self.needs[one.id]] for one in requests}
        return {one.id for one in requests if announceable(codes[one.id], one.door, one.category)}

    def compared(self, made: Sequence[tuple[Any, ...]]) -> None:
        """Keep what was compared until the end."""
        self._compared += made

    def settled(self, request: Request, verb: str, *, given: bool = False) -> str:
        """Return the state a request lands in by a verb, its needs as they stand now."""
        return after_needs(landing(verb, request.state), {need.bucket for need in self.needs[request.id]}, given=given)

    def note(self, request: Request, verb: str, fields: tuple[str, ...]) -> None:
        """Note what the audit will be told of a request that has moved."""
        self._tell(request, verb, ("state", *fields), following.digest_of(request))

    def _tell(self, row: Need | Request, verb: str, fields: tuple[str, ...], digest: str) -> None:
        told = self._told.setdefault((type(row), *self._leads, verb), _Told(fields))
        told.rows.append(row)
        told.digests[row.id] = digest

    def save(self, needs: Sequence[Need]) -> None:
        """Write needs, movements, deliveries and comparisons."""
        rows.insert("assistance_need", opening.COLUMNS, [opening.values_of(need) for need in needs])
        ledger.enter(self._moved)
        delivering.save(self.deliveries)
        rows.insert("assistance_duplicatecheck", COMPARED, self._compared)

    def record(self) -> None:
        """Write one audit entry per office and verb."""
        for (kind, _leads, _turn, verb), told in self._told.items():
            record = ledger.record if kind is Need else following.record
            record(told.rows, verb, fields=told.fields, by=self.by, at=self.at, said=told.digests)


_OPEN = NEED["settle"].sources
